"""The life of one operation: started once, finished once, whatever happens in between.

An operation is what the application asked for; its attempts are the requests on the wire
(semconv, GenAI client spans: a span is the logical operation as the caller sees it, retries included).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry._logs import SeverityNumber
from opentelemetry.context import Context
from opentelemetry.instrumentation.utils import is_http_instrumentation_enabled
from opentelemetry.metrics import Histogram
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from genai_triage import evidence
from genai_triage.taxonomy import UNCLASSIFIED
from genai_triage.taxonomy.model import Failure, FailureClass
from genai_triage.telemetry import names
from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.guard import guarded, report
from genai_triage.telemetry.redaction import scrub
from genai_triage.telemetry.request import Reading, Request, findings
from genai_triage.telemetry.runtime import Telemetry

_OPERATION_KEY: Final = otel_context.create_key("genai_triage.operation")
_OTHERS_INFERENCE_KEY: Final = "opentelemetry.genai.client.inference.context"
"""Set by opentelemetry-util-genai (1.3b0) while one of its instrumentations records an inference."""
_OTHERS_SCOPES: Final = ("opentelemetry.instrumentation.google_genai", "opentelemetry.util.genai")

_FINISH_REASONS: Final = {
    "STOP": "stop",
    "FINISH_REASON_STOP": "stop",
    "stop": "stop",
    "function_call": "tool_call",
    "tool_calls": "tool_call",
    "CONTINUATION": "continuation",
}
_FINISH_REASON_OF_CLASS: Final = {
    FailureClass.SAFETY: "content_filter",
    FailureClass.RECITATION: "content_filter",
    FailureClass.TRUNCATED: "length",
}

_forks = 0


def _count_fork() -> None:
    global _forks
    _forks += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_count_fork)


class Operation:
    """One call of the application: a span, a duration point and the counters, recorded exactly once."""

    __slots__ = (
        "__weakref__",
        "_chunk_attributes",
        "_enriches",
        "_first_chunk_after",
        "_fork",
        "_last_chunk_at",
        "_open",
        "_per_chunk",
        "_started_at",
        "_telemetry",
        "answer",
        "attempts",
        "client",
        "context",
        "last_attempt",
        "owns_nested_calls",
        "request",
        "span",
    )

    def __init__(self, telemetry: Telemetry, request: Request, parent: Context | None = None) -> None:
        self._telemetry = telemetry
        self.request = request
        self.answer = Reading()
        self.attempts = 0
        self.last_attempt: Attempt | None = None
        self.owns_nested_calls = False
        self.client: object | None = None
        """The HTTP client that sends the operation's requests, wherever redirects lead."""
        self._fork = _forks
        self._open = [True]
        self._first_chunk_after: float | None = None
        self._last_chunk_at = 0.0
        self._chunk_attributes: Mapping[str, Any] = {}
        self._per_chunk: Histogram | None = None
        parent = otel_context.get_current() if parent is None else parent
        span = trace.get_current_span(parent)
        self._enriches = _is_recorded_by_others(parent, span)
        self._start_classes()
        if not self._enriches:
            started = self._start_span(parent)
            span = trace.INVALID_SPAN if started is None else started
            if started is not None:
                parent = trace.set_span_in_context(span, parent)
        self.span: Span = span
        self.context: Context | None = otel_context.set_value(_OPERATION_KEY, self, parent)
        self._started_at = time.perf_counter()

    @guarded
    def _start_span(self, parent: Context) -> Span:
        request = self.request
        return self._telemetry.tracer.start_span(
            f"{request.operation} {request.model}" if request.model else request.operation,
            parent,
            SpanKind.CLIENT,
            _request_attributes(request),
        )

    @guarded
    def _start_classes(self) -> None:
        self._telemetry.instruments.start_classes(self.request.provider, self.request.provider_name)

    @property
    def is_open(self) -> bool:
        return bool(self._open) and self._fork == _forks

    @property
    def elapsed(self) -> float:
        """Seconds since the operation was started."""
        return time.perf_counter() - self._started_at

    def activate(self) -> Any:
        """Makes the operation current; the token is given back to `deactivate` before control returns to the caller."""
        context = self.context
        return None if context is None else otel_context.attach(context)

    def deactivate(self, token: Any, *, closing: bool = False) -> None:
        """Ends what `activate` began.

        `closing`: a coroutine is being closed, perhaps from a context that the token does not belong to.
        """
        if token is None or (closing and otel_context.get_value(_OPERATION_KEY) is not self):
            return
        otel_context.detach(token)

    def restart_clock(self) -> None:
        """Counts the time to the first chunk from here, if no chunk has arrived: no request was sent yet."""
        if self._first_chunk_after is None:
            self._started_at = time.perf_counter()

    def start_attempt(self, transport: str, request: object, *, expects_stream: bool = False) -> Attempt:
        """A request goes out on the wire; the one before it is thereby settled."""
        if self.last_attempt is not None:
            self._settle(self.last_attempt, None)
        self.attempts += 1
        attempt = Attempt(self.request.provider, transport, request, self.span, expects_stream=expects_stream)
        self.last_attempt = attempt
        return attempt

    def chunk(self, read: Callable[[Reading, Any], None], chunk: Any) -> None:
        """A chunk of a stream is about to reach the application."""
        if self._fork != _forks:
            return
        now = time.perf_counter()
        try:
            if self._first_chunk_after is not None:
                if self._per_chunk is not None:
                    self._per_chunk.record(now - self._last_chunk_at, self._chunk_attributes)
            else:
                self._begin_chunks(now)
            self._last_chunk_at = now
            read(self.answer, chunk)
        except Exception as error:
            report("Operation.chunk", error)

    def _begin_chunks(self, now: float) -> None:
        self._first_chunk_after = now - self._started_at
        if not self._enriches:
            self._chunk_attributes = self._metric_attributes()
            self._per_chunk = self._telemetry.instruments.per_chunk
            self._telemetry.instruments.first_chunk.record(
                self._first_chunk_after, self._chunk_attributes, self.context
            )

    @guarded
    def succeed(self, *, complete_stream: bool | None = None) -> None:
        """The call returned or the stream ended; `answer` says whether with something usable."""
        if not self._take():
            return
        self._finish(self._soft_failure(complete_stream), None)

    @guarded
    def abandon(self) -> None:
        """The application stopped reading a stream (break, close, garbage collection): not a failure."""
        if not self._take():
            return
        if not self.answer.finish_reasons and not self._enriches:
            self.span.set_attribute(names.ABANDONED, True)
        failure = self._soft_failure(None) if self.answer.finish_reasons or self.answer.block_reason else None
        self._finish(failure, None)

    @guarded
    def fail(self, error: BaseException) -> None:
        """The call raised `error`."""
        if not self._take():
            return
        failure = self._failure_of(error)
        if failure is None:
            failure = Failure(cause=UNCLASSIFIED, provider=self.request.provider)
        self._finish(failure, error)

    @guarded
    def conclude(self, failure: Failure | None, *, refused: bool = False) -> None:
        """A raw answer was judged; `refused`: by its status, which an SDK would have raised."""
        if self._take():
            self._finish(failure, None, refused=refused)

    def _take(self) -> bool:
        """True for the one caller that may finish the operation; never in a forked child, nor when Python exits.

        By then the exporters are shut down, and would only warn.
        """
        if self._fork != _forks or sys.is_finalizing():
            return False
        try:
            self._open.pop()
        except IndexError:
            return False
        return True

    @guarded
    def _failure_of(self, error: BaseException) -> Failure:
        last = self.last_attempt
        if last is not None and last.explains(error):
            assert last.failure is not None
            return last.failure
        failure = evidence.classify_exception(error, provider=self.request.provider, elapsed=self.elapsed)
        if failure.http_status is None and failure.rpc_status is None and not isinstance(error, _GIVEN_UP):
            # The SDK choked on an answer: what the answer itself says decides.
            answer = self.answer
            is_known = answer.received or answer.finish_reasons or answer.block_reason
            inner = self._soft_failure(None) if is_known else None
            if inner is None and last is not None:
                inner = last.failure_in_answer(refused=_says_little(failure))
            if inner is not None:
                return inner
        return failure

    @guarded
    def _soft_failure(self, complete_stream: bool | None) -> Failure | None:
        answer = self.answer
        failure = evidence.classify_outcome(
            self.request.provider,
            finish_reasons=answer.finish_reasons,
            block_reason=answer.block_reason,
            answered=answer.answered,
            error=answer.error,
            complete_stream=complete_stream,
        )
        last = self.last_attempt
        if failure is not None and not answer.finish_reasons and last is not None:
            # The SDK may have dropped what says more: an error object, or the chunk with the finish reason.
            inside = last.failure_in_answer()
            if inside is not None:
                return inside
            if complete_stream and last.ended_well:
                return None
        return failure

    @guarded
    def _settle(self, attempt: Attempt, failure: Failure | None) -> None:
        if attempt.settle():
            self._telemetry.instruments.attempt(
                self.request.provider_name, attempt.transport, attempt.failure or failure
            )

    def _finish(self, failure: Failure | None, error: BaseException | None, *, refused: bool = False) -> None:
        seconds = self.elapsed
        context, last = self.context, self.last_attempt
        error_type = _error_type(failure, error) if error is not None or refused else None
        if last is not None:
            is_ours = failure is not None and failure.failure_class is not FailureClass.CLIENT
            self._settle(last, failure if is_ours else None)
        # Breaks the cycle operation → context → operation and lets go of requests and answers.
        self.context = None
        self.last_attempt = None
        self.client = None
        # Each by itself: a provider that fails takes nothing away from the others.
        facts: Mapping[str, Any] | None = {}
        try:
            self._report_metrics(failure, error_type, seconds, context)
            if failure is not None:
                facts = self._failure_attributes(failure, last)
            if error is not None:
                self._emit_exception(facts or {}, error, error_type, context)
        finally:
            self._report_span(failure, facts or {}, error_type)

    @guarded
    def _report_span(self, failure: Failure | None, facts: Mapping[str, Any], error_type: str | None) -> None:
        try:
            if self.span.is_recording():
                attributes = {} if self._enriches else self._answer_attributes(failure)
                if self.attempts > 1:
                    attributes[names.ATTEMPTS] = self.attempts
                attributes.update(facts)
                if error_type is not None and not self._enriches:
                    attributes[names.ERROR_TYPE] = error_type
                if attributes:
                    self.span.set_attributes(attributes)
                if failure is not None and not self._enriches:
                    self._set_status(failure, is_error=error_type is not None)
        finally:
            if not self._enriches:
                self.span.end()

    @guarded
    def _report_metrics(
        self, failure: Failure | None, error_type: str | None, seconds: float, context: Context | None
    ) -> None:
        request, answer, instruments = self.request, self.answer, self._telemetry.instruments
        instruments.call(request.provider_name, failure)
        if failure is not None:
            model = None if request.model is None else instruments.models.label(request.model)
            instruments.failure(request.provider_name, request.operation, model, failure, context)
        for model, tokens in (answer.balance or {}).items():
            instruments.balance(request.provider_name, model, tokens)
        if self._enriches:
            return
        attributes = self._metric_attributes()
        if answer.model:
            attributes[names.RESPONSE_MODEL] = instruments.models.label(answer.model)
        latest = self._telemetry.settings.latest_conventions
        if answer.has_usage and not latest:
            instruments.tokens(request.operation, answer.input_tokens, answer.output_tokens, attributes)
        if error_type is not None:
            attributes[names.ERROR_TYPE] = error_type
        if latest:
            instruments.tokens(request.operation, answer.input_tokens, answer.output_tokens, attributes)
        if failure is not None:
            attributes = {**attributes, names.CLASS: failure.failure_class.value}
        instruments.duration(request.operation, seconds, attributes, context)

    def _answer_attributes(self, failure: Failure | None) -> dict[str, Any]:
        answer = self.answer
        attributes: dict[str, Any] = {}
        if answer.id:
            attributes[names.RESPONSE_ID] = answer.id
        if answer.model:
            attributes[names.RESPONSE_MODEL] = answer.model
        if answer.finish_reasons:
            attributes[names.RESPONSE_FINISH_REASONS] = [
                _finish_reason(self.request.provider, reason) for reason in answer.finish_reasons
            ]
        elif self._first_chunk_after is not None and failure is not None:
            # A reason was expected and never arrived (semconv, gen_ai.response.finish_reasons, note 18).
            attributes[names.RESPONSE_FINISH_REASONS] = ["error"]
        if answer.input_tokens is not None:
            attributes[names.USAGE_INPUT_TOKENS] = answer.input_tokens
        if answer.output_tokens is not None:
            attributes[names.USAGE_OUTPUT_TOKENS] = answer.output_tokens
        if answer.cached_tokens:
            attributes[names.USAGE_CACHE_READ_TOKENS] = answer.cached_tokens
        if answer.reasoning_tokens:
            attributes[names.USAGE_REASONING_TOKENS] = answer.reasoning_tokens
        if self._first_chunk_after is not None:
            attributes[names.RESPONSE_TIME_TO_FIRST_CHUNK] = self._first_chunk_after
        return attributes

    @guarded
    def _failure_attributes(self, failure: Failure, last: Attempt | None) -> dict[str, Any]:
        cause = failure.cause
        attributes: dict[str, Any] = {
            names.CLASS: cause.failure_class.value,
            names.CAUSE: cause.id,
            names.OWNER: cause.owner.value,
            names.RETRYABLE: cause.retryable,
            names.FIX: cause.fix,
            names.DOC: cause.doc,
        }
        status = last.status if last is not None else failure.http_status
        if status is not None:
            attributes[names.HTTP_STATUS_CODE] = status
        rpc_status = failure.rpc_status if last is None or last.rpc_status is None else last.rpc_status
        if rpc_status is not None and (last is None or last.status is None):
            attributes[names.RPC_STATUS_CODE] = rpc_status
        if failure.retry_after is not None:
            attributes[names.RETRY_AFTER] = failure.retry_after
        if failure.message and self._telemetry.settings.capture_message:
            attributes[names.MESSAGE] = scrub(failure.message)
        quota = failure.quota
        if quota is not None:
            for name, value in (
                (names.QUOTA_ID, quota.id),
                (names.QUOTA_METRIC, quota.metric),
                (names.QUOTA_LIMIT, quota.limit),
                (names.QUOTA_WINDOW, quota.window),
                (names.QUOTA_MODEL, quota.model),
            ):
                if value is not None:
                    attributes[name] = value[:200] if isinstance(value, str) else value
        found = findings(self.request, failure)
        if found:
            attributes[names.FINDINGS] = found
        return attributes

    def _set_status(self, failure: Failure, *, is_error: bool) -> None:
        if is_error or self._telemetry.settings.soft_failures_are_errors:
            description = f"{failure.failure_class.value}: {failure.cause.id}"
            self.span.set_status(Status(StatusCode.ERROR, description))

    @guarded
    def _emit_exception(
        self, facts: Mapping[str, Any], error: BaseException, error_type: str | None, context: Context | None
    ) -> None:
        attributes: dict[str, Any] = {
            **_request_attributes(self.request),
            **facts,
            names.EXCEPTION_TYPE: _qualified_name(type(error)),
        }
        message = attributes.pop(names.MESSAGE, None)
        if message:
            attributes[names.EXCEPTION_MESSAGE] = message
        if error_type is not None:
            attributes[names.ERROR_TYPE] = error_type
        self._telemetry.logger.emit(
            timestamp=time.time_ns(),
            context=context,
            severity_number=SeverityNumber.WARN,
            severity_text="WARN",
            attributes=attributes,
            event_name=names.EXCEPTION_EVENT,
        )

    def _metric_attributes(self) -> dict[str, Any]:
        request = self.request
        attributes: dict[str, Any] = {
            names.OPERATION_NAME: request.operation,
            names.PROVIDER_NAME: request.provider_name,
        }
        if request.model:
            attributes[names.REQUEST_MODEL] = self._telemetry.instruments.models.label(request.model)
        server = request.server
        if server.address:
            attributes[names.SERVER_ADDRESS] = server.address
            if server.port is not None:
                attributes[names.SERVER_PORT] = server.port
        return attributes


