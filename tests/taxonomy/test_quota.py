"""Which of several quotas decides, and what is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.taxonomy import Evidence, Violation
from genai_triage.taxonomy.match import match
from genai_triage.taxonomy.quota import deciding_quota


def of(*violations: Violation, message: str = "") -> Evidence:
    return Evidence(provider="gemini", status="RESOURCE_EXHAUSTED", violations=violations, message=message)


MINUTE, DAY = Violation("GenerateRequestsPerMinute", value="5"), Violation("GenerateRequestsPerDay", value="250")
UNNAMED = Violation("SomeAllowance", value="7")
ZERO, OMITTED = Violation("GenerateRequestsPerMinute", value="0"), Violation("GenerateRequestsPerMinute")


@pytest.mark.parametrize(
    ("violations", "key", "limit"),
    [
        ((MINUTE,), "requests:minute", 5),
        ((MINUTE, DAY), "requests:day", 250),
        ((DAY, MINUTE), "requests:day", 250),
        ((MINUTE, UNNAMED), "requests:unknown", 7),
        ((DAY, UNNAMED), "requests:day", 250),
        ((DAY, ZERO), "requests:zero", 0),
        ((OMITTED, OMITTED), "requests:zero", 0),
        ((OMITTED,), "requests:minute", None),
        ((Violation("ConcurrentSessionsPerMinute", value="3"),), "concurrent:minute", 3),
        ((Violation("", "generativelanguage.googleapis.com/concurrent_sessions", "3"),), "concurrent:unknown", 3),
        ((Violation("InputTokensPerMinute", value="9" * 18),), "tokens:minute", 10**18 - 1),
        ((Violation("InputTokensPerMinute", value="9" * 19),), "tokens:minute", None),
    ],
)
def test_the_quota_that_comes_back_last_decides(violations: Any, key: str, limit: int | None) -> None:
    found, quota = deciding_quota(of(*violations))
    assert quota is not None
    assert (found, quota.limit) == (key, limit)


def test_an_unnamed_quota_beside_one_of_a_minute_is_the_account_s() -> None:
    alone, both = match(of(MINUTE)), match(of(MINUTE, UNNAMED))
    assert (alone.cause.owner, alone.cause.retryable) == ("caller", True)
    assert (both.cause.owner, both.cause.retryable) != ("caller", True)


def test_a_limit_of_0_has_the_name_of_the_quota_that_is_0() -> None:
    other = Violation("InputTokensPerDay", value="250000")
    _, quota = deciding_quota(of(other, ZERO))
    assert quota is not None
    assert (quota.id, quota.limit, quota.window) == (ZERO.quota_id, 0, None)


@pytest.mark.parametrize(
    ("unit", "key"),
    [
        ("1/s/{project}", "requests:second"),
        ("1/min/{project}", "requests:minute"),
        ("1/h/{project}", "requests:hour"),
        ("1/d/{project}", "requests:day"),
        ("1/{project}", None),
    ],
)
def test_the_unit_names_the_window_where_the_limit_does_not(unit: str, key: str | None) -> None:
    metadata = {"quota_limit": "Requests", "quota_unit": unit, "quota_limit_value": "60"}
    found, quota = deciding_quota(Evidence(provider="gemini", status="RESOURCE_EXHAUSTED", metadata=metadata))
    assert quota is not None
    assert (found, quota.limit) == (key, 60)


def in_text(message: str, **more: Any) -> tuple[str | None, Any]:
    """The quota that only a message names."""
    return deciding_quota(Evidence(provider="gemini", message=message, **more))


def test_the_reason_of_a_close_names_the_quota() -> None:
    found, quota = in_text("Quota exceeded for metric: example.com/sessions, limit: 3, per minute", close_code=1011)
    assert (found, quota.metric, quota.limit) == ("requests:minute", "example.com/sessions", 3)


def test_a_text_names_the_id_of_the_quota() -> None:
    found, quota = in_text("Quota exceeded for quota metric 'Chats' and limit 'Chats per day' of x", http_status=429)
    assert (found, quota.id) == ("requests:day", "Chats per day")


def test_the_longest_window_of_a_text_decides() -> None:
    found, _ = in_text("Quota exceeded: 15 requests per minute and 250 requests per day", http_status=429)
    assert found == "requests:day"


@pytest.mark.parametrize("end", ["", ".", ". Please retry in 38s.", "\nPlease retry in 38s."])
def test_a_text_names_the_model_without_the_end_of_its_sentence(end: str) -> None:
    _, quota = in_text(f"Quota exceeded, 5 per minute, model: gemini-2.5-flash{end}", http_status=429)
    assert quota.model == "gemini-2.5-flash"
