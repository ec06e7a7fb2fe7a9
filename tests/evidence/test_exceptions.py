"""Real exceptions of real libraries, and what wraps them."""

from __future__ import annotations

import asyncio
import builtins
import json
import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import grpc
import httpx
import pytest
import requests
import tenacity
import websockets.exceptions
import websockets.frames
from gigachat.exceptions import LengthFinishReasonError
from gigachat.models import ChatCompletion
from google.api_core import exceptions as api_core
from google.genai import errors
from google.rpc import error_details_pb2, status_pb2

import genai_triage
from genai_triage.evidence import classify_close, classify_exception, classify_grpc, classify_response
from genai_triage.evidence.exceptions import evidence_of_exception
from genai_triage.taxonomy import CAUSES, Failure
from genai_triage.taxonomy.network import tls
from tests.support.told import told
from tests.support.vendor_exceptions import genai_close

_URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
_DAILY_QUOTA = CAUSES["gemini.requests_per_day"].example.body  # type: ignore[union-attr]


def _raised(raise_it: Callable[[], Any]) -> BaseException:
    try:
        raise_it()
    except BaseException as exc:
        return exc
    raise AssertionError("nothing was raised")


def _from(outer: BaseException, cause: BaseException) -> BaseException:
    outer.__cause__ = cause
    return outer


def _while_handling(outer: BaseException, context: BaseException) -> BaseException:
    outer.__context__ = context
    return outer


def _cause(exc: BaseException, **given: Any) -> str:
    return classify_exception(exc, **given).cause.id


class FrameworkError(Exception):
    """Stands for a framework's wrapper without a text of its own."""


# --- transports


def test_tls_verification_inside_a_connect_error() -> None:
    verification = ssl.SSLCertVerificationError(1, "certificate verify failed")
    chain = _from(httpx.ConnectError(""), _from(OSError(""), verification))
    failure = classify_exception(chain)
    assert failure.cause.id == "network.tls_untrusted"
    assert failure.retryable is False


def test_a_refused_connection_inside_a_connect_error() -> None:
    assert _cause(_from(httpx.ConnectError(""), ConnectionRefusedError(111, "Connection refused"))) == "network.refused"


def test_an_unresolved_name_inside_a_connect_error() -> None:
    assert _cause(_from(httpx.ConnectError(""), socket.gaierror(-2, "Name or service not known"))) == "network.dns"


def test_aiohttp_connector_errors_are_told_apart_by_their_os_error() -> None:
    key: Any = type("Key", (), {"host": "h", "port": 443, "is_ssl": True, "ssl": True})()
    refused = aiohttp.ClientConnectorError(key, ConnectionRefusedError(111, "Connect call failed"))
    dns = aiohttp.ClientConnectorDNSError(key, socket.gaierror(-2, "Name or service not known"))
    untrusted = aiohttp.ClientConnectorCertificateError(key, ssl.SSLCertVerificationError(1, "x"))
    assert [_cause(exc) for exc in (refused, dns, untrusted)] == [
        "network.refused",
        "network.dns",
        "network.tls_untrusted",
    ]


def test_requests_holds_the_reason_in_its_arguments() -> None:
    from urllib3.exceptions import MaxRetryError, NameResolutionError

    reason = NameResolutionError("h", None, socket.gaierror(-2, "x"))  # type: ignore[arg-type]
    wrapped = requests.exceptions.ConnectionError(MaxRetryError(None, "/", reason))  # type: ignore[arg-type]
    assert _cause(wrapped) == "network.dns"


def test_a_connect_timeout_is_network_and_a_read_timeout_is_timeout() -> None:
    assert classify_exception(httpx.ConnectTimeout("")).failure_class == "network"
    assert classify_exception(httpx.ReadTimeout("")).failure_class == "timeout"
    assert classify_exception(aiohttp.ConnectionTimeoutError("")).failure_class == "network"
    assert classify_exception(aiohttp.SocketTimeoutError("")).failure_class == "timeout"


def _closed(code: int, reason: str) -> websockets.exceptions.ConnectionClosedError:
    frame = websockets.frames.Close(code, reason)
    return websockets.exceptions.ConnectionClosedError(frame, frame, True)


@pytest.mark.parametrize("raised", [genai_close, _closed], ids=["google-genai", "websockets"])
def test_a_normal_close_is_no_failure(raised: Callable[[int, str], BaseException]) -> None:
    assert genai_triage.classify(raised(1000, "")) is None
    assert genai_triage.classify(raised(1000, "Goodbye.")) is None
    assert genai_triage.classify(_from(FrameworkError(), raised(1000, ""))) is None


@pytest.mark.parametrize("raised", [genai_close, _closed], ids=["google-genai", "websockets"])
@pytest.mark.parametrize(
    ("code", "reason", "cause"),
    [
        (1000, "Session duration limit reached", "gemini.live_session_over"),
        (1001, "", "network.stream_cut"),
        (1006, "", "network.stream_cut"),
        (3999, "", "status.connection_closed"),
    ],
)
def test_any_other_close_is_a_failure(
    raised: Callable[[int, str], BaseException], code: int, reason: str, cause: str
) -> None:
    assert told(raised(code, reason)).cause.id == cause


