"""SDKs that die of an error body's shape: what they were about to raise is in the frame that did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genai_triage.evidence.error_body import as_status, find_error, note_unreadable, read_error
from genai_triage.evidence.exception_readers.status_errors import url_of
from genai_triage.evidence.exception_view import ExceptionView, peek
from genai_triage.evidence.http import evidence_of_response
from genai_triage.evidence.limits import MAX_FRAMES
from genai_triage.taxonomy import Evidence, Provider
from genai_triage.taxonomy.vendors import GEMINI


def of_crash(view: ExceptionView) -> Evidence | None:
    """An SDK that dies of an error body's shape: the answer is in the frame that did.

    google-genai compares a missing code with a number, google-api-core takes an array for an object.
    """
    if view.is_a("builtins.AttributeError") and "object has no attribute 'get'" in view.text:
        return _error_in_crash(view) or hidden_in_crash(view.exc, view.provider)
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
    evidence = Evidence(provider=view.provider or GEMINI.provider)
    read_error(error, evidence)
    note_unreadable(evidence)
    return evidence


def hidden_in_crash(exc: object, provider: Provider | None) -> Evidence | None:
    """The answer that google-api-core was about to raise: error bodies of REST streams are arrays."""
    response = _locals_at(exc).get("response")
    status, content = as_status(peek(response, "status_code")), peek(response, "_content")
    if status is None or status < 400 or not isinstance(content, bytes):
        return None
    return evidence_of_response(
        provider or GEMINI.provider, status, content, peek(response, "headers"), url_of(response)
    )


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
