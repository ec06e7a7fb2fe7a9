"""Tab: what the shell is told the line can go on with, by argcomplete's own protocol."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import genai_triage
from genai_triage.cli import main
from genai_triage.monitoring.alerts import THRESHOLDS, severities
from genai_triage.monitoring.options import FORMATS
from genai_triage.taxonomy import CAUSES, FailureClass
from genai_triage.taxonomy.texts import LANGUAGES
from tests.support.programs import needs

_PROGRAM = str(Path(sys.executable).with_name("genai-triage"))


def pressed(line: str, folder: Path, **variables: str) -> tuple[list[str], str]:
    """What a shell is told when Tab is pressed after this line, and what the process printed on stderr."""
    told = folder / "told"
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SHELL": "bash",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(told),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "COMP_TYPE": "9",
    }
    done = subprocess.run(
        [_PROGRAM], env={**os.environ, **asked, **variables}, cwd=folder, capture_output=True, text=True, check=True
    )
    return [word.strip() for word in told.read_text().split("\n")], done.stderr


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("genai-triage dr", ["drill"]),
        ("genai-triage completion ", ["-h", "--help", "bash", "zsh", "fish"]),
        ("genai-triage run --j", ["--json"]),
        ("genai-triage drill quo", ["quota"]),
        ("genai-triage drill gemini.requests_per_d", ["gemini.requests_per_day"]),
        ("genai-triage explain --language ", list(LANGUAGES)),
        ("genai-triage explain --provider ", ["gemini", "gigachat"]),
        ("genai-triage explain auth", ["auth"]),
        ("genai-triage explain LLMQuotaE", ["LLMQuotaExhausted"]),
        ("genai-triage explain ap", ["app.log"]),
        ("genai-triage simulate --schedule gemini.", [name for name in CAUSES if name.startswith("gemini.")]),
        ("genai-triage export --format ", list(FORMATS)),
        ("genai-triage export out --language ", list(LANGUAGES)),
        ("genai-triage export --threshold ", [f"{name}=" for name in THRESHOLDS]),
        ("genai-triage export --for ", [f"{name}=" for name in severities()]),
    ],
)
def test_a_line_goes_on_with(line: str, words: list[str], tmp_path: Path) -> None:
    (tmp_path / "app.log").touch()

    assert pressed(line, tmp_path)[0] == words


def test_every_class_is_offered_before_anything_was_typed(tmp_path: Path) -> None:
    offered, _ = pressed("genai-triage drill ", tmp_path)

    assert {str(member) for member in FailureClass} <= set(offered)
    assert not set(CAUSES) & set(offered)


@pytest.mark.parametrize(
    ("line", "unneeded"),
    [
        ("genai-triage d", ("genai_triage.taxonomy.gemini", "genai_triage.monitoring", "opentelemetry", "wrapt")),
        ("genai-triage drill q", ("genai_triage.monitoring.alerts", "opentelemetry", "wrapt")),
        ("genai-triage export --format m", ("opentelemetry", "wrapt", "yaml")),
    ],
)
def test_what_is_not_needed_for_it_is_not_imported(line: str, unneeded: tuple[str, ...], tmp_path: Path) -> None:
    _, imported = pressed(line, tmp_path, PYTHONPROFILEIMPORTTIME="1")

    assert "genai_triage.cli.completion" in imported
    assert [name for name in unneeded if f" {name}\n" in imported] == []


def test_bash_completes_by_the_script_that_is_printed(tmp_path: Path) -> None:
    line = "genai-triage drill quo"
    script = f"""
    eval "$({_PROGRAM} completion bash)"
    complete -p genai-triage
    COMP_LINE="{line}" COMP_POINT={len(line)} COMP_TYPE=9
    _python_argcomplete {_PROGRAM}
    echo "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)

    registered, completed = done.stdout.splitlines()
    assert registered.endswith(" -F _python_argcomplete genai-triage")
    assert completed.strip() == "quota"


@pytest.mark.parametrize(
    ("shell", "registers"),
    [("zsh", "compdef _python_argcomplete genai-triage"), ("fish", "complete --command genai-triage -f -a")],
)
def test_other_shells_get_their_own_script(shell: str, registers: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert registers in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["completion", "bash"], 'argcomplete is not installed; type: pip install "genai-triage[completion]"'),
        (["completion", "csh"], "argument shell: invalid choice: 'csh' (choose from"),
        (["completion"], "the following arguments are required: shell"),
    ],
)
def test_what_is_wrong_is_one_sentence(words: list[str], sentence: str) -> None:
    bare = [sys.executable, "-S", "-m", "genai_triage.cli"]  # -S: no installed package is there
    sources = str(Path(genai_triage.__file__).parents[1])
    done = subprocess.run([*bare, *words], capture_output=True, text=True, env={"PYTHONPATH": sources}, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"genai-triage: {sentence}")


def test_a_shell_that_asks_where_argcomplete_is_gone_gets_nothing_and_no_command_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_ARGCOMPLETE", "1")
    monkeypatch.setitem(sys.modules, "argcomplete", None)

    assert main(["--version"]) == 1
    assert capsys.readouterr() == ("", "")


@needs("fish")
@pytest.mark.parametrize(("line", "word"), [("drill quo", "quota"), ("run --js", "--json"), ("compl", "completion")])
def test_fish_completes_by_the_script_that_is_printed(line: str, word: str, tmp_path: Path) -> None:
    script = f"{_PROGRAM} completion fish | source; complete -C 'genai-triage {line}'"
    path = os.pathsep.join([str(Path(_PROGRAM).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "HOME": str(tmp_path)}
    done = subprocess.run(["fish", "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path, env=env)

    assert done.stdout.partition("\t")[0].strip() == word


_TYPED = """
import os, pty, sys
program, = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp("zsh", ["zsh", "-f", "-i"])
def until(words):
    seen = b""
    while words not in seen:
        seen += os.read(terminal, 4096)
    return seen
os.write(terminal, b"unset zle_bracketed_paste; autoload -Uz compinit; compinit -u -D\\n")
os.write(terminal, f'eval "$({program} completion zsh)"; echo rea""dy\\n'.encode())
until(b"ready\\r\\n")
os.write(terminal, b"genai-triage drill quo\\t")
until(b"quota")
os.write(terminal, b"\\x15exit\\n")
os.waitpid(pid, 0)
"""


@needs("zsh")
@pytest.mark.timeout(60)
def test_zsh_completes_by_the_script_that_is_printed(tmp_path: Path) -> None:
    path = os.pathsep.join([str(Path(_PROGRAM).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "HOME": str(tmp_path), "TERM": "dumb"}
    subprocess.run([sys.executable, "-c", _TYPED, _PROGRAM], check=True, cwd=tmp_path, env=env, timeout=50)
