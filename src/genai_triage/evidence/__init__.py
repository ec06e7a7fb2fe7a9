"""What happened: exceptions, HTTP answers, RPC statuses, closes and 200 bodies → failures of the taxonomy.

Nothing here raises, whatever the input; no SDK is imported, nothing is read from the network.
"""

from __future__ import annotations

from collections.abc import Callable

from genai_triage.interrupts import let_through
from genai_triage.taxonomy import UNCLASSIFIED, Evidence, Failure, Provider
from genai_triage.taxonomy.match import match
from genai_triage.taxonomy.vendors import GEMINI, vendor_of

from .address import is_token_request
from .close import evidence_of_close, is_normal_close, read_session_message
from .documents import read_turn_end
from .exceptions import evidence_of_exception
from .grpc import evidence_of_rpc
from .http import evidence_of_body, evidence_of_response
from .judge import failure_in_reading
from .parse import Body
from .reading import Reading
from .success_body import failure_in_end, read_end

__all__ = [
    "Reading",
    "classify_answer",
    "classify_body",
    "classify_close",
    "classify_end",
    "classify_exception",
    "classify_finish",
    "classify_grpc",
    "classify_response",
    "error_in_stream",
    "is_token_request",
    "read_session_message",
    "read_stream_end",
    "read_turn_end",
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
    failure = classify_end(exc, provider=provider, elapsed=elapsed)
    return failure if failure is not None else Failure(cause=UNCLASSIFIED, provider=_provider(provider))


def classify_end(
    exc: BaseException, *, provider: Provider | None = None, elapsed: float | None = None
) -> Failure | None:
    """Classifies an exception like `classify_exception`; None where it only tells the normal close of a session."""
    known = _provider(provider)
    return _guarded(lambda: evidence_of_exception(exc, known, elapsed), lambda: Evidence(provider=known))


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
    has_failed = isinstance(status, int) and 400 <= status <= 999
    return _guarded(
        lambda: evidence_of_response(known, status, body, headers, url, elapsed),
        (lambda: Evidence(provider=known, http_status=status)) if has_failed else None,
    )


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
    return _guarded(lambda: evidence_of_rpc(known, status, details, metadata), lambda: Evidence(provider=known))


def classify_close(code: object, reason: object = "", *, provider: Provider | None = GEMINI.provider) -> Failure | None:
    """Classifies the close of a Live session by its code and reason (at most 123 bytes); None for a normal one."""
    known = _provider(provider)
    return _guarded(lambda: evidence_of_close(code, reason, provider=known), lambda: Evidence(provider=known))


def classify_body(
    provider: Provider | None, status: int, body: Body, headers: object, url: object, answer: Reading
) -> Failure | None:
    """Classifies an HTTP answer whose body has been read as it passed, and reads what else it shows into `answer`.

    Args:
        provider: who answered.
        status: HTTP status.
        body: as far as it was kept; `cut` if the application left it early.
        headers: mapping or pairs.
        url: of the request; tells the endpoint.
        answer: takes finish reasons, usage, model and id.
    """
    known = _provider(provider)
    return _guarded(lambda: evidence_of_body(known, status, body, headers, url, reading=answer))


def classify_answer(provider: Provider | None, answer: Reading, *, complete: bool | None = None) -> Failure | None:
    """Classifies what an SDK's objects showed of an answer; the path of every successful call.

    Args:
        provider: who answered.
        answer: as far as it was read.
        complete: None for a whole answer; of a stream, True if it ended by itself and False if it was left early.
    """
    if answer.is_good or (answer.is_plain and not complete):
        return None
    known = _provider(provider)
    return _guarded(lambda: failure_in_reading(answer, Evidence(provider=known), complete=complete))


def classify_finish(provider: Provider | None, reason: str) -> Failure | None:
    """Classifies a finish reason; None for one that ends a usable answer."""
    answer = Reading()
    answer.add_candidate(0, reason, True)
    return classify_answer(provider, answer)


def error_in_stream(provider: Provider | None, end: bytes) -> Failure | None:
    """Classifies the error object, or else the finish reason, at the end of a stream, where an SDK may have dropped it.

    Args:
        provider: whose stream it is.
        end: the last bytes; they may begin in the middle of an event.

    Returns:
        None if there is neither: the end alone says nothing else about the answer.
    """
    known = _provider(provider)
    return _guarded(lambda: failure_in_end(end, Evidence(provider=known, http_status=200)))


def read_stream_end(end: bytes, answer: Reading) -> None:
    """Reads into `answer` how a stream ended, which an SDK may have kept to itself.

    Args:
        end: the last bytes; they may begin in the middle of an event.
        answer: what the SDK gave of it.
    """
    _guarded(lambda: read_end(end, answer))


def _provider(provider: object) -> Provider | None:
    vendor = vendor_of(provider)
    return vendor.provider if vendor else None


def _guarded(observe: Callable[[], Evidence | None], otherwise: Callable[[], Evidence] | None = None) -> Failure | None:
    """The one place where anything unexpected ends: a hostile object is judged by `otherwise`, never raised from."""
    try:
        evidence = observe()
        if evidence is None:
            return None
        failure = match(evidence)
        return None if is_normal_close(evidence, failure) else failure
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        let_through(error)
        return None if otherwise is None else match(otherwise())
