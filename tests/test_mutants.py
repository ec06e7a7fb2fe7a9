"""The table of deliberate breaks fits the code as it is now; `make mutants` runs it."""

from __future__ import annotations

import runpy
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "scripts" / "mutants.py"


def test_every_break_can_be_made() -> None:
    found = runpy.run_path(str(SCRIPT))["mutants"]()

    assert all((SCRIPT.parents[1] / path.split("::")[0]).exists() for mutant in found for path in mutant.tests)
