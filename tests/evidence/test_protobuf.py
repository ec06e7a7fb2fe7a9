"""The details of an RPC's status are read as google's own library writes them."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("google.rpc.status_pb2")

from google.protobuf import any_pb2, duration_pb2, timestamp_pb2
from google.rpc import error_details_pb2 as details_of
from google.rpc import status_pb2

from genai_triage.evidence.limits import MAX_BODY
from genai_triage.evidence.protobuf import read_status

QUOTA = details_of.QuotaFailure.Violation


def status(*details: Any, **members: Any) -> bytes:
    packed = []
    for detail in details:
        one = any_pb2.Any()
        one.Pack(detail)
        packed.append(one)
    return bytes(status_pb2.Status(details=packed, **members).SerializeToString())


@pytest.mark.parametrize(
    ("detail", "read"),
    [
        (
            details_of.ErrorInfo(reason="API_KEY_INVALID", domain="googleapis.com", metadata={"a": "b", "c": "d"}),
            {"reason": "API_KEY_INVALID", "domain": "googleapis.com", "metadata": {"a": "b", "c": "d"}},
        ),
        (
            details_of.RetryInfo(retry_delay=duration_pb2.Duration(seconds=41, nanos=500)),
            {"retryDelay": {"seconds": 41, "nanos": 500}},
        ),
        (details_of.RetryInfo(), {"retryDelay": {"seconds": 0, "nanos": 0}}),
        (
            details_of.BadRequest(
                field_violations=[details_of.BadRequest.FieldViolation(field="contents", description="empty")]
            ),
            {"fieldViolations": [{"field": "contents", "description": "empty"}]},
        ),
        (
            details_of.Help(links=[details_of.Help.Link(description="d", url="https://host.test")]),
            {"links": [{"description": "d", "url": "https://host.test"}]},
        ),
        (details_of.LocalizedMessage(locale="ru", message="Сбой"), {"locale": "ru", "message": "Сбой"}),
        (details_of.DebugInfo(stack_entries=["a", "b"], detail="d"), {"detail": "d"}),
        (
            details_of.QuotaFailure(violations=[QUOTA(subject="s", description="d")]),
            {"violations": [{"subject": "s", "description": "d"}]},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_detail_is_read_member_by_member(detail: Any, read: dict[str, Any]) -> None:
    assert read_status(status(detail)) == {"details": [read]}


def test_a_status_is_read_with_its_code_its_words_and_all_of_its_details() -> None:
    info, debug = details_of.ErrorInfo(reason="A"), details_of.DebugInfo(detail="d")
    assert read_status(status(info, debug, code=8, message="Квота")) == {
        "code": 8,
        "message": "Квота",
        "details": [{"reason": "A", "domain": "", "metadata": {}}, {"detail": "d"}],
    }


def test_a_detail_of_another_type_is_left_out() -> None:
    assert read_status(status(timestamp_pb2.Timestamp(seconds=5), code=8)) == {"code": 8, "details": []}


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (b"", {}),
        (b"\x08\x08", {"code": 8}),
        (b"\x08\x90\x4e", {"code": 10_000}),
        (b"\x08", {}),
        (b"\x08\x80", {}),
        (b"\x08" + b"\x80" * 10 + b"\x01", {}),
        (b"\x12\x05abc", {}),
        (b"\x12\x03abc", {"message": "abc"}),
        (b"\x12\x01\xff", {"message": "\ufffd"}),
        (b"\x21" + bytes(8) + b"\x08\x08", {"code": 8}),
        (b"\x25" + bytes(4) + b"\x08\x08", {"code": 8}),
        (b"\x25" + bytes(3), {}),
        (b"\x0b\x08\x08", {}),
        (b"\x08\x08\x12", {"code": 8}),
        (b"\x0a\x01\x08\x10\x05", {}),
    ],
)
def test_what_stands_before_a_break_is_read_and_what_is_not_known_is_skipped(data: bytes, read: Any) -> None:
    assert read_status(data) == {"details": [], **read}


def test_of_a_long_status_the_beginning_is_read() -> None:
    detail = details_of.ErrorInfo(reason="OTHER")
    read = [read_status(status(detail, message="x" * length))["details"] for length in (MAX_BODY // 2, MAX_BODY)]
    assert [len(details) for details in read] == [1, 0]
