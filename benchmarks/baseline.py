"""The numbers that a change is held to, and what they were measured with."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.table import Rows, ratio

FILE = Path(__file__).with_name("baseline.json")
TOLERANCE = 0.05
_ELSEWHERE = 0.5
"""With another Python or other libraries, where there is no floor that tells how much of it is theirs."""
_RATIO_ELSEWHERE = 0.15
"""The same, of a row's ratio to its floor."""
_LAUNCH = 0.25
"""Of a launch: Python looks through whatever packages are installed."""
_NOISE = 0.002
"""Of the bare SDK's number: so much changes with where things lie in memory, which is more than 5 % of a small cost."""
_LEAST = 4
"""Thousand instructions: the same, where hardly anything is measured (one commit in two environments: 11.9, 14.7)."""
UNHELD = ("socket-success", "socket-quota", "socket-gigachat", "socket-chunk")
"""Rows that are only shown: how much is read of a socket at once is the kernel's choice."""
_PACKAGES = (
    "gigachat",
    "google-genai",
    "httpx",
    "httpx2",
    "opentelemetry-api",
    "opentelemetry-instrumentation",
    "opentelemetry-sdk",
    "pydantic",
    "wrapt",
)

Environment = dict[str, str]


def environment() -> Environment:
    """What the number of instructions depends on beside our own code."""
    build = f"{platform.python_version()} ({', '.join(platform.python_build())}) {platform.python_compiler()}"
    return {"python": build, "machine": platform.machine(), **{package: _version(package) for package in _PACKAGES}}


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def load() -> tuple[Environment, Rows]:
    """The committed baseline; empty if there is none."""
    if not FILE.exists():
        return {}, {}
    data: dict[str, Any] = json.loads(FILE.read_text())
    return data["environment"], data["thousand_instructions"]


def renew(rows: Rows) -> None:
    """Writes `rows` into the baseline; the others stay if they were measured with the same."""
    known, others = load()
    kept = others if known == environment() else {}
    held = {name: row for name, row in rows.items() if name not in UNHELD}
    numbers = {name: {mode: round(value, 1) for mode, value in row.items()} for name, row in held.items()}
    content = {"environment": environment(), "thousand_instructions": {**kept, **numbers}}
    FILE.write_text(json.dumps(content, indent=2) + "\n")


def judge(rows: Rows) -> tuple[list[str], list[str]]:
    """(what is over the baseline, warnings), a sentence each.

    With the same Python and libraries, instructions are held to those of the baseline. With others, a row is over only
    if its ratio to the floor of the same run is over as well: the SDK's own share changes both ways.
    """
    known, baseline = load()
    common = [(name, row, baseline[name]) for name, row in rows.items() if name in baseline and name not in UNHELD]
    if not common:
        return [], ["There is no baseline to compare with."]
    different = sorted(name for name, value in environment().items() if known.get(name) != value)
    over = [line for name, row, was in common for line in _over(name, row, was, elsewhere=bool(different))]
    if not different:
        return over, []
    return over, [f"The baseline was measured with another {', '.join(different)}: it is compared with more tolerance."]


def _over(name: str, row: Mapping[str, float], was: Mapping[str, float], *, elsewhere: bool) -> Iterator[str]:
    rise = row["ours"] - was["ours"]
    tolerance = _ELSEWHERE if elsewhere and ratio(was) is None else TOLERANCE
    if name.startswith("launch"):
        tolerance = _ELSEWHERE if elsewhere else _LAUNCH
    if rise <= max(was["ours"] * tolerance, was.get("bare", 0) * _NOISE, _LEAST):
        return
    now, before = ratio(row), ratio(was)
    if elsewhere and now is not None and before is not None and now <= before * (1 + _RATIO_ELSEWHERE):
        return
    yield _sentence(name, "thousand instructions", was["ours"], row["ours"])


def _sentence(name: str, what: str, was: float, now: float) -> str:
    return f"{name}: the {what} rose from {was:,.2f} to {now:,.2f} ({(now / was - 1) * 100:+.1f} %)."
