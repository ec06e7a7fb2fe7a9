"""How a WebSocket was closed: by whom, or that it is open."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.instrumentation.transports.websockets import _close_of, _note_refusal, _start, _watch_messages
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.session import Close

GOODBYE, REFUSED = SimpleNamespace(code=1000, reason=""), SimpleNamespace(code=1008, reason="Denied")
TIMED_OUT = SimpleNamespace(code=1011, reason="keepalive ping timeout")


def closed(theirs: Any, ours: Any, *, they_first: bool | None = None, state: str = "CLOSED") -> Any:
    """A connection as websockets keeps it."""
    protocol = SimpleNamespace(
        close_rcvd=theirs, close_sent=ours, close_rcvd_then_sent=they_first, state=SimpleNamespace(name=state)
    )
    return SimpleNamespace(protocol=protocol)


@pytest.mark.parametrize(
    ("connection", "close"),
    [
        (closed(None, None, state="OPEN"), None),
        (closed(None, None), Close(1006, "", "none")),
        (closed(None, GOODBYE, state="CLOSING"), Close(1000, "", "client")),
        (closed(None, TIMED_OUT), Close(1006, "", "none")),
        (closed(REFUSED, REFUSED, they_first=True), Close(1008, "Denied", "service")),
        (closed(REFUSED, None, state="CLOSING"), Close(1008, "Denied", "service")),
        (closed(GOODBYE, GOODBYE, they_first=False), Close(1000, "", "client")),
        (object(), None),
    ],
    ids=["open", "lost", "left", "timed out", "by the service", "by the service only", "by us", "of another library"],
)
def test_a_close_tells_who_closed(connection: Any, close: Close | None) -> None:
    assert _close_of(connection) == close


def connecting(uri: str) -> Any:
    return SimpleNamespace(uri=uri, additional_headers={})


@pytest.mark.parametrize(
    ("uri", "is_attempt"), [("wss://api.example/ws", True), ("wss://other.example/ws", False), ("", False)]
)
def test_a_connection_to_the_calls_server_is_an_attempt(running: Operation, uri: str, is_attempt: bool) -> None:
    attempt = _start(connecting(uri))
    assert (attempt is not None, attempt) == (is_attempt, running.last_attempt)
    assert attempt is None or attempt.transport == "websockets"


@pytest.mark.parametrize(("body", "read"), [(b"{}", b"{}"), (bytearray(b"{}"), b"{}"), (None, b"")])
def test_a_refused_handshake_is_an_answer(running: Operation, body: Any, read: bytes) -> None:
    attempt, connect = _start(connecting("wss://api.example/ws")), connecting("wss://api.example/ws")
    assert attempt is not None
    error: Any = ConnectionError()
    headers = SimpleNamespace(raw_items=lambda: [("retry-after", "3")])
    error.response = SimpleNamespace(status_code=429, headers=headers, body=body)
    _note_refusal(attempt, connect, error)
    response = attempt.response()
    assert response is not None
    assert (response.status, response.headers, response.url) == (429, {"retry-after": "3"}, connect.uri)
    assert (attempt.status, response.read_body()) == (429, read)


@pytest.mark.parametrize("response", [None, SimpleNamespace(status_code=None)])
def test_a_handshake_without_an_answer_failed_with_its_error(running: Operation, response: Any) -> None:
    attempt, error = _start(connecting("wss://api.example/ws")), ConnectionRefusedError()
    assert attempt is not None
    error.response = response  # type: ignore[attr-defined]
    _note_refusal(attempt, connecting("wss://api.example/ws"), error)
    assert attempt.failure is not None
    assert (attempt.status, attempt.failure.cause.id) == (None, "network.refused")


class Connection:
    """Passes messages, or raises."""

    error: Exception | None = None

    async def recv(self, decode: bool | None = None) -> tuple[str, bool | None]:
        if self.error is not None:
            raise self.error
        return "theirs", decode

    async def send(self, message: str, text: bool | None = None) -> tuple[str, bool | None]:
        if self.error is not None:
            raise self.error
        return message, text


class Session:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.is_lost = False

    def received(self, message: Any) -> None:
        self.told.append(("received", message))

    def sent(self, message: Any) -> None:
        self.told.append(("sent", message))

    def broke(self, error: BaseException) -> None:
        self.told.append(("broke", error))


def test_messages_pass_as_without_us_and_are_counted() -> None:
    pytest.importorskip("websockets.exceptions")
    connection, session = Connection(), Session()
    _watch_messages(connection, session)  # type: ignore[arg-type]

    async def main() -> list[Any]:
        return [await connection.recv(decode=False), await connection.send("ours", text=True)]

    assert asyncio.run(main()) == [("theirs", False), ("ours", True)]
    assert (session.told, session.is_lost) == ([("received", ("theirs", False)), ("sent", "ours")], False)


@pytest.mark.parametrize("act", ["recv", "send"])
@pytest.mark.parametrize("is_closed", [True, False])
def test_only_a_closed_connection_is_lost_and_only_what_was_to_be_sent_is_broken(act: str, is_closed: bool) -> None:
    exceptions = pytest.importorskip("websockets.exceptions")
    connection, session = Connection(), Session()
    error = exceptions.ConnectionClosedError(None, None) if is_closed else ValueError()
    connection.error = error
    _watch_messages(connection, session)  # type: ignore[arg-type]
    with pytest.raises(type(error)) as raised:
        asyncio.run(connection.recv() if act == "recv" else connection.send("ours"))
    assert raised.value is error
    assert session.is_lost is is_closed
    assert session.told == ([("broke", error)] if is_closed and act == "send" else [])
