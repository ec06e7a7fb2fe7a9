"""How a session ends whose connection is no longer there to be asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from genai_triage.telemetry import runtime
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.session import Session
from genai_triage.telemetry.settings import Settings
from tests.support.recorded import Recorded


@pytest.fixture
def recording(recorded: Recorded) -> Iterator[Recorded]:
    runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    yield recorded
    runtime.drop()


def test_a_connection_that_is_gone_without_a_close_was_lost(recording: Recorded) -> None:
    telemetry = runtime.current()
    assert telemetry is not None
    server = server_of("wss://generativelanguage.googleapis.com")
    operation = Operation(telemetry, Request("gemini", "gcp.gemini", "live", "gemini-live", server))
    operation.session = session = Session(operation)
    session.is_lost = True

    session.broke(OSError("the connection was torn down"))

    attributes = recording.attributes
    assert attributes["triage.cause"] == "network.stream_cut"
    assert (attributes["triage.session.close.code"], attributes["triage.session.close.by"]) == (1006, "none")
