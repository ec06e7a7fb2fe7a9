"""Functions and coroutines with an operation around them, as wrappers of wrapt's signature."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import CoroutineType
from typing import Any, Final

from opentelemetry import context as otel_context

from genai_triage.telemetry.calls.importlib_bootstrap_inside import await_in, call_in, step_in
from genai_triage.telemetry.calls.importlib_bootstrap_streams import AsyncStream, Pending, SyncStream
from genai_triage.telemetry.guard import report
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.target import Target, begin, is_wanted, owner

_MOCKS: Final = "unittest.mock"
"""Where answers of an application's own tests come from: they say yes to everything, so nothing is read off them."""

Wrapper = Callable[[Callable[..., Any], Any, tuple[Any, ...], dict[str, Any]], Any]
Finish = Callable[[Operation, Any], Any]
"""(operation, what the call returned) → what the application gets; finishes the operation, now or later."""


def sync_call(target: Target, finish: Finish | None = None) -> Wrapper:
    """For a function that returns its answer, or what `finish` sees to."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        here = otel_context.get_current()
        outer = owner(target, here)
        if outer is not None:
            answer = wrapped(*args, **kwargs)
            _read(target, outer, answer)
            return answer
        operation = None
        try:
            operation = begin(target, instance, args, kwargs, None, here)
            if operation is not None:
                step = partial(wrapped, *args, **kwargs)
                return _answered(target, finish, operation, step_in(operation.context, step))
        except BaseException as error:
            _fail(operation, error)
            raise
        return wrapped(*args, **kwargs)

    return wrapper


def async_call(target: Target, finish: Finish | None = None) -> Wrapper:
    """For a coroutine function that returns its answer, or what `finish` sees to."""

    async def run(made: _Made, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        outer = owner(target)
        if outer is not None:
            answer = await made.coroutine
            _read(target, outer, answer)
            return answer
        operation = None
        try:
            operation = begin(target, instance, args, kwargs, None)
            if operation is not None:
                return _answered(target, finish, operation, await await_in(operation, made.coroutine))
        except BaseException as error:
            _fail(operation, error)
            raise
        return await made.coroutine

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        # Called here and not inside: wrong arguments must raise at the call, not at the await.
        made = _Made(wrapped(*args, **kwargs))
        return made.named(run(made, instance, args, kwargs))

    return wrapper


def sync_stream(target: Target) -> Wrapper:
    """For a generator function: nothing happens before the first chunk is asked for."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        stream = wrapped(*args, **kwargs)
        if not is_wanted(target) or not hasattr(stream, "__next__"):
            return stream
        return SyncStream(stream, target, Pending(instance, args, kwargs, otel_context.get_current()))

    return wrapper


def async_stream(target: Target) -> Wrapper:
    """For an asynchronous generator function: nothing happens before the first chunk is asked for."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        stream = wrapped(*args, **kwargs)
        if not is_wanted(target) or not hasattr(stream, "__anext__"):
            return stream
        return AsyncStream(stream, target, Pending(instance, args, kwargs, otel_context.get_current()))

    return wrapper


def running_call(target: Target, finish: Finish) -> Wrapper:
    """For a function that returns while its call is still running; `finish` sees to the operation's end."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        operation = None
        try:
            operation = None if owner(target) is not None else begin(target, instance, args, kwargs, None)
            if operation is not None:
                return _finished(finish, operation, call_in(operation.context, wrapped, *args, **kwargs))
        except BaseException as error:
            _fail(operation, error)
            raise
        return wrapped(*args, **kwargs)

    return wrapper


def awaited_stream(target: Target, finish: Finish | None = None) -> Wrapper:
    """For a coroutine function that returns an asynchronous iterator, or what `finish` sees to."""

    async def run(made: _Made, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        operation = None
        try:
            operation = None if owner(target) is not None else begin(target, instance, args, kwargs, None)
            if operation is not None:
                return _opened(target, finish, operation, await await_in(operation, made.coroutine))
        except BaseException as error:
            _fail(operation, error)
            raise
        return await made.coroutine

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
        coroutine = getattr(self, "coroutine", None)  # none if `__init__` was interrupted
        if isinstance(coroutine, CoroutineType):
            coroutine.close()


def _fail(operation: Operation | None, error: BaseException) -> None:
    if operation is not None:
        operation.fail(error)


def _answered(target: Target, finish: Finish | None, operation: Operation, answer: Any) -> Any:
    if finish is not None:
        return _finished(finish, operation, answer)
    _read(target, operation, answer)
    operation.succeed()
    return answer


def _opened(target: Target, finish: Finish | None, operation: Operation, stream: Any) -> Any:
    if finish is not None:
        return _finished(finish, operation, stream)
    if not hasattr(stream, "__anext__"):
        operation.succeed()
        return stream
    return AsyncStream(stream, target, operation, is_unread=True)


def _finished(finish: Finish, operation: Operation, result: Any) -> Any:
    try:
        return finish(operation, result)
    except Exception as error:
        report("calls.finish", error)
        operation.succeed()
        return result


def _read(target: Target, operation: Operation, answer: Any) -> None:
    try:
        operation.answer.received = True
        if type(answer).__module__ != _MOCKS:
            target.read(operation.answer, answer)
    except Exception as error:
        report("_read", error)
