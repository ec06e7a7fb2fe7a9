"""What Grafana's conditions leave to an alert that says more, as Alertmanager's inhibitions do."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.alerts.model import Silenced
from genai_triage.monitoring.muting import equal, muted
from genai_triage.monitoring.options import Options
from genai_triage.taxonomy import Owner
from tests.support.promtool import JOB, MODEL, Expected, Series, Unit, calls, check, ok, series

pytestmark = pytest.mark.timeout(600)

DEFAULTS = Options()
WARNING, CRITICAL = ("LLMAuthFailing", "warning"), ("LLMAuthFailing", "critical")
MANY = {calls("auth", "account"): "0+9x20", ok(): "0+1x20"}
FEW = {calls("auth", "account"): "0+1x20", ok(): "0+9x20"}
OUTAGE = {calls("overloaded", "provider"): "0+50x20", ok(): "0+40x20"}
LATE, OWN_LATE = calls("timeout", "provider"), calls("timeout", "caller")
USED = series("gen_ai_client_operation_duration_seconds_count", gen_ai_request_model=MODEL)
LIMIT = series("triage_quota_limit", gen_ai_request_model=MODEL, triage_quota_id="GenerateRequestsPerDay")


def elsewhere(samples: Series, job: str = "bank") -> Series:
    """The same of another service."""
    return {name.replace(f'job="{JOB}"', f'job="{job}"'): values for name, values in samples.items()}


def everywhere(samples: Series) -> Series:
    """The same of three other services."""
    return {name: values for job in ("bank", "desk", "mail") for name, values in elsewhere(samples, job).items()}


@pytest.mark.parametrize(
    ("alert", "samples", "told"),
    [
        pytest.param(WARNING, FEW, 1, id="warning-alone"),
        pytest.param(WARNING, MANY, 0, id="warning-beside-critical"),
        pytest.param(CRITICAL, MANY, 1, id="critical"),
        pytest.param(WARNING, {**FEW, **elsewhere(MANY)}, 1, id="warning-beside-critical-of-another-service"),
        pytest.param(("LLMTimeouts", "warning"), {LATE: "0+10x20", ok(): "0+90x20"}, 1, id="timeouts"),
        pytest.param(("LLMTimeouts", "warning"), {LATE: "0+10x20", **OUTAGE}, 0, id="timeouts-in-an-outage"),
        pytest.param(
            ("LLMTimeouts", "warning"),
            {LATE: "0+10x20", ok(): "0+90x20", **elsewhere(OUTAGE)},
            1,
            id="timeouts-in-an-outage-seen-by-another-service",
        ),
        pytest.param(
            ("LLMTimeouts", "warning"),
            {LATE: "0+10x20", ok(): "0+90x20", **everywhere(OUTAGE)},
            0,
            id="timeouts-in-an-outage-seen-by-most-services",
        ),
        pytest.param(
            ("LLMTimeouts", "warning"),
            {OWN_LATE: "0+10x20", ok(): "0+90x20", **everywhere(OUTAGE)},
            1,
            id="own-timeouts-in-an-outage-seen-by-most-services",
        ),
        pytest.param(("LLMProviderOutage", "critical"), OUTAGE, 1, id="outage"),
        pytest.param(
            ("LLMProviderOutage", "critical"), {**OUTAGE, **everywhere(OUTAGE)}, 0, id="outage-seen-by-most-services"
        ),
        pytest.param(("LLMTimeouts", "warning"), {OWN_LATE: "0+10x20", **OUTAGE}, 1, id="own-timeouts-in-an-outage"),
        pytest.param(
            ("LLMQuotaRunningOut", "warning"), {USED: "0+10x20", LIMIT: "100x20", ok(): "0+9x20"}, 1, id="soon"
        ),
        pytest.param(
            ("LLMQuotaRunningOut", "warning"),
            {USED: "0+10x20", LIMIT: "100x20", ok(): "0+9x20", calls("quota", "account"): "0+1x20"},
            0,
            id="soon-beside-exhausted",
        ),
    ],
)
def test_an_alert_is_told_unless_another_says_more(
    alert: tuple[str, str], samples: Series, told: int, tmp_path: Path
) -> None:
    every = alerts(DEFAULTS)
    (row,) = (one for one in every if (one.name, one.severity) == alert)
    selected = (
        f'count by (job) ({muted(row, every, DEFAULTS)}) and on (job) label_replace(vector(1), "job", "{JOB}", "", "")'
    )
    found = ((f'{{job="{JOB}"}}', 1.0),) if told else ()
    check(tmp_path, [Unit(samples, (Expected("15m", selected, found),))])


def test_what_nothing_says_more_about_is_never_left_out() -> None:
    """Critical alerts about one class, and notes."""
    every = alerts(DEFAULTS)
    whole = {one.uid for one in every if muted(one, every, DEFAULTS) == f"({one.expr})"}

    assert "llm-auth-failing-critical" in whole
    assert "llm-truncated-answers-info" in whole
    assert "llm-provider-wide-outage-critical" in whole
    assert whole & {one.uid for one in every if one.severity == "warning"} == {
        "llm-retries-hide-failures-warning",
        "llm-telemetry-missing-warning",
        *(f"llm-telemetry-{what}-warning" for what in ("renamed", "merged", "dropped", "restarting")),
    }


def test_what_is_critical_is_left_to_the_same_service_and_provider() -> None:
    every = [one for one in alerts(DEFAULTS) if one.name == "LLMAuthFailing"]
    critical, warning = (next(one for one in every if one.severity == severity) for severity in ("critical", "warning"))
    assert muted(critical, every, DEFAULTS) == f"({critical.expr})"
    assert muted(warning, every, DEFAULTS) == (
        f"({warning.expr}) unless on (job, service_name, gen_ai_provider_name) ({critical.expr})"
    )


TOLD_APART = Options(group_labels=("namespace", "triage_credential"))
SERVICE = ("job", "service_name", "gen_ai_provider_name", "namespace")


@pytest.mark.parametrize(
    ("silenced", "labels"),
    [
        (Silenced("LLMQuotaExhausted"), SERVICE),
        (Silenced("LLMProviderOutage", of=Owner.PROVIDER), SERVICE),
        (Silenced("LLMProviderWideOutage", everywhere=True), ("gen_ai_provider_name",)),
        (
            Silenced("LLMSharedFailure", everywhere=True, of_class=True),
            ("gen_ai_provider_name", "triage_class", "triage_credential"),
        ),
    ],
)
def test_what_silences_is_of_the_same_place_and_account(silenced: Silenced, labels: tuple[str, ...]) -> None:
    """Not every count has the credential, so what is about one service may differ in it."""
    assert equal(silenced, TOLD_APART) == labels


def test_grafana_leaves_out_what_is_of_the_same_place_and_account() -> None:
    every = {(one.name, one.severity): one for one in alerts(TOLD_APART)}
    warning, critical = (every["LLMAuthFailing", severity] for severity in ("warning", "critical"))
    shared = every["LLMSharedFailure", "critical"]
    assert muted(warning, every.values(), TOLD_APART) == (
        f"({warning.expr}) unless on ({', '.join(SERVICE)}, triage_credential) ({critical.expr})"
        f" unless on (gen_ai_provider_name, triage_class, triage_credential) ({shared.expr})"
    )
