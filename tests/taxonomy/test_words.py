"""Every word, code and class that has shown a cause still shows it."""

from __future__ import annotations

import pytest

from genai_triage.taxonomy import CAUSES
from tests.taxonomy.words import Row, found, kept

_ROWS = kept()


@pytest.mark.parametrize("table", sorted({row.cause.partition(".")[0] for row in _ROWS}))
def test_what_has_shown_a_cause_still_shows_it(table: str) -> None:
    """A word that is lost in a table moves what was told by it to another cause: see `words.py`."""
    rows = [row for row in _ROWS if row.cause.partition(".")[0] == table]
    moved = [
        f"{row.provider} {row.kind} {value!r} {words!r}: {shown}, and not {row.cause}"
        for row in rows
        for value, words, shown in row.shown()
        if shown != row.cause
    ]
    assert moved == [], "if that is meant, run `python -m tests.taxonomy.words` and read what it changes in words.jsonl"


def test_every_cause_is_among_them() -> None:
    known = {row.cause for row in _ROWS}
    assert known <= CAUSES.keys()
    assert len(known) >= 370
    absent = sorted({row.cause for row in found()} - known)
    assert absent == [], "run `python -m tests.taxonomy.words`, which writes what shows them into words.jsonl"


def test_a_word_that_is_lost_is_noticed() -> None:
    row = Row("gigachat.payment_required", "gigachat", "status", ("RESOURCE_EXHAUSTED",), {}, ("оплат", "nothing"))
    assert [shown for _, _, shown in row.shown()] == ["gigachat.payment_required", "gigachat.grpc_exhausted"]
