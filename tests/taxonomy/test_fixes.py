"""A fix is a sentence that its reader can act on: short, at two places at most, in nobody else's console."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from genai_triage.taxonomy import CAUSES, Cause, texts

FIXES: Final = texts.load("en").fixes

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
_GOOGLE_S: Final = (
    "AI Studio",
    "aistudio",
    "ai.studio",
    "ai.dev",
    "cloud.google",
    "Google Cloud",
    "GEMINI_",
    "GOOGLE_",
    "gcloud",
)
_SBER_S: Final = ("Sber", "sber", "GIGACHAT_", "Russian Trusted Root")
_RETRIED_ALL_THE_SAME: Final = ("gemini.speech_filtered",)
"""Causes of a class that waiting does not help, where reports say that a second try passed."""


def _fixes_where(is_wrong: Callable[[str, str], object]) -> dict[str, str]:
    return {cause_id: fix for cause_id, fix in FIXES.items() if is_wrong(cause_id, fix)}


def _cause(cause_id: str) -> Cause:
    return CAUSES[cause_id.partition("@")[0]]


def _foreign(cause_id: str) -> tuple[str, ...]:
    """The names of consoles and settings that are not the vendor's; where no vendor is known, of both."""
    vendor = cause_id.partition("@")[2] or cause_id.partition(".")[0]
    return {"gemini": _SBER_S, "gigachat": _GOOGLE_S}.get(vendor, (*_GOOGLE_S, *_SBER_S))


def test_a_fix_is_one_short_sentence() -> None:
    assert _fixes_where(lambda _, fix: not fix[0].isupper() or not fix.endswith(".")) == {}
    assert _fixes_where(lambda _, fix: not 20 <= len(fix) <= 240) == {}
    assert _fixes_where(lambda _, fix: re.search(r"[.!?] [A-ZА-Я]", fix)) == {}


def test_a_fix_sends_its_reader_to_two_places_at_most() -> None:
    assert (
        _fixes_where(lambda _, fix: len({place.group() for place in _PLACE.finditer(_VALUES.sub("", fix))}) > 2) == {}
    )


def test_causes_share_a_fix_on_purpose_only() -> None:
    alike: dict[str, set[str]] = {}
    for cause_id, fix in FIXES.items():
        alike.setdefault(" ".join(re.findall(r"\w+", fix.lower())), set()).add(cause_id)
    assert {frozenset(ids) for ids in alike.values() if len(ids) > 1} == set(_SHARED)


def test_a_fix_names_no_other_vendor_s_console() -> None:
    assert _fixes_where(lambda cause_id, fix: any(name in fix for name in _foreign(cause_id))) == {}


def test_a_fix_says_retry_only_where_it_helps() -> None:
    told = _fixes_where(lambda cause_id, fix: re.search(r"\bretry\b", fix, re.I) and not _cause(cause_id).retryable)
    assert set(told) == set(_RETRIED_ALL_THE_SAME), "a fix says `retry` only where its cause is retryable"


def test_a_fix_names_no_header_of_google_s_sdk() -> None:
    assert _fixes_where(lambda _, fix: "x-goog-" in fix.lower()) == {}


def test_a_fix_begins_with_what_to_do() -> None:
    """In the imperative: who reads it at night wants no subject first."""
    subjects = {"A", "An", "It", "Please", "Some", "That", "The", "There", "This", "You", "Your"}
    assert _fixes_where(lambda _, fix: fix.split()[0] in subjects) == {}
