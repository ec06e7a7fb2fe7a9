"""The expressions that count, on series that go wrong, evaluated by promtool."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from generator import promql

from tests.support import stack
from tests.support.boards import replaced

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


def evaluated(tmp_path: Path, story: Story, expr: str, minute: int, wanted: float | None) -> None:
    """promtool's verdict."""
    expr = replaced(expr, {"__range": f"{RANGE}m", "__interval": "1m", "__rate_interval": "4m"})
    samples = [] if wanted is None else [{"labels": "{}", "value": wanted}]
    case = {
        "interval": "1m",
        "input_series": [{"series": 'failures{job="a"}', "values": story.samples}],
        "promql_expr_test": [{"expr": expr, "eval_time": f"{minute}m", "exp_samples": samples}],
    }
    path = tmp_path / "case.json"
    path.write_text(json.dumps({"rule_files": [], "tests": [case]}), encoding="utf-8")
    ended = subprocess.run(
        [stack.binary(("promtool",), "prometheus"), "test", "rules", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr + ended.stdout


@pytest.mark.parametrize("name", STORIES)
def test_events_of_the_range(tmp_path: Path, name: str) -> None:
    story = STORIES[name]

    evaluated(tmp_path, story, promql.count((), "failures"), 120, story.counted)


@pytest.mark.parametrize("step", range(5))
@pytest.mark.parametrize("name", STORIES)
def test_events_of_a_step(tmp_path: Path, name: str, step: int) -> None:
    story = STORIES[name]

    evaluated(tmp_path, story, promql.events((), "failures"), 116 + step, story.bars[step])


@pytest.mark.parametrize("name", STORIES)
def test_time_of_the_last_event(tmp_path: Path, name: str) -> None:
    story = STORIES[name]
    wanted = None if story.last is None else 1000.0 * 60 * story.last

    evaluated(tmp_path, story, promql.last_time((), "failures"), 120, wanted)
