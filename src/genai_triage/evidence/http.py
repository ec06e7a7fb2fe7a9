"""HTTP answers → evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from itertools import islice
from typing import Any

from genai_triage.taxonomy import Evidence, Provider
from genai_triage.taxonomy.vendors import GEMINI, GIGACHAT, vendor_of

from . import delay
from .address import asks_for_content, asks_to_cancel, endpoint_of, provider_of, url_text
from .close import evidence_of_close
from .error_body import as_status, find_error, read_error
from .grpc_names import FAILED_RPC_CODES
from .jobs import CANCELLED
from .limits import MAX_ERRORS, MAX_ITEMS, MAX_TEXT
from .parse import Body, read_body
from .reading import Reading
from .success_body import DOWNLOAD, FILES, failure_in_success, read_answer
from .text import read_leading_status, read_raw, without_status
from .who_answered import lowered, note_answer


def evidence_of_response(
    provider: Provider | None,
    status: object,
    body: object,
    headers: object = None,
    url: object = None,
    elapsed: float | None = None,
) -> Evidence | None:
    """What an HTTP answer shows of a failure; None for an answer that is no failure.

    Args:
        provider: who answered; None to tell by the URL and the body's keys.
        status: HTTP status; anything else counts as unknown, and the body decides.
        body: bytes, text, a parsed JSON value, or None if it was not read.
        headers: a mapping or an iterable of pairs, names in any case.
        url: of the request, of any type whose text is the URL.
        elapsed: seconds the request took.
    """
    is_refusal = isinstance(status, int) and status >= 400
    return evidence_of_body(provider, status, read_body(body, is_refusal=is_refusal), headers, url, elapsed)


def evidence_of_body(
    provider: Provider | None,
    status: object,
    read: Body,
    headers: object = None,
    url: object = None,
    elapsed: float | None = None,
    reading: Reading | None = None,
) -> Evidence | None:
    """The same of a body that has been read; `reading` takes what a good answer shows."""
    address = url_text(url)
    provider = provider or provider_of(address) or _provider_of_body(read)
    http_status = status if isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 999 else None
    endpoint = endpoint_of(provider, address)
    close = _closed(read)
    if close is not None:
        return evidence_of_close(*close, provider=provider or GEMINI.provider)
    is_fine = http_status is None or 200 <= http_status < 300
    if is_fine:
        reading = Reading() if reading is None else reading
        if endpoint == DOWNLOAD or (endpoint == FILES and asks_for_content(url)) or read_answer(read, reading):
            return None
        if reading.fact == CANCELLED and asks_to_cancel(address):
            reading.fact = None
    evidence = Evidence(
        provider=provider,
        http_status=http_status,
        endpoint=endpoint,
        elapsed=elapsed if isinstance(elapsed, (int, float)) else None,
    )
    found, error = None, None
    if is_fine:
        found = failure_in_success(read, evidence, lambda: lowered(headers).get("content-type", ""), reading)
    elif http_status is not None and http_status >= 400:
        found, error = evidence, read_failed(read, evidence)
    if found is not None:
        if is_fine:
            error = find_error(read.documents, failed=False)
        known = lowered(headers)
        note_retry_after(found, known)
        is_page = not read.documents and bool(read.text)
        note_answer(found, read.documents, error, read.text, known, address, is_page=is_page)
    return found


def note_retry_after(evidence: Evidence, headers: Mapping[str, str]) -> None:
    """Notes how long a `Retry-After` header asks to wait, if the answer itself does not say."""
    if evidence.retry_after is None:
        evidence.retry_after = delay.in_header(headers.get("retry-after"))


def read_failed(read: Body, evidence: Evidence) -> Mapping[str, Any] | None:
    """Completes the evidence of an answer whose status says that it failed; returns its error object, if it has one."""
    error = _only_error(read.documents) or find_error(read.documents, failed=True)
    if error is not None:
        read_error(error, evidence)
    elif read.text:
        _read_page(read, evidence)
    elif read.documents and isinstance(read.documents[0], str):
        read_failed_text(read.documents[0], evidence)
    vendor = vendor_of(evidence.provider)
    if vendor is not None and vendor.has_own_codes and evidence.endpoint == "" and _is_token_error(error):
        evidence.endpoint = "token"
    return error


def _only_error(documents: list[Any]) -> Mapping[str, Any] | None:
    """The error object of a body that holds nothing else, which needs no search; None for any other."""
    if len(documents) != 1 or type(documents[0]) is not dict:
        return None
    error = documents[0].get("error")
    return error if type(error) is dict and "error" not in error and "errors" not in error else None


def _read_page(read: Body, evidence: Evidence) -> None:
    """Reads a body that is no JSON into evidence that says nothing yet; one that is remembered only once."""
    if read.seen is None:
        read_failed_text(read.text, evidence)
        return
    found = read.seen.get(evidence.provider)
    if found is None:
        blank, said = Evidence(provider=evidence.provider), Evidence(provider=evidence.provider)
        read_failed_text(read.text, said)
        names = (one.name for one in fields(Evidence))
        found = [(name, getattr(said, name)) for name in names if getattr(said, name) != getattr(blank, name)]
        read.seen[evidence.provider] = found
    for name, value in found:
        setattr(evidence, name, value)


def read_failed_text(text: str, evidence: Evidence) -> None:
    """An error body or an exception's text that is no JSON: its own words, and whatever an error object left in it."""
    read_raw(text, evidence)
    read_leading_status(text, evidence)
    if evidence.message is None:
        evidence.message = without_status(text)[:MAX_TEXT]


def _closed(read: Body) -> tuple[Any, Any] | None:
    document = read.documents[0] if read.documents else None
    if isinstance(document, dict) and "ws_close_code" in document:
        return document["ws_close_code"], document.get("ws_close_reason")
    return None


def _provider_of_body(read: Body) -> Provider | None:
    document = read.documents[0] if read.documents else None
    if not isinstance(document, Mapping):
        return None
    status = document.get("status")
    if "message" in document and isinstance(status, str) and status in FAILED_RPC_CODES:
        return GEMINI.provider  # its error object without the envelope, as openai's exceptions hold it
    if (
        "message" in document
        and (as_status(document.get("status")) or isinstance(document.get("code"), int))
        and "error" not in document
    ):
        return GIGACHAT.provider
    if any(key in document for key in ("candidates", "promptFeedback", "usageMetadata")):
        return GEMINI.provider
    detail = document.get("detail")
    if isinstance(detail, Mapping):  # of a gateway, which prints the URL that it called
        return provider_of(_said_in(detail).lower())
    error = document.get("error")
    if isinstance(error, Mapping) and isinstance(error.get("status"), str):
        return GEMINI.provider
    return None


def _said_in(detail: Mapping[str, Any]) -> str:
    """The texts of an object and of the objects in it; not `str(detail)`, which prints a long one whole."""
    inner = [member for member in islice(detail.values(), MAX_ITEMS) if isinstance(member, Mapping)]
    levels = (islice(level.values(), MAX_ITEMS) for level in (detail, *inner[:MAX_ERRORS]))
    said = [value[:MAX_TEXT] for values in levels for value in values if isinstance(value, str)]
    return " ".join(said)[:MAX_TEXT]


def _is_token_error(error: Mapping[str, Any] | None) -> bool:
    """The token endpoint says `code` where the API hosts say `status`."""
    return (
        error is not None
        and isinstance(error.get("code"), int)
        and "status" not in error
        and as_status(error["code"]) is None
    )
