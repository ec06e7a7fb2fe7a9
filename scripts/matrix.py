"""Runs the tests of the SDKs in environments that hold, together, every version of what we stand on that matters.

Each environment is a dependency group of pyproject.toml; which versions it has stands there. An environment whose
Python is not installed runs on the one that this script runs on, and says so.

Usage: python scripts/matrix.py [NAME ...]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SDKS = ("tests/instrumentation/sdks", "tests/instrumentation/test_neighbours.py")
WITHOUT_GEMINI = (
    "tests/instrumentation/raw/test_httpx.py",
    "tests/instrumentation/raw/test_causes.py",
    "tests/instrumentation/sdks/test_gigachat*.py",
)

PROCESSES = ("tests/prefork/test_push.py", "tests/prefork/test_said.py")


class Environment(NamedTuple):
    """One environment of the matrix."""

    name: str
    """Of its dependency group."""
    python: str
    tests: tuple[str, ...]
    """Files, folders and patterns of them."""


# Every Python that the classifiers name stands here once.
ENVIRONMENTS = (
    Environment("oldest", "3.10", (*SDKS, "tests/telemetry/test_calls.py", *PROCESSES)),
    Environment("oldest-httpx", "3.11", WITHOUT_GEMINI),
    Environment("last-1", "3.12", SDKS),
    Environment("last-2", "3.12", SDKS),
    Environment("newest", "3.13", (*SDKS, "tests/telemetry/test_calls.py")),
)


def interpreter(version: str) -> str | None:
    """Finds the Python of a version in PATH or among pyenv's; None if it is not installed."""
    found = shutil.which(f"python{version}")
    if found is None:
        return None
    done = subprocess.run(
        [found, "-c", "import sys, venv; print(sys.executable)"],
        env={**os.environ, **_pyenv_versions()},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else None


def _pyenv_versions() -> dict[str, str]:
    """pyenv's `python3.12` answers only while its version is chosen."""
    if shutil.which("pyenv") is None:
        return {}
    listed = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, encoding="utf-8", check=False)
    return {"PYENV_VERSION": ":".join(reversed(listed.stdout.split()))}


def run(environment: Environment) -> bool:
    """Makes the environment, unless it is there, and runs its tests; returns whether they passed."""
    python = interpreter(environment.python)
    if python is None:
        here = ".".join(map(str, sys.version_info[:2]))
        print(f"{environment.name}: Python {environment.python} is not installed, so it runs on {here}.", flush=True)
        python = sys.executable
    folder = f".venv-{environment.name}"
    make = ["make", "--no-print-directory", f"{folder}/.installed", f"PYTHON={python}"]
    paths = [str(path) for pattern in environment.tests for path in sorted(ROOT.glob(pattern))]
    tests = [f"{folder}/bin/python", "-m", "pytest", "-W", "ignore", *paths]
    return all(subprocess.run(command, cwd=ROOT, check=False).returncode == 0 for command in (make, tests))


def main() -> int:
    """Runs the environments that are named, or all.

    Returns:
        0 if all tests passed, 1 if some did not.
    """
    names = [environment.name for environment in ENVIRONMENTS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    wanted = parser.parse_args().names or names
    unknown = set(wanted) - set(names)
    if unknown:
        parser.error(f"no such environment: {', '.join(sorted(unknown))}")
    failed = []
    for environment in (one for one in ENVIRONMENTS if one.name in wanted):
        started = time.monotonic()
        if not run(environment):
            failed.append(environment.name)
        print(f"{environment.name}: {time.monotonic() - started:.0f} s", flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
