"""A failure is a block of rows in the reader's language; the summary tells all of them, the most frequent first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from genai_triage.console.facts import FailedCall, Tally
from genai_triage.console.stream import Stream
from genai_triage.console.text import Writer
from genai_triage.explain.texts import say as say_as_explain
from genai_triage.taxonomy import CAUSES, Cause
from genai_triage.taxonomy.texts import LANGUAGES
from genai_triage.telemetry import gate, names

DAY, KEY, TLS = (CAUSES[name] for name in ("gemini.requests_per_day", "gemini.key_invalid", "network.tls_untrusted"))
NO_CALL = {
    "en": "no call to Gemini or GigaChat was seen.",
    "ru": "вызовов Gemini или GigaChat не было.",
    "pt": "nenhuma chamada ao Gemini ou ao GigaChat foi vista.",
}


class _Terminal(Stream):
    """A stream of a width, with colours or without, and with the letters of an encoding."""

    def __init__(self, columns: int | None = None, *, has_colours: bool = False, encoding: str = "utf-8") -> None:
        super().__init__("none")
        self._columns, self._has_colours, self.encoding = columns, has_colours, encoding

    @property
    def columns(self) -> int | None:
        return self._columns

    @property
    def has_colours(self) -> bool:
        return self._has_colours


def called(
    known: Mapping[str, object] | None = None, cause: Cause = DAY, provider: str = "gemini", retries: int = 0
) -> FailedCall:
    return FailedCall(cause, provider, gate.clean(known or {}), retries=retries, backoff=4.06, seconds=9.0, trace_id=0)


def rows(call: FailedCall, language: str = "en") -> dict[str, str]:
    """What stands behind the name of each row of a block."""
    _, *lines = Writer(_Terminal(), language).failure(call, 1).splitlines()
    assert len({re.match(r"  .*?  +(?=\S)", line).end() for line in lines}) == 1  # type: ignore[union-attr]
    return {name: value for _, name, value in (re.split(r"  +", line, maxsplit=2) for line in lines)}


FULL = {
    names.OPERATION_NAME: "chat",
    names.REQUEST_MODEL: "m",
    names.MESSAGE: "You exceeded.",
    names.FINDINGS: ("one", "two"),
    names.HTTP_STATUS_CODE: 429,
    names.RPC_STATUS_CODE: "RESOURCE_EXHAUSTED",
    names.RETRY_AFTER: 17.5,
    names.QUOTA_LIMIT: 20,
    names.QUOTA_WINDOW: "day",
    names.QUOTA_RESETS_AT: "2026-07-15T07:00:00Z",
}


def test_a_block_has_all_that_is_known_in_this_order() -> None:
    assert rows(called(FULL, retries=2)) == {
        "do": DAY.fix,
        "owner": "account (whoever owns the account, its keys and its plan); a retry does not help",
        "retries": "2, 4.1 s of waiting",
        "it said": "You exceeded.",
        "request": "one; two",
        "facts": "HTTP 429; gRPC RESOURCE_EXHAUSTED; limit 20; per day; retry after 17.5 s; "
        "back at 2026-07-15T07:00:00Z",
        "see": DAY.doc,
    }
    assert list(rows(called(FULL, retries=2))) == ["do", "owner", "retries", "it said", "request", "facts", "see"]


@pytest.mark.parametrize(
    ("language", "back", "waited"),
    [
        ("ru", "вернётся 2026-07-15T07:00:00Z", "2, ожидание 4.1 с"),
        ("pt", "volta em 2026-07-15T07:00:00Z", "2, 4.1 s de espera"),
    ],
)
def test_a_block_is_in_the_readers_language(language: str, back: str, waited: str) -> None:
    found = list(rows(called(FULL, retries=2), language).values())
    assert found[0] == DAY.fix_in(language)
    assert (found[2], found[4]) == (waited, "one; two")
    limit = say_as_explain("quota_limit", language, limit=20)
    assert found[5].split("; ")[2::3] == [limit, back]
    assert found[6] == DAY.doc_in(language)


def test_what_is_not_known_has_no_row() -> None:
    assert list(rows(called())) == ["do", "owner", "see"]


def test_a_limit_of_none_and_a_wait_of_none_are_told() -> None:
    assert rows(called({names.QUOTA_LIMIT: 0, names.RETRY_AFTER: 0.0}))["facts"] == "limit 0; retry after 0 s"


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (CAUSES["gemini.unavailable"], "provider (Google or Sber); a retry may help"),
        (TLS, "caller (whoever wrote the application); a retry does not help"),
    ],
)
def test_the_owner_and_whether_a_retry_helps_are_the_causes_own(cause: Cause, said: str) -> None:
    assert rows(called(cause=cause))["owner"] == said


@pytest.mark.parametrize(
    ("known", "provider", "head"),
    [
        (
            {names.OPERATION_NAME: "chat", names.REQUEST_MODEL: "m"},
            "gemini",
            "quota · gemini.requests_per_day · Gemini · chat m",
        ),
        ({names.OPERATION_NAME: "chat"}, "gigachat", "quota · gemini.requests_per_day · GigaChat · chat"),
        ({}, "gemini", "quota · gemini.requests_per_day · Gemini"),
    ],
)
def test_the_head_tells_what_failed_of_whom_and_a_further_one_how_often(
    known: dict[str, object], provider: str, head: str
) -> None:
    writer = Writer(_Terminal(), "en")
    assert writer.failure(called(known, provider=provider), 1).startswith(f"genai-triage: {head}\n  do ")
    assert writer.failure(called(known, provider=provider), 2) == f"genai-triage: {head} · × 2\n"


def _tally() -> Tally:
    tally = Tally(calls=9, causes=Counter({KEY.id: 1, DAY.id: 3}))
    tally.rows.update({DAY.id: DAY, KEY.id: KEY})
    return tally


def test_a_summary_has_the_most_frequent_cause_first_and_what_to_do_where_it_is_asked_for() -> None:
    head, most, least = "genai-triage: calls 9 · failed 4", f"quota · {DAY.id} · account", f"auth · {KEY.id} · account"
    writer = Writer(_Terminal(), "en")
    assert writer.summary(_tally(), None) == f"{head}\n  3 ×  {most}\n  1 ×  {least}\n"
    assert writer.summary(_tally(), None, has_fixes=True) == (
        f"{head}\n  3 ×  {most}\n  do   {DAY.fix}\n  1 ×  {least}\n  do   {KEY.fix}\n"
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("calls 9 · failed 4", "do", "process 7")),
        ("ru", ("вызовов 9 · сбоев 4", "что делать", "процесс 7")),
        ("pt", ("chamadas 9 · falhas 4", "o que fazer", "processo 7")),
        ("xx", ("calls 9 · failed 4", "do", "process 7")),
    ],
)
def test_a_summary_is_in_the_readers_language(language: str, words: tuple[str, str, str]) -> None:
    counted, do, process = words
    writer = Writer(_Terminal(), language)
    lines = writer.summary(_tally(), 7, has_fixes=True).splitlines()
    assert lines[0] == f"genai-triage: {process} · {counted}"
    assert re.split("  +", lines[2])[1:] == [do, DAY.fix_in(language)]
    assert writer.summary(Tally(), None) == f"genai-triage: {NO_CALL.get(language, NO_CALL['en'])}\n"


@pytest.mark.parametrize(("encoding", "language"), [("ascii", "en"), ("latin-1", "en"), ("koi8-r", "ru")])
def test_english_takes_the_place_of_letters_that_the_stream_has_not(encoding: str, language: str) -> None:
    assert Writer(_Terminal(encoding=encoding), "ru").failure(called(), 1) == (
        Writer(_Terminal(), language).failure(called(), 1)
    )


def test_the_head_and_the_names_of_rows_are_coloured_and_nothing_else() -> None:
    plain = Writer(_Terminal(), "en").failure(called(FULL), 1).splitlines()
    head, *lines = Writer(_Terminal(has_colours=True), "en").failure(called(FULL), 1).splitlines()
    assert head == f"\x1b[1;31m{plain[0]}\x1b[0m"
    for line, bare in zip(lines, plain[1:], strict=True):
        name = re.match(r"  \S+( said)?", bare)
        assert name is not None
        assert line == f"\x1b[2m{name[0]}\x1b[0m{bare[name.end() :]}"
    again = Writer(_Terminal(has_colours=True), "en").failure(called(), 2)
    assert again == "\x1b[1;31mgenai-triage: quota · gemini.requests_per_day · Gemini · × 2\x1b[0m\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_terminal_no_line_is_wider_than_it(language: str) -> None:
    text = Writer(_Terminal(60), language).failure(called(FULL, retries=2), 1)
    assert [line for line in text.splitlines() if len(line) > 60 and "https://" not in line] == []
    assert len(text.splitlines()) > len(Writer(_Terminal(), language).failure(called(), 1).splitlines())


def test_a_file_has_no_wrapped_lines(tmp_path: Path) -> None:
    text = Writer(Stream(str(tmp_path / "log")), "en").failure(called(FULL), 1)
    assert len(text.splitlines()) == 7
