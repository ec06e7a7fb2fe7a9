"""What a call asks for cannot always be read: it is recorded all the same, under its name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from genai_triage.instrumentation.sdks.gigachat import request as of_gigachat
from genai_triage.instrumentation.sdks.google_genai import request as of_genai
from tests.support.recorded import Recorded

pytestmark = pytest.mark.breaks_us

MODEL = "gemini-2.5-flash"
PROMPT: Any = {"model": MODEL, "contents": "Hello"}


async def _all(stream: Any) -> list[Any]:
    return [piece async for piece in (await stream if hasattr(stream, "__await__") else stream)]


GENAI: dict[str, tuple[str, bool, Callable[[Any], Any]]] = {
    "generate_content": ("generate_content", False, lambda client: client.models.generate_content(**PROMPT)),
    "stream": ("generate_content", True, lambda client: list(client.models.generate_content_stream(**PROMPT))),
    "async": ("generate_content", False, lambda client: asyncio.run(client.aio.models.generate_content(**PROMPT))),
    "async stream": (
        "generate_content",
        True,
        lambda client: asyncio.run(_all(client.aio.models.generate_content_stream(**PROMPT))),
    ),
    "embed_content": ("embeddings", False, lambda client: client.models.embed_content(**PROMPT)),
    "count_tokens": ("count_tokens", False, lambda client: client.models.count_tokens(**PROMPT)),
}
GIGACHAT: dict[str, tuple[str, bool, Callable[[Any], Any]]] = {
    "chat": ("chat", False, lambda client: client.chat("Hello")),
    "stream": ("chat", True, lambda client: list(client.stream("Hello"))),
    "astream": ("chat", True, lambda client: asyncio.run(_all(client.astream("Hello")))),
    "embeddings": ("embeddings", False, lambda client: client.embeddings(["Hello"])),
    "tokens_count": ("count_tokens", False, lambda client: client.tokens_count(["Hello"])),
}


@pytest.fixture(autouse=True)
def known_hosts() -> None:
    """None: a call whose server is not known cannot tell its requests from those of the application."""


def broken(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError("ours")


def told(recorded: Recorded) -> list[tuple[Any, ...]]:
    names = ("gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.request.stream")
    return [tuple(span.attributes.get(name) for name in names) for span in recorded.operations]


@pytest.mark.parametrize(("operation", "streams", "call"), GENAI.values(), ids=GENAI)
def test_a_call_of_google_genai_that_cannot_be_described_is_recorded_under_its_name(
    operation: str, streams: bool, call: Any, telemetry: Recorded, gemini: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_genai, "_server", broken)
    call(gemini())
    assert told(telemetry) == [(operation, "gcp.gemini", None, streams or None)]


@pytest.mark.parametrize(("operation", "streams", "call"), GIGACHAT.values(), ids=GIGACHAT)
def test_a_call_of_gigachat_that_cannot_be_described_is_recorded_under_its_name(
    operation: str, streams: bool, call: Any, telemetry: Recorded, gigachat: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_gigachat, "_server", broken)
    call(gigachat())
    assert told(telemetry) == [(operation, "gigachat", None, streams or None)]