def test_the_document_of_a_normal_close_is_no_failure() -> None:
    assert classify_close(1000, "") is None
    assert classify_response("gemini", 200, {"ws_close_code": 1000, "ws_close_reason": ""}) is None


def test_a_timeout_that_cancelled_the_work_below_it_is_a_timeout() -> None:
    assert _cause(_from(TimeoutError(), asyncio.CancelledError())) == "network.timeout"


@pytest.mark.parametrize("cls", [asyncio.CancelledError, KeyboardInterrupt, GeneratorExit])
def test_giving_up_is_a_cancellation(cls: type[BaseException]) -> None:
    assert _cause(cls()) == "client.cancelled"


@pytest.mark.parametrize(
    ("module", "name"),
    [("greenlet", "GreenletExit"), ("gevent.timeout", "Timeout"), ("billiard.exceptions", "SoftTimeLimitExceeded")],
)
def test_what_a_worker_s_pool_raises_to_end_a_task_is_a_cancellation(module: str, name: str) -> None:
    raised = type(name, (BaseException,), {"__module__": module})()
    assert _cause(raised) == "client.cancelled"


# --- wrappers


def test_a_framework_that_raises_from_the_sdks_error() -> None:
    failure = classify_exception(_from(FrameworkError("failed"), errors.ClientError(429, _DAILY_QUOTA, None)))
    assert failure.cause.id == "gemini.requests_per_day"
    assert failure.retry_after == 41.0


def test_a_framework_that_raises_while_handling_the_sdks_error() -> None:
    assert _cause(_while_handling(FrameworkError("failed"), errors.ServerError(503, {}, None))) == "gemini.unavailable"


def test_a_suppressed_context_does_not_decide() -> None:
    exc = _while_handling(FrameworkError("failed"), errors.ServerError(503, {}, None))
    exc.__suppress_context__ = True
    assert _cause(exc) == "status.unclassified"


def test_an_error_handled_before_does_not_decide_over_a_definite_one() -> None:
    assert (
        _cause(_while_handling(httpx.ReadTimeout(""), errors.ClientError(429, _DAILY_QUOTA, None)))
        == "network.read_timeout"
    )


def test_the_explicit_cause_comes_before_the_context() -> None:
    exc = _while_handling(FrameworkError(), errors.ServerError(503, {}, None))
    assert _cause(_from(exc, httpx.ReadTimeout(""))) == "network.read_timeout"


def test_a_retry_library_holds_the_last_attempt() -> None:
    @tenacity.retry(stop=tenacity.stop_after_attempt(1))
    def call() -> None:
        raise errors.ClientError(429, _DAILY_QUOTA, None)

    assert _cause(_raised(call)) == "gemini.requests_per_day"


def test_google_api_core_holds_the_last_attempt() -> None:
    exc = api_core.RetryError(
        "Timeout of 60.0s exceeded", cause=api_core.ServiceUnavailable("The model is overloaded.")
    )
    assert _cause(exc) == "gemini.model_overloaded"


def test_a_group_of_exceptions_is_searched() -> None:
    group_class: Any = getattr(builtins, "ExceptionGroup", None)
    if group_class is None:

        class group_class(Exception):  # type: ignore[no-redef]
            def __init__(self, message: str, exceptions: list[Exception]) -> None:
                super().__init__(message)
                self.exceptions = exceptions

    group = group_class("tasks", [FrameworkError(), errors.ClientError(429, _DAILY_QUOTA, None)])
    assert _cause(group) == "gemini.requests_per_day"


def test_a_wrapper_that_only_prints_the_answer() -> None:
    text = f"Error calling model 'gemini-2.5-flash': 429 RESOURCE_EXHAUSTED. {_DAILY_QUOTA}"
    failure = classify_exception(FrameworkError(text))
    assert failure.cause.id == "gemini.requests_per_day"
    assert failure.provider == "gemini"


def test_the_port_of_a_vendor_s_address_is_no_status() -> None:
    text = (
        "HTTPSConnectionPool(host='gigachat.devices.sberbank.ru', port=443): Max retries exceeded with url: /api/v1/x"
    )
    failure = classify_exception(Exception(f"{text} (Caused by SSLError('certificate verify failed'))"))
    assert failure.cause.id == "network.tls_untrusted"


def test_a_quoted_traceback_line_is_read_as_the_exception_it_quotes() -> None:
    assert _cause(FrameworkError("httpx.ReadTimeout: ")) == "network.read_timeout"


# --- google-genai


