"""Runs of functions that automatic function calling makes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.texts import LANGUAGES
from genai_triage.telemetry import runtime
from genai_triage.telemetry.settings import Settings
from genai_triage.telemetry.tools import Tool, begin_tool
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_to_do_about_a_function_that_raised_is_said_in_the_chosen_language(
    recorded: Recorded, language: str
) -> None:
    providers = (recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    Tool(runtime.configure(*providers, Settings(language=language)), "weather").end(LookupError())
    runtime.drop()
    (span,) = recorded.tools
    assert span.attributes is not None
    assert span.attributes["triage.fix"] == CAUSES["client.tool_failed"].fix_in(language)


def test_a_function_outside_of_a_call_is_no_tool_of_it(recorded: Recorded) -> None:
    runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    try:
        assert begin_tool("weather") is None
    finally:
        runtime.drop()