_GIVEN_UP: Final = (KeyboardInterrupt, SystemExit, GeneratorExit)


def current_operation() -> Operation | None:
    """The operation that is running in this context, if any."""
    operation = otel_context.get_value(_OPERATION_KEY)
    return operation if isinstance(operation, Operation) and operation.is_open else None


@contextmanager
def no_operation() -> Iterator[None]:
    """For code of the application that runs inside an operation, a tool say: its calls are operations of their own."""
    token = otel_context.attach(otel_context.set_value(_OPERATION_KEY, None))
    try:
        yield
    finally:
        otel_context.detach(token)


def attempt_at(
    transport: str,
    netloc: str,
    request: object,
    *,
    client: object | None = None,
    is_stream: Callable[[], bool] | None = None,
) -> Attempt | None:
    """Starts an attempt for a request that goes to `netloc`; None if it belongs to no operation that is running."""
    operation = current_operation()
    if operation is None or not is_http_instrumentation_enabled():
        return None
    if netloc not in operation.request.server.netlocs and (client is None or operation.client is not client):
        return None
    # A raw call's own watch follows its stream.
    is_raw = operation.client is not None
    expects_stream = operation.request.stream and not is_raw and is_stream is not None and is_stream()
    return operation.start_attempt(transport, request, expects_stream=expects_stream)


