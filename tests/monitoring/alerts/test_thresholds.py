"""Every threshold that is declared can be chosen, and every one that the documentation names."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from genai_triage import monitoring
from genai_triage.monitoring.alerts import THRESHOLDS
from genai_triage.monitoring.options import Threshold, Thresholds

ROOT = Path(__file__).parents[3]
MODULES = [
    found.name
    for found in pkgutil.walk_packages(monitoring.__path__, f"{monitoring.__name__}.")
    if not found.name.startswith((f"{monitoring.__name__}.texts", f"{monitoring.__name__}.drill"))
]


@pytest.mark.parametrize("name", MODULES)
def test_every_threshold_that_a_module_declares_can_be_chosen(name: str) -> None:
    declared = [one for one in vars(importlib.import_module(name)).values() if isinstance(one, Threshold)]
    assert [one for one in declared if THRESHOLDS.get(one.name) is not one] == []


def test_every_threshold_that_the_documentation_chooses_is_taken() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    chosen = {pair for page in pages for pair in re.findall(r"--threshold[ =](\w+=[\d.]*\d)", page.read_text("utf-8"))}
    assert {"shared_services=3", "outage_services=5"} <= chosen
    assert Thresholds.parse(sorted(chosen), THRESHOLDS)
