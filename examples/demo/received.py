"""What the application exported, read from the requests that a collector was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from genai_triage.audit.collector import Collector


@dataclass(frozen=True)
class Span:
    """A finished span."""

    id: bytes
    parent: bytes
    name: str
    scope: str
    start: int
    """Nanoseconds since 1970."""
    is_error: bool
    attributes: dict[str, Any]


@dataclass(frozen=True)
class Event:
    """A log record with an event's name."""

    name: str
    span: bytes
    body: str
    attributes: dict[str, Any]


@dataclass
class Received:
    """What was exported so far."""

    spans: list[Span] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    counters: dict[str, list[tuple[dict[str, Any], float]]] = field(default_factory=dict)
    """The latest points of each cumulative counter, by name."""
    metrics: set[str] = field(default_factory=set)
    """Names of all metrics."""

    def add_traces(self, body: bytes) -> None:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                self.spans += [_span(scope.scope.name, span) for span in scope.spans]

    def add_logs(self, body: bytes) -> None:
        for resource in ExportLogsServiceRequest.FromString(body).resource_logs:
            for scope in resource.scope_logs:
                for record in scope.log_records:
                    if record.event_name:
                        self.events.append(_event(record))

    def add_metrics(self, body: bytes) -> None:
        for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    self.metrics.add(metric.name)
                    if metric.HasField("sum"):
                        self.counters[metric.name] = [
                            (_attributes(point.attributes), point.as_double or point.as_int)
                            for point in metric.sum.data_points
                        ]


def _span(scope: str, span: Any) -> Span:
    return Span(
        span.span_id,
        span.parent_span_id,
        span.name,
        scope,
        span.start_time_unix_nano,
        span.status.code == span.status.STATUS_CODE_ERROR,
        _attributes(span.attributes),
    )


def _event(record: Any) -> Event:
    return Event(record.event_name, record.span_id, str(_value(record.body)), _attributes(record.attributes))


def _attributes(pairs: Any) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    return None if kind is None else getattr(value, kind)


def read(collector: Collector) -> Received:
    """Reads all that a collector was sent, in the order in which it came."""
    received = Received()
    takers = {"traces": received.add_traces, "logs": received.add_logs, "metrics": received.add_metrics}
    for signal, take in takers.items():
        for body in collector.bodies(signal):
            take(body)
    return received
