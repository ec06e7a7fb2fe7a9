"""Answers that exceptions carry, by the attributes of each library's classes → evidence.

No SDK is imported: classes are told by their names over the MRO, attributes by trying.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from genai_triage.patterns import late
from genai_triage.taxonomy import Evidence, Provider

from .address import endpoint_of, provider_of, url_text
from .close import evidence_of_close
from .error_body import as_status, find_error, note_unreadable, read_error
from .exception_place import place_of, validation_errors
from .exception_view import ExceptionView, call, items, mapping, peek
from .grpc import evidence_of_rpc
from .http import evidence_of_response, read_failed, read_failed_text, retry_after_header
from .judge import ends_badly
from .limits import MAX_BODY, MAX_FRAMES, MAX_TEXT
from .parse import read_body
from .reading import normal_name
from .success_body import failure_in_success
from .text import read_raw, without_status

# google.ai.generativelanguage.v1beta.Candidate.FinishReason by number, as old SDKs print it.
_FINISH_NUMBERS: Final = {
    2: "MAX_TOKENS",
    3: "SAFETY",
    4: "RECITATION",
    5: "OTHER",
    6: "LANGUAGE",
    7: "BLOCKLIST",
    8: "PROHIBITED_CONTENT",
    9: "SPII",
    10: "MALFORMED_FUNCTION_CALL",
    11: "IMAGE_SAFETY",
    12: "UNEXPECTED_TOOL_CALL",
    13: "TOO_MANY_TOOL_CALLS",
}
_FINISH_SAID: Final = late(
    r"finish[_ ]?reason\]?(?:\([^)\s]{1,200}\))?(?: is|:|=) ?[\"'<]?(?:FinishReason\.)?([A-Z_]{3,60}|\d{1,2})\b", re.I
)
_BLOCK_SAID: Final = late(
    r"block_?reason(?: is|:|=) ?[\"'<]?(?:BlockedReason\.|BlockReason\.)?([A-Z_]{3,60}|\d{1,2})\b", re.I
)
_BLOCK_NUMBERS: Final = {1: "SAFETY", 2: "OTHER", 3: "BLOCKLIST", 4: "PROHIBITED_CONTENT", 5: "IMAGE_SAFETY"}

_RESPONSE_MODEL: Final = late(
    r"(?:Response|Chunk|Completion|Embeddings?|Balance|TokensCount|AccessToken|Token|Models?|UploadedFiles?|Image|Interaction|LiveServerMessage|Operation|"
    r"OpenApiFunctions|AICheckResult|Assistants|Threads|ThreadRunResult|ThreadMessages\w*)$"
)
# google-generativeai's own words for an error body that google-api-core could not read; its status is made up.
_REWRITTEN: Final = "Unknown error trying to retrieve streaming response"
_STATUS_ATTRIBUTES: Final = ("status_code", "status", "http_status", "http_code", "code")
_VALIDATED: Final = late(r"\d{1,6} validation errors? for (\w{1,100})")


def evidence_carried(view: ExceptionView, elapsed: float | None) -> Evidence | None:
    """The evidence of the answer that an exception holds, or None if it holds none.

    Args:
        view: of the exception.
        elapsed: seconds the call took.
    """
    for reader in _READERS:
        evidence = reader(view)
        if evidence is not None:
            evidence.elapsed = elapsed if evidence.elapsed is None else evidence.elapsed
            return evidence
    return _of_status_error(view, elapsed)


def _of_rpc_error(view: ExceptionView) -> Evidence | None:
    """`grpc.RpcError` and `grpc.aio.AioRpcError`: methods code(), details(), trailing_metadata()."""
    # The class comes first: on exceptions of other libraries `code` is a deprecated property that warns.
    if not any(name.startswith("grpc.") or name.endswith("RpcError") for name in view.names):
        return None
    if not callable(view.get("code")):
        return None
    details = call(view.exc, "details")
    metadata = [item for name in ("initial_metadata", "trailing_metadata") for item in items(call(view.exc, name))]
    # Its text holds debug_error_string(), which itself would wait forever on a call that was cancelled locally.
    known = view.provider or provider_of(view.text[:2000].lower())
    status = call(view.exc, "code")
    return evidence_of_rpc(known, status, details, metadata) if status is not None else None


def _of_api_core(view: ExceptionView) -> Evidence | None:
    """`google.api_core.exceptions.GoogleAPICallError`: code, grpc_status_code, message, details, reason, metadata."""
    if not view.is_a("google.GoogleAPICallError"):
        return None
    number = as_status(peek(view.get("code"), "value") or view.get("code"))
    status = peek(view.get("grpc_status_code"), "name")
    message = view.get("message")
    if isinstance(message, str) and message.startswith(_REWRITTEN):
        hidden = _hidden_in_crash(view.get("__context__"), view.provider)
        if hidden is not None:
            return hidden
    evidence = Evidence(
        provider=view.provider or "gemini", http_status=number, status=status if isinstance(status, str) else None
    )
    response = view.get("response")
    content = peek(response, "_content") if response is not None else None
    error = find_error(read_body(content).documents, failed=True) if isinstance(content, bytes) else None
    if error is not None:
        read_error(error, evidence)
    text = message if isinstance(message, str) else view.text
    _read_proto_details(view.get("details"), evidence)
    read_failed_text(view.text, evidence)
    evidence.message = without_status(text)[:MAX_TEXT] or evidence.message
    reason = view.get("reason")
    if isinstance(reason, str) and reason not in evidence.reasons:
        evidence.reasons = (reason, *evidence.reasons)
    return evidence


def _read_proto_details(details: object, evidence: Evidence) -> None:
    """Detail messages of google.rpc as protobuf objects."""
    if not isinstance(details, (list, tuple)):
        return
    for detail in details[:50]:
        as_json = {
            "reason": peek(detail, "reason"),
            "metadata": mapping(peek(detail, "metadata")),
            "violations": [_proto_violation(item) for item in items(peek(detail, "violations"))],
            "fieldViolations": [
                {"description": peek(item, "description")} for item in items(peek(detail, "field_violations"))
            ],
            "message": peek(detail, "message"),
        }
        delay = peek(detail, "retry_delay")
        if delay is not None:
            as_json["retryDelay"] = {"seconds": peek(delay, "seconds"), "nanos": peek(delay, "nanos")}
        source = detail if isinstance(detail, Mapping) else {key: value for key, value in as_json.items() if value}
        read_error({"details": [source]}, evidence)


def _proto_violation(item: object) -> dict[str, Any]:
    value = peek(item, "quota_value")
    violation: dict[str, Any] = {
        "quotaId": peek(item, "quota_id") or "",
        "quotaMetric": peek(item, "quota_metric") or "",
        "quotaDimensions": mapping(peek(item, "quota_dimensions")),
        "description": peek(item, "description"),
    }
    if value:
        violation["quotaValue"] = value
    return violation


def _of_close(view: ExceptionView) -> Evidence | None:
    """websockets' ConnectionClosed: the frame received, in the attributes of old and new versions."""
    if not view.is_a("websockets.ConnectionClosed", "websockets.ConnectionClosedError"):
        return None
    frame = view.get("rcvd")
    if frame is not None:
        code, reason = peek(frame, "code"), peek(frame, "reason")
    else:  # `code` is a deprecated property of new versions, and an instance attribute of old ones
        own = mapping(view.get("__dict__"))
        code, reason = own.get("code", 1006), own.get("reason", "")
    return evidence_of_close(code, reason, provider=view.provider or "gemini")


