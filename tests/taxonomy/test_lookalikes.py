"""A phrase counts only with its subject: what looks like a cause, and is about something else, is not that cause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from genai_triage.taxonomy import CAUSES, Cause, Evidence, Provider, Signal
from genai_triage.taxonomy.match import match
from tests.taxonomy.lookalikes import LOOKALIKES

PHRASED = [cause.id for cause in CAUSES.values() if any(signal.text for signal in cause.signals)]


def _provider(cause_id: str) -> Provider:
    return "gigachat" if cause_id.startswith(("gigachat.", "gateway.gpt2giga")) else "gemini"


def _evidence(provider: Provider, place: str, text: str) -> Evidence:
    """What is observed of a text at a place, as `LOOKALIKES` write it."""
    place, _, endpoint = place.partition(" at ")
    place, _, hop = place.partition(" by ")
    kind, _, value = place.partition(" ")
    told: dict[str, Any]
    match kind:
        case "close":
            told = {"close_code": int(value)}
        case "reason":
            told = {"reasons": (value,)}
        case "code" | "fact" | "block":
            told = {kind: value}
        case "raise":
            told = {"exceptions": (value, "builtins.Exception")}
        case _ if place.isdecimal():
            told = {"http_status": int(place), "error_status": int(place)}
        case _:
            told = {"status": place}
    return Evidence(provider=provider, message=text, endpoint=endpoint, answered_by=hop or None, **told)


def _looks() -> Iterator[Any]:
    for cause, found in LOOKALIKES.items():
        for place, text in found:
            yield pytest.param(cause, place, text, id=f"{cause}-{text[:40]}")


@pytest.mark.parametrize(("cause", "place", "text"), list(_looks()))
def test_a_text_about_something_else_is_not_that_cause(cause: str, place: str, text: str) -> None:
    told = match(_evidence(_provider(cause), place, text)).cause.id
    assert told != cause, f"{text!r} is told as {cause!r}: give the signal that fits a `subject` or an `unless`"


@pytest.mark.parametrize("cause", PHRASED)
def test_each_row_with_a_phrase_has_two_lookalikes(cause: str) -> None:
    found = len(LOOKALIKES.get(cause, ()))
    assert found >= 2, (
        f"{cause!r} is known by a text and has {found} of two lookalikes: put texts that are about something else, "
        "as (status, text), under its id in tests/taxonomy/lookalikes/"
    )


def test_lookalikes_are_of_causes_that_have_phrases() -> None:
    assert set(LOOKALIKES) <= set(PHRASED)


def _told(provider: Provider, place: str, text: str) -> str:
    return match(_evidence(provider, place, text)).cause.id


def _with_subject() -> Iterator[Any]:
    for cause in CAUSES.values():
        for number, signal in enumerate(cause.signals):
            if signal.subject and signal.status and signal.text:
                yield pytest.param(cause, signal, id=f"{cause.id}-{number}")


@pytest.mark.parametrize(("cause", "signal"), list(_with_subject()))
def test_a_phrase_without_its_subject_decides_nothing(cause: Cause, signal: Signal) -> None:
    provider: Provider = "gemini" if cause.id.startswith("gemini") else "gigachat"
    for phrase in signal.text:
        alone = f"the zyzzyva {phrase}"
        if any(word in alone for word in signal.subject):
            continue  # it names its subject itself
        others = [one for one in cause.signals if one is not signal and any(word in alone for word in one.text)]
        if not others:
            assert _told(provider, signal.status[0], alone) != cause.id


@pytest.mark.parametrize("text", ["is no\nlonger available", "is no  longer\r\n available", "is no\tlonger available"])
def test_a_phrase_may_be_broken_by_a_line_s_end(text: str) -> None:
    assert _told("gemini", "NOT_FOUND", f"This model {text}") == "gemini.model_retired"
