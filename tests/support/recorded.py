"""What an instrumented program exported, and how tests read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import Event, TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Link, SpanContext, SpanKind, Status

from tests.support.log_records import InMemoryLogRecordExporter


class Span(Protocol):
    """A finished span: what is optional in the SDK's own type is always there, but for the parent of a root."""

    name: str
    kind: SpanKind
    status: Status
    start_time: int
    end_time: int
    attributes: Mapping[str, Any]
    events: Sequence[Event]
    links: Sequence[Link]
    context: SpanContext
    parent: SpanContext
    instrumentation_scope: InstrumentationScope


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
    def spans(self) -> list[Span]:
        """Finished spans, in the order in which they ended."""
        return cast("list[Span]", list(self._spans.get_finished_spans()))

    def forget_spans(self) -> None:
        """Begins anew with the spans; metrics go on."""
        self._spans.clear()

    @property
    def operations(self) -> list[Span]:
        """Finished spans of ours, without those of tools."""
        return [span for span in self._ours if span.kind is not SpanKind.INTERNAL]

    @property
    def tools(self) -> list[Span]:
        """Finished spans of functions that an SDK has run."""
        return [span for span in self._ours if span.kind is SpanKind.INTERNAL]

    @property
    def _ours(self) -> list[Span]:
        return [span for span in self.spans if span.instrumentation_scope.name == "genai_triage"]

    @property
    def operation(self) -> Span:
        """The only finished operation."""
        (span,) = self.operations
        return span

    @property
    def attributes(self) -> dict[str, Any]:
        """Of the only finished operation."""
        return dict(self.operation.attributes)

    @property
    def logs_data(self) -> list[Any]:
        """Log records as an exporter gets them."""
        return list(self._logs.get_finished_logs())

    @property
    def metrics_data(self) -> Any:
        """All metrics as an exporter gets them."""
        return self._metrics.get_metrics_data()

    @property
    def events(self) -> list[Any]:
        return [data.log_record for data in self._logs.get_finished_logs()]

    def points(self, name: str) -> list[tuple[dict[str, Any], Any]]:
        """(attributes, value) of every point of a metric; a histogram's value is (count, sum). Zero counts left out."""
        values = (
            (point, (point.count, point.sum) if hasattr(point, "count") else point.value)
            for point in self._points(name)
        )
        return [(dict(point.attributes), value) for point, value in values if value != 0]

    def zeros(self, name: str) -> list[dict[str, Any]]:
        """Attributes of the points of a counter that were started at 0 and not counted since."""
        return [dict(point.attributes) for point in self._points(name) if point.value == 0]

    def metric(self, name: str) -> Any:
        """The metric, with its unit and all of its points."""
        (found,) = self._named(name)
        return found

    def _points(self, name: str) -> Iterator[Any]:
        for metric in self._named(name):
            yield from metric.data.data_points

    def _named(self, name: str) -> Iterator[Any]:
        data = self._metrics.get_metrics_data()
        for resource in data.resource_metrics if data else ():
            for scope in resource.scope_metrics:
                yield from (metric for metric in scope.metrics if metric.name == name)

    @property
    def calls(self) -> dict[str, int]:
        """How many calls ended in each class."""
        return self._by("triage.calls", "triage.class")

    @property
    def attempts(self) -> dict[str, int]:
        """How many requests on the wire ended in each class."""
        return self._by("triage.attempts", "triage.class")

    @property
    def attempts_by_transport(self) -> dict[tuple[str, str], int]:
        """How many requests on the wire ended in each class over each transport."""
        found: Counter[tuple[str, str]] = Counter()
        for attributes, count in self.points("triage.attempts"):
            found[attributes["triage.class"], attributes["triage.transport"]] += count
        return dict(found)

    @property
    def durations(self) -> int:
        """How many durations of operations were recorded."""
        return sum(count for _, (count, _) in self.points("gen_ai.client.operation.duration"))

    def _by(self, counter: str, label: str) -> dict[str, int]:
        found: Counter[str] = Counter()
        for attributes, count in self.points(counter):
            found[attributes[label]] += count
        return dict(found)
