"""Exceptions → evidence: looks through what wraps a failure, at what it carries, and at what it prints."""

from __future__ import annotations

import sys
from typing import Final

from genai_triage.patterns import late
from genai_triage.taxonomy import Evidence, Provider, exception_rank
from genai_triage.taxonomy.vendors import GEMINI, vendor_of

from .address import provider_named, provider_of
from .close import evidence_of_close
from .error_body import find_error, note_unreadable, read_error
from .exception_chain import exceptions_in
from .exception_place import place_of
from .exception_readers import evidence_carried
from .exception_view import ExceptionView, class_names, peek, provider_of_names, view_exception
from .limits import MAX_BODY, MAX_SHORT, MAX_TEXT
from .parse import read_body
from .text import (
    asks_for_token,
    read_close,
    read_leading_status,
    read_mentioned_status,
    read_quoted_status,
    read_raw,
    statuses_in,
    without_status,
)

_ANSWERED: Final = 4
_CERTAIN: Final = 2
_BY_CLASS: Final = 3
_GIVEN_UP: Final = late(r"\braised ([A-Za-z_]\w{1,80})>")
_PRINTED: Final = late(
    r"\s{0,10}(?:((?:[A-Za-z_]\w{0,60}\.){1,8})([A-Z]\w{1,80})|"
    r"([A-Z]\w{1,80}(?:Error|Exception|Timeout|Exceeded|Exhausted|Unavailable|Argument|"
    r"Precondition|Denied|Found|Unauthenticated|Cancelled|Requests)))(?::\s|$)"
)


def evidence_of_exception(
    exc: BaseException, provider: Provider | None = None, elapsed: float | None = None
) -> Evidence:
    """What an exception shows, looking through whatever wraps it.

    An answer that any of the wrapped exceptions carries decides, unless an exception outside it says something
    definite by its class or text; of general classes the outermost is kept.
    """
    best: Evidence | None = None
    best_rank = -1
    room = MAX_TEXT
    for depth, current in enumerate(exceptions_in(exc)):
        if depth and not isinstance(current, Exception):
            continue  # only the outermost exception may be a cancellation
        view = view_exception(current, provider, limit=room)
        evidence, rank = _judge(view, elapsed)
        if rank >= _CERTAIN:
            if best is not None and evidence.provider is None:
                evidence.provider = best.provider
            return evidence
        room = max(room - len(view.text), MAX_SHORT)
        if rank > best_rank:
            best, best_rank = evidence, rank
    return best if best is not None else Evidence(provider=provider)


def _judge(current: ExceptionView, elapsed: float | None, *, printed: bool = False) -> tuple[Evidence, int]:
    """The evidence of one exception and its rank: an answer, a telling class or text, a general class, nothing."""
    answered = evidence_carried(current, elapsed)
    if answered is not None:
        return answered, _ANSWERED
    text = current.text
    evidence = Evidence(provider=current.provider, exceptions=current.names, message=text or None, elapsed=elapsed)
    evidence.place = place_of(current)
    rank = exception_rank(evidence)
    if rank < _BY_CLASS and text:
        closed = read_close(text) if "{" not in text else None
        if closed is not None:
            return evidence_of_close(*closed, provider=current.provider or GEMINI.provider), _ANSWERED
        inner = None if printed else _printed_exception(current)
        if inner is not None:
            told, told_rank = _judge(inner, elapsed, printed=True)
            if told_rank >= max(rank, 1):  # of two general classes the inner one says more
                return told, told_rank
        answer = _answer_in_text(text, current.provider, elapsed)
        if answer is not None:
            return answer, _ANSWERED
    if evidence.provider is None:
        evidence.provider = provider_of(text[:2000].lower())
    return evidence, rank


def _printed_exception(current: ExceptionView) -> ExceptionView | None:
    """The exception whose class and text another one only quotes, as task queues and subprocesses do.

    What gave up retrying prints the class alone: `RetryError[<Future at 0x7f… state=finished raised ServerError>]`.
    """
    given_up = _GIVEN_UP.search(current.text) if "state=finished raised" in current.text else None
    if given_up is not None:
        printed = (f"printed.{given_up[1]}", "builtins.Exception")
        return ExceptionView(current.exc, printed, current.provider, text="")
    found = _PRINTED.match(current.text)
    if not found:
        return None
    path, name = found[1] or "", found[2] or found[3]
    package = path.partition(".")[0]
    known = peek(sys.modules.get(path[:-1] or "builtins"), name)  # nothing is imported for its sake
    names = class_names(known) if isinstance(known, type) and issubclass(known, BaseException) else ()
    if not names or "google.GoogleAPICallError" in names:  # whose answer is in the text, not in attributes
        of_google_auth = ("google.GoogleAuthError",) if path.startswith("google.auth.") else ()
        names = (f"{package or 'builtins'}.{name}", *of_google_auth, "builtins.Exception")
    text = current.text[found.end() :]
    return ExceptionView(current.exc, names, current.provider or provider_of_names(names), text=text)


def _answer_in_text(text: str, provider: Provider | None, elapsed: float | None) -> Evidence | None:
    """The answer that a wrapper printed into its own text and dropped."""
    lowered = text[:2000].lower()
    known = provider or provider_of(lowered) or provider_named(lowered)
    evidence = Evidence(provider=known, elapsed=elapsed)
    start = min((position for position in (text.find("{"), text.find("[{")) if position >= 0), default=-1)
    error = None
    if start >= 0:
        read = read_body(text[start : start + MAX_BODY - 1], is_refusal=True)
        error = find_error(read.documents, failed=False)
    if error is not None:
        read_error(error, evidence)
    raw = read_raw(text, evidence) if start >= 0 else False
    numbers = statuses_in(text)
    leading = (
        read_leading_status(text, evidence)
        or read_mentioned_status(text, evidence, numbers)
        or read_quoted_status(text, evidence, numbers)
    )
    if not (raw or leading or error is not None):
        return None
    if not (evidence.status or evidence.error_status or evidence.code or evidence.reasons or evidence.violations):
        return None
    if error is not None:
        note_unreadable(evidence)
    if evidence.message is None:
        evidence.message = without_status(text)[:MAX_TEXT]
    if evidence.provider is None and evidence.status and not evidence.rpc:
        evidence.provider = GEMINI.provider  # a status name inside an error object is Google's; GigaChat sends numbers
    vendor = vendor_of(evidence.provider)
    if vendor is not None and vendor.token_path and (vendor.token_path in text or asks_for_token(text)):
        evidence.endpoint = "token"
    return evidence
