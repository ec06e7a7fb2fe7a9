"""A session: one operation from the connection to its close. What passes is counted; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from genai_triage import evidence
from genai_triage.evidence.reading import Reading
from genai_triage.taxonomy.model import Failure
from genai_triage.telemetry import names
from genai_triage.telemetry.guard import guarded, report

if TYPE_CHECKING:
    from genai_triage.telemetry.operation import Operation

_HEAD: Final = 64
"""Characters at the beginning of a message in which an error object shows itself."""
_MAX_FRAMES: Final = 200


class Close(NamedTuple):
    """How a connection was closed."""

    code: int
    """Of the close frame; 1006 where the connection was lost."""
    reason: str
    """The service's own words; empty where it has none."""
    by: str
    """`service`, `client`, or `none` where nobody said goodbye."""


class Session:
    """What one session shows while it runs, and how it ends; it finishes its operation exactly once."""

    __slots__ = (
        "_close",
        "_first_message_after",
        "_is_open",
        "_operation",
        "_received",
        "_received_bytes",
        "_sent",
        "_sent_bytes",
        "_turns",
        "connection",
        "conversation",
        "is_lost",
        "is_mid_turn",
        "module",
        "read_close",
    )

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        self._is_open = False
        self._sent = self._received = self._sent_bytes = self._received_bytes = self._turns = 0
        self._first_message_after: float | None = None
        self._close: Close | None = None
        self.connection: Callable[[], Any] = lambda: None
        """Returns the transport's connection as long as somebody else holds it."""
        self.read_close: Callable[[Any], Close | None] = lambda _: None
        """Returns how a connection was closed; None if it was not."""
        self.is_lost = False
        """Whether the transport has told the SDK that the connection is closed."""
        self.is_mid_turn = False
        """Whether the model is answering."""
        self.module = ""
        """Where the SDK's class for the session stands."""
        self.conversation: str | None = None
        """The id that the service gave the session."""

    # While it runs

    def opened(self, module: str) -> None:
        """The SDK gives the session to the application; `module` is where its class stands."""
        self.module = module
        self._is_open = True
        self._operation.session_opened()

    def sent(self, message: Any) -> None:
        """Counts a message to the service."""
        self._sent += 1
        self._sent_bytes += _size(message)

    def received(self, message: Any) -> None:
        """Counts a message of the service; an error object in it is noted, as not every SDK passes it on."""
        try:
            self._received += 1
            self._received_bytes += _size(message)
            if self._is_open and self._first_message_after is None:
                self._first_message_after = self._operation.elapsed
            if _may_be_an_error(message[:_HEAD]):
                evidence.read_session_message(message, self._operation.answer)
        except Exception as error:
            report("Session.received", error)

    def note(self, read: Callable[[Session, Any], None], message: Any) -> None:
        """Reads a message that is about to reach the application."""
        try:
            if self._operation.is_open:
                read(self, message)
        except Exception as error:
            report("Session.note", error)

    def used(self, turn: Reading) -> None:
        """Records what a turn used, while the session goes on."""
        if turn.has_usage:
            self._operation.answer.add_turn(turn)
            self._operation.record_usage(turn)

    def turn_ended(self, reason: Any = None) -> None:
        """The model has answered; `reason`: why it did no further."""
        self.is_mid_turn = False
        self._turns += 1
        if reason is not None:
            evidence.read_turn_end(reason, self._operation.answer)

    def going_away(self, seconds: float | None) -> None:
        """The service has told that it will close the connection soon."""
        self._operation.session_goes_away(seconds)

    @property
    def answer(self) -> Reading:
        """What has been read of the session."""
        return self._operation.answer

    # How it ends

    @guarded
    def refused(self, error: BaseException) -> None:
        """Finishes a session that the SDK could not open."""
        self._end_with(error)

    @guarded
    def broke(self, error: BaseException) -> None:
        """A step of the SDK's has raised: the session is over if its connection is.

        Other errors count when they leave the application's block: it may have caught them, and go on.
        """
        if self.is_lost and isinstance(error, Exception):
            self._end_with(error)

    @guarded
    def left(self, error: BaseException | None, connection: Any) -> None:
        """Finishes a session that the application has left; `error`: by one of the SDK's, see `raised`."""
        self._close = self._closed(connection) or self._close
        failure = self._failure_of_close()
        if error is not None:
            self._fail(error, failure if self.is_lost else None)
        elif failure is not None:
            self._operation.conclude(failure)
        elif self.is_mid_turn:
            self._operation.abandon()
        else:
            self._operation.succeed()

    @guarded
    def dropped(self) -> None:
        """Finishes a session that nobody holds any more."""
        self._operation.abandon()

    @guarded
    def _closed(self, connection: Any) -> Close | None:
        """Guarded by itself: a session whose close cannot be read is over all the same."""
        return self.read_close(connection)

    def _end_with(self, error: BaseException) -> None:
        if not self.is_lost:
            self._fail(error, None)
            return
        self._close = self._closed(self.connection()) or Close(1006, "", "none")
        failure = self._failure_of_close()
        if failure is None:
            self._operation.succeed()
        else:
            self._operation.fail(error, failure)

    def _fail(self, error: BaseException, failure: Failure | None) -> None:
        """Finishes by an exception, unless that is how another transport than ours tells a normal close."""
        if failure is None and evidence.classify_end(error, provider=self._operation.request.provider) is None:
            self._operation.succeed()
        else:
            self._operation.fail(error, failure)

    def _failure_of_close(self) -> Failure | None:
        """What the close says; nothing if it was the application that closed."""
        close = self._close
        if close is None or close.by == "client":
            return None
        return evidence.classify_close(close.code, close.reason, provider=self._operation.request.provider)

    def raised(self, error: BaseException | None) -> Exception | None:
        """Returns `error` if the SDK's session raised it, and not the application between two calls of it."""
        if not isinstance(error, Exception):
            return None
        step = error.__traceback__
        for _ in range(_MAX_FRAMES):
            if step is None:
                return None
            if step.tb_frame.f_globals.get("__name__") == self.module:
                return error
            step = step.tb_next
        return None

    def attributes(self) -> dict[str, Any]:
        """Returns what the span says of the session."""
        found: dict[str, Any] = {
            names.SESSION_MESSAGES_SENT: self._sent,
            names.SESSION_MESSAGES_RECEIVED: self._received,
            names.SESSION_BYTES_SENT: self._sent_bytes,
            names.SESSION_BYTES_RECEIVED: self._received_bytes,
            names.SESSION_TURNS: self._turns,
        }
        if self._first_message_after is not None:
            found[names.SESSION_FIRST_MESSAGE] = self._first_message_after
        if self.conversation:
            found[names.CONVERSATION_ID] = self.conversation
        if self._close is not None:
            found[names.SESSION_CLOSE_CODE] = self._close.code
            found[names.SESSION_CLOSED_BY] = self._close.by
            if self._close.reason:
                found[names.SESSION_CLOSE_REASON] = self._close.reason
        return found


def _may_be_an_error(head: Any) -> bool:
    if isinstance(head, bytes):
        return b'"error"' in head or b'"code"' in head
    return '"error"' in head or '"code"' in head


def _size(message: Any) -> int:
    """Bytes of a message on the wire; 0 for one that is sent in pieces."""
    if isinstance(message, str):
        return len(message) if message.isascii() else len(message.encode("utf-8", "replace"))
    return len(message) if isinstance(message, (bytes, bytearray, memoryview)) else 0
