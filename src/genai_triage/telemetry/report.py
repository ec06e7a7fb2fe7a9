"""Writes what is recorded of one operation: its span, its metrics and its event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span

from genai_triage.evidence.reading import UNSPECIFIED, Reading
from genai_triage.taxonomy.doc_pages import edition
from genai_triage.taxonomy.model import Cause, Failure, Provider, Quota
from genai_triage.taxonomy.vendors import vendor_of
from genai_triage.telemetry import beside, gate, names, processes, start
from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.callback import tell
from genai_triage.telemetry.echo import without_echo, words_sent
from genai_triage.telemetry.finish_reasons import USUAL, finish_reason
from genai_triage.telemetry.guard import guarded, report
from genai_triage.telemetry.operation_names import makes_jobs
from genai_triage.telemetry.request import Request, findings
from genai_triage.telemetry.retries import Retries
from genai_triage.telemetry.runtime import Telemetry
from genai_triage.telemetry.usage import usage_attributes

Attributes = dict[str, Any]


class Outcome:
    """How an operation ended."""

    session: Attributes | None = None
    """What a session shows beside what every operation does."""
    stream: Attributes | None = None
    """What a stream shows of its chunks."""
    sent: object = None
    """The body of the last request, which a service may repeat in its message."""

    def __init__(
        self,
        failure: Failure | None,
        error: BaseException | None,
        error_type: str | None,
        seconds: float,
        context: Context | None,
        last: Attempt | None,
        retries: Retries | None = None,
        is_repeated: bool = False,
    ) -> None:
        """`error_type`: `error.type`, None where the call did not raise; `context`: the operation's own.

        `is_repeated`: the failure is a job's that an earlier call has counted; it stands on the span only.
        """
        self.failure = failure
        self.error = error
        self.error_type = error_type
        self.seconds = seconds
        self.context = context
        self.last = last
        self.retries = retries
        self.is_repeated = is_repeated

    @property
    def counted(self) -> Failure | None:
        """The failure that the metrics know of."""
        return None if self.is_repeated else self.failure


class Report:
    """Records an operation as it starts, as its chunks arrive and as it ends."""

    next_chunk: Callable[[float], None] | None = None
    """Records the time between two chunks; None where nobody wants to know it."""
    credential: str | None = None
    """The fingerprint of the credential in use, as far as it is known."""
    tells_chunks = False
    """Whether the span says how many chunks came and how long none did, as there are no points that do."""
    _credential_label: str | None = None
    _first_chunk_after: float | None = None
    _is_abandoned = False
    _is_session_open = False
    _is_usage_recorded = False

    def __init__(
        self,
        telemetry: Telemetry,
        request: Request,
        parent: Context,
        theirs: Span | None,
        neighbour: Span | None = None,
    ) -> None:
        """Starts the span under `parent`.

        `theirs` is the span of another instrumentation that is used instead, `neighbour` one that is told what ours is.
        """
        self._neighbour = neighbour
        self._telemetry = telemetry
        self._request = request
        self._enriches = theirs is not None
        self._measures = theirs is None and telemetry.settings.genai_metrics
        """Whether `gen_ai.client.*` is recorded, and not left to others."""
        self._kind = telemetry.instruments.kinds.of(request)
        self._request_attributes = self._kind.attributes.copy()
        if request.attributes:
            self._request_attributes.update(gate.clean(request.attributes))
        conversation = beside.conversation_of(parent) if parent else None
        if conversation is not None:
            self._request_attributes = _with_conversation(self._request_attributes, conversation)
        if request.provider_name not in telemetry.instruments.started:
            self._start_classes()
        self.span: Span = (self._start_span(parent) or trace.INVALID_SPAN) if theirs is None else theirs

    @guarded
    def _start_classes(self) -> None:
        processes.check(self._telemetry.providers)
        start.say(self._telemetry)
        self._telemetry.instruments.start_classes(self._request.provider, self._request.provider_name)

    def _start_span(self, parent: Context) -> Span | None:
        try:
            return gate.start_span(self._telemetry.tracer, self._kind.span_name, parent, self._request_attributes)
        except Exception as error:
            report("Report._start_span", error)
            return None

    def made_with(self, fingerprint: str) -> None:
        """Notes the credential of the call."""
        self.credential = fingerprint
        fingerprints, request = self._telemetry.fingerprints, self._request
        if fingerprints is not None and self._telemetry.settings.credential_label:
            self._credential_label = fingerprints.label(fingerprint)
            self._telemetry.instruments.start_classes(request.provider, request.provider_name, self._credential_label)

    def first_chunk(self, seconds: float, model: str | None, context: Context | None) -> None:
        """Records the time from the request to the first chunk of a stream, which says what model answers."""
        self._first_chunk_after = seconds
        self.tells_chunks = not self._telemetry.settings.chunk_times
        if self._measures:
            labels, instruments = self._kind.points(model).labels, self._telemetry.instruments
            if self._telemetry.settings.chunk_times:
                self.next_chunk = gate.recorder(instruments.per_chunk, labels)
            gate.record(instruments.first_chunk, seconds, labels, context)

    @guarded
    def job(self, answer: Reading, failure: Failure | None) -> bool:
        """Notes what the call learned of a job; returns whether an earlier call has counted the same failure."""
        outcome = None if failure is None else failure.cause.id
        is_repeated, creator = self._telemetry.instruments.jobs.seen(
            self._request.provider_name,
            str(answer.job),
            self.span,
            is_made=makes_jobs(self._request.operation),
            goes_on=answer.job_goes_on,
            outcome=outcome,
        )
        if creator is not None and creator.is_valid:
            gate.link(self.span, creator)
        return is_repeated

    @guarded
    def session_opened(self) -> None:
        """Counts a session among those that are open."""
        self._is_session_open = True
        self._telemetry.instruments.session(1, self._kind.points(None).labels)

    @guarded
    def session_goes_away(self, seconds: float | None, context: Context | None) -> None:
        """Tells at once, and on the span, that the service will close the connection in so many seconds."""
        found = gate.clean({} if seconds is None else {names.SESSION_TIME_LEFT: seconds})
        if not self._enriches:
            gate.add_event(self.span, names.GO_AWAY_EVENT, found)
        attributes = gate.Clean(self._request_attributes)
        attributes.update(found)
        gate.emit(self._telemetry.logger, names.GO_AWAY_EVENT, attributes, context)

    @guarded
    def usage(self, turn: Reading) -> None:
        """Records what a turn of a session used; the sum of all is not recorded again when it ends."""
        self._is_usage_recorded = True
        if self._measures:
            instruments, operation = self._telemetry.instruments, self._request.operation
            instruments.tokens(operation, turn, self._kind.points(None))

    def abandoned(self) -> None:
        """Marks a stream that the application left before it had a finish reason."""
        self._is_abandoned = True
        if not self._enriches:
            gate.write(self.span, {names.ABANDONED: True})
        if self._neighbour is not None:
            beside.tell(self._neighbour, {names.ABANDONED: True})

    def attempt(self, attempt: Attempt, failure: Failure | None = None) -> None:
        """Counts an attempt, once; `failure` is the operation's, where the attempt shows none or only a status."""
        try:
            if attempt.settle():
                if failure is None or not attempt.is_unread:
                    failure = attempt.failure or failure
                self._telemetry.instruments.attempt(
                    self._request.provider_name, attempt.transport, failure, self._credential_label
                )
        except Exception as error:
            report("Report.attempt", error)

    @guarded
    def error_type(self, failure: Failure | None, error: BaseException | None) -> str:
        """Returns the provider's own code, else the exception's name (semconv, `error.type`)."""
        code, exception = None if failure is None else failure.code, None if error is None else type(error)
        return self._telemetry.instruments.labels.error_type(code, exception)

    def end(self, answer: Reading, outcome: Outcome) -> gate.Clean | None:
        """Records metrics, event and span, each by itself: a provider that fails takes nothing from the others.

        Returns what was said of a failure.
        """
        facts: gate.Clean | None = None
        try:
            try:
                self._record_points(answer, outcome, outcome.counted)
            except Exception as error:
                report("Report._record_points", error)
            if outcome.failure is not None:
                facts = self._facts(outcome.failure, outcome, answer)
            if outcome.error is not None:
                self._emit_exception(facts or gate.Clean(), outcome.error, outcome)
        finally:
            try:
                self._write_span(answer, outcome, facts)
            except Exception as error:
                report("Report._write_span", error)
        return facts

    def _write_span(self, answer: Reading, outcome: Outcome, facts: gate.Clean | None) -> None:
        span = self.span
        try:
            if span.is_recording() or self._neighbour is not None:
                attributes = gate.Clean() if self._enriches else self._answer_attributes(answer, outcome.failure)
                if outcome.stream is not None:
                    attributes.update(outcome.stream)
                if outcome.session is not None:
                    attributes.update(self._session_attributes(outcome.session))
                if outcome.retries is not None and outcome.retries.count:
                    attributes[names.RETRIES] = outcome.retries.count
                    attributes[names.BACKOFF] = outcome.retries.seconds
                if facts is not None:
                    attributes.update(facts)
                if outcome.error_type is not None and not self._enriches:
                    attributes[names.ERROR_TYPE] = outcome.error_type
                gate.write(span, attributes)
                if self._neighbour is not None:
                    beside.tell(self._neighbour, attributes)
                if outcome.failure is not None and not self._enriches:
                    self._set_status(outcome.failure, is_error=outcome.error_type is not None)
        finally:
            try:
                on_failure = self._telemetry.on_failure
                if on_failure is not None and outcome.counted is not None:
                    tell(on_failure, outcome.counted, span)
            finally:
                if not self._enriches:
                    span.end()

    def _record_points(self, answer: Reading, outcome: Outcome, failure: Failure | None) -> None:
        request, instruments = self._request, self._telemetry.instruments
        if self._is_session_open:
            instruments.session(-1, self._kind.points(None).labels)
        instruments.call(request.provider_name, failure, self._credential_label)
        if failure is not None:
            instruments.failure(
                *(request.provider_name, request.operation, request.model, failure, outcome.context),
                self._credential_label,
            )
        if answer.balance is not None:
            for name, tokens in answer.balance.items():
                instruments.balance(request.provider_name, name, tokens)
        if self._measures:
            self._report_genai_metrics(answer, outcome, failure)

    def _report_genai_metrics(self, answer: Reading, outcome: Outcome, failure: Failure | None) -> None:
        operation, instruments = self._request.operation, self._telemetry.instruments
        points = self._kind.points(answer.model)
        if not self._is_usage_recorded and operation != names.FETCH_RESPONSE:
            instruments.tokens(operation, answer, points, outcome.error_type)
        attributes = points.labels
        if outcome.error_type is not None:
            attributes = {**attributes, names.ERROR_TYPE: outcome.error_type}
        if failure is not None:
            attributes = {**attributes, names.CLASS: failure.failure_class._value_}
        instruments.duration(operation, outcome.seconds, attributes, outcome.context)

    def _answer_attributes(self, answer: Reading, failure: Failure | None) -> gate.Clean:
        model = answer.model
        is_known = model is None or type(model) is str
        fit = gate.Clean(self._kind.points(model).answered_by) if is_known else gate.Clean()
        others: Attributes = {} if is_known else {names.RESPONSE_MODEL: model}
        if type(answer.id) is str and (identifier := gate.identifier(answer.id)):
            fit[names.RESPONSE_ID] = identifier
        elif answer.id:
            others[names.RESPONSE_ID] = answer.id
        if answer.conversation and names.CONVERSATION_ID not in self._request.attributes:
            others[names.CONVERSATION_ID] = answer.conversation
        reasons = answer.finish_reasons
        if len(reasons) == 1 == len(answer.candidates) and reasons[0] in USUAL:
            fit[names.RESPONSE_FINISH_REASONS] = [USUAL[reasons[0]]]  # a word of ours
        elif reasons and len(reasons) == len(answer.candidates):
            provider = self._request.provider
            others[names.RESPONSE_FINISH_REASONS] = [finish_reason(provider, reason) for reason in reasons]
        elif reasons or (self._first_chunk_after is not None and (failure is not None or self._is_abandoned)):
            others[names.RESPONSE_FINISH_REASONS] = self._all_reasons(answer)
        if self._first_chunk_after is not None:
            fit[names.RESPONSE_TIME_TO_FIRST_CHUNK] = self._first_chunk_after
        if others:
            fit.update(gate.clean(others))
        # What was used stands with the call that made the answer, not with the one that fetches it (semconv).
        if self._request.operation != names.FETCH_RESPONSE and (used := usage_attributes(answer)):
            fit.update(gate.tokens(used))
        if answer.rounds > 1:
            fit[names.ROUNDS] = answer.rounds
        return fit

    def _session_attributes(self, found: Attributes) -> gate.Clean:
        if not self._telemetry.settings.capture_message:
            found.pop(names.SESSION_CLOSE_REASON, None)
        return gate.clean(found)

    def _all_reasons(self, answer: Reading) -> list[str]:
        """A reason for each candidate: one that was expected and never arrived is an error (semconv, note 18)."""
        finishes = [candidate.finish for _, candidate in sorted(answer.candidates.items())]
        return [
            finish_reason(self._request.provider, finish) if finish and finish != UNSPECIFIED else "error"
            for finish in finishes or (None,)
        ]

    @guarded
    def _facts(self, failure: Failure, outcome: Outcome, answer: Reading) -> gate.Clean:
        """Returns what span and event say of a failure, clean."""
        facts = gate.Clean(self._known_of(failure)[1])
        attributes = _status_attributes(failure, outcome.last)
        if self.credential is not None:
            attributes[names.CREDENTIAL] = self.credential
        request_id = failure.request_id or answer.id
        if request_id is not None:
            attributes[names.REQUEST_ID] = request_id
        if failure.retry_after is not None:
            attributes[names.RETRY_AFTER] = failure.retry_after
        if failure.message and self._telemetry.settings.capture_message:
            attributes[names.MESSAGE] = self._message(failure, outcome.sent)
        if failure.quota is not None:
            facts.update(_stated_of(failure.quota))
            if failure.quota.resets_at is not None:
                attributes[names.QUOTA_RESETS_AT] = _timestamp(failure.quota.resets_at)
        if answer.items is None:
            found = [*findings(self._request, failure), *failure.findings]
        else:
            found = [f"{answer.items[0]} of {answer.items[1]} items failed"]
        if found:
            facts.update(_findings(tuple(found)))
        facts.update(gate.clean(attributes))
        return facts

    def _known_of(self, failure: Failure) -> _Known:
        """Returns what is said of every failure with the same cause that the same answered."""
        key = failure.cause.id, self._telemetry.settings.language, self._request.provider, failure.answered_by
        known = _known.get(key)
        if known is None or known[0] is not failure.cause:
            known = _known[key] = _made_known(failure.cause, *key[1:])
        return known

    @guarded
    def _message(self, failure: Failure, sent: object) -> str | None:
        """Returns the service's message without what it repeats of the request; None if that cannot be told."""
        message, contents = failure.message, words_sent(sent)
        if message is None or not contents:
            return message
        said = gate.message(message)
        told = without_echo(said, contents, failure.cause, self._request.model)
        return message if told is said else told

    def _set_status(self, failure: Failure, *, is_error: bool) -> None:
        if is_error or self._telemetry.settings.soft_failures_are_errors:
            description = f"{failure.failure_class._value_}: {failure.cause.id}"
            gate.mark_error(self.span, description)

    @guarded
    def _emit_exception(self, facts: gate.Clean, error: BaseException, outcome: Outcome) -> None:
        attributes = gate.Clean(self._request_attributes)
        attributes.update(facts)
        attributes.update(_exception_type(gate.qualified_name(type(error))))
        message = attributes.pop(names.MESSAGE, None)
        if message:
            attributes[names.EXCEPTION_MESSAGE] = message
        if outcome.error_type is not None:
            attributes[names.ERROR_TYPE] = outcome.error_type
        sentence = self._known_of(outcome.failure)[2] if facts and outcome.failure is not None else None
        gate.emit(self._telemetry.logger, names.EXCEPTION_EVENT, attributes, outcome.context, sentence)


