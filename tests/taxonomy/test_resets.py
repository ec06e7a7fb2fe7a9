"""When a quota comes back: told where it is known, and never a wrong time."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import datetime, time, timedelta, timezone
from typing import Any

import pytest

import genai_triage
from genai_triage.taxonomy import CAUSES, Evidence, Quota, resets
from genai_triage.taxonomy.payloads import error_info, google_error, quota_failure, violation
from genai_triage.taxonomy.resets import UsPacific, next_midnight

PACIFIC = "America/Los_Angeles"


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)


def day(value: str = "20") -> dict[str, Any]:
    return violation("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "generate_requests", value)


def minute(value: str = "15") -> dict[str, Any]:
    return violation("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "generate_requests", value)


def resets_at(body: Any, provider: Any = "gemini", **answer: Any) -> datetime | None:
    failure = genai_triage.classify_response(provider, 429, body, **answer)
    assert failure is not None
    return None if failure.quota is None else failure.quota.resets_at


@pytest.fixture
def no_zones(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without the database of time zones."""

    def missing(name: str) -> Any:
        raise zoneinfo.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", missing)
    _forget()
    yield
    _forget()


def _forget() -> None:
    resets.zone_of.cache_clear()
    resets._midnight_after.cache_clear()


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        (utc(2026, 1, 15, 7, 59, 59), utc(2026, 1, 15, 8)),
        (utc(2026, 1, 15, 8), utc(2026, 1, 16, 8)),
        (utc(2026, 7, 14, 6, 59, 59), utc(2026, 7, 14, 7)),
        (utc(2026, 7, 14, 7), utc(2026, 7, 15, 7)),
        (utc(2026, 3, 8, 9), utc(2026, 3, 9, 7)),
        (utc(2026, 11, 1, 8), utc(2026, 11, 2, 8)),
        (utc(2026, 12, 31, 12), utc(2027, 1, 1, 8)),
    ],
    ids=["winter, before", "winter, at", "summer, before", "summer, at", "23 hours", "25 hours", "the year's last"],
)
@pytest.mark.parametrize("zones", [None, "no_zones"])
def test_a_day_of_gemini_ends_at_midnight_pacific(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    zones: str | None,
    now: datetime,
    midnight: datetime,
) -> None:
    if zones:
        request.getfixturevalue(zones)
    monkeypatch.setattr(resets, "now", now.timestamp)
    assert resets_at(quota_failure([day()])) == midnight


@pytest.mark.usefixtures("no_zones")
def test_without_data_the_law_is_used() -> None:
    assert isinstance(resets.zone_of(PACIFIC), UsPacific)


def test_the_law_is_what_the_data_say() -> None:
    known, moment = zoneinfo.ZoneInfo(PACIFIC), utc(2024, 1, 1)
    while moment < utc(2031, 1, 1):
        assert next_midnight(UsPacific(), moment.timestamp()) == next_midnight(known, moment.timestamp())
        moment += timedelta(hours=1)


def test_how_long_to_wait_does_not_move_midnight(noon: datetime) -> None:
    assert resets_at(quota_failure([minute(), day()], "41s")) == utc(2026, 7, 15, 7)


@pytest.mark.parametrize(
    ("delay", "seconds"), [("38s", 38), ("38.29s", 39), (None, None)], ids=["whole", "rounded up", "not said"]
)
def test_a_minute_ends_when_the_answer_says(noon: datetime, delay: str | None, seconds: int | None) -> None:
    expected = None if seconds is None else noon + timedelta(seconds=seconds)
    assert resets_at(quota_failure([minute()], delay)) == expected


def test_a_minute_ends_when_the_answer_says_that_the_quota_does_and_not_when_it_asks_to_try_again(
    noon: datetime,
) -> None:
    body = quota_failure([minute()], "5s")
    body["error"]["message"] = "You exceeded your current quota. It will reset after 40s."
    assert resets_at(body) == noon + timedelta(seconds=40)


RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "90s"}
SPENT = google_error("RESOURCE_EXHAUSTED", "You exceeded your spend-based rate limit.")


def test_a_rolling_window_of_money_ends_only_where_the_answer_says(noon: datetime) -> None:
    said = google_error("RESOURCE_EXHAUSTED", "You exceeded your spend-based rate limit.", RETRY)
    assert resets_at(SPENT) is None
    assert resets_at(said) == noon + timedelta(seconds=90)


