"""An answer with fewer embeddings than texts is unusable, whoever asked for them and however long it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import httpx
import pytest
import requests

pytest.importorskip("google.genai")
pytest.importorskip("gigachat")

from gigachat import GigaChat
from google import genai
from google.genai import types

import genai_triage
from genai_triage.instrumentation.raw.body_view import BodyView, WholeBody
from genai_triage.instrumentation.raw.hosts import HOSTS_VARIABLE
from tests.support import AUTHORIZATION_KEY
from tests.support.answering import AnsweringServer, answering
from tests.support.recorded import Recorded

Asked = tuple[str, dict[str, Any]]
TEXTS = ["one", "two", "three"]
LONG = [0.0123456789] * 3072
"""The numbers of one text in a real answer: far more than is kept of a body."""


def of_gemini(*embeddings: list[float]) -> Any:
    return {"embeddings": [{"values": values} for values in embeddings]}


def of_gigachat(*embeddings: list[float]) -> Any:
    items = [
        {"object": "embedding", "embedding": values, "index": index, "usage": {"prompt_tokens": 3}}
        for index, values in enumerate(embeddings)
    ]
    return {"object": "list", "data": items, "model": "Embeddings"}


def gemini_client(server: AnsweringServer) -> Any:
    return genai.Client(api_key="any", http_options=types.HttpOptions(base_url=server.url))


def gigachat_client(server: AnsweringServer) -> Any:
    return GigaChat(base_url=server.url, auth_url=f"{server.url}/oauth", credentials=AUTHORIZATION_KEY)


def genai_sync(server: AnsweringServer) -> None:
    client = gemini_client(server)  # which closes itself when it is dropped
    client.models.embed_content(model="gemini-embedding-001", contents=TEXTS)


def genai_async(server: AnsweringServer) -> None:
    client = gemini_client(server)
    asyncio.run(client.aio.models.embed_content(model="gemini-embedding-001", contents=TEXTS))


def gigachat_sync(server: AnsweringServer) -> None:
    gigachat_client(server).embeddings(TEXTS)


def gigachat_async(server: AnsweringServer) -> None:
    asyncio.run(gigachat_client(server).aembeddings(TEXTS))


GEMINI_RAW: Asked = ("/v1beta/models/gemini-embedding-001:batchEmbedContents", {"requests": [{"content": {}}] * 3})
OPENAI_RAW: Asked = ("/v1beta/openai/embeddings", {"model": "gemini-embedding-001", "input": TEXTS})
GIGACHAT_RAW: Asked = ("/api/v1/embeddings", {"model": "Embeddings", "input": TEXTS})


def by_httpx(server: AnsweringServer, path: str, body: Any) -> None:
    httpx.post(server.url + path, json=body)


def by_httpx_in_pieces(server: AnsweringServer, path: str, body: Any) -> None:
    with httpx.stream("POST", server.url + path, json=body) as answer:
        for _ in answer.iter_bytes(1000):
            pass


def by_httpx_async(server: AnsweringServer, path: str, body: Any) -> None:
    async def ask() -> None:
        async with httpx.AsyncClient() as client:
            await client.post(server.url + path, json=body)

    asyncio.run(ask())


def by_requests(server: AnsweringServer, path: str, body: Any) -> None:
    requests.post(server.url + path, json=body, timeout=60)


def by_aiohttp(server: AnsweringServer, path: str, body: Any) -> None:
    async def ask() -> None:
        async with aiohttp.ClientSession() as session, session.post(server.url + path, json=body) as answer:
            await answer.read()

    asyncio.run(ask())


SDKS = {
    "google-genai": (genai_sync, of_gemini, "gemini"),
    "google-genai, async": (genai_async, of_gemini, "gemini"),
    "gigachat": (gigachat_sync, of_gigachat, "gigachat"),
    "gigachat, async": (gigachat_async, of_gigachat, "gigachat"),
}
SENDERS = (by_httpx, by_httpx_in_pieces, by_httpx_async, by_requests, by_aiohttp)
RAW = {
    f"{name}, {send.__name__}": (lambda server, send=send, asked=asked: send(server, *asked), answer, provider)
    for name, asked, answer, provider in (
        ("Gemini", GEMINI_RAW, of_gemini, "gemini"),
        ("OpenAI's form", OPENAI_RAW, of_gigachat, "gemini"),
        ("GigaChat", GIGACHAT_RAW, of_gigachat, "gigachat"),
    )
    for send in SENDERS
}
WAYS = {**SDKS, **RAW}
Ask = Callable[[AnsweringServer], None]
Observe = Callable[[str], Recorded]


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering() as running:
        yield running


@pytest.fixture
def observed(recorded: Recorded, server: AnsweringServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Observe]:
    """Switches the instrumentation on, with the server as one of a provider's."""

    def switch_on(provider: str) -> Recorded:
        monkeypatch.setenv(HOSTS_VARIABLE, f"127.0.0.1:{server.server_port}={provider}")
        genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
        return recorded

    yield switch_on
    genai_triage.uninstrument()