def test_the_crash_on_an_error_without_code_is_classed_by_the_object_in_its_frame() -> None:
    exc = _raised(
        lambda: errors.APIError.raise_error(
            None,  # type: ignore[arg-type]
            {"error": {"code": 400, "status": "INVALID_ARGUMENT"}},
            None,
        )
    )
    assert isinstance(exc, TypeError)
    assert _cause(exc) == "gemini.invalid_argument"


def test_the_crash_without_its_frame_is_malformed_output() -> None:
    exc = TypeError("'<=' not supported between instances of 'int' and 'NoneType'")
    assert _cause(exc) == "gemini.error_without_code"


def test_an_unparsable_answer_is_searched_for_an_error_object_first() -> None:
    raw = 'Failed to parse response as JSON. Raw response: [{"error": {"code": 503, "status": "UNAVAILABLE"}}'
    assert _cause(errors.UnknownApiResponseError(raw)) == "gemini.unavailable"
    assert (
        _cause(errors.UnknownApiResponseError("Failed to parse response as JSON. Raw response: <html>"))
        == "network.unparsable"
    )


def test_a_two_element_array_is_read() -> None:
    exc = errors.ClientError(429, [_DAILY_QUOTA, {"error": {"code": 500}}], None)
    assert _cause(exc) == "gemini.requests_per_day"


def test_the_applications_own_tool_is_the_client() -> None:
    exc = _from(errors.FunctionInvocationError("Failed to invoke function f"), KeyError("x"))
    assert classify_exception(exc).failure_class == "client"


@pytest.mark.skipif(not hasattr(errors, "ContinuationInterruptedError"), reason="google-genai before 3 has none")
def test_an_interrupted_continuation_is_classed_by_its_cause() -> None:
    exc = errors.ContinuationInterruptedError("interrupted")
    assert _cause(_from(exc, errors.ServerError(503, {}, None))) == "gemini.unavailable"


# --- legacy SDK


class _Call(grpc.RpcError):  # type: ignore[misc]
    """A finished gRPC call."""

    def __init__(self, code: grpc.StatusCode, details: str, metadata: Any = ()) -> None:
        super().__init__()
        self._code, self._details, self._metadata = code, details, metadata

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return self._details

    def trailing_metadata(self) -> Any:
        return self._metadata


def _rich_status() -> bytes:
    failure = error_details_pb2.QuotaFailure()
    entry = failure.violations.add()
    entry.quota_id = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
    entry.quota_metric = "generativelanguage.googleapis.com/generate_content_free_tier_requests"
    entry.quota_value = 20
    entry.quota_dimensions["model"] = "gemini-2.5-flash"
    retry = error_details_pb2.RetryInfo()
    retry.retry_delay.seconds = 41
    retry.retry_delay.nanos = 500_000_000
    status = status_pb2.Status(code=8, message="You exceeded your current quota")
    for detail in (failure, retry):
        status.details.add().Pack(detail)
    return status.SerializeToString()


def _check_daily(failure: Failure | None) -> None:
    assert failure is not None
    assert failure.cause.id == "gemini.requests_per_day"
    assert failure.retry_after == 41.5
    assert failure.quota is not None
    assert failure.quota.limit == 20
    assert failure.quota.window == "day"
    assert failure.quota.model == "gemini-2.5-flash"
    assert failure.code == "RESOURCE_EXHAUSTED"


_METADATA = (("grpc-status-details-bin", _rich_status()),)


def test_the_details_of_an_rpc_are_read_without_protobuf() -> None:
    _check_daily(classify_grpc("gemini", "RESOURCE_EXHAUSTED", "You exceeded your current quota", _METADATA))


def test_the_details_of_an_rpc_error_are_read() -> None:
    exc = _Call(grpc.StatusCode.RESOURCE_EXHAUSTED, "You exceeded your current quota", _METADATA)
    _check_daily(classify_exception(exc, provider="gemini"))


def test_the_details_of_an_aio_rpc_error_are_read() -> None:
    from grpc.aio import AioRpcError, Metadata

    exc = AioRpcError(grpc.StatusCode.RESOURCE_EXHAUSTED, Metadata(), Metadata(*_METADATA), "You exceeded your quota")
    _check_daily(classify_exception(exc, provider="gemini"))


def test_the_details_of_an_api_core_exception_are_read() -> None:
    exc = api_core.from_grpc_error(
        _Call(grpc.StatusCode.RESOURCE_EXHAUSTED, "You exceeded your current quota", _METADATA)
    )
    _check_daily(classify_exception(exc))


def test_an_api_core_exception_of_an_http_answer_is_read() -> None:
    response = requests.Response()
    response.status_code = 429
    response._content = json.dumps(_DAILY_QUOTA).encode()
    response.request = requests.Request("POST", _URL).prepare()
    exc = api_core.from_http_response(response)
    assert _cause(exc) == "gemini.requests_per_day"


