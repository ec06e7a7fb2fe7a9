"""The numbers that backends compare are those of the rules for Prometheus, and no alert is left out in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_triage.monitoring.alerts import Alert, alerts
from genai_triage.monitoring.backends.conditions import _REASONS, Condition, condition, monitors, reason
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
    told = {alert.name for alert, _ in CONDITIONS}
    assert {alert.name for alert in ALERTS} - told == set(_REASONS)


def test_an_alert_that_nobody_has_translated_yet_says_that_it_needs_promql() -> None:
    assert reason(next(alert for alert in ALERTS if alert.name not in _REASONS)) == "Its condition needs PromQL."


def test_a_users_threshold_is_followed() -> None:
    chosen = Options(thresholds=Thresholds(failure_share=0.25, failure_count=40))
    warning = next(alert for alert in alerts(chosen) if alert.uid == "llm-timeouts-warning")
    found = condition(warning, chosen)
    assert found is not None
    assert (found.share, found.count, found.window, found.excess) == (0.25, 40, 300, 30)


def test_whether_no_call_succeeds_is_asked_where_a_first_failure_tells_nothing() -> None:
    """An hour and eight: three calls an hour, and nine a day, have enough."""
    rare = [one for one in monitors(Options()) if one.condition.none_succeeds]
    every = {one.name for one in ALERTS if one.severity == "critical" and one.dashboard != OVERVIEW}
    first = {one.name for one in ALERTS if one.value == "count"}
    assert {one.alert.name for one in rare} == every - first - {"LLMProviderDegraded"}
    assert {(one.condition.window, one.condition.count, one.condition.share) for one in rare} == {
        (3600, 5, None),
        (28800, 5, None),
    }
    assert [one.uid for one in rare][:2] == ["llm-rate-limited-critical-1h", "llm-rate-limited-critical-8h"]


def test_a_success_outweighs_every_failure() -> None:
    (found, *_) = (one.condition for one in monitors(Options()) if one.condition.none_succeeds)
    assert (found.weight, found.excess) == (1_000_000, 5)


def test_names_and_files_of_monitors_are_their_own() -> None:
    every = list(monitors(Options()))
    assert len({one.uid for one in every}) == len({one.name for one in every}) == len(every)


@given(
    share=st.floats(0.01, 0.99), count=st.integers(1, 500), calls=st.integers(1, 10_000), failed=st.integers(0, 10_000)
)
def test_one_number_asks_for_the_share_and_the_count(share: float, count: int, calls: int, failed: int) -> None:
    """It never fires without both, and fires at the latest so many failures later as it promises."""
    failed = min(failed, calls)
    found = Condition(window=300, count=count, share=share)
    rounding = 1e-5 * (1 + found.excess)

    if failed - share * calls >= found.excess + rounding:
        assert failed >= count
        assert failed >= share * calls
    later = failed - count * (1 - share)
    if later >= count and later >= share * calls:
        assert failed - share * calls >= found.excess - rounding
