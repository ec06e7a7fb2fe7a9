"""The tracer, meter and logger in use, and the settings: one for the process."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from opentelemetry import _logs, metrics, trace

from genai_triage._version import __version__
from genai_triage.telemetry import names, settings
from genai_triage.telemetry.instruments import Instruments
from genai_triage.telemetry.settings import Settings


@dataclass(frozen=True, slots=True)
class Telemetry:
    tracer: trace.Tracer
    logger: _logs.Logger
    instruments: Instruments
    settings: Settings
    ended: threading.Event = field(default_factory=threading.Event)
    """Set when another telemetry takes over or none does; background work ends then."""


_current: Telemetry | None = None


def configure(
    tracer_provider: trace.TracerProvider | None = None,
    meter_provider: metrics.MeterProvider | None = None,
    logger_provider: Any = None,
    chosen: Settings | None = None,
) -> Telemetry:
    """Builds the process's telemetry; a provider that is left out is the global one."""
    global _current
    chosen = settings.from_environment() if chosen is None else chosen
    meter = metrics.get_meter(names.SCOPE, __version__, meter_provider, names.SCHEMA_URL)
    drop()
    _current = Telemetry(
        tracer=trace.get_tracer(names.SCOPE, __version__, tracer_provider, names.SCHEMA_URL),
        logger=_logs.get_logger(names.SCOPE, __version__, logger_provider, names.SCHEMA_URL),
        instruments=Instruments(meter, latest_conventions=chosen.latest_conventions),
        settings=chosen,
    )
    return _current


def current() -> Telemetry | None:
    return _current


def drop() -> None:
    """Forgets the telemetry: nothing is recorded from here on."""
    global _current
    if _current is not None:
        _current.ended.set()
    _current = None
