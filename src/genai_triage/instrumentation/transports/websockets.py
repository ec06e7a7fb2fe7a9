"""websockets as google-genai's transport of sessions: the handshake is an attempt, what follows is the session's.

Only connections of our operations are watched, each by two functions of its own; no other connection costs anything.
"""

from __future__ import annotations

import sys
import weakref
from typing import Any, Final

from genai_triage.instrumentation.patch import Patch
from genai_triage.telemetry.attempt import Attempt, Response
from genai_triage.telemetry.calls import replace_step
from genai_triage.telemetry.current import attempt_at, current_operation
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.request import netloc_of
from genai_triage.telemetry.session import Close, Session

_EXCEPTIONS: Final = "websockets.exceptions"
_NORMAL: Final = 1000
_LOST: Final = 1006


@guarded
def _start(connect: Any) -> Attempt | None:
    headers = getattr(connect, "additional_headers", None)
    return attempt_at("websockets", lambda: netloc_of(connect.uri) or "", None, headers=headers, url=connect.uri)


async def _connected(coroutine: Any, connect: Any) -> Any:
    attempt = _start(connect)
    if attempt is None:
        return await coroutine
    try:
        connection = await coroutine
    except BaseException as error:
        _note_refusal(attempt, connect, error)
        raise
    _watch(connection)
    return connection


def _connecting(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    coroutine = wrapped(*args, **kwargs)
    return coroutine if current_operation() is None else _connected(coroutine, instance)


@guarded
def _note_refusal(attempt: Attempt, connect: Any, error: BaseException) -> None:
    response: Any = getattr(error, "response", None)
    status = getattr(response, "status_code", None)
    if not isinstance(status, int):
        attempt.record_exception(error)
        return
    body = getattr(response, "body", None) or b""
    attempt.on_response(Response(status, dict(response.headers.raw_items()), connect.uri, lambda: bytes(body)))


@guarded
def _watch(connection: Any) -> None:
    operation = current_operation()
    session = None if operation is None else operation.session
    if session is None:
        return
    session.connection = weakref.ref(connection)
    session.read_close = _close_of
    _watch_messages(connection, session)


def _watch_messages(connection: Any, session: Session) -> None:
    """Counts what this connection sends and receives, and notes when it turns out to be closed."""
    kind, closed = type(connection), sys.modules[_EXCEPTIONS].ConnectionClosed

    async def recv(held: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            message = await kind.recv(held, *args, **kwargs)
        except closed:
            session.is_lost = True
            raise
        session.received(message)
        return message

    async def send(held: Any, message: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            result = await kind.send(held, message, *args, **kwargs)
        except closed as error:
            session.is_lost = True
            session.broke(error)
            raise
        session.sent(message)
        return result

    replace_step(connection, "recv", recv)
    replace_step(connection, "send", send)


def _close_of(connection: Any) -> Close | None:
    """How a connection was closed: by a frame of the service's, by one of ours, or by none; None if it is open."""
    protocol = getattr(connection, "protocol", None)
    if protocol is None:
        return None
    theirs, ours = protocol.close_rcvd, protocol.close_sent
    if theirs is not None:
        is_answer = ours is not None and not protocol.close_rcvd_then_sent
        return Close(int(theirs.code), str(theirs.reason), "client" if is_answer else "service")
    if ours is not None and ours.code == _NORMAL:
        return Close(_NORMAL, "", "client")
    if ours is None and protocol.state.name != "CLOSED":
        return None
    return Close(_LOST, "", "none")


PATCHES = (Patch("websockets.asyncio.client", "connect.__aenter__", _connecting),)
