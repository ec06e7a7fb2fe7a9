"""Fixtures that every test may use: the instrumentation on, and what it records, in memory."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import genai_triage

_PACKAGES = {
    "promtool": "prometheus",
    "amtool": "prometheus-alertmanager",
    "docker-compose": "docker-compose",
    "curl": "curl",
}
"""Debian's packages by a program of theirs that tests run."""


def pytest_sessionstart() -> None:
    """In CI no test is skipped for a missing program."""
    missing = [package for program, package in _PACKAGES.items() if shutil.which(program) is None]
    if missing and os.environ.get("CI"):
        pytest.exit(f"The tests need Debian's packages: apt-get install {' '.join(missing)}.", returncode=2)


def pytest_collection_finish() -> None:
    """The collected tests are no garbage: a full collection need not look at them again and again."""
    gc.collect()
    gc.freeze()


@dataclass
class Recorded:
    """What was exported since the test began."""

    tracer_provider: TracerProvider
    meter_provider: MeterProvider
    logger_provider: LoggerProvider
    _spans: InMemorySpanExporter
    _metrics: InMemoryMetricReader
    _logs: InMemoryLogRecordExporter

    @property
    def spans(self) -> list[ReadableSpan]:
        """Finished spans, in the order in which they ended."""
        return list(self._spans.get_finished_spans())

    @property
    def operations(self) -> list[ReadableSpan]:
        """Finished spans of ours."""
        return [span for span in self.spans if span.instrumentation_scope.name == "genai_triage"]

    @property
    def operation(self) -> ReadableSpan:
        """The only finished operation."""
        (span,) = self.operations
        return span

    @property
    def attributes(self) -> dict[str, Any]:
        """Of the only finished operation."""
        return dict(self.operation.attributes or {})

    @property
    def events(self) -> list[Any]:
        return [data.log_record for data in self._logs.get_finished_logs()]

    def points(self, name: str) -> list[tuple[dict[str, Any], Any]]:
        """(attributes, value) of every point of a metric; a histogram's value is (count, sum). Zero counts left out."""
        data = self._metrics.get_metrics_data()
        found = []
        for resource in data.resource_metrics if data else ():
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    if metric.name != name:
                        continue
                    for point in metric.data.data_points:
                        value = (point.count, point.sum) if hasattr(point, "count") else point.value
                        if value != 0:
                            found.append((dict(point.attributes), value))
        return found

    def zeros(self, name: str) -> list[dict[str, Any]]:
        """Attributes of the points of a counter that were started at 0 and not counted since."""
        data = self._metrics.get_metrics_data()
        return [
            dict(point.attributes)
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == name
            for point in metric.data.data_points
            if point.value == 0
        ]


@pytest.fixture
def recorded() -> Iterator[Recorded]:
    """Providers with in-memory exporters; nothing is instrumented."""
    spans, logs, metrics = InMemorySpanExporter(), InMemoryLogRecordExporter(), InMemoryMetricReader()
    tracer_provider, logger_provider = TracerProvider(), LoggerProvider()
    tracer_provider.add_span_processor(SimpleSpanProcessor(spans))
    logger_provider.add_log_record_processor(SimpleLogRecordProcessor(logs))
    meter_provider = MeterProvider([metrics])
    yield Recorded(tracer_provider, meter_provider, logger_provider, spans, metrics, logs)
    meter_provider.shutdown()


@pytest.fixture
def telemetry(recorded: Recorded) -> Iterator[Recorded]:
    """The instrumentation on, recording in memory."""
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    yield recorded
    genai_triage.uninstrument()
