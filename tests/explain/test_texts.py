"""The command's own sentences are in every language of the taxonomy, with the same placeholders."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from genai_triage.explain.judge import Signal
from genai_triage.explain.texts import TEXTS, load, say
from genai_triage.taxonomy.model import Owner
from genai_triage.taxonomy.texts import ENGLISH, LANGUAGES

OTHERS = [language for language in LANGUAGES if language != ENGLISH]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_sentence(language: str) -> None:
    assert load(language).keys() == TEXTS.keys()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_placeholders_of_the_english_sentence(language: str) -> None:
    texts = load(language)
    assert [key for key in TEXTS if _placeholders(texts[key]) != _placeholders(TEXTS[key])] == []


@pytest.mark.parametrize(("language", "letters"), [("ru", "[а-я]"), ("pt", "[ãçéíõ]")])
def test_a_translation_is_in_its_language(language: str, letters: str) -> None:
    assert len(re.findall(letters, " ".join(load(language).values()))) > 10


def test_a_language_without_a_file_speaks_english() -> None:
    assert say("do", "xx") == TEXTS["do"]


@pytest.mark.parametrize("owner", Owner, ids=str)
def test_every_owner_is_told(owner: Owner) -> None:
    assert f"owner_{owner.value}" in TEXTS


def test_every_kind_of_evidence_is_told() -> None:
    from genai_triage.taxonomy.match import _KINDS

    assert [kind for kind in _KINDS if f"kind_{kind}" not in TEXTS] == []
    assert Signal("own").value == ""
