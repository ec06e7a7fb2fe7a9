"""What rate() and increase() get wrong about rare failures, and our records do not: tried with the real promtool."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from genai_triage.monitoring.options import Options
from genai_triage.taxonomy import CAUSES, FailureClass
from tests.support.promtool import JOB, PROVIDER, Expected, Unit, apart, calls, check, fired, firing, ok

pytestmark = pytest.mark.timeout(600)

AUTH = calls("auth", "account")
WARNING = ("LLMAuthFailing", "warning")
OUTCOMES = sorted({(cause.failure_class.value, cause.owner.value) for cause in CAUSES.values()})
DAY = 24 * 60


def counted(at: str, value: float, failure_class: str = "auth") -> Expected:
    """The record of failed calls in five minutes."""
    selector = f'triage:calls:increase5m{{triage_class="{failure_class}",job="{JOB}"}}'
    found = f'{{job="{JOB}",gen_ai_provider_name="{PROVIDER}"}}'
    return Expected(at, f"sum by (job, gen_ai_provider_name) ({selector})", ((found, value),))


def every(samples: str) -> Mapping[str, str]:
    """The same samples for each class and owner."""
    return {calls(failure_class, owner): samples for failure_class, owner in OUTCOMES}


def test_a_failure_born_at_1_counts_for_the_whole_window(tmp_path: Path) -> None:
    """`increase()` alone says 0, and with it on the left of `or` it would count for one evaluation only."""
    minutes = (counted(f"{minute}m", 1) for minute in range(10, 15))
    check(tmp_path, [Unit({AUTH: "_x10 1x20"}, (*minutes, counted("16m", 0)))])


def test_a_failure_in_a_series_started_at_0_counts_once(tmp_path: Path) -> None:
    minutes = (counted(f"{minute}m", 1) for minute in range(11, 15))
    check(tmp_path, [Unit({AUTH: "0x9 1x20"}, (counted("9m", 0), *minutes, counted("16m", 0)))])


def test_a_process_that_dies_one_scrape_after_its_failure_is_told(tmp_path: Path) -> None:
    check(
        tmp_path,
        [Unit({AUTH: "_x10 1 stale"}, (firing("12m", *WARNING, "account"), firing("25m", *WARNING, "account")))],
    )


def test_two_failures_apart_are_one_alert(tmp_path: Path) -> None:
    minutes = (firing(f"{minute}m", *WARNING, "account") for minute in range(11, 35))
    check(tmp_path, [Unit({AUTH: "0x9 1x9 2x30", ok(): "0+1x50"}, tuple(minutes))])


def nothing_counted(at: str, lookback: str) -> tuple[Expected, ...]:
    """No call was counted in the time before, and nothing fired. Earlier, the first samples were births."""
    counts = f"max_over_time(triage:calls:increase5m[{lookback}]) > 0"
    return Expected(at, counts), Expected(at, f'max_over_time(ALERTS{{alertstate="firing"}}[{lookback}])')


@pytest.mark.parametrize(
    "gap", [*(pytest.param(gap, marks=pytest.mark.exhaustive) for gap in (6, 20, 28, 33, 50, 70, 300)), 40]
)
def test_an_old_counter_counts_nothing_after_a_scrape_gap(gap: int, tmp_path: Path) -> None:
    samples = {**every(f"900x40 _x{gap} 900x40"), ok(): f"9000000x40 _x{gap} 9000000x40"}
    check(tmp_path, [Unit(samples, nothing_counted(f"{80 + gap}m", f"{gap + 40}m"))])


def test_rules_that_are_loaded_count_nothing_of_old_counters(tmp_path: Path) -> None:
    samples = {**every("900x60"), ok(): "9000000x60"}
    check(tmp_path, [Unit(samples, nothing_counted("60m", "60m"))])


def test_what_grew_during_a_gap_counts_after_it(tmp_path: Path) -> None:
    check(tmp_path, [Unit({AUTH: "900x100 _x20 902x30"}, (counted("121m", 2), counted("126m", 0)))])


def test_a_process_that_was_restarted_during_a_gap_counts_from_0(tmp_path: Path) -> None:
    check(tmp_path, [Unit({AUTH: "900x100 _x70 2x30"}, (counted("171m", 2), counted("176m", 0)))])


def test_a_cron_job_of_the_same_name_counts_each_time(tmp_path: Path) -> None:
    """Pushed once, an hour apart: without a mark that the series has ended."""
    times = (counted("12m", 1), firing("12m", *WARNING, "account"), counted("72m", 1))
    check(tmp_path, [Unit({AUTH: "_x10 1 _x59 1 _x20"}, times)])


def test_a_trifle_of_very_many_calls_warns_nobody(tmp_path: Path) -> None:
    rare = " ".join(f"{count}x2" for count in range(60))
    samples = {ok(): "0+60000x180", calls("permission", "account"): rare}
    check(tmp_path, [Unit(samples, (fired("180m"),))])


def test_a_share_about_the_threshold_is_one_alert(tmp_path: Path) -> None:
    """Ten minutes a bit above it and ten a bit below, again and again."""
    steps, value = [], 0
    for minute in range(150):
        value += 36 if minute // 10 % 2 else 24
        steps.append(value)
    samples = " ".join(map(str, steps))
    chosen = f'ALERTS{{alertname="LLMRateLimited",severity="warning",alertstate="firing",job="{JOB}"}}'
    minutes = Expected("145m", f"sum by (job) (count_over_time({chosen}[119m]))", ((f'{{job="{JOB}"}}', 120),))
    check(tmp_path, [Unit({ok(): "0+600x150", calls("rate_limit", "caller"): samples}, (minutes,))])


@pytest.mark.parametrize(
    ("failure_class", "name"),
    [(FailureClass.NOT_FOUND, "LLMResourceNotFound"), (FailureClass.AUTH, "LLMAuthFailing")],
    ids=str,
)
def test_rare_calls_that_all_fail_page_until_one_succeeds(
    failure_class: FailureClass, name: str, tmp_path: Path
) -> None:
    """A call every two hours and 24 minutes; the fifth succeeds again."""
    owner = failure_class.owner.value
    samples = {ok(): "0x19 1x719 2x100", calls(failure_class.value, owner): "0x163 1x143 2x143 3x143 4x200"}
    page = (name, "critical")
    times = (firing("440m", *page), firing("460m", *page, owner), firing("735m", *page, owner), firing("760m", *page))
    check(tmp_path, [Unit(samples, times)])


def test_a_restart_counts_nothing(tmp_path: Path) -> None:
    samples = {**every("900x40 0x40"), ok(): "9000000x40 0x40", 'up{job="shop",instance="a"}': "1x80"}
    check(tmp_path, [Unit(samples, nothing_counted("80m", "40m"))])


def test_a_failure_before_the_first_scrape_after_a_restart_counts(tmp_path: Path) -> None:
    check(tmp_path, [Unit({AUTH: "900x100 1x60"}, (counted("104m", 1), firing("104m", *WARNING, "account")))])


def test_an_instance_that_leaves_counts_nothing(tmp_path: Path) -> None:
    left = {calls(*outcome, instance="b"): "900x40 stale" for outcome in OUTCOMES}
    samples = {**left, **every("7x80"), ok(): "9000000x80", ok(instance="b"): "9000000x40 stale"}
    check(tmp_path, [Unit(samples, nothing_counted("80m", "40m"))])


def test_nothing_fires_without_traffic(tmp_path: Path) -> None:
    check(tmp_path, [Unit({**every("0x1440"), ok(): "0x1440"}, (fired("1440m"),))], every=900)


def test_nothing_fires_without_telemetry(tmp_path: Path) -> None:
    check(tmp_path, [Unit({'up{job="shop",instance="a"}': "1x90"}, (fired("90m"),))])


@pytest.mark.parametrize(
    ("days", "outcomes"),
    [
        pytest.param(3, [one for one in OUTCOMES if one[1] == "provider"], id="provider", marks=pytest.mark.exhaustive),
        pytest.param(1, [one for one in OUTCOMES if one[1] == "caller"], id="caller", marks=pytest.mark.exhaustive),
        pytest.param(
            1,
            [one for one in OUTCOMES if one[1] not in ("provider", "caller")],
            id="others",
            marks=pytest.mark.exhaustive,
        ),
    ],
)
def test_one_failure_in_ten_calls_a_day_fires_only_where_one_is_enough(
    days: int, outcomes: list[tuple[str, str]], tmp_path: Path
) -> None:
    """Each fifth of ten calls fails; for as long as the longest window about it."""
    gap = DAY // 10 - 1
    good = " ".join(f"{count - (count + 5) // 10}x{gap}" for count in range(10 * days))
    bad = " ".join(f"{(count + 5) // 10}x{gap}" for count in range(10 * days))
    units = {
        f"{failure_class} of {owner}": Unit(
            {ok(): good, calls(failure_class, owner): bad}, (fired(f"{days * DAY}m", *_first_alert(failure_class)),)
        )
        for failure_class, owner in outcomes
    }
    check(tmp_path, [apart(units)], every=300)


def _first_alert(failure_class: str) -> list[tuple[str, str]]:
    names = {
        "auth": "LLMAuthFailing",
        "permission": "LLMPermissionDenied",
        "billing": "LLMBillingBlocked",
        "quota": "LLMQuotaExhausted",
        "region": "LLMRegionBlocked",
        "unclassified": "LLMUnclassifiedFailures",
    }
    return [(names[failure_class], "warning")] if failure_class in names else []


def test_one_failure_of_one_call_is_no_page(tmp_path: Path) -> None:
    units = {
        f"{failure_class} of {owner}": Unit(
            {calls(failure_class, owner): "0x9 1x60", ok(): "0x70"}, (fired("70m", *_first_alert(failure_class)),)
        )
        for failure_class, owner in OUTCOMES
    }
    check(tmp_path, [apart(units)])


def test_shares_are_0_and_not_absent_where_no_failure_has_a_series(tmp_path: Path) -> None:
    found = f'{{job="{JOB}",gen_ai_provider_name="{PROVIDER}"}}'
    failed = Expected("20m", "triage:provider_failures:ratio1h", ((f"triage:provider_failures:ratio1h{found}", 0),))
    good = Expected("20m", "triage:success:ratio5m", ((f"triage:success:ratio5m{found}", 1),))
    check(tmp_path, [Unit({ok(): "0+1x20"}, (failed, good))])


def test_shares_are_0_where_no_call_succeeds(tmp_path: Path) -> None:
    found = f'triage:success:ratio5m{{job="{JOB}",gen_ai_provider_name="{PROVIDER}"}}'
    check(tmp_path, [Unit({AUTH: "0+1x20"}, (Expected("20m", "triage:success:ratio5m", ((found, 0),)),))])


def test_shares_are_absent_without_calls(tmp_path: Path) -> None:
    units = (Expected("100m", "triage:success:ratio5m"), Expected("100m", "triage:provider_failures:ratio1h"))
    check(tmp_path, [Unit({ok(): "7x100", AUTH: "1x100"}, units)])


def test_instances_are_summed_to_their_service(tmp_path: Path) -> None:
    other = calls("auth", "account", instance="b")
    check(tmp_path, [Unit({AUTH: "0+1x20", other: "_x12 2x20"}, (counted("14m", 7),))])


def test_an_alert_is_of_a_service_and_a_provider_and_never_of_an_instance(tmp_path: Path) -> None:
    samples = {calls("auth", "account", instance=name): "0x9 1x20" for name in "abc"}
    samples |= {calls("auth", "account", provider="gigachat"): "0x9 1x20"}
    labels = '{{gen_ai_provider_name="{}",job="shop"}}'
    found = tuple((labels.format(provider), 1.0) for provider in ("gcp.gemini", "gigachat"))
    expr = 'count by (job, gen_ai_provider_name) (ALERTS{alertname="LLMAuthFailing",severity="warning"})'
    check(tmp_path, [Unit(samples, (Expected("12m", expr, found), Expected("12m", 'ALERTS{instance=~".+"}')))])


@pytest.mark.parametrize("failure_class", [FailureClass.TIMEOUT, FailureClass.NETWORK], ids=str)
def test_the_owner_is_that_of_the_series_where_causes_of_a_class_differ(
    failure_class: FailureClass, tmp_path: Path
) -> None:
    name = {"timeout": "LLMTimeouts", "network": "LLMNetworkFailing"}[failure_class.value]
    samples = {ok(): "0+54x30", calls(failure_class.value, "caller"): "0+6x30"}
    check(tmp_path, [Unit(samples, (firing("15m", name, "warning", "caller"),))])


def test_a_drill_at_sixty_times_the_speed_fires_and_resolves(tmp_path: Path) -> None:
    fast = Options(speed=60)
    times = (firing("9s", *WARNING), firing("10s", *WARNING, "account"), firing("40s", *WARNING))
    check(tmp_path, [Unit({ok(): "0+6x60", AUTH: "_x10 1x50"}, times)], fast)
