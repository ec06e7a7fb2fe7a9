"""Exceptions → evidence. No SDK is imported: classes are told by their names over the MRO, attributes by trying."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from genai_triage.taxonomy import Evidence, Provider, exception_rank

from . import raw_text
from .address import endpoint_of, provider_of, url_text
from .answer import GOOD_FINISHES, normal_name
from .body import PEEK_LIMIT, read_body
from .chain import exceptions_in, peek
from .error_object import as_status, find_error, read_error
from .response import evidence_of_close, evidence_of_response, read_failed, read_failed_text, retry_after_header
from .rpc import evidence_of_rpc

_TEXT_LIMIT: Final = 8192
_MAX_MRO: Final = 40
_ANSWERED: Final = 4
_CERTAIN: Final = 2

_PACKAGES: Final[Mapping[str, Provider]] = {
    "google": "gemini",
    "langchain_google_genai": "gemini",
    "langchain_google_vertexai": "gemini",
    "vertexai": "gemini",
    "gigachat": "gigachat",
    "langchain_gigachat": "gigachat",
    "gpt2giga": "gigachat",
}

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
_FINISH_SAID: Final = re.compile(
    r"finish_?reason\]?(?:\([^)\s]{1,200}\))?(?: is|:|=) ?[\"'<]?(?:FinishReason\.)?([A-Z_]{3,60}|\d{1,2})\b", re.I
)
_BLOCK_SAID: Final = re.compile(
    r"block_?reason(?: is|:|=) ?[\"'<]?(?:BlockedReason\.|BlockReason\.)?([A-Z_]{3,60}|\d{1,2})\b", re.I
)
_BLOCK_NUMBERS: Final = {1: "SAFETY", 2: "OTHER", 3: "BLOCKLIST", 4: "PROHIBITED_CONTENT", 5: "IMAGE_SAFETY"}

_RESPONSE_MODEL: Final = re.compile(
    r"(?:Response|Chunk|Completion|Embeddings?|Balance|TokensCount|AccessToken|Token|Models?|UploadedFiles?|Image|Interaction|LiveServerMessage|Operation|"
    r"OpenApiFunctions|AICheckResult|Assistants|Threads|ThreadRunResult|ThreadMessages\w*)$"
)
_STATUS_ATTRIBUTES: Final = ("status_code", "code", "status", "http_status", "http_code")
_MAX_ERRORS: Final = 20


def evidence_of_exception(
    exc: BaseException, provider: Provider | None = None, elapsed: float | None = None
) -> Evidence:
    """What an exception shows, looking through whatever wraps it.

    An answer that any of the wrapped exceptions carries decides, unless an exception outside it says something
    definite by its class or text; of general classes the outermost is kept.
    """
    best: Evidence | None = None
    best_rank = -1
    for depth, current in enumerate(exceptions_in(exc)):
        if depth and not isinstance(current, Exception):
            continue  # only the outermost exception may be a cancellation
        evidence, rank = _judge(current, provider, elapsed)
        if rank >= _CERTAIN:
            if depth and best is not None and evidence.provider is None:
                evidence.provider = best.provider
            return evidence
        if rank > best_rank:
            best, best_rank = evidence, rank
    return best if best is not None else Evidence(provider=provider)


def _judge(exc: BaseException, provider: Provider | None, elapsed: float | None) -> tuple[Evidence, int]:
    names = class_names(exc)
    provider = provider or _provider_of_names(names)
    answered = _answer_of(exc, names, provider, elapsed)
    if answered is not None:
        return answered, _ANSWERED
    text = text_of(exc)
    evidence = Evidence(provider=provider, exceptions=names, message=text or None, elapsed=elapsed)
    rank = exception_rank(evidence)
    if rank < 3 and text:
        told = _answer_in_text(text, provider, elapsed)
        if told is not None:
            return told, _ANSWERED
    if evidence.provider is None:
        evidence.provider = provider_of(text[:2000].lower())
    return evidence, rank


def class_names(exc: BaseException) -> tuple[str, ...]:
    """`package.Class` over the MRO, most derived first."""
    names = []
    for cls in type.__dict__["__mro__"].__get__(type(exc))[:_MAX_MRO]:
        module = peek(cls, "__module__")
        name = peek(cls, "__name__")
        if isinstance(module, str) and isinstance(name, str):
            names.append(f"{module.partition('.')[0]}.{name}")
    return tuple(names)


def text_of(exc: BaseException) -> str:
    """`str(exc)`, bounded; empty if the exception cannot be printed."""
    try:
        return str(exc)[:_TEXT_LIMIT]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        return ""


def _provider_of_names(names: tuple[str, ...]) -> Provider | None:
    for name in names:
        provider = _PACKAGES.get(name.partition(".")[0])
        if provider:
            return provider
    return None


def _answer_of(
    exc: BaseException, names: tuple[str, ...], provider: Provider | None, elapsed: float | None
) -> Evidence | None:
    """The answer that an exception carries, by whichever attributes hold it."""
    for reader in (
        _of_rpc_error,
        _of_api_core,
        _of_close,
        _of_genai_error,
        _of_gigachat_args,
        _of_stopped,
        _of_validation,
        _of_crash,
        _of_document,
    ):
        evidence = reader(exc, names, provider)
        if evidence is not None and evidence.elapsed is None:
            evidence.elapsed = elapsed
        if evidence is not None:
            return evidence
    return _of_status_error(exc, names, provider, elapsed)


def _of_rpc_error(exc: BaseException, names: tuple[str, ...], provider: Provider | None) -> Evidence | None:
    """`grpc.RpcError` and `grpc.aio.AioRpcError`: methods code(), details(), trailing_metadata()."""
    code = peek(exc, "code")
    if not callable(code) or not any(name.startswith("grpc.") or name.endswith("RpcError") for name in names):
        return None
    details = _call(exc, "details")
    metadata = [item for name in ("initial_metadata", "trailing_metadata") for item in _pairs(_call(exc, name))]
    debug = _call(exc, "debug_error_string")
    known = provider or provider_of(debug[:2000].lower() if isinstance(debug, str) else "")
    status = _call(exc, "code")
    return evidence_of_rpc(known, status, details, metadata) if status is not None else None


def _pairs(metadata: object) -> list[Any]:
    if metadata is None:
        return []
    try:
        return list(metadata)[:200]  # type: ignore[call-overload,no-any-return]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        return []


def _call(obj: object, name: str) -> Any:
    method = peek(obj, name)
    if not callable(method):
        return None
    try:
        return method()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        return None


def _of_api_core(exc: BaseException, names: tuple[str, ...], provider: Provider | None) -> Evidence | None:
    """`google.api_core.exceptions.GoogleAPICallError`: code, grpc_status_code, message, details, reason, metadata."""
    if "google.GoogleAPICallError" not in names:
        return None
    number = as_status(peek(peek(exc, "code"), "value") or peek(exc, "code"))
    status = peek(peek(exc, "grpc_status_code"), "name")
    message = peek(exc, "message")
    evidence = Evidence(
        provider=provider or "gemini", http_status=number, status=status if isinstance(status, str) else None
    )
    response = peek(exc, "response")
    content = peek(response, "_content") if response is not None else None
    error = find_error(read_body(content).documents, failed=True) if isinstance(content, bytes) else None
    if error is not None:
        read_error(error, evidence)
    text = message if isinstance(message, str) else text_of(exc)
    _read_proto_details(peek(exc, "details"), evidence)
    read_failed_text(text_of(exc), evidence)
    evidence.message = raw_text.without_status(text)[:_TEXT_LIMIT] or evidence.message
    reason = peek(exc, "reason")
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
            "metadata": _plain_mapping(peek(detail, "metadata")),
            "violations": [_proto_violation(item) for item in _items(peek(detail, "violations"))],
            "fieldViolations": [
                {"description": peek(item, "description")} for item in _items(peek(detail, "field_violations"))
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
        "quotaDimensions": _plain_mapping(peek(item, "quota_dimensions")),
        "description": peek(item, "description"),
    }
    if value:
        violation["quotaValue"] = value
    return violation


def _items(values: object) -> list[Any]:
    return _pairs(values) if values is not None and not isinstance(values, (str, bytes)) else []


def _plain_mapping(value: object) -> dict[str, Any]:
    try:
        return dict(value) if value else {}  # type: ignore[call-overload]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        return {}


def _of_close(exc: BaseException, names: tuple[str, ...], provider: Provider | None) -> Evidence | None:
    """websockets' ConnectionClosed: the frame received, in the attributes of old and new versions."""
    if not any(name in ("websockets.ConnectionClosed", "websockets.ConnectionClosedError") for name in names):
        return None
    frame = peek(exc, "rcvd")
    code = peek(frame, "code") if frame is not None else peek(exc, "code")
    reason = peek(frame, "reason") if frame is not None else peek(exc, "reason")
    if not isinstance(code, int) or code == 1006:
        return None
    return evidence_of_close(int(code), reason, provider=provider or "gemini")


