"""The numbers that backends compare are those of the rules for Prometheus, and no alert is left out in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_triage.monitoring.alerts import Alert, alerts
from genai_triage.monitoring.backends.conditions import _REASONS, ABOVE, Condition, condition, monitors, reason
from genai_triage.monitoring.options import Options, Thresholds
from genai_triage.monitoring.panels import OVERVIEW
from genai_triage.taxonomy import FailureClass

ALERTS = alerts(Options())
CONDITIONS = [(alert, found) for alert in ALERTS if (found := condition(alert, Options())) is not None]


@pytest.mark.parametrize(("alert", "found"), CONDITIONS, ids=lambda one: one.uid if isinstance(one, Alert) else "")
def test_its_numbers_stand_in_the_rule_for_prometheus(alert: Alert, found: Condition) -> None:
    assert f">= {found.count:g}" in alert.expr
    if found.share is not None:
        assert any(f"{sign} {found.share:.6g} " in f"{alert.expr} " for sign in (">=", ">"))


@pytest.mark.parametrize("failure_class", FailureClass, ids=str)
def test_every_class_has_a_condition_of_its_own(failure_class: FailureClass) -> None:
    assert any(failure_class in found.classes for _, found in CONDITIONS)


def test_an_alert_without_a_condition_has_a_reason_of_its_own() -> None:
    without = {alert.name for alert in ALERTS} - {alert.name for alert, _ in CONDITIONS}
    unsaid, needless = without - set(_REASONS), set(_REASONS) - without
    assert unsaid == set(), (
        f"{', '.join(sorted(unsaid))}: backends without PromQL need its numbers in _SPECIAL of "
        "monitoring/backends/conditions.py, or in _REASONS why they cannot have it"
    )
    assert needless == set(), (
        f"{', '.join(sorted(needless))}: no such alert, or it has numbers; take it out of _REASONS"
    )


def test_an_alert_that_nobody_has_translated_yet_says_that_it_needs_promql() -> None:
    assert reason(next(alert for alert in ALERTS if alert.name not in _REASONS)) == "Its condition needs PromQL."


def test_a_users_threshold_is_followed() -> None:
    chosen = Options(thresholds=Thresholds(failure_share=0.25, failure_count=40))
    warning = next(alert for alert in alerts(chosen) if alert.uid == "llm-timeouts-warning")
    found = condition(warning, chosen)
    assert found is not None
    assert (found.share, found.count, found.window, found.excess) == (0.25, 40, 300, 29.26)


def test_whether_no_call_succeeds_is_asked_of_those_that_call_rarely() -> None:
    """An hour and eight: three calls an hour, and nine a day, have enough."""
    rare = [one for one in monitors(Options()) if one.condition.none_succeeds]
    every = {one.name for one in ALERTS if one.severity == "critical" and one.dashboard != OVERVIEW}
    counted = {"LLMProviderDegraded", "LLMProviderWideOutage", "LLMSharedFailure"}
    assert {one.alert.name for one in rare} == every - counted
    assert {(one.condition.window, one.condition.count, one.condition.share) for one in rare} == {
        (3600, 3, None),
        (28800, 3, None),
    }
    assert [one.uid for one in rare][:2] == ["llm-auth-failing-critical-1h", "llm-auth-failing-critical-8h"]


def test_a_success_outweighs_every_failure() -> None:
    (found, *_) = (one.condition for one in monitors(Options()) if one.condition.none_succeeds)
    assert (found.weight, found.excess, found.recovery) == (1_000_000, 3, 0.5)


def test_names_and_files_of_monitors_are_their_own() -> None:
    every = list(monitors(Options()))
    assert len({one.uid for one in every}) == len({one.name for one in every}) == len(every)


@given(
    share=st.floats(0.001, 0.9), count=st.integers(1, 500), calls=st.integers(1, 10_000), failed=st.integers(0, 10_000)
)
def test_one_number_asks_for_the_share_and_the_count(share: float, count: int, calls: int, failed: int) -> None:
    """It never fires without both, and fires at the latest so many failures later as it promises."""
    failed = min(failed, calls)
    found = Condition(window=300, count=count, share=share)
    rounding = 1e-5 * (1 + found.excess)

    if failed - share * calls >= found.excess + rounding:
        assert failed >= count
        assert failed >= share * calls
    later = failed - (count - 1) * (1 - share) - ABOVE
    if later >= share * calls:
        assert failed - share * calls >= found.excess - rounding


@pytest.mark.parametrize(("calls", "fires"), [(1, True), (900, True), (1100, False)])
def test_a_first_failure_fires_at_once_but_not_as_one_of_very_many(calls: int, fires: bool) -> None:
    first = next(one.condition for one in monitors(Options()) if one.uid == "llm-permission-denied-warning")
    assert (first.count, first.share) == (1, 0.001)
    assert (1 - first.weight * calls >= first.excess) is fires


@pytest.mark.parametrize("found", [one.condition for one in monitors(Options())], ids=lambda one: str(one.classes))
def test_it_is_over_below_what_begins_it_and_not_without_failures(found: Condition) -> None:
    """Not one failed call, or a call that succeeded where none may, ends it."""
    assert 0 < found.recovery < found.excess
    assert -found.weight * 5 < found.recovery


@pytest.mark.parametrize(
    ("uid", "metric", "window", "count", "share"),
    [
        ("llm-auth-failing-warning", "triage.calls", 300, 1, 0.001),
        ("llm-auth-failing-critical", "triage.calls", 300, 5, 0.5),
        ("llm-timeouts-warning", "triage.calls", 300, 5, 0.05),
        ("llm-recitations-info", "triage.calls", 3600, 10, 0.2),
        ("llm-safety-blocks-spike-info", "triage.calls", 3600, 10, 0.05),
        ("llm-provider-outage-critical", "triage.calls", 300, 10, 0.2),
        ("llm-provider-degraded-critical", "triage.calls", 3600, 5, 0.144),
        ("llm-provider-degraded-warning", "triage.calls", 86400, 5, 0.03),
        ("llm-retries-hide-failures-warning", "triage.attempts", 300, 10, 0.2),
    ],
)
def test_an_alert_counts_in_its_own_window(uid: str, metric: str, window: int, count: float, share: float) -> None:
    found = next(one.condition for one in monitors(Options()) if one.uid == uid)
    assert (found.metric.otel, found.window, found.count) == (metric, window, count)
    assert found.share == pytest.approx(share)


def test_a_low_objective_asks_for_no_more_failures_than_there_are_calls() -> None:
    chosen = Options(thresholds=Thresholds(slo=0.5))
    found = {one.uid: one.condition.share for one in monitors(chosen) if one.alert.name == "LLMProviderDegraded"}
    assert found == {"llm-provider-degraded-critical": 0.9, "llm-provider-degraded-warning": 0.9}


def test_a_part_of_a_failure_is_a_whole_one() -> None:
    assert (
        Condition(window=300, count=2.5, share=0.5).excess == Condition(window=300, count=3, share=0.5).excess == 1.01
    )


def test_what_ends_it_is_half_of_what_begins_it_by_one_failure() -> None:
    assert Condition(window=300, count=1, share=0.001).recovery == 0.005
    assert Condition(window=300, count=3, none_succeeds=True).recovery == 0.5


def test_names_say_the_window_of_what_asks_only_whether_no_call_succeeds() -> None:
    found = {one.uid: one.name for one in monitors(Options()) if one.alert.name == "LLMTimeouts"}
    assert found == {
        "llm-timeouts-critical": "LLMTimeouts (critical)",
        "llm-timeouts-critical-1h": "LLMTimeouts (critical, 1h)",
        "llm-timeouts-critical-8h": "LLMTimeouts (critical, 8h)",
        "llm-timeouts-warning": "LLMTimeouts (warning)",
    }
