"""What is typed reaches what does the work: names, defaults and exit statuses of every option."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage import cli, simulator
from genai_triage.cli import explain, simulate
from genai_triage.cli.arguments import CommandError, not_negative, port, program_of
from genai_triage.doctor import examination
from genai_triage.doctor.model import Check, report
from genai_triage.launch import program
from genai_triage.simulator import hints

DRILL: dict[str, Any] = {
    "failure": None,
    "list": False,
    "provider": None,
    "json": False,
    "patience": None,
    "prometheus": None,
    "alertmanager": None,
    "webhook_port": None,
    "group_label": None,
    "names": "UnderscoreEscapingWithSuffixes",
    "language": "en",
    "app": False,
    "port": 8080,
    "service": "",
    "metrics_url": None,
    "metrics_host": "127.0.0.1",
    "metrics_port": 9464,
    "otlp": "",
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "simulate": {
        "host": "127.0.0.1",
        "port": 8080,
        "grpc_port": None,
        "latency": 1.0,
        "stall": 60.0,
        "token_life": 1800.0,
        "seed": 0,
        "schedule": [],
        "list": False,
        "json": False,
    },
    "drill": DRILL,
    "run": {"console": False, "json": False, "file": None, "program": []},
    "audit": {"json": False, "program": []},
    "doctor": {"json": False, "prometheus": None, "alertmanager": None, "program": []},
    "explain": {"what": [], "provider": None, "language": None, "json": False},
}


@pytest.mark.parametrize("command", DEFAULTS)
def test_what_is_not_said_has_its_default(command: str) -> None:
    found = vars(cli.parser([command]).parse_args([command]))
    assert {name: value for name, value in found.items() if name in DEFAULTS[command]} == DEFAULTS[command]
    assert set(found) - set(DEFAULTS[command]) <= {"run", "command"}


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("65535", 65535), ("8080", 8080)])
def test_a_port_is_a_number_from_0_to_65535(text: str, number: int) -> None:
    assert port(text) == number


@pytest.mark.parametrize("text", ["-1", "65536", "http", "1.5", ""])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError) as raised:
        port(text)
    assert str(raised.value) == f"{text!r} is not a port between 0 and 65535"


@pytest.mark.parametrize(("text", "number"), [("0", 0.0), ("2.5", 2.5)])
def test_a_duration_is_a_number_from_0_up(text: str, number: float) -> None:
    assert not_negative(text) == number


@pytest.mark.parametrize("text", ["-0.1", "inf", "nan", "long"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError) as raised:
        not_negative(text)
    assert str(raised.value) == f"{text!r} is not a number from 0 up"


@pytest.mark.parametrize(
    ("words", "found"), [(["--", "a", "--"], ["a", "--"]), (["a", "-b"], ["a", "-b"]), ([], []), (["--"], [])]
)
def test_the_dashes_before_a_program_are_not_a_part_of_it(words: list[str], found: list[str]) -> None:
    assert program_of(argparse.Namespace(program=words)) == found


class _Simulator:
    """Notes what it is made with."""

    made: dict[str, Any]
    added: list[str]

    def __init__(self, **settings: Any) -> None:
        type(self).made, type(self).added = settings, []

    def add(self, schedule: str) -> None:
        self.added.append(schedule)

    def __enter__(self) -> _Simulator:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@contextmanager
def _at_once() -> Iterator[Any]:
    yield SimpleNamespace(wait=lambda: None)


def test_the_simulator_is_made_as_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(simulator, "Simulator", _Simulator)
    monkeypatch.setattr(simulator, "Schedule", SimpleNamespace(parse=lambda text: f"parsed {text}"))
    monkeypatch.setattr(hints, "directions", lambda made: "Directions.")
    monkeypatch.setattr(simulate, "_end_asked_for", _at_once)
    said = ["--host", "::1", "--port", "1", "--grpc-port", "2", "--latency", "3", "--stall", "4", "--token-life", "5"]
    assert cli.main(["simulate", *said, "--seed", "6", "--schedule", "a", "--schedule", "b"]) == 0
    assert _Simulator.made == {
        "host": "::1",
        "port": 1,
        "latency": 3.0,
        "stall": 4.0,
        "token_life": 5.0,
        "seed": 6,
        "grpc_port": 2,
    }
    assert _Simulator.added == ["parsed a", "parsed b"]
    assert capsys.readouterr().out == "Directions.\nStop with Ctrl-C.\n"


@pytest.mark.parametrize(
    ("words", "console", "file"),
    [
        ([], None, None),
        (["--console"], "1", None),
        (["--json"], "json", None),
        (["--json", "--console"], "json", None),
        (["--file", "{}/log"], "1", "{}/log"),
        (["--file", "{}/log", "--json"], "json", "{}/log"),
    ],
)
def test_a_program_is_run_as_it_is_asked_for(
    words: list[str],
    console: str | None,
    file: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: list[Any] = []

    def environment(environ: Any, **how: Any) -> tuple[dict[str, str], list[str]]:
        asked.append((environ is os.environ, how))
        return {"ENV": "1"}, ["One is missing."]

    def take_place(command: list[str], env: dict[str, str]) -> None:
        raise program.LaunchError(f"{command} {env}", 127)

    monkeypatch.setattr(program, "environment", environment)
    monkeypatch.setattr(program, "take_place", take_place)
    assert cli.main(["run", *(word.format(tmp_path) for word in words), "--", "python", "-I", "app.py"]) == 127
    assert asked == [(True, {"console": console, "file": file and file.format(tmp_path)})]
    first, second, third = capsys.readouterr().err.splitlines()
    assert first == "genai-triage: One is missing."
    assert second.startswith("genai-triage: Python's option -I keeps it from loading anything")
    assert third == "genai-triage: ['python', '-I', 'app.py'] {'ENV': '1'}"


def test_a_file_that_cannot_be_written_is_told_before_the_program_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none" / "log"
    assert cli.main(["run", "--file", str(path), "--", "python"]) == 2
    assert capsys.readouterr().err == f"genai-triage: {path} cannot be written: No such file or directory.\n"


@pytest.mark.parametrize("command", ["run", "audit"])
def test_a_program_must_be_named(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([command]) == 2
    assert capsys.readouterr().err.startswith("genai-triage: ")


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the doctor is asked to look at; something must be mended."""
    asked: list[Any] = []

    def examine(words: list[str], environ: Any, **where: Any) -> Any:
        asked.append((words, environ is os.environ, where))
        return report([Check("installed", "x", "fail", "word " * 40)])

    monkeypatch.setattr(examination, "examine", examine)
    return asked


