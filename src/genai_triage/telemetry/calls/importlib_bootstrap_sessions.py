"""Sessions as the application holds them: the SDK's own objects, whose steps tell the session what they bring.

An object keeps its class: only methods of this one object are replaced, by functions that do not hold it. What they
return does, as the coroutine of a bound method holds its object.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any

from opentelemetry import context as otel_context

from genai_triage.telemetry.calls.importlib_bootstrap_calls import Wrapper
from genai_triage.telemetry.calls.importlib_bootstrap_inside import await_in
from genai_triage.telemetry.calls.importlib_bootstrap_streams import Pending, Stream
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.session import Session
from genai_triage.telemetry.target import Target, begin, is_wanted

Attach = Callable[[Any, Session], None]
"""(the SDK's session, ours): replaces the steps of the SDK's session that are watched."""
Note = Callable[[Session, Any], None]
"""Reads what a step has brought."""


def managed_session(target: Target, attach: Attach) -> Wrapper:
    """For a function that gives an asynchronous context manager made of a generator."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        def watched(generator: Any) -> Any:
            if not is_wanted(target):
                return generator
            pending = Pending(instance, args, kwargs, otel_context.get_current())
            return _Managed(generator, target, pending, attach)

        manager = wrapped(*args, **kwargs)
        if hasattr(getattr(manager, "gen", None), "__anext__"):
            _watch_generators(manager, watched)
        return manager

    return wrapper


@guarded
def _watch_generators(manager: Any, watched: Callable[[Any], Any]) -> None:
    """Watches the manager's generator, and those that it makes anew where it is used as a decorator."""
    make = manager.func

    @wraps(make)
    def making(*args: Any, **kwargs: Any) -> Any:
        return watched(make(*args, **kwargs))

    manager.gen, manager.func = watched(manager.gen), making


def opened_session(target: Target, opening: str, attach: Attach) -> Wrapper:
    """For a function that gives an object whose coroutine method `opening` connects, and returns the session."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        context = wrapped(*args, **kwargs)
        if is_wanted(target) and hasattr(type(context), opening):
            _watch_opening(context, opening, _Opening(target, Pending(instance, args, kwargs, None), attach))
        return context

    return wrapper


def watch_step(holder: Any, name: str, session: Session, note: Note | None = None) -> None:
    """Watches a coroutine method: `note` reads what it returns, and an error that ends the connection is the end."""
    function = getattr(type(holder), name)

    async def step(held: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            result = await function(held, *args, **kwargs)
        except BaseException as error:
            session.broke(error)
            raise
        if note is not None:
            session.note(note, result)
        return result

    replace_step(holder, name, step)


def watch_end(holder: Any, name: str, session: Session, is_over: Callable[[Any], bool]) -> None:
    """Watches the coroutine method that closes the connection; `is_over`: whether no error is to follow."""
    function = getattr(type(holder), name)

    async def step(held: Any, *args: Any, **kwargs: Any) -> Any:
        connection = session.connection()
        try:
            return await function(held, *args, **kwargs)
        finally:
            if not session.is_lost or is_over(held):
                session.left(None, connection)

    replace_step(holder, name, step)


def replace_step(holder: Any, name: str, step: Callable[..., Any]) -> None:
    """Replaces a method of one object by a function of the object and the method's arguments."""
    of = weakref.ref(holder)
    setattr(holder, name, lambda *args, **kwargs: step(of(), *args, **kwargs))


class _Opening:
    """How a session begins: its operation is current while the SDK connects, and never after that."""

    __slots__ = ("_attach", "_pending", "_target")

    def __init__(self, target: Target, pending: Pending, attach: Attach) -> None:
        self._target = target
        self._pending = pending
        self._attach = guarded(attach)

    async def run(self, step: Callable[..., Any], *args: Any) -> tuple[Any, Session | None]:
        """Returns what the SDK gives to the application, and the session if one is observed."""
        pending, session = self._pending, None
        try:
            operation = begin(self._target, pending.instance, pending.args, pending.kwargs, pending.context)
            if operation is not None:
                session = operation.session = Session(operation)
                opened = await await_in(operation, step(*args))
                session.opened(type(opened).__module__)
                self._attach(opened, session)
                return opened, session
        except BaseException as error:
            if session is not None:
                session.refused(error)
            raise
        return await step(*args), None


def _watch_opening(context: Any, name: str, opening: _Opening) -> None:
    function = getattr(type(context), name)
    opened: list[Any] = []

    async def step(held: Any, *args: Any) -> Any:
        if opened:
            return await function(held, *args)
        result, session = await opening.run(function, held, *args)
        opened.append(True)
        if session is not None:
            weakref.finalize(result, session.dropped).atexit = False
        return result

    replace_step(context, name, step)


class _Managed(Stream):
    """The generator inside a context manager: its first step connects, any other is the application's leaving."""

    __slots__ = ("_self_attach", "_self_session")

    def __init__(self, wrapped: Any, target: Target, state: Pending, attach: Attach) -> None:
        super().__init__(wrapped, target, state)
        self._self_attach = attach
        self._self_session: Session | None = None

    def __aiter__(self) -> Any:
        return self

    async def __anext__(self) -> Any:
        state = self._self_state
        if not isinstance(state, Pending):
            return await self._self_leave(None, self._self_next)
        self._self_state = None
        entered = Pending(state.instance, state.args, state.kwargs, None)
        opened, self._self_session = await _Opening(self._self_target, entered, self._self_attach).run(self._self_next)
        return opened

    async def athrow(self, *error: Any) -> Any:
        self._self_forget()
        thrown = next((part for part in (*error[1:2], *error[:1]) if isinstance(part, BaseException)), None)
        return await self._self_leave(thrown, self.__wrapped__.athrow, *error)

    async def aclose(self) -> Any:
        self._self_forget()
        return await self._self_leave(None, self.__wrapped__.aclose)

    async def _self_leave(self, thrown: BaseException | None, step: Callable[..., Any], *args: Any) -> Any:
        session, self._self_session = self._self_session, None
        if session is None:
            return await step(*args)
        # Now: on its way out the error passes through the SDK's own frames.
        connection, error = session.connection(), session.raised(thrown)
        try:
            return await step(*args)
        finally:
            session.left(error, connection)

    def _self_abandon(self) -> None:
        session, self._self_session = self._self_session, None
        if session is not None:
            session.dropped()

    def __del__(self) -> None:
        if getattr(self, "_self_session", None) is not None:
            self._self_abandon()
