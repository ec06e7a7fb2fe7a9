"""A fix is a sentence that its reader can act on: short, at two places at most, in nobody else's console."""

from __future__ import annotations

import re
from typing import Final

import pytest

from genai_triage.taxonomy import CAUSES, texts

FIXES: Final = texts.load("en").fixes
_EACH: Final = pytest.mark.parametrize("cause_id", FIXES)

_SHARED: Final[tuple[frozenset[str], ...]] = ()
"""Causes that share a fix on purpose."""
_VALUES: Final = re.compile(r"GIGACHAT_API_(PERS|B2B|CORP)|=https://\S+")
"""What stands in a setting; no place to go to."""
_CONSOLES: Final = (
    *("AI Studio", "Sber Studio", "Security Command Center", "Google Cloud console", "API reference"),
    *("LiteLLM's admin UI", "LiteLLM's config", "LiteLLM's log", "the gateway's console"),
)
_PLACE: Final = re.compile(r"https://[^\s,;)]+[^\s,;:.)]|\b[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+\b|" + "|".join(_CONSOLES))
"""Where the reader has to go: a page, a console, an environment variable."""
_GOOGLE_S: Final = ("AI Studio", "aistudio", "ai.studio", "ai.dev", "cloud.google", "GEMINI_", "GOOGLE_", "gcloud")
_SBER_S: Final = ("Sber", "sber", "GIGACHAT_", "Russian Trusted Root")
_RETRIED_ALL_THE_SAME: Final = ("gemini.speech_filtered",)
"""Causes of a class that waiting does not help, where reports say that a second try passed."""


@_EACH
def test_a_fix_is_one_short_sentence(cause_id: str) -> None:
    fix = FIXES[cause_id]
    assert fix[0].isupper()
    assert fix.endswith(".")
    assert 20 <= len(fix) <= 240
    assert not re.search(r"[.!?] [A-ZА-Я]", fix)


@_EACH
def test_a_fix_sends_its_reader_to_two_places_at_most(cause_id: str) -> None:
    places = {match.group() for match in _PLACE.finditer(_VALUES.sub("", FIXES[cause_id]))}
    assert len(places) <= 2, places


def test_causes_share_a_fix_on_purpose_only() -> None:
    alike: dict[str, set[str]] = {}
    for cause_id, fix in FIXES.items():
        alike.setdefault(" ".join(re.findall(r"\w+", fix.lower())), set()).add(cause_id)
    assert {frozenset(ids) for ids in alike.values() if len(ids) > 1} == set(_SHARED)


@_EACH
def test_a_fix_names_no_other_vendor_s_console(cause_id: str) -> None:
    vendor = cause_id.partition("@")[2] or cause_id.partition(".")[0]
    foreign = {"gemini": _SBER_S, "gigachat": _GOOGLE_S}.get(vendor, (*_GOOGLE_S, *_SBER_S))
    assert [name for name in foreign if name in FIXES[cause_id]] == []


@_EACH
def test_a_fix_says_retry_only_where_it_helps(cause_id: str) -> None:
    says = re.search(r"\bretry\b", FIXES[cause_id], re.I)
    assert not says or CAUSES[cause_id.partition("@")[0]].retryable or cause_id in _RETRIED_ALL_THE_SAME


@_EACH
def test_a_fix_names_no_header_of_google_s_sdk(cause_id: str) -> None:
    assert "x-goog-" not in FIXES[cause_id].lower()
