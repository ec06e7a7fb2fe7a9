"""Metrics that are there, but not as rules read them: what says so, for which name, and what says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_triage.monitoring.options import Options
from tests.support.promtool import JOB, Expected, Series, Unit, check, fires, firing, none_fires, ok

pytestmark = pytest.mark.timeout(600)

RENAMED, MERGED, DROPPED, RESTARTING = (
    (f"LLMTelemetry{what}", "warning") for what in ("Renamed", "Merged", "Dropped", "Restarting")
)
OTHERS = (
    "triage_calls",
    "my_triage_calls_total",
    "triage_dot_calls_total",
    "U__triage_2e_calls__total",
)
"""Names that promtool can be given: quotes, which dots need, came later."""


def named(name: str, job: str = JOB) -> str:
    return f'{name}{{job="{job}",instance="a",gen_ai_provider_name="gcp.gemini",triage_class="ok"}}'


@fires(RENAMED)
@pytest.mark.parametrize("name", OTHERS)
def test_another_name_is_told_after_five_minutes(name: str, tmp_path: Path) -> None:
    times = (firing("4m", *RENAMED), firing("6m", *RENAMED, "caller"), firing("40m", *RENAMED))
    check(tmp_path, [Unit({named(name): "0+1x20 stale"}, times)])


def test_the_alert_has_the_name_that_was_found(tmp_path: Path) -> None:
    expr = 'ALERTS{alertname="LLMTelemetryRenamed",alertstate="firing"}'
    further = f'found="triage_calls",job="{JOB}",owner="caller",severity="warning"'
    labels = f'ALERTS{{alertname="LLMTelemetryRenamed",alertstate="firing",{further}}}'
    check(tmp_path, [Unit({named("triage_calls"): "0+1x20"}, (Expected("10m", expr, ((labels, 1),)),))])


def test_where_the_rules_read_other_names_the_default_is_told(tmp_path: Path) -> None:
    unit = Unit({ok(): "0+1x20"}, (firing("10m", *RENAMED, "caller"),))
    check(tmp_path, [unit], Options(names="UnderscoreEscapingWithoutSuffixes"))


def test_what_the_rules_read_is_not_told(tmp_path: Path) -> None:
    cases: dict[str, Series] = {
        "the name that they read": {ok(): "0+1x30"},
        "both names, while a pipeline changes": {ok(): "0+1x30", named("triage_calls"): "0+1x30"},
        "other metrics": {named("triage_callsigns_total"): "0+1x30", named("triage_calls_created"): "1x30"},
    }
    check(tmp_path, [none_fires(*RENAMED, "30m", cases)])


@fires(MERGED)
def test_services_behind_one_job_are_told(tmp_path: Path) -> None:
    hidden = ok().replace("{", '{exported_job="shop",', 1)
    times = (firing("4m", *MERGED), firing("6m", *MERGED, "caller"), firing("40m", *MERGED))
    check(tmp_path, [Unit({hidden: "0+1x20 stale"}, times)])


def test_a_service_of_its_own_is_not_merged(tmp_path: Path) -> None:
    check(tmp_path, [none_fires(*MERGED, "30m", {"one": {ok(): "0+1x30"}})])


@fires(DROPPED)
@pytest.mark.parametrize("name", ["triage_quota_limit", "my_triage_jobs_oldest", "U__triage_2e_quota_2e_limit"])
def test_gauges_without_a_counter_are_told_after_a_quarter_of_an_hour(name: str, tmp_path: Path) -> None:
    times = (firing("14m", *DROPPED), firing("16m", *DROPPED, "caller"), firing("40m", *DROPPED))
    check(tmp_path, [Unit({named(name): "3x30 stale"}, times)])


def test_gauges_beside_a_counter_are_not_told(tmp_path: Path) -> None:
    gauge = named("triage_quota_limit")
    cases: dict[str, Series] = {
        "the name that the rules read": {gauge: "3x30", ok(): "0+1x30"},
        "another name": {gauge: "3x30", named("triage_calls"): "0+1x30"},
        "what is there before a call ends": {named("triage_balance"): "3x30", named("triage_sessions_open"): "1x30"},
    }
    check(tmp_path, [none_fires(*DROPPED, "30m", cases)])


def test_gauges_have_no_credential_and_their_counter_may_have(tmp_path: Path) -> None:
    counter = ok().replace("{", '{triage_credential="0a1b2c3d",', 1)
    options = Options(group_labels=("triage_credential",))
    times = (firing("30m", *DROPPED),)
    check(tmp_path, [Unit({named("triage_quota_limit"): "3x30", counter: "0+1x30"}, times)], options)


@fires(RESTARTING)
def test_deltas_are_told(tmp_path: Path) -> None:
    deltas = " ".join(["5 3 4 1 2 6"] * 11)
    check(tmp_path, [Unit({ok(): deltas}, (firing("65m", *RESTARTING, "caller"),))])


def test_deploys_are_not_told(tmp_path: Path) -> None:
    cases: dict[str, Series] = {
        "no start": {ok(): "0+1x90"},
        "one every ten minutes": {ok(): " ".join(["0+1x9"] * 9)},
    }
    check(tmp_path, [none_fires(*RESTARTING, "90m", cases)])
