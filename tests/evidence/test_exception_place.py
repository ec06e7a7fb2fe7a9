"""What is said of a failure of the client's own: type and place, never a value."""

from __future__ import annotations

import json
from typing import Any

import pydantic
import pytest

from genai_triage.evidence.exception_place import place_of
from genai_triage.evidence.exception_view import view_exception
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


class Odd(Exception):
    """Stands for pydantic's ValidationError with errors of any kind."""

    __module__ = "pydantic.error_wrappers"

    def __init__(self, *errors: Any, count: Any = None) -> None:
        super().__init__("a text with a value")
        self._errors, self._count = list(errors), len(errors) if count is None else count

    def error_count(self) -> Any:
        return self._count

    def errors(self) -> Any:
        return self._errors


Odd.__name__ = "ValidationError"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Odd({"type": "dict_type", "loc": ("a", 0)}), "a.0: not an object"),
        (Odd({"type": "model_type", "loc": ("a",)}), "a: not an object"),
        (Odd({"type": "float_parsing", "loc": ("a",)}), "a: not a number"),
        (Odd({"type": "json_invalid", "loc": ()}), "(whole): no JSON"),
        (Odd({"type": "value_error", "loc": ("a",)}), "a: value error"),
        (Odd({"type": "a sentence of somebody", "loc": ("a",)}), "a: invalid"),
        (Odd({"loc": ["a"]}), "(whole): invalid"),
        (Odd({"type": "missing", "loc": ("a", "b c", -1, True, 10**9, 5.0)}), "a.[…].[…].[…].[…].[…]: missing field"),
        (Odd({"type": "missing", "loc": tuple("abcdefghijklmn")}), "a.b.c.d.e.f.g.h.i.j.k.l: missing field"),
        (
            Odd({"type": "missing", "loc": ("a",)}, {"type": "list_type", "loc": ("b",)}, {}),
            "a: missing field, and 2 more",
        ),
        (Odd({"type": "missing", "loc": ("a",)}, count=10_000), "a: missing field, and 9999 more"),
        (Odd({"type": "missing", "loc": ("a",)}, count=10_001), None),
        (Odd({"type": "missing", "loc": ("a",)}, count="1"), None),
        (Odd("a text", {"type": "missing", "loc": ("b",)}), "b: missing field, and 1 more"),
        (Odd(), None),
    ],
    ids=str,
)
def test_what_a_validation_error_says_is_bounded_and_never_a_value(error: Exception, said: str | None) -> None:
    assert place_of(view_exception(error, None)) == said
