"""What LiteLLM and openai raise names the vendor behind it, also where nobody says whose call it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

import genai_triage
from genai_triage.evidence import classify_response

LEAKED = {"error": {"code": 403, "message": "Your API key was reported as leaked.", "status": "PERMISSION_DENIED"}}


def raised(module: str, name: str, text: str, *bases: type[Exception], **attributes: Any) -> Exception:
    error = type(name, bases or (Exception,), {"__module__": module})(text)
    for attribute, value in attributes.items():
        setattr(error, attribute, value)
    return error


OF_OPENAI = type("APIConnectionError", (Exception,), {"__module__": "openai"})


@pytest.mark.parametrize(
    ("provider", "text"),
    [
        ("gemini", f"litellm.BadRequestError: GeminiException BadRequestError - {json.dumps(LEAKED)}"),
        ("vertex_ai", f"litellm.BadRequestError: Vertex_ai_betaException BadRequestError - b'{json.dumps(LEAKED)}'"),
    ],
)
def test_litellm_names_its_provider(provider: str, text: str) -> None:
    error = raised("litellm.exceptions", "BadRequestError", text, status_code=400, llm_provider=provider)
    failure = genai_triage.classify(error)
    assert failure is not None
    assert (failure.cause.id, failure.provider) == ("gemini.key_leaked", "gemini")


def test_an_error_object_without_its_envelope_is_google_s_by_its_status_name() -> None:
    error = raised(
        "openai", "PermissionDeniedError", f"Error code: 403 - {LEAKED}", status_code=403, body=LEAKED["error"]
    )
    for failure in (genai_triage.classify(error), classify_response(None, 403, LEAKED["error"])):
        assert failure is not None
        assert (failure.cause.id, failure.provider) == ("gemini.key_leaked", "gemini")


def test_one_with_a_number_is_gigachat_s() -> None:
    failure = classify_response(None, 402, {"status": 402, "message": "Payment Required"})
    assert failure is not None
    assert failure.provider == "gigachat"


def test_the_status_that_litellm_puts_on_a_failed_connection_is_nobody_s() -> None:
    text = "litellm.APIConnectionError: GeminiException - [Errno 111] Connection refused"
    error = raised("litellm.exceptions", "APIConnectionError", text, OF_OPENAI, status_code=500, llm_provider="gemini")
    failure = genai_triage.classify(error)
    assert failure is not None
    assert (failure.cause.id, failure.answered_by, failure.http_status) == ("network.refused", "none", None)
