"""How each peer is switched on, as its own documentation says, with what it records kept in memory.

Runs in the peer's environment: each is imported where it is used.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final

from benchmarks.peers.seen import Seen

Look = Callable[[], Seen]
"""Takes what was recorded since the last look."""
Switch = Callable[[bool], Look]
"""Switches a peer on; nothing is kept where it is to be measured."""


class _Sdk:
    """The SDK of OpenTelemetry, without exporters."""

    def __init__(self, keeps: bool) -> None:
        from opentelemetry.sdk._logs import LoggerProvider
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import InMemoryMetricReader
        from opentelemetry.sdk.trace import TracerProvider

        self.reader = InMemoryMetricReader()
        self.tracer_provider = TracerProvider()
        self.logger_provider = LoggerProvider()
        self.meter_provider = MeterProvider([self.reader])
        self._spans: Any = _span_exporter()
        self._events: Any = _log_exporter()
        self._before: dict[tuple[str, str], int] = {}
        if keeps:
            self._keep()

    def _keep(self) -> None:
        from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor

        self.tracer_provider.add_span_processor(self.span_processor())
        self.logger_provider.add_log_record_processor(SimpleLogRecordProcessor(self._events))

    def span_processor(self) -> Any:
        from opentelemetry.sdk.trace.export import SimpleSpanProcessor

        return SimpleSpanProcessor(self._spans)

    def make_global(self) -> None:
        from opentelemetry import _logs, metrics, trace

        trace.set_tracer_provider(self.tracer_provider)
        metrics.set_meter_provider(self.meter_provider)
        _logs.set_logger_provider(self.logger_provider)

    def look(self) -> Seen:
        seen = Seen()
        for span in self._spans.get_finished_spans():
            seen.add_span(span.name, span.attributes)
            seen.events.extend(event.name for event in span.events)
        for one in self._events.get_finished_logs():
            seen.events.append(str(getattr(one.log_record, "event_name", None) or "log"))
        self._spans.clear()
        self._events.clear()
        self._add_points(seen)
        return seen

    def _add_points(self, seen: Seen) -> None:
        """Adds the points that have changed."""
        now = dict(self._points())
        changed = [key for key, value in now.items() if self._before.get(key) != value]
        self._before = now
        seen.points = len(changed)
        seen.metrics = sorted({name for name, _ in changed})

    def _points(self) -> Any:
        data = self.reader.get_metrics_data()
        for resource in data.resource_metrics if data else ():
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    for point in metric.data.data_points:
                        value = point.count if hasattr(point, "count") else point.value
                        if value:
                            yield (metric.name, str(sorted((point.attributes or {}).items()))), value


def _span_exporter() -> Any:
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    return InMemorySpanExporter()


def _log_exporter() -> Any:
    from opentelemetry.sdk._logs import export

    made = getattr(export, "InMemoryLogRecordExporter", None) or export.InMemoryLogExporter  # as before 1.39
    return made()


def _genai_triage(keeps: bool) -> Look:
    import genai_triage

    sdk = _Sdk(keeps)
    genai_triage.instrument(sdk.tracer_provider, sdk.meter_provider, sdk.logger_provider)
    return sdk.look


def _official(keeps: bool) -> Look:
    from opentelemetry.instrumentation.google_genai import GoogleGenAiSdkInstrumentor

    return _instrumented(GoogleGenAiSdkInstrumentor(), keeps)


def _openinference(keeps: bool) -> Look:
    from openinference.instrumentation.google_genai import GoogleGenAIInstrumentor

    return _instrumented(GoogleGenAIInstrumentor(), keeps)


def _openllmetry(keeps: bool) -> Look:
    from opentelemetry.instrumentation.google_generativeai import GoogleGenerativeAiInstrumentor

    return _instrumented(GoogleGenerativeAiInstrumentor(), keeps)


def _instrumented(instrumentor: Any, keeps: bool) -> Look:
    sdk = _Sdk(keeps)
    sdk.make_global()
    instrumentor.instrument(
        tracer_provider=sdk.tracer_provider, meter_provider=sdk.meter_provider, logger_provider=sdk.logger_provider
    )
    return sdk.look


def _openlit(keeps: bool) -> Look:
    import openlit

    sdk = _Sdk(keeps)
    sdk.make_global()
    openlit.init(application_name="bench", disable_batch=True)
    return sdk.look


def _logfire(keeps: bool) -> Look:
    import logfire
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader

    sdk = _Sdk(keeps=False)
    sdk.reader = InMemoryMetricReader()  # that of a provider cannot be given to another
    logfire.configure(
        send_to_logfire=False,
        console=False,
        additional_span_processors=[sdk.span_processor()] if keeps else [],
        metrics=logfire.MetricsOptions(additional_readers=[sdk.reader]),
    )
    logfire.instrument_google_genai()
    return sdk.look


def _sentry(keeps: bool) -> Look:
    import sentry_sdk
    from sentry_sdk.integrations.google_genai import GoogleGenAIIntegration
    from sentry_sdk.transport import Transport

    kept: list[Any] = []

    class Kept(Transport):  # type: ignore[misc]
        def capture_envelope(self, envelope: Any) -> None:
            if keeps:
                kept.append(envelope)

    sentry_sdk.init(
        dsn="https://key@localhost/1",
        transport=Kept,
        traces_sample_rate=1.0,
        integrations=[GoogleGenAIIntegration()],
    )

    def look() -> Seen:
        seen = Seen()
        for item in (item for envelope in kept for item in envelope.items):
            payload = item.payload.json or {}
            if item.type == "transaction":
                _add_transaction(seen, payload)
            elif item.type in ("event", "log"):
                seen.events.append("event")
        kept.clear()
        return seen

    return look


def _add_transaction(seen: Seen, payload: dict[str, Any]) -> None:
    trace = payload.get("contexts", {}).get("trace", {})
    seen.add_span(payload.get("transaction", ""), trace.get("data"))
    for span in payload.get("spans", ()):
        seen.add_span(span.get("description") or span.get("op"), span.get("data"))


def _ddtrace(keeps: bool) -> Look:
    os.environ.update(DD_INSTRUMENTATION_TELEMETRY_ENABLED="false", DD_REMOTE_CONFIGURATION_ENABLED="false")
    from ddtrace.trace import TraceFilter, tracer

    kept: list[Any] = []

    class Kept(TraceFilter):  # type: ignore[misc]
        def process_trace(self, trace: Any) -> None:
            """Keeps or drops it: nothing is sent to an agent."""
            if keeps:
                kept.extend(trace)

    tracer.configure(trace_processors=[Kept()])
    from ddtrace import patch

    patch(google_genai=True)

    def look() -> Seen:
        seen = Seen()
        for span in kept:
            found = {**span.get_tags(), **span.get_metrics()}
            seen.add_span(span.name, [name for name in found if not name.startswith("_")])
        kept.clear()
        return seen

    return look


SWITCHES: Final[dict[str, Switch]] = {
    "genai-triage": _genai_triage,
    "official": _official,
    "openinference": _openinference,
    "openllmetry": _openllmetry,
    "openlit": _openlit,
    "sentry": _sentry,
    "ddtrace": _ddtrace,
    "logfire": _logfire,
}
"""By the name of the environment."""