@pytest.mark.parametrize("violations", [[day("0")], [minute("0")], [violation("A", "a", None), day(None)]])  # type: ignore[arg-type]
def test_a_limit_of_0_never_comes_back(violations: list[Any]) -> None:
    assert resets_at(quota_failure(violations, "55s")) is None


@pytest.mark.parametrize(
    "body",
    [
        google_error("RESOURCE_EXHAUSTED", "You exceeded your current quota.", RETRY),
        quota_failure([violation("GenerateRequestsPerMonth", "requests", "9")], "30s"),
        google_error("RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.", RETRY),
        google_error("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).", RETRY),
    ],
    ids=["no window named", "a month", "money", "shared capacity"],
)
def test_where_nothing_tells_there_is_no_time(body: Any) -> None:
    assert resets_at(body) is None


CODE_ASSIST = "You have exhausted your capacity on this model. Your quota will reset after 3h20m10s."
RESET_DELAY = error_info("QUOTA_EXHAUSTED", "cloudcode-pa.googleapis.com", quotaResetDelay="3h20m10s")


@pytest.mark.parametrize(
    "body",
    [
        google_error("RESOURCE_EXHAUSTED", CODE_ASSIST),
        google_error("RESOURCE_EXHAUSTED", "You have exhausted your daily quota.", RESET_DELAY),
    ],
    ids=["in the text", "in the metadata"],
)
def test_what_the_answer_says_of_the_quota_itself_is_believed(noon: datetime, body: Any) -> None:
    assert resets_at(body) == noon + timedelta(hours=3, minutes=20, seconds=10)


def test_it_is_said_over_grpc_too(noon: datetime) -> None:
    failure = genai_triage.classify_grpc("gemini", "RESOURCE_EXHAUSTED", CODE_ASSIST)
    assert failure is not None
    assert failure.quota is not None
    assert failure.quota.resets_at == noon + timedelta(hours=3, minutes=20, seconds=10)


@pytest.mark.parametrize(("headers", "seconds"), [({}, None), ({"Retry-After": "7"}, 7)], ids=["not said", "said"])
def test_gigachat_says_it_in_a_header_or_not_at_all(
    noon: datetime, headers: dict[str, str], seconds: int | None
) -> None:
    expected = None if seconds is None else noon + timedelta(seconds=seconds)
    assert resets_at({"status": 429, "message": "Too many requests"}, "gigachat", headers=headers) == expected


GATEWAY = "https://llm.example.com/v1/chat/completions"


def test_a_gateway_keeps_days_of_its_own() -> None:
    body = {"error": {"message": "Quota exceeded: 100 requests per day for this key", "code": 429}}
    failure = genai_triage.classify_response("gemini", 429, body, url=GATEWAY)
    assert failure is not None
    assert failure.quota is not None
    assert (failure.failure_class, failure.quota.window, failure.quota.resets_at) == ("quota", "day", None)


def test_the_vendor_s_quota_ends_at_its_midnight_whoever_carries_it() -> None:
    assert resets_at(quota_failure([day()]), url=GATEWAY) == utc(2026, 7, 15, 7)


def test_failures_that_differ_in_nothing_else_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    body = quota_failure([minute()], "38s")
    first = genai_triage.classify_response("gemini", 429, body)
    monkeypatch.setattr(resets, "now", lambda: 0.0)
    assert genai_triage.classify_response("gemini", 429, body) == first


def test_a_limit_of_0_never_comes_back_whatever_the_text_says() -> None:
    body = quota_failure([day("0")])
    body["error"]["message"] = "You exceeded your current quota. It will reset after 3h."
    assert resets_at(body) is None


def test_without_a_date_the_law_says_winter_time() -> None:
    assert time(12, tzinfo=UsPacific()).utcoffset() == timedelta(hours=-8)


