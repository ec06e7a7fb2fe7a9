"""google-genai's own exception, where its members say more than the body that it keeps."""

from __future__ import annotations

from types import SimpleNamespace as Having
from typing import Any

import pytest

from genai_triage.evidence import classify_exception
from genai_triage.evidence.exceptions import evidence_of_exception
from tests.support.told import told

from .made import raised


def of_api(details: Any, **members: Any) -> Any:
    return raised("google.genai.errors", "APIError", code=429, details=details, **members)


@pytest.mark.parametrize(
    ("details", "status", "code"),
    [
        ({"error": {"message": "m"}}, "RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED"),
        ({"error": {"message": "m"}}, "Too Many Requests", "429"),
        ({"error": {"message": "m"}}, 5, "429"),
        ({"error": {"message": "m", "status": "UNAVAILABLE"}}, "RESOURCE_EXHAUSTED", "UNAVAILABLE"),
    ],
)
def test_a_status_name_of_the_exception_s_own_counts_where_its_body_has_none(
    details: Any, status: Any, code: str
) -> None:
    assert told(of_api(details, status=status)).code == code


@pytest.mark.parametrize(
    ("details", "message"),
    [
        ('429 {"error": {"status": "RESOURCE_EXHAUSTED", "message": "Slow."}}', None),
        ({"message": '{"error": {"status": "RESOURCE_EXHAUSTED", "message": "Slow."}}'}, "Slow."),
        ([{"error": {"status": "RESOURCE_EXHAUSTED", "message": "Slow."}}], "Slow."),
    ],
    ids=["text", "text of JSON", "list"],
)
def test_an_error_is_read_of_details_of_every_form(details: Any, message: str | None) -> None:
    failure = told(of_api(details))
    assert (failure.code, failure.message) == ("RESOURCE_EXHAUSTED", message)


def test_without_details_there_is_no_answer() -> None:
    assert told(raised("google.genai.errors", "APIError", details=None, response=None)).http_status is None


def test_who_called_is_known_better_than_the_class() -> None:
    assert classify_exception(of_api({"error": {"message": "m"}}), provider="gigachat").provider == "gigachat"


RELAY = Having(
    headers={"Retry-After": "3", "server": "nginx"}, url="https://relay.test/v1beta/models/m:generateContent"
)
DIRECT = Having(headers={}, url="https://generativelanguage.googleapis.com/v1beta/models/m:countTokens?key=k")
_ERROR = '{"error": {"status": "UNAVAILABLE", "message": "Slow."}}'


@pytest.mark.parametrize(
    ("details", "response", "known"),
    [
        ({"error": {"message": "m"}}, DIRECT, (None, "m", True, "count", "service", None)),
        ({"error": {"message": "m"}}, None, (None, "m", True, "", "service", None)),
        ({"error": {"message": "m"}}, RELAY, (None, "m", True, "generate", "gateway", 3.0)),
        (
            {"message": "<html>", "status": "Too Many Requests"},
            RELAY,
            (None, "<html>", False, "generate", "gateway", 3.0),
        ),
        (
            {"message": "no healthy upstream", "status": "x"},
            DIRECT,
            (None, "no healthy upstream", False, "count", "gateway", None),
        ),
        ("no healthy upstream", DIRECT, (None, "no healthy upstream", False, "count", "gateway", None)),
        ({"message": f" {_ERROR}"}, DIRECT, ("UNAVAILABLE", "Slow.", True, "count", "service", None)),
        ({"message": f" [{_ERROR}]"}, DIRECT, ("UNAVAILABLE", "Slow.", True, "count", "service", None)),
        ({"message": f"503 {_ERROR}"}, DIRECT, ("UNAVAILABLE", "Slow.", False, "count", "service", None)),
        (
            {"message": "words", "status": "UNAVAILABLE"},
            DIRECT,
            ("UNAVAILABLE", "words", True, "count", "service", None),
        ),
        ({"error": {"message": "m"}, "message": "<html>"}, DIRECT, (None, "m", True, "count", "service", None)),
        (5, DIRECT, (None, None, False, "count", "service", None)),
    ],
    ids=str,
)
def test_an_exception_says_what_its_details_and_its_response_say(details: Any, response: Any, known: Any) -> None:
    said = evidence_of_exception(of_api(details, response=response))
    assert (said.provider, said.http_status) == ("gemini", 429)
    assert (said.status, said.message, said.is_spoken, said.endpoint, said.answered_by, said.retry_after) == known
