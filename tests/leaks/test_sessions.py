"""Sessions: nothing of what either side says on the WebSocket leaves, whatever form it comes in."""

from __future__ import annotations

import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import trustme
from google import genai
from google.genai import types
from websockets.asyncio.server import ServerConnection, serve

from tests.leaks.canaries import CONVERSATION, EVERY, KEYS, Canary, leaked
from tests.leaks.exported import everything
from tests.support.products import crossed
from tests.support.recorded import Recorded

pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore")]

Say = Callable[[ServerConnection, str], Awaitable[None]]
_MAX_REASON = 123


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def _send(connection: ServerConnection, message: Any) -> None:
    await connection.send(json.dumps(message, ensure_ascii=False))


async def _close(connection: ServerConnection, text: str) -> None:
    reason = f'Request contains an invalid argument: "{text}"'
    await connection.close(1007, reason.encode()[:_MAX_REASON].decode(errors="ignore"))


async def _error(connection: ServerConnection, text: str) -> None:
    error = {"code": 400, "status": "INVALID_ARGUMENT", "message": f'Invalid value: "{text}" is not allowed.'}
    await _send(connection, {"event_type": "error", "error": error})


async def _go_away(connection: ServerConnection, text: str) -> None:
    await _send(connection, {"goAway": {"timeLeft": text}, "sessionResumptionUpdate": {"newHandle": text}})


async def _answer(connection: ServerConnection, text: str) -> None:
    part = {"text": text, "code": text, "message": text}
    await _send(connection, {"serverContent": {"modelTurn": {"parts": [part]}}})
    await _send(connection, {"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": text}})


async def _no_json(connection: ServerConnection, text: str) -> None:
    await connection.send(f'{{"error": {{"message": "{text}')


SAID: dict[str, Say] = {
    "close reason": _close,
    "error object": _error,
    "go away": _go_away,
    "answer": _answer,
    "no JSON": _no_json,
}


@pytest.fixture
def authority(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of the server, and of clients that trust it."""
    known = trustme.CA()
    served, trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    known.issue_cert("127.0.0.1").configure_cert(served)
    known.configure_trust(trusted)
    return served, trusted


@contextlib.asynccontextmanager
async def _saying(say: Say, text: str, context: ssl.SSLContext | None) -> AsyncIterator[str]:
    async def handle(connection: ServerConnection) -> None:
        await connection.recv()
        await _send(connection, {"setupComplete": {"sessionId": "s-1"}})
        await connection.recv()
        await say(connection, text)

    async with serve(handle, "127.0.0.1", 0, ssl=context) as server:
        (listener,) = server.sockets
        yield f"{'http' if context is None else 'https'}://127.0.0.1:{listener.getsockname()[1]}"


async def _live(url: str, trusted: ssl.SSLContext, text: str) -> None:
    options = types.HttpOptions(base_url=url, async_client_args={"verify": trusted, "ssl": trusted})
    client = genai.Client(api_key="any", http_options=options)
    async with client.aio.live.connect(model="gemini-live", config={"system_instruction": text}) as session:
        await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text=text)]))
        async for _ in session.receive():
            pass


async def _interact(url: str, trusted: ssl.SSLContext, text: str) -> None:
    client = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=url))
    async with client.aio.interactions.connect("interactions-1") as session:
        await session.send(text)
        async for _ in session.receive():
            pass


WAYS = {_live: "live"}
if hasattr(getattr(genai.Client(api_key="any").aio, "interactions", None), "connect"):
    WAYS[_interact] = "interactions"


@pytest.mark.parametrize(
    ("canary", "way", "said"),
    crossed(
        EVERY,
        product(WAYS, SAID),
        name=lambda value: value.kind if isinstance(value, Canary) else f"{WAYS[value[0]]}-{value[1]}",
    ),
)
async def test_nothing_that_is_said_in_a_session_leaves(
    way: Any,
    said: str,
    canary: Canary,
    telemetry: Recorded,
    authority: tuple[ssl.SSLContext, ssl.SSLContext],
    caplog: pytest.LogCaptureFixture,
) -> None:
    served, trusted = authority
    async with _saying(SAID[said], canary.text, None if way is _interact else served) as url:
        with contextlib.suppress(Exception):
            await way(url, trusted, canary.text)

    assert len(telemetry.operations) == 1
    assert telemetry.attributes["triage.session.messages.received"] >= 1
    assert leaked(canary, everything(telemetry, caplog)) == []


def test_the_table_has_conversations_and_keys() -> None:
    assert CONVERSATION in EVERY
    assert len(KEYS) > 10
