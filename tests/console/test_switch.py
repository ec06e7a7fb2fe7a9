"""The environment switches the console on: as text or as JSON, to stderr or a file, in a language, once a process."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from typing import Any

import pytest

from genai_triage import console
from genai_triage.console.console import Console
from genai_triage.taxonomy.texts import LANGUAGES
from genai_triage.telemetry import watch


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is to be done at an exit and at a fork; no console is on, and no variable is set."""
    found: dict[str, Any] = {}
    monkeypatch.setattr(watch, "watcher", None)
    monkeypatch.setattr(atexit, "register", lambda call: found.update(at_exit=call))
    monkeypatch.setattr(os, "register_at_fork", found.update)
    for name in ("GENAI_TRIAGE_CONSOLE", "GENAI_TRIAGE_CONSOLE_FILE", "GENAI_TRIAGE_LANGUAGE", "OTEL_SDK_DISABLED"):
        monkeypatch.delenv(name, raising=False)
    return found


@pytest.mark.parametrize(
    ("text", "is_on"),
    [
        *((text, True) for text in ("1", "true", " 1 ", "json", "JSON", " json")),
        *((text, False) for text in ("", "0", "false", " ", "maybe")),
        (None, False),
    ],
)
def test_it_is_on_where_it_is_asked_for(
    text: str | None, is_on: bool, registered: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    if text is not None:
        monkeypatch.setenv("GENAI_TRIAGE_CONSOLE", text)
    console.switch_on_as_set()
    assert isinstance(watch.watcher, Console) is is_on


@pytest.mark.parametrize(
    ("text", "shown"), [("maybe", "maybe"), ("x" * 41, "x" * 40), ("0", None), ("1", None), ("", None)]
)
def test_what_is_no_switch_is_told(
    text: str,
    shown: str | None,
    registered: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("GENAI_TRIAGE_CONSOLE", text)
    console.switch_on_as_set()
    said = [] if shown is None else [f"GENAI_TRIAGE_CONSOLE={shown!r} is neither 1, 0 nor json; it is ignored."]
    assert caplog.messages == said


@pytest.mark.parametrize(
    ("text", "language", "begins"),
    [
        ("1", "", "genai-triage: no call to Gemini or GigaChat was seen.\n"),
        ("1", "ru", "genai-triage: вызовов Gemini или GigaChat не было.\n"),
        ("json", "ru", '{"kind": "summary", '),
        (" JSON ", "", '{"kind": "summary", '),
    ],
)
def test_it_writes_as_it_is_asked_to(
    text: str,
    language: str,
    begins: str,
    registered: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    assert language in ("", *LANGUAGES)
    file = tmp_path / "log"
    monkeypatch.setenv("GENAI_TRIAGE_CONSOLE", text)
    monkeypatch.setenv("GENAI_TRIAGE_CONSOLE_FILE", f" {file} ")
    monkeypatch.setenv("GENAI_TRIAGE_LANGUAGE", language)
    console.switch_on_as_set()
    monkeypatch.setattr(Console, "_is_all_there_is", lambda self: True)
    registered["at_exit"]()
    assert file.read_text(encoding="utf-8").startswith(begins)


def test_without_a_file_it_writes_to_stderr(
    registered: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("GENAI_TRIAGE_CONSOLE_FILE", " ")
    console.switch_on()
    monkeypatch.setattr(Console, "_is_all_there_is", lambda self: True)
    registered["at_exit"]()
    assert capfd.readouterr() == ("", "genai-triage: no call to Gemini or GigaChat was seen.\n")
    assert caplog.messages == []


def test_a_fork_begins_again_in_the_child_and_is_noted_in_the_parent(registered: dict[str, Any]) -> None:
    console.switch_on()
    watcher: Any = watch.watcher
    assert registered == {
        "at_exit": watcher.summarise,
        "after_in_child": watcher.begin_again,
        "after_in_parent": watcher.has_forked,
    }


def test_there_is_one_a_process(registered: dict[str, Any]) -> None:
    console.switch_on()
    first = watch.watcher
    registered.clear()
    console.switch_on()
    assert (watch.watcher is first, registered) == (True, {})


def test_off_means_off(registered: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    console.switch_on()
    assert (watch.watcher, registered) == (None, {})
