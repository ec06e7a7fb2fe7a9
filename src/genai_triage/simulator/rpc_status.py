"""An HTTP answer of either service as the status that its gRPC side sends for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import any_pb2, json_format
from google.rpc import error_details_pb2, status_pb2  # noqa: F401  (the types of details, for the descriptor pool)

from genai_triage.evidence.grpc_names import RPC_CODES
from genai_triage.simulator.exchange import SimResponse
from genai_triage.taxonomy.model import Provider
from genai_triage.taxonomy.vendors import vendor_of

DETAILS_KEY = "grpc-status-details-bin"
_GIGACHAT = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    402: "RESOURCE_EXHAUSTED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    408: "DEADLINE_EXCEEDED",
    413: "INVALID_ARGUMENT",
    422: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}
"""Sber's table, with 401 and 503, which it omits and its users see; anything else is INTERNAL."""
_GEMINI = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
"""google/rpc/code.proto, for errors that do not name their status."""
_CODES: Mapping[Provider, Mapping[int, str]] = {"gemini": _GEMINI, "gigachat": _GIGACHAT}


@dataclass(frozen=True, slots=True)
class Status:
    """A status that is not OK."""

    code: str
    message: str = ""
    metadata: tuple[tuple[str, bytes], ...] = ()


class NotTellable(ValueError):
    """An answer that gRPC has no form for; the message is one sentence."""


def bodies(answer: SimResponse) -> Iterator[Any]:
    """The JSON values of an answer: one, or one for each event of a stream.

    Raises:
        NotTellable: If a piece is no JSON.
    """
    for piece in answer.pieces:
        for text in _documents(piece.decode("utf-8", "replace"), answer):
            try:
                yield json.loads(text)
            except ValueError:
                raise NotTellable("A message of gRPC cannot be malformed text.") from None


def _documents(text: str, answer: SimResponse) -> list[str]:
    if not answer.streamed:
        return [text]
    lines = text.splitlines()
    events = [line.partition(":")[2].strip() for line in lines if line.startswith("data:")]
    return [event for event in events if event != "[DONE]"] if events or not text.strip() else [text]


def refused(provider: Provider, answer: SimResponse) -> Status:
    """The status for an HTTP answer of 400 or more."""
    try:
        body = next(bodies(answer), None)
    except NotTellable:
        body = None  # a gateway's page
    return error_status(provider, body) or Status(_code(provider, answer.status))


def error_status(provider: Provider, body: Any) -> Status | None:
    """The status for an error object; None for a body that is none."""
    if isinstance(body, list) and body:
        body = body[0]
    if not isinstance(body, Mapping):
        return None
    error = body.get("error")
    vendor = vendor_of(provider)
    if vendor is None or not vendor.wraps_errors:
        error = error if isinstance(error, Mapping) else body
        number = error.get("status", error.get("status_code", error.get("code")))
        if "message" not in error or not isinstance(number, int):
            return None
        return Status(_code(provider, number), str(error["message"]))
    if not isinstance(error, Mapping) or not isinstance(error.get("code"), int):
        return None
    code = str(error.get("status") or _code(provider, error["code"]))
    return Status(code, str(error.get("message", "")), _rich(code, error))


def _code(provider: Provider, status: int) -> str:
    return _CODES[provider].get(status, "INTERNAL")


def _rich(code: str, error: Mapping[str, Any]) -> tuple[tuple[str, bytes], ...]:
    """`google.rpc.Status` with the details that REST sends as JSON."""
    packed = [detail for detail in map(_packed, error.get("details") or ()) if detail is not None]
    if not packed:
        return ()
    status = status_pb2.Status(code=RPC_CODES.index(code), message=str(error.get("message", "")), details=packed)
    return ((DETAILS_KEY, status.SerializeToString()),)


def _packed(detail: Any) -> any_pb2.Any | None:
    try:
        return json_format.ParseDict(detail, any_pb2.Any(), ignore_unknown_fields=True)
    except (json_format.ParseError, TypeError):
        return None  # of a type that only REST knows
