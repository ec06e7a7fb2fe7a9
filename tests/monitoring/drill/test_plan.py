"""Which cause a drill brings about, and by whom."""

from __future__ import annotations

import pytest

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.drill.plan import DrillError, Plan, expected, listing, plan, plans, rows_of
from genai_triage.monitoring.options import Options
from genai_triage.simulator import Schedule, Simulator
from genai_triage.simulator.scenarios import scenario
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


@pytest.mark.parametrize(
    ("word", "provider", "says"),
    [
        (
            "quotta",
            "gemini",
            f"There is no class or cause 'quotta'; classes are {', '.join(FailureClass)}.",
        ),
        ("quota", "gigachat", "gigachat does not fail with quota; try another --provider."),
        ("recitation", "gigachat", "gigachat does not fail with recitation; try another --provider."),
        (
            "client.contents_required",
            "gigachat",
            "client.contents_required cannot be brought about by gigachat: "
            f"{scenario(CAUSES['client.contents_required']).how}",
        ),
    ],
)
def test_what_cannot_be_drilled_is_one_sentence(word: str, provider: str, says: str) -> None:
    with pytest.raises(DrillError) as raised:
        plan(word, provider)
    assert str(raised.value) == says


@pytest.mark.parametrize(
    ("word", "provider", "manner", "by_service", "raises"),
    [
        ("auth", "gemini", "ask", True, True),
        ("safety", "gemini", "ask", True, False),
        ("network.read_timeout", "gemini", "impatient", True, True),
        ("network", "gigachat", "ask", True, True),
        ("cancelled", "gemini", "give_up", False, True),
        ("cancelled", "gigachat", "give_up", False, True),
        ("client", "gemini", "refused", False, True),
        ("client", "gigachat", "refused", False, True),
        ("unclassified", "gigachat", "unknown", False, True),
    ],
)
def test_who_brings_it_about_and_how(word: str, provider: str, manner: str, by_service: bool, raises: bool) -> None:
    made = plan(word, provider)
    assert (made.manner, made.by_service, made.raises) == (manner, by_service, raises)


def test_the_list_has_a_column_for_cause_owner_and_alerts() -> None:
    lines = listing("gemini", OPTIONS).splitlines()
    rows = {line.split()[0]: line for line in lines}
    assert [line.split()[0] for line in lines] == list(map(str, FailureClass))
    assert rows["billing"].split(maxsplit=3) == [
        *("billing", "gemini.prepay_depleted", "account", "LLMBillingBlocked (critical, warning)")
    ]
    assert rows["overloaded"].split(maxsplit=3)[2:] == ["provider", "LLMProviderOutage (critical)"]
    column = rows["billing"].index("LLMBillingBlocked")
    assert {line.index("LLM") for line in lines} == {column}


def test_programs_are_told_the_same() -> None:
    rows = {row["class"]: row for row in rows_of("gemini", OPTIONS)}
    assert list(rows) == list(map(str, FailureClass))
    assert rows["billing"] == {
        "class": "billing",
        "cause": "gemini.prepay_depleted",
        "owner": "account",
        "alerts": [
            {"name": "LLMBillingBlocked", "severity": "critical"},
            {"name": "LLMBillingBlocked", "severity": "warning"},
        ],
    }
    found = listing("gemini", OPTIONS).splitlines()
    assert [line.split()[:3] for line in found] == [[row["class"], row["cause"], row["owner"]] for row in rows.values()]