def _of_genai_error(exc: BaseException, names: tuple[str, ...], provider: Provider | None) -> Evidence | None:
    """`google.genai.errors.APIError`: code and raw JSON in `details`; a Live close has its code and reason there."""
    if "google.APIError" not in names or peek(exc, "details") is None:
        return None
    code, details, response = peek(exc, "code"), peek(exc, "details"), peek(exc, "response")
    if isinstance(code, int) and 1000 <= code < 5000:
        return evidence_of_close(code, details, provider=provider or "gemini")
    address = url_text(_url_of(response))
    evidence = Evidence(
        provider=provider or "gemini", http_status=as_status(code), endpoint=endpoint_of("gemini", address)
    )
    failed = isinstance(details, (Mapping, list)) and read_failed(read_body(details), evidence) is not None
    if not failed and isinstance(details, str):
        read_failed_text(details, evidence)
    _read_page(details, evidence)
    status = peek(exc, "status")
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


def _of_gigachat_args(exc: BaseException, names: tuple[str, ...], provider: Provider | None) -> Evidence | None:
    """`gigachat.exceptions.ResponseError`: arguments (url, status, content, headers) to 0.1, attributes from 0.2."""
    if "gigachat.ResponseError" not in names:
        return None
    arguments = peek(exc, "args")
    if peek(exc, "status_code") is not None:
        parts: tuple[Any, ...] = tuple(peek(exc, name) for name in ("url", "status_code", "content", "headers"))
    elif isinstance(arguments, tuple) and len(arguments) >= 3:
        parts = (*arguments, None)[:4]
    else:
        return None
    url, status, content, headers = parts
    return evidence_of_response(provider or "gigachat", as_status(status), content, headers, url)


