"""What is typed reaches what does the work: names, defaults and exit statuses of every option."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage import cli, simulator
from genai_triage.audit import command as audit_command
from genai_triage.audit.report import Report
from genai_triage.cli import completers, explain, simulate
from genai_triage.cli.arguments import CommandError, not_negative, port, program_of
from genai_triage.doctor import examination
from genai_triage.doctor.model import Check, report
from genai_triage.launch import program
from genai_triage.monitoring import export as monitoring_export
from genai_triage.monitoring.alerts import THRESHOLDS, severities
from genai_triage.monitoring.drill import command as drill_command
from genai_triage.monitoring.drill import plan
from genai_triage.simulator import hints
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import FailureClass
from genai_triage.taxonomy.texts import LANGUAGES

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


def _raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


AUDITED = Report(3, 1, 0, {"traces": 0, "metrics": 0, "logs": 0}, (), ())


def test_an_audit_is_of_the_program_and_ends_with_what_it_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Any] = []

    def audit(words: list[str]) -> Report:
        asked.append(words)
        return AUDITED

    monkeypatch.setattr(audit_command, "audit", audit)
    assert (cli.main(["audit", "--", "python", "-u"]), cli.main(["audit", "--json", "app"])) == (2, 2)
    assert asked == [["python", "-u"], ["app"]]
    table, _, document = capsys.readouterr().out.rpartition("\n{")
    assert table.startswith("\ngenai-triage audit\nprogram     ended with status 3\n")
    assert json.loads("{" + document)["program_status"] == 3


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (audit_command.AuditError("There is no program x."), "There is no program x."),
        (OSError(28, "No space left on device"), "The audit cannot run: No space left on device."),
    ],
)
def test_what_keeps_an_audit_from_being_made_is_one_sentence(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit_command, "audit", _raising(error))
    assert (cli.main(["audit", "--", "app"]), capsys.readouterr()) == (2, ("", f"genai-triage: {said}\n"))


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (None, 4, ""),
        (plan.DrillError("It cannot be held."), 2, "genai-triage: It cannot be held.\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_a_drill_ends_as_it_went(
    error: BaseException | None,
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(drill_command, "run", _raising(error) if error else lambda options: 4)
    assert (cli.main(["drill", "quota"]), capsys.readouterr()) == (status, ("", said))


@pytest.mark.parametrize(("words", "provider"), [([], "gemini"), (["--provider", "gigachat"], "gigachat")])
def test_what_can_be_drilled_is_listed_of_one_provider(
    words: list[str], provider: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plan, "rows_of", lambda asked, rules: [asked])
    monkeypatch.setattr(plan, "listing", lambda asked, rules: f"The list of {asked}.")
    assert cli.main(["drill", "--list", *words]) == cli.main(["drill", "--list", "--json", *words]) == 0
    assert capsys.readouterr().out == f'The list of {provider}.\n[\n  "{provider}"\n]\n'


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (monitoring_export.ExportError("It is a file."), "It is a file."),
        (
            ModuleNotFoundError("no", name="yaml"),
            'yaml is not installed; type: pip install "genai-triage[monitoring]"',
        ),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(monitoring_export, "run", _raising(error))
    assert (cli.main(["export", "x"]), capsys.readouterr()) == (2, ("", f"genai-triage: {said}\n"))
    monkeypatch.setattr(monitoring_export, "run", lambda options: 3)
    assert cli.main(["export", "x"]) == 3


def test_an_option_is_completed_by_what_it_takes() -> None:
    prefixes = {"thresholds": [f"{name}=" for name in THRESHOLDS], "waits": [f"{name}=" for name in severities()]}
    assert {name: list(_completer("export", name)()) for name in prefixes} == prefixes
    assert list(_completer("explain", "language")()) == list(LANGUAGES)
    assert _completer("explain", "what") is completers.names_and_files
    assert list(_completer("simulate", "schedule")()) == list(CAUSES)


def _completer(command: str, option: str) -> Any:
    (commands,) = (one for one in cli.parser([command])._actions if isinstance(one, argparse._SubParsersAction))
    (action,) = (action for action in commands.choices[command]._actions if action.dest == option)
    return vars(action)["completer"]


def test_causes_are_offered_once_something_was_typed_and_alerts_once_it_begins_as_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    classes, causes = list(FailureClass), list(CAUSES)
    assert [completers.failures(), completers.failures("g")] == [classes, [*classes, *causes]]
    assert list(completers.names_and_files("LL")) == [*classes, *causes]
    assert list(completers.names_and_files("LLM")) == [*classes, *causes, *severities()]


def test_a_missing_package_is_named_with_the_extra_that_has_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in ("genai_triage.audit.command", "argcomplete.shell_integration"):
        monkeypatch.setitem(sys.modules, module, None)
    assert (cli.main(["audit"]), cli.main(["completion", "bash"])) == (2, 2)
    assert [line.partition("; type: ")[2] for line in capsys.readouterr().err.splitlines()] == [
        'pip install "genai-triage[drill]"',
        'pip install "genai-triage[completion]"',
    ]


class _Stdin(io.BytesIO):
    """Standard input, of a terminal or not."""

    def __init__(self, pasted: bytes, *, is_terminal: bool) -> None:
        super().__init__(pasted)
        self.buffer = self
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize("words", [[], ["-"]], ids=["nothing", "a dash"])
@pytest.mark.parametrize(
    ("is_terminal", "said"),
    [(True, "Вставьте текст сбоя и нажмите Ctrl-D.\n"), (False, "")],
    ids=["a terminal", "a pipe"],
)
def test_who_types_at_a_terminal_is_told_how_to_end(
    words: list[str],
    is_terminal: bool,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(b"gigachat.blacklist: HTTP 402 gigachat", is_terminal=is_terminal))
    assert cli.main(["explain", "--language", "ru", *words]) == 0
    out, err = capsys.readouterr()
    assert (err, "gigachat.payment_required" in out) == (said, True)


@pytest.mark.parametrize(
    ("name", "asked"),
    [("quota", "quota"), ("LLMRateLimited", "alert"), ("gemini.requests_per_day", "finding"), ("SAFETY", "finding")],
)
@pytest.mark.parametrize("is_json", [False, True])
def test_a_name_is_explained_in_the_language_and_for_the_provider_and_is_known(
    name: str, asked: str, is_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["explain", "--language", "pt", "--provider", "gemini", *(["--json"] if is_json else []), name]
    assert cli.main(words) == 0
    out = capsys.readouterr().out
    assert "gigachat." not in out
    assert ("responsável" in out) is not is_json
    if is_json:
        found = json.loads(out)
        fixes = [one["fix"] for one in found.get("causes") or found["failures"]]
        ids = [one["cause"] for one in found.get("causes") or found["failures"]]
        assert fixes == [CAUSES[cause].fix_in("pt") for cause in ids]


def test_a_text_is_explained_in_the_language_and_for_the_provider(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["explain", "--language", "pt", "--provider", "gigachat", "HTTP", "402"]
    fix = CAUSES["gigachat.payment_required"].fix_in("pt")
    assert (cli.main(words), cli.main([*words, "--json"])) == (0, 0)
    text, _, document = capsys.readouterr().out.partition("\n{\n")
    assert f"  o que fazer  {fix}"[:30] in text.replace("o que fazer       ", "o que fazer  ")
    assert json.loads("{\n" + document)["failures"][0]["fix"] == fix


def test_of_several_near_names_all_are_told_and_what_looks_like_a_key_is_not_repeated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert (cli.main(["explain", "gemini.key_invalidd"]), cli.main(["explain", f"gemini.{'x' * 90}"])) == (2, 2)
    near, key = capsys.readouterr().err.splitlines()
    assert near.startswith(
        "genai-triage: gemini.key_invalidd is no cause, class, alert or code; did you mean gemini.key_"
    )
    assert near.count(" or ") == 3
    assert key == "genai-triage: […] is no cause, class, alert or code; docs/taxonomy.md lists them all."


def test_letters_that_no_encoding_has_are_read_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "gigachat HTTP 402 \udcff"]) == 0
    assert "gigachat.payment_required" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["a\0b", "x" * 5000])
def test_a_text_that_cannot_be_the_name_of_a_file_is_a_text(word: str) -> None:
    assert explain._path([word]) is None


def test_a_command_ends_with_its_own_status_and_all_of_its_output_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(sys, "argv", ["genai-triage", "run", "--", "app"])
    monkeypatch.setattr(sys.stdout, "flush", lambda: flushed.append(1))
    monkeypatch.setattr("genai_triage.cli.run._run", lambda options: 9)
    assert (cli.main(), flushed) == (9, [1])
    assert cli.main([]) == 2


def test_where_the_sdk_is_off_this_is_said_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    monkeypatch.setattr(program, "environment", lambda environ, **how: ({}, ["One is missing."]))
    monkeypatch.setattr(program, "take_place", _raising(program.LaunchError("No.", 126)))
    assert cli.main(["run", "--", "python", "-I"]) == 126
    off, no = capsys.readouterr().err.splitlines()
    assert off == "genai-triage: OTEL_SDK_DISABLED is set, so nothing is observed. Type: unset OTEL_SDK_DISABLED"
    assert no == "genai-triage: No."


def test_what_a_file_had_is_kept_until_the_program_appends_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "log"
    file.write_text("before\n")
    monkeypatch.setattr(program, "take_place", _raising(program.LaunchError("No.", 126)))
    assert cli.main(["run", "--file", str(file), "--", "app"]) == 126
    assert file.read_text() == "before\n"


def test_whoever_cannot_be_examined_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from genai_triage.doctor.target import TargetError

    monkeypatch.setattr(examination, "examine", _raising(TargetError("There is no program x.")))
    assert (cli.main(["doctor", "--", "x"]), capsys.readouterr().err) == (2, "genai-triage: There is no program x.\n")
