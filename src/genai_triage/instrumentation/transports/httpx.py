"""httpx and httpx2: the requests that an operation puts on the wire are its attempts.

Two layers: the client's `_send_single_request` sees every request whatever the transport, and the transports' own
methods, under all other wrappers, run while another instrumentation's HTTP span is current, so that the attempt's
class is put on it.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from genai_triage.instrumentation.patch import Patch
from genai_triage.telemetry.attempt import MAX_BODY, Attempt
from genai_triage.telemetry.current import attempt_at, current_operation
from genai_triage.telemetry.guard import guarded, report

LIBRARIES = ("httpx", "httpx2")


def _send_wrapper(transport: str) -> Any:
    def send(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        attempt = _start(transport, instance, args, kwargs)
        if attempt is None:
            return wrapped(*args, **kwargs)
        try:
            response = wrapped(*args, **kwargs)
        except BaseException as error:
            attempt.record_exception(error)
            raise
        _look(attempt, response)
        return response

    return send


def _async_send_wrapper(transport: str) -> Any:
    async def run(coroutine: Any, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        attempt = _start(transport, instance, args, kwargs)
        if attempt is None:
            return await coroutine
        try:
            response = await coroutine
        except BaseException as error:
            attempt.record_exception(error)
            raise
        await _alook(attempt, response)
        return response

    def send(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        coroutine = wrapped(*args, **kwargs)
        return coroutine if current_operation() is None else run(coroutine, instance, args, kwargs)

    return send


def _handle(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    attempt = _current(args, kwargs)
    if attempt is None:
        return wrapped(*args, **kwargs)
    try:
        response = wrapped(*args, **kwargs)
    except BaseException as error:
        attempt.record_exception(error)
        raise
    _look(attempt, response)
    return response


def _async_handle(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    attempt = _current(args, kwargs)
    coroutine = wrapped(*args, **kwargs)
    return coroutine if attempt is None else _observed(attempt, coroutine)


async def _observed(attempt: Attempt, coroutine: Any) -> Any:
    try:
        response = await coroutine
    except BaseException as error:
        attempt.record_exception(error)
        raise
    await _alook(attempt, response)
    return response


@guarded
def _start(transport: str, client: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    request = args[0] if args else kwargs["request"]
    netloc = request.url.netloc.decode("ascii", "replace")
    return attempt_at(transport, netloc, request, client=client, is_stream=lambda: _asks_for_events(request))


def _asks_for_events(request: Any) -> bool:
    return "text/event-stream" in request.headers.get("accept", "") or b"alt=sse" in request.url.query


@guarded
def _current(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
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


@guarded
def _look(attempt: Attempt, response: Any) -> None:
    if not _needs_body(attempt, response, is_async=False):
        return
    if hasattr(response, "_content"):
        _refused(attempt, response, response._content, is_decoded=True)
        return
    stream = response.stream
    types = _stream_types(attempt.transport)
    chunks, rest, error = _peek(stream)
    response.stream = types.replayed(chunks, rest, error, stream)
    _refused(attempt, response, b"".join(chunks))


async def _alook(attempt: Attempt, response: Any) -> None:
    try:
        if not _needs_body(attempt, response, is_async=True):
            return
        if hasattr(response, "_content"):
            _refused(attempt, response, response._content, is_decoded=True)
            return
        stream = response.stream
        types = _stream_types(attempt.transport)
        chunks, rest, error = await _apeek(stream)
        response.stream = types.async_replayed(chunks, rest, error, stream)
        _refused(attempt, response, b"".join(chunks))
    except Exception as error:
        report("_alook", error)


def _needs_body(attempt: Attempt, response: Any, *, is_async: bool) -> bool:
    """Notes an answer that is fine; True for one whose body has to say what is wrong."""
    if attempt.status is not None:
        return False
    status: int = response.status_code
    if status < 400 and not (attempt.expects_stream and _is_json(response)):
        attempt.on_response(status, response.headers, None, response)
        if attempt.expects_stream and not hasattr(response, "_content"):
            types = _stream_types(attempt.transport)
            response.stream = (types.async_tailed if is_async else types.tailed)(response.stream, attempt)
        return False
    return True


def _is_json(response: Any) -> bool:
    return bool(response.headers.get("content-type", "").startswith("application/json"))


def _refused(attempt: Attempt, response: Any, body: bytes, *, is_decoded: bool = False) -> None:
    url = str(getattr(attempt.request, "url", "")) or None
    attempt.on_error_response(response.status_code, response.headers, body[:MAX_BODY], url, is_decoded=is_decoded)


def _peek(stream: Any) -> tuple[list[bytes], Any, Exception | None]:
    """Reads at most 64 KiB: the chunks, the iterator with the rest, and the error that reading ended with."""
    chunks: list[bytes] = []
    size = 0
    iterator = iter(stream)
    try:
        for chunk in iterator:
            chunks.append(chunk)
            size += len(chunk)
            if size >= MAX_BODY:
                return chunks, iterator, None
    except Exception as error:
        return chunks, None, error
    except BaseException:
        # Interrupted while the error body was on its way: nobody will get this answer, so it is closed here.
        stream.close()
        raise
    return chunks, None, None


async def _apeek(stream: Any) -> tuple[list[bytes], Any, Exception | None]:
    chunks: list[bytes] = []
    size = 0
    iterator = stream.__aiter__()
    try:
        async for chunk in iterator:
            chunks.append(chunk)
            size += len(chunk)
            if size >= MAX_BODY:
                return chunks, iterator, None
    except Exception as error:
        return chunks, None, error
    except BaseException:
        # Cancelled while the error body was on its way: nobody will get this answer, so it is closed here.
        await stream.aclose()
        raise
    return chunks, None, None


class _AsyncTail:
    """Stands for the stream's own iterator, which whoever stops early may close: a generator around it would not."""

    __slots__ = ("_attempt", "_iterator", "_next")

    def __init__(self, iterator: Any, attempt: Attempt) -> None:
        self._iterator, self._next, self._attempt = iterator, iterator.__anext__, attempt

    def __aiter__(self) -> _AsyncTail:
        return self

    async def __anext__(self) -> bytes:
        chunk: bytes = await self._next()
        self._attempt.tail = (self._attempt.tail[1], chunk)
        return chunk

    def asend(self, value: Any) -> Any:
        return self._iterator.asend(value)

    def athrow(self, *error: Any) -> Any:
        return self._iterator.athrow(*error)

    async def aclose(self) -> None:
        close = getattr(self._iterator, "aclose", None)
        if close is not None:
            await close()


