"""Lines on a terminal: none is cut by its edge, and a row goes on below its own text."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from genai_triage.cli import _COMMANDS
from genai_triage.cli.terminal import tell, wrapped
from genai_triage.explain.render import Writer
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.texts import LANGUAGES
from genai_triage.wrapping import sentence
from tests.explain.forms import over_quota, read
from tests.support.terminal import on_terminal

COLUMNS = 80
_COMMAND = [sys.executable, "-m", "genai_triage.cli"]
_ENV = {name: value for name, value in os.environ.items() if name != "COLUMNS" and not name.startswith("OTEL_")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_with_a_space_to_break_at_is_wider_than_the_terminal(language: str) -> None:
    text = Writer(language).report(read(over_quota()))
    lines = wrapped(text, COLUMNS).split("\n")
    assert max(map(len, text.split("\n"))) > COLUMNS
    assert [line for line in lines if len(line) > COLUMNS and " " in line.strip()] == []
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())


def test_a_row_goes_on_below_its_own_text() -> None:
    row = "  how sure  likely: one two three four five six"
    assert wrapped(row, 40) == "  how sure  likely: one two three four\n            five six"


def test_an_address_stays_whole() -> None:
    assert wrapped(f"  see  https://{'a' * 60}", 40) == f"  see  https://{'a' * 60}"


def test_a_line_that_fits_and_a_terminal_that_is_too_narrow_change_nothing() -> None:
    assert wrapped("a  b" * 10, 40) == "a  b" * 10
    assert wrapped("one two " * 10, 20) == "one two " * 10


@pytest.mark.parametrize("is_terminal", [True, False])
def test_explain_wraps_on_a_terminal_and_not_in_a_pipe(is_terminal: bool) -> None:
    command = [*_COMMAND, "explain", "gemini.requests_per_day"]
    if not is_terminal:
        text = subprocess.run(command, env=_ENV, capture_output=True, text=True, check=True).stdout
        assert any(len(line) > COLUMNS for line in text.splitlines())
        return
    status, text = on_terminal(command, COLUMNS, _ENV)
    assert status == 0
    assert [line for line in text.splitlines() if len(line) > COLUMNS] == []
    assert "gemini.requests_per_day" in text


@pytest.mark.parametrize("command", [None, *_COMMANDS])
def test_no_line_of_a_help_is_wider_than_the_terminal(command: str | None) -> None:
    status, text = on_terminal([*_COMMAND, *([command] if command else []), "--help"], COLUMNS, _ENV)

    assert status == 0
    assert [line for line in text.splitlines() if len(line) > COLUMNS] == []
    assert "\nexamples:\n  genai-triage " in text


@pytest.mark.parametrize("command", _COMMANDS)
def test_an_example_stands_on_one_line_of_eighty_columns(command: str) -> None:
    epilog = subprocess.run([*_COMMAND, command, "--help"], env=_ENV, capture_output=True, text=True, check=True).stdout
    examples = epilog.partition("examples:\n")[2].partition("\n\n")[0].splitlines()

    assert [line for line in examples if len(line) > COLUMNS or "genai-triage" not in line] == []


def test_a_sentence_is_wrapped_and_the_command_that_it_ends_with_is_not() -> None:
    words = "one two three four five six seven; type: pip install opentelemetry-exporter-otlp-proto-grpc"

    assert sentence(words, 40, first="  -> ", others="     ") == (
        "  -> one two three four five six seven;\n     type:\n     pip install opentelemetry-exporter-otlp-proto-grpc"
    )
    assert sentence("Short; type: unset X", 40) == "Short; type: unset X"


def test_what_is_wrong_with_a_command_is_wrapped_on_a_terminal() -> None:
    assert on_terminal([*_COMMAND], COLUMNS, _ENV) == (
        2,
        "genai-triage: Name a command: run, doctor, explain, simulate, drill, audit,\n"
        "    export, completion; genai-triage --help says what each does.\n",
    )


def test_a_command_to_type_stands_whole_on_its_own_line() -> None:
    env = {**_ENV, "OTEL_METRICS_EXPORTER": "zipkin_json", "OTEL_TRACES_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}
    status, text = on_terminal([*_COMMAND, "run", "--", "true"], COLUMNS, env)

    assert (status, text) == (
        0,
        "genai-triage: opentelemetry-exporter-zipkin-json is not installed, so metrics\n"
        "    are not exported and failures are shown here. To export, type:\n"
        "    pip install opentelemetry-exporter-zipkin-json\n",
    )


@pytest.mark.parametrize(
    "words", [["simulate", "--list"], ["drill", "--list"], ["drill", "--list", "--provider", "gigachat"]]
)
def test_a_list_fits_the_terminal(words: list[str]) -> None:
    status, text = on_terminal([*_COMMAND, *words], COLUMNS, _ENV)

    assert (status, max(map(len, text.splitlines())) <= COLUMNS) == (0, True)


def test_what_cannot_be_simulated_stands_last_with_the_reason_once() -> None:
    text = subprocess.run([*_COMMAND, "simulate", "--list"], capture_output=True, text=True, check=True).stdout
    possible, *impossible = text.split("\n\n")
    reason = "It happens in the client before any request is sent, so no server can bring it\nabout.\n"

    assert possible.startswith("gemini.")
    assert "no server" not in possible
    assert impossible[0].startswith(reason)
    assert sorted(CAUSES) == sorted(
        [
            *re.findall(r"^(\S+)$", possible, re.M),
            *(name for part in impossible for name in re.findall(r"[a-z]+\.\w+", part)),
        ]
    )


@pytest.mark.parametrize(("given", "columns"), [("60", 60), ("0", 80), ("wide", 80), ("", 80)])
def test_a_sentence_is_as_wide_as_columns_say_or_as_the_terminal(
    given: str, columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", given)
    monkeypatch.setattr("genai_triage.cli.terminal.os.get_terminal_size", lambda descriptor: os.terminal_size((80, 24)))
    monkeypatch.setattr(sys.stderr, "fileno", lambda: 2)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    tell("word " * 60)
    first = capsys.readouterr().err.splitlines()[0]
    assert columns - len("word ") < len(first) <= columns
