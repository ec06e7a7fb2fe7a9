"""The environment that a program is started with, and what is said before it starts."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from genai_triage.exporters import named
from genai_triage.launch import mark, program

TERMINAL, EXPORT = f"terminal:{os.getpid()}", f"export:{os.getpid()}"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The exporters that are installed."""
    names = {"otlp_proto_grpc", "prometheus", "triage_console"}
    monkeypatch.setattr(named, "installed", lambda signal, name: name if name in names else None)
    return names


def of(environ: Mapping[str, str], console: str | None = None, file: str | None = None) -> dict[str, str]:
    return program.environment(environ, console=console, file=file)[0]


@pytest.mark.parametrize(
    ("environ", "how", "console"),
    [
        ({}, TERMINAL, "1"),
        ({"GENAI_TRIAGE_CONSOLE": "json"}, TERMINAL, "json"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4317"}, EXPORT, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4317", "GENAI_TRIAGE_CONSOLE": "1"}, EXPORT, "1"),
        ({"OTEL_METRICS_EXPORTER": "prometheus"}, EXPORT, None),
        (
            dict.fromkeys(("OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"), "triage_console"),
            TERMINAL,
            "1",
        ),
        (dict.fromkeys(("OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"), "none"), TERMINAL, "1"),
    ],
)
def test_failures_are_shown_where_nothing_is_exported(
    installed: set[str], environ: dict[str, str], how: str, console: str | None
) -> None:
    env = of(environ)
    assert (env[mark.RUN], env.get("GENAI_TRIAGE_CONSOLE")) == (how, console)


def test_whoever_asks_for_them_is_shown_them_whatever_is_exported(installed: set[str]) -> None:
    env = of({"OTEL_METRICS_EXPORTER": "prometheus", "GENAI_TRIAGE_CONSOLE": "0"}, console="json")
    assert (env[mark.RUN], env["GENAI_TRIAGE_CONSOLE"]) == (EXPORT, "json")
    assert of({}, console="json")["GENAI_TRIAGE_CONSOLE"] == "json"


def test_a_file_is_named_by_its_whole_path(
    installed: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert of({}, file="log")["GENAI_TRIAGE_CONSOLE_FILE"] == str(tmp_path / "log")
    assert "GENAI_TRIAGE_CONSOLE_FILE" not in of({})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, [program.SITE]),
        ("", [program.SITE]),
        (os.pathsep.join(["/a", "", "/b"]), [program.SITE, "/a", "/b"]),
        (os.pathsep.join(["/a", program.SITE]), [program.SITE, "/a"]),
    ],
)
def test_our_folder_stands_first_on_the_path_and_once(
    installed: set[str], before: str | None, after: list[str]
) -> None:
    environ = {} if before is None else {"PYTHONPATH": before}
    assert of(environ)["PYTHONPATH"].split(os.pathsep) == after
    assert environ == ({} if before is None else {"PYTHONPATH": before})


def test_an_exporter_that_is_not_installed_is_left_out_and_failures_are_shown(installed: set[str]) -> None:
    env, said = program.environment(
        {
            "OTEL_TRACES_EXPORTER": "otlp,zipkin_json",
            "OTEL_METRICS_EXPORTER": "zipkin_json",
            "OTEL_LOGS_EXPORTER": "otlp",
        },
        console=None,
        file=None,
    )
    assert [env[named.variable(signal)] for signal in named.SIGNALS] == ["otlp", "none", "otlp"]
    assert (env[mark.RUN], env["GENAI_TRIAGE_CONSOLE"]) == (EXPORT, "1")
    assert [sentence.partition(",")[0] for sentence in said] == ["opentelemetry-exporter-zipkin-json is not installed"]


def test_where_none_of_them_is_installed_nothing_is_set_up(installed: set[str]) -> None:
    installed.clear()
    env, said = program.environment({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, console=None, file=None)
    assert (env[mark.RUN], env["GENAI_TRIAGE_CONSOLE"], len(said)) == (TERMINAL, "1", 1)


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (["python", "-I", "app.py"], "-I"),
        (["/usr/bin/python3.12", "-u", "-sE", "app.py"], "-sE"),
        (["python3", "-S", "-c", "1"], "-S"),
        (["python", "-u", "app.py", "-I"], None),
        (["python", "-m", "app", "-E"], None),
        (["python"], None),
        (["gunicorn", "-I"], None),
    ],
)
def test_an_option_that_keeps_python_from_being_observed_is_told(command: list[str], option: str | None) -> None:
    said = f"Python's option {option} keeps it from loading anything before the program, so it is not observed. "
    assert program.blind(command) == ([] if option is None else [f"{said}Leave it out."])


@pytest.mark.parametrize(
    ("text", "how", "first"),
    [
        ("terminal:12", "terminal", 12),
        ("export:7", "export", 7),
        ("export:x", "export", None),
        ("other:12", None, 12),
        ("", None, None),
    ],
)
def test_a_program_knows_how_it_was_started_and_which_its_first_process_is(
    text: str, how: str | None, first: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mark.RUN, text)
    assert (mark.how_started(), mark.first_process()) == (how, first)


class _Executed(Exception):
    pass


def _executing(monkeypatch: pytest.MonkeyPatch, error: OSError | None = None) -> list[Any]:
    started: list[Any] = []

    def execve(path: str, command: list[str], env: dict[str, str]) -> None:
        started.append((path, command, env))
        raise error or _Executed

    monkeypatch.setattr(os, "execve", execve)
    return started


def test_a_program_is_found_on_its_own_path_and_beside_this_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "app"
    file.touch(0o755)
    started = _executing(monkeypatch)
    env = {"PATH": str(tmp_path), "A": "b"}
    with pytest.raises(_Executed):
        program.take_place(["app", "-x"], env)
    python = Path(sys.executable)
    with pytest.raises(_Executed):
        program.take_place([python.name], env)
    assert started == [(str(file), ["app", "-x"], env), (str(python), [python.name], env)]


@pytest.mark.parametrize(
    ("code", "suffix", "said"),
    [
        (errno.ENOEXEC, ".py", "does not say by a first line (#!) what runs it; type: genai-triage run -- python {}"),
        (errno.ENOEXEC, "", "does not say by a first line (#!) what runs it; name the program that runs it."),
        (errno.EACCES, "", "cannot be started: Permission denied."),
    ],
)
def test_what_cannot_be_started_is_one_sentence_and_126(
    code: int, suffix: str, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / f"app{suffix}"
    file.touch(0o755)
    _executing(monkeypatch, OSError(code, os.strerror(code)))
    with pytest.raises(program.LaunchError) as raised:
        program.take_place([str(file)], {})
    assert (str(raised.value), raised.value.status) == (f"{file} {said.format(file)}", 126)


@pytest.mark.parametrize(
    ("make", "said", "status"),
    [
        ("file.py", "{} is not a program; type: genai-triage run -- python {}", 126),
        ("file", "{} is not a program; name the program that runs it.", 126),
        ("folder/", "{} is a folder, not a program.", 126),
        ("", "There is no program {}.", 127),
    ],
)
def test_what_is_no_program_is_one_sentence(make: str, said: str, status: int, tmp_path: Path) -> None:
    path = tmp_path / (make or "none").rstrip("/")
    if make.endswith("/"):
        path.mkdir()
    elif make:
        path.touch(0o644)
    with pytest.raises(program.LaunchError) as raised:
        program.take_place([str(path)], {})
    assert (str(raised.value), raised.value.status) == (said.format(path, path), status)
