"""Says once a process, in the log, what is observed and where it goes; or that it goes nowhere.

With the first call: by then the application has set its log and its providers up. Loaded at launch, so it imports the
standard library only.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from genai_triage._version import __version__
from genai_triage.telemetry import sdk_switches

if TYPE_CHECKING:
    from genai_triage.telemetry.runtime import Telemetry

observed: dict[str, None] = {}
"""The libraries whose calls are observed, in the order in which they were imported."""
_logger = logging.getLogger("genai_triage")
_EXPORTERS: Final = ("OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER")
_OURS: Final = "genai_triage.exporters.console"
"""Exporters that only show failures in the terminal."""
_PLACES: Final = {
    "traces": ("_active_span_processor._span_processors",),
    "metrics": ("_metric_readers", "_sdk_config.metric_readers"),
    "logs": ("_multi_log_record_processor._log_record_processors",),
}
"""Where the SDK's providers keep what exports, from release to release; none of it is public."""
_DO: Final = (
    "To see failures in the terminal, start the program with genai-triage run -- python app.py; "
    "to export them, with opentelemetry-instrument, or set a provider with an exporter before the first call."
)
_is_said = False
_is_unheard_said = False


def say(telemetry: Telemetry) -> None:
    """Says with the first call of a process where what is recorded goes."""
    global _is_said
    if _is_said:
        return
    _is_said = True
    from genai_triage.telemetry import flush, watch  # late: a process that makes no call loads none of it

    told = "the terminal" if watch.watcher is not None else "the application" if telemetry.on_failure else None
    providers = zip(("metrics", "traces", "logs"), flush.in_use(telemetry.providers), strict=True)
    goes = {signal: list(_destinations(signal, provider)) for signal, provider in providers}
    if any(goes.values()) or told:
        _say_where(goes, told)
    elif not all(os.environ.get(name, "").strip().lower() == "none" for name in _EXPORTERS):
        _logger.warning("genai-triage sees calls, but OpenTelemetry has no exporter, so nothing is exported. %s", _DO)


def _say_where(goes: dict[str, list[str]], told: str | None) -> None:
    if not _logger.isEnabledFor(logging.INFO):
        return
    parts = [f"{signal} go to {' and '.join(where)}" for signal, where in goes.items() if where]
    if told:
        parts.append(f"failures are told to {told}")
    libraries = ", ".join(map(_with_version, observed)) or "no library"
    _logger.info("genai-triage %s observes %s; %s.", __version__, libraries, "; ".join(parts))


def unheard() -> None:
    """Says that a call was made while no provider was set."""
    global _is_unheard_said
    if _is_unheard_said:
        return
    _is_unheard_said = True
    if not sdk_switches.is_sdk_disabled():
        _logger.warning(
            "genai-triage sees calls, but no OpenTelemetry provider is set, so nothing is exported. %s", _DO
        )


def _with_version(library: str) -> str:
    from importlib import metadata  # late: few want to know

    name = "grpcio" if library == "grpc" else library.replace(".", "-")
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return name


def _destinations(signal: str, provider: Any) -> Iterator[str]:
    """What a provider's signal goes to; a provider of a foreign kind is one itself."""
    from genai_triage.telemetry.runtime import is_of_sdk  # late: a process that makes no call loads none of it

    if not is_of_sdk(type(provider).__module__):
        return
    found = next(filter(_is_known, (_at(place, provider) for place in _PLACES[signal])), None)
    if found is None:
        yield type(provider).__qualname__
        return
    for processor in found:
        exporter = _exporter(processor)
        if type(exporter).__module__ != _OURS:
            yield f"{type(exporter).__name__}{_address(exporter)}"


def _at(place: str, provider: Any) -> Any:
    for name in place.split("."):
        provider = getattr(provider, name, None)
    return provider


def _is_known(found: Any) -> bool:
    return isinstance(found, (list, tuple))


def _exporter(processor: Any) -> Any:
    """What a processor or reader hands on to; one that hands on to nothing known is it itself."""
    for holder in (processor, getattr(processor, "_batch_processor", None)):
        for name in ("span_exporter", "_exporter"):
            exporter = getattr(holder, name, None)
            if exporter is not None:
                return exporter
    return processor


def _address(exporter: Any) -> str:
    """Where an exporter sends to, without user, password and query."""
    from genai_triage.telemetry import gate  # late: a process that makes no call loads none of it

    endpoint = getattr(exporter, "_endpoint", None)
    if not isinstance(endpoint, str):
        return ""
    try:
        parts = urlsplit(endpoint if "://" in endpoint else f"//{endpoint}")
        host, port = gate.host(parts.hostname), parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    scheme = f"{parts.scheme}://" if parts.scheme else ""
    host = f"[{host}]" if ":" in host else host
    return f" at {scheme}{host}{f':{port}' if port else ''}{gate.text(parts.path) or ''}"


def _after_fork() -> None:
    global _is_said
    _is_said = False


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
