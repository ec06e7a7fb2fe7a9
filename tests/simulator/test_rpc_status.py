"""An HTTP answer as the status that gRPC sends for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.rpc import status_pb2

from genai_triage.evidence.grpc_names import RPC_CODES
from genai_triage.simulator.exchange import EVENT_STREAM, SimResponse
from genai_triage.simulator.rpc_status import DETAILS_KEY, NotTellable, Status, bodies, error_status, refused

GEMINI = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
GIGACHAT = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    402: "RESOURCE_EXHAUSTED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    408: "DEADLINE_EXCEEDED",
    413: "INVALID_ARGUMENT",
    422: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


@pytest.mark.parametrize(("http", "code"), GEMINI.items())
def test_an_error_of_google_s_has_its_own_status_or_that_of_its_number(http: int, code: str) -> None:
    error = {"code": http, "message": "m"}
    assert error_status("gemini", {"error": error}) == Status(code, "m")
    assert error_status("gemini", [{"error": error}]) == Status(code, "m")
    assert error_status("gemini", {"error": {**error, "status": "DATA_LOSS"}}) == Status("DATA_LOSS", "m")
    assert refused("gemini", SimResponse(http, (b"<html>",))) == Status(code)


@pytest.mark.parametrize(("http", "code"), GIGACHAT.items())
@pytest.mark.parametrize("name", ["status", "status_code", "code"])
def test_an_error_of_gigachat_s_has_the_status_of_its_number(http: int, code: str, name: str) -> None:
    assert error_status("gigachat", {name: http, "message": "m"}) == Status(code, "m")
    assert error_status("gigachat", {"error": {name: http, "message": "m"}}) == Status(code, "m")
    assert refused("gigachat", SimResponse(http, (b"<html>",))) == Status(code)


NO_ERRORS: dict[str, list[Any]] = {
    "gemini": [None, [], "x", {}, {"error": "x"}, {"error": {"message": "m"}}],
    "gigachat": [None, {"status": 429}, {"status": "ready", "message": "m"}, {"message": "m"}],
}


@pytest.mark.parametrize(
    ("provider", "body"), [(provider, body) for provider, found in NO_ERRORS.items() for body in found]
)
def test_what_is_no_error_has_no_status(provider: Any, body: Any) -> None:
    assert error_status(provider, body) is None


def test_details_are_sent_as_google_packs_them() -> None:
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "d"}
    odd = {"@type": "type.googleapis.com/no.such.Type"}
    error = {"code": 400, "status": "INVALID_ARGUMENT", "message": "m", "details": [odd, info]}
    found = error_status("gemini", {"error": error})
    assert found is not None
    ((key, value),) = found.metadata
    status = status_pb2.Status.FromString(value)
    assert (key, status.code, status.message) == (DETAILS_KEY, RPC_CODES.index("INVALID_ARGUMENT"), "m")
    assert [detail.type_url for detail in status.details] == [info["@type"]]


def test_an_answer_is_one_value_and_a_stream_one_for_each_event() -> None:
    one = SimResponse(200, (json.dumps({"a": 1}).encode(),))
    events = (b'data: {"a": 1}\r\n\r\n', b'event: x\ndata: {"b": 2}\n\n', b"data: [DONE]\n\n")
    assert list(bodies(one)) == [{"a": 1}]
    assert list(bodies(SimResponse(200, events, EVENT_STREAM, streamed=True))) == [{"a": 1}, {"b": 2}]
    with pytest.raises(NotTellable, match=r"^A message of gRPC cannot be malformed text\.$"):
        list(bodies(SimResponse(200, (b"<html>",))))