@pytest.mark.parametrize(
    ("wall", "hours", "name"),
    [
        (datetime(2026, 3, 8, 1, 59), -8, "PST"),
        (datetime(2026, 3, 8, 2), -7, "PDT"),
        (datetime(2026, 11, 1, 1, 59), -7, "PDT"),
        (datetime(2026, 11, 1, 2), -8, "PST"),
        (datetime(2027, 3, 14, 2), -7, "PDT"),
        (datetime(2027, 11, 7, 2), -8, "PST"),
    ],
)
def test_summer_time_begins_and_ends_at_two(wall: datetime, hours: int, name: str) -> None:
    moment = wall.replace(tzinfo=UsPacific())
    assert (moment.utcoffset(), moment.tzname()) == (timedelta(hours=hours), name)


RATE_LIMITED, USED_UP = CAUSES["gemini.rate_limited"], CAUSES["gemini.requests_per_day"]


@pytest.mark.parametrize(
    ("window", "seconds"),
    [("second", 9), ("minute", 9), ("hour", 9), (None, 9), ("day", None), ("week", None), ("month", None)],
)
def test_only_a_short_window_ends_when_the_next_try_may_begin(
    noon: datetime, window: str | None, seconds: int | None
) -> None:
    found = resets.with_reset(Quota(window=window), RATE_LIMITED, Evidence(retry_after=8.5))
    assert found is not None
    assert found.resets_at == (None if seconds is None else noon + timedelta(seconds=seconds))


def test_where_no_quota_is_named_the_time_is_told_with_the_model(noon: datetime) -> None:
    said = Evidence(retry_after=8.5, metadata={"model": "gemini-3.1-pro"})
    found = resets.with_reset(None, RATE_LIMITED, said)
    assert found is not None
    assert (found.model, found.resets_at) == ("gemini-3.1-pro", noon + timedelta(seconds=9))
    assert resets.with_reset(None, RATE_LIMITED, Evidence()) is None


@pytest.mark.parametrize(
    ("quota", "observed", "is_known"),
    [
        (Quota(window="day"), {"provider": "gemini"}, True),
        (Quota(window="day"), {"provider": "gemini", "answered_by": "service"}, True),
        (Quota(window="day"), {"provider": "gemini", "answered_by": "litellm"}, False),
        (Quota(window="day", id="i"), {"provider": "gemini", "answered_by": "litellm"}, True),
        (Quota(window="day", metric="m"), {"provider": "gemini", "answered_by": "litellm"}, True),
        (Quota(window="day", limit=0), {"provider": "gemini"}, False),
        (Quota(window="week"), {"provider": "gemini"}, False),
        (Quota(), {"provider": "gemini"}, False),
        (Quota(window="day"), {"provider": "gigachat"}, False),
        (Quota(window="day"), {}, False),
    ],
    ids=str,
)
def test_only_a_day_of_google_s_own_ends_at_its_midnight(
    noon: datetime, quota: Quota, observed: dict[str, Any], is_known: bool
) -> None:
    found = resets.with_reset(quota, USED_UP, Evidence(**observed))
    assert found is not None
    assert found.resets_at == (utc(2026, 7, 15, 7) if is_known else None)


def test_only_a_quota_and_a_rate_come_back(noon: datetime) -> None:
    for cause in CAUSES.values():
        found = resets.with_reset(Quota(window="day"), cause, Evidence(provider="gemini", reset_after=5.0))
        assert found is not None
        assert (found.resets_at is not None) is (cause.failure_class.value == "quota"), cause.id


def test_a_time_is_whole_seconds_in_utc_and_never_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resets, "now", lambda: utc(2026, 7, 14, 12).timestamp() + 0.7)
    for quota, cause, expected in (
        (Quota(window="minute"), RATE_LIMITED, utc(2026, 7, 14, 12, 0, 2)),
        (Quota(window="day"), USED_UP, utc(2026, 7, 15, 7)),
    ):
        found = resets.with_reset(quota, cause, Evidence(provider="gemini", retry_after=0.6))
        assert found is not None
        assert found.resets_at is not None
        assert (found.resets_at, found.resets_at.tzinfo) == (expected, timezone.utc)


@pytest.mark.parametrize("error", [OSError, ValueError, KeyError, zoneinfo.ZoneInfoNotFoundError])
def test_data_that_cannot_be_read_are_none(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def refuse(name: str) -> None:
        raise error(name)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", refuse)
    assert isinstance(resets.zone_of.__wrapped__(PACIFIC), UsPacific)
