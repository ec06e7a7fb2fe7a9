"""One request on the wire, with its own outcome."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Mapping
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import Span

from genai_triage import evidence
from genai_triage.taxonomy.model import Failure, Provider
from genai_triage.telemetry import names
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.once import Once

MAX_BODY = 64 * 1024
"""Bytes of an answer that are looked at."""
_MAX_CAUSES = 5
_FINISH_REASON = re.compile(rb'"finish(?:Reason|_reason)"\s*:\s*"(?!FINISH_REASON_UNSPECIFIED)\w')


class Attempt:
    """A request of an operation: its status, and its failure if it has one."""

    __slots__ = (
        "_body",
        "_error",
        "_headers",
        "_is_partial",
        "_once",
        "_operation_span",
        "_provider",
        "_started_at",
        "_url",
        "expects_stream",
        "failure",
        "request",
        "rpc_status",
        "span",
        "status",
        "tail",
        "transport",
    )

    def __init__(
        self, provider: Provider, transport: str, request: object, operation_span: Span, *, expects_stream: bool = False
    ) -> None:
        self._provider = provider
        self.transport = transport
        self.request: object | None = request
        self._operation_span = operation_span
        self._started_at = time.perf_counter()
        self._once = Once()
        self._error: BaseException | None = None
        self._headers: Mapping[str, str] = {}
        self._url: str | None = None
        self._body: Any = None
        self._is_partial = False
        self.failure: Failure | None = None
        self.status: int | None = None
        self.rpc_status: str | None = None
        """Name of the gRPC status, once the RPC is over."""
        self.span: Span | None = None
        """Another instrumentation's span of this request, where it is not the current one when the answer comes."""
        self.expects_stream = expects_stream
        self.tail: tuple[bytes, bytes] = (b"", b"")
        """The last two pieces of a streamed answer, where the SDK may have dropped an error object."""

    @guarded
    def record_exception(self, error: BaseException) -> None:
        """The transport raised instead of answering."""
        if self._error is error or self._once.is_taken:
            return
        self._error = error
        elapsed = time.perf_counter() - self._started_at
        self.failure = evidence.classify_exception(error, provider=self._provider, elapsed=elapsed)
        self.rpc_status = self.failure.rpc_status
        self._mark_span()

    def completed(self) -> None:
        """The RPC ended with the status OK."""
        if self.failure is None:
            self.rpc_status = "OK"

    def on_error_response(
        self, status: int, headers: Mapping[str, str], body: bytes, url: str | None, *, is_decoded: bool = False
    ) -> None:
        """The answer is an error, or not what was asked for; `is_decoded`: its content-encoding is undone already."""
        self.status = status
        self._headers = headers
        self._url = url
        text: bytes | None = body if is_decoded else _decoded(body, headers.get("content-encoding", ""))
        self._is_partial = text is None
        elapsed = time.perf_counter() - self._started_at
        self.failure = evidence.classify_response(self._provider, status, text, headers, url, elapsed=elapsed)
        self._mark_span()

    def on_response(self, status: int, headers: Mapping[str, str], url: str | None, body: Any = None) -> None:
        """The answer has a status that is no error; `body` keeps the body once read, as `_content` or `_body`."""
        self.status = status
        self._headers = headers
        self._url = url
        self._body = body

    def explains(self, error: BaseException) -> bool:
        """Whether `error` is how the SDK raises what this attempt failed with."""
        if self.failure is None:
            return False
        if self.rpc_status is not None:
            return self.rpc_status == _rpc_status_in(error)
        if self._error is not None:
            return error is self._error
        if self._is_partial or self.status is None:
            return False
        response = getattr(error, "response", None)
        holders = ((error, "status_code"), (error, "code"), (response, "status_code"))
        return self.status in (getattr(holder, name, None) for holder, name in holders)

    @property
    def is_partial(self) -> bool:
        """Whether the answer's body could not be decoded: only its status has spoken."""
        return self._is_partial

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
        body = getattr(self._body, "_content", None) or getattr(self._body, "_body", None)
        if not isinstance(body, bytes) or not body:
            return None
        return evidence.classify_response(self._provider, self.status, body[:MAX_BODY], self._headers, self._url)

    @property
    def is_over(self) -> bool:
        """Whether the request has been answered or has failed."""
        return self.status is not None or self.rpc_status is not None or self.failure is not None

    @property
    def ended_well(self) -> bool:
        """Whether the end of a stream shows a finish reason, even if the SDK did not pass it on."""
        return _FINISH_REASON.search(self._stream_end()) is not None

    def _stream_end(self) -> bytes:
        return (_decoded(b"".join(self.tail)[-MAX_BODY:], self._headers.get("content-encoding", "")) or b"")[-MAX_BODY:]

    def settle(self) -> bool:
        """Returns True once, to who counts the attempt; lets go of the request, the answer and the error."""
        self.request = None
        self._error = None
        self._body = None
        return self._once.take()

    def _mark_span(self) -> None:
        """Puts class and cause on the HTTP or RPC span that another instrumentation has open for this attempt."""
        span = trace.get_current_span() if self.span is None else self.span
        if self.failure is None or span is self._operation_span or not span.is_recording():
            return
        if self._operation_span is trace.INVALID_SPAN:
            return  # it could not be started: what is current may be a span of the application
        span.set_attributes({names.CLASS: self.failure.failure_class.value, names.CAUSE: self.failure.cause.id})


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


def _decoded(body: bytes, encoding: str) -> bytes | None:
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
