"""Sentences for people: a fix for each cause, a meaning for each class, in a module or package per language.

Such a module has `FIXES` by the cause's id and `CLASSES` by the class's name. It is loaded when its language is first
asked for, since a program whose calls succeed needs no sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Final, NamedTuple

ENGLISH: Final = "en"
"""The language that has every text; the others fall back to it, text by text."""

LANGUAGES: Final = (ENGLISH,)


class Texts(NamedTuple):
    """The texts of one language."""

    fixes: Mapping[str, str]
    classes: Mapping[str, str]


@lru_cache(maxsize=8)
def load(language: str) -> Texts:
    """Loads a language of `LANGUAGES`; any other has no texts."""
    if language not in LANGUAGES:
        return Texts({}, {})
    module = import_module(f"{__name__}.{language}")
    return Texts(module.FIXES, module.CLASSES)


def fix_of(cause_id: str, language: str = ENGLISH) -> str:
    """Says what to do about a cause; empty for a cause without a text, since a report goes out all the same."""
    return load(language).fixes.get(cause_id) or load(ENGLISH).fixes.get(cause_id, "")


def meaning_of(failure_class: str, language: str = ENGLISH) -> str:
    """Says what a class means; empty for a class without a text."""
    return load(language).classes.get(failure_class) or load(ENGLISH).classes.get(failure_class, "")


def gaps(language: str, causes: Collection[str], classes: Collection[str]) -> list[str]:
    """Lists, a sentence each, the ids without a text in a language and its texts without an id."""
    texts = load(language)
    return [
        *_differences(texts.fixes, causes, f"FIXES of taxonomy/texts/{language}", "a cause of the tables"),
        *_differences(texts.classes, classes, f"CLASSES of taxonomy/texts/{language}", "a class of failure"),
    ]


def _differences(written: Mapping[str, str], known: Collection[str], place: str, kind: str) -> Iterator[str]:
    for name in known:
        if not written.get(name):
            yield f"{name!r} has no text: write one sentence for it in {place}"
    for name in written:
        if name not in known:
            yield f"{name!r} stands in {place}, but is not {kind}: correct or remove it"
