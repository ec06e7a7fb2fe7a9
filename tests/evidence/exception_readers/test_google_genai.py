"""google-genai's own exception, where its members say more than the body that it keeps."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.evidence import classify_exception
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
