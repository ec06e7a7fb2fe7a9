"""The command as a tool among others in a shell."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_COMMAND = [sys.executable, "-m", "genai_triage.cli"]


@pytest.mark.parametrize("words", [["simulate", "--list"], ["drill", "--list"], ["export", "everything"]], ids=" ".join)
def test_it_ends_quietly_when_nobody_reads_its_output_any_more(words: list[str], tmp_path: Path) -> None:
    with subprocess.Popen([*_COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdout is not None
        process.stdout.close()  # before the first line, as `head -0` would
        assert process.stderr is not None
        complaint = process.stderr.read().decode()

    assert (process.returncode, complaint) == (141, "")
