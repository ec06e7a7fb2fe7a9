"""gigachat: `ResponseError` of all versions."""

from __future__ import annotations

from typing import Any

from genai_triage.evidence.error_body import as_status
from genai_triage.evidence.exception_view import ExceptionView
from genai_triage.evidence.http import evidence_of_response
from genai_triage.taxonomy import Evidence
from genai_triage.taxonomy.vendors import GIGACHAT


def of_gigachat_error(view: ExceptionView) -> Evidence | None:
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
    return evidence_of_response(view.provider or GIGACHAT.provider, as_status(status), content, headers, url)
