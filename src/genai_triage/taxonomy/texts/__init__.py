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

LANGUAGES: Final = (ENGLISH, "ru", "pt")
"""English, Russian, Brazilian Portuguese."""

VENDORS_OWN: Final = frozenset(
    {
        "network.tls_untrusted@gigachat",
        "network.tls_untrusted_grpc@gigachat",
        "network.tls_client_refused@gigachat",
        "client.tls_key_pair@gigachat",
        "client.tls_password@gigachat",
        "network.connect_timeout@gigachat",
        "client.credential_encoding@gigachat",
    }
)
"""Causes that have another remedy with a vendor, as `{cause}@{vendor}`."""


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


def fix_of(cause_id: str, language: str = ENGLISH, *, vendor: str | None = None) -> str:
    """Says what to do about a cause; empty for a cause without a text, since a report goes out all the same.

    The vendor's own remedy stands under `{cause}@{vendor}`.
    """
    own = f"{cause_id}@{vendor}"
    for one in (language, ENGLISH):
        fixes = load(one).fixes
        fix = (fixes.get(own) if vendor else None) or fixes.get(cause_id)
        if fix:
            return fix
    return ""


def is_vendors(cause_id: str, vendor: str) -> bool:
    """Whether a vendor has a remedy of its own for a cause that others have too."""
    return f"{cause_id}@{vendor}" in VENDORS_OWN


def meaning_of(failure_class: str, language: str = ENGLISH) -> str:
    """Says what a class means; empty for a class without a text."""
    return load(language).classes.get(failure_class) or load(ENGLISH).classes.get(failure_class, "")


def gaps(language: str, causes: Collection[str], classes: Collection[str]) -> list[str]:
    """Lists, a sentence each, the ids without a text in a language and its texts without an id."""
    texts = load(language)
    return [
        *_differences(
            texts.fixes, [*causes, *_own_of(causes)], f"FIXES of taxonomy/texts/{language}", "a cause of the tables"
        ),
        *_differences(texts.classes, classes, f"CLASSES of taxonomy/texts/{language}", "a class of failure"),
    ]


def _own_of(causes: Collection[str]) -> list[str]:
    return sorted(name for name in VENDORS_OWN if name.partition("@")[0] in causes)


def _differences(written: Mapping[str, str], known: Collection[str], place: str, kind: str) -> Iterator[str]:
    for name in known:
        if not written.get(name):
            yield f"{name!r} has no text: write one sentence for it in {place}"
    for name in written:
        if name not in known:
            yield f"{name!r} stands in {place}, but is not {kind}: correct or remove it"
