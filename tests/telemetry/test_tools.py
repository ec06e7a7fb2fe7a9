"""Runs of functions that automatic function calling makes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from genai_triage.telemetry import runtime
from genai_triage.telemetry.settings import Settings
from genai_triage.telemetry.tools import Tool
from tests.support.recorded import Recorded


@pytest.fixture
def recording(recorded: Recorded) -> Iterator[Recorded]:
    runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    yield recorded
    runtime.drop()


def test_functions_names_are_a_hundred_labels_and_one_for_all_others(recording: Recorded) -> None:
    telemetry = runtime.current()
    assert telemetry is not None
    for number in range(150):
        Tool(telemetry, f"function_{number}").end()
    names = {labels["gen_ai.tool.name"] for labels, _ in recording.points("gen_ai.execute_tool.duration")}
    assert len(names) == 101
