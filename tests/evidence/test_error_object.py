"""What counts as an error object, and which of its members count."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.evidence import classify_response

URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
GOOD: dict[str, Any] = {"candidates": [{"content": {"parts": [{"text": "Hello"}]}, "finishReason": "STOP"}]}


@pytest.mark.parametrize("code", [0, 200, 302, 600, 999])
def test_a_number_that_is_no_refusal_does_not_outrank_the_status(code: int) -> None:
    found = classify_response("gemini", 503, {"error": {"code": code, "message": "m"}}, None, URL)
    bare = classify_response("gemini", 503, {"error": {"message": "m"}}, None, URL)
    assert found is not None
    assert bare is not None
    assert (found.cause, found.code) == (bare.cause, "503")


@pytest.mark.parametrize("member", [{"status": 500}, {"code": 404}, {"status_code": 503}, {"code": 13, "message": "m"}])
def test_an_answer_is_no_error_for_a_member_of_its_own(member: dict[str, Any]) -> None:
    assert classify_response("gemini", 200, {**GOOD, **member}, None, URL) is None