@pytest.mark.parametrize("values", [[0.1], LONG], ids=["short", "long"])
@pytest.mark.parametrize(("ask", "answer", "provider"), WAYS.values(), ids=WAYS)
def test_fewer_embeddings_than_texts_are_a_failure(
    ask: Ask, answer: Any, provider: str, values: Any, observed: Observe, server: AnsweringServer
) -> None:
    server.answer(200, answer(values, values))
    recorded = observed(provider)

    ask(server)

    found = recorded.attributes
    assert found["triage.cause"] == f"{provider}.missing_embeddings"
    assert (found["triage.class"], found["triage.owner"]) == ("malformed_output", "provider")
    assert found["triage.retryable"] is True
    assert "error.type" not in found


def _leaving_httpx(server: AnsweringServer, path: str, body: Any) -> None:
    with httpx.stream("POST", server.url + path, json=body) as answer:
        next(answer.iter_raw(1000))


def _leaving_requests(server: AnsweringServer, path: str, body: Any) -> None:
    with requests.post(server.url + path, json=body, timeout=60, stream=True) as answer:
        next(answer.iter_content(1000))


def _leaving_aiohttp(server: AnsweringServer, path: str, body: Any) -> None:
    async def ask() -> None:
        async with aiohttp.ClientSession() as session, session.post(server.url + path, json=body) as answer:
            await answer.content.readexactly(1000)

    asyncio.run(ask())


@pytest.mark.parametrize("leave", [_leaving_httpx, _leaving_requests, _leaving_aiohttp])
@pytest.mark.parametrize(
    ("asked", "answer", "provider"),
    [(GEMINI_RAW, of_gemini, "gemini"), (GIGACHAT_RAW, of_gigachat, "gigachat")],
    ids=["Gemini", "GigaChat"],
)
def test_of_an_answer_that_is_left_early_no_embedding_is_missing(
    asked: Asked, answer: Any, provider: str, leave: Any, observed: Observe, server: AnsweringServer
) -> None:
    server.answer(200, answer(LONG, LONG, LONG))
    recorded = observed(provider)

    leave(server, *asked)

    assert recorded.calls == {"ok": 1}
    assert recorded.attributes["triage.abandoned"] is True


@pytest.mark.parametrize("values", [[0.1], LONG], ids=["short", "long"])
@pytest.mark.parametrize(("ask", "answer", "provider"), WAYS.values(), ids=WAYS)
def test_as_many_embeddings_as_texts_are_none(
    ask: Ask, answer: Any, provider: str, values: Any, observed: Observe, server: AnsweringServer
) -> None:
    server.answer(200, answer(values, values, values))
    recorded = observed(provider)

    ask(server)

    assert recorded.calls == {"ok": 1}


def test_a_model_that_embeds_all_texts_together_gives_one(observed: Observe, server: AnsweringServer) -> None:
    server.answer(200, of_gemini(LONG))
    recorded = observed("gemini")

    client = gemini_client(server)
    client.models.embed_content(model="gemini-embedding-2", contents=TEXTS)

    assert recorded.calls == {"ok": 1}


def test_a_text_given_as_tokens_is_one(observed: Observe, server: AnsweringServer) -> None:
    server.answer(200, of_gigachat([0.1]))
    recorded = observed("gemini")

    by_httpx(server, OPENAI_RAW[0], {"model": "gemini-embedding-001", "input": [1, 2, 3]})

    assert recorded.calls == {"ok": 1}


@pytest.mark.parametrize("form", [of_gemini, of_gigachat])
@pytest.mark.parametrize("size", [1, 7, 19, 20, 21, 1000])
def test_embeddings_are_counted_once_however_the_pieces_fall(form: Any, size: int) -> None:
    body = httpx.Response(200, json=form([0.5], [0.5] * 9, [])).content
    view = BodyView("application/json", "", counts=True)
    for start in range(0, len(body), size):
        view.add(body[start : start + size])
    assert view.results() == WholeBody(body, {}).results() == 3
