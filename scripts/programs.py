"""Finds programs that tests, drawings and benchmarks run, and installs Debian's packages of those that are missing.

Usage: python -m scripts.programs --for test

Needs nothing but Python. Asks at most once, before anything else is run; under CI it asks nothing, and what is missing
in the end is an error. `INSTALL=no` (or `yes`) answers beforehand.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

ANSWER: Final = Path(__file__).parent.parent / ".venv" / ".install-no"
"""Exists once somebody said no, until `make clean`."""


@dataclass(frozen=True)
class Program:
    """A program of which any of its names will do."""

    names: tuple[str, ...]
    package: str
    """Debian's and Ubuntu's package of it."""
    users: frozenset[str]
    """What of `make` runs it."""

    @property
    def path(self) -> str | None:
        """Where it is; of a module of Python's, its file."""
        if self.names == _VENV:
            return getattr(find_spec("ensurepip"), "origin", None)
        return next(filter(None, map(shutil.which, self.names)), None)


_VENV: Final = ("venv",)
"""A module that Debian's Python lacks until its package is installed."""


def _program(names: str, package: str, *users: str) -> Program:
    return Program(tuple(names.split()), package, frozenset(users))


PROGRAMS: Final = {
    program.names[0]: program
    for program in (
        _program("venv", "python3-venv", "environment"),
        _program("prometheus", "prometheus", "test", "looks", "dashboards"),
        _program("promtool", "prometheus", "test", "looks"),
        _program("alertmanager prometheus-alertmanager", "prometheus-alertmanager", "test"),
        _program("amtool", "prometheus-alertmanager", "test"),
        _program("docker-compose", "docker-compose", "test"),
        _program("go", "golang-go", "test"),  # fetches the schemas of Kubernetes' operators
        _program("kubectl", "kubernetes-client", "test"),
        _program("curl", "curl", "test"),
        _program("zsh", "zsh", "test"),
        _program("fish", "fish", "test"),
        _program("node", "nodejs", "looks", "dashboards"),
        _program("npm", "npm", "looks", "dashboards"),
        _program("chromium chromium-browser google-chrome", "chromium", "looks"),
        _program("valgrind", "valgrind", "bench"),
    )
}
"""By the first name."""

_CONSEQUENCES: Final = {
    "test": "the tests that run them are skipped",
    "looks": "no dashboard can be drawn",
    "dashboards": "no dashboard can be shown",
    "environment": "there is no virtual environment",
    "bench": "times are measured instead of instructions, and nothing is held to the baseline",
}


def missing(users: Iterable[str]) -> list[Program]:
    """Programs of these users that are not on the PATH."""
    return [program for program in PROGRAMS.values() if program.users & set(users) and program.path is None]


def packages(programs: Iterable[Program]) -> list[str]:
    """Their packages, each once."""
    return list(dict.fromkeys(program.package for program in programs))


def how_to_get(programs: Sequence[Program]) -> str:
    """What to type, or what to look for where there is no apt-get."""
    if shutil.which("apt-get"):
        return f"{'' if _is_root() else 'sudo '}apt-get install {' '.join(packages(programs))}"
    return f"put these on the PATH: {', '.join(program.names[0] for program in programs)}"


def summary(skipped: int, programs: Sequence[Program]) -> str:
    """The one line at the end of tests of which some were skipped."""
    tests = "1 test was" if skipped == 1 else f"{skipped} tests were"
    return f"{tests} skipped, for want of {', '.join(packages(programs))}. To run all: {how_to_get(programs)}"


def prepare(users: Sequence[str], *, all_are_needed: bool = False) -> int:
    """Installs what is missing, where that is possible and wanted.

    Returns:
        0 if work can go on; 2 if something is missing in the end and all are needed, as under CI.
    """
    absent = missing(users)
    if absent and (become_root := _becoming_root()) is not None and _is_wanted(absent, users, become_root):
        _install(packages(absent), become_root)
        absent = missing(users)
    if absent and (all_are_needed or os.environ.get("CI")):
        print(f"Not installed: {', '.join(packages(absent))}. To go on: {how_to_get(absent)}", file=sys.stderr)
        return 2
    return 0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _becoming_root() -> list[str] | None:
    """What a command is put behind to run as root; None if packages cannot be installed here."""
    if shutil.which("apt-get") is None or os.environ.get("INSTALL") == "no":
        return None
    if _is_root():
        return []
    if shutil.which("sudo") is None:
        return None
    without_password = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["sudo"] if without_password or _has_terminal() else None


def _has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")


def _is_wanted(absent: Sequence[Program], users: Sequence[str], become_root: Sequence[str]) -> bool:
    """Asks, with yes as the default, where there is somebody to ask."""
    if not _has_terminal() or os.environ.get("INSTALL") == "yes":
        return True
    if ANSWER.exists():
        return False
    by = "sudo apt-get, which may ask for your password" if become_root else "apt-get"
    print(f"Not installed: {', '.join(packages(absent))}. Without them {_CONSEQUENCES[users[0]]}.")
    try:
        answer = input(f"Install them now, by {by}? [Y/n] ").strip().lower()
    except EOFError:
        print()
        return False
    if answer in ("", "y", "yes"):
        return True
    ANSWER.parent.mkdir(exist_ok=True)
    ANSWER.touch()
    return False


def _install(wanted: Sequence[str], become_root: Sequence[str]) -> None:
    """Installs what Debian has of these packages; what fails is said, and the work goes on without."""
    print(f"Installing {', '.join(wanted)}; this takes a minute.", flush=True)
    # RUNLEVEL=1 keeps the packages from starting services: the tests start their own.
    apt = [*become_root, "env", "RUNLEVEL=1", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL, check=False)
    found = [package for package in wanted if _is_known(package)]
    before = _services(found)
    done = subprocess.run(
        [*apt, "install", "--yes", "--no-install-recommends", "-o=Dpkg::Use-Pty=0", *found],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        print(f"apt-get did not install them: {done.stdout.strip().rpartition(chr(10))[2]}", file=sys.stderr)
    if shutil.which("systemctl") and (new := _services(found) - before):
        # Nor are they to start with the machine.
        subprocess.run([*become_root, "systemctl", "--quiet", "disable", *sorted(new)], check=False)


def _services(wanted: Iterable[str]) -> set[str]:
    return {package for package in wanted if Path(f"/lib/systemd/system/{package}.service").exists()}


def _is_known(package: str) -> bool:
    """Whether there is something to install under the name."""
    told = subprocess.run(["apt-cache", "policy", package], capture_output=True, text=True, check=False)
    return "Candidate:" in told.stdout and "Candidate: (none)" not in told.stdout


def tell(notes: Path) -> None:
    """Prints one line for all that the parts of `make test` have skipped, as each noted it."""
    if not notes.exists():
        return
    lines = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
    notes.unlink()
    names = {name for line in lines for name in line["programs"]}
    programs = [program for name, program in PROGRAMS.items() if name in names]
    print(f"\n{summary(sum(line['skipped'] for line in lines), programs)}")


def main() -> int:
    """Prepares what the arguments name, or tells what was skipped."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--for", dest="users", nargs="+", choices=list(_CONSEQUENCES), help="prepare for these")
    asked.add_argument("--tell", type=Path, metavar="FILE", help="say what was skipped, as noted there")
    parser.add_argument("--require", action="store_true", help="fail if something is missing in the end")
    options = parser.parse_args()
    if options.tell:
        tell(options.tell)
        return 0
    return prepare(options.users, all_are_needed=options.require)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
