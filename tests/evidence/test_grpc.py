"""The status of an RPC in whatever form it comes, and what its metadata add."""

from __future__ import annotations

import base64
from types import SimpleNamespace as Having
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from genai_triage.evidence import classify_grpc
from genai_triage.evidence.grpc import status_name
from genai_triage.evidence.limits import MAX_HEADERS

NONE: list[Any] = [17, "17", -1, True, "", None, 3.5, Having(value=()), []]
"""What is no status."""


@pytest.mark.parametrize(
    ("status", "name"),
    [
        *((status, "OK") for status in ("OK", "ok", 0, "0")),
        *((status, "CANCELLED") for status in ("CANCELLED", "CANCELED", "Canceled", 1)),
        *(
            (status, "RESOURCE_EXHAUSTED")
            for status in (
                "ResourceExhausted",
                "resource exhausted",
                "resource-exhausted",
                "Resource_Exhausted",
                8,
                "8",
            )
        ),
        *(
            (status, "UNAVAILABLE")
            for status in ("StatusCode.UNAVAILABLE", " UNAVAILABLE ", Having(value="UNAVAILABLE"))
        ),
        (grpc.StatusCode.NOT_FOUND, "NOT_FOUND"),
        (Having(name=5, value=(8, "x")), "RESOURCE_EXHAUSTED"),
        (Having(value=8), "RESOURCE_EXHAUSTED"),
        (Having(name="INTERNAL", value=8), "INTERNAL"),
        (16, "UNAUTHENTICATED"),
        *((status, "UNKNOWN") for status in NONE),
        ("x" * 61, "X" * 60),
    ],
    ids=repr,
)
def test_a_status_has_one_name_in_every_form(status: Any, name: str) -> None:
    assert status_name(status) == name


@pytest.mark.parametrize("code", grpc.StatusCode)
def test_every_status_has_its_name_by_number_too(code: grpc.StatusCode) -> None:
    assert (status_name(code), status_name(code.value[0])) == (code.name, code.name)


def rich(reason: str) -> bytes:
    status = status_pb2.Status(code=3, message="of the details")
    status.details.add().Pack(error_details_pb2.ErrorInfo(reason=reason, domain="googleapis.com"))
    return bytes(status.SerializeToString())


KEY = "grpc-status-details-bin"
VALID, LEAKED = rich("API_KEY_INVALID"), rich("OTHER")


@pytest.mark.parametrize(
    "metadata",
    [
        {KEY: VALID},
        [(KEY, VALID)],
        [[KEY.upper(), VALID]],
        [(KEY.encode(), VALID)],
        [Having(key=KEY, value=VALID)],
        [(KEY, bytearray(VALID))],
        [(KEY, base64.b64encode(VALID).decode().rstrip("="))],
        [(KEY, VALID), (KEY, LEAKED)],
        [("a", "b"), 5, ("c",), ("a", "b", "c"), (KEY, VALID)],
        [*[("x", "1")] * (MAX_HEADERS - 1), (KEY, VALID)],
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_details_are_read_in_every_form_of_metadata(metadata: Any) -> None:
    failure = classify_grpc("gemini", 3, "", metadata)
    assert failure is not None
    assert (failure.cause.id, failure.message) == ("gemini.key_invalid", "of the details")


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        5,
        {KEY: 5},
        [(KEY, "no base64!")],
        [(KEY, "a")],
        [(KEY, "ключ")],
        [*[("x", "1")] * MAX_HEADERS, (KEY, VALID)],
        [(KEY, b"\xff" * 9)],
    ],
    ids=lambda value: str(value)[:40],
)
def test_details_that_cannot_be_read_leave_the_status(metadata: Any) -> None:
    failure = classify_grpc("gemini", 3, "said", metadata)
    assert failure is not None
    assert (failure.cause.id, failure.message) == ("gemini.invalid_argument", "said")


def test_of_two_details_the_first_is_read() -> None:
    failure = classify_grpc("gemini", 3, "", [(KEY, LEAKED), (KEY, VALID)])
    assert failure is not None
    assert failure.cause.id == "gemini.invalid_argument"


def test_the_message_of_the_call_comes_before_that_of_its_details() -> None:
    failure = classify_grpc("gemini", 3, "said", {KEY: VALID})
    assert failure is not None
    assert failure.message == "said"


@pytest.mark.parametrize(
    ("details", "metadata", "seconds"),
    [
        ("Please retry in 9s.", {"retry-after": "7"}, 7.0),
        ("Please retry in 9s.", {"retry-after": 7}, 9.0),
        ("Please retry in 9s.", [("retry-after", "7"), ("retry-after", "5")], 7.0),
        ("Please retry in 9s.", None, 9.0),
        ("It will reset after 1h. Please retry in 9s.", None, 3600.0),
        (5, None, None),
    ],
)
def test_how_long_to_wait_is_told_by_metadata_before_words(details: Any, metadata: Any, seconds: float | None) -> None:
    failure = classify_grpc("gemini", 14, details, metadata)
    assert failure is not None
    assert failure.retry_after == seconds


def test_a_good_status_is_no_failure_whatever_its_words() -> None:
    assert classify_grpc("gemini", grpc.StatusCode.OK, "error 503", {KEY: VALID}) is None
