"""The life of one operation: started once, finished once, whatever happens in between.

An operation is what the application asked for; its attempts are the requests on the wire
(semconv, GenAI client spans: a span is the logical operation as the caller sees it, retries included).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any, Final

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span

from genai_triage.evidence.parse import members_of
from genai_triage.evidence.reading import Reading
from genai_triage.taxonomy.model import Failure, FailureClass
from genai_triage.telemetry import idle, names, verdict, watch
from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.beside import INFERENCE_KEY, span_beside, span_instead
from genai_triage.telemetry.credentials import Fingerprints
from genai_triage.telemetry.finalizers import in_copied_context
from genai_triage.telemetry.guard import guarded, report
from genai_triage.telemetry.once import take
from genai_triage.telemetry.report import Outcome, Report
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.retries import Retries
from genai_triage.telemetry.runtime import Telemetry
from genai_triage.telemetry.session import Session

OPERATION_KEY: Final = otel_context.create_key("genai_triage.operation")

_forks = 0


def _count_fork() -> None:
    global _forks
    _forks += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_count_fork)


class Operation:
    """One call of the application: a span, a duration point and the counters, recorded exactly once."""

    last_attempt: Attempt | None = None
    owns_nested_calls = False
    needs_attempt = False
    client: object | None = None
    """The HTTP client that sends the operation's requests, wherever redirects lead."""
    step: object = None
    """The URL of the request that is known to go to the operation's server."""
    session: Session | None = None
    fingerprints: Fingerprints | None = None
    """Of credentials; None where nobody wants to know which the call is made with."""
    _retries: Retries | None = None
    _has_chunks = False
    _last_chunk_at = 0.0
    _chunks = 1
    """How many have come, once one has."""
    _longest_gap = 0.0
    """Seconds between two of them."""

    def __init__(self, telemetry: Telemetry, request: Request, parent: Context | None = None) -> None:
        idle.has_begun = True
        self.request = request
        self.answer = Reading()
        if request.results:
            self.answer.expected = request.results
        self._fork = _forks
        self._unfinished = [True]
        parent = otel_context.get_current() if parent is None else parent
        theirs, neighbour = _spans_of_others(parent)
        self._report = Report(telemetry, request, parent, theirs, neighbour)
        self.span: Span = self._report.span
        """The operation's own span, or the one of another instrumentation that already records this call."""
        self.context: Context | None
        if theirs is None and self.span is not trace.INVALID_SPAN:
            self.context = trace.set_span_in_context(self.span, parent)
            dict.__setitem__(self.context, OPERATION_KEY, self)  # nobody else has it yet: another copy would cost more
        else:
            self.context = otel_context.set_value(OPERATION_KEY, self, parent)
        self._started_at = time.perf_counter()

    @property
    def is_open(self) -> bool:
        return bool(self._unfinished) and self._fork == _forks

    @property
    def has_begun(self) -> bool:
        """Whether a request was sent, or a chunk has come by a way that is not observed."""
        return self.last_attempt is not None or self._has_chunks

    @property
    def elapsed(self) -> float:
        """Seconds since the operation was started."""
        return time.perf_counter() - self._started_at

    def session_opened(self) -> None:
        """Counts the session among those that are open, until the operation is finished."""
        if self.is_open:
            self._report.session_opened()

    def session_goes_away(self, seconds: float | None) -> None:
        """Tells that the service will close the session in so many seconds."""
        self._report.session_goes_away(seconds, self.context)

    def record_usage(self, turn: Reading) -> None:
        """Records what a turn of a session used."""
        self._report.usage(turn)

    def restart_clock(self) -> None:
        """Counts the time to the first chunk from here, if no chunk has arrived: no request was sent yet."""
        if not self._has_chunks:
            self._started_at = time.perf_counter()

    def start_attempt(self, transport: str, request: object, expects_stream: bool = False) -> Attempt:
        """Starts an attempt and counts the previous one."""
        last = self.last_attempt
        if last is not None:
            self._note_end(last)
            self._report.attempt(last)
        if self.answer.round_ends:
            self._read_usage()
            self.answer.begin_round()
        attempt = Attempt(self.request.provider, transport, request, self.span, expects_stream)
        self.last_attempt = attempt
        if self._retries is not None:
            self._retries.sent(self.request.provider, attempt)
        return attempt

    @guarded
    def authorized_with(self, headers: object, url: object = "") -> None:
        """Notes the credential of a request on the wire, by its headers and URL, or of the client that sends it.

        Only to be called where there are `fingerprints`.
        """
        if self.fingerprints is None or self._report.credential is not None:
            return
        found = self.fingerprints.of_request(headers, url)
        if found is None and self.request.credential is not None:
            found = self.fingerprints.of(self.request.credential())
        if found is not None:
            self._report.made_with(found)

    @guarded
    def learn_token(self, answer: bytes | None) -> None:
        """Notes the access token in `answer`, a JSON document, as standing for the operation's credential."""
        fingerprint = self._report.credential
        if self.fingerprints is not None and fingerprint is not None and answer:
            self.fingerprints.learn(members_of(answer).get("access_token"), fingerprint)

    @guarded
    def _read_usage(self) -> None:
        """Reads the usage that the last chunk of a stream has left."""
        self.answer.read_usage()

    def _note_end(self, attempt: Attempt) -> None:
        """Begins to count retries with the first attempt that failed and was not the last."""
        if self._retries is None and attempt.has_failed:
            self._retries = Retries()
        if self._retries is not None:
            self._retries.ended(self.request.provider, attempt)

    def chunk(self, read: Callable[[Reading, Any], None], chunk: Any) -> None:
        """Reads a chunk of a stream that is about to reach the application."""
        if self._fork != _forks:
            return
        try:
            if not self._has_chunks:
                self._first_chunk(read, chunk)
                return
            now = time.perf_counter()
            gap = now - self._last_chunk_at
            self._last_chunk_at = now
            next_chunk = self._report.next_chunk
            if next_chunk is not None:
                next_chunk(gap)
            else:
                self._chunks += 1
                if gap > self._longest_gap:
                    self._longest_gap = gap
            read(self.answer, chunk)
        except Exception as error:
            report("Operation.chunk", error)

    def _first_chunk(self, read: Callable[[Reading, Any], None], chunk: Any) -> None:
        self._has_chunks = True
        self._last_chunk_at = time.perf_counter()
        try:
            read(self.answer, chunk)
        finally:
            self._report.first_chunk(self._last_chunk_at - self._started_at, self.answer.model, self.context)

    def succeed(self, *, complete_stream: bool | None = None) -> None:
        """Finishes a call that returned, or whose stream ended; `answer` says whether with something usable."""
        try:
            if self._take():
                provider, last = self.request.provider, self.last_attempt
                if self.needs_attempt and last is None:
                    self._forget()
                    return
                if self.answer.is_good:  # as nearly every one: nothing else would be asked of it
                    self._finish(None)
                    return
                self._finish(verdict.failure_of_answer(provider, self.answer, last, complete_stream=complete_stream))
        except Exception as error:
            report("Operation.succeed", error)

    @guarded
    def abandon(self) -> None:
        """Finishes a stream that the application stopped reading (break, close, garbage collection): not a failure."""
        if self._take():
            in_copied_context(self._abandon)

    def _abandon(self) -> None:
        failure = verdict.failure_of_abandoned(self.request.provider, self.answer, self.last_attempt)
        if failure is None and not self.answer.finish_reasons and not self.answer.ended:
            self._report.abandoned()
        self._finish(failure)

    @guarded
    def withdraw(self) -> None:
        """Finishes what turns out to be no call, as nothing was sent."""
        if self._take():
            self._forget()

    @guarded
    def fail(self, error: BaseException, failure: Failure | None = None) -> None:
        """Finishes a call that raised `error`; `failure`: what the wire has shown that it is."""
        if self._take():
            provider, last = self.request.provider, self.last_attempt
            if failure is None:
                failure = verdict.failure_of_exception(error, provider, self.answer, last, self.elapsed)
            self._finish(failure, error)

    @guarded
    def conclude(self, failure: Failure | None, *, refused: bool = False) -> None:
        """Finishes a raw call whose answer was judged; `refused`: by its status, which an SDK would have raised."""
        if self._take():
            self._finish(failure, refused=refused)

    def _take(self) -> bool:
        """True for the one caller that may finish the operation; never in a forked child, nor when Python exits.

        By then the exporters are shut down, and would only warn.
        """
        return self._fork == _forks and not sys.is_finalizing() and take(self._unfinished)

    def _finish(self, failure: Failure | None, error: BaseException | None = None, *, refused: bool = False) -> None:
        if self._has_chunks:
            self._read_usage()
        error_type = self._report.error_type(failure, error) if error is not None or refused else None
        last = self.last_attempt
        seconds = time.perf_counter() - self._started_at
        outcome = Outcome(failure, error, error_type, seconds, self.context, last, self._retries)
        if failure is not None and last is not None:
            outcome.sent = last.sent()
        if self._has_chunks and self._report.tells_chunks:
            outcome.stream = self._stream(error)
        if self.session is not None:
            outcome.session = self.session.attributes()
        if error is None and self.answer.job is not None:
            outcome.is_repeated = self._report.job(self.answer, failure) is True
        if last is not None:
            self._report.attempt(last, None if failure is None else _of_provider(outcome.counted))
        self._forget()
        facts = self._report.end(self.answer, outcome)
        if watch.watcher is not None:
            watch.watcher.ended(self.request, outcome, facts, self.span.get_span_context().trace_id)

    def _stream(self, error: BaseException | None) -> dict[str, Any]:
        """What a stream shows of its chunks; what broke off while one was waited for was silent until then."""
        silent = 0.0 if error is None else time.perf_counter() - self._last_chunk_at
        found: dict[str, Any] = {names.STREAM_CHUNKS: self._chunks}
        if self._chunks > 1 or error is not None:
            found[names.STREAM_LONGEST_GAP] = max(self._longest_gap, silent)
        return found

    def _forget(self) -> None:
        """Breaks the cycle operation → context → operation and lets go of requests and answers.

        A span that is not ended after it is never exported.
        """
        self.context = None
        self.last_attempt = None
        self.client = None
        self.step = None
        self.session = None


def running_in(context: Context) -> Operation | None:
    """Returns the operation that is running in `context`, if any."""
    found: Any = context.get(OPERATION_KEY)
    is_running = type(found) is Operation and found._unfinished and found._fork == _forks
    return found if is_running else None


def _of_provider(failure: Failure | None) -> Failure | None:
    """Returns a failure that an attempt may have, and not only the application."""
    return None if failure is None or failure.failure_class is FailureClass.CLIENT else failure


def _spans_of_others(context: Context) -> tuple[Span | None, Span | None]:
    """Returns the span that is used instead of ours, and the one that is told what ours is."""
    if not context:
        return None, None
    span = trace.get_current_span(context)
    if span is trace.INVALID_SPAN and INFERENCE_KEY not in context:
        return None, None
    ours = context.get(OPERATION_KEY)
    if isinstance(ours, Operation) and ours.span is span:
        return None, None  # a call made from inside an operation, by a tool: an operation of its own
    theirs = span_instead(span, context)
    return theirs, None if theirs is not None or span is trace.INVALID_SPAN else span_beside(span)
