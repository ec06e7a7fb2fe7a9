"""google-genai: `APIError` of requests and of Live sessions."""

from __future__ import annotations

from collections.abc import Mapping

from genai_triage.evidence.address import endpoint_of, url_text
from genai_triage.evidence.close import evidence_of_close
from genai_triage.evidence.error_body import as_status
from genai_triage.evidence.exception_readers.status_errors import url_of
from genai_triage.evidence.exception_view import ExceptionView, peek
from genai_triage.evidence.grpc_names import RPC_CODES
from genai_triage.evidence.http import note_retry_after, read_failed, read_failed_text
from genai_triage.evidence.parse import read_body
from genai_triage.evidence.who_answered import lowered, note_answer
from genai_triage.taxonomy import Evidence
from genai_triage.taxonomy.vendors import GEMINI


def of_closed_interaction(view: ExceptionView) -> Evidence | None:
    """`APIWebSocketError` of interactions: the code of the close; the SDK keeps the reason to itself."""
    if not view.is_a("google.APIWebSocketError") or not isinstance(view.get("close_code"), int):
        return None
    return evidence_of_close(view.get("close_code"), "", provider=view.provider or GEMINI.provider)


def of_genai_error(view: ExceptionView) -> Evidence | None:
    """`google.genai.errors.APIError`: code and raw JSON in `details`; a Live close has its code and reason there."""
    if not view.is_a("google.APIError") or view.get("details") is None:
        return None
    code, details, response = view.get("code"), view.get("details"), view.get("response")
    if isinstance(code, int) and 1000 <= code < 5000:
        return evidence_of_close(code, details, provider=view.provider or GEMINI.provider)
    address = url_text(url_of(response))
    evidence = Evidence(
        provider=view.provider or GEMINI.provider,
        http_status=as_status(code),
        endpoint=endpoint_of(GEMINI.provider, address),
    )
    error = read_failed(read_body(details), evidence) if isinstance(details, (Mapping, list)) else None
    if isinstance(details, str):
        read_failed_text(details, evidence)
    _read_page(details, evidence)
    status = view.get("status")
    if evidence.status is None and isinstance(status, str) and status.isupper():
        evidence.status = status
    headers = lowered(peek(response, "headers"))
    note_retry_after(evidence, headers)
    page = _page_in(details)
    if page:
        evidence.is_spoken = False  # as of any answer that is no JSON
    note_answer(evidence, [details], None if page else error, page, headers, address, is_page=bool(page))
    return evidence


def _page_in(details: object) -> str:
    """The body that was no JSON, which the SDK puts under `message`; empty for any other."""
    text = details.get("message") if isinstance(details, dict) else details
    if isinstance(details, dict) and (isinstance(details.get("error"), dict) or details.get("status") in RPC_CODES):
        return ""  # an error object, with its envelope or without
    return text if isinstance(text, str) and text.lstrip()[:1] not in ("{", "[") else ""


def _read_page(details: object, evidence: Evidence) -> None:
    """The SDK puts a body that is no JSON under `message`; an error object inside it decides then."""
    text = details.get("message") if isinstance(details, dict) else None
    if isinstance(text, str) and not evidence.status and evidence.code is None:
        read_failed_text(text, evidence)