def _of_genai_error(view: ExceptionView) -> Evidence | None:
    """`google.genai.errors.APIError`: code and raw JSON in `details`; a Live close has its code and reason there."""
    if not view.is_a("google.APIError") or view.get("details") is None:
        return None
    code, details, response = view.get("code"), view.get("details"), view.get("response")
    if isinstance(code, int) and 1000 <= code < 5000:
        return evidence_of_close(code, details, provider=view.provider or "gemini")
    address = url_text(_url_of(response))
    evidence = Evidence(
        provider=view.provider or "gemini", http_status=as_status(code), endpoint=endpoint_of("gemini", address)
    )
    failed = isinstance(details, (Mapping, list)) and read_failed(read_body(details), evidence) is not None
    if not failed and isinstance(details, str):
        read_failed_text(details, evidence)
    _read_page(details, evidence)
    status = view.get("status")
    if evidence.status is None and isinstance(status, str) and status.isupper():
        evidence.status = status
    if evidence.retry_after is None:
        evidence.retry_after = retry_after_header(peek(response, "headers"))
    return evidence


def _read_page(details: object, evidence: Evidence) -> None:
    """The SDK puts a body that is no JSON under `message`; an error object inside it decides then."""
    text = details.get("message") if isinstance(details, dict) else None
    if isinstance(text, str) and not evidence.status and evidence.code is None:
        read_failed_text(text, evidence)


