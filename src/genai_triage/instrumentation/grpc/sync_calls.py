"""Futures and streams of `grpc`, observed to their end."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

import grpc  # type: ignore[import-untyped,unused-ignore]

from genai_triage.instrumentation.grpc.end import CallProxy, answered, failed
from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.calls import SyncStream
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.target import Target

_MAX_LAYERS = 4


def finish_future(future: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> Any:
    """Has the future report its end; the application gets the future itself."""
    # A weak reference: grpc cancels an RPC whose future nobody holds any more.
    reference = weakref.ref(future)
    done = partial(_future_done, reference, target, operation, attempt)
    if attempt is not None:
        attempt.look = partial(_look, reference, attempt)
    if not future.add_callback(done):
        done()
    return future


@guarded
def _future_done(
    reference: Callable[[], Any], target: Target, operation: Operation | None, attempt: Attempt | None
) -> None:
    future = reference()
    if future is None:
        if operation is not None:
            operation.abandon()
        return
    if future.code() is not grpc.StatusCode.OK:
        failed(_error_of(future), operation, attempt)
        return
    if attempt is not None:
        attempt.completed()
    if operation is not None:
        answered(operation, target, future.result())


@guarded
def _look(reference: Callable[[], Any], attempt: Attempt) -> None:
    """Notes how an RPC has ended that is over: `grpc` calls back only after it has woken whoever waits."""
    future = reference()
    if future is None or attempt.is_over or not future.done():
        return
    if future.code() is grpc.StatusCode.OK:
        attempt.completed()
    else:
        attempt.record_exception(_error_of(future))


def _error_of(future: Any) -> BaseException:
    """What the application would get: the future itself from `grpc`, from an interceptor its own error."""
    try:
        error: BaseException = future.exception()
    except grpc.FutureCancelledError as cancelled:
        error = future if isinstance(future, BaseException) else cancelled
    return error


def finish_stream(call: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> Any:
    """The stream, observed as it is read; a generator that an interceptor makes of it is no call."""
    if hasattr(call, "cancel"):
        return SyncCall(call, target, operation, attempt)
    if operation is None:
        return call
    if hasattr(call, "__next__"):
        return SyncStream(call, target, operation)
    operation.abandon()  # an interceptor's own collection of chunks, which may be read more than once
    return call


class SyncCall(CallProxy, SyncStream):
    """A stream of `grpc`: an iterator that is also call, future and error."""

    __slots__ = ("_self_attempt",)

    def __init__(self, call: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> None:
        super().__init__(call, target, operation)
        self._self_attempt = attempt
        if attempt is not None:
            self._self_next = partial(_pulled, call.__next__, attempt)

    def next(self) -> Any:
        return self.__next__()

    def cancel(self) -> bool:
        is_cancelled: bool = self.__wrapped__.cancel()
        if is_cancelled:
            operation, self._self_state = self._self_state, None
            _cancelled(self.__wrapped__, operation, self._self_attempt)
        return is_cancelled

    def _self_abandon(self) -> None:
        _note_unread(self.__wrapped__, self._self_attempt)
        super()._self_abandon()


def _pulled(step: Callable[[], Any], attempt: Attempt) -> Any:
    try:
        return step()
    except StopIteration:
        attempt.completed()
        raise
    except BaseException as error:
        attempt.record_exception(error)
        raise


@guarded
def _cancelled(call: Any, operation: Any, attempt: Attempt | None) -> None:
    error = _error_in(call)
    if error is not None:
        failed(error, operation, attempt)
    elif isinstance(operation, Operation):
        operation.abandon()


def _error_in(call: Any) -> BaseException | None:
    """The call under the layers that others put on it: `grpc` raises the call itself."""
    for _ in range(_MAX_LAYERS):
        # The type is asked: a layer may claim to be what it wraps.
        if issubclass(type(call), BaseException):
            error: BaseException = call
            return error
        call = getattr(call, "__wrapped__", None) or getattr(call, "_wrapped", None)
    return None


@guarded
def _note_unread(call: Any, attempt: Attempt | None) -> None:
    """An RPC that had failed already when the application dropped its stream is a failed attempt."""
    if attempt is None or attempt.is_over or call.is_active():
        return
    if call.code() is not grpc.StatusCode.OK:
        attempt.record_exception(call)
