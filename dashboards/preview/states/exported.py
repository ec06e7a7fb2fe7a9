"""What a service exports while one call is made: its metrics as Prometheus reads them, its span and its log event."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry

import genai_triage
from genai_triage.monitoring import metrics as m
from genai_triage.telemetry import names
from tests.support.load import GIGACHAT, LOST

Series = tuple[str, tuple[tuple[str, str], ...]]
"""A sample's name and its labels."""
FAST, SLOW, CHAT, LIVE = "gemini-2.5-flash", "gemini-2.5-pro", "GigaChat-2", "gemini-live"
_STALLED: Final = "fail-network.read_timeout"
_MADE_UP: Final = (_STALLED, f"fail-{LOST}")
"""The models' names by which the simulator stalls, or ends a session; real ones are shown for them."""


@dataclass(frozen=True)
class Added:
    """What one call adds to counters and histograms, the gauges that it sets, and what it leaves in traces and logs."""

    counts: dict[Series, float]
    gauges: dict[Series, float]
    span: dict[str, Any] = field(default_factory=dict)
    event: dict[str, Any] = field(default_factory=dict)

    def packed(self) -> dict[str, Any]:
        """As JSON."""
        counts, gauges = (
            [[name, list(labels), value] for (name, labels), value in part.items()]
            for part in (self.counts, self.gauges)
        )
        return {"counts": counts, "gauges": gauges, "span": self.span, "event": self.event}

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> Added:
        counts, gauges = (
            {(name, tuple((key, text) for key, text in labels)): value for name, labels, value in packed[part]}
            for part in ("counts", "gauges")
        )
        return cls(counts, gauges, packed["span"], packed["event"])


class Service:
    """A service with the instrumentation."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._spans = InMemorySpanExporter()
        self._logs = InMemoryLogRecordExporter()  # type: ignore[no-untyped-call]
        resource = Resource({"service.name": "any"})
        self.meters = MeterProvider([PrometheusMetricReader(registry=self._registry)], resource)
        self.tracers, self.loggers = TracerProvider(resource=resource), LoggerProvider(resource)
        self.tracers.add_span_processor(SimpleSpanProcessor(self._spans))
        self.loggers.add_log_record_processor(SimpleLogRecordProcessor(self._logs))

    @contextmanager
    def instrumented(self) -> Iterator[None]:
        genai_triage.instrument(meter_provider=self.meters, tracer_provider=self.tracers, logger_provider=self.loggers)
        try:
            yield
        finally:
            genai_triage.uninstrument()
            self.meters.shutdown()

    def added_by(self, call: Callable[[], object]) -> Added:
        """Makes a call, whatever becomes of it, and compares what is shown before and after."""
        before = self._shown()
        self._spans.clear()
        self._logs.clear()
        with suppress(Exception):
            call()
        counts, gauges = _difference(before, self._shown())
        return Added(counts, gauges, self._span(), self._event())

    def _shown(self) -> dict[Series, tuple[str, float]]:
        """Kind and value of every series that Prometheus would read."""
        return {
            (sample.name, _labels(sample.labels)): (family.type, sample.value)
            for family in self._registry.collect()
            for sample in family.samples
            if not sample.name.endswith("_created") and family.name != "target"
        }

    def _span(self) -> dict[str, Any]:
        """The last operation that failed or was sent again."""
        told = {names.CLASS, names.RETRIES}
        failed = [one for one in self._spans.get_finished_spans() if told & set(one.attributes or {})]
        if not failed:
            return {}
        attributes = _known(dict(failed[-1].attributes or {}))
        return {"name": _with_model(failed[-1].name, _usual(attributes)), "attributes": attributes}

    def _event(self) -> dict[str, Any]:
        """The last log event of a failure."""
        records = [one.log_record for one in self._logs.get_finished_logs()]
        failed = [one for one in records if names.CLASS in (one.attributes or {})]
        if not failed:
            return {}
        return {"body": str(failed[-1].body or ""), "attributes": _known(dict(failed[-1].attributes or {}))}


def _with_model(name: str, model: str) -> str:
    for made_up in _MADE_UP:
        name = name.replace(made_up, model)
    return name


def _known(attributes: dict[str, Any]) -> dict[str, Any]:
    shown = {name: list(value) if isinstance(value, tuple) else value for name, value in attributes.items()}
    return {name: _usual(shown) if value in _MADE_UP else value for name, value in shown.items()}


def _usual(attributes: dict[str, Any]) -> str:
    if attributes.get(names.OPERATION_NAME) == names.REALTIME:
        return LIVE
    return CHAT if attributes.get(names.PROVIDER_NAME) == GIGACHAT else FAST


def _labels(shown: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """As Prometheus keeps them, without the empty ones."""
    usual = CHAT if shown.get(m.PROVIDER) == GIGACHAT else FAST
    usual = LIVE if shown.get(m.OPERATION) == names.REALTIME else usual
    return tuple(sorted((name, usual if text in _MADE_UP else text) for name, text in shown.items() if text))


def _difference(
    before: dict[Series, tuple[str, float]], after: dict[Series, tuple[str, float]]
) -> tuple[dict[Series, float], dict[Series, float]]:
    """What counters and histograms grew by, and the gauges that changed."""
    counts = {
        series: value - before.get(series, ("", 0.0))[1]
        for series, (kind, value) in after.items()
        if kind in ("counter", "histogram")
    }
    touched = {_family(series) for series, value in counts.items() if value}
    gauges = {series: read[1] for series, read in after.items() if read[0] == "gauge" and before.get(series) != read}
    return {series: value for series, value in counts.items() if _family(series) in touched}, gauges


def _family(series: Series) -> Series:
    """The series with the others of its histogram."""
    name, labels = series
    for suffix in ("_bucket", "_sum", "_count"):
        name = name.removesuffix(suffix)
    return name, tuple(label for label in labels if label[0] != "le")
