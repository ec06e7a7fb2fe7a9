"""What a request wishes for in words: how hard to think, and what kind of answer.

Source: semconv, `gen_ai.request.reasoning.level` and `gen_ai.output.type`; Gemini API, `ThinkingConfig` and
`responseModalities`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_MAX_LEVEL: Final = 32
_UNSPECIFIED: Final = "unspecified"
_KINDS: Final = (("IMAGE", "image"), ("AUDIO", "speech"), ("TEXT", "text"))
"""A request for several kinds is for the first of these, as texts go with every other."""


def reasoning_level(thinking: Any) -> str | None:
    """Returns the level that is asked for, or the budget of tokens where it is a number; None for neither."""
    if isinstance(thinking, str):
        return _level(thinking)
    fields = thinking if isinstance(thinking, Mapping) else getattr(thinking, "__dict__", {})
    level = _level(fields.get("thinking_level") or fields.get("thinkingLevel"))
    if level is not None:
        return level
    budget = fields.get("thinking_budget", fields.get("thinkingBudget"))
    return str(budget) if type(budget) is int and abs(budget) < 10**9 else None


def output_type(modalities: Any) -> str | None:
    """Returns the kind of answer that is asked for, by the conventions' words."""
    if not isinstance(modalities, (list, tuple)):
        return None
    asked = {_name(modality).upper() for modality in modalities[:8]}
    return next((kind for name, kind in _KINDS if name in asked), None)


def _level(value: Any) -> str | None:
    name = _name(value).lower()
    return name if name.isascii() and name.isalpha() and len(name) <= _MAX_LEVEL else None


def _name(value: Any) -> str:
    """Returns a text or an enum's value."""
    value = getattr(value, "value", value)
    return value if isinstance(value, str) and not value.lower().endswith(_UNSPECIFIED) else ""
