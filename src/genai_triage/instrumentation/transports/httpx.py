"""httpx and httpx2: the requests that an operation puts on the wire are its attempts.

Two layers: the client's `_send_single_request` sees every request whatever the transport, and the transports' own
methods, under all other wrappers, run while another instrumentation's HTTP span is current, so that the attempt's
class is put on it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from genai_triage.instrumentation.patch import Patch, Wrapper
from genai_triage.instrumentation.transports.attempts import Start, async_send, is_alone, sync_attempt, sync_send
from genai_triage.instrumentation.transports.others_spans import hide_keys_of, hide_keys_of_exception, others_span
from genai_triage.instrumentation.transports.streams import (
    Ahead,
    AsyncReplayed,
    AsyncTailed,
    Replayed,
    Tailed,
    aread_ahead,
    read_ahead,
    stream_type,
)
from genai_triage.telemetry.attempt import Attempt, Response, decoded
from genai_triage.telemetry.current import attempt_of, current_operation
from genai_triage.telemetry.guard import guarded

LIBRARIES = ("httpx", "httpx2")


def _starter(library: str) -> Start:
    def start(client: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
        return attempt_of(library, client, args[0] if args else kwargs["request"], _netloc, _asks_for_events)

    return start


def _netloc(request: Any) -> str:
    return str(request.url.netloc.decode("ascii", "replace"))


def _asks_for_events(request: Any) -> bool:
    return "text/event-stream" in request.headers.get("accept", "") or b"alt=sse" in request.url.query


def _passing(transport: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    """The attempt whose request is passing through a transport."""
    operation = current_operation()
    attempt = None if operation is None else operation.last_attempt
    request = args[0] if args else kwargs.get("request")
    if operation is None or attempt is None or attempt.request is not request:
        return None
    if attempt.is_over:
        # The same request passes through again: a transport of the application tries once more.
        return operation.start_attempt(attempt.transport, request, expects_stream=attempt.expects_stream)
    return attempt


def _hiding_keys(send: Wrapper) -> Wrapper:
    """Also hides the keys in another instrumentation's span, for a request to a known host."""

    def hiding(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        _hide_keys(args, kwargs)
        try:
            return send(wrapped, instance, args, kwargs)
        except BaseException:
            _hide_keys_of_exception(args, kwargs)
            raise

    return hiding


def _ahiding_keys(send: Wrapper) -> Wrapper:
    """The same for a coroutine function."""

    async def run(coroutine: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            return await coroutine
        except BaseException:
            _hide_keys_of_exception(args, kwargs)
            raise

    def hiding(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        _hide_keys(args, kwargs)
        coroutine = send(wrapped, instance, args, kwargs)
        return coroutine if others_span() is None else run(coroutine, args, kwargs)

    return hiding


def _hide_keys_of_exception(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    hide_keys_of_exception(getattr(args[0] if args else kwargs.get("request"), "url", None))


@guarded
def _hide_keys(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    request = args[0] if args else kwargs.get("request")
    if request is None:
        return
    path = request.url.raw_path
    if b"?" in path or b"AIza" in path or request.url.userinfo:
        hide_keys_of(request.url, is_attempt=_is_attempt(request))


def _is_attempt(request: Any) -> bool:
    operation = current_operation()
    last = None if operation is None else operation.last_attempt
    return last is not None and last.request is request


def _note(attempt: Attempt, answer: Any) -> None:
    if attempt.status is None and answer.status_code < 400 and not attempt.expects_stream:
        attempt.on_answer(answer.status_code, answer, _response)  # as nearly all are: nothing else would be asked of it
    elif _is_read_ahead(attempt, answer):
        stream = answer.stream
        _replay(attempt, answer, read_ahead(stream), Replayed, stream)
    else:
        _arrived(attempt, answer, Tailed)


def _anote(attempt: Attempt, answer: Any) -> Awaitable[None] | None:
    if _is_read_ahead(attempt, answer):
        return _note_ahead(attempt, answer)
    _arrived(attempt, answer, AsyncTailed)
    return None


async def _note_ahead(attempt: Attempt, answer: Any) -> None:
    stream = answer.stream
    _replay(attempt, answer, await aread_ahead(stream), AsyncReplayed, stream)


def _is_read_ahead(attempt: Attempt, answer: Any) -> bool:
    """Whether a refusal is read now, for the cause on another instrumentation's span, which ends before the SDK reads.

    SDKs read every refusal to its end; what else asks for one may leave it unread, and gets nothing later than it came.
    """
    if answer.status_code < 400 or attempt.status is not None or hasattr(answer, "_content"):
        return False
    operation = current_operation()
    return operation is not None and operation.client is None and attempt.others_span is not None


def _replay(attempt: Attempt, answer: Any, ahead: Ahead, kind: type, stream: Any) -> None:
    answer.stream = stream_type(attempt.transport, kind)(ahead, stream)
    body = decoded(ahead.body, answer.headers.get("content-encoding", ""))
    attempt.on_response(_response(attempt, answer)._replace(read_body=lambda: getattr(answer, "_content", body)))


def _arrived(attempt: Attempt, answer: Any, tailed: type) -> None:
    status = answer.status_code
    if attempt.status is None:
        attempt.on_response(_response(attempt, answer))
        if attempt.expects_stream and status < 400 and not hasattr(answer, "_content"):
            answer.stream = stream_type(attempt.transport, tailed)(answer.stream, attempt)
    elif status >= 400 and (attempt.is_unread or attempt.status != status):
        # A transport of the application may have made another answer of it: this is the one that will be read.
        attempt.on_response(_response(attempt, answer))


def _response(attempt: Attempt, answer: Any) -> Response:
    url = getattr(attempt.request, "url", None)
    return Response(answer.status_code, answer.headers, url, partial(getattr, answer, "_content", None))


PATCHES = tuple(
    patch
    for library in LIBRARIES
    for patch in (
        Patch(
            library,
            "Client._send_single_request",
            sync_attempt(_starter(library), _note),
            is_busy=True,
            passes=is_alone,
        ),
        Patch(library, "AsyncClient._send_single_request", async_send(_starter(library), _anote)),
        Patch(library, "HTTPTransport.handle_request", _hiding_keys(sync_send(_passing, _note))),
        Patch(library, "AsyncHTTPTransport.handle_async_request", _ahiding_keys(async_send(_passing, _anote))),
    )
)
