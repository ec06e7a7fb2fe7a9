"""Peers are measured in environments of their own; one that cannot be is said in a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers import __main__ as command
from benchmarks.peers import environments
from benchmarks.peers.catalogue import PEERS
from benchmarks.peers.environments import NotInstalled
from benchmarks.peers.seen import Seen
from benchmarks.peers.switches import SWITCHES

_SEEN = {"spans": ["chat"], "attributes": ["a", "b"], "metrics": ["m"], "points": 1, "events": []}


def test_every_peer_can_be_switched_on() -> None:
    assert SWITCHES.keys() == PEERS.keys()


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        (["AGPL-3.0-only"], True),
        (["", "GNU Affero General Public License v3"], True),
        (["License :: OSI Approved :: Apache Software License"], False),
        ([], False),
    ],
)
def test_nothing_under_the_agpl_is_measured(licences: list[str], expected: bool) -> None:
    assert environments.is_unwanted(licences) is expected


def test_a_peer_that_cannot_be_installed_is_one_line_and_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def refuse(name: str, peer: object, *, fresh: bool) -> Path:
        raise NotInstalled("ERROR: no matching distribution")

    monkeypatch.setattr(command, "python", refuse)
    assert command.main(["--times", "--only", "sentry", "--json", str(tmp_path / "peers.json")]) == 0
    assert capsys.readouterr().out == "Sentry cannot be installed: ERROR: no matching distribution\n"
    assert json.loads((tmp_path / "peers.json").read_text())["peers"] == {
        "sentry": {"problem": "cannot be installed: ERROR: no matching distribution"}
    }


def test_peers_that_are_not_asked_for_stay_as_they_were(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(command, "python", lambda name, peer, fresh: Path("/bin/false"))
    file = tmp_path / "peers.json"
    for name in ("sentry", "official"):
        command.main(["--times", "--only", name, "--json", str(file)])
    assert list(json.loads(file.read_text())["peers"]) == ["official", "sentry"]


def test_a_peer_that_does_not_run_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "python", lambda name, peer, fresh: Path("/bin/false"))
    assert command.main(["--times", "--only", "sentry"]) == 0
    assert capsys.readouterr().out == "Sentry does not run: no word\n"


def test_an_unknown_peer_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--only", "nobody"])
    assert "no peer is named nobody" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stderr", "said"),
    [
        (
            "WARNING: x\nERROR: No matching distribution found for y\nmore",
            r"ERROR: No matching distribution found for y",
        ),
        (
            "error: No solution found when resolving dependencies\n  cause: Because only y<=1 is available\n",
            r"error: No solution found when resolving dependencies cause: Because only y<=1 is available",
        ),
        ("", "no word of why"),
    ],
    ids=["pip", "uv", "nothing"],
)
def test_a_failing_installation_is_said_by_its_error(
    stderr: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("venv.create", lambda *given, **options: None)
    monkeypatch.setattr(
        "subprocess.run", lambda *given, **options: type("Done", (), {"returncode": 1, "stderr": stderr})
    )
    with pytest.raises(NotInstalled, match=rf"^{said}$"):
        environments.python("sentry", PEERS["sentry"])


def test_what_is_recorded_is_said_in_words() -> None:
    assert command.recorded(_SEEN) == "1 span, 2 attributes, 1 metric point, 0 events"


def test_attributes_of_several_spans_are_counted_once() -> None:
    seen = Seen()
    attributes: list[dict[str, Any]] = [{"a": 1, "b": 2}, {"b": 3, "c": 4}]
    for one in attributes:
        seen.add_span("chat", one)
    assert (seen.spans, seen.attributes) == (["chat", "chat"], ["a", "b", "c"])
