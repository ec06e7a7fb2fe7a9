"""Asks Prometheus every query of the dashboards over a month of ten services, as a laptop's Grafana does.

Prints what each panel took, the slowest first. Status 1 if one took more than two seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.dashboards import blocks, grafana
from benchmarks.dashboards.queries import NOTHING, Cost, cost
from genai_triage.monitoring.drill import servers
from genai_triage.monitoring.panels import FAILURE_CLASS

LIMIT: Final = 2.0
"""Seconds."""
CLASS: Final = "rate_limit"
"""The class whose dashboard is opened."""
_BOARDS: Final = Path(__file__).parents[2] / "dashboards" / "grafana"


def main(argv: Sequence[str] | None = None) -> int:
    options = _arguments(argv)
    data, end = blocks.history(fresh=options.fresh)
    with (
        tempfile.TemporaryDirectory() as made,
        servers.prometheus(Path(made), {}, storage=data, arguments=_ARGUMENTS) as url,
    ):
        found = list(_measured(url, end, int(options.days * 86400), options.only))
    print(table(found))
    return judge(found)


_ARGUMENTS: Final = ("--storage.tsdb.retention.time=10y", f"--storage.tsdb.max-block-duration={blocks.BLOCK}")
"""Keeps the blocks as they are, whenever they were made."""


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.dashboards", description=__doc__)
    parser.add_argument("--days", type=float, default=blocks.DAYS, help="the range that is asked for")
    parser.add_argument("--only", default="", metavar="TEXT", help="ask only for panels whose name contains this")
    parser.add_argument("--fresh", action="store_true", help="make the history again")
    return parser.parse_args(argv)


def _measured(url: str, end: int, seconds: int, only: str) -> Iterator[tuple[str, Cost]]:
    for path in sorted(_BOARDS.glob("*.json")):
        board = json.loads(path.read_text("utf-8"))
        for title, targets, points in _asked(board):
            name = f"{path.stem.rpartition('-')[2]}: {title}"
            if only in name:
                step = grafana.step_of(seconds, points)
                values = grafana.values(board, seconds, step)
                if board["uid"] == FAILURE_CLASS:
                    values["class"] = CLASS
                yield name, sum((cost(url, one, values, end, seconds, step) for one in targets), NOTHING)


def _asked(board: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]], int]]:
    """Yields the title, the queries and the points of each panel, and of each annotation."""
    for panel in grafana.panels(board):
        yield panel["title"], panel["targets"], grafana.points_of(panel)
    for annotation in board["annotations"]["list"]:
        if "expr" in annotation:
            yield f"annotation {annotation['name']}", [annotation], grafana.ANNOTATION_POINTS


def judge(found: Iterable[tuple[str, Cost]]) -> int:
    """Names the panels that are too slow; returns the status."""
    slow = [name for name, one in found if one.seconds > LIMIT]
    if slow:
        print(f"More than {LIMIT:g} s: {', '.join(slow)}.")
    return 1 if slow else 0


def table(found: Iterable[tuple[str, Cost]]) -> str:
    """A line for every panel, the slowest first."""
    lines = [f"{'':50}{'seconds':>9}{'wall':>9}{'CPU':>9}{'samples M':>11}{'series':>8}"]
    for name, one in sorted(found, key=lambda row: -row[1].seconds):
        lines.append(f"{name:50}{one.seconds:9.2f}{one.wall:9.2f}{one.cpu:9.2f}{one.samples / 1e6:11.1f}{one.series:8}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
