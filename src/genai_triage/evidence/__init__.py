"""What happened: exceptions, HTTP answers, RPC statuses, closes and 200 bodies → failures of the taxonomy.

Nothing here raises, whatever the input; no SDK is imported, nothing is read from the network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from genai_triage.interrupts import let_through
from genai_triage.taxonomy import UNCLASSIFIED, Evidence, Failure, Provider
from genai_triage.taxonomy.match import match
from genai_triage.taxonomy.vendors import vendor_of

from .error_body import find_error, note_unreadable, read_error
from .exceptions import evidence_of_exception
from .grpc import evidence_of_rpc
from .http import evidence_of_close, evidence_of_response
from .parse import BrokenEvent, read_body
from .success_body import FAILED_STATES, GOOD_FINISHES, failure_in_success, normal_name, read_broken, worst_finish
from .text import read_raw

__all__ = [
    "FAILED_STATES",
    "classify_close",
    "classify_exception",
    "classify_grpc",
    "classify_outcome",
    "classify_response",
    "error_in_stream",
]


def classify_exception(
    exc: BaseException, *, provider: Provider | None = None, elapsed: float | None = None
) -> Failure:
    """Classifies any exception of either SDK, of a transport or of a wrapper around them.

    Args:
        exc: the exception; causes, contexts, groups and wrapped exceptions are looked through.
        provider: whose call raised it; None to tell by the exception.
        elapsed: seconds the call took; a 502 after 280 s or more is a time limit.

    Returns:
        Always a failure; `status.unclassified` if nothing is known about the exception.
    """
    known = _provider(provider)
    failure = _guarded(lambda: evidence_of_exception(exc, known, elapsed), Evidence(provider=known))
    return failure if failure is not None else Failure(cause=UNCLASSIFIED, provider=known)


def classify_response(
    provider: Provider | None,
    status: int | None,
    body: object,
    headers: object = None,
    url: object = None,
    *,
    elapsed: float | None = None,
) -> Failure | None:
    """Classifies an HTTP answer.

    Args:
        provider: who answered; None to tell by the URL and the body.
        status: HTTP status; None if only a body is at hand.
        body: bytes, text, parsed JSON, or None if unread. At most the first 64 KiB are looked at, and a body may be
            cut there. Event streams, NDJSON and arrays of chunks are read as one answer.
        headers: mapping or pairs; `Retry-After` and `Content-Type` are read.
        url: of the request; tells the endpoint.
        elapsed: seconds the request took.

    Returns:
        None for an answer that is no failure.
    """
    known = _provider(provider)
    failed = Evidence(provider=known, http_status=status) if isinstance(status, int) and 400 <= status <= 999 else None
    return _guarded(lambda: evidence_of_response(known, status, body, headers, url, elapsed), failed)


def classify_grpc(
    provider: Provider | None, status: object, details: object = "", metadata: object = None
) -> Failure | None:
    """Classifies the status of an RPC: a name, a number or `grpc.StatusCode`.

    Args:
        provider: whose service was called.
        status: of the RPC; OK yields None.
        details: the status message.
        metadata: trailing (or initial) metadata as pairs or a mapping; `grpc-status-details-bin` is read.
    """
    known = _provider(provider)
    return _guarded(lambda: evidence_of_rpc(known, status, details, metadata), Evidence(provider=known))


def classify_close(code: object, reason: object = "", *, provider: Provider | None = "gemini") -> Failure:
    """Classifies the close of a Live API WebSocket by its code and reason (at most 123 bytes)."""
    known = _provider(provider)
    failure = _guarded(lambda: evidence_of_close(code, reason, provider=known), Evidence(provider=known))
    return failure if failure is not None else Failure(cause=UNCLASSIFIED, provider=known)


def classify_outcome(
    provider: Provider | None,
    *,
    finish_reasons: Sequence[Any] = (),
    block_reason: Any = None,
    answered: bool = True,
    error: object = None,
    complete_stream: bool | None = None,
) -> Failure | None:
    """Classifies what an SDK object of a good answer says, without any JSON; the path of every successful call.

    Args:
        provider: who answered.
        finish_reasons: one per candidate, as names or enum members; a failure only if none of them is usable, and
            then the one that ranks first (permission, invalid request, safety, recitation, malformed, truncated).
        block_reason: of the prompt; decides unless there is an answer in spite of it.
        answered: whether any candidate held content.
        error: an error object found in the answer; decides over everything else.
        complete_stream: True if a stream ended by itself; without any finish reason it was cut.
    """
    if error is None and not block_reason and answered:
        if not finish_reasons:
            if not complete_stream:
                return None
        else:
            for finish in finish_reasons:
                if finish.__class__ is str and finish in GOOD_FINISHES:
                    return None
    known = _provider(provider)
    return _guarded(lambda: _evidence_of_outcome(known, finish_reasons, block_reason, answered, error, complete_stream))


def error_in_stream(provider: Provider | None, end: bytes) -> Failure | None:
    """Classifies the error object, or else the finish reason, at the end of a stream, where an SDK may have dropped it.

    Args:
        provider: whose stream it is.
        end: the last bytes; they may begin in the middle of an event.

    Returns:
        None if there is neither: the end alone says nothing else about the answer.
    """
    known = _provider(provider)
    return _guarded(lambda: _evidence_of_stream_end(known, end))


def _evidence_of_stream_end(provider: Provider | None, end: bytes) -> Evidence | None:
    evidence = Evidence(provider=provider, http_status=200)
    read = read_body(end)
    for document in reversed(read.documents):
        if isinstance(document, BrokenEvent) and read_broken(document.data, evidence):
            return evidence
        error = find_error(document, failed=False)
        if error is not None:
            read_error(error, evidence)
            note_unreadable(evidence)
            return evidence
    _, found, rest = read.text.rpartition('"error"')
    if found and read_raw(rest, evidence):
        return evidence
    stopped = failure_in_success(replace(read, cut=True), evidence, "")
    return stopped if stopped is not None and (stopped.finish or stopped.block) else None


def _evidence_of_outcome(
    provider: Provider | None,
    finish_reasons: Sequence[Any],
    block_reason: Any,
    answered: bool,
    error: object,
    complete_stream: bool | None,
) -> Evidence | None:
    evidence = Evidence(provider=provider, http_status=None)
    if error is not None:
        return _evidence_of_error(error, evidence)
    finishes = [normal_name(finish) for finish in list(finish_reasons)[:200] if finish is not None]
    block = normal_name(block_reason) if block_reason else ""
    if block and not (answered and (finishes or block == "BLOCKED_REASON_UNSPECIFIED")):
        evidence.block = block
        return evidence
    bad = [finish for finish in finishes if finish not in GOOD_FINISHES]
    if finishes and len(bad) == len(finishes):
        evidence.finish = worst_finish(evidence, bad)
        return evidence
    if not answered:
        evidence.fact = "empty_answer" if finishes else "no_candidate"
        return evidence
    if complete_stream and not finishes:
        evidence.fact = "stream_cut"
        return evidence
    return None


def _evidence_of_error(error: object, evidence: Evidence) -> Evidence:
    if isinstance(error, BaseException):
        return evidence_of_exception(error, evidence.provider)
    if not isinstance(error, Mapping):
        fields = {name: getattr(error, name, None) for name in ("code", "status", "message", "details")}
        error = {name: value for name, value in fields.items() if value is not None}
    found = find_error(error, failed=True)
    if found is not None:
        read_error(found, evidence)
    note_unreadable(evidence)
    return evidence


def _provider(provider: object) -> Provider | None:
    vendor = vendor_of(provider)
    return vendor.provider if vendor else None


def _guarded(observe: Callable[[], Evidence | None], otherwise: Evidence | None = None) -> Failure | None:
    """The one place where anything unexpected ends: a hostile object is judged by `otherwise`, never raised from."""
    try:
        evidence = observe()
        return None if evidence is None else match(evidence)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        let_through(error)
        return None if otherwise is None else match(otherwise)
