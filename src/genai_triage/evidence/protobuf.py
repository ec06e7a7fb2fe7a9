"""A small reader of the protobuf wire format for `google.rpc.Status` in `grpc-status-details-bin`.

Sources: https://protobuf.dev/programming-guides/encoding/, google/rpc/status.proto, google/rpc/error_details.proto.
Unknown fields are skipped; a broken message yields what was read before it broke.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .limits import MAX_BODY, MAX_FIELDS

_Field = tuple[int, "int | bytes"]


def read_status(data: bytes) -> dict[str, Any]:
    """A `google.rpc.Status` as the JSON object REST would send: code, message, details."""
    status: dict[str, Any] = {"details": []}
    for number, value in _fields(data[:MAX_BODY]):
        if number == 1 and isinstance(value, int):
            status["code"] = value
        elif number == 2 and isinstance(value, bytes):
            status["message"] = _text(value)
        elif number == 3 and isinstance(value, bytes):
            detail = _any(value)
            if detail:
                status["details"].append(detail)
    return status


def _fields(data: bytes) -> Iterator[_Field]:
    """(field number, varint or bytes) of one message; fixed-width values come as bytes."""
    position, end = 0, len(data)
    for _ in range(MAX_FIELDS):
        if position >= end:
            return
        tag, position = _varint(data, position)
        if position < 0:
            return
        kind, number = tag & 7, tag >> 3
        if kind == 0:
            value, position = _varint(data, position)
            if position < 0:
                return
            yield number, value
            continue
        if kind == 2:
            length, position = _varint(data, position)
        else:
            length = {1: 8, 5: 4}.get(kind, -1)
        if position < 0 or length < 0 or position + length > end:
            return
        yield number, data[position : position + length]
        position += length


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(data):
            return 0, -1
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, position
    return 0, -1


def _text(value: int | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _messages(data: bytes, number: int) -> Iterator[bytes]:
    return (value for found, value in _fields(data) if found == number and isinstance(value, bytes))


def _string(data: bytes, number: int) -> str:
    return next((_text(value) for value in _messages(data, number)), "")


def _string_map(data: bytes, number: int) -> dict[str, str]:
    return {_string(entry, 1): _string(entry, 2) for entry in _messages(data, number)}


def _any(data: bytes) -> dict[str, Any]:
    kind = _string(data, 1).rpartition(".")[2]
    value = next(_messages(data, 2), b"")
    reader = _READERS.get(kind)
    return reader(value) if reader else {}


def _error_info(data: bytes) -> dict[str, Any]:
    return {"reason": _string(data, 1), "domain": _string(data, 2), "metadata": _string_map(data, 3)}


def _quota_failure(data: bytes) -> dict[str, Any]:
    return {"violations": [_quota_violation(entry) for entry in _messages(data, 1)]}


def _quota_violation(data: bytes) -> dict[str, Any]:
    """A violation as JSON has it, which leaves out what is empty."""
    value = next((value for number, value in _fields(data) if number == 7 and isinstance(value, int)), 0)
    violation = {
        "subject": _string(data, 1),
        "description": _string(data, 2),
        "quotaMetric": _string(data, 4),
        "quotaId": _string(data, 5),
        "quotaDimensions": _string_map(data, 6),
        "quotaValue": str(value) if value else "",
    }
    return {name: found for name, found in violation.items() if found}


def _retry_info(data: bytes) -> dict[str, Any]:
    duration = next(_messages(data, 1), b"")
    parts = {number: value for number, value in _fields(duration) if isinstance(value, int)}
    return {"retryDelay": {"seconds": parts.get(1, 0), "nanos": parts.get(2, 0)}}


def _bad_request(data: bytes) -> dict[str, Any]:
    return {
        "fieldViolations": [
            {"field": _string(entry, 1), "description": _string(entry, 2)} for entry in _messages(data, 1)
        ]
    }


def _help(data: bytes) -> dict[str, Any]:
    return {"links": [{"description": _string(entry, 1), "url": _string(entry, 2)} for entry in _messages(data, 1)]}


def _localized_message(data: bytes) -> dict[str, Any]:
    return {"locale": _string(data, 1), "message": _string(data, 2)}


def _debug_info(data: bytes) -> dict[str, Any]:
    return {"detail": _string(data, 2)}


_READERS: Final = {
    "ErrorInfo": _error_info,
    "QuotaFailure": _quota_failure,
    "RetryInfo": _retry_info,
    "BadRequest": _bad_request,
    "Help": _help,
    "LocalizedMessage": _localized_message,
    "DebugInfo": _debug_info,
}