@pytest.mark.parametrize("path", ["cachedContents", "tunedModels/t", "models/m:generateContent"])
def test_the_address_in_a_message_of_api_core_is_none_of_the_services_words(path: str) -> None:
    denied = {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "The caller does not have permission"}}
    url = f"https://generativelanguage.googleapis.com/v1beta/{path}"
    response = requests.Response()
    response.status_code = 403
    response._content = json.dumps(denied).encode()
    response.request = requests.Request("GET", url).prepare()
    exc = api_core.from_http_response(response)
    failure = classify_exception(exc)

    assert url in str(exc)
    assert failure == classify_response("gemini", 403, denied, url=url)
    assert failure.message == "The caller does not have permission"


def test_a_stopped_candidate_is_told_by_its_reason() -> None:
    from google.ai.generativelanguage_v1beta import Candidate
    from google.generativeai.types import StopCandidateException

    stopped = StopCandidateException(Candidate(finish_reason=Candidate.FinishReason.RECITATION))
    assert _cause(stopped) == "gemini.recitation"


def test_a_blocked_prompt_is_told_by_its_reason() -> None:
    from google.ai.generativelanguage_v1beta import GenerateContentResponse
    from google.generativeai.types import BlockedPromptException

    feedback = GenerateContentResponse.PromptFeedback(block_reason=3)
    assert (
        _cause(BlockedPromptException(GenerateContentResponse(prompt_feedback=feedback))) == "gemini.prompt_blocklist"
    )


# --- gigachat


def test_an_error_object_survives_in_a_validation_error() -> None:
    exc = _raised(lambda: ChatCompletion.model_validate({"status": 402, "message": "Payment Required"}))
    failure = classify_exception(exc, provider="gigachat")
    assert failure.cause.id == "gigachat.payment_required"
    assert failure.message == "Payment Required"


def test_a_response_of_the_wrong_shape_is_malformed_output() -> None:
    assert _cause(_raised(lambda: ChatCompletion.model_validate({"hello": 1}))) == "network.unparsable"


def test_a_length_error_is_truncated() -> None:
    assert _cause(LengthFinishReasonError(None)) == "gigachat.length"  # type: ignore[arg-type]


def test_json_that_does_not_parse_is_searched_for_an_error_object() -> None:
    exc = json.JSONDecodeError("Extra data", '{"status": 429, "message": "Too many requests"}\n{', 40)
    assert _cause(exc, provider="gigachat") == "gigachat.parallel_requests"


def test_a_credential_that_is_no_ascii_is_the_client() -> None:
    assert _cause(_raised(lambda: "ключ".encode("ascii")), provider="gigachat") == "client.credential_encoding"


# --- any client


def test_raise_for_status_keeps_a_body_that_was_read() -> None:
    response = httpx.Response(429, json=_DAILY_QUOTA, request=httpx.Request("POST", _URL))
    assert _cause(_raised(response.raise_for_status)) == "gemini.requests_per_day"


class _Unread(httpx.SyncByteStream):
    """A body that may not be touched."""

    def __iter__(self) -> Iterator[bytes]:
        raise AssertionError("the body was read")


def test_raise_for_status_never_reads_the_body() -> None:
    response = httpx.Response(429, stream=_Unread(), request=httpx.Request("POST", _URL))
    assert _cause(_raised(response.raise_for_status)) == "gemini.rate_limited"


def test_aiohttps_status_error_has_no_body() -> None:
    info: Any = type(
        "Info",
        (),
        {"real_url": "https://api.giga.chat/v1/chat/completions", "url": "https://api.giga.chat/v1/chat/completions"},
    )()
    failure = classify_exception(aiohttp.ClientResponseError(info, (), status=402, message="Payment Required"))
    assert failure.cause.id == "gigachat.payment_required"
    assert failure.code == "402"


class _OpenAIError(Exception):
    """Stands for openai.APIStatusError: status_code, body (the error object, or the whole array), response."""

    def __init__(self, status_code: int, body: Any) -> None:
        super().__init__(f"Error code: {status_code} - {body}")
        self.status_code, self.body = status_code, body
        self.response = httpx.Response(
            status_code, request=httpx.Request("POST", _URL.replace("models", "openai/models"))
        )


@pytest.mark.parametrize("body", [_DAILY_QUOTA["error"], [_DAILY_QUOTA]])
def test_the_openai_compatible_endpoint_is_read(body: Any) -> None:
    assert _cause(_OpenAIError(429, body)) == "gemini.requests_per_day"


def test_a_closed_live_session_is_told_by_its_frame() -> None:
    frame = websockets.frames.Close(1011, "Your prepayment credits are depleted. Please go to AI Studio")
    assert _cause(websockets.exceptions.ConnectionClosedError(frame, None)) == "gemini.prepay_depleted"


def test_a_lost_live_session_is_the_network() -> None:
    assert _cause(websockets.exceptions.ConnectionClosedError(None, None)) == "network.stream_cut"


