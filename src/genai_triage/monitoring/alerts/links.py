"""Where an alert leads: its panel and its section of a runbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.model import Alert
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import FAILURE_CLASS, panel_id, variable_of

_PROVIDER_MARK: Final = "{provider}"


def dashboard_link(alert: Alert, options: Options, label: Callable[[str], str]) -> str:
    """Returns the address of the panel that an alert leads to.

    Args:
        label: Writes a label of the series in the evaluator's template language, URL-quoted.
    """
    variables = {"var-service": label(m.JOB)}
    variables |= {f"var-{variable_of(name)}": label(name) for name in options.group_labels}
    if _PROVIDER_MARK in alert.summary:
        variables["var-provider"] = label(m.PROVIDER)
    if alert.dashboard == FAILURE_CLASS:
        variables["var-class"] = quote(alert.classes[0].value)
    variables |= {"from": "now-3h", "to": "now", "viewPanel": str(panel_id(alert.dashboard, alert.panel))}
    query = "&".join(f"{name}={value}" for name, value in variables.items())
    return f"{options.dashboards_url.rstrip('/')}/d/{alert.dashboard}?{query}"


def runbook_link(alert: Alert, options: Options) -> str:
    """Returns the address of an alert's runbook, at the section about the alert."""
    base = options.runbooks_url.rstrip("/")
    return f"{base}/{alert.page}{options.runbook_suffix}#{alert.name.lower()}"
