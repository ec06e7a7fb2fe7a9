"""Patterns that are compiled with their first use find what compiled ones find."""

from __future__ import annotations

import re
from typing import Any

import pytest

from genai_triage.patterns import late, lower

CALLS: dict[str, tuple[Any, ...]] = {
    "search": ("a1b22",),
    "match": ("1b22",),
    "fullmatch": ("22",),
    "sub": ("#", "a1b22"),
    "findall": ("a1b22",),
    "split": ("a1b22c",),
}


@pytest.mark.parametrize(("method", "args"), CALLS.items(), ids=list(CALLS))
def test_a_pattern_does_with_every_use_what_a_compiled_one_does(method: str, args: tuple[Any, ...]) -> None:
    pattern, compiled = late(r"\d+"), re.compile(r"\d+")
    for _ in range(2):
        found, expected = getattr(pattern, method)(*args), getattr(compiled, method)(*args)
        assert repr(found) == repr(expected)
    assert [found[0] for found in pattern.finditer("a1b22")] == ["1", "22"]


def test_a_pattern_has_its_flags() -> None:
    assert late("a", re.IGNORECASE).sub("b", "aA") == "bb"
    assert late("a").sub("b", "aA") == "bA"


def test_a_pattern_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_ = re.compile

    def noting(pattern: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(pattern)
        return compile_(pattern, flags)

    monkeypatch.setattr(re, "compile", noting)
    pattern = late("one")
    assert compiled == []
    for method in ("search", "match", "fullmatch", "findall"):
        getattr(pattern, method)("one")
    assert compiled == ["one"]


def test_what_a_pattern_lacks_it_lacks() -> None:
    with pytest.raises(AttributeError, match=r"^flags$"):
        _ = late("a").flags


@pytest.mark.parametrize("text", ["ABC", "\u0130stanbul IS", "ПРИВЕТ", "\u0130\u0130", "straße ẞ"])
def test_every_character_keeps_its_place_in_lower_case(text: str) -> None:
    found = lower(text)
    assert len(found) == len(text)
    assert found == "".join("i" if character == "\u0130" else character.lower() for character in text)
