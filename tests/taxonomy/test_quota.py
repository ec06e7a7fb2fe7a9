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
        ((ZERO,), "requests:zero", 0),
        ((Violation("GenerateRequestsPerMinute", value=""),), "requests:minute", None),
        ((MINUTE, Violation("PerDay", metric="input_token_count", value="9")), "tokens:day", 9),
        ((MINUTE, Violation("", metric="tokens_per_day", value="9")), "tokens:day", 9),
        ((UNNAMED, Violation("", metric="tokens_per_day", value="9")), "tokens:day", 9),
        ((MINUTE, Violation("PerDay", metric="per_hour", value="9")), "requests:day", 9),
        ((Violation("PerSecond", value="1"), MINUTE), "requests:minute", 5),
        ((Violation("PerHour", value="1"), UNNAMED), "requests:unknown", 7),
        *(
            ((DAY, Violation(f"RequestsPer{longer}", value="9"), UNNAMED), f"requests:{longer.lower()}", 9)
            for longer in ("Week", "Month", "Year")
        ),
        *(
            ((Violation(f"RequestsPer{long}", value="9"), Violation(f"RequestsPer{short}", value="8")), key, 9)
            for long, short, key in (
                ("Month", "Week", "requests:month"),
                ("Year", "Month", "requests:year"),
                ("Hour", "Minute", "requests:hour"),
            )
        ),
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


@pytest.mark.parametrize(
    ("message", "key", "metric", "limit"),
    [
        ("Quota exceeded for metric: a.com/x, limit: 0", "requests:zero", "a.com/x", 0),
        ("Quota exceeded for metric: a.com/x, limit: 00, per day", "requests:zero", "a.com/x", 0),
        ("Quota exceeded for metric: a.com/x.", None, "a.com/x", None),
        ("Quota exceeded for a.googleapis.com/tokens per hour", "tokens:hour", "a.googleapis.com/tokens", None),
        ("quota: concurrent sessions per day", "concurrent:day", None, None),
        ("quota: 5 tokens per second", "tokens:second", None, None),
        ("quota of a token per minute", "tokens:minute", None, None),
        ("quota exceeded for metric: a.com/input_token_count per day", "tokens:day", "a.com/input_token_count", None),
        ("quota per_week", "requests:week", None, None),
        ("quota per-month", "requests:month", None, None),
        ("quota per year", "requests:year", None, None),
        ("quota limit: 5.5 per day", "requests:day", None, None),
        ("quota limit: 15", None, None, None),
        ("allowance per day", None, None, None),
    ],
)
def test_a_text_names_window_metric_and_limit(message: str, key: Any, metric: Any, limit: Any) -> None:
    found, quota = in_text(message, http_status=429)
    assert found == key
    assert (None if quota is None else (quota.metric, quota.limit)) == ((metric, limit) if key or metric else None)


@pytest.mark.parametrize(
    ("given", "is_read"),
    [
        ({"http_status": 429}, True),
        ({"error_status": 429}, True),
        ({"status": "RESOURCE_EXHAUSTED"}, True),
        ({"close_code": 1011}, True),
        ({"http_status": 404}, False),
        ({}, False),
    ],
    ids=str,
)
def test_only_the_text_of_an_answer_about_a_quota_is_read(given: dict[str, Any], is_read: bool) -> None:
    assert (in_text("quota per day", **given)[0] == "requests:day") is is_read


@pytest.mark.parametrize(("before", "key"), [(4000, "requests:day"), (4096, "requests:minute")])
@pytest.mark.parametrize("given", [{"http_status": 429}, {"close_code": 1011}], ids=str)
def test_of_a_long_text_the_beginning_is_read(given: dict[str, Any], before: int, key: str) -> None:
    message = "quota per minute".ljust(before) + "per day"
    assert in_text(message, **given)[0] == key


