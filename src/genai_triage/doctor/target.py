"""What is looked at: the interpreter, what is installed for it, and what the command starts.

Nothing of the program is imported or run: a Python of the same interpreter is asked.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SECONDS: Final = 10.0
"""The longest that an interpreter is waited for: it reads a folder of packages."""
SERVERS: Final = ("gunicorn", "uvicorn", "celery", "hypercorn", "granian")
_PYTHON: Final = re.compile(r"^python(\d+(\.\d+)*)?(\.exe)?$")
_LAUNCHERS: Final = ("opentelemetry-instrument", "genai-triage", "run", "audit", "env", "nice", "exec", "--")
"""Words before the program's own name."""
_ASSIGNED: Final = re.compile(r"^[A-Za-z_]\w*=")


class TargetError(Exception):
    """A program that cannot be looked at; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Target:
    """A program's interpreter and environment."""

    python: str
    executable: str
    environ: Mapping[str, str] = field(repr=False)
    command: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    """Of what is installed, by normalised name."""
    instrumentors: Mapping[str, str] = field(default_factory=dict)
    roots: Mapping[str, bool | None] = field(default_factory=dict)
    """Whether each store of certificates has GigaChat's root; None for a file that cannot be read."""
    exporters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Names of each signal's, our stand-ins included."""

    @property
    def server(self) -> str | None:
        """The server of several processes that the command starts."""
        return next((name for word in self.command if (name := Path(word).name) in SERVERS), None)


def look_at(words: Sequence[str], environ: Mapping[str, str]) -> Target:
    """Asks the interpreter of a command, or this one if there is no command.

    Raises:
        TargetError: If there is no such program, or its interpreter does not answer.
    """
    env, command = _settings(words, environ)
    path = _interpreter(command, env)
    source = (Path(__file__).parent / "probe.py").read_text(encoding="utf-8")
    try:
        done = subprocess.run(
            [path, "-c", source], env=env, capture_output=True, text=True, timeout=SECONDS, check=True
        )
        found = json.loads(done.stdout.strip().splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        raise TargetError(f"{path} does not answer as a Python would; name the program's own interpreter.") from error
    return Target(environ=env, command=tuple(command), **found)


def _settings(words: Sequence[str], environ: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Reads what is written before the program: launchers of ours and others, and variables of `env`."""
    env, rest = dict(environ), list(words)
    while rest and (Path(rest[0]).name in _LAUNCHERS or _ASSIGNED.match(rest[0])):
        name, is_assigned, value = rest.pop(0).partition("=")
        if is_assigned:
            env[name] = value
    return env, rest


def _interpreter(command: Sequence[str], env: Mapping[str, str]) -> str:
    if not command:
        return sys.executable
    own = str(Path(sys.executable).parent)
    path = shutil.which(command[0], path=os.pathsep.join([env.get("PATH", os.defpath), own]))
    if path is None:
        raise TargetError(f"There is no program {command[0]}.")
    return path if _PYTHON.match(Path(path).name) else _of_script(path)


def _of_script(path: str) -> str:
    """The interpreter in a script's first line, as pip writes it; that beside it, if the line has none."""
    with open(path, "rb") as file:
        first = file.readline(400).decode(errors="replace")
    words = first[2:].split() if first.startswith("#!") else []
    named = shutil.which(words[1]) if words[1:] and Path(words[0]).name == "env" else (words[0] if words else None)
    if named and _PYTHON.match(Path(named).name):
        return named
    beside = Path(path).parent / "python"
    if beside.exists():
        return str(beside)
    raise TargetError(
        f"{path} is not started by Python; name the interpreter, e.g. genai-triage doctor -- python app.py"
    )
