"""The floor writes what the instrumentation writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import genai_triage
from benchmarks import answers
from benchmarks.functions import functions
from benchmarks.measure import plain
from benchmarks.providers import Providers
from benchmarks.replay import floor, source
from benchmarks.scenarios import SCENARIOS, Scenario
from benchmarks.worker import beside, record

CLASSES = {
    "success": None,
    "gigachat-success": None,
    "raw-success": None,
    "quota": "quota",
    "quota-new": "quota",
    "small-400": "invalid_request",
    "gigachat-failure": "rate_limit",
    "raw-failure": "quota",
    "chunk": None,
    "chunk-no-times": None,
    "no-json": "overloaded",
    "megabyte": "overloaded",
    "broken-events": "malformed_output",
    "count-tokens": None,
    "unnamed": None,
}
"""What each scenario that is an operation has to be reported as."""
_NAMES = list(CLASSES)
_TIMES = {"gen_ai.response.time_to_first_chunk", "triage.stream.longest_gap"}
"""Attributes that differ from call to call."""


class Written:
    """Providers, and what was written to them."""

    def __init__(self) -> None:
        self.providers = Providers()
        self._spans, self._logs = InMemorySpanExporter(), InMemoryLogRecordExporter()
        self.providers.tracer_provider.add_span_processor(SimpleSpanProcessor(self._spans))
        self.providers.logger_provider.add_log_record_processor(SimpleLogRecordProcessor(self._logs))

    @property
    def spans(self) -> list[tuple[Any, ...]]:
        return [
            (span.name, span.kind, span.status.status_code, span.status.description, _plain(span.attributes))
            for span in self._spans.get_finished_spans()
        ]

    @property
    def events(self) -> list[tuple[Any, ...]]:
        records = [data.log_record for data in self._logs.get_finished_logs()]
        return [(one.event_name, one.severity_text, one.trace_id != 0, _plain(one.attributes)) for one in records]

    @property
    def points(self) -> list[tuple[Any, ...]]:
        """Every point: metric, attributes and how often it was recorded; a gauge's value."""
        data = self.providers.reader.get_metrics_data()
        return sorted(
            (metric.name, sorted(_plain(point.attributes).items()), _number(point))
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.data.data_points
            if _number(point) != 0
        )


def _number(point: Any) -> Any:
    """How often a histogram was recorded; the value of any other metric."""
    return point.count if hasattr(point, "count") else point.value


def _plain(attributes: Any) -> dict[str, Any]:
    return {name: value for name, value in (attributes or {}).items() if name not in _TIMES}


def _scenario(name: str) -> Scenario:
    return next(scenario for scenario in SCENARIOS if scenario.name == name)


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keys and settings of whoever runs the tests are not the benchmarks' business."""
    for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY", "GENAI_TRIAGE_HOSTS", "OTEL_SEMCONV_STABILITY_OPT_IN"):
        monkeypatch.delenv(name, raising=False)
    yield
    genai_triage.uninstrument()


def _written_by_us(scenario: Scenario) -> Written:
    written = Written()
    providers = written.providers
    with patch.dict(os.environ, scenario.environment):
        genai_triage.instrument(providers.tracer_provider, providers.meter_provider, providers.logger_provider)
    plain(scenario.make()[1])()
    genai_triage.uninstrument()
    return written


def _written_by_floor(scenario: Scenario) -> Written:
    recording = record(scenario, Providers())
    written = Written()
    beside(floor(recording, written.providers), scenario.make()[1])()
    return written


@pytest.mark.parametrize("name", _NAMES)
def test_the_floor_writes_the_same_spans(name: str) -> None:
    scenario = _scenario(name)
    assert _written_by_floor(scenario).spans == _written_by_us(scenario).spans != []


@pytest.mark.parametrize("name", _NAMES)
def test_the_floor_writes_the_same_points(name: str) -> None:
    scenario = _scenario(name)
    assert _written_by_floor(scenario).points == _written_by_us(scenario).points != []


@pytest.mark.parametrize("name", _NAMES)
def test_the_floor_writes_the_same_log_events(name: str) -> None:
    scenario = _scenario(name)
    assert _written_by_floor(scenario).events == _written_by_us(scenario).events


@pytest.mark.parametrize(("name", "expected"), CLASSES.items())
def test_a_scenario_is_what_its_name_says(name: str, expected: str | None) -> None:
    ((*_, attributes),) = _written_by_us(_scenario(name)).spans
    assert attributes.get("triage.class") == expected


def test_a_request_to_a_foreign_host_has_no_floor() -> None:
    recording = record(_scenario("foreign"), Providers())
    assert [event.method for event in recording.events] == ["mark"]


def test_the_span_of_the_floor_is_current_while_the_sdk_is_at_work() -> None:
    code = source(record(_scenario("success"), Providers())).splitlines()
    steps = [line.split("(")[0].rpartition(" = ")[2].strip() for line in code]
    assert [step for step in steps if step in ("attach", "yield", "detach")] == ["attach", "yield", "detach"]


def test_a_step_of_the_floor_for_every_piece_of_a_stream() -> None:
    recording = record(_scenario("chunk"), Providers())
    assert [event.method for event in recording.events].count("mark") == answers.CHUNKS + 1


def test_without_times_a_chunk_has_no_point() -> None:
    metrics = {name for name, *_ in _written_by_us(_scenario("chunk-no-times")).points}
    assert {name for name, *_ in _written_by_us(_scenario("chunk")).points} - metrics == {
        "gen_ai.client.operation.time_per_output_chunk"
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [("socket-success", None), ("socket-quota", "quota"), ("socket-gigachat", None), ("socket-chunk", None)],
)
def test_a_call_over_a_socket_is_what_its_name_says(name: str, expected: str | None) -> None:
    ((*_, attributes),) = _written_by_us(_scenario(name)).spans
    assert (attributes.get("triage.class"), attributes["server.address"]) == (expected, "127.0.0.1")


def test_the_cost_of_a_call_by_function_is_the_same_every_time() -> None:
    found = functions(_scenario("foreign"))
    assert found == functions(_scenario("foreign"))
    assert {name.partition(".")[0] for name, *_ in found} == {"genai_triage"}


@pytest.mark.parametrize("state", ["no provider", "suppressed", "disabled"])
def test_states_without_a_floor_are_those_that_write_nothing(state: str) -> None:
    assert {scenario.has_floor for scenario in SCENARIOS if scenario.state == state} == {False}
