"""Parsers' exceptions: of `json`, and google-genai's for a stream that it cannot read."""

from __future__ import annotations

from genai_triage.evidence.address import provider_of, url_text
from genai_triage.evidence.error_body import as_status, find_error, read_error
from genai_triage.evidence.exception_place import place_of
from genai_triage.evidence.exception_readers.status_errors import url_of
from genai_triage.evidence.exception_readers.structured import is_answer_of_model
from genai_triage.evidence.exception_view import ExceptionView, frames_of, mapping, peek
from genai_triage.evidence.http import evidence_of_response
from genai_triage.evidence.limits import MAX_BODY, MAX_TEXT
from genai_triage.evidence.parse import read_body
from genai_triage.evidence.text import read_raw
from genai_triage.taxonomy import Evidence


def of_document(view: ExceptionView) -> Evidence | None:
    """A parser's exception that still holds the text, as `doc` or in google-genai's message."""
    if view.is_a("json.JSONDecodeError"):
        text = view.get("doc") or ""  # empty too where another exception only prints this one
    elif view.is_a("google.UnknownApiResponseError"):
        text = view.text.partition("Raw response: ")[2]
    else:
        return None
    if not isinstance(text, str):
        return None
    refused = _refused_in_json(view, text)
    if refused is not None:
        return refused
    read = read_body(text[: MAX_BODY - 1], is_refusal=True)
    evidence = Evidence(provider=view.provider)
    for document in read.documents:
        error = find_error(document, failed=False)
        if error is not None:
            read_error(error, evidence)
            return evidence
    refused = _refused_in_text(evidence, text)
    if refused is None and view.is_a("json.JSONDecodeError") and is_answer_of_model(view, text):
        return Evidence(provider=view.provider, fact="answer_not_json", place=place_of(view))
    return refused


def _refused_in_text(evidence: Evidence, text: str) -> Evidence | None:
    """The error that can be made out in a text that is no JSON."""
    if '"error"' not in text[:MAX_TEXT] and '"status"' not in text[:200] and "'error'" not in text[:MAX_TEXT]:
        return None
    read_raw(text, evidence)
    return evidence if evidence.status or evidence.error_status or evidence.reasons else None


def _refused_in_json(view: ExceptionView, text: str) -> Evidence | None:
    """The answer whose `json()` failed, if its status was an error's: the parser only met a page or a plain text."""
    for frame in frames_of(view.exc):
        if peek(peek(frame, "f_code"), "co_name") == "json":
            response = mapping(peek(frame, "f_locals")).get("self")
            status = as_status(peek(response, "status_code")) or as_status(peek(response, "status"))
            if status is not None and status >= 400:
                url = url_of(response)
                known = view.provider or provider_of(url_text(url))
                return evidence_of_response(known, status, text, peek(response, "headers"), url)
    return None
