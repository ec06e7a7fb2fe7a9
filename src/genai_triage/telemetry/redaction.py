"""Scrubs provider messages before anything is recorded: error bodies echo keys, projects and addresses."""

from __future__ import annotations

import re
from dataclasses import replace

from genai_triage.taxonomy.model import Failure

MAX_MESSAGE = 300
"""Characters of a recorded message."""
_MAX_SCANNED = 2000

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # scheme://user:password@host and everything after ? or # in a URL
    (re.compile(r"(?i)(\b[a-z][a-z0-9+.-]{1,15}://)[^\s/@\"'<>]{1,200}@"), r"\1"),
    (re.compile(r"(?i)(\b(?:https?|wss?)://[^\s?#\"'<>)\]]{1,500})[?#][^\s\"'<>)\]]*"), r"\1"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 [redacted]"),
    (re.compile(r"\beyJ[\w-]{5,}(?:\.[\w-]*){1,4}"), "[redacted]"),
    (re.compile(r"\b(?:AIza[\w-]{10,}|AQ\.[\w-]{8,}|ya29\.[\w.-]{8,}|1//[\w-]{10,}|GOCSPX-[\w-]{8,}|sk-[\w-]{12,})"), "[key]"),
    (re.compile(r"(?i)\b(api[_ -]?key|access[_ -]?token|client[_ -]?secret|password|authorization|x-goog-api-key|credentials?)"
                r"(['\"]?\s*[:=]\s*['\"]?)(?!\[)[^\s'\",;)}\]]{4,}"), r"\1\2[redacted]"),
    (re.compile(r"(?i)\b(api_?key:)\S+"), r"\1[redacted]"),
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"), "[email]"),
    (re.compile(r"(?i)\b(projects?)([/ =:#'\"`]{1,3})(?!\[)(?=[a-z0-9-]*[0-9-])[a-z0-9][a-z0-9-]{3,62}"), r"\1\2[project]"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "[ip]"),
    (re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"), "[id]"),
    # what is left that looks like a credential: a long run of base64 or hex with digits in it
    (re.compile(r"(?<![\w./-])(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[A-Za-z0-9+/_=-]{40,}"), "[redacted]"),
)


def scrub(text: str) -> str:
    """Returns `text` without keys, tokens, e-mail addresses, project names and numbers, URL queries; at most 300 characters."""
    scrubbed = text[:_MAX_SCANNED]
    for pattern, replacement in _RULES:
        scrubbed = pattern.sub(replacement, scrubbed)
    scrubbed = " ".join(scrubbed.split())
    return scrubbed if len(scrubbed) <= MAX_MESSAGE else scrubbed[: MAX_MESSAGE - 1] + "…"


def scrub_failure(failure: Failure) -> Failure:
    """Returns the failure with its message scrubbed."""
    if not failure.message:
        return failure
    return replace(failure, message=scrub(failure.message))
