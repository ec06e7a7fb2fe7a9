"""How long it would take to parse a text, told without parsing it."""

from __future__ import annotations

import pytest

from genai_triage.evidence.limits import MAX_LITERAL, MAX_NESTING, MAX_TEXT, MAX_WEIGHT
from genai_triage.evidence.weight import is_deep, is_heavy, is_heavy_literal, is_heavy_text

MARKS = ',:[]{}"\\0123456789'
LITERAL_MARKS = ",:[](){}+-'\""
ASCII = [chr(code) for code in range(128)]


def test_marks_of_json_weigh_and_nothing_else_does() -> None:
    assert {mark for mark in ASCII if is_heavy(mark.encode() * (MAX_WEIGHT + 1))} == set(MARKS)
    assert {mark for mark in ASCII if is_heavy_text(mark * (MAX_WEIGHT + 1))} == set(MARKS)


def test_marks_of_what_python_prints_weigh_and_nothing_else_does() -> None:
    assert {mark for mark in ASCII if is_heavy_literal(mark * (MAX_LITERAL + 1))} == set(LITERAL_MARKS)


@pytest.mark.parametrize("as_sent", [bytes, bytearray, memoryview])
def test_a_body_is_heavy_with_one_mark_more_than_is_parsed(as_sent: type) -> None:
    letters = bytes(set(range(256)) - set(MARKS.encode())) * 100
    assert is_heavy(as_sent(letters + b"[" * MAX_WEIGHT)) is False
    assert is_heavy(as_sent(letters + b"[" * (MAX_WEIGHT + 1))) is True


def test_a_text_is_heavy_with_one_mark_more_than_is_parsed() -> None:
    letters = "Сбой ☃ \udcff" * MAX_WEIGHT
    assert is_heavy_text(letters + "[" * MAX_WEIGHT) is False
    assert is_heavy_text(letters + "[" * (MAX_WEIGHT + 1)) is True


def test_what_python_printed_is_heavy_with_far_fewer_marks() -> None:
    letters = "Сбой ☃ \udcff abc 123" * MAX_LITERAL
    assert is_heavy_literal(letters + "'" * MAX_LITERAL) is False
    assert is_heavy_literal(letters + "'" * (MAX_LITERAL + 1)) is True


@pytest.mark.parametrize("opening", ["[", "{", '{"a":[', "[ "], ids=["lists", "objects", "both", "spaced"])
@pytest.mark.parametrize("padding", [0, 2 * MAX_TEXT], ids=["short", "long"])
def test_a_text_is_deep_with_one_level_more_than_is_parsed(opening: str, padding: int) -> None:
    closing = "".join({"[": "]", "{": "}"}.get(one, "") for one in reversed(opening))
    width = len(closing)
    at_most, whole = MAX_NESTING // width, '"' + "a" * padding + '"'
    assert is_deep(opening * at_most + whole + closing * at_most) is False
    assert is_deep(opening * (at_most + 1) + whole + closing * (at_most + 1)) is True


@pytest.mark.parametrize("pair", ["[]", "{}", "[{}]"])
def test_what_is_closed_again_is_no_level(pair: str) -> None:
    assert is_deep(pair * 10 * MAX_NESTING) is False
    assert is_deep(pair * 10 * MAX_NESTING + "[" * (MAX_NESTING + 1)) is True


@pytest.mark.parametrize("quoted", ['"[{"', r'"\"[{"', r'"\\","[{"', r'"\\\"[{"'])
def test_brackets_in_a_text_are_no_levels(quoted: str) -> None:
    assert is_deep((quoted + ",") * 2 * MAX_NESTING) is False
    assert is_deep((quoted + ",") * 2 * MAX_NESTING + "[" * (MAX_NESTING + 1)) is True