def test_a_gateways_time_limit_needs_the_time_that_passed() -> None:
    url = "https://gigachat.devices.sberbank.ru/api/v1/chat/completions"
    exc = _raised(httpx.Response(502, content=b"<html>", request=httpx.Request("POST", url)).raise_for_status)
    assert _cause(exc) == "gigachat.gateway_fault"
    assert _cause(exc, elapsed=299.0) == "gigachat.gateway_time_limit"


def test_an_unknown_exception_is_unclassified() -> None:
    assert _cause(FrameworkError("something new")) == "status.unclassified"


def test_an_answer_says_its_provider_by_its_url() -> None:
    failure = classify_response(None, 402, b"", None, "https://api.giga.chat/v1/chat/completions")
    assert failure is not None
    assert failure.provider == "gigachat"
    assert failure.cause.id == "gigachat.payment_required"


@pytest.mark.parametrize(
    "exc",
    [
        websockets.exceptions.ConnectionClosedError(None, None),
        aiohttp.ClientResponseError(type("Info", (), {"real_url": ""})(), (), status=402),
    ],
    ids=["websockets", "aiohttp"],
)
def test_deprecated_attributes_are_left_alone(exc: BaseException) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        classify_exception(exc)
    assert [str(warning.message) for warning in warned] == []


def test_an_exception_that_a_parser_raised_is_told_by_the_status_of_its_answer() -> None:
    response = httpx.Response(413, text="Maximum request body size exceeded", request=httpx.Request("POST", _URL))
    assert _cause(_raised(response.json)) == "gemini.payload_too_large"


def test_a_transports_exception_is_told_by_the_sdk_that_it_came_through() -> None:
    frames = {"__name__": "gigachat.api.chat", "httpx": httpx}
    exec("def call():\n    raise httpx.ReadTimeout('')", frames)
    assert classify_exception(_raised(frames["call"])).provider == "gigachat"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "cause"),
    [("Error code: 503 {}", "status.unavailable"), ("{} Error code: 503", "client.refused")],
)
def test_behind_a_long_text_the_beginning_of_another_is_read(text: str, cause: str) -> None:
    outer = RuntimeError("x" * 9000)
    outer.__cause__ = RuntimeError(text.format("x" * 1000))
    assert classify_exception(outer).cause.id == cause


def test_an_rpc_that_states_no_limit_is_not_told_to_have_a_limit_of_0() -> None:
    failure = error_details_pb2.QuotaFailure()
    failure.violations.add().quota_id = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
    status = status_pb2.Status(code=8, message="You exceeded your current quota")
    status.details.add().Pack(failure)
    told = classify_grpc("gemini", 8, "", (("grpc-status-details-bin", status.SerializeToString()),))
    assert told is not None
    assert (told.cause.id, told.quota and told.quota.limit) == ("gemini.requests_per_day", None)


_VIOLATION = {
    "quota_metric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
    "quota_id": "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
    "quota_value": 20,
    "quota_dimensions": {"model": "gemini-2.5-flash", "location": "global"},
}
_CAMEL = {"quota_metric": "quotaMetric", "quota_id": "quotaId", "quota_value": "quotaValue"}


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("without", [None, "quota_metric", "quota_id", "quota_dimensions", "quota_value"])
def test_a_quota_is_the_same_as_json_and_in_protobuf_messages(without: str | None, count: int) -> None:
    given: dict[str, Any] = {name: value for name, value in _VIOLATION.items() if name != without}
    message = error_details_pb2.QuotaFailure(violations=[error_details_pb2.QuotaFailure.Violation(**given)] * count)
    raised = classify_exception(api_core.ResourceExhausted("Quota", details=[message]), provider="gemini")
    status = status_pb2.Status(code=8, message="Quota")
    status.details.add().Pack(message)
    packed = classify_grpc("gemini", 8, "Quota", (("grpc-status-details-bin", status.SerializeToString()),))

    violation = {_CAMEL.get(name, "quotaDimensions"): value for name, value in given.items()}
    detail = {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation] * count}
    body = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota", "details": [detail]}}
    answered = classify_response("gemini", 429, body)

    assert answered is not None
    assert answered.quota is not None
    assert answered.quota.metric == given.get("quota_metric")
    assert packed is not None
    assert (raised.quota, raised.cause.id) == (answered.quota, answered.cause.id)
    assert (packed.quota, packed.cause.id) == (answered.quota, answered.cause.id)


