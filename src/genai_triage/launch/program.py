"""Starts a program in this process's place, observed."""

from __future__ import annotations

import errno
import itertools
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

from genai_triage.exporters import named
from genai_triage.launch.mark import EXPORT, RUN, TERMINAL, mark
from genai_triage.telemetry import settings

SITE: Final = str(Path(__file__).parent / "site")
"""The folder whose `sitecustomize` every Python of the program loads."""
NOT_FOUND: Final = 127
NOT_STARTED: Final = 126
"""Exit statuses, as shells have them."""
_OPTIONS: Final = re.compile(r"-[bBdEiIOPqRsSuv]+")
"""Of Python, without a value."""
_PYTHONPATH: Final = "PYTHONPATH"


class LaunchError(Exception):
    """A program that cannot be started; the message is one sentence for the user."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
        """The exit status."""


def environment(
    environ: Mapping[str, str], *, console: str | None, file: str | None
) -> tuple[dict[str, str], list[str]]:
    """Returns the program's environment, and a sentence for each exporter or file of settings that leads nowhere.

    Args:
        environ: This process's.
        console: `1` or `json` where failures are to be shown whatever is exported; None to decide by `environ`.
        file: Where to append them instead of stderr.
    """
    env = dict(environ)
    unread = named.unread_file(env)
    wanting = named.missing(env) if named.is_export_named(env) else []
    _replace(env, wanting)
    exports = not unread and named.is_export_named(env) and any(_real(signal, env) for signal in named.SIGNALS)
    if wanting or not exports:
        env[settings.CONSOLE] = console or env.get(settings.CONSOLE) or "1"
    elif console:
        env[settings.CONSOLE] = console
    if file:
        env[settings.CONSOLE_FILE] = str(Path(file).absolute())
    env[RUN] = mark(EXPORT if exports else TERMINAL)
    others = [path for path in env.get(_PYTHONPATH, "").split(os.pathsep) if path and path != SITE]
    env[_PYTHONPATH] = os.pathsep.join([SITE, *others])
    return env, [one.sentence() for one in (unread, *wanting) if one]


def _replace(env: dict[str, str], wanting: Sequence[named.Missing]) -> None:
    """Takes the names of exporters that are not installed out."""
    for signal in {signal for one in wanting for signal in one.signals}:
        left = [word for word, name in named.named(signal, env) if named.installed(signal, name) is not None]
        env[named.variable(signal)] = ",".join(left) or "none"


def _real(signal: str, env: Mapping[str, str]) -> bool:
    """Whether a signal is exported anywhere but to the terminal."""
    return any(name != named.CONSOLE for _, name in named.named(signal, env))


def blind(command: Sequence[str]) -> list[str]:
    """Returns a sentence if options of Python keep it from loading what observes the program."""
    if not Path(command[0]).name.startswith("python"):
        return []
    options = itertools.takewhile(_OPTIONS.fullmatch, command[1:])
    found = next((option for option in options if not {"E", "I", "S"}.isdisjoint(option)), None)
    if found is None:
        return []
    return [
        f"Python's option {found} keeps it from loading anything before the program, so it is not observed. "
        "Leave it out."
    ]


def take_place(command: Sequence[str], env: Mapping[str, str]) -> NoReturn:
    """Becomes the program: its process, streams, signals and exit status are nobody else's.

    Raises:
        LaunchError: If there is no such program, or it cannot be started.
    """
    name = command[0]
    path = shutil.which(name, path=os.pathsep.join([env.get("PATH", os.defpath), str(Path(sys.executable).parent)]))
    if path is None:
        raise _not_found(name)
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        os.execve(path, list(command), dict(env))
    except OSError as error:
        raise _not_started(name, error) from error


def _not_found(name: str) -> LaunchError:
    file = Path(name)
    if file.is_file():
        return LaunchError(f"{name} is not a program; {_as_python(file)}", NOT_STARTED)
    if file.is_dir():
        return LaunchError(f"{name} is a folder, not a program.", NOT_STARTED)
    return LaunchError(f"There is no program {name}.", NOT_FOUND)


def _not_started(name: str, error: OSError) -> LaunchError:
    if error.errno == errno.ENOEXEC:
        return LaunchError(
            f"{name} does not say by a first line (#!) what runs it; {_as_python(Path(name))}", NOT_STARTED
        )
    return LaunchError(f"{name} cannot be started: {error.strerror}.", NOT_STARTED)


def _as_python(file: Path) -> str:
    return f"type: genai-triage run -- python {file}" if file.suffix == ".py" else "name the program that runs it."
