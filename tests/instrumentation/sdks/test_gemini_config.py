"""Gemini's generation config, of both of Google's SDKs, as attributes of the conventions."""

from __future__ import annotations

from typing import Any

import pytest
from google.genai import types

from genai_triage.instrumentation.sdks.gemini_config import config_attributes

NUMBERS: dict[str, tuple[str, Any, Any]] = {
    "temperature": ("gen_ai.request.temperature", 1, 1.0),
    "top_p": ("gen_ai.request.top_p", 0.9, 0.9),
    "top_k": ("gen_ai.request.top_k", 40.0, 40),
    "max_output_tokens": ("gen_ai.request.max_tokens", 100, 100),
    "seed": ("gen_ai.request.seed", 7, 7),
    "frequency_penalty": ("gen_ai.request.frequency_penalty", 1, 1.0),
    "presence_penalty": ("gen_ai.request.presence_penalty", -1, -1.0),
    "output_dimensionality": ("gen_ai.embeddings.dimension.count", 256, 256),
    "candidate_count": ("gen_ai.request.choice.count", 2, 2),
}
CAMEL = {
    "temperature": "temperature",
    "top_p": "topP",
    "top_k": "topK",
    "max_output_tokens": "maxOutputTokens",
    "seed": "seed",
    "frequency_penalty": "frequencyPenalty",
    "presence_penalty": "presencePenalty",
    "output_dimensionality": "outputDimensionality",
    "candidate_count": "candidateCount",
}


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("spelled", [str, CAMEL.__getitem__], ids=["snake", "camel"])
def test_every_number_is_told_in_either_spelling_and_as_the_type_of_the_conventions(name: str, spelled: Any) -> None:
    attribute, value, told = NUMBERS[name]
    found = config_attributes({spelled(name): value})
    assert found == {attribute: told}
    assert type(found[attribute]) is type(told)


@pytest.mark.parametrize("name", [name for name in NUMBERS if CAMEL[name] != name])
@pytest.mark.parametrize("is_first", [True, False])
def test_of_both_spellings_the_sdks_own_counts(name: str, is_first: bool) -> None:
    attribute, _, _ = NUMBERS[name]
    both = [(name, 3), (CAMEL[name], 5)]
    assert config_attributes(dict(both if is_first else both[::-1])) == {attribute: 3}
    assert config_attributes({name: None, CAMEL[name]: 5}) == {attribute: 5}


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["0.5", None, [1], {"a": 1}])
def test_what_is_no_number_is_not_told(name: str, value: Any) -> None:
    assert config_attributes({name: value}) == {}


@pytest.mark.parametrize("name", ["candidate_count", "candidateCount"])
def test_one_candidate_is_what_every_call_gets_and_is_not_told(name: str) -> None:
    assert config_attributes({name: 1}) == {}


@pytest.mark.parametrize("name", ["stop_sequences", "stopSequences"])
@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["a", "b"], ["a", "b"]),
        (("a",), ["a"]),
        (["x" * 101], ["x" * 100]),
        (list("abcdefghijklmnopq"), list("abcdefghijklmnop")),
        ([5], ["5"]),
        ([], None),
        ("text", None),
        (None, None),
    ],
)
def test_sixteen_stop_sequences_are_told_with_a_hundred_characters_each(name: str, given: Any, told: Any) -> None:
    assert config_attributes({name: given}) == ({} if told is None else {"gen_ai.request.stop_sequences": told})


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"response_mime_type": "application/json"}, "json"),
        ({"responseMimeType": "application/json"}, "json"),
        ({"response_mime_type": "text/plain"}, "text"),
        ({"response_mime_type": "text/x.enum"}, "text"),
        ({"response_mime_type": "image/x"}, None),
        ({"response_modalities": ["IMAGE"]}, "image"),
        ({"responseModalities": ["AUDIO"]}, "speech"),
        ({"response_mime_type": "application/json", "response_modalities": ["TEXT"]}, "json"),
        ({"response_modalities": []}, None),
        ({"response_modalities": ["VIDEO"]}, None),
    ],
)
def test_the_kind_of_answer_is_that_of_its_media_type_else_of_its_modalities(config: Any, told: str | None) -> None:
    assert config_attributes(config) == ({} if told is None else {"gen_ai.output.type": told})


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"thinking_config": {"thinking_level": "LOW"}}, "low"),
        ({"thinkingConfig": {"thinkingBudget": 5}}, "5"),
        ({"thinking_config": types.ThinkingConfig(thinking_budget=0)}, "0"),
        ({"thinking_level": "high"}, "high"),
        ({"thinking_config": None}, None),
        ({"thinking_config": {"include_thoughts": True}}, None),
    ],
)
def test_how_hard_it_is_to_think_is_told(config: Any, told: str | None) -> None:
    assert config_attributes(config) == ({} if told is None else {"gen_ai.request.reasoning.level": told})


def test_nothing_else_of_a_config_is_told() -> None:
    assert config_attributes({"system_instruction": "secret", "tools": [1], "labels": {"a": "b"}, "top": 5}) == {}