def test_words_beside_no_quota_at_all_are_words_as_json_and_in_protobuf_messages() -> None:
    said = "Your API key was reported as leaked."
    message = error_details_pb2.QuotaFailure(violations=[{"description": said}])
    status = status_pb2.Status(code=7, message="m")
    status.details.add().Pack(message)
    detail = {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"description": said}]}
    body = {"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "m", "details": [detail]}}
    failures = [
        classify_exception(api_core.PermissionDenied("m", details=[message])),
        classify_grpc("gemini", 7, "m", (("grpc-status-details-bin", status.SerializeToString()),)),
        classify_response("gemini", 403, body),
    ]
    assert [failure and failure.cause.id for failure in failures] == ["gemini.key_leaked"] * 3


@pytest.mark.parametrize(("count", "cause", "limit"), [(1, "gemini.requests_per_day", None), (2, "gemini.no_quota", 0)])
def test_a_violation_without_a_value_is_counted_once(count: int, cause: str, limit: int | None) -> None:
    violation = error_details_pb2.QuotaFailure.Violation(quota_id=_VIOLATION["quota_id"])
    message = error_details_pb2.QuotaFailure(violations=[violation] * count)
    failure = classify_exception(api_core.ResourceExhausted("Quota", details=[message]))
    assert (failure.cause.id, failure.quota and failure.quota.limit) == (cause, limit)


_OPENSSL = {row.id: row.example.exception for row in tls.CAUSES if row.example and row.example.exception}


@pytest.mark.parametrize("cause", _OPENSSL)
def test_openssls_words_tell_tls_whatever_class_raises_them(cause: str) -> None:
    said = _OPENSSL[cause].partition(": ")[2]
    assert classify_exception(RuntimeError(said), provider="gemini").cause.id == cause


class _AnsweredByAiohttp(Exception):
    """Stands for an exception of a library on aiohttp, whose response keeps what has been read in `_body`."""

    status = 429

    def __init__(self, body: object) -> None:
        super().__init__("Too many requests")
        self.response = type("ClientResponse", (), {"_body": body, "headers": {}, "url": _URL})()


@pytest.mark.parametrize(
    ("body", "cause"),
    [(json.dumps(_DAILY_QUOTA).encode(), "gemini.requests_per_day"), (None, "gemini.rate_limited")],
    ids=["read", "not read"],
)
def test_what_aiohttp_has_read_of_an_answer_is_judged(body: object, cause: str) -> None:
    assert _cause(_AnsweredByAiohttp(body)) == cause


class _WithText(Exception):
    """Stands for a library's exception that holds the answer's text itself."""

    status_code = 429

    def __init__(self, body: str | bytes) -> None:
        super().__init__("Too many requests")
        self.body, self.url = body, _URL


@pytest.mark.parametrize("body", [json.dumps(_DAILY_QUOTA), json.dumps(_DAILY_QUOTA).encode()], ids=["str", "bytes"])
def test_the_text_of_an_answer_on_an_exception_is_judged(body: str | bytes) -> None:
    assert _cause(_WithText(body)) == "gemini.requests_per_day"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("The model is overloaded. Please retry in 12.5s.", 12.5),
        ("You have exhausted your capacity on this model. Your quota will reset after 1h30m.", 5400.0),
        ("The model is overloaded.", None),
    ],
)
def test_an_rpcs_words_say_when_to_retry(said: str, seconds: float | None) -> None:
    failure = classify_grpc("gemini", "RESOURCE_EXHAUSTED", said)
    assert failure is not None
    assert failure.retry_after == seconds


def test_what_a_wrapper_says_for_certain_decides_over_what_it_wraps() -> None:
    assert _cause(_from(RuntimeError("Event loop is closed"), httpx.ReadTimeout(""))) == "client.closed"
    assert _cause(_from(RuntimeError("no"), httpx.ReadTimeout(""))) == "network.read_timeout"


def test_a_cancellation_inside_a_chain_hides_nothing_behind_it() -> None:
    inner = _from(asyncio.CancelledError(), httpx.ReadTimeout(""))
    assert _cause(_from(FrameworkError("failed"), inner)) == "network.read_timeout"


def test_whose_call_it_was_is_told_by_a_wrapper_too() -> None:
    wrapper = type("Broken", (Exception,), {"__module__": "gigachat.client"})("failed")
    assert classify_exception(_from(wrapper, httpx.ReadTimeout(""))).provider == "gigachat"
    assert classify_exception(_from(FrameworkError("failed"), httpx.ReadTimeout(""))).provider is None


def test_an_answer_that_a_text_prints_decides_over_the_sentence_before_it() -> None:
    text = "Failed to invoke function f: 503 UNAVAILABLE. {'error': {'code': 503, 'status': 'UNAVAILABLE'}}"
    assert _cause(ValueError("Failed to invoke function f: no")) == "client.tool_failed"
    assert _cause(ValueError(text)) == "gemini.unavailable"


@pytest.mark.parametrize(("given", "provider"), [(None, "gemini"), ("gemini", "gemini"), ("gigachat", "gigachat")])
def test_a_close_that_a_text_prints_is_gemini_s_unless_the_caller_knows_better(given: Any, provider: str) -> None:
    failure = classify_exception(FrameworkError("received 1011 (internal error) Failed"), provider=given)
    assert (failure.provider, failure.cause.id[:7]) == (provider, f"{failure.cause.id[:7]}")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("KeyError: 'parts'", "client.refused"),
        ("ConnectionRefusedError: [Errno 111]", "network.refused"),
        ("json.decoder.JSONDecodeError: Expecting value", "client.answer_not_json"),
        ("app.errors.KeyError: 'parts'", "status.unclassified"),
        ("KeyErrors: 'parts'", "status.unclassified"),
    ],
)
def test_a_class_that_a_text_quotes_is_known_by_its_bases(text: str, cause: str) -> None:
    assert _cause(FrameworkError(text)) == cause