@pytest.mark.parametrize(
    ("metadata", "key", "facts"),
    [
        (
            {"quota_limit": "RequestsPerDay", "quota_limit_value": "0"},
            "requests:zero",
            ("RequestsPerDay", None, 0, None),
        ),
        ({"quotaId": "TokensPerMinute"}, "tokens:minute", ("TokensPerMinute", None, None, "minute")),
        (
            {"quota_metric": "a.com/concurrent_per_day"},
            "concurrent:day",
            (None, "a.com/concurrent_per_day", None, "day"),
        ),
        ({"quota_limit": "PerMinute", "quota_unit": "1/d"}, "requests:minute", ("PerMinute", None, None, "minute")),
        ({"quota_metric": "x", "quota_unit": "1/min{project}"}, "requests:minute", (None, "x", None, "minute")),
        ({"quota_metric": "x"}, None, (None, "x", None, None)),
    ],
    ids=str,
)
def test_metadata_names_window_id_and_limit(metadata: dict[str, str], key: Any, facts: Any) -> None:
    found, quota = deciding_quota(Evidence(provider="gemini", http_status=403, metadata={**metadata, "model": "g"}))
    assert quota is not None
    assert (found, (quota.id, quota.metric, quota.limit, quota.window), quota.model) == (key, facts, "g")


def test_metadata_that_names_no_window_has_that_of_the_text() -> None:
    given = {"http_status": 429, "metadata": {"quota_metric": "x"}}
    assert in_text("5 per Hour", **given)[0] == "requests:hour"
    assert in_text(" " * 4096 + "5 per hour", **given)[0] is None


@pytest.mark.parametrize(
    ("violation", "key"),
    [
        (Violation("abc", metric="x_per_day", value="1"), "requests:day"),
        (Violation("PerHour", metric="x_per_day", value="1"), "requests:hour"),
        (Violation("abc", metric="tokens", value="1"), "tokens:unknown"),
    ],
)
def test_the_id_names_the_window_before_the_metric(violation: Violation, key: str) -> None:
    assert deciding_quota(of(violation))[0] == key


@pytest.mark.parametrize(
    ("violations", "key"),
    [
        ((Violation("a"),), "zero"),
        ((Violation("a", value=""),), "zero"),
        ((Violation("a", value="5"), OMITTED), "unknown"),
    ],
)
def test_a_text_tells_a_limit_of_0_where_no_violation_tells_a_limit(violations: Any, key: str) -> None:
    found, _ = deciding_quota(of(*violations, message="Quota exceeded, limit: 0"))
    assert found == f"requests:{key}"


def test_what_a_quota_is_called_is_bounded() -> None:
    _, quota = deciding_quota(of(Violation("q" * 900, metric="m" * 900, value="many", model="o" * 900)))
    assert quota is not None
    assert (quota.id, quota.metric, quota.model, quota.limit) == ("q" * 200, "m" * 200, "o" * 100, None)


@pytest.mark.parametrize(("before", "key"), [(99, "requests:day"), (100, "requests:minute")])
def test_of_many_quotas_the_first_hundred_are_compared(before: int, key: str) -> None:
    assert deciding_quota(of(*[MINUTE] * before, DAY))[0] == key


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"close_code": 1011}, "requests:day"),
        ({"status": "RESOURCE_EXHAUSTED"}, "requests:day"),
        ({"error_status": 429, "http_status": 200}, "requests:day"),
        ({"http_status": 429}, "requests:day"),
        ({"http_status": 503}, None),
        ({"metadata": {"quota_unit": "1/d/{project}"}, "http_status": 503}, None),
        *(({"metadata": {name: "xPerDay"}}, "requests:day") for name in ("quota_limit", "quota_metric", "quotaId")),
    ],
    ids=str,
)
def test_a_quota_is_looked_for_only_in_what_is_about_one(given: dict[str, Any], key: str | None) -> None:
    message = "Quota exceeded: 250 requests per day"
    assert deciding_quota(Evidence(provider="gemini", message=message, **given))[0] == key


@pytest.mark.parametrize("violations", [(MINUTE,), (MINUTE, MINUTE)])
def test_what_a_quota_is_not_called_is_unknown(violations: tuple[Violation, ...]) -> None:
    _, quota = deciding_quota(of(*violations))
    assert quota is not None
    assert (quota.id, quota.metric, quota.model) == ("GenerateRequestsPerMinute", None, None)
