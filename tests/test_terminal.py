"""Lines on a terminal: none is cut by its edge, and a row goes on below its own text."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from genai_triage.cli.terminal import wrapped
from genai_triage.explain.render import Writer
from genai_triage.taxonomy.texts import LANGUAGES
from tests.explain.forms import over_quota, read

COLUMNS = 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_with_a_space_to_break_at_is_wider_than_the_terminal(language: str) -> None:
    text = Writer(language).report(read(over_quota()))
    lines = wrapped(text, COLUMNS).split("\n")
    assert max(map(len, text.split("\n"))) > COLUMNS
    assert [line for line in lines if len(line) > COLUMNS and " " in line.strip()] == []
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())


def test_a_row_goes_on_below_its_own_text() -> None:
    row = "  how sure  likely: one two three four five six"
    assert wrapped(row, 40) == "  how sure  likely: one two three four\n            five six"


def test_an_address_stays_whole() -> None:
    assert wrapped(f"  see  https://{'a' * 60}", 40) == f"  see  https://{'a' * 60}"


def test_a_line_that_fits_and_a_terminal_that_is_too_narrow_change_nothing() -> None:
    assert wrapped("a  b" * 10, 40) == "a  b" * 10
    assert wrapped("one two " * 10, 20) == "one two " * 10


@pytest.mark.parametrize("is_terminal", [True, False])
def test_explain_wraps_on_a_terminal_and_not_in_a_pipe(is_terminal: bool) -> None:
    command = [sys.executable, "-m", "genai_triage.cli", "explain", "gemini.requests_per_day"]
    environment = {**os.environ, "COLUMNS": str(COLUMNS)}
    if not is_terminal:
        text = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        assert any(len(line) > COLUMNS for line in text.splitlines())
        return
    main, other = pty.openpty()
    with subprocess.Popen(command, env=environment, stdout=other, stderr=other) as process:
        os.close(other)
        text = ""
        while piece := _read(main):
            text += piece
    os.close(main)
    assert process.returncode == 0
    assert [line for line in text.splitlines() if len(line) > COLUMNS] == []
    assert "gemini.requests_per_day" in text


def _read(terminal: int) -> str:
    """What was written; nothing once the other end is closed, which Linux tells by an error."""
    try:
        return os.read(terminal, 65536).decode()
    except OSError:
        return ""
