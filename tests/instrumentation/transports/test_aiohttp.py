"""aiohttp as google-genai's transport: what the SDK tries again without being asked to is an attempt too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from google import genai

from genai_triage.instrumentation.transports.aiohttp import _Tailed
from genai_triage.simulator import Simulator
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
