"""Where a client's own validation or parsing went wrong: type and place, never a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from genai_triage.patterns import late

from .exception_view import ExceptionView, call
from .limits import MAX_ERRORS

_WORDS: Final = {
    "extra_forbidden": "extra field",
    "missing": "missing field",
    "model_type": "not an object",
    "dict_type": "not an object",
    "list_type": "not a list",
    "string_type": "not a text",
    "int_parsing": "not a number",
    "float_parsing": "not a number",
    "json_invalid": "no JSON",
}
"""Types of pydantic's errors, in words; any other is said with its own name."""
_NAME: Final = late(r"[A-Za-z_][A-Za-z0-9_]{0,60}", re.A)
_MAX_STEPS: Final = 12
_MAX_COUNTED: Final = 10_000
"""Errors beyond which a validation error is not asked for them: it makes all of them at once."""


def place_of(view: ExceptionView) -> str | None:
    """Says what a validation or parsing error of the client's is about, e.g. `contents.0.parts: extra field`.

    The exception's own text is no source: pydantic's holds the value that it refused (`input_value=…`).
    """
    if view.is_a("pydantic_core.ValidationError", "pydantic.ValidationError"):
        return _of_validation(view)
    if view.is_a("json.JSONDecodeError"):
        line, column = view.get("lineno"), view.get("colno")
        return f"line {line}, column {column}: no JSON" if _is_number(line) and _is_number(column) else None
    return None


def validation_errors(exc: BaseException) -> list[Mapping[str, Any]]:
    """The first errors of a pydantic ValidationError; empty if it has too many, or cannot say."""
    count = call(exc, "error_count")
    if not isinstance(count, int) or count > _MAX_COUNTED:
        return []
    errors = call(exc, "errors")
    return [error for error in errors[:MAX_ERRORS] if isinstance(error, Mapping)] if isinstance(errors, list) else []


def _of_validation(view: ExceptionView) -> str | None:
    errors = validation_errors(view.exc)
    if not errors:
        return None
    kind = errors[0].get("type")
    kind = kind if isinstance(kind, str) and _NAME.fullmatch(kind) else "invalid"
    said = f"{_path(errors[0].get('loc'))}: {_WORDS.get(kind, kind.replace('_', ' '))}"
    more = call(view.exc, "error_count") - 1
    return f"{said}, and {more} more" if more else said


def _path(steps: Any) -> str:
    """Joins the steps to the place; a step that is no plain name may be the caller's own text."""
    if not isinstance(steps, tuple) or not steps:
        return "(whole)"
    return ".".join(_step(step) for step in steps[:_MAX_STEPS])


def _step(step: Any) -> str:
    if _is_number(step):
        return str(step)
    return step if isinstance(step, str) and _NAME.fullmatch(step) else "[…]"


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
