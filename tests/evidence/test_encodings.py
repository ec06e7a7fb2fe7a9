"""A body is read in every encoding that a gateway may make of it."""

from __future__ import annotations

import codecs
import json
from typing import Any

import pytest

from genai_triage.evidence import classify_response

GOOD: dict[str, Any] = {"candidates": [{"content": {"parts": [{"text": "Привет"}]}, "finishReason": "STOP"}]}
BLOCKED: dict[str, Any] = {"candidates": [{"finishReason": "SAFETY"}]}
URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
ENCODINGS = {
    "plain": lambda text: text.encode(),
    "with a byte order mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
}

every_encoding = pytest.mark.parametrize("encoded", ENCODINGS.values(), ids=ENCODINGS)


def judged(body: bytes) -> str | None:
    failure = classify_response("gemini", 200, body, {"Content-Type": "application/json"}, URL)
    return None if failure is None else failure.cause.id


@every_encoding
def test_a_good_answer_is_good_in_every_encoding(encoded: Any) -> None:
    assert judged(encoded(json.dumps(GOOD, ensure_ascii=False))) is None


@every_encoding
def test_a_blocked_answer_is_told_in_every_encoding(encoded: Any) -> None:
    assert judged(encoded(json.dumps(BLOCKED, ensure_ascii=False))) == "gemini.answer_safety"
