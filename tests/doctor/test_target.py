"""Which interpreter a command is run by, in which environment, and which server it starts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.doctor import target
from genai_triage.doctor.target import Target, TargetError, look_at

FOUND = {"python": "3.12.1", "executable": "/x/python", "versions": {"a": "1"}, "exporters": {"traces": ["otlp"]}}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The interpreters that were asked, with how; each answers, behind some noise."""
    found: list[Any] = []

    def run(words: list[str], **how: Any) -> Any:
        found.append((words[0], words[1:2], how))
        return SimpleNamespace(stdout=f"noise\n{json.dumps(FOUND)}\n\n")

    monkeypatch.setattr(subprocess, "run", run)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Programs of all kinds."""
    (tmp_path / "bin").mkdir()
    programs: dict[str, str | bytes] = {
        "python3.12": "",
        "python": "",
        "named": "#!/opt/python3.11 -u\n",
        "by_env": "#!/usr/bin/env python3.12\n",
        "shell": "#!/bin/sh\n",
        "binary": b"\x7fELF\xff\xfe\n",
        "bare_env": "#!/usr/bin/env\n",
    }
    for name, first in programs.items():
        file = tmp_path / name
        file.write_bytes(first if isinstance(first, bytes) else first.encode())
        file.chmod(0o755)
    (tmp_path / "bin" / "lonely").write_text("#!/bin/sh\n")
    (tmp_path / "bin" / "lonely").chmod(0o755)
    return tmp_path


def test_an_interpreter_is_asked_in_the_programs_environment_and_not_for_long(asked: list[Any], folder: Path) -> None:
    env = {"PATH": str(folder), "A": "b"}
    found = look_at(["python3.12", "app.py"], env)
    ((path, option, how),) = asked
    assert (path, option) == (str(folder / "python3.12"), ["-c"])
    assert how == {"env": env, "capture_output": True, "text": True, "timeout": 10.0, "check": True}
    assert (found.python, found.executable, found.versions) == ("3.12.1", "/x/python", {"a": "1"})
    assert (found.environ, found.command) == (env, ("python3.12", "app.py"))


def test_without_a_program_it_is_this_interpreter(asked: list[Any]) -> None:
    assert (look_at([], {}).command, look_at(["--"], {}).command) == ((), ())
    assert [one[0] for one in asked] == [sys.executable] * 2


@pytest.mark.parametrize(
    ("name", "interpreter"),
    [
        ("python3.12", "{}/python3.12"),
        ("named", "/opt/python3.11"),
        ("by_env", "{}/python3.12"),
        ("shell", "{}/python"),
        ("binary", "{}/python"),
        ("bare_env", "{}/python"),
    ],
)
def test_a_script_is_run_by_what_its_first_line_names_or_by_the_python_beside_it(
    name: str, interpreter: str, asked: list[Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(folder))
    look_at([str(folder / name)], {"PATH": str(folder)})
    assert asked[0][0] == interpreter.format(folder)


def test_what_python_does_not_start_is_told(asked: list[Any], folder: Path) -> None:
    path = folder / "bin" / "lonely"
    with pytest.raises(TargetError) as raised:
        look_at([str(path)], {"PATH": str(folder)})
    assert str(raised.value) == (
        f"{path} is not started by Python; name the interpreter, e.g. genai-triage doctor -- python app.py"
    )
    assert asked == []


def test_a_program_is_looked_for_on_its_own_path_then_beside_this_python(asked: list[Any], folder: Path) -> None:
    look_at(["python"], {"PATH": str(folder)})
    look_at([Path(sys.executable).name], {"PATH": "/none"})
    assert [one[0] for one in asked] == [str(folder / "python"), sys.executable]
    with pytest.raises(TargetError, match=r"^There is no program no-such\.$"):
        look_at(["no-such"], {"PATH": str(folder)})


@pytest.mark.parametrize(
    ("words", "command", "added"),
    [
        (["opentelemetry-instrument", "python", "a"], ("python", "a"), {}),
        (["/venv/bin/genai-triage", "run", "--", "python"], ("python",), {}),
        (["genai-triage", "audit", "--", "python"], ("python",), {}),
        (["env", "A=1", "B=x=y", "nice", "exec", "python"], ("python",), {"A": "1", "B": "x=y"}),
        (["A=1", "python", "C=3"], ("python", "C=3"), {"A": "1"}),
        (["python", "run", "--"], ("python", "run", "--"), {}),
    ],
)
def test_launchers_and_variables_before_a_program_are_read(
    words: list[str], command: tuple[str, ...], added: dict[str, str], asked: list[Any], folder: Path
) -> None:
    environ = {"PATH": str(folder), "A": "0"}
    found = look_at(words, environ)
    assert (found.command, found.environ) == (command, {**environ, **added})
    assert environ == {"PATH": str(folder), "A": "0"}


def _failing(error: Exception) -> Callable[..., Any]:
    def run(*_: Any, **__: Any) -> Any:
        raise error

    return run


@pytest.mark.parametrize(
    "run",
    [
        _failing(OSError(8, "Exec format error")),
        _failing(subprocess.TimeoutExpired("python", 10)),
        _failing(subprocess.CalledProcessError(1, "python")),
        lambda *_, **__: SimpleNamespace(stdout="no JSON\n"),
        lambda *_, **__: SimpleNamespace(stdout=""),
    ],
    ids=["no program", "too late", "an error", "no JSON", "nothing"],
)
def test_an_interpreter_that_does_not_answer_is_told(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(TargetError) as raised:
        look_at([], {})
    said = f"{sys.executable} does not answer as a Python would; name the program's own interpreter."
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("name", "is_python"),
    [
        *((name, True) for name in ("python", "python3", "python3.12", "python3.12.1", "python.exe", "python3.exe")),
        *((name, False) for name in ("pythonw", "python-config", "ipython", "python3.", "pypy")),
    ],
)
def test_a_python_is_known_by_its_name(name: str, is_python: bool) -> None:
    assert (target._PYTHON.match(name) is not None) is is_python


@pytest.mark.parametrize("server", ["gunicorn", "uvicorn", "celery", "hypercorn", "granian"])
def test_a_server_is_known_wherever_it_stands_in_the_command(server: str) -> None:
    assert Target("3", "x", {}, ("python", "-m", server, "app:app")).server == server
    assert Target("3", "x", {}, (f"/venv/bin/{server}", "app:app")).server == server
    assert Target("3", "x", {}, ("python", f"{server}.py")).server is None


def test_the_environment_is_not_shown() -> None:
    assert "s3cret" not in repr(Target("3", "x", {"KEY": "s3cret"}))
