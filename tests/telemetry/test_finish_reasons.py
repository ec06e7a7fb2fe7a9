"""What the conventions call each finish reason."""

from __future__ import annotations

import pytest

from genai_triage.telemetry.finish_reasons import finish_reason


@pytest.mark.parametrize(
    ("provider", "reason", "name"),
    [
        ("gemini", "STOP", "stop"),
        ("gigachat", "STOP", "stop"),
        ("gigachat", "FUNCTION_CALL", "tool_call"),
        ("gemini", "TOOL_CALL", "tool_call"),
        ("gemini", "TOOL_CALLS", "tool_call"),
        ("gemini", "CONTINUATION", "continuation"),
        ("gemini", "COMPLETED", "completed"),
        ("gemini", "MAX_TOKENS", "length"),
        ("gigachat", "LENGTH", "length"),
        ("gemini", "SAFETY", "content_filter"),
        ("gemini", "PROHIBITED_CONTENT", "content_filter"),
        ("gemini", "SPII", "content_filter"),
        ("gigachat", "BLACKLIST", "content_filter"),
        ("gemini", "RECITATION", "content_filter"),
        ("gemini", "MALFORMED_FUNCTION_CALL", "error"),
        ("gigachat", "ERROR", "error"),
    ],
)
def test_a_finish_reason_has_the_conventions_name(provider: str, reason: str, name: str) -> None:
    assert finish_reason(provider, reason) == name
