"""Which cause a drill brings about, and by whom."""

from __future__ import annotations

import pytest

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.drill.plan import DrillError, Plan, expected, plan, plans
from genai_triage.monitoring.options import Options
from genai_triage.simulator import Schedule, Simulator
from genai_triage.taxonomy import CAUSES, FailureClass

OPTIONS = Options()
MADE = [made for provider in ("gemini", "gigachat") for made in plans(provider)]


def test_every_class_has_a_drill() -> None:
    assert [made.failure_class for made in plans("gemini")] == list(FailureClass)


@pytest.mark.parametrize("made", MADE, ids=lambda made: f"{made.provider} {made.cause.id}")
def test_simulator_takes_the_schedule_of_every_drill(made: Plan) -> None:
    if made.by_service:
        Simulator().add(Schedule.from_mapping(made.schedule))


def test_error_answers_every_call_and_a_blocked_answer_only_what_asks_for_one() -> None:
    assert plan("auth", "gemini").schedule == {"cause": "gemini.key_invalid", "endpoint": "*"}
    assert plan("network", "gemini").schedule == {"cause": "network.reset", "endpoint": "*"}
    assert plan("safety", "gemini").schedule == {"cause": "gemini.prompt_safety"}


def test_one_cause_can_be_drilled() -> None:
    made = plan("gemini.tokens_per_day", "gemini")

    assert (made.cause, made.failure_class) == (CAUSES["gemini.tokens_per_day"], FailureClass.QUOTA)


@pytest.mark.parametrize(
    ("word", "provider"),
    [("gigachat.internal", "gemini"), ("network.refused", "gemini"), ("gemini.live_idle", "gemini")],
)
def test_cause_that_the_provider_cannot_answer_with_is_refused(word: str, provider: str) -> None:
    with pytest.raises(DrillError, match=f"{word} cannot be brought about by {provider}: "):
        plan(word, provider)


@pytest.mark.parametrize("failure_class", FailureClass)
def test_every_class_has_an_alert_that_looks_at_it(failure_class: FailureClass) -> None:
    found = expected(failure_class, OPTIONS)

    assert found
    assert all(failure_class in alert.classes and m.CLASS in alert.expr for alert in found)
    assert not {"LLMProviderDegraded", "LLMQuotaRunningOut", "LLMBalanceRunningOut"} & {alert.name for alert in found}