def _of_gigachat_args(view: ExceptionView) -> Evidence | None:
    """`gigachat.exceptions.ResponseError`: arguments (url, status, content, headers) to 0.1, attributes from 0.2."""
    if not view.is_a("gigachat.ResponseError"):
        return None
    arguments = view.get("args")
    if view.get("status_code") is not None:
        parts: tuple[Any, ...] = tuple(view.get(name) for name in ("url", "status_code", "content", "headers"))
    elif isinstance(arguments, tuple) and len(arguments) >= 3:
        parts = (*arguments, None)[:4]
    else:
        return None
    url, status, content, headers = parts
    return evidence_of_response(view.provider or "gigachat", as_status(status), content, headers, url)


def _of_stopped(view: ExceptionView) -> Evidence | None:
    """The old SDK's StopCandidateException and BlockedPromptException, and its ValueError of `response.text`."""
    arguments = view.get("args")
    first = arguments[0] if isinstance(arguments, tuple) and arguments else None
    evidence = Evidence(provider=view.provider or "gemini")
    if view.is_a("google.StopCandidateException"):
        finish = peek(first, "finish_reason")
        evidence.finish = (
            _enum_name(finish, _FINISH_NUMBERS) or _said(_FINISH_SAID, view.text, _FINISH_NUMBERS) or "OTHER"
        )
        return evidence
    if view.is_a("google.BlockedPromptException"):
        block = peek(peek(first, "prompt_feedback"), "block_reason")
        evidence.block = _enum_name(block, _BLOCK_NUMBERS) or _said(_BLOCK_SAID, view.text, _BLOCK_NUMBERS) or "OTHER"
        return evidence
    text = view.text
    if not view.is_a("vertexai.ResponseValidationError", "vertexai.ResponseBlockedError"):
        if view.names[:1] != ("builtins.ValueError",):
            return None
        if ("quick accessor" not in text and "finish_reason" not in text) or "multiple candidates" in text:
            return None
    evidence.message = text
    evidence.block = _said(_BLOCK_SAID, text, _BLOCK_NUMBERS)
    evidence.finish = None if evidence.block else _said(_FINISH_SAID, text, _FINISH_NUMBERS)
    if evidence.finish is None and evidence.block is None:
        evidence.fact = "empty_answer" if _FINISH_SAID.search(text) else "no_candidate"
    return evidence


def _enum_name(value: object, numbers: Mapping[int, str]) -> str | None:
    name = peek(value, "name")
    if isinstance(name, str):
        return normal_name(name)
    if isinstance(value, str) and value:
        return normal_name(value)
    return numbers.get(value) if isinstance(value, int) else None


