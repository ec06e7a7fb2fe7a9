"""Runs an operation around a call of the application: sync, async, and streams of both kinds.

The functions here have wrapt's signature for wrappers. What they add is invisible to the application: same result,
same exception object, same laziness, and no context is left behind between two steps of a stream.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import CoroutineType
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry.context import Context
from opentelemetry.instrumentation.utils import is_instrumentation_enabled

from genai_triage.telemetry import runtime
from genai_triage.telemetry.guard import guarded, report
from genai_triage.telemetry.operation import Operation, current_operation
from genai_triage.telemetry.request import Reading, Request

Describe = Callable[[Any, tuple[Any, ...], dict[str, Any]], Request]
Read = Callable[[Reading, Any], None]
Wrapper = Callable[[Callable[..., Any], Any, tuple[Any, ...], dict[str, Any]], Any]
Finish = Callable[[Operation, Any], Any]
"""(operation, what the call returned) → what the application gets; finishes the operation, now or later."""


@dataclass(frozen=True, slots=True)
class Target:
    """How one function of an SDK is read: its request before the call, its answer (or a stream's chunk) after it."""

    describe: Describe
    """(instance, args, kwargs) → Request."""
    read: Read
    """Reads an answer or a chunk into the operation's `Reading`."""
    owns_nested_calls: bool = False
    """Whether operations of the SDK that this call starts inside itself are this very operation."""
    finishes: bool = True
    """Whether a stream that is complete holds a finish reason; one without it was cut."""


def sync_call(target: Target, finish: Finish | None = None) -> Wrapper:
    """For a function that returns its answer, or what `finish` sees to."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        outer = _owner(target)
        if outer is not None:
            answer = wrapped(*args, **kwargs)
            _read(target, outer, answer)
            return answer
        operation = _begin(target, instance, args, kwargs, None)
        if operation is None:
            return wrapped(*args, **kwargs)
        token = operation.activate()
        try:
            answer = wrapped(*args, **kwargs)
        except BaseException as error:
            operation.fail(error)
            raise
        finally:
            operation.deactivate(token)
        return _answered(target, finish, operation, answer)

    return wrapper


def async_call(target: Target, finish: Finish | None = None) -> Wrapper:
    """For a coroutine function that returns its answer, or what `finish` sees to."""

    async def run(made: _Made, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        outer = _owner(target)
        if outer is not None:
            answer = await made.coroutine
            _read(target, outer, answer)
            return answer
        operation = _begin(target, instance, args, kwargs, None)
        if operation is None:
            return await made.coroutine
        answer = await _awaited(operation, made.coroutine)
        return _answered(target, finish, operation, answer)

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        # Called here and not inside: wrong arguments must raise at the call, not at the await.
        made = _Made(wrapped(*args, **kwargs))
        return made.named(run(made, instance, args, kwargs))

    return wrapper


def sync_stream(target: Target) -> Wrapper:
    """For a generator function: nothing happens before the first chunk is asked for."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        stream = wrapped(*args, **kwargs)
        if not _is_wanted(target) or not hasattr(stream, "__next__"):
            return stream
        return SyncStream(stream, target, _Pending(instance, args, kwargs, otel_context.get_current()))

    return wrapper


def async_stream(target: Target) -> Wrapper:
    """For an asynchronous generator function: nothing happens before the first chunk is asked for."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        stream = wrapped(*args, **kwargs)
        if not _is_wanted(target) or not hasattr(stream, "__anext__"):
            return stream
        return AsyncStream(stream, target, _Pending(instance, args, kwargs, otel_context.get_current()))

    return wrapper


def running_call(target: Target, finish: Finish) -> Wrapper:
    """For a function that returns while its call is still running; `finish` sees to the operation's end."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        operation = None if _owner(target) is not None else _begin(target, instance, args, kwargs, None)
        if operation is None:
            return wrapped(*args, **kwargs)
        token = operation.activate()
        try:
            result = wrapped(*args, **kwargs)
        except BaseException as error:
            operation.fail(error)
            raise
        finally:
            operation.deactivate(token)
        return _finished(finish, operation, result)

    return wrapper


def awaited_stream(target: Target, finish: Finish | None = None) -> Wrapper:
    """For a coroutine function that returns an asynchronous iterator, or what `finish` sees to."""

    async def run(made: _Made, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        operation = None if _owner(target) is not None else _begin(target, instance, args, kwargs, None)
        if operation is None:
            return await made.coroutine
        stream = await _awaited(operation, made.coroutine)
        if finish is not None:
            return _finished(finish, operation, stream)
        if not hasattr(stream, "__anext__"):
            operation.succeed()
            return stream
        return AsyncStream(stream, target, operation)

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        made = _Made(wrapped(*args, **kwargs))
        return made.named(run(made, instance, args, kwargs))

    return wrapper


class _Made:
    """The application's coroutine inside ours; closed with ours if that never begins, as nobody else can close it."""

    __slots__ = ("coroutine",)

    def __init__(self, coroutine: Any) -> None:
        self.coroutine = coroutine

    def named(self, ours: Any) -> Any:
        """Gives our coroutine the name of this one, which warnings and task lists show."""
        if isinstance(self.coroutine, CoroutineType):
            ours.__name__ = self.coroutine.__name__
            ours.__qualname__ = self.coroutine.__qualname__
        return ours

    def __del__(self) -> None:
        if isinstance(self.coroutine, CoroutineType):
            self.coroutine.close()


@dataclass(frozen=True, slots=True)
class _Pending:
    """A stream's operation that has not begun: it begins with the first chunk, as a child of where it was created."""

    instance: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    context: Context


class _Stream:
    """Behaves as the SDK's own stream object, and finishes the operation however the stream ends."""

    __slots__ = ("__weakref__", "__wrapped__", "_self_next", "_self_state", "_self_target")

    def __init__(self, wrapped: Any, target: Target, state: _Pending | Operation | None) -> None:
        self.__wrapped__ = wrapped
        self._self_target = target
        self._self_state = state
        self._self_next: Any = getattr(wrapped, "__next__", None) or getattr(wrapped, "__anext__", None)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What isinstance and inspect see."""
        return type(self.__wrapped__)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__wrapped__, name)

    def __repr__(self) -> str:
        return repr(self.__wrapped__)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self.__wrapped__.__reduce_ex__(protocol)

    def _self_operation(self) -> Operation | None:
        """The running operation; begun now if this is the first step."""
        state = self._self_state
        if not isinstance(state, _Pending):
            return state
        operation = _begin(self._self_target, state.instance, state.args, state.kwargs, state.context)
        self._self_state = operation
        return operation

    def _self_failed(self, operation: Operation, error: BaseException) -> None:
        if isinstance(error, (ValueError, RuntimeError)) and self._self_is_running():
            return  # Refused to a second reader; the first one is still at it.
        self._self_state = None
        if isinstance(error, (StopIteration, StopAsyncIteration)):
            operation.succeed(complete_stream=self._self_target.finishes or None)
        elif isinstance(error, GeneratorExit):
            operation.abandon()
        else:
            operation.fail(error)

    def _self_is_running(self) -> bool:
        wrapped = self.__wrapped__
        return bool(getattr(wrapped, "gi_running", False) or getattr(wrapped, "ag_running", False))

    def _self_forget(self) -> None:
        """The stream is ended before its first step: no request was sent."""
        if isinstance(self._self_state, _Pending):
            self._self_state = None

    def _self_closed(self) -> None:
        if not self._self_is_running():
            self._self_abandon()

    def _self_abandon(self) -> None:
        state, self._self_state = self._self_state, None
        if isinstance(state, Operation):
            state.abandon()

    def __del__(self) -> None:
        self._self_abandon()


class SyncStream(_Stream):
    """A generator of chunks."""

    __slots__ = ()

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        return self._self_step(self._self_next)

    def send(self, value: Any) -> Any:
        if value is not None and isinstance(self._self_state, _Pending):
            return self.__wrapped__.send(value)  # refused by every generator that has not begun
        return self._self_step(self.__wrapped__.send, value)

    def throw(self, *error: Any) -> Any:
        self._self_forget()
        return self._self_step(self.__wrapped__.throw, *error)

    def close(self) -> Any:
        try:
            return self.__wrapped__.close()
        finally:
            self._self_closed()

    def _self_step(self, step: Callable[..., Any], *args: Any) -> Any:
        operation = self._self_state
        if type(operation) is not Operation:
            operation = self._self_operation()
            if operation is None:
                return step(*args)
        token = operation.activate()
        try:
            chunk = step(*args)
        except BaseException as error:
            self._self_failed(operation, error)
            raise
        finally:
            operation.deactivate(token)
        operation.chunk(self._self_target.read, chunk)
        return chunk


class AsyncStream(_Stream):
    """An asynchronous generator of chunks."""

    __slots__ = ()

    def __aiter__(self) -> Any:
        return self

    async def __anext__(self) -> Any:
        return await self._self_step(self._self_next)

    async def asend(self, value: Any) -> Any:
        if value is not None and isinstance(self._self_state, _Pending):
            return await self.__wrapped__.asend(value)  # refused by every generator that has not begun
        return await self._self_step(self.__wrapped__.asend, value)

    async def athrow(self, *error: Any) -> Any:
        self._self_forget()
        return await self._self_step(self.__wrapped__.athrow, *error)

    async def aclose(self) -> Any:
        try:
            return await self.__wrapped__.aclose()
        finally:
            self._self_closed()

    async def _self_step(self, step: Callable[..., Any], *args: Any) -> Any:
        operation = self._self_state
        if type(operation) is not Operation:
            operation = self._self_operation()
            if operation is None:
                return await step(*args)
        if not operation.attempts:
            operation.restart_clock()
        token = operation.activate()
        closing = False
        try:
            chunk = await step(*args)
        except BaseException as error:
            closing = isinstance(error, GeneratorExit)
            self._self_failed(operation, error)
            raise
        finally:
            operation.deactivate(token, closing=closing)
        operation.chunk(self._self_target.read, chunk)
        return chunk


async def _awaited(operation: Operation, coroutine: Any) -> Any:
    token = operation.activate()
    closing = False
    try:
        return await coroutine
    except BaseException as error:
        closing = isinstance(error, GeneratorExit)
        operation.fail(error)
        raise
    finally:
        operation.deactivate(token, closing=closing)


@guarded
def _begin(
    target: Target, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any], parent: Context | None
) -> Operation | None:
    """Starts the operation; None where nothing is to be recorded."""
    telemetry = runtime.current()
    if telemetry is None or not is_instrumentation_enabled():
        return None
    operation = Operation(telemetry, target.describe(instance, args, kwargs), parent)
    operation.owns_nested_calls = target.owns_nested_calls
    return operation


def _is_wanted(target: Target) -> bool:
    """Whether a stream that is created now will be an operation when it is read."""
    return _owner(target) is None and is_instrumentation_enabled()


@guarded
def _owner(target: Target) -> Operation | None:
    """The running operation that this call is only a step of."""
    if target.owns_nested_calls:
        return None
    operation = current_operation()
    return operation if operation is not None and operation.owns_nested_calls else None


def _answered(target: Target, finish: Finish | None, operation: Operation, answer: Any) -> Any:
    if finish is not None:
        return _finished(finish, operation, answer)
    _read(target, operation, answer)
    operation.succeed()
    return answer


def _finished(finish: Finish, operation: Operation, result: Any) -> Any:
    try:
        return finish(operation, result)
    except Exception as error:
        report("calls.finish", error)
        operation.succeed()
        return result


@guarded
def _read(target: Target, operation: Operation, answer: Any) -> None:
    operation.answer.received = True
    target.read(operation.answer, answer)
