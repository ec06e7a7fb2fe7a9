"""Streams as the application reads them: the SDK's own objects, each with the operation that it finishes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from opentelemetry.context import Context

from genai_triage.telemetry.calls.importlib_bootstrap_inside import await_in, call_in, step_in
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.target import Target, begin


@dataclass(frozen=True, slots=True)
class Pending:
    """A stream's operation that has not begun: it begins with the first chunk, as a child of where it was created."""

    instance: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    context: Context | None


class Stream:
    """Behaves as the SDK's own stream object, and finishes the operation however the stream ends."""

    __slots__ = (
        *("__weakref__", "__wrapped__"),
        *("_self_is_unread", "_self_next", "_self_state", "_self_target", "_self_thrown"),
    )

    def __init__(
        self, wrapped: Any, target: Target, state: Pending | Operation | None, *, is_unread: bool = False
    ) -> None:
        """`is_unread`: the operation was begun to open the stream, which may have sent nothing yet."""
        self.__wrapped__ = wrapped
        self._self_target = target
        self._self_is_unread = is_unread
        self._self_state = state
        self._self_thrown: Any = None
        self._self_next: Any = getattr(wrapped, "__next__", None) or getattr(wrapped, "__anext__", None)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What isinstance and inspect see."""
        return type(self.__wrapped__)

    def __getattr__(self, name: str) -> Any:
        if name == "__wrapped__" or name.startswith("_self_"):
            raise AttributeError(name)  # `__init__` was interrupted
        return getattr(self.__wrapped__, name)

    def __repr__(self) -> str:
        return repr(self.__wrapped__)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self.__wrapped__.__reduce_ex__(protocol)

    def _self_operation(self) -> Operation | None:
        """The running operation; begun now if this is the first step."""
        state = self._self_state
        if not isinstance(state, Pending):
            return state
        self._self_state = begin(self._self_target, state.instance, state.args, state.kwargs, state.context)
        return self._self_state

    def _self_failed(self, operation: Operation, error: BaseException) -> None:
        if isinstance(error, (ValueError, RuntimeError)) and self._self_is_running():
            return  # Refused to a second reader; the first one is still at it.
        if isinstance(error, (StopIteration, StopAsyncIteration)):
            operation.succeed(complete_stream=self._self_target.finishes or None)
        elif isinstance(error, GeneratorExit) or self._self_threw(error):
            operation.abandon()
        else:
            operation.fail(error)
        self._self_state = None

    def _self_threw(self, error: BaseException) -> bool:
        """Whether the application itself threw `error` into the stream: it gives the stream up."""
        thrown = self._self_thrown
        if thrown is None:
            return False
        # A generator makes a RuntimeError of a StopIteration, whose cause it is.
        for known in (error, error.__cause__):
            if known is thrown or (isinstance(thrown, type) and isinstance(known, thrown)):
                return True
        return False

    def _self_is_running(self) -> bool:
        wrapped = self.__wrapped__
        return bool(getattr(wrapped, "gi_running", False) or getattr(wrapped, "ag_running", False))

    def _self_forget(self) -> None:
        """The stream is ended; before its first step it is no call, unless a request was sent to open it."""
        state = self._self_state
        if isinstance(state, Pending):
            self._self_state = None
        elif self._self_is_unread and isinstance(state, Operation) and not state.has_begun:
            self._self_state = None
            state.withdraw()

    def _self_closed(self) -> None:
        if not self._self_is_running():
            self._self_abandon()

    def _self_abandon(self) -> None:
        self._self_forget()
        state, self._self_state = self._self_state, None
        if isinstance(state, Operation):
            state.abandon()

    def __del__(self) -> None:
        if getattr(self, "_self_state", None) is not None:
            self._self_abandon()


class SyncStream(Stream):
    """A generator of chunks."""

    __slots__ = ()

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        operation = self._self_state
        if type(operation) is not Operation:
            return self._self_step(self._self_next)
        # As `_self_step`, which would cost a call more for every chunk.
        try:
            chunk = step_in(operation.context, self._self_next)
        except BaseException as error:
            self._self_failed(operation, error)
            raise
        operation.chunk(self._self_target.read, chunk)
        return chunk

    def send(self, value: Any) -> Any:
        if value is not None and isinstance(self._self_state, Pending):
            return self.__wrapped__.send(value)  # refused by every generator that has not begun
        return self._self_step(self.__wrapped__.send, value)

    def throw(self, *error: Any) -> Any:
        self._self_forget()
        self._self_thrown = next((part for part in (*error[1:2], *error[:1]) if part is not None), None)
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
        try:
            chunk = call_in(operation.context, step, *args)
        except BaseException as error:
            self._self_failed(operation, error)
            raise
        operation.chunk(self._self_target.read, chunk)
        return chunk


class AsyncStream(Stream):
    """An asynchronous generator of chunks."""

    __slots__ = ()

    def __aiter__(self) -> Any:
        return self

    async def __anext__(self) -> Any:
        return await self._self_step(self._self_next)

    async def asend(self, value: Any) -> Any:
        if value is not None and isinstance(self._self_state, Pending):
            return await self.__wrapped__.asend(value)  # refused by every generator that has not begun
        return await self._self_step(self.__wrapped__.asend, value)

    async def athrow(self, *error: Any) -> Any:
        self._self_forget()
        self._self_thrown = next((part for part in (*error[1:2], *error[:1]) if part is not None), None)
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
        self._self_is_unread = False
        if operation.last_attempt is None:
            operation.restart_clock()
        try:
            chunk = await await_in(operation, step(*args))
        except BaseException as error:
            self._self_failed(operation, error)
            raise
        operation.chunk(self._self_target.read, chunk)
        return chunk
