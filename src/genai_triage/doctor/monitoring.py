"""Prometheus and Alertmanager: whether the series arrive, under which names, and which rules are loaded.

Source: Prometheus, HTTP API; Alertmanager, API v2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from genai_triage.doctor import net
from genai_triage.doctor.model import Check
from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.metrics import ANY_CALLS, strategy_of
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import records


def prometheus(url: str) -> Iterator[Check]:
    """Yields what a Prometheus sees, and which of our rules it evaluates."""
    base = url.rstrip("/")
    try:
        yield _series(base)
        yield from _rules(base)
        yield _sends(base)
    except net.Unreachable as problem:
        fix = "Correct --prometheus: it is the address of Prometheus, without /api or /graph."
        yield Check("monitoring", "prometheus", "fail", f"Prometheus at {net.shown(url)}: {problem}.", fix)


def alertmanager(url: str) -> Iterator[Check]:
    """Yields whether an Alertmanager answers and is ready."""
    try:
        status = net.ask_json(f"{url.rstrip('/')}/api/v2/status")
        version = status["versionInfo"]["version"]
    except net.Unreachable as problem:
        fix = "Correct --alertmanager: it is the address without /api or /#/alerts."
        yield Check("monitoring", "alertmanager", "fail", f"Alertmanager at {net.shown(url)}: {problem}.", fix)
    except (KeyError, TypeError):
        text, fix = f"{net.shown(url)} is no Alertmanager.", "Correct --alertmanager."
        yield Check("monitoring", "alertmanager", "fail", text, fix)
    else:
        yield Check("monitoring", "alertmanager", "ok", f"Alertmanager {version} answers at {net.shown(url)}")


def _ask(base: str, path: str, **query: str) -> Any:
    answer = net.ask_json(f"{base}/api/v1/{path}" + (f"?{urlencode(query)}" if query else ""))
    if not isinstance(answer, dict) or answer.get("status") != "success":
        raise net.Unreachable("it does not answer as Prometheus does")
    return answer["data"]


def _series(base: str) -> Check:
    found = _ask(base, "query", query=f"count by (__name__) ({ANY_CALLS})")["result"]
    names = {one["metric"].get("__name__", "") for one in found}
    if not names:
        return Check(
            "monitoring",
            "series",
            "warn",
            f"Prometheus at {net.shown(base)} sees no triage.calls: none was made within 5 minutes, or none arrives.",
            "Make a call; if there is still none, look at /targets, or at what pushes to Prometheus.",
        )
    strategy = strategy_of(names)
    way = f", so export with --names {strategy}" if strategy and strategy != Options().names else ""
    return Check("monitoring", "series", "ok", f"Prometheus sees {', '.join(sorted(names))}{way}")


def _rules(base: str) -> Iterator[Check]:
    """Compares names with those that `genai-triage export` writes by default."""
    groups = _ask(base, "rules")["groups"]
    loaded = {rule["name"] for group in groups for rule in group["rules"]}
    broken = sorted({rule["name"] for group in groups for rule in group["rules"] if rule.get("health") == "err"})
    options = Options()
    for name, names in _ours(options).items():
        missing = sorted(names - loaded)
        if not missing:
            yield Check("monitoring", name, "ok", f"all {len(names)} {name} of this version are loaded")
            continue
        some = ", ".join(missing[:3]) + (", …" if missing[3:] else "")
        text = f"{len(missing)} of {len(names)} {name} of this version are not loaded: {some}."
        fix = (
            "Name monitoring/rules/prometheus/*.yml in rule_files and reload Prometheus; to write them, "
            "type: genai-triage export monitoring"
        )
        yield Check("monitoring", name, "fail", text, fix)
    ours = [name for name in broken if any(name in names for names in _ours(options).values())]
    if ours:
        text = f"Prometheus cannot evaluate {', '.join(ours[:3])}."
        yield Check("monitoring", "evaluation", "fail", text, "Read the error of these on Prometheus's page /rules.")


def _ours(options: Options) -> dict[str, set[str]]:
    return {
        "records": {record.name for record in records(options)},
        "alerts": {alert.name for alert in alerts(options)},
    }


def _sends(base: str) -> Check:
    active = _ask(base, "alertmanagers")["activeAlertmanagers"]
    if active:
        return Check("monitoring", "alerting", "ok", f"Prometheus sends to {len(active)} Alertmanager(s)")
    fix = "Add alerting: alertmanagers: to prometheus.yml."
    return Check("monitoring", "alerting", "warn", "Prometheus sends its alerts to no Alertmanager.", fix)
