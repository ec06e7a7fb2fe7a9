"""What every row is to cost, and what it cost when the goals were set.

Thousand instructions over the bare SDK; of a launch, milliseconds of processor time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benchmarks.table import Rows


@dataclass(frozen=True, slots=True)
class Goal:
    """At most so much; `over_floor`: beyond the floor, which is what the SDK takes to record."""

    most: float
    before: float | None = None
    over_floor: bool = False
    milliseconds: bool = False
    as_row: str | None = None
    """At most as much as another row costs, in place of a number."""


_QUIET: Final = {
    **{f"success-{kind}": Goal(15, 232) for kind in ("no-provider", "suppressed", "disabled")},
    **{f"quota-{kind}": Goal(15, 593) for kind in ("no-provider", "suppressed", "disabled")},
}
GOALS: Final = {
    "launch-no-sdk": Goal(5, milliseconds=True),
    "launch": Goal(50, 115, milliseconds=True),
    "success": Goal(680, 902),
    "gigachat-success": Goal(700, 912),
    "raw-success": Goal(750, 992),
    "quota": Goal(1200, 1602),
    "quota-new": Goal(1200, 1779),
    "small-400": Goal(950, 1333),
    "chunk": Goal(12, 22, over_floor=True),
    "chunk-no-times": Goal(15),
    "no-json": Goal(2000, 188_349),
    "megabyte": Goal(2000),
    "foreign": Goal(10, 43),
    "unnamed": Goal(0, as_row="count-tokens"),
    **_QUIET,
}
"""By scenario."""


def most(name: str, counts: Rows) -> float | None:
    """Returns the goal's number; None if the row has no goal, or what it is compared with was not measured."""
    goal = GOALS.get(name)
    if goal is None or goal.as_row is None:
        return goal.most if goal else None
    return counts[goal.as_row]["ours"] if goal.as_row in counts else None


def reached(name: str, counts: Rows, times: Rows) -> bool | None:
    """Tells whether the row costs no more than its goal; None where that cannot be told."""
    goal, limit = GOALS.get(name), most(name, counts)
    rows = times if goal and goal.milliseconds else counts
    if goal is None or limit is None or name not in rows:
        return None
    row = rows[name]
    cost = row["ours"] - (row.get("floor", 0) if goal.over_floor else 0)
    return cost <= (limit * 1000 if goal.milliseconds else limit)


def as_text(name: str, counts: Rows) -> str:
    """Returns the goal as a cell of a table; empty if there is none."""
    goal, limit = GOALS.get(name), most(name, counts)
    if goal is None or limit is None:
        return ""
    return f"{'floor + ' if goal.over_floor else ''}{limit:,.0f}{' ms' if goal.milliseconds else ''}"
