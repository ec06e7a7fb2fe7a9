"""What one request on the wire shows: how it ended, what it failed with, and which errors of the SDK it explains."""

from __future__ import annotations

import gzip
import json
import zlib
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

from genai_triage import evidence
from genai_triage.evidence.limits import MAX_BODY
from genai_triage.telemetry.attempt import Attempt, Response, decoded

URL = "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent"
BAD_KEY = {"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": "API key not valid."}}
BLOCKED = {"candidates": [{"finishReason": "SAFETY"}]}
ERROR = ConnectionRefusedError("refused")


def _made(**known: Any) -> Attempt:
    return Attempt("gemini", "httpx", None, trace.INVALID_SPAN, **known)


def _answered(status: int, body: Any = None, url: object = URL) -> Attempt:
    attempt = _made()
    content = json.dumps(body).encode() if body is not None and not isinstance(body, bytes) else body
    attempt.on_response(Response(status, {"content-type": "application/json"}, url, lambda: content))
    return attempt


def _cause(attempt: Attempt) -> str | None:
    return None if attempt.failure is None else attempt.failure.cause.id


# How it ended


def test_a_request_on_its_way_has_neither_ended_nor_failed() -> None:
    attempt = _made()
    assert (attempt.is_over, attempt.has_failed, attempt.failure) == (False, False, None)
    assert attempt.failure_in_answer(refused=True) is None
    assert attempt.explains(ERROR) is False


@pytest.mark.parametrize(("status", "has_failed"), [(200, False), (302, False), (399, False), (400, True), (503, True)])
def test_a_refusal_is_a_status_of_400_or_more(status: int, has_failed: bool) -> None:
    attempt = _answered(status)
    assert (attempt.is_over, attempt.has_failed, attempt.failure is not None) == (True, has_failed, has_failed)


def test_a_request_without_an_answer_is_over_and_has_failed() -> None:
    attempt = _made()
    attempt.record_exception(ERROR)
    assert (attempt.is_over, attempt.has_failed, _cause(attempt)) == (True, True, "network.refused")


def test_an_rpc_that_ended_well_is_over_and_has_not_failed() -> None:
    attempt = _made()
    attempt.completed()
    assert (attempt.rpc_status, attempt.is_over, attempt.has_failed) == ("OK", True, False)


def test_an_rpc_that_has_failed_does_not_end_well_afterwards() -> None:
    attempt = _made()
    attempt.record_exception(_RpcError("UNAVAILABLE"))
    attempt.completed()
    assert (attempt.rpc_status, attempt.has_failed) == ("UNAVAILABLE", True)


def test_an_answer_that_broke_off_has_failed_when_it_broke() -> None:
    attempt = _answered(200)
    attempt.started_at -= 5
    attempt.break_off()
    assert attempt.has_failed is True
    assert 5 <= attempt.ended_at - attempt.started_at < 60


@pytest.mark.parametrize("status", [503, None], ids=["refused", "without an answer"])
def test_a_failure_ended_when_it_was_noticed(status: int | None) -> None:
    attempt = _made()
    attempt.started_at -= 5
    if status is None:
        attempt.record_exception(ERROR)
    else:
        attempt.on_response(Response(status, {}))
    assert 5 <= attempt.ended_at - attempt.started_at < 60


def test_an_error_that_is_told_twice_counts_with_its_first_time() -> None:
    attempt = _made()
    attempt.record_exception(ERROR)
    ended_at = attempt.ended_at
    attempt.started_at -= 5
    attempt.record_exception(ERROR)
    assert attempt.ended_at == ended_at - 5


def test_an_error_after_a_refusal_is_what_the_attempt_failed_with() -> None:
    attempt = _answered(503)
    attempt.record_exception(ERROR)
    assert (_cause(attempt), attempt.is_unread) == ("network.refused", False)


def test_it_is_asked_how_it_ended_where_its_library_may_be_late() -> None:
    attempt = _made()
    attempt.look = lambda: attempt.record_exception(ERROR)
    assert attempt.has_failed is True


