"""A stream has a usage in every chunk, of which the last that says anything counts."""

from __future__ import annotations

import pytest

from genai_triage.evidence.reading import Reading
from genai_triage.evidence.sdk_object import read_genai_chunk

types = pytest.importorskip("google.genai.types")


def chunk(**usage: int) -> object:
    return types.GenerateContentResponse(usage_metadata=types.GenerateContentResponseUsageMetadata(**usage))


def read(*chunks: object) -> Reading:
    reading = Reading()
    for one in chunks:
        read_genai_chunk(reading, one)
    reading.read_usage()
    return reading


def test_the_last_usage_counts() -> None:
    first, last = (
        chunk(prompt_token_count=5, candidates_token_count=1),
        chunk(prompt_token_count=5, thoughts_token_count=7),
    )
    reading = read(first, last)
    assert (reading.input_tokens, reading.output_tokens, reading.reasoning_tokens) == (5, 7, 7)


def test_a_usage_without_a_prompt_takes_nothing_back() -> None:
    last = chunk(candidates_token_count=3)
    reading = read(chunk(prompt_token_count=5, candidates_token_count=1), last)
    assert (reading.input_tokens, reading.output_tokens) == (5, 1)
    assert reading.usage is last.usage_metadata  # type: ignore[attr-defined]


def test_tokens_are_read_once() -> None:
    reading = read(chunk(prompt_token_count=5))
    reading.begin_round()
    reading.read_usage()
    assert reading.input_tokens == 5
