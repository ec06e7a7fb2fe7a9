"""A time to wait is read in every unit in which a provider states it, and never without a bound."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.evidence import classify_grpc, classify_response
from genai_triage.evidence.delay import in_header, is_said_in, reset_said_in, said_in, seconds

_LENGTHS = {
    "850ms": 0.85,
    "850us": 0.00085,
    "850\u00b5s": 0.00085,
    "850\u03bcs": 0.00085,
    "500000000ns": 0.5,
    "38.29s": 38.29,
    "2m": 120.0,
    "1.5h": 5400.0,
    "1h52m56.9s": 6776.9,
    "1h 52m 56.9s": 6776.9,
    "1d2h3m4s5ms6us": 93784.005006,
    "3d": 259200.0,
    "0s": 0.0,
    "366d": 31622400.0,
}
_WORDS = {
    "850 milliseconds": 0.85,
    "850 ms": 0.85,
    "30 seconds": 30.0,
    "30 sec": 30.0,
    "1 minute": 60.0,
    "5 mins": 300.0,
    "2 hours": 7200.0,
    "1 day": 86400.0,
    "3 days": 259200.0,
    "1 hour": 3600.0,
    "1 min": 60.0,
    "1 second": 1.0,
    "45 secs": 45.0,
    "1 millisecond": 0.001,
    "1 hour, 30 minutes": 5400.0,
    "30S": 30.0,
}
_ENDLESS = ("367d", "99999999999s", "999999999999h", "999999999999999s", "1e9s", "-5s", "soon", "5 more attempts")


@pytest.mark.parametrize(("text", "length"), _LENGTHS.items())
def test_a_duration_is_read_in_its_unit(text: str, length: float) -> None:
    assert seconds(text) == pytest.approx(length)


@pytest.mark.parametrize(("text", "length"), {**_LENGTHS, **_WORDS}.items())
@pytest.mark.parametrize(
    "lead", ["Please retry in ", "will reset after ", "Retry after ", "please wait ", "Please try again in "]
)
def test_a_sentence_is_read_in_its_unit(lead: str, text: str, length: float) -> None:
    assert said_in(f"Too many requests. {lead}{text}.") == pytest.approx(length)


@pytest.mark.parametrize("text", _ENDLESS)
def test_what_is_no_length_or_an_endless_one_is_not_said(text: str) -> None:
    assert seconds(text) is None
    assert said_in(f"Please retry in {text}") is None
    assert in_header(text) is None


def test_of_two_lengths_the_first_is_when_to_try_again() -> None:
    assert said_in("Please retry in 5s. If that fails again, wait 60 seconds.") == 5.0
    assert said_in("Please wait 60 seconds. Clients retry in 5s.") == 60.0


def _with(details: list[Any]) -> dict[str, Any]:
    return {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "m", "details": details}}


_RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"
_BODIES: dict[str, Any] = {
    "a duration": _with([{"@type": _RETRY_INFO, "retryDelay": "99999999999s"}]),
    "a message": _with([{"@type": _RETRY_INFO, "retryDelay": {"seconds": 99999999999}}]),
    "metadata": _with([{"reason": "QUOTA_EXHAUSTED", "metadata": {"quotaResetDelay": "999999999h"}}]),
    "a sentence": {"error": {"code": 429, "message": "Please retry in 999999999h."}},
    "printed JSON": "429 {'error': {'code': 429, 'details': [{'retryDelay': '99999999999s'}]}}",
    "printed protobuf": "429 Resource exhausted. [retry_delay {\n  seconds: 999999999\n}\n]",
}


@pytest.mark.parametrize("body", _BODIES.values(), ids=_BODIES)
def test_no_answer_makes_anyone_wait_forever(body: Any) -> None:
    failure = classify_response("gemini", 429, body)
    assert failure is not None
    assert failure.retry_after is None


@pytest.mark.parametrize("value", ["99999999999", "inf", "nan", "1e400", "-1"])
def test_no_header_makes_anyone_wait_forever(value: str) -> None:
    answer = classify_response("gigachat", 429, "", {"Retry-After": value})
    status = classify_grpc("gigachat", "RESOURCE_EXHAUSTED", "", [("retry-after", value)])
    assert answer is not None
    assert status is not None
    assert (answer.retry_after, status.retry_after) == (None, None)


def test_a_date_that_has_just_passed_is_no_wait() -> None:
    assert in_header("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0


@pytest.mark.parametrize("name", ["Retry-After", "retry-after", "RETRY-AFTER"])
def test_a_header_is_read_of_an_answer_and_of_an_rpc(name: str) -> None:
    answer = classify_response("gigachat", 429, "", {name: "7"})
    status = classify_grpc("gigachat", "RESOURCE_EXHAUSTED", "", [("retry-after", "7")])
    assert answer is not None
    assert status is not None
    assert (answer.retry_after, status.retry_after) == (7.0, 7.0)


def test_the_metadata_of_an_rpc_may_be_named_in_bytes() -> None:
    status = classify_grpc("gigachat", "RESOURCE_EXHAUSTED", "", [(b"Retry-After", "7")])
    assert status is not None
    assert status.retry_after == 7.0


@pytest.mark.parametrize(
    ("value", "length"),
    [
        ({"seconds": 3, "nanos": 500_000_000}, 3.5),
        ({"seconds": "3"}, 3.0),  # 64 bits are a text in protobuf's JSON
        ({"seconds": 3}, 3.0),
        ({"nanos": 500_000_000}, 0.5),
        ({}, 0.0),
        (SimpleNamespace(seconds=3, nanos=500_000_000), 3.5),
        (SimpleNamespace(seconds=3), 3.0),
        (SimpleNamespace(nanos=5), None),
        (3, 3.0),
        (3.5, 3.5),
        (True, None),
        (-1, None),
        (367 * 86400, None),
        (None, None),
        ([], None),
        (" 3s ", 3.0),
        ("5s later", None),
        ({"seconds": 3.5}, 3.5),
        ({"seconds": True}, None),
        ({"seconds": "\u00b2"}, None),
        ({"seconds": 3, "nanos": "x"}, None),
        (SimpleNamespace(seconds="3", nanos="500000000"), 3.5),
        (SimpleNamespace(seconds=3, nanos="x"), None),
        (10**400, None),
    ],
)
def test_a_duration_is_read_in_every_form_of_it(value: object, length: float | None) -> None:
    assert seconds(value) == length


def test_a_length_is_found_behind_a_long_text_and_behind_words_in_vain() -> None:
    assert said_in("x" * 4000 + " retry in 5s") == 5.0
    assert said_in("x" * 4090 + " retry in 5s") is None
    assert said_in("Please wait. " * 19 + "Please wait 5s.") == 5.0
    assert said_in("Please wait. " * 20 + "Please wait 5s.") is None
    assert said_in("wait and wait 5s") == 5.0


@pytest.mark.parametrize(
    ("message", "seconds_to_reset", "seconds_to_wait"),
    [
        ("Quota will reset after 3h20m10s.", 12010.0, 12010.0),
        ("Please retry in 5s. Quota will RESET AFTER 1 hour.", 3600.0, 5.0),
        ("It will reset after a while; it will reset after 2m.", 120.0, 120.0),
        ("Please retry in 5s.", None, 5.0),
        ("Your quota is exceeded.", None, None),
    ],
)
def test_when_a_quota_comes_back_is_told_from_when_to_try_again(
    message: str, seconds_to_reset: float | None, seconds_to_wait: float | None
) -> None:
    assert (reset_said_in(message), said_in(message)) == (seconds_to_reset, seconds_to_wait)
    assert is_said_in(message) is (seconds_to_wait is not None)


@pytest.mark.parametrize(
    ("date", "length"),
    [
        ("Thu, 01 Jan 1970 00:17:10 GMT", 30.0),
        ("Thu, 01 Jan 1970 02:17:10 +0200", 30.0),
        (" Thu, 01 Jan 1970 00:16:40 GMT ", 0.0),
        ("Sat, 09 Jan 1971 00:00:00 GMT", None),
        (None, None),
        ("", None),
        (" 7.5 ", 7.5),
    ],
)
def test_a_header_may_hold_a_date(monkeypatch: pytest.MonkeyPatch, date: str | None, length: float | None) -> None:
    monkeypatch.setattr("genai_triage.evidence.delay.time", SimpleNamespace(time=lambda: 1000.0))
    assert in_header(date) == length
