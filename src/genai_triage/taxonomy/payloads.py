"""Builders of the vendors' answer envelopes, for the examples of the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

JsonObject = dict[str, Any]

_TYPE: Final = "type.googleapis.com/google.rpc."
GEMINI_SERVICE: Final = "generativelanguage.googleapis.com"
RATE_LIMITS_URL: Final = "https://ai.google.dev/gemini-api/docs/rate-limits"

HTTP_OF_STATUS: Final[Mapping[str, int]] = {
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "OUT_OF_RANGE": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ABORTED": 409,
    "ALREADY_EXISTS": 409,
    "RESOURCE_EXHAUSTED": 429,
    "CANCELLED": 499,
    "INTERNAL": 500,
    "UNKNOWN": 500,
    "DATA_LOSS": 500,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 504,
}
"""HTTP status of each `google.rpc.Code`; source: google/rpc/code.proto."""


def google_error(status: str, message: str, *details: JsonObject) -> JsonObject:
    """The envelope of generateContent and most of Google's REST APIs."""
    error: JsonObject = {"code": HTTP_OF_STATUS[status], "message": message, "status": status}
    if details:
        error["details"] = list(details)
    return {"error": error}


def error_info(reason: str, domain: str = "googleapis.com", **metadata: str) -> JsonObject:
    """A `google.rpc.ErrorInfo` detail."""
    described = metadata or {"service": GEMINI_SERVICE}
    return {"@type": _TYPE + "ErrorInfo", "reason": reason, "domain": domain, "metadata": described}


def localized(message: str) -> JsonObject:
    """A `google.rpc.LocalizedMessage` detail."""
    return {"@type": _TYPE + "LocalizedMessage", "locale": "en-US", "message": message}


def bad_request(description: str, field: str = "") -> JsonObject:
    """A `google.rpc.BadRequest` detail; the API often leaves `field` out."""
    violation = {"field": field, "description": description} if field else {"description": description}
    return {"@type": _TYPE + "BadRequest", "fieldViolations": [violation]}


def rate_limit_help() -> JsonObject:
    """The `google.rpc.Help` detail that accompanies quota failures."""
    link = {"description": "Learn more about Gemini API quotas", "url": RATE_LIMITS_URL}
    return {"@type": _TYPE + "Help", "links": [link]}


def violation(quota_id: str, metric: str, value: str | None, model: str = "gemini-2.5-flash") -> JsonObject:
    """One entry of `QuotaFailure.violations`; a zero value is left out of JSON."""
    entry: JsonObject = {
        "quotaMetric": f"{GEMINI_SERVICE}/{metric}",
        "quotaId": quota_id,
        "quotaDimensions": {"location": "global", "model": model},
    }
    if value is not None:
        entry["quotaValue"] = value
    return entry


def quota_failure(violations: Sequence[JsonObject], retry_delay: str | None = None) -> JsonObject:
    """A 429 as the Gemini API words it, with the metric and limit of each violation in its text too."""
    lines = [
        f"* Quota exceeded for metric: {entry['quotaMetric']}, limit: {entry.get('quotaValue', '0')}, "
        f"model: {entry['quotaDimensions']['model']}"
        for entry in violations
    ]
    message = (
        "You exceeded your current quota, please check your plan and billing details. For more information on this "
        f"error, head to: {RATE_LIMITS_URL}. To monitor your current usage, head to: https://ai.dev/rate-limit. \n"
    ) + "\n".join(lines)
    details = [rate_limit_help(), {"@type": _TYPE + "QuotaFailure", "violations": list(violations)}]
    if retry_delay is not None:
        message += f"\nPlease retry in {retry_delay}."
        details.append({"@type": _TYPE + "RetryInfo", "retryDelay": retry_delay})
    return google_error("RESOURCE_EXHAUSTED", message, *details)


def interactions_error(code: str, message: str) -> JsonObject:
    """The envelope of the Interactions API: a string code, no status, no details."""
    return {"error": {"code": code, "message": message}}


def close_frame(code: int, reason: str) -> JsonObject:
    """A Live API close: the reason field holds at most 123 bytes."""
    return {"ws_close_code": code, "ws_close_reason": reason[:123]}


def finished(reason: str, message: str = "") -> JsonObject:
    """A generateContent answer whose only candidate ended for `reason` without content."""
    candidate: JsonObject = {"content": {}, "finishReason": reason, "index": 0}
    if message:
        candidate["finishMessage"] = message
    return {"candidates": [candidate], "usageMetadata": _gemini_usage(), "modelVersion": "gemini-2.5-flash"}


def blocked(reason: str) -> JsonObject:
    """A generateContent answer to a blocked prompt: no candidates."""
    return {
        "promptFeedback": {"blockReason": reason},
        "usageMetadata": _gemini_usage(),
        "modelVersion": "gemini-2.5-flash",
    }


def no_candidate() -> JsonObject:
    """A generateContent answer without candidates and without a block reason."""
    return {"usageMetadata": _gemini_usage(), "modelVersion": "gemini-2.5-flash", "responseId": "example"}


def _gemini_usage() -> JsonObject:
    return {"promptTokenCount": 12, "totalTokenCount": 12}


def gigachat_error(status: int, message: str) -> JsonObject:
    """The envelope of GigaChat's API hosts."""
    return {"status": status, "message": message}


def gigachat_token_error(code: int, message: str) -> JsonObject:
    """The envelope of GigaChat's token endpoint."""
    return {"code": code, "message": message}


def gigachat_answer(finish_reason: str, content: str) -> JsonObject:
    """A GigaChat completion (v1) with one choice."""
    return {
        "choices": [{"message": {"content": content, "role": "assistant"}, "index": 0, "finish_reason": finish_reason}],
        "created": 1768996171,
        "model": "GigaChat:2.0.28.2",
        "object": "chat.completion",
        "usage": {"prompt_tokens": 12, "completion_tokens": 0, "total_tokens": 12, "precached_prompt_tokens": 0},
    }
