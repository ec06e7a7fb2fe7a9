"""A fire drill for every class: the alert arrives at the right receiver, with its labels and its fix."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alertmanager import FINANCE, PAGER, owner_receiver
from genai_triage.monitoring.alerts import Alert, alerts, runbook_link
from genai_triage.monitoring.drill.plan import expected, plan
from genai_triage.monitoring.drill.stages import Stage
from genai_triage.monitoring.recording import WATCHED, failed_together, records
from genai_triage.taxonomy import CAUSES, FailureClass, Owner
from tests.support.pages import OURS

from .conftest import HIDDEN, LANES, SPEED, Fire, until

OPTIONS = replace(OURS, speed=SPEED)
ELSEWHERE = {
    "LLMProviderWideOutage",
    "LLMSharedFailure",
    *(f"LLMTelemetry{what}" for what in ("Renamed", "Merged", "Dropped", "Restarting")),
}
"""Alerts about more services than run here, or a pipeline that goes wrong: promtool brings them about."""
PROVIDERS = {"gemini": "gcp.gemini", "gigachat": "gigachat"}


def test_every_class_has_its_place_in_one_lane() -> None:
    assert sorted(name for lane in LANES.values() for name in lane) == sorted([*map(str, FailureClass), HIDDEN])


@pytest.mark.parametrize("failure_class", FailureClass)
def test_drill_reaches_every_stage(fire: Fire, failure_class: FailureClass) -> None:
    results = fire.lane_of(failure_class).results[failure_class]

    assert [(result.stage, result.stopped) for result in results] == [(stage, False) for stage in Stage], results[-1]


@pytest.mark.parametrize("failure_class", FailureClass)
def test_most_severe_alert_arrives_with_its_labels(fire: Fire, failure_class: FailureClass) -> None:
    lane = fire.lane_of(failure_class)
    alert, cause = expected(failure_class, OPTIONS)[0], plan(failure_class, lane.provider).cause
    arrived = lane.arrived[failure_class]

    assert arrived is not None
    assert arrived.status == "firing"
    labels = {name: value for name, value in arrived.labels.items() if name not in (m.OWNER, m.CLASS)}
    assert labels == {
        "alertname": alert.name,
        "severity": alert.severity,
        "owner": cause.owner.value,
        m.JOB: lane.name,
        m.PROVIDER: PROVIDERS[lane.provider],
    }
    assert arrived.labels.get(m.CLASS, failure_class) == failure_class


@pytest.mark.parametrize("failure_class", FailureClass)
def test_every_alert_of_a_class_tells_the_cause_and_its_fix(fire: Fire, failure_class: FailureClass) -> None:
    assert failure_class in fire.lane_of(failure_class).explained


@pytest.mark.parametrize("failure_class", FailureClass)
def test_alert_leads_to_its_runbook_and_dashboard(fire: Fire, failure_class: FailureClass) -> None:
    lane = fire.lane_of(failure_class)
    arrived = lane.arrived[failure_class]

    assert arrived is not None
    page, _, anchor = arrived.annotations["runbook_url"].partition("#")
    # A lane's classes fail together: one alert of two classes may lead to the other's.
    assert page in {runbook_link(member.value, OPTIONS) for member in expected(failure_class, OPTIONS)[0].classes}
    assert anchor in {"", *CAUSES}
    assert lane.name in arrived.annotations["summary"]
    assert f"var-service={lane.name}" in arrived.annotations["dashboard_url"]


@pytest.mark.parametrize("failure_class", FailureClass)
def test_owner_is_told_and_a_critical_alert_pages(fire: Fire, failure_class: FailureClass) -> None:
    lane = fire.lane_of(failure_class)
    alert = expected(failure_class, OPTIONS)[0]
    wanted = {owner_receiver(plan(failure_class, lane.provider).cause.owner)}
    if alert.severity == "critical":
        wanted.add(PAGER)
    if failure_class is FailureClass.BILLING:
        wanted.add(FINANCE)

    def receivers() -> set[str]:
        return {
            one.receiver
            for one in fire.webhook.notifications
            if (one.name, one.labels["severity"], one.labels[m.JOB]) == (alert.name, alert.severity, lane.name)
        }

    assert until(lambda: receivers() == wanted), receivers()


def test_failures_behind_retries_arrive_while_calls_succeed(fire: Fire) -> None:
    arrived = fire.lane_of(HIDDEN).arrived[HIDDEN]

    assert arrived is not None
    assert (arrived.labels[m.JOB], arrived.labels["severity"]) == ("gemini-1", "warning")
    assert arrived.receiver == owner_receiver(Owner.CALLER)


SILENT = "llm-provider-degraded-warning"
"""The slow budget, which is silent after the fast one has paged, as it does here."""
HERE = [alert for alert in alerts(OPTIONS) if alert.name not in ELSEWHERE and alert.uid != SILENT]


@pytest.mark.parametrize("alert", HERE, ids=lambda alert: alert.uid)
def test_every_alert_has_fired(fire: Fire, alert: Alert) -> None:
    """Also those that are about a day: what they need happened yesterday."""
    chosen = f'alertname="{alert.name}",severity="{alert.severity}",alertstate="firing"'
    query = f"count_over_time(ALERTS{{{chosen}}}[15m])"

    assert until(lambda: fire.prometheus.query(query)), f"{alert.uid} has not fired"


NOT_HERE = (
    "triage:process_returned:calls",
    failed_together(OPTIONS),
    *(f"triage:failed_since_success:{kind}" for kind in ("count", "ratio")),
)
"""No application is away for long, no three fail together, and each has calls that succeed between those that fail."""


@pytest.mark.parametrize(
    "record",
    [record for record in records(OPTIONS) if record.name not in (WATCHED, *NOT_HERE)],
    ids=lambda record: record.name,
)
def test_every_recording_rule_returns_data(fire: Fire, record: Any) -> None:
    assert fire.prometheus.query(f'count_over_time({record.name}{{{m.JOB}=~"gemini-.|gigachat-."}}[15m])')


def test_the_rules_tell_that_they_were_evaluated_and_that_nobody_was_away(fire: Fire) -> None:
    assert fire.prometheus.query(WATCHED)
    assert not fire.prometheus.query('triage:process_returned:calls{job=~"gemini-.|gigachat-."}')


def test_no_rule_has_an_error(fire: Fire) -> None:
    assert [(rule.name, rule.error) for rule in fire.prometheus.rules()[0] if rule.error] == []