@lru_cache(maxsize=64)  # they are of the request, and a program makes few kinds of request
def _findings(found: tuple[str, ...]) -> gate.Clean:
    """Returns the attribute that says what was found; not to be changed."""
    return gate.clean({names.FINDINGS: list(found)})


@lru_cache(maxsize=64)
def _exception_type(name: str) -> gate.Clean:
    """Returns the attribute that says what was raised; not to be changed."""
    return gate.clean({names.EXCEPTION_TYPE: name})


def _with_conversation(attributes: Attributes, conversation: object) -> Attributes:
    """The request's own, a thread's say, is the more precise one."""
    return {**gate.clean({names.CONVERSATION_ID: conversation}), **attributes}


_Known = tuple[Cause, gate.Clean, str]
"""A cause, its attributes, and the line that says what it is and what to do."""
_known: Final[dict[tuple[str, str, Provider, str], _Known]] = {}
"""What is said of causes: our own words, which need to pass the gate once."""


def _made_known(cause: Cause, language: str, provider: Provider, answered_by: str) -> _Known:
    vendor = vendor_of(provider)
    own_page = None if vendor is None else vendor.docs.get(cause.id)
    attributes = {
        names.CLASS: cause.failure_class._value_,
        names.CAUSE: cause.id,
        names.OWNER: cause.owner._value_,
        names.RETRYABLE: cause.retryable,
        names.FIX: cause.fix_in(language),
        names.DOC: cause.doc_in(language) if own_page is None else edition(own_page, language),
        names.ANSWERED_BY: answered_by,
    }
    facts = gate.clean(attributes)
    return cause, facts, ": ".join(facts[name] for name in (names.CLASS, names.CAUSE, names.FIX))


def _status_attributes(failure: Failure, last: Attempt | None) -> Attributes:
    attributes: Attributes = {}
    status = last.status if last is not None else failure.http_status
    if status is not None:
        attributes[names.HTTP_STATUS_CODE] = status
    rpc_status = failure.rpc_status if last is None or last.rpc_status is None else last.rpc_status
    if rpc_status is not None and (last is None or last.status is None):
        attributes[names.RPC_STATUS_CODE] = rpc_status
    return attributes


@lru_cache(maxsize=64)  # a day has one end
def _timestamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _stated_of(quota: Quota) -> gate.Clean:
    return _stated(quota.id, quota.metric, quota.limit, quota.window, quota.model)


@lru_cache(maxsize=256)
def _stated(
    quota_id: str | None, metric: str | None, limit: int | None, window: str | None, model: str | None
) -> gate.Clean:
    """Returns what is said of a quota, whenever it comes back; not to be changed."""
    known = {
        names.QUOTA_ID: quota_id,
        names.QUOTA_METRIC: metric,
        names.QUOTA_LIMIT: limit,
        names.QUOTA_WINDOW: window,
        names.QUOTA_MODEL: model,
    }
    return gate.clean({name: value for name, value in known.items() if value is not None})
