"""`OTEL_TRACES_EXPORTER=triage_console`: failures in the terminal, beside other exporters or alone.

Each shows what `GENAI_TRIAGE_CONSOLE=1` shows, as it happens: no sampler drops a failure, and nothing waits for a
batch. What it is given to export it drops.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from opentelemetry.sdk._logs import export
from opentelemetry.sdk.metrics.export import MetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from genai_triage import console

# Before 1.39 they have other names.
_LogExporter: Any = getattr(export, "LogRecordExporter", None) or export.LogExporter
_LogResult: Any = getattr(export, "LogRecordExportResult", None) or export.LogExportResult


class ConsoleSpanExporter(SpanExporter):
    """Shows failures."""

    def __init__(self) -> None:
        console.switch_on()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """The console ends with the process."""

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return True


class ConsoleLogExporter(_LogExporter):  # type: ignore[misc]
    """Shows failures."""

    def __init__(self) -> None:
        console.switch_on()

    def export(self, batch: Sequence[Any]) -> Any:
        return _LogResult.SUCCESS

    def shutdown(self) -> None:
        """The console ends with the process."""

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return True


class ConsoleMetricReader(MetricReader):
    """Shows failures; collects nothing."""

    def __init__(self) -> None:
        super().__init__()
        console.switch_on()

    def _receive_metrics(self, metrics_data: Any, timeout_millis: float = 10_000, **kwargs: Any) -> None:
        """Nobody asks for them."""

    def force_flush(self, timeout_millis: float = 10_000) -> bool:
        """There is nothing to collect for."""
        return True

    def shutdown(self, timeout_millis: float = 30_000, **kwargs: Any) -> None:
        """The console ends with the process."""


BY_SIGNAL: Final[dict[str, type[Any]]] = {
    "traces": ConsoleSpanExporter,
    "metrics": ConsoleMetricReader,
    "logs": ConsoleLogExporter,
}
