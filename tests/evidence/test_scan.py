"""Answers that are too long to parse: what their beginning and their end say."""

from __future__ import annotations

import pytest

from genai_triage.evidence.limits import MAX_CANDIDATES
from genai_triage.evidence.reading import DIALECTS, Dialect, Reading
from genai_triage.evidence.scan import scan, shows_content


def scanned(head: str, tail: str = "", *, is_stream: bool = False) -> Reading:
    reading = Reading()
    scan(head, tail, reading, is_stream=is_stream)
    return reading


def tokens(reading: Reading) -> tuple[int | None, ...]:
    return reading.input_tokens, reading.output_tokens, reading.cached_tokens, reading.reasoning_tokens


@pytest.mark.parametrize(
    "piece",
    [
        '"text": "a"',
        '"content":"a"',
        '"content": ["a"]',
        '"content": [{"type": "text"}]',
        '"text" : [ "a"',
        '"functionCall": {',
        '"function_call":{',
        '"tool_calls": [{"id": 1}]',
        '"inlineData": {"data": ""}',
        '"fileData": {}',
        '"executableCode": {}',
    ],
)
def test_a_piece_with_a_text_a_call_or_a_file_holds_content(piece: str) -> None:
    assert shows_content(b'{"a": 1, ' + piece.encode()) is True


@pytest.mark.parametrize(
    "piece",
    [
        '"text": ""',
        '"content": ""',
        '"content": []',
        '"content": {"role": "model"}',
        '"content": [{"text": ""}]',
        '"tool_calls": []',
        '"tool_calls": [ ]',
        '"functionCall": null',
        '"thoughtSignature": "a"',
        '\\"text\\": \\"a\\"',
    ],
)
def test_a_piece_without_any_of_them_holds_none(piece: str) -> None:
    assert shows_content(piece.encode()) is False


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.input)
def test_the_usage_of_every_dialect_is_found(dialect: Dialect) -> None:
    names = dict(zip(("input", "output", "cached", "tools", "thoughts"), dialect.parts, strict=False))
    given = {"input": 100, "output": 20, "cached": 30, "tools": 4, "thoughts": 5}
    members = ", ".join(f'"{name}" : {given[part]}' for part, name in names.items())
    found = scanned('{"candidates": [', '], "usage": {' + members + "}}")
    expected_input = 104 if "tools" in names else 100
    thoughts = 5 if "thoughts" in names else None
    assert tokens(found) == (expected_input, 20 + (thoughts or 0), 30 if "cached" in names else None, thoughts)


def test_the_tokens_of_each_embedding_add_up() -> None:
    head = '{"object": "list", "data": [{"embedding": [0.1], "usage": {"prompt_tokens": 6}},'
    assert tokens(scanned(head, '{"embedding": [0.2], "usage": {"prompt_tokens": 7}}]}')) == (13, None, None, None)


def test_the_last_usage_of_a_text_counts() -> None:
    head = '{"usage": {"prompt_tokens": 6, "completion_tokens": 1}'
    assert tokens(scanned(head, '"usage": {"prompt_tokens": 6, "completion_tokens": 9}')) == (6, 9, None, None)


def test_an_answer_without_usage_has_no_tokens() -> None:
    assert tokens(scanned('{"candidates": [', '], "completion_tokens": 9}')) == (None, None, None, None)


def test_the_model_that_answered_is_kept_whatever_else_is_called_a_model() -> None:
    assert scanned('{"modelVersion": "m-2"', '"model": "m-1"}').model == "m-2"


def test_a_name_beyond_its_bound_is_none() -> None:
    assert scanned('{"modelVersion": "' + "m" * 200 + '"').model == "m" * 200
    assert scanned('{"modelVersion": "' + "m" * 201 + '"').model is None


def test_a_key_inside_a_text_is_none_of_the_answer_s() -> None:
    found = scanned(r'{"text": "{\"finishReason\": \"SAFETY\", \"responseId\": \"r\"}"', r"\"promptTokenCount\": 7")
    assert (found.finish_reasons, found.id, found.input_tokens, found.generated) == ([], None, None, False)


def test_of_many_candidates_the_first_are_kept_and_each_holds_something() -> None:
    found = scanned('"finishReason": "STOP"' * (MAX_CANDIDATES + 5))
    assert (list(found.candidates), found.has_content) == (list(range(MAX_CANDIDATES)), True)


@pytest.mark.parametrize(
    ("text", "finishes", "block", "model", "identifier"),
    [
        ('{"finishReason": "SAFETY"', ["SAFETY"], None, None, None),
        ('{"finish_reason": "blacklist"', ["BLACKLIST"], None, None, None),
        ('{"blockReason":"OTHER"', [], "OTHER", None, None),
        ('{"block_reason" : "OTHER"', [], "OTHER", None, None),
        ('{"modelVersion": "m"', [], None, "m", None),
        ('{"model": "m"', [], None, "m", None),
        ('{"responseId": "i"', [], None, None, "i"),
    ],
)
def test_each_key_of_an_answer_is_found_by_its_names(
    text: str, finishes: list[str], block: str | None, model: str | None, identifier: str | None
) -> None:
    reading = scanned(text)
    found = (reading.finish_reasons, reading.block_reason, reading.model, reading.id)
    assert found == (finishes, block, model, identifier)


@pytest.mark.parametrize(("is_stream", "finishes"), [(True, ["STOP"]), (False, ["MAX_TOKENS", "STOP"])])
def test_a_stream_ends_with_its_last_reason(is_stream: bool, finishes: list[str]) -> None:
    reading = scanned('{"finishReason": "MAX_TOKENS"} … ', '{"finishReason": "STOP"}', is_stream=is_stream)
    assert reading.finish_reasons == finishes
