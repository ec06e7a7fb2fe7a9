"""What a session counts, and how it ends where its connection is no longer there to be asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from genai_triage.telemetry import runtime
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.session import Close, Session
from genai_triage.telemetry.settings import Settings
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
