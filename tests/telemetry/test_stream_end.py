"""The end of a stream, as it came over the wire, says what the SDK does not pass on: an error, or how it ended."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from opentelemetry import trace

from genai_triage.evidence import error_in_stream
from genai_triage.evidence.limits import MAX_BODY
from genai_triage.telemetry import runtime
from genai_triage.telemetry.attempt import Attempt, Response, decoded
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.settings import Settings
from tests.support.recorded import Recorded

URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
ERROR = {"error": {"code": 503, "status": "UNAVAILABLE", "message": "The model is overloaded."}}
STOPPED = {"candidates": [{"content": {"parts": [{"text": ""}]}, "finishReason": "STOP"}]}
BLOCKED = {"candidates": [{"finishReason": "SAFETY"}]}


def _packed(bits: int) -> Callable[[bytes], bytes]:
    def pack(data: bytes) -> bytes:
        packer = zlib.compressobj(wbits=bits)
        return packer.compress(data) + packer.flush()

    return pack


ENCODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "plain": ("", bytes),
    "gzip": ("gzip", _packed(31)),
    "gzip by its old name": ("x-gzip", _packed(31)),
    "deflate": ("deflate", _packed(15)),
    "raw deflate": ("deflate", _packed(-15)),
}
every_encoding = pytest.mark.parametrize("encoding", ENCODINGS)
Left = Callable[[Any, str], Operation]


@pytest.fixture
def read(recorded: Recorded) -> Iterator[Left]:
    """Begins a stream of which the SDK passed on a piece without a finish reason; its end is still on the wire."""
    telemetry = runtime.configure(
        recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings()
    )
    server = server_of("https://generativelanguage.googleapis.com")
    request = Request("gemini", "gcp.gemini", "generate_content", "gemini-2.5-flash", server, stream=True)

    def begin(last: Any, encoding: str) -> Operation:
        name, packed = ENCODINGS[encoding]
        operation = Operation(telemetry, request)
        attempt = operation.start_attempt("httpx", object(), expects_stream=True)
        attempt.on_response(Response(200, {"content-type": "text/event-stream", "content-encoding": name}, URL))
        operation.chunk(lambda answer, chunk: answer.add_candidate(0, None, True), None)
        attempt.tail = (b"", packed(b"data: " + json.dumps(last).encode() + b"\r\n\r\n"))
        return operation

    yield begin
    runtime.drop()


@every_encoding
def test_an_error_at_the_end_is_the_failure(encoding: str, read: Left, recorded: Recorded) -> None:
    read(ERROR, encoding).succeed(complete_stream=True)
    assert recorded.attributes["triage.cause"] == "gemini.model_overloaded"


@every_encoding
def test_a_finish_reason_at_the_end_ends_it_well(encoding: str, read: Left, recorded: Recorded) -> None:
    read(STOPPED, encoding).succeed(complete_stream=True)
    assert "triage.class" not in recorded.attributes
    assert recorded.attributes["gen_ai.response.finish_reasons"] == ("stop",)


@every_encoding
def test_a_bad_finish_reason_at_the_end_is_the_failure(encoding: str, read: Left, recorded: Recorded) -> None:
    read(BLOCKED, encoding).succeed(complete_stream=True)
    assert recorded.attributes["triage.cause"] == "gemini.answer_safety"


@every_encoding
def test_a_stream_that_is_left_has_the_error_at_its_end(encoding: str, read: Left, recorded: Recorded) -> None:
    read(ERROR, encoding).abandon()
    assert recorded.attributes["triage.cause"] == "gemini.model_overloaded"


def test_a_stream_without_any_end_was_cut(read: Left, recorded: Recorded) -> None:
    read({}, "plain").succeed(complete_stream=True)
    assert recorded.attributes["triage.cause"] == "network.stream_cut"


@pytest.mark.parametrize("bits", [31, 15, -15], ids=["gzip", "deflate", "raw deflate"])
def test_what_a_packed_end_unpacks_to_is_bounded(bits: int) -> None:
    packed = _packed(bits)(b"x" * 10 * MAX_BODY)
    assert decoded(packed, "gzip" if bits == 31 else "deflate") == b"x" * MAX_BODY


@pytest.mark.parametrize(
    ("end", "cause"),
    [
        ([BLOCKED], "gemini.answer_safety"),
        ([STOPPED], None),
        ([ERROR, STOPPED], "gemini.model_overloaded"),
        ([BLOCKED, ERROR], "gemini.model_overloaded"),
    ],
    ids=["blocked", "good", "error before the end", "error at the end"],
)
def test_the_end_alone_is_judged_by_its_error_and_else_by_its_finish_reason(end: list[Any], cause: str | None) -> None:
    events = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in end)
    failure = error_in_stream("gemini", events)
    assert (failure and failure.cause.id) == cause


def test_an_attempt_that_is_settled_fails_no_more() -> None:
    attempt = Attempt("gemini", "httpx", None, trace.INVALID_SPAN)
    attempt.on_response(Response(200, {}))
    assert attempt.settle()
    attempt.record_exception(ConnectionResetError("while the connection was closed"))
    assert (attempt.failure, attempt.settle()) == (None, False)
