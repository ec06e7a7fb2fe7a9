"""Plans that make requests fail."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from genai_triage.simulator import Schedule, ScheduleError, Simulator
from genai_triage.simulator.exchange import Facts
from genai_triage.simulator.scenarios import scenario
from genai_triage.simulator.schedules import ScheduleBook
from genai_triage.taxonomy import CAUSES

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


FIELDS = "cause, every, first, after, share, times, model, endpoint, seed, at"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "A schedule needs a cause."),
        (":every=2", "A schedule needs a cause."),
        ("a:every=3,first=2", "A schedule takes one of every, first, after, share, not several."),
        ("a:after=3,share=0.2", "A schedule takes one of every, first, after, share, not several."),
        ("a:every=0", "every must be at least 1."),
        ("a:first=0", "first must be at least 1."),
        ("a:after=-1", "after must be at least 0."),
        ("a:times=0", "times must be at least 1."),
        ("a:share=0", "share must be above 0 and at most 1."),
        ("a:share=1.01", "share must be above 0 and at most 1."),
        ("a:share=nan", "share must be above 0 and at most 1."),
        ("a:at=later", "at must be one of handshake, turn, message."),
        ("a:every=x", "every must be a number, not 'x'."),
        ("a:seed=0.5", "seed must be a number, not '0.5'."),
        ("a:colour=red", f"A schedule has no 'colour'; it takes {FIELDS}."),
        (f"a:{'x' * 90}=1", f"A schedule has no {'x' * 80!r}; it takes {FIELDS}."),
        ("a:every", "'every' is not one new name=value."),
        ("a:every=2,every=3", "'every=3' is not one new name=value."),
        (f"a:every={'9x' * 90}", f"every must be a number, not {repr('9x' * 90)[:80]}."),
    ],
)
def test_a_schedule_that_cannot_be_followed_says_why(text: str, says: str) -> None:
    with pytest.raises(ScheduleError) as raised:
        Schedule.parse(text)
    assert str(raised.value) == says


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", Schedule("a")),
        ("a:", Schedule("a")),
        ("a:after=0", Schedule("a", after=0)),
        ("a:share=1", Schedule("a", share=1.0)),
        ("a:first=1,times=1", Schedule("a", first=1, times=1)),
        ("a:model=models/x:y=z", Schedule("a", model="models/x:y=z")),
        ("a:at=turn,endpoint=*,seed=-3,every=1", Schedule("a", at="turn", endpoint="*", seed=-3, every=1)),
    ],
)
def test_the_least_and_the_most_of_a_rule_are_taken(text: str, expected: Schedule) -> None:
    assert Schedule.parse(text) == expected


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "every must be a number, not a list."),
        ({}, "every must be a number, not a dict."),
        (float("inf"), "every must be a number, not inf."),
    ],
)
def test_a_value_of_another_kind_is_named_by_its_kind(value: Any, says: str) -> None:
    with pytest.raises(ScheduleError) as raised:
        Schedule.from_mapping({"cause": "a", "every": value})
    assert str(raised.value) == says


def facts(**of: Any) -> Facts:
    return Facts(**{"provider": "gemini", "endpoint": "generate", "operation": "generateContent", "model": MODEL, **of})


@pytest.mark.parametrize(
    ("schedule", "of", "due"),
    [
        (Schedule("gemini.internal"), {}, True),
        (Schedule("gemini.internal"), {"endpoint": "stream"}, True),
        (Schedule("gemini.internal"), {"provider": "gigachat", "endpoint": "chat"}, False),
        (Schedule("network.reset"), {"provider": "gigachat", "endpoint": "chat"}, True),
        (Schedule("gemini.internal", model="other"), {}, False),
        (Schedule("gemini.internal", model=MODEL), {}, True),
        (Schedule("gemini.internal", at="turn"), {}, False),
        (Schedule("gemini.internal", at="turn", endpoint="*"), {"stage": "turn", "endpoint": "live"}, True),
        (Schedule("gemini.internal", at="turn", endpoint="*"), {"stage": "handshake", "endpoint": "live"}, False),
        (Schedule("gemini.internal", endpoint="*"), {"endpoint": "count"}, True),
        (Schedule("gemini.internal", endpoint="*"), {"endpoint": "token"}, False),
        (Schedule("gemini.missing_embeddings"), {"endpoint": "embed"}, True),
        (Schedule("gemini.missing_embeddings"), {}, False),
        (Schedule("gemini.missing_embeddings", endpoint="*"), {}, True),
        (Schedule("gigachat.grpc_not_found", endpoint="*"), {"provider": "gigachat", "endpoint": "chat"}, False),
        (
            Schedule("gigachat.grpc_not_found", endpoint="*"),
            {"provider": "gigachat", "endpoint": "chat", "rpc": True},
            True,
        ),
    ],
)
def test_a_schedule_holds_for_requests_that_can_fail_so(schedule: Schedule, of: dict[str, Any], due: bool) -> None:
    book = ScheduleBook(CAUSES)
    book.add(schedule)
    assert book.due(facts(**of)) == (CAUSES[schedule.cause] if due else None)


def test_every_schedule_counts_each_request_that_it_matches_whoever_answers() -> None:
    book = ScheduleBook(CAUSES)
    for schedule in (Schedule("gemini.internal", first=2), Schedule("gemini.unavailable", after=2)):
        book.add(schedule)
    found = [cause.id if (cause := book.due(facts())) else "" for _ in range(4)]
    assert found == ["gemini.internal", "gemini.internal", "gemini.unavailable", "gemini.unavailable"]


def test_a_failure_that_another_schedule_answered_is_none_of_the_most() -> None:
    book = ScheduleBook(CAUSES)
    for schedule in (Schedule("gemini.internal", first=1), Schedule("gemini.unavailable", times=1)):
        book.add(schedule)
    found = [cause.id if (cause := book.due(facts())) else "" for _ in range(3)]
    assert found == ["gemini.internal", "gemini.unavailable", ""]


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        ("gemini.nothing", "There is no cause 'gemini.nothing'."),
        ("x" * 90, f"There is no cause {'x' * 80!r}."),
        ("network.refused", f"network.refused cannot be scheduled. {scenario(CAUSES['network.refused']).how}"),
        (
            "client.contents_required",
            f"client.contents_required cannot be scheduled. {scenario(CAUSES['client.contents_required']).how}",
        ),
    ],
)
def test_a_cause_that_cannot_be_answered_says_why(cause: str, says: str) -> None:
    with pytest.raises(ScheduleError) as raised:
        ScheduleBook(CAUSES).add(Schedule(cause))
    assert str(raised.value) == says


def test_there_are_a_thousand_schedules_at_most() -> None:
    book = ScheduleBook(CAUSES)
    for _ in range(1000):
        book.add(Schedule("gemini.internal"))
    with pytest.raises(ScheduleError) as raised:
        book.add(Schedule("gemini.internal"))
    assert str(raised.value) == "There are 1000 schedules already; clear them first."
