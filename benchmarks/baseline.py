"""The numbers that a change is held to, and what they were measured with."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from pathlib import Path
from typing import Any

from benchmarks.table import Rows, ratio

FILE = Path(__file__).with_name("baseline.json")
TOLERANCE = 0.03
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
    numbers = {name: {mode: round(value, 1) for mode, value in row.items()} for name, row in rows.items()}
    content = {"environment": environment(), "thousand_instructions": {**kept, **numbers}}
    FILE.write_text(json.dumps(content, indent=2) + "\n")


def judge(rows: Rows) -> tuple[list[str], list[str]]:
    """(what is over the baseline, warnings), a sentence each.

    Measured with anything else, a baseline says nothing of instructions, and the ratio to the floor is only warned of.
    """
    known, baseline = load()
    different = sorted(name for name, value in environment().items() if known.get(name) != value)
    common = [(name, row, baseline[name]) for name, row in rows.items() if name in baseline]
    if not baseline:
        return [], ["There is no baseline to compare with."]
    if not different:
        return [
            line for name, row, was in common if (line := _over(name, "instructions", row["ours"], was["ours"]))
        ], []
    warnings = [
        f"The baseline was measured with another {', '.join(different)}: only ratios to the floor are compared."
    ]
    return [], warnings + [
        line for name, row, was in common if (line := _over(name, "ratio to the floor", ratio(row), ratio(was)))
    ]


def _over(name: str, what: str, now: float | None, was: float | None) -> str | None:
    if now is None or was is None or now <= was * (1 + TOLERANCE):
        return None
    return f"{name}: the {what} rose from {was:g} to {now:g} (+{(now / was - 1) * 100:.1f} %)."