def _said(pattern: re.Pattern[str], text: str, numbers: Mapping[int, str]) -> str | None:
    found = pattern.search(text)
    if not found:
        return None
    name = numbers.get(int(found[1])) if found[1].isdecimal() else normal_name(found[1])
    return None if name is None or name.endswith("UNSPECIFIED") or not ends_badly(name) else name


def _of_validation(view: ExceptionView) -> Evidence | None:
    """pydantic's ValidationError of a response model: the answer, or the error that came instead, is an input value."""
    if not view.is_a("pydantic_core.ValidationError", "pydantic.ValidationError"):
        return None
    title = view.get("title") or _validated_model(view.text)
    inputs = [error.get("input") for error in validation_errors(view.exc)]
    if not isinstance(title, str) or not _RESPONSE_MODEL.search(title):
        return None
    for value in inputs:
        error = find_error(value, failed=False)
        if error is not None:
            evidence = Evidence(provider=view.provider)
            read_error(error, evidence)
            return evidence
        judged = failure_in_success(read_body(value), Evidence(provider=view.provider), lambda: "application/json")
        if judged is not None and (judged.finish or judged.block or judged.status or judged.error_status):
            return judged
    return Evidence(provider=view.provider, fact="unparsable", message=view.text, place=place_of(view))


def _validated_model(text: str) -> str:
    found = _VALIDATED.match(text)
    return found[1] if found else ""


def _of_crash(view: ExceptionView) -> Evidence | None:
    """An SDK that dies of an error body's shape: the answer is in the frame that did.

    google-genai compares a missing code with a number, google-api-core takes an array for an object.
    """
    if view.is_a("builtins.AttributeError") and "object has no attribute 'get'" in view.text:
        return _error_in_crash(view) or _hidden_in_crash(view.exc, view.provider)
    if view.is_a("builtins.TypeError") and "'<=' not supported" in view.text:
        return _error_in_crash(view)
    return None


def _error_in_crash(view: ExceptionView) -> Evidence | None:
    """The error object that google-genai was about to raise."""
    local = _locals_at(view.exc)
    response = local.get("response_json") or local.get("chunk_json")
    error = find_error(response, failed=True) if response else None
    if error is None:
        return None
    evidence = Evidence(provider=view.provider or "gemini")
    read_error(error, evidence)
    note_unreadable(evidence)
    return evidence


def _hidden_in_crash(exc: object, provider: Provider | None) -> Evidence | None:
    """The answer that google-api-core was about to raise: error bodies of REST streams are arrays."""
    response = _locals_at(exc).get("response")
    status, content = as_status(peek(response, "status_code")), peek(response, "_content")
    if status is None or status < 400 or not isinstance(content, bytes):
        return None
    return evidence_of_response(provider or "gemini", status, content, peek(response, "headers"), _url_of(response))


def _locals_at(exc: object) -> Mapping[str, Any]:
    """The local variables where an exception was raised."""
    trace = peek(exc, "__traceback__")
    for _ in range(MAX_FRAMES):
        following = peek(trace, "tb_next")
        if following is None:
            break
        trace = following
    found = peek(peek(trace, "tb_frame"), "f_locals")
    return found if isinstance(found, Mapping) else {}


def _of_document(view: ExceptionView) -> Evidence | None:
    """A parser's exception that still holds the text, as `doc` or in google-genai's message."""
    if view.is_a("json.JSONDecodeError"):
        text = view.get("doc")
    elif view.is_a("google.UnknownApiResponseError"):
        text = view.text.partition("Raw response: ")[2]
    else:
        return None
    if not isinstance(text, str):
        return None
    refused = _refused_in_json(view, text)
    if refused is not None:
        return refused
    read = read_body(text[: MAX_BODY - 1])
    evidence = Evidence(provider=view.provider)
    for document in read.documents:
        error = find_error(document, failed=False)
        if error is not None:
            read_error(error, evidence)
            return evidence
    if '"error"' not in text[:MAX_TEXT] and '"status"' not in text[:200] and "'error'" not in text[:MAX_TEXT]:
        return None
    read_raw(text, evidence)
    return evidence if evidence.status or evidence.error_status or evidence.reasons else None


