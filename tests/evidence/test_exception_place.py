"""What is said of a failure of the client's own: type and place, never a value."""

from __future__ import annotations

import json
from typing import Any

import pydantic
import pytest

from tests.support.told import told

SECRET = "a whole prompt"


class Part(pydantic.BaseModel, extra="forbid"):
    text: str
    size: int = 0


class Contents(pydantic.BaseModel):
    contents: list[Part]


def said_of(values: Any) -> str | None:
    with pytest.raises(pydantic.ValidationError) as raised:
        Contents.model_validate(values)
    return told(raised.value).message


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"contents": [{"text": "a", "role": SECRET}]}, "contents.0.role: extra field"),
        ({"contents": [{"text": "a", SECRET: 1}]}, "contents.0.[…]: extra field"),
        ({"contents": [{}]}, "contents.0.text: missing field"),
        ({"contents": SECRET}, "contents: not a list"),
        ({"contents": [{"text": "a", "size": SECRET}]}, "contents.0.size: not a number"),
        ({"contents": [{"text": 1, "size": SECRET}]}, "contents.0.text: not a text, and 1 more"),
        (SECRET, "(whole): not an object"),
    ],
)
def test_a_validation_error_is_said_by_type_and_place(values: Any, said: str) -> None:
    assert said_of(values) == said


def test_a_parsing_error_is_said_by_its_place() -> None:
    with pytest.raises(json.JSONDecodeError) as raised:
        json.loads('{"a": ' + SECRET)

    assert told(raised.value).message == "line 1, column 7: no JSON"


@pytest.mark.parametrize("error", [ValueError(SECRET), RuntimeError(SECRET), Exception(f"429 {SECRET}")])
def test_an_exception_says_nothing_else(error: Exception) -> None:
    assert told(error).message is None


@pytest.mark.parametrize("place", ["lineno", "colno"])
def test_a_place_that_is_no_number_is_not_told(place: str) -> None:
    error = json.JSONDecodeError("No JSON", "{", 1)
    setattr(error, place, SECRET)
    assert told(error).message is None