def _of_stopped(exc: BaseException, names: tuple[str, ...], provider: Provider | None) -> Evidence | None:
    """The old SDK's StopCandidateException and BlockedPromptException, and its ValueError of `response.text`."""
    arguments = peek(exc, "args")
    first = arguments[0] if isinstance(arguments, tuple) and arguments else None
    evidence = Evidence(provider=provider or "gemini")
    if "google.StopCandidateException" in names:
        finish = peek(first, "finish_reason")
        evidence.finish = (
            _enum_name(finish, _FINISH_NUMBERS) or _said(_FINISH_SAID, text_of(exc), _FINISH_NUMBERS) or "OTHER"
        )
        return evidence
    if "google.BlockedPromptException" in names:
        block = peek(peek(first, "prompt_feedback"), "block_reason")
        evidence.block = (
            _enum_name(block, _BLOCK_NUMBERS) or _said(_BLOCK_SAID, text_of(exc), _BLOCK_NUMBERS) or "OTHER"
        )
        return evidence
    if names[:1] != ("builtins.ValueError",):
        return None
    text = text_of(exc)
    if "quick accessor" not in text and "finish_reason" not in text:
        return None
    evidence.message = text
    evidence.block = _said(_BLOCK_SAID, text, _BLOCK_NUMBERS)
    evidence.finish = None if evidence.block else _said(_FINISH_SAID, text, _FINISH_NUMBERS)
    if evidence.finish is None and evidence.block is None:
        evidence.fact = "no_candidate"
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
    return None if name is None or name in GOOD_FINISHES or name.endswith("UNSPECIFIED") else name


def _of_validation(exc: BaseException, names: tuple[str, ...], provider: Provider | None) -> Evidence | None:
    """pydantic's ValidationError of a response model: the error object that came instead survives as an input value."""
    if "pydantic_core.ValidationError" not in names and "pydantic.ValidationError" not in names:
        return None
    title = peek(exc, "title")
    inputs = [error.get("input") for error in _validation_errors(exc) if isinstance(error, Mapping)]
    if not isinstance(title, str) or not _RESPONSE_MODEL.search(title):
        return None
    for value in inputs:
        error = find_error(value, failed=False)
        if error is not None:
            evidence = Evidence(provider=provider)
            read_error(error, evidence)
            return evidence
    return Evidence(provider=provider, fact="unparsable", message=text_of(exc))


def _validation_errors(exc: BaseException) -> list[Any]:
    count = _call(exc, "error_count")
    if not isinstance(count, int) or count > 10_000:
        return []
    errors = _call(exc, "errors")
    return errors[:_MAX_ERRORS] if isinstance(errors, list) else []