def test_it_is_counted_with_what_its_library_says_last_and_once() -> None:
    attempt = _made()
    attempt.look = lambda: attempt.record_exception(ERROR)
    counted = [attempt.settle(), attempt.settle()]
    assert (counted, _cause(attempt), attempt.look is None) == ([True, False], "network.refused", True)


def test_a_refusal_that_is_counted_is_judged_by_its_body_first() -> None:
    attempt = _answered(400, BAD_KEY)
    assert attempt.settle() is True
    assert (_cause(attempt), attempt.is_unread) == ("gemini.key_invalid", False)


def test_what_is_counted_holds_neither_request_nor_answer_nor_error() -> None:
    attempt = Attempt("gemini", "httpx", SimpleNamespace(body=b"Hello"), trace.INVALID_SPAN)
    attempt.on_response(Response(200, {}, URL, lambda: json.dumps(BLOCKED).encode()))
    attempt.record_exception(ERROR)
    attempt.settle()
    assert (attempt.request, attempt.sent(), attempt._error, attempt._response) == (None, None, None, None)


# What it failed with


def test_a_refusal_is_judged_by_its_body_once_that_has_been_read() -> None:
    read: list[bytes] = []
    attempt = _made()
    attempt.on_response(Response(400, {}, URL, lambda: read[0] if read else None))
    assert (_cause(attempt), attempt.is_unread) == ("gemini.invalid_argument", True)
    read.append(json.dumps(BAD_KEY).encode())
    assert (_cause(attempt), attempt.is_unread) == ("gemini.key_invalid", False)


def test_a_body_that_has_passed_is_told() -> None:
    attempt = _answered(400)
    attempt.on_body(json.dumps(BAD_KEY).encode())
    assert _cause(attempt) == "gemini.key_invalid"


def test_a_body_without_an_answer_says_nothing() -> None:
    attempt = _made()
    attempt.on_body(json.dumps(BAD_KEY).encode())
    assert (attempt.failure, attempt.is_over) == (None, False)


@pytest.mark.parametrize("url", [URL, SimpleNamespace(), None, ""], ids=["text", "object", "none", "empty"])
def test_a_refusal_is_judged_whatever_its_url_is(url: object) -> None:
    assert _cause(_answered(400, BAD_KEY, url)) == "gemini.key_invalid"


def test_of_a_body_64_kilobytes_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[object] = []

    def classify_response(provider: object, status: object, body: object, *_: object, **__: object) -> None:
        looked_at.append(body)

    monkeypatch.setattr(evidence, "classify_response", classify_response)
    assert _answered(400, b"x" * MAX_BODY + b"y").failure is None
    assert looked_at == [b"x" * MAX_BODY]


def test_a_refusal_is_judged_by_all_that_is_known_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[tuple[object, ...], bool]] = []

    def classify_response(*known: object, elapsed: float) -> None:
        asked.append((known, elapsed >= 5))

    monkeypatch.setattr(evidence, "classify_response", classify_response)
    attempt = _made()
    attempt.started_at -= 5
    attempt.on_response(Response(429, {"retry-after": "7"}, URL, lambda: None))
    attempt.on_body(b"{}")
    assert attempt.failure is None
    assert asked == [(("gemini", 429, b"{}", {"retry-after": "7"}, URL), True)]


def test_an_answer_after_an_error_is_what_the_attempt_failed_with() -> None:
    attempt = _made()
    attempt.record_exception(ERROR)
    attempt.on_response(Response(400, {}, URL, lambda: json.dumps(BAD_KEY).encode()))
    assert _cause(attempt) == "gemini.key_invalid"


def test_what_status_and_headers_have_said_stays_until_the_body_has_been_read() -> None:
    attempt = _answered(503)
    first = attempt.failure
    assert first is not None
    assert (attempt.failure is first, attempt.is_unread) == (True, True)


