"""What `make` does about programs that are missing: installs them where it may, and else says so in one line."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import programs
from tests.support.programs import NOTES

ROOT = Path(__file__).parent.parent
LACKED = "alertmanager prometheus-alertmanager amtool"
APT_GET = """#!/bin/sh
echo "$RUNLEVEL $@" >> "{folder}/asked"
case "$*" in
  *install*) [ -e "{folder}/broken" ] && echo "E: no space left" && exit 100
             for name in {lacked}; do ln -sf "$0" "{folder}/$name"; done;;
esac
"""
APT_CACHE = '#!/bin/sh\n[ "$2" = docker-compose ] && echo "  Candidate: (none)" || echo "  Candidate: 1.0"\n'


NEEDED = [Path(str(shutil.which(name))) for name in ("env", "sh", "ln")]
"""What the package manager's stand-in runs."""


class Machine:
    """A machine with every program but Alertmanager's, whose package manager notes what it is asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path in NEEDED:
            (folder / path.name).symlink_to(path)
        for program in programs.PROGRAMS.values():
            for name in program.names:
                if name not in LACKED.split():
                    self.add(name)

    def add(self, name: str, text: str = "#!/bin/sh\n") -> None:
        (self.folder / name).write_text(text)
        (self.folder / name).chmod(0o755)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def add_apt(self) -> None:
        self.add("apt-get", APT_GET.format(folder=self.folder, lacked=LACKED))
        self.add("apt-cache", APT_CACHE)

    @property
    def asked(self) -> list[str]:
        """What apt-get was asked."""
        file = self.folder / "asked"
        return file.read_text().splitlines() if file.exists() else []


INSTALLED = [
    "1 -qq update",
    "1 -qq install --yes --no-install-recommends -o=Dpkg::Use-Pty=0 prometheus-alertmanager",
]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Debian, whose user is root and types nothing."""
    for name in ("CI", "INSTALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "ANSWER", tmp_path / "answers" / "no")
    monkeypatch.setattr(programs, "_is_root", lambda: True)
    monkeypatch.setattr(programs, "_has_terminal", lambda: False)
    made = Machine(tmp_path)
    made.add_apt()
    return made


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Somebody at a terminal, who types this; gives what was asked of them."""
    questions: list[str] = []

    def make(answer: str) -> list[str]:
        def asked(question: str) -> str:
            questions.append(question)
            return answer

        monkeypatch.setattr(programs, "_has_terminal", lambda: True)
        monkeypatch.setattr("builtins.input", asked)
        return questions

    return make


@pytest.mark.parametrize("ci", ["", "true"])
def test_what_is_missing_is_installed_without_a_question_where_nobody_types(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, ci: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", ci)
    assert programs.prepare(["test"]) == 0
    assert machine.asked == INSTALLED
    assert capsys.readouterr().out == "Installing prometheus-alertmanager; this takes a minute.\n"


def test_where_nothing_is_missing_nothing_is_said_or_done(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("alertmanager", "amtool"):
        machine.add(name)
    assert programs.prepare(["test"]) == 0
    assert (machine.asked, capsys.readouterr().out) == ([], "")


@pytest.mark.parametrize("answer", ["", "Y", "yes "])
def test_a_terminal_is_asked_once_and_yes_is_the_default(
    machine: Machine, typed: Callable[[str], list[str]], answer: str
) -> None:
    questions = typed(answer)
    assert programs.prepare(["test"]) == 0
    assert questions == ["Install them now, by apt-get? [Y/n] "]
    assert machine.asked == INSTALLED


def test_a_no_is_kept_and_not_asked_again(machine: Machine, typed: Callable[[str], list[str]]) -> None:
    questions = typed("n")
    assert [programs.prepare(["test"]), programs.prepare(["test"])] == [0, 0]
    assert (len(questions), machine.asked) == (1, [])


def test_the_end_of_input_is_a_no_that_is_not_kept(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(question: str) -> str:
        raise EOFError

    monkeypatch.setattr(programs, "_has_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", ended)
    assert programs.prepare(["test"]) == 0
    assert machine.asked == []
    assert not programs.ANSWER.exists()


def test_the_question_says_that_sudo_may_ask_for_a_password(
    machine: Machine, typed: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_is_root", lambda: False)
    machine.add("sudo", '#!/bin/sh\n[ "$1" = -n ] && exit 1\nexec "$@"\n')
    questions = typed("")
    assert programs.prepare(["test"]) == 0
    assert questions == ["Install them now, by sudo apt-get, which may ask for your password? [Y/n] "]
    assert machine.asked == INSTALLED


@pytest.mark.parametrize("sudo", [None, "#!/bin/sh\nexit 1\n"], ids=["no-sudo", "password"])
def test_nobody_is_asked_for_a_password_where_nobody_types(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, sudo: str | None
) -> None:
    monkeypatch.setattr(programs, "_is_root", lambda: False)
    if sudo:
        machine.add("sudo", sudo)
    assert programs.prepare(["test"]) == 0
    assert machine.asked == []


def test_the_answer_may_be_given_beforehand(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTALL", "no")
    assert programs.prepare(["test"]) == 0
    assert machine.asked == []


def test_a_package_that_this_release_lacks_keeps_no_other_from_being_installed(machine: Machine) -> None:
    machine.remove("docker-compose")
    assert programs.prepare(["test"]) == 0
    assert machine.asked == INSTALLED


def test_what_could_not_be_installed_is_said_and_the_work_goes_on(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    (machine.folder / "broken").touch()
    assert programs.prepare(["test"]) == 0
    assert capsys.readouterr().err == "apt-get did not install them: E: no space left\n"


def test_under_ci_a_missing_program_is_an_error(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "true")
    machine.remove("apt-get")
    assert programs.prepare(["test"]) == 2
    assert capsys.readouterr().err == (
        "Not installed: prometheus-alertmanager. To go on: put these on the PATH: alertmanager, amtool\n"
    )


def test_what_cannot_do_without_says_so(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("apt-get", "node"):
        machine.remove(name)
    assert programs.prepare(["looks"], all_are_needed=True) == 2
    assert capsys.readouterr().err == "Not installed: nodejs. To go on: put these on the PATH: node\n"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """A machine with nothing but what Python needs; CI is not set."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", NOTES)}
    return {**kept, "PATH": str(folder), **more}


