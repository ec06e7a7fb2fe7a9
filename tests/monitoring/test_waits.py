"""`--for`: how long a condition must hold is what was chosen, for an alert or for one of its rules."""

from __future__ import annotations

import pytest

from genai_triage.monitoring.alerts import alerts, severities
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.waits import WaitError, Waits

USUAL = {(one.name, one.severity): one.wait for one in alerts(Options())}


def waits(*pairs: str) -> dict[tuple[str, str], int]:
    """The seconds of each rule."""
    options = Options(waits=Waits.parse(pairs, severities()))
    return {(one.name, one.severity): one.wait for one in alerts(options)}


def test_a_time_is_that_of_all_rules_of_an_alert() -> None:
    chosen = {("LLMRateLimited", "critical"): 600, ("LLMRateLimited", "warning"): 600}
    assert waits("LLMRateLimited=10m") == USUAL | chosen


@pytest.mark.parametrize("order", [1, -1])
def test_a_rule_s_own_time_comes_first(order: int) -> None:
    pairs = ("LLMRateLimited=10m", "LLMRateLimited/critical=2m")[::order]
    chosen = {("LLMRateLimited", "critical"): 120, ("LLMRateLimited", "warning"): 600}
    assert waits(*pairs) == USUAL | chosen


@pytest.mark.parametrize(
    ("text", "seconds"), [("0s", 0), ("90s", 90), ("1h30m", 5400), ("1d2h3m4s", 93784), ("36h", 129600), ("7d", 604800)]
)
def test_a_time_is_written_as_prometheus_does(text: str, seconds: int) -> None:
    assert waits(f"LLMProviderOutage={text}") == USUAL | {("LLMProviderOutage", "critical"): seconds}


@pytest.mark.parametrize("text", ["", "10", "m", "-1m", "1m1h", "1.5m", "١m", " 1m", "1m=1m", "1m "])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(WaitError) as raised:
        waits(f"LLMProviderOutage={text}")
    assert str(raised.value) == f"LLMProviderOutage must hold for a time such as 10m, 90s or 1h30m, not {text!r}."


@pytest.mark.parametrize("text", ["8d", "7d1s", "999h"])
def test_a_time_of_more_than_a_week_is_refused(text: str) -> None:
    with pytest.raises(WaitError) as raised:
        waits(f"LLMProviderOutage={text}")
    assert str(raised.value) == f"LLMProviderOutage must hold for at most 7d, not {text!r}."


@pytest.mark.parametrize("severity", ["info", ""])
def test_a_rule_that_an_alert_has_not_is_refused_with_those_that_it_has(severity: str) -> None:
    with pytest.raises(WaitError) as raised:
        waits(f"LLMRateLimited/{severity}=1m")
    assert str(raised.value) == f"LLMRateLimited has no rule {severity!r}; it has critical, warning."
