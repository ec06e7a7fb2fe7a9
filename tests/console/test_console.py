"""What is written where: on any terminal, in any language, by any thread."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from genai_triage.console.facts import FailedCall, Tally
from genai_triage.console.stream import Stream
from genai_triage.console.text import Writer
from genai_triage.console.texts import TEXTS
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.texts import LANGUAGES
from genai_triage.telemetry import gate, names


def failed(**attributes: object) -> FailedCall:
    """A call that was over its quota, after two retries."""
    known = {names.OPERATION_NAME: "generate_content", names.REQUEST_MODEL: "gemini-2.5-flash", **attributes}
    cause = CAUSES["gemini.requests_per_day"]
    return FailedCall(cause, "gemini", gate.clean(known), retries=2, backoff=4.06, seconds=5.0, trace_id=0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_of_it(language: str) -> None:
    def placeholders(texts: object) -> dict[str, list[str]]:
        return {key: re.findall(r"\{(\w+)\}", text) for key, text in dict(texts).items()}  # type: ignore[call-overload]

    assert placeholders(TEXTS[language]) == placeholders(TEXTS["en"])


def test_retries_and_what_they_cost_are_shown(tmp_path: Path) -> None:
    writer = Writer(Stream(str(tmp_path / "log")), "en")
    shown = writer.failure(failed(), 1).splitlines()
    assert shown[0] == "genai-triage: quota · gemini.requests_per_day · Gemini · generate_content gemini-2.5-flash"
    assert "  retries  2, 4.1 s of waiting" in shown
    assert writer.failure(failed(), 2) == f"{shown[0]} · × 2 · retries: 2, 4.1 s of waiting\n"


def test_the_page_about_a_cause_is_the_vendor_s_own_where_it_has_one() -> None:
    assert failed(**{names.DOC: "https://vendor.test/page"}).doc_in("en") == "https://vendor.test/page"
    assert failed().doc_in("en") == CAUSES["gemini.requests_per_day"].doc


def test_the_summary_adds_retries_that_healed_a_call_up_and_names_the_process(tmp_path: Path) -> None:
    writer = Writer(Stream(str(tmp_path / "log")), "en")
    tally = Tally(calls=3, retries=4, backoff=12.34)
    assert (
        writer.summary(tally, 4711)
        == "genai-triage: process 4711 · calls 3 · failed 0 · retries 4, 12.3 s of waiting\n"
    )


def test_a_summary_is_red_where_a_call_failed_and_green_where_none_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    writer, cause = Writer(Stream(str(tmp_path / "log")), "en"), CAUSES["gemini.requests_per_day"]
    failed_one = Tally(calls=1, causes=Counter([cause.id]), rows={cause.id: cause})
    begins = [writer.summary(tally, None).partition("genai")[0] for tally in (failed_one, Tally(calls=1), Tally())]
    assert begins == ["\x1b[1;31m", "\x1b[32m", "\x1b[1m"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "utf-16", "no-such", None])
@pytest.mark.parametrize("text", ["\ud800 lone", "Привет", "· × “…”", "\x00"])
def test_no_character_and_no_encoding_raises(
    encoding: str | None, text: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    class Stderr:
        pass

    Stderr.encoding = encoding  # type: ignore[attr-defined]
    monkeypatch.setattr("sys.__stderr__", Stderr())
    monkeypatch.setattr(os, "write", lambda descriptor, data: len(data))
    Stream().write(text)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, False),
    ],
)
def test_a_file_has_colours_only_by_force(
    variables: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Stream(str(tmp_path / "log")).has_colours is expected


def test_a_file_that_is_gone_is_told_once_and_stderr_takes_its_place(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none" / "log"
    stream = Stream(str(path))
    stream.write("one\n")
    stream.write("two\n")
    assert capfd.readouterr().err == "one\ntwo\n"
    assert caplog.messages == [f"{path} cannot be written (No such file or directory); failures go to stderr."]