def session(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/monitoring/drill/test_servers.py"]
    return subprocess.run(
        command, cwd=ROOT, env=environment(folder, **more), capture_output=True, encoding="utf-8", check=False
    )


def test_tests_end_with_one_line_about_what_was_skipped(tmp_path: Path) -> None:
    ended = session(tmp_path)
    assert ended.returncode == 0, ended.stdout
    *_, said, _ = ended.stdout.splitlines()
    assert said == "1 test was skipped, for want of prometheus. To run all: put these on the PATH: prometheus"


def test_under_ci_no_test_begins_without_its_programs(tmp_path: Path) -> None:
    ended = session(tmp_path, CI="true")
    assert ended.returncode == 2
    assert re.search(r"The tests need prometheus, .*: put these on the PATH: prometheus, promtool,", ended.stdout)
    assert "passed" not in ended.stdout


def test_parts_that_run_at_once_say_it_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = tmp_path / "notes"
    notes.write_text(json.dumps({"skipped": 40, "programs": ["kubectl", "promtool"]}) + "\n")
    ended = session(tmp_path / "empty", **{NOTES: str(notes)})
    assert "for want of" not in ended.stdout

    programs.tell(notes)
    said = capsys.readouterr().out.strip().partition(" To run all: ")[0]
    assert said == "41 tests were skipped, for want of prometheus, kubernetes-client."
    assert not notes.exists()
