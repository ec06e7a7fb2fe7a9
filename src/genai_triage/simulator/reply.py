"""The good answer: its text, its function call and its token counts, before a provider's format is put on."""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from genai_triage.simulator.exchange import Facts

_TEXTS = (
    "A prism splits white light because glass slows each wavelength by a different amount.",
    "The shortest answer is yes: the two statements describe the same event from different sides.",
    "First measure the load, then choose the limit, and only then add a second worker.",
    "Короткий ответ: воду нагревают до восьмидесяти градусов и заваривают чай три минуты.",
    "Стоит начать с простого: запишите цель, срок и человека, который за неё отвечает.",
)
_CHARACTERS_PER_TOKEN = 4
_PIECES = 4
FILLER = "example"
"""Stands for any text in a structured answer."""
_MAX_SCHEMA_DEPTH = 8


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function the model asks the caller to run."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """A usable answer of a model."""

    id: str
    pieces: tuple[str, ...]
    """The text, as a stream would bring it."""
    finish: Literal["stop", "length", "function_call"]
    prompt_tokens: int
    completion_tokens: int
    call: FunctionCall | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


def count_tokens(characters: int) -> int:
    """Tokens in a text of so many characters, at least 1."""
    return max(1, math.ceil(characters / _CHARACTERS_PER_TOKEN))


def vector(size: int, number: int, dimensions: int) -> list[float]:
    """An embedding: numbers between -0.1 and 0.1, the same for an input of the same size and place."""
    digest = hashlib.sha256(f"{size}:{number}".encode()).digest()
    return [round((digest[index % len(digest)] - 128) / 1280, 6) for index in range(dimensions)]


_TYPES = {2: "number", 3: "integer", 4: "boolean", 5: "array", 6: "object"}
"""google.ai.generativelanguage.v1beta.Type by number, as google-generativeai sends it over REST."""


def compose(facts: Facts, chance: random.Random, *, call_function: bool) -> Reply:
    """Answers a request: a function call if asked for and possible, else a text within `facts.max_tokens`."""
    identifier = f"{chance.getrandbits(80):020x}"
    prompt_tokens = count_tokens(sum(facts.input_characters))
    if call_function and facts.functions and not facts.has_function_result:
        return _function_call(identifier, facts.functions[0], prompt_tokens)
    if facts.schema is not None:
        return _text(identifier, json.dumps(example_of(facts.schema), ensure_ascii=False), prompt_tokens, None)
    return _text(identifier, chance.choice(_TEXTS), prompt_tokens, facts.max_tokens)


def _function_call(identifier: str, function: Mapping[str, Any], prompt_tokens: int) -> Reply:
    arguments = example_of(function.get("parameters") or {"type": "object"})
    call = FunctionCall(str(function.get("name", "")), arguments if isinstance(arguments, dict) else {})
    return Reply(identifier, ("",), "function_call", prompt_tokens, count_tokens(len(json.dumps(arguments))), call)


def _text(identifier: str, text: str, prompt_tokens: int, max_tokens: int | None) -> Reply:
    wanted = count_tokens(len(text))
    if max_tokens is not None and 0 < max_tokens < wanted:
        return Reply(
            identifier, pieces_of(text[: max_tokens * _CHARACTERS_PER_TOKEN]), "length", prompt_tokens, max_tokens
        )
    return Reply(identifier, pieces_of(text), "stop", prompt_tokens, wanted)


def pieces_of(text: str) -> tuple[str, ...]:
    """A text as a stream would bring it."""
    size = max(1, math.ceil(len(text) / _PIECES))
    return tuple(text[start : start + size] for start in range(0, len(text), size))


def example_of(schema: Mapping[str, Any]) -> Any:
    """A small JSON value that fits a JSON or OpenAPI schema."""
    return _example_of(schema, schema.get("$defs") or {}, _MAX_SCHEMA_DEPTH)


def _example_of(schema: Any, definitions: Mapping[str, Any], depth: int) -> Any:
    if not isinstance(schema, Mapping) or depth == 0:
        return None
    if "$ref" in schema:
        return _example_of(definitions.get(str(schema["$ref"]).rpartition("/")[2]), definitions, depth - 1)
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("anyOf"):
        return _example_of(schema["anyOf"][0], definitions, depth - 1)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = _TYPES.get(kind, "string") if isinstance(kind, int) else str(kind).lower()
    if kind == "object":
        properties = schema.get("properties") or {}
        return {name: _example_of(inner, definitions, depth - 1) for name, inner in properties.items()}
    if kind == "array":
        return [_example_of(schema.get("items") or {}, definitions, depth - 1)]
    return {"integer": 1, "number": 1.5, "boolean": True, "null": None}.get(kind, FILLER)
