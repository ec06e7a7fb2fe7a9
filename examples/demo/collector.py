"""A small OpenTelemetry collector: receives traces, metrics and logs over OTLP/HTTP and keeps them in memory."""

from __future__ import annotations

import gzip
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


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
                        self.events.append(Event(record.event_name, record.span_id, _attributes(record.attributes)))

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


def _attributes(pairs: Any) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    return None if kind is None else getattr(value, kind)


class Collector:
    """Listens on a free local port for the time of a `with` block."""

    def __init__(self) -> None:
        self.received = Received()
        received, lock = self.received, threading.Lock()
        takers = {
            "/v1/traces": received.add_traces,
            "/v1/logs": received.add_logs,
            "/v1/metrics": received.add_metrics,
        }

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if self.headers.get("content-encoding") == "gzip":
                    body = gzip.decompress(body)
                take = takers.get(self.path)
                if take is not None:
                    with lock:
                        take(body)
                self.send_response(404 if take is None else 200)
                self.send_header("content-type", "application/x-protobuf")
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """A line for each export would bury the demonstration."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="collector", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Collector:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
