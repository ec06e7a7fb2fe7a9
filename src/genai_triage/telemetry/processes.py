"""Processes that are forked or spawned by another: what they count must arrive, and be told apart.

Nothing of OpenTelemetry is changed: what would be lost in silence is said in one line, once a process and with what to
type. Loaded at launch, so it imports the standard library only.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any, Final

_EXPORTERS: Final = "OTEL_METRICS_EXPORTER"
TEMPORALITY: Final = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"
DELTAS: Final = frozenset({"delta", "lowmemory"})
"""Its values by which counters begin anew with each export."""
_PORT: Final = "OTEL_EXPORTER_PROMETHEUS_PORT"
"""Of the official exporter; 0 for any that is free."""
_SITE: Final = "sitecustomize"
_AUTO: Final = os.path.join("opentelemetry", "instrumentation", "auto_instrumentation")
_RUN: Final = os.path.join("genai_triage", "launch", "site")
_logger = logging.getLogger("genai_triage")
_is_forked = False
_has_inherited = False
"""Whether the SDK was set up by a process that this one is a fork of."""
_is_checked = False
_has_spawned = False


def check(providers: tuple[Any, Any, Any]) -> None:
    """Checks, with the first call of a process, whether what is recorded here arrives, and can be told apart."""
    global _is_checked
    if _is_checked:
        return
    _is_checked = True
    from genai_triage.telemetry import flush  # late: a process that makes no call loads none of it

    flush.at_end(providers, is_forked=_is_forked)
    _check_temporality()
    if _has_inherited or _is_spawned():
        _check_worker()


def _check_temporality() -> None:
    """Warns of deltas: who takes them is not known here, but Prometheus drops them without a word.

    Source: OpenTelemetry, environment variables of the OTLP exporter.
    """
    chosen, exporters = os.environ.get(TEMPORALITY, "").strip().lower(), _exporters()
    if chosen in DELTAS and (exporters == {""} or any("otlp" in name for name in exporters)):
        _logger.warning(
            "%s=%s: Prometheus and the collector's prometheus_remote_write drop such counters, and no dashboard or "
            "rule of theirs sees a call. Unset it, or put the processor delta_to_cumulative into the collector. Leave "
            "it for a backend that wants deltas, as Datadog does.",
            *(TEMPORALITY, chosen),
        )


def _check_worker() -> None:
    exporters = _exporters()
    if _has_inherited and "prometheus" in exporters:
        _logger.warning(
            "Process %d is a fork: the Prometheus page was set up before it and shows nothing of its calls. "
            "Set %s=triage_prometheus, and each process has a page on a port of its own.",
            *(os.getpid(), _EXPORTERS),
        )
    if any(name.startswith("otlp") for name in exporters) and _shares_identity():
        _logger.warning(
            "Process %d sends metrics under the same service.instance.id as others, which reads as counters that are "
            "reset. Set %s=triage_otlp, and each process has an id of its own.",
            *(os.getpid(), _EXPORTERS),
        )


def on_spawn(_module: Any = None) -> None:
    """Checks, before this process spawns the first other one, whether that will be observed."""
    global _has_spawned
    if _has_spawned:
        return
    _has_spawned = True
    folder = os.path.dirname(getattr(sys.modules.get(_SITE), "__file__", None) or "")
    if folder.endswith(_AUTO) and folder not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        _logger.warning(
            "This release of opentelemetry-instrumentation does not observe the processes that process %d spawns. "
            "Type: pip install --upgrade 'opentelemetry-instrumentation>=0.63b0' opentelemetry-distro",
            os.getpid(),
        )
    elif folder.endswith((_AUTO, _RUN)) and "prometheus" in _exporters() and os.environ.get(_PORT, "").strip() != "0":
        _logger.warning(
            "Processes that process %d spawns find its Prometheus port taken, and are not observed. "
            "Set %s=triage_prometheus, and each process has a page on a port of its own.",
            *(os.getpid(), _EXPORTERS),
        )


def _exporters() -> set[str]:
    return {name.strip() for name in os.environ.get(_EXPORTERS, "").split(",")}


def _is_spawned() -> bool:
    """Whether `multiprocessing` has started this process, by whatever method."""
    process = sys.modules.get("multiprocessing.process")
    return process is not None and process.parent_process() is not None


def _shares_identity() -> bool:
    from opentelemetry import trace

    from genai_triage.telemetry.identity import INSTANCE, given_id, renews_ids

    if _has_inherited:
        return not renews_ids()
    resource = getattr(trace.get_tracer_provider(), "resource", None)
    found = None if resource is None else resource.attributes.get(INSTANCE)
    return resource is not None and (found is None or found == given_id())


def _has_sdk() -> bool:
    sdk, api = sys.modules.get("opentelemetry.sdk.metrics"), sys.modules.get("opentelemetry.metrics")
    return sdk is not None and api is not None and isinstance(api.get_meter_provider(), sdk.MeterProvider)


def _after_fork() -> None:
    global _is_forked, _has_inherited, _is_checked, _has_spawned
    _is_forked = True
    _is_checked = _has_spawned = False
    _has_inherited = _has_sdk()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
