"""An answer that is not of the SDK's model: what it says of a failure, whose model refused it, and where."""

from __future__ import annotations

from typing import Any

import pydantic
import pytest

from tests.support.told import told

from .made import raised

FILTERED = {"candidates": [{"finishReason": "SAFETY"}]}
BLOCKED = {"promptFeedback": {"blockReason": "SAFETY"}}
GOOD = {"candidates": [{"finishReason": "STOP", "content": {"parts": [{"text": "x"}]}}]}
HEADERS = {"x_headers": {"status": 500, "message": "x"}}
"""What gigachat puts into an answer before it is read."""


def refused(title: str, value: Any) -> BaseException:
    """What pydantic raises of a value that lacks a field of a model of this name."""
    model = pydantic.create_model(title, role=(int, ...))
    with pytest.raises(pydantic.ValidationError) as error:
        (model.model_validate_json if isinstance(value, str) else model.model_validate)(value)
    return error.value


@pytest.mark.parametrize(
    ("title", "value", "cause", "said"),
    [
        ("GenerateContentResponse", FILTERED, "gemini.answer_safety", None),
        ("GenerateContentResponse", BLOCKED, "gemini.prompt_safety", None),
        ("GenerateContentResponse", GOOD, "network.unparsable", "role: missing field"),
        ("GenerateContentResponse", {}, "gemini.no_candidate", None),
        ("GenerateContentResponse", "{", "network.unparsable", "(whole): no JSON"),
        ("ChatCompletion", HEADERS, "gemini.no_candidate", None),
        ("ChatCompletionChunk", {}, "gemini.no_candidate", None),
        ("ChatCompletion", {"status": 402, "message": "No money"}, "status.payment_required", "No money"),
        ("Balance", HEADERS, "network.unparsable", "role: missing field"),
        ("Embeddings", {"data": []}, "network.unparsable", "role: missing field"),
        ("ListModelsResponse", {}, "network.unparsable", "role: missing field"),
        ("Answer", {}, "client.answer_off_schema", "role: missing field"),
        ("Answer", FILTERED, "client.answer_off_schema", "role: missing field"),
        ("Answer", "{", "client.answer_not_json", "(whole): no JSON"),
        *(
            (title, {}, "client.request_invalid", "role: missing field")
            for title in ("GenerateContentConfig", "Chat", "_Own", "FooParameters", "Function", "CreateOptions")
        ),
        *((title, {}, "client.answer_off_schema", "role: missing field") for title in ("ChatAnswer", "PartOfIt")),
    ],
    ids=str,
)
def test_an_answer_that_a_model_refuses_is_judged_by_whose_model_it_is(
    title: str, value: Any, cause: str, said: str | None
) -> None:
    failure = told(refused(title, value))
    assert (failure.cause.id, failure.message) == (cause, said)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("1 validation error for ChatCompletion\nrole", "network.unparsable"),
        ("2 validation errors for Answer\nrole", "client.answer_off_schema"),
        ("12 validation errors for Chat\nrole", "client.request_invalid"),
    ],
)
def test_a_model_that_is_only_printed_is_known_by_its_name(text: str, cause: str) -> None:
    assert told(raised("pydantic_core._pydantic_core", "ValidationError", text)).cause.id == cause


@pytest.mark.parametrize("place", [0, 1])
def test_a_value_that_says_why_decides_wherever_it_stands(place: int) -> None:
    model = pydantic.create_model("GenerateContentResponse", a=(int, ...), b=(int, ...))
    values: list[Any] = ["x", "x"]
    values[place] = {"error": {"code": 503, "message": "Sorry."}}
    with pytest.raises(pydantic.ValidationError) as error:
        model.model_validate(dict(zip("ab", values, strict=True)))
    failure = told(error.value)
    assert (failure.cause.id, failure.message) == ("status.unavailable", "Sorry.")
