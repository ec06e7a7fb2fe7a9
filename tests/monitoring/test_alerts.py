"""Every alert, evaluated by the real promtool: when it fires, when it does not, and that it resolves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from promtool import (
    JOB,
    MODEL,
    Expected,
    Unit,
    apart,
    attempts,
    calls,
    check,
    fired,
    firing,
    merged,
    ok,
    series,
)

from genai_triage.taxonomy import FailureClass

pytestmark = pytest.mark.timeout(300)

FIRST = {
    FailureClass.AUTH: "LLMAuthFailing",
    FailureClass.PERMISSION: "LLMPermissionDenied",
    FailureClass.BILLING: "LLMBillingBlocked",
    FailureClass.QUOTA: "LLMQuotaExhausted",
    FailureClass.REGION: "LLMRegionBlocked",
    FailureClass.UNCLASSIFIED: "LLMUnclassifiedFailures",
}
SHARED = {
    FailureClass.RATE_LIMIT: "LLMRateLimited",
    FailureClass.INVALID_REQUEST: "LLMInvalidRequests",
    FailureClass.TOO_LARGE: "LLMRequestsTooLarge",
    FailureClass.UNSUPPORTED: "LLMFeatureUnsupported",
    FailureClass.NOT_FOUND: "LLMResourceNotFound",
    FailureClass.MALFORMED_OUTPUT: "LLMMalformedOutput",
    FailureClass.TIMEOUT: "LLMTimeouts",
    FailureClass.NETWORK: "LLMNetworkFailing",
    FailureClass.CLIENT: "LLMClientRefused",
}
NOTED = {
    FailureClass.RECITATION: "LLMRecitations",
    FailureClass.TRUNCATED: "LLMTruncatedAnswers",
    FailureClass.CANCELLED: "LLMCallsCancelled",
}
ONE_IN_TEN_MINUTES = " ".join(f"{count}x9" for count in range(12))


def failed(failure_class: FailureClass) -> str:
    """The calls of a class, of a service that is called like the class."""
    return calls(failure_class.value, failure_class.owner.value, job=failure_class.value)


def good(failure_class: FailureClass) -> str:
    return ok(job=failure_class.value)


class Claim:
    """What holds for the alerts of a class."""

    def __init__(self, failure_class: FailureClass, name: str, severity: str) -> None:
        self.job, self.name, self.severity = failure_class.value, name, severity
        self.owner = failure_class.owner.value

    def fires(self, at: str) -> Expected:
        return firing(at, self.name, self.severity, self.owner, job=self.job)

    def rests(self, at: str) -> Expected:
        return firing(at, self.name, self.severity, job=self.job)

    def alone(self, until: str) -> Expected:
        """It fired, and nothing else did."""
        return fired(until, (self.name, self.severity), job=self.job)

    def never(self, until: str) -> Expected:
        """Nothing fired."""
        return fired(until, job=self.job)


def first_failure_born_at_1(failure_class: FailureClass, name: str) -> Unit:
    """One failure that the first sample of its series shows, among many good calls."""
    warning = Claim(failure_class, name, "warning")
    return Unit(
        {good(failure_class): "0+6x60", failed(failure_class): "_x10 1x50"},
        (warning.rests("9m"), warning.fires("10m"), warning.fires("25m"), warning.rests("35m"), warning.alone("60m")),
    )


def first_failure_from_0(failure_class: FailureClass, name: str) -> Unit:
    """One failure in a series that was started at 0, as the library does."""
    warning = Claim(failure_class, name, "warning")
    return Unit(
        {good(failure_class): "0+6x60", failed(failure_class): "0x9 1x50"},
        (warning.rests("9m"), warning.fires("11m"), warning.rests("35m"), warning.alone("60m")),
    )


def eight_in_ten(failure_class: FailureClass, name: str) -> Unit:
    """For twenty minutes, then none."""
    critical = Claim(failure_class, name, "critical")
    return Unit(
        {good(failure_class): "0+2x20 42+10x60", failed(failure_class): "0+8x20 160x60"},
        (critical.fires("15m"), critical.fires("22m"), critical.rests("45m")),
    )


def every_tenth_minute(failure_class: FailureClass, name: str) -> Unit:
    """A call every ten minutes, and all fail: five minutes never say enough. After two hours they succeed."""
    critical = Claim(failure_class, name, "critical")
    return Unit(
        {failed(failure_class): f"{ONE_IN_TEN_MINUTES} 11x120", good(failure_class): f"0x119 {ONE_IN_TEN_MINUTES}"},
        (critical.rests("30m"), critical.fires("80m"), critical.fires("110m"), critical.rests("160m")),
    )


def one_of_one(failure_class: FailureClass, name: str) -> Unit:
    """A single call, and it fails."""
    critical = Claim(failure_class, name, "critical")
    return Unit({good(failure_class): "0x60", failed(failure_class): "0x9 1x50"}, (critical.rests("12m"),))


def two_in_five(failure_class: FailureClass, name: str) -> Unit:
    critical = Claim(failure_class, name, "critical")
    return Unit({good(failure_class): "0+6x60", failed(failure_class): "0+4x60"}, (critical.rests("30m"),))


def one_in_ten(failure_class: FailureClass, name: str) -> Unit:
    """For twenty minutes, then none."""
    warning = Claim(failure_class, name, "warning")
    return Unit(
        {good(failure_class): "0+54x60", failed(failure_class): "0+6x20 120x40"},
        (warning.rests("4m"), warning.fires("12m"), warning.fires("21m"), warning.rests("35m")),
    )


def four_in_a_hundred(failure_class: FailureClass, name: str) -> Unit:
    warning = Claim(failure_class, name, "warning")
    return Unit({good(failure_class): "0+96x60", failed(failure_class): "0+4x60"}, (warning.rests("30m"),))


def four_in_all(failure_class: FailureClass, name: str) -> Unit:
    """Every second call fails, but five minutes have four failures at most."""
    warning = Claim(failure_class, name, "warning")
    return Unit({good(failure_class): "0+1x60", failed(failure_class): "0 1 2 3 4x56"}, (warning.never("60m"),))


def three_in_ten(failure_class: FailureClass, name: str) -> Unit:
    """Of an hour's calls, then none."""
    info = Claim(failure_class, name, "info")
    return Unit(
        {good(failure_class): "0+7x200", failed(failure_class): "0+3x60 180x140"},
        (info.fires("30m"), info.rests("180m"), info.alone("200m")),
    )


