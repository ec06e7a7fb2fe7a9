"""OpenTelemetry's exporter of log records in memory, under one name in all its versions."""

from __future__ import annotations

try:
    from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter
except ImportError:  # before 1.39
    from opentelemetry.sdk._logs.export import InMemoryLogExporter as InMemoryLogRecordExporter

__all__ = ["InMemoryLogRecordExporter"]