def _is_recorded_by_others(context: Context, span: Span) -> bool:
    """Whether another instrumentation already records this very call."""
    ours = context.get(_OPERATION_KEY)
    if isinstance(ours, Operation) and ours.span is span:
        return False  # a call made from inside an operation, by a tool: an operation of its own
    if context.get(_OTHERS_INFERENCE_KEY) is not None:
        return True
    scope = getattr(span, "instrumentation_scope", None)
    return scope is not None and scope.name.startswith(_OTHERS_SCOPES) and span.is_recording()


def _request_attributes(request: Request) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        names.OPERATION_NAME: request.operation,
        names.PROVIDER_NAME: request.provider_name,
    }
    if request.model:
        attributes[names.REQUEST_MODEL] = request.model
    server = request.server
    if server.address:
        attributes[names.SERVER_ADDRESS] = server.address
        if server.port is not None:
            attributes[names.SERVER_PORT] = server.port
    if request.stream:
        attributes[names.REQUEST_STREAM] = True
    attributes.update(request.attributes)
    return attributes


def _finish_reason(provider: Any, reason: str) -> str:
    known = _FINISH_REASONS.get(reason)
    if known is not None:
        return known
    failure = evidence.classify_outcome(provider, finish_reasons=(reason,))
    if failure is None:
        return reason.lower()
    return _FINISH_REASON_OF_CLASS.get(failure.failure_class, "error")


def _says_little(failure: Failure) -> bool:
    """Whether nothing but the exception's class spoke: what an SDK raises that could not read the provider's error."""
    cause = failure.cause
    return cause is UNCLASSIFIED or any(signal.general for signal in cause.signals)


def _error_type(failure: Failure | None, error: BaseException | None) -> str:
    if failure is not None and failure.code:
        return failure.code
    return names.OTHER if error is None else _qualified_name(type(error))


def _qualified_name(kind: type[BaseException]) -> str:
    module = kind.__module__
    return kind.__qualname__ if module in (None, "builtins") else f"{module}.{kind.__qualname__}"
