"""The `sitecustomize` of a run: it observes, keeps out of the way of what it starts, and loads the one behind it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from genai_triage.launch import start
from genai_triage.launch.program import SITE

FILE = str(Path(SITE) / "sitecustomize.py")


def load() -> None:
    """Does what Python does at its start."""
    exec(compile(Path(FILE).read_text(encoding="utf-8"), FILE, "exec"), {"__file__": FILE, "__name__": "sitecustomize"})


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The PYTHONPATH while the program is being observed; no other `sitecustomize` is there."""
    found: list[str] = []
    monkeypatch.setattr(start, "observe", lambda: found.append(os.environ["PYTHONPATH"]))
    monkeypatch.setattr(sys, "path", [SITE, str(tmp_path)])
    monkeypatch.setitem(sys.modules, "sitecustomize", None)
    return found


@pytest.mark.parametrize(
    ("before", "meanwhile"),
    [([SITE], []), ([SITE, "/a", "", "/b"], ["/a", "/b"]), (["/a"], ["/a"])],
    ids=["ours", "others too", "not ours"],
)
def test_what_is_started_meanwhile_is_not_observed_and_later_it_is(
    before: list[str], meanwhile: list[str], seen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(before))
    load()
    assert seen == [os.pathsep.join(meanwhile)]
    assert os.environ["PYTHONPATH"] == os.pathsep.join(before)


@pytest.mark.parametrize("error", [ValueError("no"), ImportError("a part of it"), OSError(2, "no")])
def test_a_program_runs_though_it_cannot_be_observed(
    error: Exception, seen: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setenv("PYTHONPATH", SITE)
    monkeypatch.setattr(start, "observe", fail)
    load()
    assert capsys.readouterr() == ("", f"genai-triage: the program is not observed ({type(error).__name__}).\n")
    assert os.environ["PYTHONPATH"] == SITE


def test_a_python_that_has_it_not_says_what_to_type(
    seen: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHONPATH", SITE)
    monkeypatch.delattr("genai_triage.launch.start")
    monkeypatch.setitem(sys.modules, "genai_triage.launch.start", None)
    load()
    assert capsys.readouterr() == (
        "",
        f"genai-triage: {sys.executable} has no genai-triage, so what it runs is not observed. "
        f"Type: {sys.executable} -m pip install genai-triage\n",
    )
    assert os.environ["PYTHONPATH"] == SITE


@pytest.mark.parametrize("folder", ["own", "."], ids=["a folder", "the current one"])
def test_the_one_behind_it_is_loaded_in_its_place(
    folder: str, seen: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "sitecustomize.py").write_text("import sys\nMINE = sys.modules['sitecustomize']\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [SITE, f"{SITE}/../site", "" if folder == "." else str(tmp_path / folder)])
    monkeypatch.setenv("PYTHONPATH", SITE)
    load()
    loaded: Any = sys.modules["sitecustomize"]
    assert loaded.MINE is loaded
    assert Path(loaded.__file__).resolve() == (tmp_path / folder / "sitecustomize.py").resolve()
    assert len(seen) == 1
