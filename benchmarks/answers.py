"""What the stubbed services answer: bodies of the vendors' own shapes, made once."""

from __future__ import annotations

import json
from typing import Any

CHUNKS = 100
"""Chunks of one stream."""

_PART = {"role": "model", "parts": [{"text": "Hello there."}]}
_GOOD: dict[str, Any] = {
    "candidates": [{"content": _PART, "finishReason": "STOP", "index": 0}],
    "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 3, "totalTokenCount": 15},
    "modelVersion": "gemini-2.5-flash",
    "responseId": "r-1",
}
_CHUNK: dict[str, Any] = {**_GOOD, "candidates": [{"content": _PART, "index": 0}]}
_QUOTA_METRIC = "generativelanguage.googleapis.com/generate_content_free_tier_requests"


def as_bytes(body: Any) -> bytes:
    """Writes a body as JSON."""
    return json.dumps(body).encode()


GOOD = as_bytes(_GOOD)
COUNT = as_bytes({"totalTokens": 12})
MODEL = as_bytes({"name": "models/gemini-2.5-flash", "version": "001", "displayName": "Gemini 2.5 Flash"})
PIECES = tuple(b"data: " + as_bytes(chunk) + b"\n\n" for chunk in [_CHUNK] * (CHUNKS - 1) + [_GOOD])
GIGACHAT_GOOD = as_bytes(
    {
        "choices": [{"message": {"role": "assistant", "content": "Hello there."}, "index": 0, "finish_reason": "stop"}],
        "created": 1700000000,
        "model": "GigaChat:2.0.28.2",
        "object": "chat.completion",
        "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15, "precached_prompt_tokens": 0},
    }
)
SMALL = as_bytes({"error": {"code": 400, "message": "Invalid value at 'contents'.", "status": "INVALID_ARGUMENT"}})
GIGACHAT_FAILURE = as_bytes({"status": 429, "message": "Too Many Requests"})
FOREIGN = b'{"ok": true}'


def quota(number: int = 0) -> bytes:
    """A 429 with all details that Gemini gives; each `number` makes another text."""
    seconds = f"{41 + number / 1000:.9f}"
    message = (
        "You exceeded your current quota, please check your plan and billing details. For more information on this "
        "error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.\n"
        f"* Quota exceeded for metric: {_QUOTA_METRIC}, limit: 20\nPlease retry in {seconds}s."
    )
    violation = {
        "quotaMetric": _QUOTA_METRIC,
        "quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
        "quotaDimensions": {"location": "global", "model": "gemini-2.5-flash"},
        "quotaValue": "20",
    }
    link = {"description": "Learn more about Gemini API quotas", "url": "https://ai.google.dev/gemini-api/docs"}
    details = [
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]},
        {"@type": "type.googleapis.com/google.rpc.Help", "links": [link]},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "41s"},
    ]
    return as_bytes({"error": {"code": 429, "message": message, "status": "RESOURCE_EXHAUSTED", "details": details}})


QUOTA = quota()


def _no_json() -> bytes:
    """64 KB of an error object whose end is missing, as a proxy that cuts long answers leaves it."""
    start = '{"error": {"code": 502, "status": "UNAVAILABLE", "message": "'
    line = "The upstream server has answered with something that nobody here can read. "
    return (start + line * 1000)[: 64 * 1024].encode()


NO_JSON = _no_json()
MEGABYTE = NO_JSON * 16
"""1 MB of the same."""
BROKEN_EVENTS = (b'data: {"candidates": [{"content"\n\n' * 2000)[: 64 * 1024]
"""64 KB of a stream each of whose events a proxy has cut."""
