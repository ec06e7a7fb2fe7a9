"""One request on the wire, with its own outcome."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from opentelemetry import trace
from opentelemetry.trace import Span

from genai_triage import evidence
from genai_triage.evidence.limits import MAX_BODY
from genai_triage.evidence.parse import parsed_by_sdk
from genai_triage.evidence.reading import Reading
from genai_triage.taxonomy.model import Failure, Provider
from genai_triage.telemetry import gate, names
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.once import take
from genai_triage.telemetry.url_keys import hide_keys_of_exception

_MAX_CAUSES = 5


class Response(NamedTuple):
    """All that an attempt sees of an answer, whatever the library that brought it."""

    status: int
    headers: Mapping[str, str]
    url: object = None
    """What `str` makes the URL of."""
    read_body: Callable[[], object] = bytes
    """Returns the decoded body once the application or its SDK has read it, and anything but bytes until then."""


class Attempt:
    """A request of an operation: its status, and its failure if it has one.

    Nothing is read for its sake: a refusal is judged when its failure is asked for, by what has been read until then.
    """

    is_unread = False
    """Whether the answer is a refusal of which only status and headers have spoken."""
    is_broken = False
    """Whether a stream broke off while it was read."""
    status: int | None = None
    rpc_status: str | None = None
    """Name of the gRPC status, once the RPC is over."""
    span: Span | None = None
    """Another instrumentation's span of this request, where it is not the current one when the answer comes."""
    look: Callable[[], None] | None = None
    """Notes how it has ended, where its library may tell the application so before it tells us."""
    tail: tuple[bytes, bytes] = (b"", b"")
    """The last two pieces of a streamed answer, where the SDK may have dropped an error object."""
    _error: BaseException | None = None
    _response: Response | None = None
    _answer: object = None
    _seen: Callable[[Attempt, Any], Response] | None = None
    """Makes a response of `_answer`, should anybody want to know more than its status."""
    _failure: Failure | None = None
    _elapsed = 0.0

    def __init__(
        self, provider: Provider, transport: str, request: object, operation_span: Span, expects_stream: bool = False
    ) -> None:
        self._provider = provider
        self.transport = transport
        self.request: object | None = request
        self._operation_span = operation_span
        self.started_at = time.perf_counter()
        self._uncounted = [True]
        self.expects_stream = expects_stream

    @guarded
    def record_exception(self, error: BaseException) -> None:
        """The transport raised instead of answering."""
        if self._error is error or not self._uncounted:
            return
        self._error = error
        self._elapsed = time.perf_counter() - self.started_at
        self._failure = evidence.classify_exception(error, provider=self._provider, elapsed=self._elapsed)
        self.is_unread = False
        self.rpc_status = self._failure.rpc_status
        self._mark_span()
        span = self.others_span
        if span is not None:
            hide_keys_of_exception(span)

    def completed(self) -> None:
        """The RPC ended with the status OK."""
        if self._failure is None:
            self.rpc_status = "OK"

    def on_answer(self, status: int, answer: object, seen: Callable[[Attempt, Any], Response]) -> None:
        """Notes an answer that is no refusal, of which hardly ever anything is asked: `seen` makes a response of it."""
        self.status = status
        self._answer, self._seen = answer, seen

    def response(self) -> Response | None:
        """Returns what is known of the answer."""
        if self._response is None and self._seen is not None:
            self._response = self._seen(self, self._answer)
        return self._response

    def on_response(self, response: Response) -> None:
        """Notes an answer, and puts a refusal on the span that is about to end."""
        self.status = response.status
        self._response = response
        if response.status >= 400:
            self._elapsed = time.perf_counter() - self.started_at
            self._failure = None
            self.is_unread = True
            self._mark_span()

    def break_off(self) -> None:
        """Notes that reading the answer failed."""
        self.is_broken = True
        self._elapsed = time.perf_counter() - self.started_at

    def on_body(self, body: bytes | None) -> None:
        """Notes the decoded body of a refusal that has passed; None where nothing of it could be read."""
        answer = self.response()
        if answer is not None:
            self._response = Response(answer.status, answer.headers, answer.url, lambda: body)

    @property
    def has_failed(self) -> bool:
        """Whether it is known to have failed, with whatever."""
        if self.look is not None:
            self.look()
        return self.is_unread or self.is_broken or self._failure is not None

    @property
    def ended_at(self) -> float:
        """When it failed, by the performance counter."""
        return self.started_at + self._elapsed

    @property
    def failure(self) -> Failure | None:
        """What the attempt failed with, by what is known so far."""
        if self.is_unread:
            self._judge()
        return self._failure

    def failure_beside(self, error: BaseException) -> Failure | None:
        """Returns what the attempt failed with; `error`: what its SDK raises, which may hold the body parsed."""
        if self.is_unread:
            self._judge(error)
        return self._failure

    @guarded
    def _judge(self, error: BaseException | None = None) -> None:
        response, body = self.response(), self._body()
        if response is None or (body is None and self._failure is not None):
            return
        said = body if error is None or body is None else parsed_by_sdk(error, body)
        self._failure = evidence.classify_response(
            self._provider, response.status, said, response.headers, _text(response.url), elapsed=self._elapsed
        )
        self.is_unread = body is None

    def _body(self) -> bytes | None:
        response = self.response()
        body = None if response is None else response.read_body()
        return body[:MAX_BODY] if isinstance(body, bytes) else None

    def explains(self, error: BaseException) -> bool:
        """Whether `error` is how the SDK raises what this attempt failed with."""
        if self.failure is None:
            return False
        if self.rpc_status is not None:
            return self.rpc_status == _rpc_status_in(error)
        if self._error is not None:
            return error is self._error
        if self.is_unread or self.status is None:
            return False
        response = getattr(error, "response", None)
        holders = ((error, "status_code"), (error, "code"), (error, "http_status"), (response, "status_code"))
        return self.status in (getattr(holder, name, None) for holder, name in holders)

    def failure_in_answer(self, *, refused: bool = False) -> Failure | None:
        """What the answer itself says, where its status said it was fine; `refused`: also where it did not."""
        if self.status is None:
            return None
        if self.failure is not None:
            return self.failure if refused or self.status < 400 else None
        end = self._stream_end()
        if end:
            # Only the end of the stream is at hand: an error object in it counts, the lack of anything else does not.
            return evidence.error_in_stream(self._provider, end)
        response, body = self.response(), self._body()
        if response is None or not body:
            return None
        return evidence.classify_response(self._provider, response.status, body, response.headers, _text(response.url))

    @guarded
    def sent(self) -> object:
        """Returns the body of the request as far as its library keeps it; None once the attempt is settled."""
        request = self.request
        body = getattr(request, "_content", None)  # of httpx
        if body is None:
            body = getattr(request, "body", None)  # of requests
        return request if body is None else body

    @property
    def is_over(self) -> bool:
        """Whether the request has been answered or has failed."""
        return self.status is not None or self.rpc_status is not None or self._failure is not None

    def read_end(self, answer: Reading) -> None:
        """Reads into `answer` how its stream ended, where the SDK did not pass it on."""
        evidence.read_stream_end(self._stream_end(), answer)

    def _stream_end(self) -> bytes:
        response = self.response()
        encoding = "" if response is None else response.headers.get("content-encoding", "")
        return (decoded(b"".join(self.tail)[-MAX_BODY:], encoding) or b"")[-MAX_BODY:]

    def settle(self) -> bool:
        """Returns True once, to who counts the attempt; lets go of the request, the answer and the error."""
        if self.look is not None:
            self.look()
            self.look = None
        if self.is_unread:
            self._judge()
        self.request = None
        if self._error is not None:
            self._error = None
        if self._response is not None:
            self._response = None
        self._answer = self._seen = None
        return take(self._uncounted)

    @property
    def others_span(self) -> Span | None:
        """The HTTP or RPC span that another instrumentation has open for this attempt."""
        span = trace.get_current_span() if self.span is None else self.span
        if span is self._operation_span or not span.is_recording():
            return None
        # Where the operation's own could not be started, what is current may be a span of the application.
        return None if self._operation_span is trace.INVALID_SPAN else span

    def _mark_span(self) -> None:
        """Puts class and cause on the other instrumentation's span."""
        span = self.others_span
        failure = None if span is None else self.failure
        if span is not None and failure is not None:
            gate.write(span, {names.CLASS: failure.failure_class.value, names.CAUSE: failure.cause.id})


def _text(url: object) -> str | None:
    return None if url is None else str(url) or None


def _rpc_status_in(error: BaseException) -> str | None:
    """The gRPC status in an RpcError, in google-api-core's exception for it, or in what they are the cause of."""
    cause: BaseException | None = error
    for _ in range(_MAX_CAUSES):
        if cause is None:
            return None
        status = getattr(cause, "grpc_status_code", None)
        code = getattr(cause, "code", None)
        name = getattr(code() if status is None and callable(code) else status, "name", None)
        if isinstance(name, str):
            return name
        cause = cause.__cause__
    return None


def decoded(body: bytes, encoding: str) -> bytes | None:
    """Undoes gzip and deflate, at most 64 KiB of it; None for an encoding that the standard library lacks."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return None
    for bits in (47, -15):
        try:
            return zlib.decompressobj(bits).decompress(body, MAX_BODY)
        except zlib.error:
            continue
    return None