def _refused_in_json(view: ExceptionView, text: str) -> Evidence | None:
    """The answer whose `json()` failed, if its status was an error's: the parser only met a page or a plain text."""
    trace = view.get("__traceback__")
    for _ in range(MAX_FRAMES):
        if trace is None:
            return None
        frame = peek(trace, "tb_frame")
        if peek(peek(frame, "f_code"), "co_name") == "json":
            response = mapping(peek(frame, "f_locals")).get("self")
            status = as_status(peek(response, "status_code")) or as_status(peek(response, "status"))
            if status is not None and status >= 400:
                url = _url_of(response)
                known = view.provider or provider_of(url_text(url))
                return evidence_of_response(known, status, text, peek(response, "headers"), url)
        trace = peek(trace, "tb_next")
    return None


def _of_status_error(view: ExceptionView, elapsed: float | None) -> Evidence | None:
    """Any exception with an HTTP status on it or on its `response`: httpx, requests, aiohttp, openai, _gaos …"""
    response = view.get("response")
    if response is None:
        response = view.get("raw_response")
    status = next((found for found in (as_status(view.get(name)) for name in _STATUS_ATTRIBUTES) if found), None)
    if status is None and response is not None:
        status = next(
            (found for found in (as_status(peek(response, name)) for name in ("status_code", "status")) if found), None
        )
    if status is None or status < 300:
        return None
    url = _url_of(response) or _url_of(view.exc) or _url_of(view.get("request_info"))
    headers = peek(response, "headers") if response is not None else view.get("headers")
    body = _body_of(view.exc, response)
    known = view.provider or provider_of(url_text(url)) or provider_of(view.text[:2000].lower())
    if status < 400:
        return Evidence(provider=known, http_status=status, message=view.text or None)
    took = elapsed if elapsed is not None else _elapsed(response)
    evidence = evidence_of_response(known, status, body, headers, url, took)
    if evidence is not None and body is None:
        read_failed_text(view.text, evidence)
    if evidence is not None and evidence.message is None:
        message = view.get("message")
        evidence.message = (message if isinstance(message, str) and message else view.text) or None
    return evidence


def _body_of(exc: BaseException, response: object) -> Any:
    """The body, if it has been read already; nothing here triggers a read."""
    body = peek(exc, "body")
    if isinstance(body, (Mapping, list)) or (isinstance(body, (str, bytes)) and body):
        return {"error": body} if isinstance(body, Mapping) and "error" not in body and "status" not in body else body
    content = peek(response, "_content") if response is not None else None
    if not isinstance(content, (bytes, bytearray)):
        content = peek(response, "body") if response is not None else None
    if not isinstance(content, (bytes, bytearray)):
        content = peek(response, "_body") if response is not None else None
    if not isinstance(content, (bytes, bytearray)):
        content = peek(exc, "content")
    return content if isinstance(content, (bytes, bytearray, str)) else None


def _url_of(holder: object) -> Any:
    if holder is None:
        return None
    url = peek(holder, "url")
    if url is None:
        url = peek(peek(holder, "_request"), "url") or peek(peek(holder, "request"), "url") or peek(holder, "real_url")
    return url


def _elapsed(response: object) -> float | None:
    taken = call(peek(response, "elapsed"), "total_seconds")
    return taken if isinstance(taken, (int, float)) else None


_READERS: Final[tuple[Callable[[ExceptionView], Evidence | None], ...]] = (
    _of_rpc_error,
    _of_api_core,
    _of_close,
    _of_genai_error,
    _of_gigachat_args,
    _of_stopped,
    _of_validation,
    _of_crash,
    _of_document,
)
