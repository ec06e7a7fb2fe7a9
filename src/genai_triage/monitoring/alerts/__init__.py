"""The alerts: a row for each, from which Prometheus', Mimir's and Grafana's rules are written.

A row stands in the file of what it is about; `FILES` lists the files in the order of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from types import ModuleType
from typing import Final

from genai_triage.monitoring import recording
from genai_triage.monitoring.alerts import (
    failing,
    limits,
    notes,
    pipeline,
    provider,
    retries,
    shared,
    telemetry,
)
from genai_triage.monitoring.alerts.links import dashboard_link, runbook_link, traces_link
from genai_triage.monitoring.alerts.model import SEVERITIES, Alert, Severity
from genai_triage.monitoring.options import Options, Threshold
from genai_triage.monitoring.playbooks import Guide
from genai_triage.taxonomy.model import FailureClass

__all__ = [
    "FILES",
    "SEVERITIES",
    "THRESHOLDS",
    "Alert",
    "Severity",
    "alerts",
    "alerts_of",
    "dashboard_link",
    "guides",
    "runbook_link",
    "severities",
    "traces_link",
]


def _declared(file: ModuleType) -> Iterator[Threshold]:
    """Yields the thresholds of a file, alone or several of a kind."""
    for value in vars(file).values():
        yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Threshold))


FILES: Final = (failing, shared, provider, notes, limits, retries, telemetry, pipeline)
THRESHOLDS: Final = {one.name: one for file in (*FILES, recording) for one in _declared(file)}
"""Every threshold that a file of alerts, or that of the records, declares, by name."""


@lru_cache(maxsize=16)
def alerts(options: Options) -> tuple[Alert, ...]:
    """Returns every alert, in the order of the rules; an export asks for them about 150 times."""
    return tuple(_waiting(alert, options) for file in FILES for alert in file.alerts(options))


def _waiting(alert: Alert, options: Options) -> Alert:
    return replace(alert, wait=options.waits.of(alert.name, alert.severity, alert.wait))


def severities() -> dict[str, list[Severity]]:
    """Lists the severities of each alert, by its name."""
    found: dict[str, list[Severity]] = {}
    for alert in alerts(Options()):
        found.setdefault(alert.name, []).append(alert.severity)
    return found


def alerts_of(failure_class: FailureClass, options: Options) -> tuple[Alert, ...]:
    """Returns the alerts about a class, the most severe first."""
    found = [alert for alert in alerts(options) if failure_class in alert.classes]
    return tuple(sorted(found, key=lambda alert: SEVERITIES.index(alert.severity)))


def guides(options: Options) -> dict[str, Guide]:
    """Returns the runbook pages that are about no class, by name."""
    # Silence comes first: while it lasts, no other page helps.
    return {alert.page: alert.about for alert in reversed(alerts(options)) if isinstance(alert.about, Guide)}
