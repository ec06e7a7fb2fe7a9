"""What the console counts of a process, and when it says what all came to."""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.console import console as module
from genai_triage.console.console import Console
from genai_triage.console.stream import Stream
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Failure
from genai_triage.telemetry.report import Outcome
from genai_triage.telemetry.request import Request, server_of
from tests.support import vendor_exceptions as vendor

_SPAWNING = module._SPAWNING
HAS_HAD_CHILDREN = module._has_had_children
NO_CALL = "genai-triage: no call to Gemini or GigaChat was seen.\n"


class Shown:
    """A console, and what it has written."""

    def __init__(self, path: Path, *, is_json: bool = False, language: str = "en") -> None:
        self._path = path
        path.touch()
        self.console = Console(Stream(str(path)), language, is_json=is_json)

    def end(self, cause: str | None = None, retries: int = 0, *, is_repeated: bool = False) -> None:
        """A call ends."""
        request = Request("gemini", "gcp.gemini", "generate_content", "m", server_of("https://x"))
        waited: Any = SimpleNamespace(count=retries, seconds=1.5 * retries) if retries else None
        failure = None if cause is None else Failure(CAUSES[cause], "gemini")
        error_type = None if cause is None else "ClientError"
        outcome = Outcome(failure, None, error_type, 2.0, None, None, waited, is_repeated=is_repeated)
        self.console.ended(request, outcome, None, 0)

    @property
    def lines(self) -> list[str]:
        """What has been written since."""
        text = self._path.read_text(encoding="utf-8")
        self._path.write_text("", encoding="utf-8")
        return text.splitlines()


