"""Calls and streams of `grpc.aio`, observed to their end, and an interceptor that sees what other interceptors send."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import grpc  # type: ignore[import-untyped,unused-ignore]

from genai_triage.instrumentation.grpc.end import CallProxy, answered, failed
from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.calls import AsyncStream
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.target import Target

_MAX_TURNS = 100
"""Turns of the event loop between an RPC's status and its answer; it takes one."""
_LOCAL_CANCELLATION = "Locally cancelled by application!"

_Done = Callable[[Any], None]


def finish_call(call: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> Any:
    """Has a call with one answer report its end; the application gets the call itself."""
    _when_done(call, partial(_call_done, target, operation, attempt))
    return call


def _when_done(call: Any, done: _Done) -> None:
    """Runs `done(call)` at the end of the call, with None if it is dropped before."""
    reference = weakref.ref(call)
    interceptors = getattr(call, "_interceptors_task", None)
    if interceptors is not None:
        # `add_done_callback` of such a call would keep it alive, and what is dropped is cancelled.
        interceptors.add_done_callback(partial(_interceptors_done, reference, done))
        return
    inner = getattr(call, "_cython_call", None)
    if inner is None:
        call.add_done_callback(done)
    else:
        # `add_done_callback` of the call itself, up to 1.60 at least, keeps it alive when it is over.
        inner.add_done_callback(lambda: done(reference()))


@guarded
def _interceptors_done(reference: Callable[[], Any], done: _Done, task: asyncio.Task[Any]) -> None:
    if task.cancelled() or task.exception() is not None or task.result().done():
        done(reference())
    else:
        # The interceptors' own call: the outer one may be dropped, this one then still has a status.
        _when_done(task.result(), lambda inner: done(reference() or inner))


@guarded
def _call_done(target: Target, operation: Operation | None, attempt: Attempt | None, call: Any) -> None:
    """Runs when the status is known, which is before the answer is deserialized."""
    if call is None:
        if operation is not None:
            operation.abandon()
        return
    error = _error_of(call)
    if error is not None:
        if attempt is not None:
            attempt.request = getattr(call, "_request", None)
        failed(error, operation, attempt)
        return
    if attempt is not None:
        attempt.completed()
    if operation is not None:
        asyncio.get_running_loop().call_soon(_call_answered, target, operation, call, 0)


@guarded
def _call_answered(target: Target, operation: Operation, call: Any, turn: int) -> None:
    try:
        response = _now(call)
    except _NotOver as error:
        if turn < _MAX_TURNS:
            asyncio.get_running_loop().call_soon(_call_answered, target, operation, call, turn + 1)
        else:
            operation.fail(error)
    except BaseException as error:
        operation.fail(error)
    else:
        answered(operation, target, response)


def _error_of(call: Any) -> BaseException | None:
    """How a call that is over failed; None for OK."""
    try:
        code = _now(call.code())
        if code is grpc.StatusCode.OK:
            return None
        trailing = _now(call.trailing_metadata())
        return _rpc_error(code, trailing, _now(call.details()))
    except BaseException as error:
        return error  # an interceptor's own


def _rpc_error(code: Any, trailing: Any, details: str) -> BaseException:
    error: BaseException = grpc.aio.AioRpcError(code, grpc.aio.Metadata(), trailing or grpc.aio.Metadata(), details)
    return error


class _NotOver(Exception):
    """What was to be over is not."""


def _now(awaitable: Awaitable[Any]) -> Any:
    """The result of something that is over, without waiting."""
    try:
        next(awaitable.__await__())
    except StopIteration as stop:
        return stop.value
    raise _NotOver


def finish_stream(stream: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> Any:
    """The stream, observed as it is read; a generator that google-api-core's retry makes of it is no call."""
    if hasattr(stream, "cancel"):
        return AsyncCall(stream, target, operation, attempt)
    return stream if operation is None else AsyncStream(stream, target, operation)


class AsyncCall(CallProxy, AsyncStream):
    """A stream of `grpc.aio`: read by `async for` or by `read()`."""

    __slots__ = ("_self_attempt", "_self_iterator")

    def __init__(self, call: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> None:
        super().__init__(call, target, operation)
        self._self_attempt = attempt
        self._self_iterator: _AsyncIterator | None = None

    def __aiter__(self) -> Any:
        if self._self_iterator is None:
            chunks = self.__wrapped__.__aiter__()
            state, self._self_state = self._self_state, None
            self._self_iterator = _AsyncIterator(chunks, self._self_target, state, self._self_attempt)
        return self._self_iterator

    async def read(self) -> Any:
        try:
            return await self._self_step(_read, self.__wrapped__.read, self._self_attempt)
        except StopAsyncIteration:
            return grpc.aio.EOF

    async def wait_for_connection(self) -> None:
        try:
            await self.__wrapped__.wait_for_connection()
        except BaseException as error:
            self._self_ended(error)
            raise

    def cancel(self) -> bool:
        is_cancelled: bool = self.__wrapped__.cancel()
        if is_cancelled:
            # Its status arrives later, when nobody may be there to see it.
            self._self_ended(_rpc_error(grpc.StatusCode.CANCELLED, None, _LOCAL_CANCELLATION))
        return is_cancelled

    def _self_ended(self, error: BaseException) -> None:
        holder = self if self._self_iterator is None else self._self_iterator
        operation, holder._self_state = holder._self_state, None
        failed(error, operation, self._self_attempt)

    def _self_abandon(self) -> None:
        _note_unread(self.__wrapped__, self._self_attempt)
        super()._self_abandon()


class _AsyncIterator(AsyncStream):
    """The iterator of an `async for` over a call."""

    __slots__ = ()

    def __init__(self, chunks: Any, target: Target, state: Any, attempt: Attempt | None) -> None:
        super().__init__(chunks, target, state)
        if attempt is not None:
            self._self_next = partial(_pulled, chunks.__anext__, attempt)


async def _pulled(step: Callable[[], Awaitable[Any]], attempt: Attempt) -> Any:
    try:
        return await step()
    except StopAsyncIteration:
        attempt.completed()
        raise
    except BaseException as error:
        attempt.record_exception(error)
        raise


async def _read(read: Callable[[], Awaitable[Any]], attempt: Attempt | None) -> Any:
    async def step() -> Any:
        chunk = await read()
        if chunk is grpc.aio.EOF:
            raise StopAsyncIteration
        return chunk

    return await (step() if attempt is None else _pulled(step, attempt))


@guarded
def _note_unread(call: Any, attempt: Attempt | None) -> None:
    """An RPC that had failed already when the application dropped its stream is a failed attempt."""
    if attempt is None or attempt.is_over or not call.done():
        return
    error = _error_of(call)
    if error is not None and not isinstance(error, _NotOver):
        attempt.record_exception(error)


StartAttempt = Callable[[Any], "Attempt | None"]
"""(metadata of the RPC) → its attempt."""


class WithInnermost:
    """A channel's interceptors and, if there are any, ours below them: it sees every RPC that they make of one call."""

    def __init__(self, others: Any, target: Target, start: StartAttempt) -> None:
        self._others = others
        self._innermost = _Innermost(target, start)

    def __len__(self) -> int:
        return len(self._others or ()) and len(self._others) + 1

    def __iter__(self) -> Any:
        yield from self._others or ()
        if self._others:
            yield self._innermost


class _Innermost:
    def __init__(self, target: Target, start: StartAttempt) -> None:
        self._target = target
        self._start = start

    async def _unary(self, continuation: Callable[..., Awaitable[Any]], details: Any, request: Any) -> Any:
        return await self._sent(finish_call, continuation, details, request)

    async def _stream(self, continuation: Callable[..., Awaitable[Any]], details: Any, request: Any) -> Any:
        return await self._sent(finish_stream, continuation, details, request)

    async def _sent(
        self, finish: Callable[..., Any], continuation: Callable[..., Awaitable[Any]], details: Any, request: Any
    ) -> Any:
        attempt = self._start(details.metadata)
        try:
            call = await continuation(details, request)
        except BaseException as error:
            if attempt is not None:
                attempt.record_exception(error)
            raise
        return call if attempt is None else finish(call, self._target, None, attempt)

    intercept_unary_unary = _unary
    intercept_unary_stream = _stream
    intercept_stream_unary = _unary
    intercept_stream_stream = _stream
