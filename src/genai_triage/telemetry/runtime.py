"""The tracer, meter and logger in use, and the settings: one for the process."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from opentelemetry import _logs, metrics, trace

from genai_triage._version import __version__
from genai_triage.telemetry import idle, names, sdk_switches, settings, watch
from genai_triage.telemetry.callback import OnFailure
from genai_triage.telemetry.credentials import Fingerprints
from genai_triage.telemetry.instruments import Instruments
from genai_triage.telemetry.settings import Settings
from genai_triage.telemetry.tally import Tally


@dataclass(frozen=True, slots=True)
class Telemetry:
    tracer: trace.Tracer
    logger: _logs.Logger
    instruments: Instruments
    settings: Settings
    providers: tuple[Any, Any, Any]
    """Of traces, metrics and logs, as given; None for the global one, which may be set later."""
    on_failure: OnFailure | None = None
    """What the application wants to be called with every failure, and with its span."""
    fingerprints: Fingerprints | None = None
    """Of the credentials that calls are made with; None where nobody wants to know."""
    ended: threading.Event = field(default_factory=threading.Event)
    """Set when another telemetry takes over or none does; background work ends then."""


_API = ("opentelemetry.trace", "opentelemetry.metrics", "opentelemetry._logs")
"""Modules of the providers that record nothing."""

_TRACES: Final[Any] = trace
_METRICS: Final[Any] = sys.modules.get("opentelemetry.metrics._internal")
_LOGS: Final[Any] = sys.modules.get("opentelemetry._logs._internal")
"""Where the API keeps the global providers: its functions ask the environment each time while there is none."""

_current: Telemetry | None = None
_is_live = False
"""Whether a provider has been seen that records; once there is one, it stays."""
_silent: tuple[Any, Any, Any] = (None, None, None)
"""The global providers when it was last found that nothing would be recorded."""


def configure(
    tracer_provider: trace.TracerProvider | None = None,
    meter_provider: metrics.MeterProvider | None = None,
    logger_provider: Any = None,
    chosen: Settings | None = None,
    on_failure: OnFailure | None = None,
) -> Telemetry:
    """Builds the process's telemetry; a provider that is left out is the global one."""
    global _current
    chosen = settings.from_environment() if chosen is None else chosen
    meter = metrics.get_meter(names.SCOPE, __version__, meter_provider, names.SCHEMA_URL)
    drop()
    _current = Telemetry(
        tracer=trace.get_tracer(names.SCOPE, __version__, tracer_provider, names.SCHEMA_URL),
        logger=_logs.get_logger(names.SCOPE, __version__, logger_provider, names.SCHEMA_URL),
        instruments=Instruments(meter, Tally(meter_provider), latest_conventions=chosen.latest_conventions),
        settings=chosen,
        providers=(tracer_provider, meter_provider, logger_provider),
        on_failure=on_failure,
        fingerprints=Fingerprints() if chosen.credential_fingerprint else None,
    )
    return _current


def current() -> Telemetry | None:
    """Returns the telemetry that records; None where nothing would be recorded, so that nothing is read or judged."""
    global _is_live
    telemetry = _current
    if _is_live or telemetry is None:
        return telemetry
    _is_live = _records(telemetry)
    return telemetry if _is_live else None


def rest() -> None:
    """Lets calls pass by the layers until a provider is set; to be called once it is said that nobody hears of them."""
    global _silent
    if _is_live or idle.has_begun:
        return
    try:
        _silent = _TRACES._TRACER_PROVIDER, _METRICS._METER_PROVIDER, _LOGS._LOGGER_PROVIDER
    except AttributeError:  # a version of the API keeps them elsewhere
        return
    idle.look = _is_idle


def _is_idle() -> bool:
    """Whether still nobody would be told of a call: neither a provider nor a console has been set since."""
    traces, points, logs = _silent
    if (
        _TRACES._TRACER_PROVIDER is traces
        and _METRICS._METER_PROVIDER is points
        and _LOGS._LOGGER_PROVIDER is logs
        and watch.watcher is None
    ):
        return True
    idle.look = None
    return False


def running() -> Telemetry | None:
    """Returns the telemetry, whether or not it records."""
    return _current


def wants_credentials() -> bool:
    """Whether calls are told apart by the credential that they are made with."""
    return _current is not None and _current.fingerprints is not None


def _records(telemetry: Telemetry) -> bool:
    """Whether anybody is told: a console, the application, or a provider that is more than the API's stand-in."""
    if telemetry.on_failure is not None or watch.watcher is not None:
        return True
    traces, points, logs = telemetry.providers
    is_any = (
        is_of_sdk(type(traces or trace.get_tracer_provider()).__module__)
        or is_of_sdk(type(points or metrics.get_meter_provider()).__module__)
        or is_of_sdk(type(logs or _logs.get_logger_provider()).__module__)
    )
    return is_any and not sdk_switches.is_sdk_disabled()


@lru_cache(maxsize=16)
def is_of_sdk(module: str) -> bool:
    """Whether the class of a provider is more than the API's stand-in; asked with every call until there is one."""
    return not module.startswith(_API)


def drop() -> None:
    """Forgets the telemetry: nothing is recorded from here on."""
    global _current, _is_live
    if _current is not None:
        _current.ended.set()
        _current.instruments.tally.close()
    _current = None
    _is_live = False
    idle.look = None


def _after_fork() -> None:
    """The lock inside an event may have been held, by a thread that the child does not have.

    A child starts its classes by itself, and looks then whether they arrive.
    """
    global _current
    if _current is not None:
        _current.instruments.started.clear()
        _current = replace(_current, ended=threading.Event())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
