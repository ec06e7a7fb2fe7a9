"""Judges the answer of one raw call: at once if it has been read, else as its body passes."""

from __future__ import annotations

from typing import Any, NamedTuple

from genai_triage import evidence
from genai_triage.evidence.reading import Reading
from genai_triage.instrumentation.raw.body_view import BodyView, WholeBody
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Failure
from genai_triage.taxonomy.vendors import vendor_of
from genai_triage.telemetry.finalizers import in_copied_context
from genai_triage.telemetry.guard import guarded, report
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request

_NOT_MODIFIED = 304
_REDIRECTED = CAUSES["status.redirected"]


class Facts(NamedTuple):
    """What is kept of an answer that is still being read."""

    status_code: int
    headers: Any
    url: Any


def judged(operation: Operation, facts: Facts, body: bytes | None) -> bool:
    """Finishes a call whose answer needs no reading, or has been read; says whether it was one.

    `body` is None for one that is still to be read.
    """
    status = facts.status_code
    if 300 <= status < 400 and status != _NOT_MODIFIED:
        # A redirect that gets here was not followed: the application has no answer.
        redirected = Failure(_REDIRECTED, operation.request.provider, http_status=status, code=str(status))
        operation.conclude(redirected, refused=True)
    elif body is None:
        return False
    elif status >= 400:
        _conclude_refused(operation, status, facts.headers, body)
    else:
        _conclude(operation, WholeBody(body, facts.headers), facts, is_complete=True)
    return True


def watching(operation: Operation, facts: Facts, encoding: str) -> Watch:
    """Returns what follows a body whose pieces arrive in `encoding`."""
    try:
        view = BodyView(facts.headers.get("content-type", ""), encoding, counts=operation.request.results > 0)
    except Exception as error:
        report("raw.watching", error)
        return _unwatched(operation, facts)
    return (Watch if facts.status_code < 400 else RefusalWatch)(operation, view, facts)


def _unwatched(operation: Operation, facts: Facts) -> Watch:
    """Ends a call whose body nobody can follow by what its status says."""
    if facts.status_code < 400:
        operation.conclude(None)
    else:
        _conclude_refused(operation, *facts[:2], None)
    return Unwatched()


class Watch:
    """Follows the body of one answer while the application reads it."""

    def __init__(self, operation: Operation, view: BodyView, facts: Facts) -> None:
        self._operation = operation
        self._view = view
        self._facts = facts

    def passed(self, piece: bytes) -> None:
        try:
            self._view.add(piece)
            if self._operation.request.stream:
                self._operation.chunk(nothing, piece)
        except Exception as error:
            report("raw.watch.passed", error)

    def ended(self) -> None:
        if self._operation.is_open:
            _conclude(self._operation, self._view, self._facts, is_complete=True)

    def failed(self, error: BaseException) -> None:
        self._operation.fail(error)

    def closed(self) -> None:
        """Closed or dropped before its end: what has passed may still hold a finish reason."""
        if self._operation.is_open:
            in_copied_context(_conclude, self._operation, self._view, self._facts, is_complete=False)


class RefusalWatch(Watch):
    """Follows the body of a refusal: however its reading ends, what has passed says what was refused."""

    _has_passed = False

    def passed(self, piece: bytes) -> None:
        self._has_passed = True
        try:
            self._view.add(piece)
        except Exception as error:
            report("raw.watch.passed", error)

    def ended(self) -> None:
        if self._operation.is_open:
            _conclude_refused(self._operation, *self._facts[:2], self._view.kept)

    def failed(self, error: BaseException) -> None:
        self.closed()

    def closed(self) -> None:
        if self._operation.is_open:
            kept = self._view.kept if self._has_passed else None
            in_copied_context(_conclude_refused, self._operation, *self._facts[:2], kept)


class Unwatched(Watch):
    """Follows nothing."""

    def __init__(self) -> None:
        """The operation is over."""

    def passed(self, piece: bytes) -> None: ...
    def ended(self) -> None: ...
    def failed(self, error: BaseException) -> None: ...
    def closed(self) -> None: ...


@guarded
def _conclude(operation: Operation, view: BodyView | WholeBody, facts: Facts, *, is_complete: bool) -> None:
    """Judges what has passed; a stream that was left early is given up only if it shows neither failure nor end."""
    answer = operation.answer
    try:
        failure = _failure_in(operation, view, facts, is_complete=is_complete)
    except Exception as error:
        report("raw.watch.judge", error)
        failure = None
    if failure is None and not is_complete and not answer.finish_reasons and not answer.ended:
        operation.abandon()
    else:
        operation.conclude(failure)


def _failure_in(operation: Operation, view: BodyView | WholeBody, facts: Facts, *, is_complete: bool) -> Failure | None:
    request, answer = operation.request, operation.answer
    if request.operation == "get_token":
        operation.learn_token(view.kept)
    body = view.body(is_complete=is_complete, is_numbers=request.operation == "embeddings")
    failure = None
    if body is not None:
        if request.results and is_complete and 0 < view.results() < request.results:
            answer.fact = "results_missing"
        failure = evidence.classify_body(request.provider, facts.status_code, body, facts.headers, facts.url, answer)
    answer.id = answer.id or _request_id(request, facts.headers)
    return failure


def _request_id(request: Request, headers: Any) -> str | None:
    """The answer's id, of a vendor that sends it in a header only."""
    vendor = vendor_of(request.provider)
    names = vendor.request_id_headers if vendor else ()
    return headers.get(names[0]) if names else None


def nothing(answer: Reading, piece: Any) -> None:
    """Pieces of a raw stream are read when it ends."""


@guarded
def _conclude_refused(operation: Operation, status: int, headers: Any, body: bytes | None) -> None:
    """`body`: as far as it has been read; None where nothing of it could be."""
    last = operation.last_attempt
    if last is not None and last.status == status:
        last.on_body(body)
        failure = last.failure
    else:
        failure = evidence.classify_response(operation.request.provider, status, body, headers, None)
    operation.conclude(failure, refused=True)
