"""Makes a virtual environment with this package and a dependency group, and shows from the first second how far it is.

Usage: python -m scripts.environment .venv dev
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from scripts import programs

ROOT: Final = Path(__file__).parent.parent
_PIP: Final = "pip>=25.1"
"""Reads dependency groups."""


class Progress:
    """One line that is written over in a terminal; elsewhere, a line for each stage."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._in_terminal = sys.stdout.isatty()

    def stage(self, text: str) -> None:
        if self._in_terminal:
            self.detail(text)
        else:
            print(text, flush=True)

    def detail(self, text: str) -> None:
        """Something that is only of interest while it lasts."""
        if self._in_terminal:
            line = f"{time.monotonic() - self._started:3.0f} s  {text}"
            print(f"\r\033[K{line[: shutil.get_terminal_size().columns - 1]}", end="", flush=True)

    def end(self, text: str) -> None:
        line = f"{text} ({time.monotonic() - self._started:.0f} s)"
        print(f"\r\033[K{line}" if self._in_terminal else line, flush=True)


def main() -> int:
    """Makes the environment.

    Returns:
        0; 1 with what pip said if it failed; 2 if Python lacks a module for it.
    """
    folder, group = sys.argv[1:]
    programs.prepare(["environment"])
    if absent := programs.missing(["environment"]):
        print(f"This Python makes no virtual environments: {programs.how_to_get(absent)}", file=sys.stderr)
        return 2
    progress = Progress()
    progress.stage(f"Making {folder} with the packages of {group!r}: half a minute, once.")
    try:
        python = Path(folder, "bin", "python")
        if not python.with_name("pip").exists():
            venv.create(folder, with_pip=True, symlinks=True)
        _pip(python, progress, "--upgrade", _PIP)
        _pip(python, progress, "--editable", str(ROOT), "--group", f"{ROOT / 'pyproject.toml'}:{group}")
    except subprocess.CalledProcessError as problem:
        print(f"\n{problem.output or problem}", file=sys.stderr)
        return 1
    progress.end(f"{folder} is ready")
    return 0


def _pip(python: Path, progress: Progress, *arguments: str) -> None:
    """Installs.

    Raises:
        CalledProcessError: If pip fails; its output is what pip said.
    """
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", *arguments]
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            said.append(line)
            for shown in _shown(line):
                progress.detail(shown)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command, "".join(said))


def _shown(line: str) -> Iterator[str]:
    """What of pip's line is news to somebody who waits."""
    if found := re.match(r"(Collecting|Downloading|Building wheel|Installing collected packages)\b.*", line.strip()):
        yield found[0]


if __name__ == "__main__":
    sys.exit(main())
