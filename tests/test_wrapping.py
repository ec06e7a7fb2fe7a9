"""Lines that fit a width: where they break, what stays whole, and what stands before the second one."""

from __future__ import annotations

import pytest

from genai_triage.wrapping import any_of, sentence, wrapped

_WORDS = "one two three four five six seven eight"


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        (f"{'x' * 20} {'y' * 19}", 40, f"{'x' * 20} {'y' * 19}"),
        (f"{'x' * 20} {'y' * 20}", 40, f"{'x' * 20}\n    {'y' * 20}"),
        (f"{'x' * 20} {'y' * 20}", 39, f"{'x' * 20} {'y' * 20}"),
        (f"{_WORDS} nine", 40, f"{_WORDS}\n    nine"),
        (f"  {_WORDS} nine", 40, "  one two three four five six seven\n  eight nine"),
        (f"short\n{_WORDS} nine", 40, f"short\n{_WORDS}\n    nine"),
        (
            f"a name that is long, more than a half  {_WORDS}",
            40,
            "a name that is long, more than a half\n    one two three four five six seven\n    eight",
        ),
        ("  a  one\ttwo three four five six seven eight", 40, "  a  one\ttwo three four five six seven\n     eight"),
        (f"one-two-three{'-four' * 8} x", 40, f"one-two-three{'-four' * 8}\n    x"),
    ],
)
def test_a_line_that_is_too_long_goes_on_below_its_own_text(text: str, columns: int, shown: str) -> None:
    assert wrapped(text, columns) == shown


@pytest.mark.parametrize(
    ("text", "first", "shown"),
    [
        (f"{_WORDS}!", "", f"{_WORDS}!"),
        (f"{_WORDS}!!", "", "one two three four five six seven\n    eight!!"),
        (_WORDS[:-1], "- ", f"- {_WORDS[:-1]}"),
        (_WORDS, "- ", "- one two three four five six seven\n    eight"),
        (
            "one two three four five six. Type: run it -- with - all",
            "",
            "one two three four five six. Type:\n    run it -- with - all",
        ),
        (
            "one two three four five prototype: six seven eight",
            "",
            "one two three four five prototype: six\n    seven eight",
        ),
    ],
)
def test_a_sentence_is_wrapped_but_not_the_command_that_it_ends_with(text: str, first: str, shown: str) -> None:
    assert sentence(text, 40, first=first) == shown


@pytest.mark.parametrize(("words", "said"), [(["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
def test_words_to_choose_from_are_told_as_a_sentence_has_them(words: list[str], said: str) -> None:
    assert any_of(words) == said
