"""Plans that make requests fail."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from genai_triage.simulator import Schedule, ScheduleError, Simulator

MODEL = "gemini-2.5-flash"


def generate(simulator: Simulator, count: int, model: str = MODEL, method: str = "generateContent") -> list[int]:
    url = f"{simulator.gemini_url}/v1beta/models/{model}:{method}"
    return [httpx.post(url, json={}).status_code for _ in range(count)]


@pytest.mark.parametrize(
    ("rule", "statuses"),
    [
        ({}, [500, 500, 500, 500]),
        ({"every": 3}, [200, 200, 500, 200, 200, 500]),
        ({"first": 2}, [500, 500, 200, 200]),
        ({"after": 2}, [200, 200, 500, 500]),
        ({"after": 1, "times": 2}, [200, 500, 500, 200, 200]),
        ({"share": 1.0}, [500, 500]),
    ],
)
def test_rule_decides_which_requests_fail(simulator: Simulator, rule: dict[str, Any], statuses: list[int]) -> None:
    simulator.schedule("gemini.internal", **rule)

    assert generate(simulator, len(statuses)) == statuses


def test_random_share_repeats_with_its_seed(simulator: Simulator) -> None:
    def statuses(seed: int) -> list[int]:
        simulator.reset()
        simulator.schedule("gemini.internal", share=0.5, seed=seed)
        return generate(simulator, 20)

    assert statuses(3) == statuses(3)
    assert set(statuses(3)) == {200, 500}
    assert statuses(3) != statuses(4)


def test_schedule_holds_for_its_model_only(simulator: Simulator) -> None:
    simulator.schedule("gemini.internal", model=MODEL)

    assert generate(simulator, 1, "gemini-2.5-pro") == [200]
    assert generate(simulator, 1) == [500]


def test_schedule_holds_for_its_endpoint_only(simulator: Simulator) -> None:
    simulator.schedule("gemini.internal", endpoint="count")

    assert generate(simulator, 1) == [200]
    assert generate(simulator, 1, method="countTokens") == [500]


def test_schedule_of_one_service_leaves_the_other_alone(simulator: Simulator) -> None:
    simulator.schedule("gigachat.internal")

    assert generate(simulator, 2) == [200, 200]


def test_requests_that_do_not_match_are_not_counted(simulator: Simulator) -> None:
    simulator.schedule("gemini.internal", every=2, model=MODEL)
    generate(simulator, 1)
    generate(simulator, 3, "gemini-2.5-pro")

    assert generate(simulator, 1) == [500]


def test_first_schedule_that_is_due_wins(simulator: Simulator) -> None:
    simulator.schedule("gemini.unavailable", every=2)
    simulator.schedule("gemini.internal")

    assert generate(simulator, 4) == [500, 503, 500, 503]


def test_used_up_quota_is_new_after_a_restart(simulator: Simulator) -> None:
    simulator.schedule("gemini.internal", after=1)
    assert generate(simulator, 2) == [200, 500]
    simulator.restart_schedules()

    assert generate(simulator, 2) == [200, 500]


def test_schedule_is_read_from_text() -> None:
    expected = Schedule("gemini.requests_per_day", after=10, model=MODEL)

    assert Schedule.parse(f"gemini.requests_per_day:after=10,model={MODEL}") == expected
    assert Schedule.parse("gemini.internal:share=0.25") == Schedule("gemini.internal", share=0.25)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "needs a cause"),
        ("gemini.internal:every=3,first=2", "not several"),
        ("gemini.internal:every=0", "at least 1"),
        ("gemini.internal:every=x", "must be a number"),
        ("gemini.internal:share=2", "above 0"),
        ("gemini.internal:often", "name=value"),
        ("gemini.internal:colour=red", "no 'colour'"),
        ("gemini.internal:cause=gemini.unavailable", "new name=value"),
    ],
)
def test_bad_schedule_is_one_sentence(text: str, problem: str) -> None:
    with pytest.raises(ScheduleError, match=problem):
        Schedule.parse(text)


@pytest.mark.parametrize("cause", ["gemini.nothing", "gemini.credentials_absent"])
def test_cause_that_cannot_be_answered_cannot_be_scheduled(simulator: Simulator, cause: str) -> None:
    with pytest.raises(ScheduleError, match=cause):
        simulator.schedule(cause)