def all_of_nine(failure_class: FailureClass, name: str) -> Unit:
    info = Claim(failure_class, name, "info")
    return Unit({good(failure_class): "0x120", failed(failure_class): "0x9 9x110"}, (info.never("120m"),))


def one_in_ten_noted(failure_class: FailureClass, name: str) -> Unit:
    info = Claim(failure_class, name, "info")
    return Unit({good(failure_class): "0+9x120", failed(failure_class): "0+1x120"}, (info.never("120m"),))


Names = Mapping[FailureClass, str]
BOTH: Names = {**FIRST, **SHARED}


@pytest.mark.parametrize(
    ("happens", "classes"),
    [
        (first_failure_born_at_1, FIRST),
        (first_failure_from_0, FIRST),
        (eight_in_ten, BOTH),
        (every_tenth_minute, BOTH),
        (one_of_one, BOTH),
        (two_in_five, BOTH),
        (one_in_ten, SHARED),
        (four_in_a_hundred, SHARED),
        (four_in_all, SHARED),
        (three_in_ten, NOTED),
        (all_of_nine, NOTED),
        (one_in_ten_noted, NOTED),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_alerts_of_a_class(happens: Callable[[FailureClass, str], Unit], classes: Names, tmp_path: Path) -> None:
    check(tmp_path, [merged(happens(member, name) for member, name in classes.items())])


Samples = Mapping[str, Mapping[str, str]]
COARSE = 300
"""Seconds between evaluations of what takes a day."""


def quiet(name: str, severity: str, until: str, samples: Mapping[str, str]) -> Unit:
    """An alert does not fire at any time until then."""
    chosen = f'alertstate="firing",alertname="{name}",severity="{severity}",job="{JOB}"'
    return Unit(samples, (Expected(until, f"max_over_time(ALERTS{{{chosen}}}[{until}])"),))


OVERLOADED, INTERNAL = calls("overloaded", "provider"), calls("internal", "provider")
OUTAGE = ("LLMProviderOutage", "critical")


def test_outage_fires_when_a_quarter_fails_and_resolves(tmp_path: Path) -> None:
    samples = {ok(): "0+30x60", OVERLOADED: "0+6x20 120x40", INTERNAL: "0+4x20 80x40"}
    times = (firing("1m", *OUTAGE), firing("8m", *OUTAGE, "provider"), firing("21m", *OUTAGE, "provider"))
    check(tmp_path, [Unit(samples, (*times, firing("40m", *OUTAGE)))])


def test_outage_fires_when_the_provider_fails_every_call_of_a_quiet_service(tmp_path: Path) -> None:
    check(tmp_path, [Unit({ok(): "0x120", OVERLOADED: ONE_IN_TEN_MINUTES}, (firing("80m", *OUTAGE, "provider"),))])


def test_outage_does_not_fire(tmp_path: Path) -> None:
    cases: Samples = {
        "15 in 100": {ok(): "0+85x60", OVERLOADED: "0+15x60"},
        "all of four": {ok(): "0x60", OVERLOADED: "0x9 4x50"},
        "caller's own timeouts": {ok(): "0+6x60", calls("timeout", "caller"): "0+30x60"},
    }
    check(tmp_path, [apart({name: quiet(*OUTAGE, "60m", samples) for name, samples in cases.items()})])


FAST_BURN, SLOW_BURN = ("LLMProviderDegraded", "critical"), ("LLMProviderDegraded", "warning")


def test_fast_burn_fires_when_a_fifth_fails_and_resolves(tmp_path: Path) -> None:
    samples = {ok(): "0+48x60 2880+60x240", INTERNAL: "0+6x60 360x240", OVERLOADED: "0+6x60 360x240"}
    times = (firing("30m", *FAST_BURN, "provider"), firing("60m", *FAST_BURN, "provider"))
    check(tmp_path, [Unit(samples, (*times, firing("200m", *FAST_BURN)))])


def test_fast_burn_does_not_fire(tmp_path: Path) -> None:
    cases: Samples = {
        "5 in 100": {ok(): "0+95x60", INTERNAL: "0+5x60"},
        "the caller's own faults": {ok(): "0+6x60", calls("timeout", "caller"): "0+6x60"},
        "blocked content": {ok(): "0+6x60", calls("safety", "content"): "0+6x60"},
        "nine calls an hour": {ok(): "0x60", INTERNAL: "0x9 9x50"},
        "four failures": {ok(): "0+0.4x60", INTERNAL: "0x49 4x10"},
    }
    check(tmp_path, [apart({name: quiet(*FAST_BURN, "60m", samples) for name, samples in cases.items()})])


def test_slow_burn_fires_when_4_in_100_fail_for_hours_and_resolves(tmp_path: Path) -> None:
    samples = {ok(): "0+96x1200", INTERNAL: "0+4x600 2400x600"}
    times = (firing("30m", *SLOW_BURN), firing("600m", *SLOW_BURN, "provider"), firing("600m", *FAST_BURN))
    check(tmp_path, [Unit(samples, (*times, firing("1100m", *SLOW_BURN)))], every=COARSE)


def test_slow_burn_does_not_fire_within_the_budget(tmp_path: Path) -> None:
    check(tmp_path, [quiet(*SLOW_BURN, "600m", {ok(): "0+199x600", INTERNAL: "0+1x600"})], every=COARSE)


SPIKE = ("LLMSafetyBlocksSpike", "info")
SAFETY = calls("safety", "content")


def test_safety_spike_fires_against_the_day_before_and_resolves(tmp_path: Path) -> None:
    samples = {ok(): "0+98x1500 147000+80x60 151800+98x180", SAFETY: "0+2x1500 3000+20x60 4200+2x180"}
    times = (firing("1500m", *SPIKE), firing("1540m", *SPIKE, "content"), firing("1700m", *SPIKE))
    check(tmp_path, [Unit(samples, times)], every=COARSE)


def test_safety_spike_fires_where_there_is_no_day_before(tmp_path: Path) -> None:
    check(tmp_path, [Unit({ok(): "0+8x60", SAFETY: "0+2x60"}, (firing("30m", *SPIKE, "content"),))])


def test_safety_spike_does_not_fire(tmp_path: Path) -> None:
    cases: Samples = {
        "4 in 100": {ok(): "0+96x60", SAFETY: "0+4x60"},
        "nine": {ok(): "0+1x60", SAFETY: "0x9 9x50"},
    }
    check(tmp_path, [apart({name: quiet(*SPIKE, "60m", samples) for name, samples in cases.items()})])


def test_safety_spike_does_not_fire_for_as_many_as_the_day_before(tmp_path: Path) -> None:
    samples = {ok(): "0+80x1500", SAFETY: "0+20x1500"}
    check(tmp_path, [Unit(samples, (firing("1490m", *SPIKE),))], every=COARSE)


QUOTA_LOW = ("LLMQuotaRunningOut", "warning")
PER_DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
TOKENS_PER_DAY = "GenerateContentInputTokensPerModelPerDay"
OPERATIONS = "gen_ai_client_operation_duration_seconds_count"
LATEST_OPERATIONS = "gen_ai_client_inference_duration_seconds_count"
TOKENS = "gen_ai_client_token_usage_sum"
LATEST_TOKENS = "gen_ai_client_inference_usage_input_tokens_total"


def of_model(metric: str, **labels: str) -> str:
    return series(metric, gen_ai_request_model=MODEL, **labels)


def limit(quota: str) -> str:
    return of_model("triage_quota_limit", triage_quota_id=quota)


@pytest.mark.parametrize("metric", [OPERATIONS, LATEST_OPERATIONS])
def test_requests_near_the_daily_limit_fire_and_resolve(metric: str, tmp_path: Path) -> None:
    samples = {of_model(metric): "0+1x220 220x1600", limit(PER_DAY): "250x1820"}
    times = (firing("190m", *QUOTA_LOW), firing("215m", *QUOTA_LOW, "account"), firing("1750m", *QUOTA_LOW))
    check(tmp_path, [Unit(samples, times)], every=COARSE)


@pytest.mark.parametrize("metric", [of_model(TOKENS, gen_ai_token_type="input"), of_model(LATEST_TOKENS)])
def test_tokens_near_the_daily_limit_fire(metric: str, tmp_path: Path) -> None:
    samples = {metric: "0+1000x220", limit(TOKENS_PER_DAY): "250000x220"}
    check(tmp_path, [Unit(samples, (firing("190m", *QUOTA_LOW), firing("215m", *QUOTA_LOW, "account")))], every=COARSE)


def test_quota_running_out_does_not_fire(tmp_path: Path) -> None:
    cases: Samples = {
        "per minute": {limit("GenerateRequestsPerMinutePerProjectPerModel"): "250x400"},
        "limit of 0": {limit(PER_DAY): "0x400"},
        "requests are no tokens": {limit(TOKENS_PER_DAY): "250x400"},
        "no limit known": {},
    }
    check(
        tmp_path,
        [
            apart(
                {
                    name: quiet(*QUOTA_LOW, "400m", {of_model(OPERATIONS): "0+1x400", **samples})
                    for name, samples in cases.items()
                }
            )
        ],
    )


BALANCE_LOW = ("LLMBalanceRunningOut", "warning")
BALANCE = of_model("triage_balance")


def test_balance_that_ends_within_a_day_fires_and_a_payment_resolves_it(tmp_path: Path) -> None:
    samples = {BALANCE: "100000-100x200 500000x700"}
    times = (firing("50m", *BALANCE_LOW), firing("120m", *BALANCE_LOW, "account"), firing("600m", *BALANCE_LOW))
    check(tmp_path, [Unit(samples, times)], every=COARSE)


def test_balance_that_is_almost_gone_fires_at_once(tmp_path: Path) -> None:
    check(tmp_path, [Unit({BALANCE: "100000x70 4000x20"}, (firing("80m", *BALANCE_LOW, "account"),))])


def test_balance_running_out_does_not_fire(tmp_path: Path) -> None:
    cases: Samples = {
        "lasts for weeks": {BALANCE: "100000-1x400"},
        "is not used": {BALANCE: "100000x400"},
        "was used for half an hour": {BALANCE: "100000-10x30 99700x400"},
        "is not known": {ok(): "0+1x400"},
    }
    check(
        tmp_path, [apart({name: quiet(*BALANCE_LOW, "400m", samples) for name, samples in cases.items()})], every=COARSE
    )


HIDDEN = ("LLMRetriesHideFailures", "warning")


def test_retries_that_hide_failures_fire_and_resolve(tmp_path: Path) -> None:
    samples = {ok(): "0+60x60", attempts("ok"): "0+60x60", attempts("rate_limit"): "0+20x20 400x40"}
    times = (firing("4m", *HIDDEN), firing("15m", *HIDDEN, "caller"), firing("50m", *HIDDEN))
    check(tmp_path, [Unit(samples, times)])


def test_retries_hide_failures_does_not_fire(tmp_path: Path) -> None:
    cases: Samples = {
        "one in six": {attempts("rate_limit"): "0+12x60"},
        "five in five minutes": {attempts("ok"): "0+3x60", attempts("rate_limit"): "0+1x60"},
        "not hidden": {attempts("rate_limit"): "0+20x60", calls("rate_limit", "caller"): "0+20x60"},
    }
    check(
        tmp_path,
        [
            apart(
                {
                    name: quiet(*HIDDEN, "60m", {ok(): "0+60x60", attempts("ok"): "0+60x60", **samples})
                    for name, samples in cases.items()
                }
            )
        ],
    )


MISSING = ("LLMTelemetryMissing", "warning")
UP, TARGET = f'up{{job="{JOB}",instance="a"}}', f'target_info{{job="{JOB}",instance="a"}}'


def test_telemetry_missing_fires_when_a_service_falls_silent_and_resolves(tmp_path: Path) -> None:
    samples = {ok(): "0+1x1200 stale _x60 0+1x120", UP: "1x1200 0x60 1x120"}
    times = (firing("1205m", *MISSING), firing("1225m", *MISSING, "caller"), firing("1270m", *MISSING))
    check(tmp_path, [Unit(samples, times)], every=COARSE)


def test_telemetry_missing_fires_when_a_service_that_pushes_falls_silent(tmp_path: Path) -> None:
    samples = {ok(): "0+1x1200 stale", TARGET: "1x1200 stale"}
    check(tmp_path, [Unit(samples, (firing("1225m", *MISSING, "caller"),))], every=COARSE)


def test_telemetry_missing_does_not_fire(tmp_path: Path) -> None:
    cases: Samples = {
        "restarted and idle": {ok(): "0+1x1200 stale", UP: "1x1300"},
        "restarted and idle, pushes": {ok(): "0+1x1200 stale", TARGET: "1x1300"},
        "away for twelve minutes": {ok(): "0+1x1200 stale _x12 0+1x90", UP: "1x1200 0x12 1x90"},
        "a batch": {ok(): "0+1x30 stale", UP: "1x30 stale"},
        "no traffic": {ok(): "5x1300", UP: "1x1300"},
    }
    check(tmp_path, [apart({name: quiet(*MISSING, "1300m", samples) for name, samples in cases.items()})], every=COARSE)
