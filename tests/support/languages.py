"""The languages beside English, and what a translation has to repeat."""

from __future__ import annotations

import re

from genai_triage.taxonomy.texts import ENGLISH, LANGUAGES

TRANSLATED = [language for language in LANGUAGES if language != ENGLISH]

_FIXED = re.compile(r"`[^`]+`|https?://[^\s,;)]+(?<![.:])|\{\w+\}|\b[A-Z]+_[A-Z0-9_]+\b|\S+@\S+\w|\b\d+(?:\.\d+)?\b")
"""What is the same in every language: code, addresses, placeholders, variables of the environment, numbers."""
_THOUSANDS = re.compile(r"(?<=\d)[,. \u00a0](?=\d{3}\b)")
_DECIMALS = re.compile(r"(?<=\d),(?=\d)")
_LIST_OF = re.compile(r"\[\w+\]")
"""What stands in a list, told by a word: `[texts]`."""


def fixed_parts(text: str) -> set[str]:
    """The parts of a text that its translation has to repeat."""
    return set(_FIXED.findall(_LIST_OF.sub("[]", _DECIMALS.sub(".", _THOUSANDS.sub("", text)))))
