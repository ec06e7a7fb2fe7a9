"""A quota and a balance that run out: when they fire, when they do not, and that they resolve."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.promtool import (
    COARSE,
    MODEL,
    Series,
    Unit,
    check,
    fires,
    firing,
    none_fires,
    ok,
    series,
)

pytestmark = pytest.mark.timeout(600)

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


@fires(QUOTA_LOW)
@pytest.mark.parametrize("metric", [OPERATIONS, LATEST_OPERATIONS])
def test_requests_near_the_daily_limit_fire_and_resolve(metric: str, tmp_path: Path) -> None:
    samples = {of_model(metric): "0+1x220 220x1600", limit(PER_DAY): "250x1820"}
    times = (firing("190m", *QUOTA_LOW), firing("215m", *QUOTA_LOW, "account"), firing("1750m", *QUOTA_LOW))
    check(tmp_path, [Unit(samples, times)], every=COARSE)


@pytest.mark.parametrize("metric", [of_model(TOKENS, gen_ai_token_type="input"), of_model(LATEST_TOKENS)])
def test_tokens_near_the_daily_limit_fire(metric: str, tmp_path: Path) -> None:
    samples = {metric: "0+1000x220", limit(TOKENS_PER_DAY): "250000x220"}
    check(tmp_path, [Unit(samples, (firing("190m", *QUOTA_LOW), firing("215m", *QUOTA_LOW, "account")))], every=COARSE)


def test_what_another_model_uses_is_not_of_the_quota(tmp_path: Path) -> None:
    other = series(OPERATIONS, gen_ai_request_model="another-model")
    samples = {of_model(OPERATIONS): "0x400", other: "0+1x400", limit(PER_DAY): "250x400"}
    check(tmp_path, [Unit(samples, (firing("400m", *QUOTA_LOW),))], every=COARSE)


def test_quota_running_out_does_not_fire(tmp_path: Path) -> None:
    cases: dict[str, Series] = {
        "per minute": {limit("GenerateRequestsPerMinutePerProjectPerModel"): "250x400"},
        "limit of 0": {limit(PER_DAY): "0x400"},
        "requests are no tokens": {limit(TOKENS_PER_DAY): "250x400"},
        "no limit known": {},
    }
    check(tmp_path, [none_fires(*QUOTA_LOW, "400m", cases, {of_model(OPERATIONS): "0+1x400"})])


BALANCE_LOW = ("LLMBalanceRunningOut", "warning")
BALANCE = of_model("triage_balance")


@fires(BALANCE_LOW)
def test_balance_that_ends_within_a_day_fires_and_a_payment_resolves_it(tmp_path: Path) -> None:
    samples = {BALANCE: "100000-100x200 500000x700"}
    times = (firing("50m", *BALANCE_LOW), firing("120m", *BALANCE_LOW, "account"), firing("600m", *BALANCE_LOW))
    check(tmp_path, [Unit(samples, times)], every=COARSE)


def test_balance_that_is_almost_gone_fires_at_once(tmp_path: Path) -> None:
    check(tmp_path, [Unit({BALANCE: "100000x70 4000x20"}, (firing("80m", *BALANCE_LOW, "account"),))])


def test_balance_that_is_almost_gone_goes_on_firing_though_it_is_used_no_more(tmp_path: Path) -> None:
    samples = {BALANCE: "100000x70 4000x480"}
    check(tmp_path, [Unit(samples, (firing("540m", *BALANCE_LOW, "account"),))], every=COARSE)


def test_balance_running_out_does_not_fire(tmp_path: Path) -> None:
    cases: dict[str, Series] = {
        "lasts for weeks": {BALANCE: "100000-1x400"},
        "is not used": {BALANCE: "100000x400"},
        "was used for half an hour": {BALANCE: "100000-10x30 99700x400"},
        "is not known": {ok(): "0+1x400"},
    }
    check(tmp_path, [none_fires(*BALANCE_LOW, "400m", cases)], every=COARSE)
