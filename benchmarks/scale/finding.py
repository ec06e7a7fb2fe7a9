"""What a phase has found, next to what was wanted."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """A number, and whether it is what it has to be."""

    what: str
    value: str
    wanted: str
    is_good: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def equal(what: str, value: int, wanted: int) -> Finding:
    """Finds a number that has to be exact."""
    return Finding(what, f"{value:,}", f"{wanted:,}", value == wanted)


def at_most(what: str, value: float, limit: float, unit: str = "") -> Finding:
    """Finds a number that has a bound."""
    return Finding(what, _number(value, unit), f"≤ {_number(limit, unit)}", value <= limit)


def told(what: str, value: float, unit: str = "") -> Finding:
    """Finds a number that is only reported."""
    return Finding(what, _number(value, unit), "", True)


def _number(value: float, unit: str) -> str:
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{text} {unit}".rstrip()


def as_text(findings: Iterable[Finding]) -> str:
    """A line for each; what is not as wanted is marked."""
    return "\n".join(
        f"  {'  ' if one.is_good else '✗ '}{one.what:58}{one.value:>14}{f'   ({one.wanted})' if one.wanted else ''}"
        for one in findings
    )


def told_by(name: str, what: str, run: Callable[[int], Sequence[Finding]], size: int) -> str:
    """Runs a phase of some size, and returns its report."""
    began = time.monotonic()
    findings = run(size)
    return report(name, f"{size:,} {what}", time.monotonic() - began, findings)


def report(name: str, what: str, seconds: float, findings: Sequence[Finding]) -> str:
    """Returns what a phase has found as a line of JSON, which its process prints last."""
    title = f"{name}: {what} ({seconds:.0f} s)"
    told = {
        "text": f"{title}\n{as_text(findings)}",
        "is_good": all(one.is_good for one in findings),
        "title": title,
        "findings": [one.as_dict() for one in findings],
    }
    return json.dumps(told)
