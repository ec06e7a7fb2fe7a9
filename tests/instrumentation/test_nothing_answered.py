"""An empty object where an answer was asked for is an answer without a candidate: whole, as a chunk, by any library."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

pytest.importorskip("gigachat")

from gigachat import GigaChat

import genai_triage
from genai_triage.instrumentation.raw.hosts import HOSTS_VARIABLE
from tests.support import AUTHORIZATION_KEY
from tests.support.answering import AnsweringServer, answering
from tests.support.recorded import Recorded

JSON, EVENTS = "application/json", "text/event-stream"
WHOLE = [("{}", JSON), ('{"choices": []}', JSON)]
STREAMS = [
    ("data: {}\n\n", EVENTS),
    ("data: {}\n\ndata: [DONE]\n\n", EVENTS),
    ('data: {"choices": []}\n\ndata: [DONE]\n\n', EVENTS),
]


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering() as running:
        yield running


@pytest.fixture
def observed(recorded: Recorded, server: AnsweringServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    monkeypatch.setenv(HOSTS_VARIABLE, f"127.0.0.1:{server.server_port}=gigachat")
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    yield recorded
    genai_triage.uninstrument()


def client(server: AnsweringServer) -> GigaChat:
    return GigaChat(
        base_url=server.url, auth_url=f"{server.url}/oauth", credentials=AUTHORIZATION_KEY, model="GigaChat-2"
    )


def raw(server: AnsweringServer, *, stream: bool) -> None:
    httpx.post(f"{server.url}/api/v1/chat/completions", json={"messages": [], "stream": stream})


async def drained(stream: Any) -> None:
    async for _ in stream:
        pass


WHOLE_WAYS: dict[str, Callable[[AnsweringServer], Any]] = {
    "gigachat": lambda server: client(server).chat("Hello"),
    "gigachat, async": lambda server: asyncio.run(client(server).achat("Hello")),
    "raw": lambda server: raw(server, stream=False),
}
STREAM_WAYS: dict[str, Callable[[AnsweringServer], Any]] = {
    "gigachat": lambda server: list(client(server).stream("Hello")),
    "gigachat, async": lambda server: asyncio.run(drained(client(server).astream("Hello"))),
    "raw": lambda server: raw(server, stream=True),
}


@pytest.mark.parametrize(
    ("ask", "body", "content_type"),
    [
        *((ask, *answer) for ask in WHOLE_WAYS.values() for answer in WHOLE),
        *((ask, *answer) for ask in STREAM_WAYS.values() for answer in STREAMS),
        (STREAM_WAYS["raw"], "data: [DONE]\n\n", EVENTS),
    ],
)
def test_it_has_the_same_cause_on_every_way(
    ask: Callable[[AnsweringServer], Any], body: str, content_type: str, observed: Recorded, server: AnsweringServer
) -> None:
    server.answer(200, body, content_type)
    try:
        ask(server)
    except Exception as error:  # what the SDK makes of it is told by the answer, and by the exception alone
        told = genai_triage.classify(error)
        assert told is not None
        assert told.cause.id == "gigachat.empty_answer"

    assert observed.attributes["triage.cause"] == "gigachat.empty_answer"
    assert observed.calls == {"malformed_output": 1}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("streamGenerateContent?alt=sse", "data: {}\r\n\r\n"),
        ("streamGenerateContent", "[{}]"),
        ("streamGenerateContent", "[]"),
        ("generateContent", "{}"),
    ],
)
def test_it_is_one_rule_for_both_vendors(path: str, body: str) -> None:
    url = f"https://generativelanguage.googleapis.com/v1beta/models/m:{path}"
    failure = genai_triage.classify_response("gemini", 200, body, url=url)
    assert failure is not None
    assert failure.cause.id == "gemini.no_candidate"
