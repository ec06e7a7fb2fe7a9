"""docs/telemetry.md and docs/cli.md tell all that there is, docs/settings.md every setting that is read."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from genai_triage.cli import parser
from genai_triage.instrumentation import INSTRUMENTORS
from genai_triage.telemetry import names
from scripts import generate_reference_docs as reference

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "genai_triage").rglob("*.py"))
OURS = ("GENAI_TRIAGE_AUDIT", "GENAI_TRIAGE_RUN")
"""Between `genai-triage audit` or `run` and the program that it starts; nobody else's."""
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
TELEMETRY = (ROOT / "docs" / "telemetry.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", sorted(reference.PAGES))
def test_page_is_up_to_date(page: str) -> None:
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == reference.PAGES[page]()


def test_each_name_of_ours_stands_on_the_page() -> None:
    ours = {value for value in vars(names).values() if isinstance(value, str) and value.startswith(names.OURS)}
    told = set(re.findall(r"^\| `(triage\.[\w.]+)` \|", TELEMETRY, re.M))

    assert told == ours - {names.OURS, names.GO_AWAY_EVENT}


def test_each_metric_of_theirs_stands_on_the_page() -> None:
    made = {one.name for latest in (False, True) for one in reference.instruments(latest=latest)}
    told = set(re.findall(r"^\| `([\w.]+)` \| (?:counter|gauge|histogram|up-down counter), ", TELEMETRY, re.M))

    assert told == made


def test_every_setting_that_is_read_is_explained() -> None:
    read = {
        name for path in SOURCES for name in re.findall(r'"(GENAI_TRIAGE_[A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    told = set(re.findall(r"^\| `(GENAI_TRIAGE_\w+)` \|", SETTINGS, re.M))

    assert told == {name for name in read if not name.startswith(OURS)}


def test_every_instrumentation_that_can_be_left_out_is_named() -> None:
    (row,) = re.findall(r"^\| `OTEL_PYTHON_DISABLED_INSTRUMENTATIONS` \|(.*)$", SETTINGS, re.M)

    assert re.findall(r"`(\w+)`", row) == [kind.entry_point for kind in INSTRUMENTORS]


COMMANDS_OF_PARSER: dict[str, argparse.ArgumentParser] = next(
    action.choices for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
)


@pytest.mark.parametrize("name", COMMANDS_OF_PARSER)
def test_every_option_of_a_command_is_told(name: str) -> None:
    section = COMMANDS.split(f"\n## genai-triage {name}\n", 1)[1].split("\n## ", 1)[0]
    cells = re.findall(r"^\| `(-[^`]*)`", section, re.M)
    told = {option for cell in cells for option in re.findall(r"--[\w-]+", cell)}

    assert told == set(COMMANDS_OF_PARSER[name]._option_string_actions) - {"-h", "--help"}
