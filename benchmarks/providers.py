"""Providers of the OpenTelemetry SDK that keep everything in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider


@dataclass
class Providers:
    """Nothing is exported: what exporters cost is the application's choice."""

    reader: InMemoryMetricReader = field(default_factory=InMemoryMetricReader)
    tracer_provider: TracerProvider = field(default_factory=TracerProvider)
    logger_provider: LoggerProvider = field(default_factory=LoggerProvider)
    meter_provider: MeterProvider = field(init=False)

    def __post_init__(self) -> None:
        self.meter_provider = MeterProvider([self.reader])
