"""What a session counts, and how it ends where its connection is no longer there to be asked."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import wrapt

from genai_triage.telemetry import runtime
from genai_triage.telemetry.calls import managed_session
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.session import Close, Session
from genai_triage.telemetry.settings import Settings
from genai_triage.telemetry.target import Target
from tests.support.recorded import Recorded


@pytest.fixture
def recording(recorded: Recorded) -> Iterator[Recorded]:
    runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    yield recorded
    runtime.drop()


@pytest.fixture
def session(recording: Recorded) -> Session:
    telemetry = runtime.current()
    assert telemetry is not None
    server = server_of("wss://generativelanguage.googleapis.com")
    operation = Operation(telemetry, Request("gemini", "gcp.gemini", "live", "gemini-live", server))
    operation.session = Session(operation)
    return operation.session


def test_a_connection_that_is_gone_without_a_close_was_lost(recording: Recorded, session: Session) -> None:
    session.is_lost = True

    session.broke(OSError("the connection was torn down"))

    attributes = recording.attributes
    assert attributes["triage.cause"] == "network.stream_cut"
    assert (attributes["triage.session.close.code"], attributes["triage.session.close.by"]) == (1006, "none")


@pytest.mark.parametrize(
    ("message", "size"),
    [
        ("Hello", 5),
        ("Привет", 12),
        (b"\x00\x01", 2),
        (bytearray(3), 3),
        (memoryview(bytes(4)), 4),
        (["in", "pieces"], 0),
    ],
    ids=["ASCII", "Russian", "bytes", "bytearray", "memoryview", "pieces"],
)
def test_a_message_is_as_long_as_it_is_on_the_wire(
    message: Any, size: int, recording: Recorded, session: Session
) -> None:
    session.sent(message)
    session.left(None, None)

    assert recording.attributes["triage.session.bytes.sent"] == size


def test_the_time_to_the_first_message_is_that_of_the_first(
    recording: Recorded, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter((1.5, 2.5, 3.5, 4.5))
    monkeypatch.setattr(Operation, "elapsed", property(lambda _: next(clock)))
    session.opened(__name__)
    session.received("{}")
    session.received("{}")
    session.left(None, None)

    assert recording.attributes["triage.session.time_to_first_message"] == 1.5


def test_a_session_that_is_left_by_what_the_close_made_the_sdk_raise_failed_with_the_close(
    recording: Recorded, session: Session
) -> None:
    session.is_lost = True
    session.read_close = lambda _: Close(1011, "The service is currently unavailable.", "service")
    session.left(RuntimeError("no close frame received"), object())

    assert recording.attributes["triage.cause"] == "gemini.unavailable"


@pytest.mark.breaks_us
@pytest.mark.parametrize("step", ["note", "received"])
def test_an_error_of_ours_while_a_message_passes_is_counted_and_kept(
    step: str, recording: Recorded, session: Session
) -> None:
    def broken(*_: Any) -> None:
        raise LookupError

    if step == "note":
        session.note(broken, object())
    else:
        session.received(object())  # no part of it can be read

    assert recording.points("triage.skipped") == [({"triage.place": f"Session.{step}"}, 1)]
    session.left(None, None)
    assert recording.calls == {"ok": 1}


def test_of_a_session_that_has_ended_no_message_is_read(recording: Recorded, session: Session) -> None:
    session.left(None, None)
    session.note(lambda *_: pytest.fail("read"), object())
    assert recording.calls == {"ok": 1}


class Opened:
    """What the SDK gives to the application."""

    def fail(self) -> None:
        raise RuntimeError("no close frame received")


def entered() -> tuple[Any, Opened]:
    """The generator inside a context manager that an SDK has made and the application has entered."""

    @asynccontextmanager
    async def connect() -> AsyncIterator[Opened]:
        yield Opened()

    server = server_of("wss://generativelanguage.googleapis.com")
    request = Request("gemini", "gcp.gemini", "live", "gemini-live", server)
    target = Target(lambda *_: request, lambda *_: None)
    manager = wrapt.FunctionWrapper(connect, managed_session(target, lambda *_: None))()
    return manager.gen, drive(manager.__aenter__())


def drive(coroutine: Any) -> Any:
    """Runs a coroutine that waits for nothing."""
    with pytest.raises(StopIteration) as ended:
        coroutine.send(None)
    return ended.value.value


@pytest.mark.parametrize(
    "form", [lambda error: (error,), lambda error: (type(error), error, error.__traceback__)], ids=["3.12", "3.11"]
)
@pytest.mark.parametrize("is_the_sdks", [True, False], ids=["the SDK's", "the application's"])
def test_a_session_is_left_by_the_sdks_error_however_python_hands_it_in(
    is_the_sdks: bool, form: Any, recording: Recorded
) -> None:
    generator, opened = entered()
    error: Exception = RuntimeError("of the application")
    if is_the_sdks:
        with pytest.raises(RuntimeError) as raised:
            opened.fail()
        error = raised.value
    with pytest.raises(RuntimeError) as left:
        generator.athrow(*form(error)).send(None)
    assert left.value is error
    assert recording.calls == {"network" if is_the_sdks else "ok": 1}


def test_a_session_that_is_left_by_its_generator_is_over(recording: Recorded) -> None:
    generator, _ = entered()
    drive(generator.aclose())
    assert recording.calls == {"ok": 1}


def test_a_session_that_nobody_left_is_given_up(recording: Recorded) -> None:
    held: Any = entered()
    del held
    gc.collect()
    assert recording.attributes["triage.abandoned"] is True
