"""A check's result, and the whole of a report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

from genai_triage.telemetry.redaction import without_credentials

State = Literal["ok", "warn", "fail"]
GROUPS: Final = (
    "installed",
    "opentelemetry",
    "beside",
    "exporter",
    "processes",
    "providers",
    "monitoring",
    "a failure",
)
"""In the order of the report."""
_ENDS: Final = (".", "!", "?", ")")


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report."""

    group: str
    """One of `GROUPS`."""
    name: str
    """What was looked at; stable, for programs."""
    state: State
    text: str
    """What was found."""
    fix: str = ""
    """What to do; empty where nothing is to be done."""


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, in the order of `GROUPS`."""

    checks: tuple[Check, ...]

    @property
    def status(self) -> int:
        """The exit status: 1 if anything fails."""
        return 1 if any(check.state == "fail" for check in self.checks) else 0

    def count(self, state: State) -> int:
        """Returns how many checks ended so."""
        return sum(check.state == state for check in self.checks)


def report(checks: Sequence[Check]) -> Report:
    """Orders checks by their groups; every text is scrubbed of credentials here, whoever wrote it."""
    scrubbed = [Check(one.group, one.name, one.state, _scrub(one.text), _scrub(one.fix)) for one in checks]
    return Report(tuple(sorted(scrubbed, key=lambda check: GROUPS.index(check.group))))


def as_json(found: Report) -> str:
    """Writes a report as one JSON object."""
    counts = {state: found.count(state) for state in ("ok", "warn", "fail")}
    document = {"status": found.status, **counts, "checks": [asdict(check) for check in found.checks]}
    return json.dumps(document, indent=2, ensure_ascii=False)


def _scrub(text: str) -> str:
    return without_credentials(" ".join(text.split()))
