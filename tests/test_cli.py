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


@pytest.mark.parametrize("command", ["run", "doctor", "simulate", "drill", "audit"])
def test_the_help_of_a_command_has_examples(command: str) -> None:
    done = subprocess.run([*_COMMAND, command, "--help"], capture_output=True, text=True, check=True)

    assert f"\nexamples:\n  genai-triage {command}" in done.stdout
