"""Every phrase that a text has is found, wherever it stands, and no other."""

from __future__ import annotations

import pytest

from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.phrases import Phrases

TABLE = sorted({phrase for cause in CAUSES.values() for signal in cause.signals for phrase in signal.text})
FEW = ["quota", "too many requests", "ключ"]


@pytest.fixture(scope="module", params=[TABLE, FEW, [*TABLE, *FEW, "a", "ab", "abcdef"]], ids=["table", "few", "short"])
def phrases(request: pytest.FixtureRequest) -> dict[str, int]:
    return {phrase: place for place, phrase in enumerate(request.param)}


@pytest.mark.parametrize("before", range(4))
def test_a_phrase_is_found_wherever_the_text_is_cut(phrases: dict[str, int], before: int) -> None:
    index = Phrases(phrases)
    for phrase, place in phrases.items():
        for behind in range(4):
            assert place in index.found_in("~" * before + phrase + "~" * behind), phrase


def test_what_is_found_is_what_stands_there(phrases: dict[str, int]) -> None:
    index, texts = Phrases(phrases), [*phrases, "", "quo", "~".join(phrases), " ".join(reversed(list(phrases)))]
    for text in texts:
        assert sorted(index.found_in(text)) == sorted(place for phrase, place in phrases.items() if phrase in text)


def test_a_phrase_that_is_cut_short_is_not_found() -> None:
    index = Phrases(dict.fromkeys(TABLE, 0) | {"no such phrase at all": 1})
    assert index.found_in("no such phrase at al") == [0] * sum(phrase in "no such phrase at al" for phrase in TABLE)
    assert 1 in index.found_in("there is no such phrase at all.")


def test_without_phrases_nothing_is_found() -> None:
    assert Phrases({}).found_in("anything") == []
