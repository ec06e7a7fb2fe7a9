"""Puts an answer on the connection, broken where the answer says so."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from typing import Any

from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from genai_triage.simulator.exchange import SimResponse

_LATENCY = (0.005, 0.03)
_PIECE_GAP = (0.002, 0.01)
_LINGER_NONE = struct.pack("ii", 1, 0)
"""SO_LINGER on with no time: closing sends RST and drops what is unsent."""


class ConnectionProtocol(H11Protocol):
    """HTTP/1.1 that lets the application reach the connection under its request, as `scope["state"]["transport"]`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class Pace:
    """Waiting times that look real.

    Args:
        scale: Factor on 5–30 ms for an answer and 2–10 ms between the pieces of a stream; 0 for none.
        stall: Seconds that a stalled request is left without an answer.
        seed: Seed of the times.
    """

    def __init__(self, scale: float, stall: float, seed: int) -> None:
        self.stall = stall
        self._scale = scale
        self._chance = random.Random(seed)

    def answer(self) -> float:
        """Seconds before an answer begins."""
        return self._chance.uniform(*_LATENCY) * self._scale

    def piece(self) -> float:
        """Seconds between two pieces of a stream."""
        return self._chance.uniform(*_PIECE_GAP) * self._scale


async def deliver(
    answer: SimResponse, pace: Pace, stopping: asyncio.Event, scope: Scope, receive: Receive, send: Send
) -> None:
    """Sends an answer.

    Args:
        answer: What to send.
        pace: How fast.
        stopping: Ends a stall early.
        scope: The request's ASGI scope, from `ConnectionProtocol`.
        receive: ASGI receive; the request's body has been read.
        send: ASGI send.
    """
    transport = scope["state"]["transport"]
    if answer.fault == "stall":
        await _stall(receive, pace.stall, stopping)
        transport.abort()
        await _until_gone(receive)
        return
    await asyncio.sleep(pace.answer())
    if answer.fault == "reset":
        _reset(transport)
        await _until_gone(receive)
        return
    await _send_pieces(answer, pace, send)
    if answer.fault == "cut":
        transport.close()
        await _until_gone(receive)


async def _send_pieces(answer: SimResponse, pace: Pace, send: Send) -> None:
    await send(_start(answer))
    last = len(answer.pieces) - 1
    for number, piece in enumerate(answer.pieces):
        if number:
            await asyncio.sleep(pace.piece())
        await send({"type": "http.response.body", "body": piece, "more_body": answer.fault == "cut" or number < last})


def _start(answer: SimResponse) -> Message:
    headers = {"content-type": answer.content_type, **answer.headers}
    if not answer.streamed:
        length = sum(map(len, answer.pieces)) if answer.declared_length is None else answer.declared_length
        headers["content-length"] = str(length)
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": answer.status, "headers": encoded}


def _reset(transport: Any) -> None:
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NONE)
    transport.abort()


async def _stall(receive: Receive, seconds: float, stopping: asyncio.Event) -> None:
    waits = {asyncio.ensure_future(_until_gone(receive)), asyncio.ensure_future(stopping.wait())}
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
