"""One raw request as an operation: begun before it is sent, judged as its body passes, finished with it."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, NamedTuple

from opentelemetry.instrumentation.utils import is_http_instrumentation_enabled

from genai_triage import evidence
from genai_triage.evidence.reading import Reading
from genai_triage.instrumentation.raw.body_view import BodyView, WholeBody
from genai_triage.instrumentation.raw.endpoints import read_request
from genai_triage.instrumentation.raw.hosts import Service
from genai_triage.instrumentation.transports.streams import AsyncWatched, Watched, stream_type
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Failure
from genai_triage.taxonomy.vendors import vendor_of
from genai_triage.telemetry.calls import Wrapper, async_call, sync_call
from genai_triage.telemetry.current import current_operation
from genai_triage.telemetry.guard import guarded, report
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.target import Target

_NOT_MODIFIED = 304
_REDIRECTED = CAUSES["status.redirected"]


def sender(service: Service, netloc: str, is_async: bool) -> Wrapper | None:
    """The wrapper of `Client.send` or `AsyncClient.send` for a request to a host of `service`.

    None for a step of the operation that is running; of a coroutine that is only known where it is awaited.
    """
    return None if not is_async and _is_step(netloc) else _wrapper(service, is_async)


@lru_cache(maxsize=8)
def _wrapper(service: Service, is_async: bool) -> Wrapper:
    if is_async:
        return async_call(Target(partial(_describe_awaited, service), _nothing, is_raw=True), _received)
    return sync_call(Target(partial(_describe, service), _nothing, is_raw=True), _received)


def _is_step(netloc: str) -> bool:
    running = current_operation()
    return running is not None and netloc in running.request.server.netlocs


def _describe_awaited(service: Service, client: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request | None:
    url = (args[0] if args else kwargs["request"]).url
    return None if _is_step(url.netloc.decode("ascii", "replace")) else _describe(service, client, args, kwargs)


def _describe(service: Service, client: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request | None:
    """None for what is no endpoint of the service."""
    if not is_http_instrumentation_enabled():
        return None
    request = args[0] if args else kwargs["request"]
    url = request.url
    return read_request(service, str(url), url.path, getattr(request, "_content", None), request.method)


def _received(operation: Operation, response: Any) -> Any:
    """Judges an answer that is read already, and watches one that is still to be read."""
    status: int = response.status_code
    headers = response.headers
    if 300 <= status < 400 and status != _NOT_MODIFIED:
        # A redirect that gets here was not followed: the application has no answer.
        redirected = Failure(_REDIRECTED, operation.request.provider, http_status=status, code=str(status))
        operation.conclude(redirected, refused=True)
        return response
    is_read = hasattr(response, "_content")
    if status >= 400 and is_read:
        _conclude_refused(operation, status, headers, response._content)
        return response
    facts = _Facts(status, headers, response.url)
    if is_read:
        _conclude(operation, WholeBody(response._content, headers), facts, is_complete=True)
        return response
    view = BodyView(headers.get("content-type", ""), headers.get("content-encoding", ""))
    watch = (_Watch if status < 400 else _RefusalWatch)(operation, view, facts)
    mixin = Watched if hasattr(response.stream, "__iter__") else AsyncWatched
    response.stream = stream_type(_library_of(operation, response), mixin)(response.stream, watch)
    return response


def _library_of(operation: Operation, response: Any) -> str:
    """The library that sent the request; `response` may be of a class of the application."""
    last = operation.last_attempt
    return type(response).__module__.partition(".")[0] if last is None else last.transport


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


class _Facts(NamedTuple):
    """What is kept of a response that is still being read."""

    status_code: int
    headers: Any
    url: Any


class _Watch:
    """Follows the body of one answer while the application reads it."""

    def __init__(self, operation: Operation, view: BodyView, facts: _Facts) -> None:
        self._operation = operation
        self._view = view
        self._facts = facts

    def passed(self, piece: bytes) -> None:
        try:
            self._view.add(piece)
            if self._operation.request.stream:
                self._operation.chunk(_nothing, piece)
        except Exception as error:
            report("raw.httpx.passed", error)

    def ended(self) -> None:
        _conclude(self._operation, self._view, self._facts, is_complete=True)

    def failed(self, error: BaseException) -> None:
        self._operation.fail(error)

    def closed(self) -> None:
        """Closed or dropped before its end: what has passed may still hold a finish reason."""
        if self._operation.is_open:
            _conclude(self._operation, self._view, self._facts, is_complete=False)


class _RefusalWatch(_Watch):
    """Follows the body of a refusal: however its reading ends, what has passed says what was refused."""

    _has_passed = False

    def passed(self, piece: bytes) -> None:
        self._has_passed = True
        try:
            self._view.add(piece)
        except Exception as error:
            report("raw.httpx.passed", error)

    def ended(self) -> None:
        _conclude_refused(self._operation, *self._facts[:2], self._view.kept)

    def failed(self, error: BaseException) -> None:
        self.closed()

    def closed(self) -> None:
        if self._operation.is_open:
            _conclude_refused(self._operation, *self._facts[:2], self._view.kept if self._has_passed else None)


@guarded
def _conclude(operation: Operation, view: BodyView | WholeBody, facts: _Facts, *, is_complete: bool) -> None:
    """Judges what has passed; a stream that was left early is given up only if it shows neither failure nor end."""
    request, answer = operation.request, operation.answer
    body = view.body(is_complete=is_complete, is_numbers=request.operation == "embeddings")
    failure = None
    if body is not None:
        failure = evidence.classify_body(request.provider, facts.status_code, body, facts.headers, facts.url, answer)
    answer.id = answer.id or _request_id(request, facts.headers)
    if failure is None and not is_complete and not answer.finish_reasons and not answer.ended:
        operation.abandon()
    else:
        operation.conclude(failure)


def _request_id(request: Request, headers: Any) -> str | None:
    """The answer's id, of a vendor that sends it in a header only."""
    vendor = vendor_of(request.provider)
    names = vendor.request_id_headers if vendor else ()
    return headers.get(names[0]) if names else None


def _nothing(answer: Reading, piece: Any) -> None:
    """Pieces of a raw stream are read when it ends."""
