"""Programs that tests run and that are no Python packages: where they are, or why the test is skipped.

Every test that needs one asks here, so that a machine without it skips it, and says so in one line at the end.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from scripts.programs import PROGRAMS, how_to_get, missing, packages, summary

NOTES: Final = "SKIPPED_NOTES"
"""Variable that names a file for what was skipped, where several sessions are to say it together."""
_REASON: Final = "not installed: "


def program(name: str) -> str:
    """Where a program is; without it the test that asks is skipped."""
    found = PROGRAMS[name].path
    return found or pytest.skip(_REASON + name)


def needs(*names: str) -> pytest.MarkDecorator:
    """Marks tests that run these programs."""
    absent = [name for name in names if PROGRAMS[name].path is None]
    return pytest.mark.skipif(bool(absent), reason=_REASON + ", ".join(absent))


def missing_in_ci() -> str | None:
    """What to say where CI is set and a program is missing: no test is skipped there."""
    absent = missing(["test"]) if os.environ.get("CI") else []
    return f"The tests need {', '.join(packages(absent))}: {how_to_get(absent)}" if absent else None


def note_skipped(reports: Iterable[pytest.CollectReport | pytest.TestReport]) -> str | None:
    """Says in one line what was skipped for want of which programs, here or, where several sessions end, together."""
    reasons = [str(report.longrepr[2]) for report in reports if isinstance(report.longrepr, tuple)]
    wanting = [reason.partition(_REASON)[2].split(", ") for reason in reasons if _REASON in reason]
    if not wanting:
        return None
    names = {name for one in wanting for name in one}
    if path := os.environ.get(NOTES):
        with Path(path).open("a", encoding="utf-8") as notes:
            notes.write(json.dumps({"skipped": len(wanting), "programs": sorted(names)}) + "\n")
        return None
    return summary(len(wanting), [program for name, program in PROGRAMS.items() if name in names])
