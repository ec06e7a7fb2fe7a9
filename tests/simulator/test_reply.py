"""How long a good answer is."""

from __future__ import annotations

import random
from typing import Any

import pytest

from genai_triage.simulator.exchange import Facts
from genai_triage.simulator.reply import Reply, _text, compose, count_tokens, pieces_of, vector

TEXT = "An answer of a few words."


@pytest.mark.parametrize(
    ("change", "finish"),
    [(None, "stop"), (1, "stop"), (0, "stop"), (-1, "length")],
    ids=["unbounded", "more", "as many", "fewer"],
)
def test_an_answer_that_just_fits_is_whole(change: int | None, finish: str) -> None:
    wanted = _text("id", TEXT, 1, None).completion_tokens
    reply = _text("id", TEXT, 1, None if change is None else wanted + change)
    assert (reply.finish, reply.text == TEXT) == (finish, finish == "stop")


def test_a_bound_of_no_tokens_is_none() -> None:
    assert _text("id", TEXT, 1, 0).finish == "stop"


@pytest.mark.parametrize(("characters", "tokens"), [(0, 1), (1, 1), (4, 1), (5, 2), (400, 100), (401, 101)])
def test_four_characters_are_a_token_and_no_text_has_none(characters: int, tokens: int) -> None:
    assert count_tokens(characters) == tokens


FUNCTION = {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}


def composed(call_function: bool = False, **of: Any) -> Reply:
    facts = Facts(**{"provider": "gemini", "endpoint": "generate", "operation": "generateContent", **of})
    return compose(facts, random.Random(1), call_function=call_function)


def test_a_prompt_of_several_texts_counts_them_all() -> None:
    found = composed(input_characters=(10, 30, 1))
    assert (found.prompt_tokens, found.total_tokens) == (11, 11 + found.completion_tokens)
    assert found.completion_tokens == count_tokens(len(found.text))


def test_an_answer_that_is_cut_has_as_many_tokens_as_it_may() -> None:
    found = composed(max_tokens=2)
    assert (found.finish, found.completion_tokens, len(found.text)) == ("length", 2, 8)


@pytest.mark.parametrize(
    ("call_function", "of", "called"),
    [
        (True, {"functions": (FUNCTION,)}, True),
        (False, {"functions": (FUNCTION,)}, False),
        (True, {}, False),
        (True, {"functions": (FUNCTION,), "has_function_result": True}, False),
    ],
)
def test_a_function_is_called_where_it_is_asked_for_and_has_not_answered(
    call_function: bool, of: dict[str, Any], called: bool
) -> None:
    found = composed(call_function, **of)
    assert (found.call is not None) is called
    assert found.finish == ("function_call" if called else "stop")
    if found.call is not None:
        assert (found.call.name, set(found.call.arguments), found.text) == ("weather", {"city"}, "")


def test_an_answer_comes_in_four_pieces() -> None:
    assert pieces_of("abcdefgh") == ("ab", "cd", "ef", "gh")
    assert pieces_of("abcde") == ("ab", "cd", "e")
    assert pieces_of("a") == ("a",)
    assert pieces_of("") == ()


def test_an_embedding_depends_on_the_size_and_the_place_of_its_input() -> None:
    first, second, other = vector(5, 0, 40), vector(5, 1, 40), vector(6, 0, 40)
    assert len({tuple(one) for one in (first, second, other)}) == 3
    assert vector(5, 0, 40) == first
    assert len(first) == 40
    assert max(map(abs, first)) <= 0.1