@pytest.mark.parametrize(
    ("seconds", "cause"), [(300, "gigachat.gateway_time_limit"), (1, "gigachat.gateway_fault")], ids=str
)
def test_an_exception_is_judged_by_how_long_the_request_took(seconds: int, cause: str) -> None:
    attempt = Attempt("gigachat", "httpx", None, trace.INVALID_SPAN)
    attempt.started_at -= seconds
    attempt.record_exception(_Gateway("502 Bad Gateway"))
    assert _cause(attempt) == cause


class _Gateway(Exception):
    code = 502


# What an answer says itself


@pytest.mark.parametrize(
    ("status", "body", "refused", "cause"),
    [
        (200, BLOCKED, False, "gemini.answer_safety"),
        (200, BLOCKED, True, "gemini.answer_safety"),
        (200, None, False, None),
        (200, b"", False, None),
        (400, BAD_KEY, False, None),
        (400, BAD_KEY, True, "gemini.key_invalid"),
    ],
)
def test_an_answer_counts_where_its_status_was_fine_or_nothing_else_speaks(
    status: int, body: Any, refused: bool, cause: str | None
) -> None:
    found = _answered(status, body).failure_in_answer(refused=refused)
    assert (None if found is None else found.cause.id) == cause


def test_a_stream_that_broke_off_failed_with_that_though_its_status_was_fine() -> None:
    attempt = _answered(200, BLOCKED)
    attempt.record_exception(ERROR)
    found = attempt.failure_in_answer()
    assert found is not None
    assert found.cause.id == "network.refused"


# Which errors it explains


class _RpcError(Exception):
    """As grpc raises it, or as google-api-core does."""

    def __init__(self, name: str, *, called: bool = True) -> None:
        super().__init__(name)
        status = SimpleNamespace(name=name)
        if called:
            self.code = lambda: status
        else:
            self.grpc_status_code = status


class _Holder(Exception):
    """An exception that holds its status in one of the ways of the SDKs."""

    def __init__(self, **held: Any) -> None:
        super().__init__()
        for name, value in held.items():
            setattr(self, name, value)


@pytest.mark.parametrize(
    ("error", "explains"),
    [
        (_Holder(status_code=400), True),
        (_Holder(code=400), True),
        (_Holder(http_status=400), True),
        (_Holder(response=SimpleNamespace(status_code=400)), True),
        (_Holder(response=None), False),
        (_Holder(code=429), False),
        (_Holder(status_code=None), False),
        (_Holder(other=400), False),
    ],
)
def test_a_refusal_explains_an_error_that_has_its_status(error: Exception, explains: bool) -> None:
    assert _answered(400, BAD_KEY).explains(error) is explains


def test_a_refusal_of_which_nothing_could_be_read_explains_no_error() -> None:
    assert _answered(400).explains(_Holder(code=400)) is False


def test_a_good_answer_explains_no_error() -> None:
    assert _answered(200, BLOCKED).explains(_Holder(code=200)) is False


def test_a_request_without_an_answer_explains_the_error_that_it_raised_and_no_other() -> None:
    attempt = _made()
    attempt.record_exception(ERROR)
    assert attempt.explains(ERROR) is True
    assert attempt.explains(ConnectionRefusedError("refused")) is False


def _behind(error: Exception, steps: int) -> Exception:
    """An exception that has `error` so many causes behind it."""
    for _ in range(steps):
        outer = RuntimeError()
        outer.__cause__ = error
        error = outer
    return error


@pytest.mark.parametrize("called", [True, False], ids=["grpc", "google-api-core"])
@pytest.mark.parametrize(("steps", "explains"), [(0, True), (4, True), (5, False)])
def test_an_rpc_explains_an_error_that_has_its_status_or_has_it_as_a_cause(
    called: bool, steps: int, explains: bool
) -> None:
    attempt = _made()
    attempt.record_exception(_RpcError("UNAVAILABLE"))
    assert attempt.explains(_behind(_RpcError("UNAVAILABLE", called=called), steps)) is explains
    assert attempt.explains(_behind(_RpcError("ABORTED", called=called), steps)) is False


# What is left of it


