"""What each class of failure means, in one or two sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CLASSES: Final[Mapping[str, str]] = {
    "auth": "The credential is missing, malformed, unknown, expired, revoked, leaked, of the wrong kind, or its scope "
    "does not match.",
    "permission": "The credential is known but may not do this: API not enabled, key restricted, IAM, project denied, "
    "model not in the plan.",
    "billing": "Money: payment required, billing off, prepaid tokens or credit used up, spend cap reached, free tier "
    "not offered.",
    "quota": "A long-window allowance is used up (per day or longer), or the plan's limit for this model is 0.",
    "rate_limit": "A short-window limit: requests or tokens per minute, parallel requests.",
    "region": "The API is not offered where the call comes from.",
    "invalid_request": "The request is malformed, or a parameter is missing or out of range.",
    "too_large": "The prompt, context or payload is larger than allowed.",
    "unsupported": "This model or API version lacks the feature asked for.",
    "not_found": "Unknown or retired model, file, cache or other resource.",
    "safety": "Prompt or answer blocked by a safety, blocklist, prohibited-content, personal-data, language or policy "
    "filter.",
    "recitation": "The answer stopped because it recites known material.",
    "truncated": "The answer ended at the token limit.",
    "malformed_output": "The model or the service answered with something unusable: malformed tool call, no candidate, "
    "empty answer, a body that does not parse.",
    "overloaded": "The provider has no capacity now: 503, shared-capacity 429.",
    "internal": "500, 502 and other server faults.",
    "timeout": "A deadline or gateway time limit passed, on the server or in the client.",
    "network": "DNS, connect, TLS, reset, cut stream.",
    "cancelled": "The caller gave the call up.",
    "client": "The SDK refused the call before any request was sent.",
    "unclassified": "Nothing in the taxonomy fits: it needs a row.",
}
