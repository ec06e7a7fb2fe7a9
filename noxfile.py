"""Runs the checks on every Python that the classifiers name and that is installed; `make` is the short way in."""

from __future__ import annotations

import os
import shutil
import subprocess

import nox

PYPROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PYPROJECT)
LIBRARY = (
    "tests/taxonomy",
    "tests/evidence",
    "tests/telemetry",
    "tests/instrumentation",
    "tests/leaks",
    "tests/simulator",
)

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["lint", "tests"]


def _choose_every_pyenv_version() -> None:
    """pyenv's `python3.12` answers only while its version is chosen."""
    if shutil.which("pyenv") and "PYENV_VERSION" not in os.environ:
        listed = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, encoding="utf-8", check=False)
        os.environ["PYENV_VERSION"] = ":".join(reversed(listed.stdout.split()))


_choose_every_pyenv_version()


def _install(session: nox.Session, *groups: str) -> None:
    session.install("--upgrade", "pip>=25.1")
    session.install("--editable", ".", *(word for group in groups for word in ("--group", group)))


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Runs the library's tests; a Python that is not installed is skipped and said so."""
    _install(session, "test")
    session.run("pytest", "-m", "", *(session.posargs or LIBRARY), env={"THOROUGH": "1"})


@nox.session
def matrix(session: nox.Session) -> None:
    """Runs the SDKs' tests with old and new SDKs, libraries and Pythons; takes names of environments."""
    session.run("python", "scripts/matrix.py", *session.posargs)


@nox.session
def frameworks(session: nox.Session) -> None:
    """Runs the tests of what is built on the SDKs, and of servers of several processes."""
    _install(session, "frameworks")
    session.run(
        "pytest",
        "tests/frameworks",
        "tests/instrumentation/test_neighbours.py",
        "tests/instrumentation/test_others_spans.py",
    )
    session.run("pytest", "-m", "", "tests/prefork", "tests/benchmarks/scale/test_prefork.py")


@nox.session
def lint(session: nox.Session) -> None:
    """Checks format, lint, types, spelling and generated files."""
    session.run("make", "lint", external=True)


@nox.session
def docs(session: nox.Session) -> None:
    """Renews what is generated from the tables."""
    session.run("make", "docs", external=True)
