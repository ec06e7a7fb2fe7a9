"""Matching reads a text as people do, however it was typeset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from genai_triage.taxonomy import CAUSES, Cause, Evidence, Provider, Signal
from genai_triage.taxonomy.match import match


def _evidence(cause: Cause, signal: Signal, text: str) -> Evidence:
    """Builds the evidence that holds all that the signal asks for, with the text as the message."""
    table = cause.id.partition(".")[0]
    provider: Provider | None = "gemini" if table == "gemini" else "gigachat" if table == "gigachat" else None
    first: dict[str, Any] = {
        "status": next(iter(signal.status), None),
        "close_code": next((code for code in signal.close if isinstance(code, int)), None),
        "exceptions": signal.exception[:1],
        "reasons": signal.reason[:1],
        "endpoint": next(iter(signal.endpoint), ""),
    }
    return replace(Evidence(provider=provider, message=text), **first)


def _quoting() -> Iterator[Any]:
    for cause in CAUSES.values():
        for number, signal in enumerate(cause.signals):
            for text in signal.text:
                if "'" in text:
                    yield pytest.param(cause, signal, text, id=f"{cause.id}-{number}-{text}")


_QUOTING = pytest.mark.parametrize(("cause", "signal", "text"), list(_quoting()))


@_QUOTING
def test_a_text_tells_its_cause(cause: Cause, signal: Signal, text: str) -> None:
    assert match(_evidence(cause, signal, text)).cause.failure_class is cause.failure_class


@_QUOTING
def test_typographic_quotes_and_apostrophes_are_straight_ones(cause: Cause, signal: Signal, text: str) -> None:
    typeset = re.sub(r"(?<!\w)'", "\u2018", text).replace("'", "\u2019")
    straight = match(_evidence(cause, signal, text))
    assert typeset != text
    assert match(_evidence(cause, signal, typeset)).cause is straight.cause
    assert match(_evidence(cause, signal, typeset.replace("\u2018", "\u2019"))).cause is straight.cause


def test_quotes_are_there_to_be_tested() -> None:
    assert len(list(_quoting())) > 15