def test_an_exception_without_a_text_has_no_message() -> None:
    assert evidence_of_exception(FrameworkError("")).message is None
    assert evidence_of_exception(FrameworkError("said")).message == "said"


def test_a_class_that_nobody_knows_is_found_under_the_name_that_was_raised() -> None:
    failure = classify_exception(FrameworkError("app.errors.Broken: something"))
    assert failure.findings == ("nobody answered", "exception tests.FrameworkError")


@pytest.mark.parametrize(
    ("text", "cause", "provider", "message"),
    [
        (
            '{"error": {"code": 503, "status": "UNAVAILABLE", "message": "m"}}',
            "gemini.unavailable",
            "gemini",
            "m",
        ),
        ("Error code: 429 in a call to GigaChat", "gigachat.parallel_requests", "gigachat", None),
        ("Error code: 429 in a call", "status.too_many_requests", None, None),
        ('Error code: 429 {"message": "of the application"}', "status.too_many_requests", None, None),
        ('Error code: 429 [{"error": {"code": 503, "message": "m"}}]', "status.unavailable", None, "m"),
        ('{"message": "of the application"}', "status.unclassified", None, None),
    ],
)
def test_an_answer_is_made_out_in_a_text(text: str, cause: str, provider: str | None, message: str | None) -> None:
    failure = classify_exception(FrameworkError(text))
    assert (failure.cause.id, failure.provider, failure.message) == (cause, provider, message)


def _known(exc: BaseException, **given: Any) -> dict[str, Any]:
    """What is known of an exception's failure, but for its own classes where it is judged by them."""
    evidence = evidence_of_exception(exc, elapsed=7.0, **given)
    assert evidence.elapsed == 7.0
    names = ("provider", "status", "error_status", "code", "reasons", "violations", "message", "is_spoken", "endpoint")
    found = {name: value for name in (*names, "fact") if (value := getattr(evidence, name))}
    kinds = evidence.exceptions
    also = kinds[1:2] if "google.GoogleAuthError" in kinds else ()
    return found if not kinds or "FrameworkError" in kinds[0] else {**found, "exceptions": (*kinds[:1], *also)}


_TOKEN = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (
            "google.auth.exceptions.RefreshError: x",
            {"provider": "gemini", "message": "x", "exceptions": ("google.RefreshError", "google.GoogleAuthError")},
        ),
        (
            "google.auth.of_no_version.RefreshError: x",
            {"provider": "gemini", "message": "x", "exceptions": ("google.RefreshError", "google.GoogleAuthError")},
        ),
        (
            "google.api_core.exceptions.RetryError: x",
            {"provider": "gemini", "message": "x", "exceptions": ("google.RetryError",)},
        ),
        (
            "google.api_core.exceptions.ServiceUnavailable: 503 The model is overloaded",
            {"provider": "gemini", "error_status": 503, "message": "The model is overloaded"},
        ),
        (
            "\n  gigachat.exceptions.AuthenticationError: x",
            {"provider": "gigachat", "message": "x", "exceptions": ("gigachat.AuthenticationError",)},
        ),
        ("ValueError: x", {"message": "x", "exceptions": ("builtins.ValueError",)}),
        ("builtins.ValueError: x", {"message": "x", "exceptions": ("builtins.ValueError",)}),
        ("httpx.ReadTimeout", {"exceptions": ("httpx.ReadTimeout",)}),
        (
            "httpx.ConnectError: httpx.ReadTimeout: x",
            {"message": "httpx.ReadTimeout: x", "exceptions": ("httpx.ConnectError",)},
        ),
        ("httpx.ReadTimeout:x", {"message": "httpx.ReadTimeout:x"}),
        ("said httpx.ReadTimeout: x", {"message": "said httpx.ReadTimeout: x"}),
        ("httpx.readTimeout: x", {"message": "httpx.readTimeout: x"}),
        (
            f"Error code: 401 from {_TOKEN}",
            {
                "provider": "gigachat",
                "error_status": 401,
                "endpoint": "token",
                "message": f"Error code: 401 from {_TOKEN}",
            },
        ),
        (
            "Error code: 401 of gigachat.devices.sberbank.ru",
            {
                "provider": "gigachat",
                "error_status": 401,
                "message": "Error code: 401 of gigachat.devices.sberbank.ru",
            },
        ),
        (
            "gemini said {'error': {'code': 'rate_limit_exceeded', 'message': 'm'}}",
            {"provider": "gemini", "code": "rate_limit_exceeded", "message": "m", "is_spoken": True},
        ),
        (
            "x {'error': {'message': 'm', 'details': [{'reason': 'API_KEY_INVALID'}]}}",
            {"reasons": ("API_KEY_INVALID",), "message": "m", "is_spoken": True},
        ),
        (
            'x {"error": {"code": "rate_limit_exceeded", "message": "m"}}',
            {"code": "rate_limit_exceeded", "message": "m", "is_spoken": True, "fact": "error_without_code"},
        ),
        (
            "{'error': {'message': 'm', 'status': 'UNAVAILABLE'}}",
            {"provider": "gemini", "status": "UNAVAILABLE", "message": "m", "is_spoken": True},
        ),
        (
            "GigaChat: [{'error': {'message': 'm', 'status': 'UNAVAILABLE'}}]",
            {"provider": "gigachat", "status": "UNAVAILABLE", "message": "m", "is_spoken": True},
        ),
        ("StatusCode.UNAVAILABLE x", {"status": "UNAVAILABLE", "message": "StatusCode.UNAVAILABLE x"}),
        (
            "a call to GIGACHAT.devices.sberbank.ru failed",
            {"provider": "gigachat", "message": "a call to GIGACHAT.devices.sberbank.ru failed"},
        ),
        ("a call to gigachat failed", {"message": "a call to gigachat failed"}),
    ],
)
def test_this_is_known_by_an_exception_s_text_and_nothing_else(text: str, known: dict[str, Any]) -> None:
    assert _known(FrameworkError(text)) == known