@pytest.mark.parametrize(
    ("request_", "sent"),
    [
        (SimpleNamespace(_content=b"a", body=b"b"), b"a"),
        (SimpleNamespace(body=b"b"), b"b"),
        (b"message", b"message"),
        (None, None),
    ],
    ids=["httpx", "requests", "the body itself", "none"],
)
def test_the_body_that_was_sent_is_known_as_long_as_its_library_keeps_it(request_: object, sent: object) -> None:
    assert Attempt("gemini", "httpx", request_, trace.INVALID_SPAN).sent() == sent


TEXT = b"data: {}\n\n" * 10


@pytest.mark.parametrize(
    ("body", "encoding", "found"),
    [
        (TEXT, "", TEXT),
        (TEXT, " Identity ", TEXT),
        (gzip.compress(TEXT), " GZIP ", TEXT),
        (gzip.compress(TEXT), "x-gzip", TEXT),
        (zlib.compress(TEXT), "deflate", TEXT),
        (zlib.compress(TEXT)[2:-4], "deflate", TEXT),
        (TEXT, "gzip", None),
        (TEXT, "br", None),
        (TEXT, "zstd", None),
    ],
)
def test_an_end_is_unpacked_as_its_header_says(body: bytes, encoding: str, found: bytes | None) -> None:
    assert decoded(body, encoding) == found


# The span of another instrumentation


def test_the_span_of_the_request_says_what_it_failed_with() -> None:
    tracer = TracerProvider().get_tracer("of the HTTP library")
    ours, theirs = tracer.start_span("generate_content m"), tracer.start_span("POST")
    attempt = Attempt("gemini", "httpx", None, ours)
    attempt.span = theirs
    attempt.on_response(Response(400, {}, URL, lambda: json.dumps(BAD_KEY).encode()))
    shown: Any = theirs
    assert dict(shown.attributes) == {"triage.class": "auth", "triage.cause": "gemini.key_invalid"}


def test_the_span_of_a_request_without_an_answer_says_what_it_failed_with_and_no_key() -> None:
    tracer = TracerProvider().get_tracer("of the HTTP library")
    ours, theirs = tracer.start_span("generate_content m"), tracer.start_span("POST")
    attempt = Attempt("gemini", "httpx", None, ours)
    attempt.span = theirs
    attempt.record_exception(ERROR)
    theirs.record_exception(ConnectionRefusedError("POST https://a.test/?key=plainsecret refused"))
    shown: Any = theirs
    assert dict(shown.attributes) == {"triage.class": "network", "triage.cause": "network.refused"}
    assert shown.events[0].attributes["exception.message"] == "POST https://a.test/?key=REDACTED refused"


@pytest.mark.parametrize("who", ["ours", "ended", "none"])
def test_no_other_span_is_told(who: str) -> None:
    tracer = TracerProvider().get_tracer("any")
    ours: Any = tracer.start_span("generate_content m")
    span: Any = ours if who == "ours" else tracer.start_span("POST")
    attempt = Attempt("gemini", "httpx", None, trace.INVALID_SPAN if who == "none" else ours)
    attempt.span = span
    if who == "ended":
        span.end()
    attempt.on_response(Response(503, {}, URL))
    assert (attempt.others_span, dict(span.attributes or {})) == (None, {})


def test_of_a_good_answer_more_than_its_status_is_read_when_asked_for_and_once() -> None:
    read: list[object] = []

    def seen(attempt: Attempt, answer: object) -> Response:
        read.append(answer)
        return Response(200, {}, URL, lambda: json.dumps(BLOCKED).encode())

    attempt = _made()
    attempt.on_answer(200, "answer", seen)
    assert (attempt.status, attempt.is_over, attempt.has_failed, read) == (200, True, False, [])
    failure = attempt.failure_in_answer()
    assert failure is not None
    assert attempt.failure_in_answer() == failure
    assert read == ["answer"]


def test_a_settled_attempt_keeps_no_answer() -> None:
    attempt = _made()
    attempt.on_answer(200, "answer", lambda attempt, answer: Response(200, {}))
    assert attempt.settle() is True
    assert attempt.response() is None