class _StreamTypes(NamedTuple):
    replayed: Any
    async_replayed: Any
    tailed: Any
    async_tailed: Any


@lru_cache(maxsize=4)
def _stream_types(library: str) -> _StreamTypes:
    """The library's stream types, made when the library is surely imported."""
    module = sys.modules[library]

    class Replayed(module.SyncByteStream):  # type: ignore[misc, name-defined]
        """What was read ahead, then the rest, then the error that reading ended with."""

        def __init__(self, chunks: list[bytes], rest: Any, error: Exception | None, original: Any) -> None:
            self._chunks, self._rest, self._error, self._original = chunks, rest, error, original

        def __iter__(self) -> Iterator[bytes]:
            yield from self._chunks
            if self._rest is not None:
                yield from self._rest
            error, self._error = self._error, None
            if error is not None:
                try:
                    raise error
                finally:
                    del error  # its traceback holds this frame

        def close(self) -> None:
            self._original.close()

    class AsyncReplayed(module.AsyncByteStream):  # type: ignore[misc, name-defined]
        """The same, asynchronous."""

        def __init__(self, chunks: list[bytes], rest: Any, error: Exception | None, original: Any) -> None:
            self._chunks, self._rest, self._error, self._original = chunks, rest, error, original

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for chunk in self._chunks:
                yield chunk
            if self._rest is not None:
                async for chunk in self._rest:
                    yield chunk
            error, self._error = self._error, None
            if error is not None:
                try:
                    raise error
                finally:
                    del error  # its traceback holds this frame

        async def aclose(self) -> None:
            close = getattr(self._rest, "aclose", None)
            if close is not None:
                await close()
            await self._original.aclose()

    class Tailed(module.SyncByteStream):  # type: ignore[misc, name-defined]
        """Passes a stream on and remembers its last two pieces, for an error object that the SDK drops."""

        def __init__(self, original: Any, attempt: Attempt) -> None:
            self._original, self._attempt = original, attempt

        def __iter__(self) -> Iterator[bytes]:
            attempt = self._attempt
            for chunk in self._original:
                attempt.tail = (attempt.tail[1], chunk)
                yield chunk

        def close(self) -> None:
            self._original.close()

    class AsyncTailed(module.AsyncByteStream):  # type: ignore[misc, name-defined]
        """The same, asynchronous."""

        def __init__(self, original: Any, attempt: Attempt) -> None:
            self._original, self._attempt = original, attempt

        def __aiter__(self) -> AsyncIterator[bytes]:
            return _AsyncTail(self._original.__aiter__(), self._attempt)

        async def aclose(self) -> None:
            await self._original.aclose()

    return _StreamTypes(Replayed, AsyncReplayed, Tailed, AsyncTailed)


PATCHES = tuple(
    patch
    for library in LIBRARIES
    for patch in (
        Patch(library, "Client._send_single_request", _send_wrapper(library)),
        Patch(library, "AsyncClient._send_single_request", _async_send_wrapper(library)),
        Patch(library, "HTTPTransport.handle_request", _handle),
        Patch(library, "AsyncHTTPTransport.handle_async_request", _async_handle),
    )
)