def test_what_gave_up_is_judged_by_the_class_that_it_prints_and_not_by_its_own_text() -> None:
    text = "RetryError[<Future at 0x7f state=finished raised ReadTimeout>]"
    evidence = evidence_of_exception(FrameworkError(text), "gigachat", 7.0)
    assert evidence.exceptions == ("printed.ReadTimeout", "builtins.Exception")
    assert (evidence.message, evidence.provider, evidence.elapsed) == (None, "gigachat", 7.0)


@pytest.mark.parametrize(
    ("outer", "inner", "decides"),
    [
        (FrameworkError("a"), FrameworkError("b"), "a"),
        (FrameworkError(""), FrameworkError("b"), None),
        (FrameworkError("a"), ValueError("b"), "b"),
        (ValueError("a"), KeyError("b"), "a"),
        (ValueError("a"), httpx.ReadTimeout("b"), "b"),
    ],
)
def test_of_general_classes_the_outermost_is_kept(outer: Exception, inner: Exception, decides: str | None) -> None:
    assert evidence_of_exception(_from(outer, inner)).message == decides


def test_an_answer_inside_keeps_the_provider_that_it_names() -> None:
    wrapper = type("Broken", (Exception,), {"__module__": "gigachat.client"})("failed")
    answered = errors.ServerError(503, {"error": {"message": "m"}}, None)
    assert classify_exception(_from(wrapper, answered)).provider == "gemini"
    assert evidence_of_exception(asyncio.CancelledError(), "gigachat").provider == "gigachat"


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("ReadTimeout", "network.read_timeout"),
        ("ConnectError", "network.connect_failed"),
        ("DeadlineExceeded", "gemini.deadline_exceeded"),
        ("ResourceExhausted", "gemini.rate_limited"),
        ("ServiceUnavailable", "gemini.unavailable"),
        ("InvalidArgument", "gemini.invalid_argument"),
        ("FailedPrecondition", "gemini.failed_precondition"),
        ("PermissionDenied", "gemini.permission_denied"),
        ("NotFound", "gemini.not_found"),
        ("TooManyRequests", "gemini.rate_limited"),
    ],
)
def test_a_class_that_a_text_quotes_without_its_module_is_known_by_its_name(name: str, cause: str) -> None:
    assert _cause(FrameworkError(f"{name}: Sorry")) == cause
    assert _cause(FrameworkError(f" {name}")) == cause
    assert _cause(FrameworkError(f"{name} Sorry")) == "status.unclassified"


@pytest.mark.parametrize("name", ["Unauthenticated", "Cancelled", "TimeoutException"])
def test_a_class_that_a_text_quotes_with_its_module_is_known_whatever_its_name(name: str) -> None:
    module = "httpx" if name == "TimeoutException" else "google.api_core.exceptions"
    assert _cause(FrameworkError(f"{module}.{name}: Sorry")) != "status.unclassified"


def test_a_definite_class_decides_over_what_its_text_quotes() -> None:
    assert _cause(httpx.ReadTimeout("Error code: 503")) == "network.read_timeout"
    assert _cause(FrameworkError("Error code: 503")) == "status.unavailable"


def test_a_status_that_a_text_quotes_of_a_vendor_is_its_own() -> None:
    text = "GigaChat OAuth 401"
    assert _known(FrameworkError(text)) == {
        "provider": "gigachat",
        "error_status": 401,
        "endpoint": "token",
        "message": text,
    }
