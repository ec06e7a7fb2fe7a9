"""What operators read, in their language.

English stands in the code, beside what it is about. Another language is a module or package of this folder, named like
the language, whose `TEXTS` has the translation of each English text, with the same `{placeholders}`. Fixes of causes
and meanings of classes are the taxonomy's (`genai_triage.taxonomy.texts`, which also lists the languages).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from genai_triage.taxonomy.texts import ENGLISH

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=8)
def load(language: str) -> Mapping[str, str]:
    """Loads the translations of a language; there are none of English, nor of a language without a file here."""
    name = f"{__name__}.{language}"
    if language == ENGLISH or find_spec(name) is None:
        return {}
    texts: Mapping[str, str] = import_module(name).TEXTS
    return texts


def say(text: str, language: str) -> str:
    """Returns an English text in a language; as it is, if it has no translation."""
    return load(language).get(text) or text


def gaps(language: str, asked: Collection[str]) -> Iterator[str]:
    """Yields, a sentence each, what is missing in a language, left over, or does not fit.

    Args:
        asked: Every English text there is.
    """
    place, texts = f"TEXTS of monitoring/texts/{language}", load(language)
    for text in asked:
        if not texts.get(text):
            yield f"{text!r} has no translation: write one in {place}"
        elif _placeholders(text) != _placeholders(texts[text]):
            yield f"{text!r} has other placeholders than its translation in {place}"
    for text in texts:
        if text not in asked:
            yield f"{text!r} stands in {place}, but nothing says it: correct or remove it"


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))
