"""What a Live session shows on its WebSocket."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genai_triage.evidence import Reading, classify_answer, classify_close, read_session_message
from genai_triage.evidence.close import evidence_of_close
from genai_triage.evidence.limits import MAX_TEXT

REFUSED: dict[str, Any] = {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded"}


@pytest.mark.parametrize("as_sent", [str, str.encode], ids=["text", "bytes"])
@pytest.mark.parametrize("document", [{"error": REFUSED}, REFUSED, {"code": 8, "message": "Quota exceeded"}, [REFUSED]])
def test_an_error_object_among_the_messages_is_the_session_s_failure(document: object, as_sent: Any) -> None:
    reading = Reading()
    read_session_message(as_sent(json.dumps(document)), reading)
    failure = classify_answer("gemini", reading)
    assert failure is not None
    assert (failure.failure_class, reading.received) == ("quota", True)


@pytest.mark.parametrize(
    "document",
    [
        {"serverContent": {"turnComplete": True}},
        {"error": None, "serverContent": {}},
        {"code": 8},
        {"message": "m"},
        "error",
        {},
    ],
)
def test_any_other_message_says_nothing(document: object) -> None:
    reading = Reading()
    read_session_message(json.dumps(document), reading)
    assert (reading.error, reading.received) == (None, False)


@pytest.mark.parametrize(
    ("code", "reason", "number", "message"),
    [
        (1011, "Internal error", 1011, "Internal error"),
        (1011, b"Internal error", 1011, "Internal error"),
        (1011, bytearray("Сбой".encode()), 1011, "Сбой"),
        (1011, b"cut in a letter \xd0", 1011, "cut in a letter \ufffd"),
        (1011, "", 1011, None),
        (1011, None, 1011, None),
        (None, "", 1006, None),
        (True, "", 1006, None),
        ("1011", "", 1006, None),
        (1011, "x" * 2 * MAX_TEXT, 1011, "x" * MAX_TEXT),
        (1011, b"x" * 501, 1011, "x" * 500),
    ],
    ids=[
        "text",
        "bytes",
        "bytearray",
        "cut",
        "empty",
        "none",
        "no code",
        "bool",
        "a text as code",
        "long",
        "long bytes",
    ],
)
def test_a_close_says_its_code_and_its_reason(code: object, reason: object, number: int, message: str | None) -> None:
    found = evidence_of_close(code, reason)
    assert (found.close_code, found.message, found.endpoint, found.provider) == (number, message, "live", "gemini")


@pytest.mark.parametrize(
    ("code", "reason", "cause"),
    [
        (1000, "", None),
        (1000, "Goodbye.", None),
        (1000, "Session duration limit reached", "gemini.live_session_over"),
        (1008, "", "gemini.invalid_argument"),
        (3999, "", "status.connection_closed"),
    ],
)
def test_a_close_is_normal_by_its_code_unless_its_reason_is_known(code: int, reason: str, cause: str | None) -> None:
    failure = classify_close(code, reason)
    assert (None if failure is None else failure.cause.id) == cause
