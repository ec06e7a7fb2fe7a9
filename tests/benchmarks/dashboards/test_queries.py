"""A panel's cost, and when it is too much."""

from __future__ import annotations

import pytest

from benchmarks.dashboards.__main__ import judge, table
from benchmarks.dashboards.queries import Cost

QUICK, SLOW = Cost(wall=9, cpu=1.9, samples=1, series=1), Cost(wall=2.1, cpu=2.2, samples=1, series=1)


def test_wait_for_other_programs_is_no_cost_of_a_query() -> None:
    assert (QUICK.seconds, SLOW.seconds) == (1.9, 2.1)


def test_panel_over_two_seconds_is_named_and_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert judge([("quick", QUICK), ("slow", SLOW)]) == 1
    assert capsys.readouterr().out == "More than 2 s: slow.\n"


def test_panels_within_two_seconds_are_no_failure() -> None:
    assert judge([("quick", QUICK)]) == 0


def test_slowest_panel_is_the_first_line() -> None:
    assert [line.split()[0] for line in table([("quick", QUICK), ("slow", SLOW)]).splitlines()[1:]] == ["slow", "quick"]
