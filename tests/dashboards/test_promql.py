"""The expressions that count, on series that go wrong, evaluated by promtool."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from generator import promql

from tests.support.boards import replaced
from tests.support.programs import program

RANGE = 60
"""Minutes: `$__range` ends at the last sample."""


@dataclass(frozen=True)
class Story:
    """What a counter shows, minute by minute, and what is to be made of it."""

    samples: str
    """In promtool's notation; `_` is a missing sample, `stale` the end of the process."""
    counted: float | None
    """Events in the last hour; None: no series."""
    bars: tuple[float | None, ...]
    """Events in each of the last five minutes."""
    last: int | None
    """Minute of the last event."""


STORIES = {
    "nothing ever": Story("0x120", 0, (0, 0, 0, 0, 0), None),
    "started at 0, one event": Story("0x117 1x2", 1, (0, 0, 1, 0, 0), 118),
    "started at 0 in the range": Story("_x100 0x20", 0, (0, 0, 0, 0, 0), None),
    "old, nothing new": Story("900x120", 0, (0, 0, 0, 0, 0), None),
    "old, two events": Story("900x117 902x2", 2, (0, 0, 2, 0, 0), 118),
    "born at 1": Story("_x118 1x2", 1, (None, None, 1, 0, 0), 118),
    "born at 1, one more": Story("_x118 1 1 2", 2, (None, None, 1, 0, 1), 120),
    "process died a minute after its first event": Story("_x117 1 1 stale _x1", 1, (None, 1, 0, 0, 0), 117),
    "scrape gap of 20 minutes": Story("900x97 _x19 900x3", 0, (None, 0, 0, 0, 0), None),
    "restart": Story("900x100 0x16 3 3 3", 3, (0, 0, 3, 0, 0), 118),
    "restart between two ranges": Story("900x59 0x57 3x2", 3, (0, 0, 3, 0, 0), 118),
    "restart, then as many as before": Story("0x70 4x20 0x20 4x8", 8, (0, 0, 0, 0, 0), 113),
}


def evaluated(
    tmp_path: Path, samples_of: str, expr: str, minute: int, wanted: float | None, step: str = "1m", range_: int = RANGE
) -> None:
    """promtool's verdict."""
    expr = replaced(expr, {"__range": f"{range_}m", "__interval": step, "__rate_interval": "4m"})
    samples = [] if wanted is None else [{"labels": "{}", "value": wanted}]
    case = {
        "interval": "1m",
        "input_series": [{"series": 'failures{job="a"}', "values": samples_of}],
        "promql_expr_test": [{"expr": expr, "eval_time": f"{minute}m", "exp_samples": samples}],
    }
    path = tmp_path / "case.json"
    path.write_text(json.dumps({"rule_files": [], "tests": [case]}), encoding="utf-8")
    ended = subprocess.run(
        [program("promtool"), "test", "rules", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr + ended.stdout


@pytest.mark.parametrize("name", STORIES)
def test_events_of_the_range(tmp_path: Path, name: str) -> None:
    story = STORIES[name]

    evaluated(tmp_path, story.samples, promql.count((), "failures"), 120, story.counted)


@pytest.mark.parametrize("step", range(5))
@pytest.mark.parametrize("name", STORIES)
def test_events_of_a_step(tmp_path: Path, name: str, step: int) -> None:
    story = STORIES[name]

    evaluated(tmp_path, story.samples, promql.events((), "failures"), 116 + step, story.bars[step])


@pytest.mark.parametrize("name", STORIES)
def test_time_of_the_last_event(tmp_path: Path, name: str) -> None:
    story = STORIES[name]
    wanted = None if story.last is None else 1000.0 * 60 * story.last

    evaluated(tmp_path, story.samples, promql.last_time((), "failures"), 120, wanted)


@pytest.mark.parametrize("name", STORIES)
def test_any_event_of_the_range_is_seen_without_counting(tmp_path: Path, name: str) -> None:
    story = STORIES[name]

    evaluated(tmp_path, story.samples, promql.any_of((), "failures"), 120, 1 if story.counted else None)


def test_quantiles_see_the_only_event_of_a_new_series(tmp_path: Path) -> None:
    evaluated(tmp_path, "_x118 1x2", promql.total((), promql.roughly("failures")), 120, 1)


@pytest.mark.parametrize(
    ("samples", "wanted"), [("5x116 6x4", 1), ("_x117 1x3", 1), ("5x120", None), ("5x116 0x4", None)]
)
def test_step_with_a_call_is_known_by_what_all_counters_have_grown(
    tmp_path: Path, samples: str, wanted: float | None
) -> None:
    evaluated(tmp_path, samples, promql.calling("failures"), 117, wanted)


def test_time_of_the_last_event_is_known_by_the_minute_in_a_long_step_that_has_not_ended(tmp_path: Path) -> None:
    last = promql.last_time((), "failures")

    evaluated(tmp_path, "0x20 1x116 2x20", last, 150, 1000.0 * 60 * 138, step="1h", range_=150)


def test_time_of_the_first_event_is_the_end_of_its_step(tmp_path: Path) -> None:
    first = promql.first_time((), "failures")

    evaluated(tmp_path, "0x20 1x116 2x20", first, 150, 1000.0 * 60 * 60, step="1h", range_=150)


@pytest.mark.parametrize(("samples", "minute"), [("0x120", 120), ("0x105 stale _x14", 105), ("0x50 stale _x69", 40)])
def test_time_of_the_last_sample_is_exact_but_of_a_series_that_ended_long_ago(
    tmp_path: Path, samples: str, minute: int
) -> None:
    last = promql.last_sample((), "failures")

    evaluated(tmp_path, samples, last, 120, 1000.0 * 60 * minute, step="20m", range_=110)


@pytest.mark.parametrize(
    ("samples", "wanted"),
    [("0x100 1x20", 60_000.0 * 101), ("0x50 1x49 2x20", 1), ("0x120", None)],
    ids=["in the range", "in the hour before it too", "never"],
)
def test_onset_is_before_the_range_if_the_hour_before_it_had_a_failure(
    tmp_path: Path, samples: str, wanted: float | None
) -> None:
    evaluated(tmp_path, samples, promql.onset((), "failures"), 120, wanted)
