"""Scrubs provider messages before anything is recorded: error bodies echo keys, projects and addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from genai_triage.taxonomy.model import Failure

MAX_MESSAGE = 300
"""Characters of a recorded message."""
_MAX_SCANNED = 600


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern and what takes its place; it is tried only on a text that has one of the `marks`, in lower case."""

    marks: tuple[str, ...]
    pattern: re.Pattern[str]
    replacement: str


def _rule(marks: str, pattern: str, replacement: str) -> _Rule:
    return _Rule(tuple(marks.split("|")), re.compile(pattern), replacement)


_RULES: tuple[_Rule, ...] = (
    _rule("://", r"://[^\s/@\"'<>]{1,200}@", "://"),
    _rule("://", r"(://[^\s?#\"'<>)\]]{1,500})[?#][^\s\"'<>)\]]*", r"\1"),
    _rule("bearer|basic", r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}", r"\1 [redacted]"),
    _rule("eyj", r"\beyJ[\w-]{5,}(?:\.[\w-]*){1,4}", "[redacted]"),
    _rule(
        "aiza|aq.|ya29.|1//|gocspx|sk-",
        r"\b(?:AIza[\w-]{10,}|AQ\.[\w-]{8,}|ya29\.[\w.-]{8,}|1//[\w-]{10,}|GOCSPX-[\w-]{8,}|sk-[\w-]{12,})",
        "[key]",
    ),
    _rule(
        "key|token|secret|password|authorization|credential",
        r"(?i)\b(api[_ -]?key|access[_ -]?token|client[_ -]?secret|password|authorization|x-goog-api-key|credentials?)"
        r"(['\"]?\s*[:=]\s*['\"]?)(?!\[|bearer |basic )[^\s'\",;)}\]]{4,}",
        r"\1\2[redacted]",
    ),
    _rule("@", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", "[email]"),
    _rule(
        "project",
        r"\b([Pp]rojects?)([/ =:#'\"`]{1,3})(?!\[)(?=[a-z0-9-]*[0-9-])[a-z0-9][a-z0-9-]{3,62}",
        r"\1\2[project]",
    ),
)
_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
_UUID = re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b")
_LONG_RUN = 40
_LOOKS_SECRET = re.compile(rf"(?<![\w+/=.-])(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[A-Za-z0-9+/_=-]{{{_LONG_RUN},}}")


def scrub(text: str) -> str:
    """Returns `text` without keys, tokens, addresses, projects and URL queries; at most 300 characters."""
    scrubbed = text if len(text) <= _MAX_SCANNED else _cut_at_a_word(text)
    lowered = scrubbed.lower()
    for rule in _RULES:
        for mark in rule.marks:
            if mark in lowered:
                scrubbed = rule.pattern.sub(rule.replacement, scrubbed)
                break
    if _DIGIT.search(scrubbed):
        if scrubbed.count(".") >= 3:
            scrubbed = _ADDRESS.sub("[ip]", scrubbed)
        if scrubbed.count("-") >= 4:
            scrubbed = _UUID.sub("[id]", scrubbed)
    scrubbed = " ".join(
        [word if len(word) < _LONG_RUN else _LOOKS_SECRET.sub("[redacted]", word) for word in scrubbed.split()]
    )
    return scrubbed if len(scrubbed) <= MAX_MESSAGE else scrubbed[: MAX_MESSAGE - 1] + "…"


def _cut_at_a_word(text: str) -> str:
    """Never cuts inside a word: half a key would not be recognised as one."""
    cut = text[:_MAX_SCANNED]
    if text[_MAX_SCANNED].isspace():
        return cut
    head, _, _ = cut.rpartition(" ")
    return head


def scrub_failure(failure: Failure) -> Failure:
    """Returns the failure with its message scrubbed."""
    if not failure.message:
        return failure
    return replace(failure, message=scrub(failure.message))