@pytest.fixture(autouse=True)
def _no_program_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process of the tests has started others."""
    monkeypatch.setattr(module, "_has_had_children", lambda: False)


@pytest.fixture
def shown(tmp_path: Path) -> Shown:
    return Shown(tmp_path / "log")


@pytest.fixture(autouse=True)
def started_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "first_process", lambda: None)
    monkeypatch.setattr(module, "_SPAWNING", ())


def test_each_cause_is_counted_by_itself(shown: Shown) -> None:
    for cause in ("gemini.key_invalid", "gemini.requests_per_day", "gemini.key_invalid"):
        shown.end(cause)
    heads = [line for line in shown.lines if line.startswith("genai-triage:")]
    what = "Gemini · generate_content m"
    assert heads == [
        f"genai-triage: auth · gemini.key_invalid · {what}",
        f"genai-triage: quota · gemini.requests_per_day · {what}",
        f"genai-triage: auth · gemini.key_invalid · {what} · × 2",
    ]


def test_the_summary_has_all_calls_and_retries(shown: Shown) -> None:
    shown.end()
    shown.end("gemini.key_invalid", retries=2)
    shown.end(retries=1)
    shown.lines  # noqa: B018
    shown.console.summarise()
    assert shown.lines == [
        "genai-triage: calls 3 · failed 1 · retries 3, 4.5 s of waiting",
        "  1 ×  auth · gemini.key_invalid · account",
    ]


def test_what_an_earlier_call_has_counted_is_not_counted_again(shown: Shown) -> None:
    shown.end("gemini.key_invalid", is_repeated=True)
    assert shown.lines == []
    shown.console.summarise()
    assert shown.lines == ["genai-triage: calls 1 · failed 0"]


def test_a_summary_is_said_again_only_when_there_is_more(shown: Shown) -> None:
    shown.end()
    for _ in range(2):
        shown.console.summarise()
    shown.end()
    shown.console.summarise()
    assert shown.lines == ["genai-triage: calls 1 · failed 0", "genai-triage: calls 2 · failed 0"]


def test_only_the_first_process_that_has_no_other_says_that_there_was_no_call(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.console.summarise()
    assert shown.lines == []
    monkeypatch.setattr(module, "first_process", os.getpid)
    monkeypatch.setattr(module, "_SPAWNING", ("os",))
    shown.console.summarise()
    assert shown.lines == []
    monkeypatch.setattr(module, "_SPAWNING", ())
    shown.console.has_forked()
    shown.console.summarise()
    assert shown.lines == []


def test_the_first_process_says_it_once(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "first_process", os.getpid)
    shown.console.summarise()
    shown.console.summarise()
    assert shown.lines == [NO_CALL.rstrip()]


@pytest.mark.parametrize("name", ["multiprocessing.popen_spawn_posix", "multiprocessing.popen_forkserver"])
def test_processes_that_are_spawned_are_known_by_the_modules_that_do_it(name: str) -> None:
    assert importlib.import_module(name).Popen
    assert name in _SPAWNING


def test_another_process_says_its_number(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "first_process", lambda: os.getpid() + 1)
    shown.end()
    shown.console.summarise()
    assert shown.lines == [f"genai-triage: process {os.getpid()} · calls 1 · failed 0"]


def test_a_forked_child_begins_again_with_no_call_and_no_child(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    shown.end("gemini.key_invalid")
    shown.console.summarise()
    shown.console.has_forked()
    shown.lines  # noqa: B018
    shown.console.begin_again()
    monkeypatch.setattr(module, "first_process", os.getpid)
    shown.console.summarise()
    assert shown.lines == [NO_CALL.rstrip()]
    shown.end("gemini.key_invalid")
    shown.console.summarise()
    assert shown.lines[-2:] == ["genai-triage: calls 1 · failed 1", "  1 ×  auth · gemini.key_invalid · account"]


def test_json_has_the_same(tmp_path: Path) -> None:
    shown = Shown(tmp_path / "log", is_json=True)
    shown.end("gemini.key_invalid", retries=1)
    shown.end("gemini.key_invalid")
    shown.console.summarise()
    first, second, summary = map(json.loads, shown.lines)
    assert [(one["kind"], one["count"], one["retries"], one["backoff"]) for one in (first, second)] == [
        ("failure", 1, 1, 1.5),
        ("failure", 2, 0, 0.0),
    ]
    assert (first["error_type"], first["seconds"], first["model"]) == ("ClientError", 2.0, "m")
    assert (summary["kind"], summary["calls"], summary["failed"]) == ("summary", 2, 2)


def test_json_is_in_the_readers_language_too(tmp_path: Path) -> None:
    shown = Shown(tmp_path / "log", is_json=True, language="ru")
    shown.end("gemini.key_invalid")
    shown.console.summarise()
    failure, summary = map(json.loads, shown.lines)
    fix = CAUSES["gemini.key_invalid"].fix_in("ru")
    assert (failure["fix"], summary["causes"][0]["fix"]) == (fix, fix)


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> str:
    """The program's first process has ended by an SDK's exception; what to do about that."""
    url = "https://gigachat.devices.sberbank.ru/api/v1/models"
    error = vendor.gigachat_error(401, {"status": 401, "message": "no"}, url)
    monkeypatch.setattr(sys, "last_value", error, raising=False)
    monkeypatch.setattr(module, "first_process", os.getpid)
    return CAUSES["gigachat.unauthorized"].fix


def test_what_ended_a_program_before_its_first_call_is_shown_before_that_there_was_none(
    shown: Shown, ended: str
) -> None:
    shown.console.summarise()
    lines = shown.lines
    assert (lines[0], lines[-1]) == ("genai-triage: auth · gigachat.unauthorized · GigaChat", NO_CALL.rstrip())
    assert lines[1].endswith(ended)


def test_what_ended_a_program_that_has_made_calls_is_shown_already_and_what_to_do_is_said_again(
    shown: Shown, ended: str
) -> None:
    shown.end("gigachat.unauthorized")
    shown.lines  # noqa: B018
    shown.console.summarise()
    assert shown.lines == [
        "genai-triage: calls 1 · failed 1",
        "  1 ×  auth · gigachat.unauthorized · account",
        f"  do   {ended}",
    ]


def test_a_program_that_has_started_others_is_not_told_that_there_was_no_call(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "first_process", os.getpid)
    monkeypatch.setattr(module, "_has_had_children", lambda: True)
    shown.console.summarise()
    assert shown.lines == []


@pytest.mark.parametrize(("most", "had"), [(0, False), (1, True)])
def test_a_program_that_was_started_is_known_by_what_it_took(
    most: int, had: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = SimpleNamespace(RUSAGE_CHILDREN=-1, getrusage=lambda who: SimpleNamespace(ru_maxrss=-most * who))
    monkeypatch.setitem(sys.modules, "resource", resource)
    assert HAS_HAD_CHILDREN() is had


def test_where_nobody_knows_what_it_took_none_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    assert HAS_HAD_CHILDREN() is False


def test_a_forked_child_that_has_made_as_many_calls_as_its_parent_says_so(shown: Shown) -> None:
    shown.end()
    shown.console.summarise()
    shown.console.begin_again()
    shown.end()
    shown.console.summarise()
    assert shown.lines == ["genai-triage: calls 1 · failed 0"] * 2


def test_a_forked_child_waits_for_no_thread_of_its_parent(shown: Shown) -> None:
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with shown.console._lock:
            held.set()
            free.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    shown.console.begin_again()
    calls = threading.Thread(target=shown.end, daemon=True)
    calls.start()
    calls.join(5)
    waits = calls.is_alive()
    free.set()
    thread.join()
    assert not waits


@pytest.mark.breaks_us
def test_nothing_that_goes_wrong_here_is_raised_into_the_program(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    shown.end()
    monkeypatch.setattr(shown.console, "_stream", None)
    monkeypatch.setattr(shown.console, "_writer", None)
    shown.end("gemini.key_invalid")
    shown.console.summarise()
