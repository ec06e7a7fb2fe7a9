"""The conventions' finish reasons, by the vendors' own."""

from __future__ import annotations

from typing import Any, Final

from genai_triage import evidence
from genai_triage.taxonomy.model import FailureClass

USUAL: Final = {
    "STOP": "stop",
    "FUNCTION_CALL": "tool_call",
    "TOOL_CALL": "tool_call",
    "TOOL_CALLS": "tool_call",
    "CONTINUATION": "continuation",
}
"""Of answers that are whole, by the vendors' own."""
_OF_CLASS: Final = {
    FailureClass.SAFETY: "content_filter",
    FailureClass.RECITATION: "content_filter",
    FailureClass.TRUNCATED: "length",
}


def finish_reason(provider: Any, reason: str) -> str:
    """Returns the reason as the conventions name it; one that nobody knows in small letters."""
    known = USUAL.get(reason)
    if known is not None:
        return known
    failure = evidence.classify_finish(provider, reason)
    if failure is None:
        return reason.lower()
    return _OF_CLASS.get(failure.failure_class, "error")
