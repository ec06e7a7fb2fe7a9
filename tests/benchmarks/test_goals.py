"""What each row is to cost."""

from __future__ import annotations

import pytest

from benchmarks import __main__ as command
from benchmarks import goals


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("success", {"ours": 680.0}, True),
        ("success", {"ours": 681.0}, False),
        ("chunk", {"floor": 99.0, "ours": 111.0}, True),
        ("chunk", {"floor": 99.0, "ours": 112.0}, False),
        ("gigachat-failure", {"ours": 1.0}, None),
    ],
)
def test_a_goal_is_reached_at_its_number(name: str, row: dict[str, float], expected: bool | None) -> None:
    assert goals.reached(name, {name: row}, {}) is expected


@pytest.mark.parametrize(("microseconds", "expected"), [(50_000, True), (50_001, False)])
def test_a_launch_is_held_to_milliseconds_and_not_to_instructions(microseconds: float, expected: bool) -> None:
    assert goals.reached("launch", {"launch": {"ours": 1.0}}, {"launch": {"ours": microseconds}}) is expected


def test_a_launch_whose_time_was_not_taken_is_not_judged() -> None:
    assert goals.reached("launch", {"launch": {"ours": 1.0}}, {}) is None


@pytest.mark.parametrize(("ours", "expected"), [(473.0, True), (474.0, False)])
def test_a_goal_may_be_another_row(ours: float, expected: bool) -> None:
    counts = {"unnamed": {"ours": ours}, "count-tokens": {"ours": 473.0}}
    assert goals.reached("unnamed", counts, {}) is expected


def test_a_goal_that_is_another_row_is_unknown_without_it() -> None:
    assert goals.reached("unnamed", {"unnamed": {"ours": 1.0}}, {}) is None


@pytest.mark.parametrize(
    ("name", "text"), [("success", "680"), ("chunk", "floor + 12"), ("launch", "50 ms"), ("raw-failure", "")]
)
def test_how_a_goal_is_written(name: str, text: str) -> None:
    assert goals.as_text(name, {}) == text


def test_every_goal_belongs_to_a_row() -> None:
    assert goals.GOALS.keys() - command.TITLES.keys() == set()
