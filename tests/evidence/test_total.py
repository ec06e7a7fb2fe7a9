"""Nothing raises and nothing takes long, whatever the input."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from genai_triage.evidence import (
    Reading,
    classify_answer,
    classify_close,
    classify_exception,
    classify_grpc,
    classify_response,
    sdk_object,
)
from genai_triage.evidence.grpc import evidence_of_rpc
from genai_triage.evidence.http import evidence_of_response
from genai_triage.taxonomy import CAUSES, UNCLASSIFIED, Failure
from tests.support import examples

_PROVIDERS = st.sampled_from(["gemini", "gigachat", None])
_KEYS = st.sampled_from(
    [
        *("error", "errors", "code", "status", "status_code", "message", "details", "reason", "metadata", "violations"),
        *(
            "quotaId",
            "quotaValue",
            "quotaMetric",
            "retryDelay",
            "candidates",
            "finishReason",
            "content",
            "parts",
            "text",
        ),
        *("promptFeedback", "blockReason", "choices", "finish_reason", "messages", "response", "data", "event", "done"),
        *(
            "state",
            "interaction",
            "serverContent",
            "turnCompleteReason",
            "predictions",
            "ws_close_code",
            "ws_close_reason",
        ),
    ]
)
_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["RESOURCE_EXHAUSTED", "SAFETY", "failed", "429", "invalid_request", '{"error": {"code": 503}}'])
    | st.sampled_from([400, 429, 500, 503, 5, 7])
)
_JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(_KEYS | st.text(max_size=8), inner, max_size=6),
    max_leaves=40,
)
_STATUS = (
    st.sampled_from([0, 100, 200, 204, 302, 400, 401, 403, 404, 418, 429, 500, 502, 503, 504, 599, 700])
    | st.integers()
    | st.none()
)
_QUICK = settings(max_examples=examples(60, 500), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _is_verdict(verdict: object) -> bool:
    return verdict is None or (isinstance(verdict, Failure) and CAUSES[verdict.cause.id] is verdict.cause)


@_QUICK
@given(_PROVIDERS, _STATUS, _JSON)
@example("gigachat", 200, {"data": [{}, None, 5]})
@example("gemini", 200, {"embeddings": [{}, None, 5]})
def test_any_json_value_has_a_verdict(provider: Any, status: Any, body: Any) -> None:
    assert _is_verdict(classify_response(provider, status, body))
    evidence_of_response(provider, status, body)  # without the guard of the door


@_QUICK
@given(_PROVIDERS, st.sampled_from([200, 400, 418, 429, 500, 599]), _JSON)
def test_no_answer_is_left_unclassified(provider: Any, status: int, body: Any) -> None:
    failure = classify_response(provider, status, body)
    assert failure is None or failure.cause is not UNCLASSIFIED


@_QUICK
@given(_PROVIDERS, _STATUS, _JSON, st.integers(min_value=0, max_value=400))
def test_json_cut_anywhere_has_a_verdict(provider: Any, status: Any, body: Any, end: int) -> None:
    assert _is_verdict(classify_response(provider, status, json.dumps(body).encode()[:end]))
    evidence_of_response(provider, status, json.dumps(body).encode()[:end])


@_QUICK
@given(
    _PROVIDERS,
    _STATUS,
    st.binary(max_size=200),
    st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=4),
    st.text(max_size=60),
)
def test_any_bytes_have_a_verdict(provider: Any, status: Any, body: bytes, headers: dict[str, str], url: str) -> None:
    assert _is_verdict(classify_response(provider, status, body, headers, url))
    evidence_of_response(provider, status, body, headers, url)


@_QUICK
@given(_PROVIDERS, _STATUS, st.text(alphabet='data:event{}[]"\\,\r\n error429', max_size=300))
def test_any_event_stream_has_a_verdict(provider: Any, status: Any, body: str) -> None:
    assert _is_verdict(classify_response(provider, status, body))


@_QUICK
@given(
    _PROVIDERS,
    st.text(max_size=40) | st.integers() | st.none(),
    st.text(max_size=100),
    st.lists(st.tuples(st.text(max_size=30), st.binary(max_size=100) | st.text(max_size=30)), max_size=4),
)
def test_any_rpc_status_has_a_verdict(provider: Any, status: Any, details: str, metadata: Any) -> None:
    assert _is_verdict(classify_grpc(provider, status, details, metadata))


@_QUICK
@given(_PROVIDERS, st.binary(max_size=300))
def test_any_rich_status_has_a_verdict(provider: Any, data: bytes) -> None:
    assert isinstance(classify_grpc(provider, 8, "", {"grpc-status-details-bin": data}), Failure)
    evidence_of_rpc(provider, 8, "", {"grpc-status-details-bin": data})


@_QUICK
@given(_PROVIDERS, st.lists(_LEAVES, max_size=4), _LEAVES, st.booleans(), _JSON, st.none() | st.booleans())
def test_any_reading_has_a_verdict(
    provider: Any, finishes: Any, block: Any, has_content: bool, error: Any, complete: bool | None
) -> None:
    answer = Reading()
    for index, finish in enumerate(finishes):
        answer.add_candidate(index, finish, has_content)
    answer.block_reason = block
    sdk_object.read_error_object(answer, error)
    assert _is_verdict(classify_answer(provider, answer, complete=complete))


@_QUICK
@given(_JSON)
def test_any_object_of_an_sdk_is_read(value: Any) -> None:
    answer = Reading()
    sdk_object.read_object(answer, value)
    assert _is_verdict(classify_answer("gemini", answer))


@_QUICK
@given(_JSON, _JSON)
def test_any_close_is_a_failure(code: Any, reason: Any) -> None:
    assert isinstance(classify_close(code, reason), Failure)


@_QUICK
@given(
    _PROVIDERS,
    st.sampled_from([ValueError, RuntimeError, OSError, KeyError, Exception, TimeoutError]),
    st.text(max_size=200),
)
def test_any_exception_text_is_a_failure(provider: Any, cls: type[Exception], text: str) -> None:
    assert isinstance(classify_exception(cls(text), provider=provider), Failure)


class _Hostile(Exception):
    """Every attribute and the text raise."""

    def __str__(self) -> str:
        raise RuntimeError("no text")

    __repr__ = __str__

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class _Liar(Exception):
    """Attributes of the right names and the wrong types."""

    code = status_code = details = message = response = body = metadata = reason = errors = exceptions = object()
    args = cause = last_attempt = headers = url = rcvd = title = 7  # type: ignore[assignment]


class _Endless(Exception):
    """A new cause every time one looks."""

    @property
    def cause(self) -> BaseException:
        return _Endless()


@pytest.mark.parametrize("cls", [_Hostile, _Liar, _Endless])
def test_hostile_exceptions_are_failures(cls: type[Exception]) -> None:
    assert isinstance(classify_exception(cls()), Failure)


def test_a_cycle_of_causes_ends() -> None:
    first, second = ValueError("a"), RuntimeError("b")
    first.__cause__, second.__cause__ = second, first
    assert classify_exception(first).cause.id == "client.refused"


def test_a_long_chain_is_cut_short() -> None:
    exc: Exception = Exception("0")
    for number in range(10_000):
        wrapper = Exception(str(number))
        wrapper.__cause__ = exc
        exc = wrapper
    assert classify_exception(exc).cause.id == "status.unclassified"


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 10_000_000,
        b'{"error":' * 1_000_000,
        b'{"error": {"message": "' + b"a" * 10_000_000,
        b'"message": "' * 1_000_000,
        b"data: {" * 1_500_000,
        b"data: {}\n\n" * 1_000_000,
        b"<html>" * 2_000_000,
        b'{"a":' + b"9" * 10_000_000,
        b" " * 10_000_000,
        b"received 1011 " * 700_000,
        b'data: {}\n\n{\n"a":1\n' + b'{\n"a":1\n' * 1_000_000,
    ],
    ids=[
        "brackets",
        "errors",
        "message",
        "messages",
        "events",
        "good-events",
        "html",
        "digits",
        "blank",
        "closes",
        "bare",
    ],
)
@pytest.mark.parametrize("status", [200, 500])
def test_a_body_of_ten_megabytes_takes_no_longer_than_its_first_part(status: int, body: bytes) -> None:
    started = time.thread_time()
    assert _is_verdict(classify_response("gemini", status, body))
    assert time.thread_time() - started < 1.0


def test_many_violations_are_cut_short() -> None:
    violations = [{"quotaId": "GenerateRequestsPerMinute", "quotaValue": "1"}] * 200_000
    body = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [{"violations": violations}]}}
    started = time.thread_time()
    failure = classify_response("gemini", 429, body)
    assert failure is not None
    assert failure.cause.id == "gemini.requests_per_minute"
    assert time.thread_time() - started < 1.0


def test_many_empty_parts_are_cut_short() -> None:
    candidate = {"content": {"parts": [{"text": ""}] * 100_000}, "finishReason": "STOP"}
    started = time.thread_time()
    assert _is_verdict(classify_response("gemini", 200, {"candidates": [candidate] * 1000}))
    assert time.thread_time() - started < 1.0


def test_many_rich_statuses_are_cut_short() -> None:
    metadata = [("grpc-status-details-bin", "A" * 10_000_000)] * 1000
    started = time.thread_time()
    assert _is_verdict(classify_grpc("gemini", 8, "", metadata))
    assert time.thread_time() - started < 1.0


def test_deep_objects_are_survived() -> None:
    body: Any = {"code": 429}
    for _ in range(50_000):
        body = {"error": body}
    assert _is_verdict(classify_response("gemini", 400, body))


def test_a_huge_integer_is_survived() -> None:
    assert _is_verdict(classify_response("gigachat", 500, {"status": 10**5000, "code": -(10**5000), "message": "x"}))


def test_the_message_is_bounded() -> None:
    failure = classify_response("gemini", 400, {"error": {"code": 400, "message": "x" * 100_000}})
    assert failure is not None
    assert failure.message == "x" * 2000
