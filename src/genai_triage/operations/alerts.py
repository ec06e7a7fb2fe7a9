"""The alerts: a row for each, from which Prometheus', Mimir's and Grafana's rules are written.

Every expression keeps only the series that fire, each with a value above 0, so an evaluator that needs a condition
of its own takes `> 0`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from genai_triage.operations import metrics as m
from genai_triage.operations.judgement import JUDGEMENTS
from genai_triage.operations.options import Options
from genai_triage.operations.recording import (
    GROUP,
    HOUR,
    WINDOW,
    burn,
    by,
    class_share,
    recorded,
    total,
)
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import FailureClass, Owner
from genai_triage.telemetry import names

Severity = Literal["critical", "warning", "info"]
"""`critical` pages, `warning` is worked on in office hours, `info` is a note and wakes nobody."""
SEVERITIES: Final[tuple[Severity, ...]] = ("critical", "warning", "info")
Value = Literal["count", "percent", "tokens", "none"]
"""What the value of an expression is."""
Dashboard = Literal["genai-triage-overview", "genai-triage-class", "genai-triage-provider"]
"""Uids of the dashboards."""
TELEMETRY_PAGE: Final = "telemetry"
"""The runbook that belongs to no class."""
RETRIES_PAGE: Final = "retries"

_MINUTE: Final = 60
_DAY: Final = 86400
_HOLD: Final = 15 * _MINUTE
"""Seconds that an alert stays after its last failure, so that rare failures do not resolve between two calls."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert rule."""

    name: str
    severity: Severity
    classes: tuple[FailureClass, ...]
    """Classes that it is about; empty for what is no class: budget, telemetry."""
    owner: Owner | None
    """Who must act; None: the label `triage_owner` of the series says it."""
    expr: str
    wait: int
    """Seconds it must hold before it fires (`for`), at full speed."""
    keep: int
    """Seconds it stays after (`keep_firing_for`), at full speed."""
    summary: str
    """One line; `{service}` and `{provider}` stand for those of the series."""
    problem: str
    """What is seen, with `{service}`, `{provider}`, `{value}` and, where it has one, `{model}`."""
    fix: str
    """What the owner does, in the imperative."""
    value: Value
    page: str
    """The runbook, a class or `telemetry` or `retries`."""
    dashboard: Dashboard
    panel: str
    """Key of the panel that shows it."""

    @property
    def uid(self) -> str:
        """Unique over all rows, at most 40 characters: `llm-auth-failing-critical`."""
        return f"{re.sub('(?<=[a-z])(?=[A-Z])', '-', self.name).lower()}-{self.severity}"

    @property
    def labels(self) -> dict[str, str]:
        """Static labels, `owner` only where no series says it."""
        labels = {"severity": self.severity}
        if self.owner is not None:
            labels["owner"] = self.owner.value
        return labels


def alerts(options: Options) -> tuple[Alert, ...]:
    """Every alert, those of the classes first, in the order of the taxonomy."""
    return (
        *_first_failures(options),
        *_shares(options),
        _outage(options),
        *_burns(options),
        _safety_spike(options),
        *_notices(options),
        _quota_running_out(options),
        _balance_running_out(options),
        _retries_hide_failures(options),
        _telemetry_missing(options),
    )


def alerts_of(failure_class: FailureClass, options: Options) -> tuple[Alert, ...]:
    """The alerts about a class, the most severe first."""
    found = [alert for alert in alerts(options) if failure_class in alert.classes]
    return tuple(sorted(found, key=lambda alert: SEVERITIES.index(alert.severity)))


def dashboard_link(alert: Alert, options: Options, service: str, provider: str) -> str:
    """Address of the dashboard that an alert leads to.

    Args:
        service, provider: The series' labels in the evaluator's template language, URL-quoted.
    """
    variables = {"var-service": service, "var-provider": provider, "from": "now-3h", "to": "now"}
    if alert.dashboard == "genai-triage-class":
        variables["var-class"] = quote(alert.classes[0].value)
    query = "&".join(f"{name}={value}" for name, value in variables.items())
    return f"{options.dashboards_url.rstrip('/')}/d/{alert.dashboard}?{query}"


def runbook_link(alert: Alert, options: Options) -> str:
    """Address of an alert's runbook, at the section about the alert."""
    base = options.runbooks_url.rstrip("/")
    return f"{base}/{alert.page}{options.runbook_suffix}#{alert.name.lower()}"


_BY_CLASS: Final = (*GROUP, m.CLASS, m.OWNER)
_WHERE: Final = "{service} calling {provider}"


def _owner(failure_class: FailureClass) -> Owner | None:
    """The class's owner, or None where one of its causes has another: then the series says it."""
    owners = {cause.owner for cause in CAUSES.values() if cause.failure_class is failure_class}
    return failure_class.owner if owners <= {failure_class.owner} else None


def _about(failure_class: FailureClass) -> dict[str, object]:
    """What every alert of one class has."""
    return {
        "classes": (failure_class,),
        "owner": _owner(failure_class),
        "fix": JUDGEMENTS[failure_class].fix,
        "page": failure_class.value,
        "dashboard": "genai-triage-class",
        "panel": "failures",
    }
