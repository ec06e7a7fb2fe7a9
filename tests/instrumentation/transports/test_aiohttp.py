"""aiohttp as google-genai's transport: what the SDK tries again without being asked to is an attempt too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from google import genai

from genai_triage.instrumentation.transports.aiohttp import _begun_raw, _note, _note_raw, _start, _Tailed
from genai_triage.simulator import Simulator
from genai_triage.telemetry.operation import Operation
from tests.support.recorded import Recorded

aiohttp = pytest.importorskip("aiohttp")

MODEL = "gemini-2.5-flash"
WAYS = ("async", "async stream")
every_way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture(autouse=True)
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK waits `1 + random.randint(0, 9)` seconds before it tries again."""
    monkeypatch.setattr("google.genai._api_client.random.randint", lambda low, high: -1)


def ask(client: genai.Client, way: str) -> list[Any]:
    async def main() -> list[Any]:
        try:
            if way == "async":
                return [await client.aio.models.generate_content(model=MODEL, contents="Hello")]
            stream = await client.aio.models.generate_content_stream(model=MODEL, contents="Hello")
            return [chunk async for chunk in stream]
        finally:
            if hasattr(client.aio, "aclose"):
                await client.aio.aclose()

    return asyncio.run(main())


@every_way
def test_a_hidden_retry_that_heals_is_a_failed_attempt_of_a_success(
    way: str, telemetry: Recorded, simulator: Simulator, gemini: Callable[..., genai.Client]
) -> None:
    simulator.schedule("network.reset", first=1)
    assert ask(gemini(client={"api_key": "any"}), way)
    assert telemetry.attributes["triage.retries"] == 1
    assert "triage.class" not in telemetry.attributes
    assert telemetry.attempts_by_transport == {("network", "aiohttp"): 1, ("ok", "aiohttp"): 1}
    assert telemetry.calls == {"ok": 1}


@every_way
def test_a_hidden_retry_that_does_not_help_is_one_failure(
    way: str, telemetry: Recorded, simulator: Simulator, gemini: Callable[..., genai.Client]
) -> None:
    with pytest.raises(aiohttp.ClientConnectorError):
        ask(gemini(base_url=simulator.refused_url), way)
    assert telemetry.attributes["triage.cause"] == "network.refused"
    assert telemetry.attributes["triage.retries"] == 1
    assert telemetry.attempts_by_transport == {("network", "aiohttp"): 2}
    assert telemetry.calls == {"network": 1}


def test_a_request_outside_any_operation_is_left_alone(telemetry: Recorded, simulator: Simulator) -> None:
    async def main() -> int:
        async with aiohttp.ClientSession() as session, session.get(f"{simulator.url}/_sim/causes") as response:
            return int(response.status)

    assert asyncio.run(main()) == 200
    assert telemetry.spans == []
    assert telemetry.attempts == {}


PIECES = (b"data: 1\n", b"data: 2\n", b"data: 3\n")


async def _drained(read: Callable[[], Any]) -> list[bytes]:
    found = []
    while piece := await read():
        found.append(piece)
    return found


async def _iterated(pieces: Any) -> list[bytes]:
    return [piece async for piece in pieces]


@pytest.mark.parametrize(
    "way",
    [
        lambda content: _iterated(content),
        lambda content: _iterated(content.iter_any()),
        lambda content: _iterated(content.iter_chunked(8)),
        lambda content: _drained(lambda: content.read(8)),
        lambda content: _drained(content.readline),
        lambda content: _drained(content.readany),
    ],
    ids=["lines", "iter_any", "iter_chunked", "read", "readline", "readany"],
)
def test_the_last_two_pieces_of_a_stream_are_remembered_however_it_is_read(way: Callable[[Any], Any]) -> None:
    async def main() -> tuple[list[bytes], Any]:
        loop = asyncio.get_running_loop()
        content = aiohttp.StreamReader(aiohttp.base_protocol.BaseProtocol(loop), 2**16, loop=loop)
        for piece in PIECES:
            content.feed_data(piece)
        content.feed_eof()
        attempt: Any = SimpleNamespace(tail=(b"", b""))
        return await way(_Tailed(content, attempt)), attempt.tail

    pieces, tail = asyncio.run(main())
    assert b"".join(pieces) == b"".join(PIECES)
    assert tail == (b"", *pieces)[-2:]


URL = "https://api.example/v1"


def session(base_url: str | None = None) -> Any:
    return SimpleNamespace(_base_url=base_url, headers={})


@pytest.mark.parametrize(
    ("args", "kwargs", "base_url", "is_attempt"),
    [
        (("POST", URL), {}, None, True),
        (("POST",), {"str_or_url": URL}, None, True),
        (("POST", "/v1"), {}, "https://api.example", True),
        (("POST", "/v1"), {}, "https://other.example", False),
        (("POST", "/v1"), {}, None, False),
        (("POST", "https://other.example/v1"), {}, "https://api.example", False),
        (("POST",), {}, None, False),
    ],
)
def test_a_request_to_the_calls_server_is_an_attempt(
    running: Operation, args: tuple[Any, ...], kwargs: dict[str, Any], base_url: str | None, is_attempt: bool
) -> None:
    attempt = _start(session(base_url), args, kwargs)
    assert (attempt is not None, attempt) == (is_attempt, running.last_attempt)


@pytest.mark.parametrize(
    ("kwargs", "sent"),
    [
        ({"data": b"asked"}, b"asked"),
        ({"json": {"asked": 1}}, {"asked": 1}),
        ({"data": b"", "json": {"asked": 1}}, b""),
        ({}, None),
    ],
)
def test_what_was_asked_is_known_until_the_call_is_over(
    running: Operation, kwargs: dict[str, Any], sent: object
) -> None:
    attempt = _start(session(), ("POST", URL), kwargs)
    assert attempt is not None
    assert (attempt.transport, attempt.sent()) == ("aiohttp", sent)


@pytest.mark.parametrize(("url", "is_stream"), [(f"{URL}?alt=sse", True), (URL, False)])
def test_a_request_for_events_expects_a_stream(running: Operation, url: str, is_stream: bool) -> None:
    attempt = _start(session(), ("POST", url), {})
    assert attempt is not None
    assert attempt.expects_stream is is_stream


def test_the_requests_of_a_raw_call_are_begun_by_its_own_layer_and_only_those_of_its_session(
    running: Operation,
) -> None:
    running.client = ours = session()
    assert _start(ours, ("POST", URL), {}) is None
    assert _begun_raw(session(), ("POST", URL), {}) is None
    assert _begun_raw(ours, ("POST", "https://redirected.example"), {}) is running.last_attempt is not None


@pytest.mark.parametrize("note", [_note, _note_raw])
@pytest.mark.parametrize("url", [f"{URL}?alt=sse", URL])
@pytest.mark.parametrize("status", [200, 399, 400, 503])
def test_a_stream_is_followed_and_a_request_is_let_go_once_it_is_answered_by_what_is_read_later(
    running: Operation, status: int, url: str, note: Any
) -> None:
    attempt = _start(session(), ("POST", url), {"data": b"asked"})
    assert attempt is not None
    content = object()
    answer = SimpleNamespace(status=status, headers={}, url=url, content=content)
    note(attempt, answer)
    is_good, is_stream = status < 400, url.endswith("sse")
    assert attempt.status == status
    assert attempt.sent() == (None if is_good and (is_stream or note is _note_raw) else b"asked")
    assert (type(answer.content) is _Tailed) == (is_good and is_stream)
