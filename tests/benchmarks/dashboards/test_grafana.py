"""The step and the variables of a panel's queries are Grafana's."""

from __future__ import annotations

import pytest

from benchmarks.dashboards import grafana
from genai_triage.monitoring.panels import FAILURE_CLASS
from tests.support.boards import BOARDS, PANELS

DAY = 86400


@pytest.mark.parametrize(
    ("days", "columns", "step"), [(30, 24, 1800), (30, 12, 3600), (30, 8, 7200), (1, 24, 60), (1, 6, 300)]
)
def test_step_is_a_round_one_for_each_pixel_of_the_panel(days: int, columns: int, step: int) -> None:
    points = grafana.points_of({"gridPos": {"w": columns}})

    assert grafana.step_of(days * DAY, points) == step


def test_panel_that_asks_for_fewer_points_has_a_longer_step() -> None:
    points = grafana.points_of({"gridPos": {"w": 24}, "maxDataPoints": 240})

    assert grafana.step_of(30 * DAY, points) == 3 * 3600


def test_panels_of_collapsed_rows_are_asked_too() -> None:
    for uid, board in BOARDS.items():
        wanted = [found.panel["title"] for found in PANELS if found.board == uid]

        assert [panel["title"] for panel in grafana.panels(board)] == wanted


@pytest.mark.parametrize(("step", "window"), [(60, "240s"), (3600, "3660s")])
def test_rates_are_taken_over_four_samples_or_a_step_and_one(step: int, window: str) -> None:
    assert grafana.values(BOARDS[FAILURE_CLASS], 30 * DAY, step)["__rate_interval"] == window


def test_variable_for_all_is_replaced_by_what_matches_all() -> None:
    assert grafana.values(BOARDS[FAILURE_CLASS], DAY, 60)["service"] == ".*"
