"""A stream that is created and never read is no call, as nothing was sent."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from typing import Any

import pytest
from gigachat import GigaChat
from google import genai

from genai_triage.simulator import Simulator
from tests.support.recorded import Recorded

PROMPT: dict[str, Any] = {"model": "gemini-2.5-flash", "contents": "Hello"}


async def _awaited(client: genai.Client) -> Any:
    return await client.aio.models.generate_content_stream(**PROMPT)


async def _acreated(client: GigaChat) -> Any:
    return client.astream("Hello")


@pytest.fixture(params=["google-genai sync", "google-genai async", "gigachat sync", "gigachat async"])
def create(
    request: pytest.FixtureRequest, gemini: Callable[..., genai.Client], gigachat: Callable[..., GigaChat]
) -> Callable[[], Any]:
    """Creates a stream."""
    ways: dict[str, Callable[[], Any]] = {
        "google-genai sync": lambda: gemini().models.generate_content_stream(**PROMPT),
        "google-genai async": lambda: asyncio.run(_awaited(gemini())),
        "gigachat sync": lambda: gigachat().stream("Hello"),
        "gigachat async": lambda: asyncio.run(_acreated(gigachat())),
    }
    return ways[request.param]


def test_a_stream_that_is_never_read_is_no_call(
    create: Callable[[], Any], telemetry: Recorded, simulator: Simulator
) -> None:
    create()
    gc.collect()

    assert list(simulator.requests) == []
    assert telemetry.operations == []
    assert telemetry.calls == {}
    assert telemetry.durations == 0


async def _aclose(stream: Any) -> None:
    await stream.aclose()


def test_a_stream_that_is_closed_unread_is_no_call(
    create: Callable[[], Any], telemetry: Recorded, simulator: Simulator
) -> None:
    stream = create()
    asyncio.run(_aclose(stream)) if hasattr(stream, "aclose") else stream.close()

    assert list(simulator.requests) == []
    assert telemetry.calls == {}
