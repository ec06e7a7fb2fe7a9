"""Errors that a gateway carries: the vendor's own object under a member, in a string, or printed inside a message.

`422 https://…: b'{…}', Headers(…)` (gpt2giga), `litellm.RateLimitError: VertexAIException - {…}` (LiteLLM),
`metadata.raw` (OpenRouter), `{"detail": {"url", "error"}}` (gpt2giga).
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from genai_triage.patterns import late

from .limits import MAX_BODY, MAX_TEXT
from .weight import is_deep, is_heavy_literal, is_heavy_text

_HOLDERS: Final = ("metadata", "param", "innererror")
"""Members in which a gateway keeps what it was told."""
_MEMBERS: Final = (
    "raw",
    "upstream",
    "upstream_error",
    "original_error",
    "provider_error",
    "inner_error",
    "cause",
    "body",
)
_BYTES: Final = late(r"\bb(?:'(?!')[^'\\]*(?:\\.[^'\\]*)*'|\"(?!\")[^\"\\]*(?:\\.[^\"\\]*)*\")")
_OBJECT: Final = late(r"\[?\{\s{0,40}[\"'](?:error|status|code|message|status_code)[\"']\s{0,9}:")
_PRINTED: Final = late(r"\b([45]\d\d) (https?://[^\s'\"]{1,500}): b['\"]")
_MAX_PRINTED: Final = 4
_DECODER: Final = json.JSONDecoder()


def members_with_errors(error: Mapping[str, Any]) -> list[Any]:
    """What the members of an error object hold that may be the error of somebody behind, strings parsed."""
    holders = [error, *(error[name] for name in _HOLDERS if isinstance(error.get(name), dict))]
    found = [holder[name] for holder in holders for name in _MEMBERS if holder.get(name)]
    return [one for one in map(_parsed, found) if one is not None]


def printed_in(message: str) -> list[Any]:
    """The JSON values that a message prints, as they are or as Python prints bytes; the message is more than those."""
    text = message[:MAX_TEXT]
    if "{" not in text:
        return []
    found: list[Any] = []
    for match in islice(_BYTES.finditer(text), _MAX_PRINTED):
        value = _parsed(_unquoted(match[0]))
        if value is not None:
            found.append(value)
    for match in [] if found else islice(_OBJECT.finditer(text), _MAX_PRINTED):
        value = _value_at(text, match.start())
        if value is not None:
            found.append(value)
            break
    return found


def printed_answer(message: str) -> tuple[int, str] | None:
    """The status and URL of an answer that an SDK's exception printed, as in `422 https://…: b'…'`."""
    text = message[:MAX_TEXT]
    if "://" not in text or ": b" not in text:  # a pattern that begins with a digit is tried at every character
        return None
    found = _PRINTED.search(text)
    return (int(found[1]), found[2]) if found else None


def _unquoted(literal: str) -> str:
    try:
        value = ast.literal_eval(literal)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _value_at(text: str, position: int) -> Any:
    try:
        return _DECODER.raw_decode(text, position)[0]
    except (ValueError, RecursionError):
        pass
    literal = text[position : text.rfind("]" if text[position] == "[" else "}") + 1]
    if len(literal) >= MAX_TEXT or is_heavy_literal(literal):
        return None
    try:  # as Python prints a dictionary
        return ast.literal_eval(literal)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _parsed(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return value
    return json_in(value) if isinstance(value, str) else None


def json_in(text: str) -> Any:
    """The JSON value that a text is; None if it is none, too long, too heavy or too deep."""
    text = text.strip()
    if text[:1] not in ("{", "[") or len(text) > MAX_BODY or is_heavy_text(text) or is_deep(text):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