def test_the_doctor_looks_where_it_is_asked_to(examined: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    servers = ["--prometheus", "http://p:1", "--alertmanager", "https://a:2"]
    assert cli.main(["doctor", *servers, "--json", "--", "python", "app.py"]) == 1
    where = {"prometheus": "http://p:1", "alertmanager": "https://a:2"}
    assert examined == [(["python", "app.py"], True, where)]
    assert capsys.readouterr().out.startswith('{\n  "status": 1,')


@pytest.mark.parametrize(("columns", "widest"), [("60", 60), ("300", 120)])
@pytest.mark.parametrize(
    ("is_terminal", "no_color", "coloured"), [(True, "", True), (True, "1", False), (False, "", False)]
)
def test_the_doctor_s_report_is_as_wide_as_the_terminal_and_coloured_on_one(
    examined: list[Any],
    columns: str,
    widest: int,
    is_terminal: bool,
    no_color: str,
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    cli.main(["doctor"])
    text = capsys.readouterr().out
    assert ("\x1b[31m" in text) is coloured
    longest = max(len(line.replace("\x1b[31m", "").replace("\x1b[0m", "")) for line in text.splitlines())
    assert widest - len("word ") < longest <= widest


@pytest.mark.parametrize("url", ["prometheus:9090", "ftp://p", "http://", ""])
def test_what_is_no_address_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--prometheus", url]) == 2
    said = "genai-triage: argument --prometheus: it is not an http or https URL\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("word", "is_file"),
    [
        *((f"none{end}", True) for end in (".log", ".txt", ".json", ".jsonl", ".ndjson", ".html", ".htm", ".LOG")),
        *((f"none{end}", True) for end in (".out", ".err", ".gz", ".md")),
        *((word, True) for word in ("/none", "./none", "../none", "~/none")),
        *((word, False) for word in ("none", "gemini.internal", "-", '{"a": 1}.json', "https://x/a.json", "a b.log")),
        ("a\nb.log", False),
    ],
)
def test_a_word_is_a_file_by_its_form(word: str, is_file: bool) -> None:
    assert explain._path([word]) == (Path(word) if is_file else None)
    assert explain._path([word, word]) is None


def test_a_file_that_is_there_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    file = tmp_path / "no form"
    file.touch()
    assert explain._path([str(file)]) == file


@pytest.mark.parametrize(
    ("chosen", "variable", "language"),
    [(None, "", "en"), (None, "ru", "ru"), ("pt", "ru", "pt"), ("en", "ru", "en")],
)
def test_the_language_is_the_chosen_one_or_the_environment_s(
    chosen: str | None, variable: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENAI_TRIAGE_LANGUAGE", variable)
    assert explain._language(chosen) == language


def test_a_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(CommandError) as raised:
        explain._language("xx")
    assert str(raised.value) == "--language must be one of en, ru, pt."
