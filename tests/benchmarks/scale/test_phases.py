"""Each phase, with few calls: what has to be exact is. What memory and time it takes is for the benchmark to say."""

from __future__ import annotations

import json

import pytest

from benchmarks.peers.environments import NotInstalled
from benchmarks.scale import __main__ as command
from benchmarks.scale.phases import PHASES

SIZES = {
    "calls": 1280,
    "memory": 40,
    "tasks": 50,
    "hostile": 1500,
    "streams": 4,
    "sessions": 4,
    "forks": 16,
    "locks": 5,
    "sockets": 40,
}


@pytest.mark.parametrize("name", SIZES)
def test_every_call_is_counted_once(name: str) -> None:
    _, run, _ = PHASES[name]
    exact = [one for one in run(SIZES[name]) if not one.wanted.startswith("≤")]
    assert [one.what for one in exact if one.what.startswith("triage.calls")] != []
    assert [one for one in exact if not one.is_good] == []


def test_the_command_knows_every_phase() -> None:
    assert (*PHASES,) == tuple(name for name in command.NAMES if name not in command.OWN)
    assert command.OWN.keys() < {*command.NAMES}
    assert SIZES.keys() == PHASES.keys()


def test_a_phase_that_does_not_end_well_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert command.main(["--only", "locks"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "Not as wanted: locks."


@pytest.mark.parametrize(("phase", "package"), [("gevent", "gevent"), ("prefork", "gunicorn")])
def test_without_its_package_a_phase_is_said_not_to_run(
    phase: str, package: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(name: str, peer: object) -> None:
        raise NotInstalled("no network")

    monkeypatch.setattr(command, "python", refuse)
    assert command.main(["--only", phase]) == 0
    assert capsys.readouterr().out == f"{phase}: not run, as {package} cannot be installed: no network\n"


def test_an_unknown_phase_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--only", "locks,nothing"])
    assert "no phase is named nothing" in capsys.readouterr().err


def test_a_phase_tells_what_it_found_in_its_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--phase", "forks", "--calls", "1600"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["is_good"], told["title"].partition(" (")[0]) == (
        True,
        "forks: 64 calls in each of four forks of a process with threads",
    )