def _of_crash(exc: BaseException, names: tuple[str, ...], provider: Provider | None) -> Evidence | None:
    """google-genai compares a missing code with a number and dies; the error object is in the frame that did."""
    if "builtins.TypeError" not in names or "'<=' not supported" not in text_of(exc):
        return None
    trace = peek(exc, "__traceback__")
    for _ in range(200):
        following = peek(trace, "tb_next")
        if following is None:
            break
        trace = following
    local = peek(peek(trace, "tb_frame"), "f_locals")
    response = local.get("response_json") if isinstance(local, Mapping) else None
    error = find_error(response, failed=True) if response else None
    if error is None:
        return None
    evidence = Evidence(provider=provider or "gemini")
    read_error(error, evidence)
    return evidence if evidence.status or evidence.error_status or evidence.code or evidence.reasons else None


def _of_document(exc: BaseException, names: tuple[str, ...], provider: Provider | None) -> Evidence | None:
    """A parser's exception that still holds the text, as `doc` or in google-genai's message."""
    if "json.JSONDecodeError" in names:
        text = peek(exc, "doc")
    elif "google.UnknownApiResponseError" in names:
        text = text_of(exc).partition("Raw response: ")[2]
    else:
        return None
    if not isinstance(text, str):
        return None
    read = read_body(text[: PEEK_LIMIT - 1])
    evidence = Evidence(provider=provider)
    for document in read.documents:
        error = find_error(document, failed=False)
        if error is not None:
            read_error(error, evidence)
            return evidence
    if '"error"' not in text[:_TEXT_LIMIT] and '"status"' not in text[:200] and "'error'" not in text[:_TEXT_LIMIT]:
        return None
    raw_text.read_raw(text, evidence)
    return evidence if evidence.status or evidence.error_status or evidence.reasons else None


def _of_status_error(
    exc: BaseException, names: tuple[str, ...], provider: Provider | None, elapsed: float | None
) -> Evidence | None:
    """Any exception with an HTTP status on it or on its `response`: httpx, requests, aiohttp, openai, _gaos …"""
    response = peek(exc, "response")
    if response is None:
        response = peek(exc, "raw_response")
    status = next((found for found in (as_status(peek(exc, name)) for name in _STATUS_ATTRIBUTES) if found), None)
    if status is None and response is not None:
        status = next(
            (found for found in (as_status(peek(response, name)) for name in ("status_code", "status")) if found), None
        )
    if status is None or status < 300:
        return None
    url = _url_of(response) or _url_of(exc) or _url_of(peek(exc, "request_info"))
    headers = peek(response, "headers") if response is not None else peek(exc, "headers")
    body = _body_of(exc, response)
    known = provider or provider_of(url_text(url)) or provider_of(text_of(exc)[:2000].lower())
    if status < 400:
        return Evidence(provider=known, http_status=status, message=text_of(exc) or None)
    took = elapsed if elapsed is not None else _elapsed(response)
    evidence = evidence_of_response(known, status, body, headers, url, took)
    if evidence is not None and body is None:
        read_failed_text(text_of(exc), evidence)
    if evidence is not None and evidence.message is None:
        message = peek(exc, "message")
        evidence.message = (message if isinstance(message, str) and message else text_of(exc)) or None
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
    taken = _call(peek(response, "elapsed"), "total_seconds")
    return taken if isinstance(taken, (int, float)) else None


def _answer_in_text(text: str, provider: Provider | None, elapsed: float | None) -> Evidence | None:
    """The answer that a wrapper printed into its own text and dropped."""
    known = provider or provider_of(text[:2000].lower())
    evidence = Evidence(provider=known, elapsed=elapsed)
    start = min((position for position in (text.find("{"), text.find("[{")) if position >= 0), default=-1)
    error = None
    if start >= 0:
        read = read_body(text[start : start + PEEK_LIMIT - 1])
        error = find_error(read.documents, failed=False)
    if error is not None:
        read_error(error, evidence)
    closed = raw_text.read_close(text) if start < 0 else None
    if closed is not None:
        return evidence_of_close(*closed, provider=provider or "gemini")
    raw = raw_text.read_raw(text, evidence) if start >= 0 else False
    leading = raw_text.read_leading_status(text, evidence) or raw_text.read_mentioned_status(text, evidence)
    if not (raw or leading or error is not None):
        return None
    if not (evidence.status or evidence.error_status or evidence.code or evidence.reasons or evidence.violations):
        return None
    if evidence.message is None:
        evidence.message = raw_text.without_status(text)[:_TEXT_LIMIT]
    if evidence.provider is None and evidence.status and not evidence.rpc:
        evidence.provider = "gemini"  # a status name inside an error object is Google's; GigaChat sends numbers
    if evidence.provider == "gigachat":
        evidence.endpoint = "token" if "/oauth" in text else ""
    return evidence
