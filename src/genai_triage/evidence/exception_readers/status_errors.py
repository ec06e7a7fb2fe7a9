"""httpx, requests, aiohttp, openai and whoever else puts a status on an exception or on its response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from genai_triage.evidence.address import provider_named, provider_of, url_text
from genai_triage.evidence.error_body import as_status
from genai_triage.evidence.exception_view import ExceptionView, call, peek
from genai_triage.evidence.http import evidence_of_response, read_failed_text
from genai_triage.patterns import late
from genai_triage.taxonomy import Evidence, Provider

_URL: Final = late(r"https?://[^\s'\"]{1,2000}")
_STATUS_ATTRIBUTES: Final = ("status_code", "status", "http_status", "http_code", "code")
_ENVELOPE: Final = frozenset({"error", "status", "detail"})
"""Members of which a body has one that was kept whole; openai keeps the error object alone."""


def of_status_error(view: ExceptionView, elapsed: float | None) -> Evidence | None:
    """Any exception with an HTTP status on it or on its `response`: httpx, requests, aiohttp, openai, _gaos …"""
    if view.is_a("openai.APIConnectionError", "litellm.APIConnectionError", "litellm.Timeout"):
        return None  # nobody answered: the status that LiteLLM puts on it is its own
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
    url = url_of(response) or url_of(view.exc) or url_of(view.get("request_info"))
    headers = peek(response, "headers") if response is not None else view.get("headers")
    body = _body_of(view.exc, response)
    known = view.provider or provider_of(url_text(url)) or _provider_said(view)
    if status < 400:
        return Evidence(provider=known, http_status=status, message=view.text or None)
    took = elapsed if elapsed is not None else _elapsed(response)
    evidence = evidence_of_response(known, status, body, headers, url, took)
    if evidence is not None and body is None:
        read_failed_text(_URL.sub("", view.text), evidence)
    if evidence is not None and evidence.message is None:
        message = view.get("message")
        said = message if isinstance(message, str) and message else view.text
        evidence.message = _URL.sub("", said) or None  # a path names models, not what is wrong with them
    return evidence


def _provider_said(view: ExceptionView) -> Provider | None:
    """The provider that the text leads to, or that LiteLLM names: `gemini`, `vertex_ai`."""
    named = view.get("llm_provider")
    lowered = f"{named if isinstance(named, str) else ''} {view.text[:2000]}".lower().replace("_", " ")
    return provider_of(lowered) or provider_named(lowered)


def _body_of(exc: BaseException, response: object) -> Any:
    """The body, if it has been read already; nothing here triggers a read."""
    body = peek(exc, "body")
    if isinstance(body, (Mapping, list)) or (isinstance(body, (str, bytes)) and body):
        return {"error": body} if isinstance(body, Mapping) and _ENVELOPE.isdisjoint(body) else body
    content = peek(response, "_content") if response is not None else None
    if not isinstance(content, (bytes, bytearray)):
        content = peek(response, "body") if response is not None else None
    if not isinstance(content, (bytes, bytearray)):
        content = peek(response, "_body") if response is not None else None
    if not isinstance(content, (bytes, bytearray)):
        content = peek(exc, "content")
    return content if isinstance(content, (bytes, bytearray, str)) else None


def url_of(holder: object) -> Any:
    if holder is None:
        return None
    url = peek(holder, "url")
    if url is None:
        url = peek(peek(holder, "_request"), "url") or peek(peek(holder, "request"), "url") or peek(holder, "real_url")
    return url


def _elapsed(response: object) -> float | None:
    taken = call(peek(response, "elapsed"), "total_seconds")
    return taken if isinstance(taken, (int, float)) else None
