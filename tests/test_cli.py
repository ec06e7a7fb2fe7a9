"""The command as a tool among others in a shell."""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import genai_triage
from genai_triage.cli import _COMMANDS, main, parser

_SOURCES = Path(genai_triage.__file__).parents[1]
_COMMAND = [sys.executable, "-m", "genai_triage.cli"]


@pytest.mark.parametrize("words", [["simulate", "--list"], ["drill", "--list"], ["export", "everything"]], ids=" ".join)
def test_it_ends_quietly_when_nobody_reads_its_output_any_more(words: list[str], tmp_path: Path) -> None:
    with subprocess.Popen([*_COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdout is not None
        process.stdout.close()  # before the first line, as `head -0` would
        assert process.stderr is not None
        complaint = process.stderr.read().decode()

    assert (process.returncode, complaint) == (141, "")


@pytest.mark.parametrize("command", list(_COMMANDS))
def test_the_help_of_a_command_has_examples(command: str) -> None:
    done = subprocess.run([*_COMMAND, command, "--help"], capture_output=True, text=True, check=True)

    assert f"\nexamples:\n  genai-triage {command}" in done.stdout


def test_the_help_lists_the_commands_and_has_examples() -> None:
    text = subprocess.run([*_COMMAND, "--help"], capture_output=True, text=True, check=True).stdout
    commands, examples = text.partition("\ncommands:\n")[2].split("\nexamples:\n")

    assert re.findall(r"^    ([a-z]+)  ", commands, re.M) == list(_COMMANDS)
    assert [shlex.split(line)[1] for line in examples.splitlines()[:4]] == ["run", "explain", "doctor", "export"]
    assert all(parser().parse_args(shlex.split(line)[1:]).run for line in examples.splitlines()[:4])


@pytest.mark.parametrize("command", list(_COMMANDS))
def test_an_example_can_be_typed(command: str) -> None:
    for line in re.findall(rf"genai-triage {command} .*$", command_parser(command).epilog or "", re.M):
        assert parser().parse_args(shlex.split(line.partition(" |")[0].rstrip(')"'))[1:]).run


def command_parser(name: str) -> argparse.ArgumentParser:
    """The parser of a subcommand."""
    (commands,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    found: argparse.ArgumentParser = commands.choices[name]
    return found


@pytest.mark.parametrize(
    "words",
    [
        ["simulate", "--list"],
        ["simulate", "--list", "--json"],
        ["drill", "--list"],
        ["drill", "--list", "--json"],
        ["drill", "--list", "--provider", "gigachat"],
    ],
    ids=" ".join,
)
def test_a_list_needs_no_extra_no_sdk_and_no_opentelemetry(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    bare = [sys.executable, "-S", "-m", "genai_triage.cli"]  # -S: no installed package is there
    done = subprocess.run([*bare, *words], capture_output=True, text=True, env={"PYTHONPATH": str(_SOURCES)})

    assert (main(words), done.returncode, done.stderr) == (0, 0, "")
    assert done.stdout == capsys.readouterr().out
    assert "gemini" in done.stdout or "gigachat" in done.stdout


def test_without_a_command_it_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main([]), capsys.readouterr()) == (
        2,
        ("", f"genai-triage: Name a command: {', '.join(_COMMANDS)}; genai-triage --help says what each does.\n"),
    )


_OF_EXTRAS = ("yaml", "markdown_it", "starlette", "uvicorn", "trustme", "websockets", "grpc", "argcomplete")
_BARE = (
    f"import sys; sys.modules.update(dict.fromkeys({_OF_EXTRAS})); from genai_triage.cli import main; sys.exit(main())"
)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["doctor", "--", "no-such-program"], 2),
        (["run", "--", "no-such-program"], 127),
        (["explain", "429"], 0),
        (["simulate", "--list"], 0),
        (["drill", "--list"], 0),
        (["export", "--help"], 0),
    ],
    ids=lambda words: words[0] if isinstance(words, list) else "",
)
def test_what_needs_no_extra_runs_without_any(words: list[str], status: int) -> None:
    done = subprocess.run([sys.executable, "-c", _BARE, *words], capture_output=True, text=True)
    assert ("Traceback" in done.stderr, done.returncode) == (False, status)


def test_a_mistyped_failure_is_told_before_an_extra_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "genai_triage.monitoring.drill.command", None)

    assert (main(["drill", "nope"]), main(["drill", "quota"])) == (2, 2)
    mistyped, missing = capsys.readouterr().err.splitlines()
    assert mistyped.startswith("genai-triage: There is no class or cause 'nope'; classes are auth, ")
    assert missing.endswith('is not installed; type: pip install "genai-triage[drill]"')
