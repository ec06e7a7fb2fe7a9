"""Runs code of the application with an operation current, and leaves the context as it was, whatever interrupts.

A signal handler may raise between any two steps of ours: before what was made current is noted, or before it is undone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry.context import Context

from genai_triage.telemetry.operation import OPERATION_KEY, Operation


def call_in(context: Context | None, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Calls `function` in `context`; None is that of an operation that is over, and changes nothing."""
    return step_in(context, partial(function, *args, **kwargs))


def step_in(context: Context | None, step: Callable[[], Any]) -> Any:
    """Calls `step` as `call_in` does: arguments that are passed on once more would cost as much as all of this."""
    if context is None:
        return step()
    before, token = otel_context.get_current(), None
    try:
        try:
            token = otel_context.attach(context)
            return step()
        finally:
            if token is not None:
                otel_context.detach(token)
    except BaseException:
        if otel_context.get_current() is not before:
            otel_context.attach(before)
        raise


def outside(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Calls code of the application inside an operation, a tool say: its calls are operations of their own."""
    return call_in(otel_context.set_value(OPERATION_KEY, None), function, *args, **kwargs)


async def await_in(operation: Operation, awaitable: Awaitable[Any]) -> Any:
    """Awaits with the operation current.

    A coroutine may be closed in a context that it was not run in, of which it leaves everything as it is.
    """
    context = operation.context
    if context is None:
        return await awaitable
    before, token, is_closing = otel_context.get_current(), None, False
    try:
        try:
            token = otel_context.attach(context)
            return await awaitable
        except GeneratorExit:
            is_closing = True
            raise
        finally:
            if token is not None and not (is_closing and _is_elsewhere(operation)):
                otel_context.detach(token)
    except BaseException:
        if otel_context.get_current() is not before and not _is_elsewhere(operation):
            otel_context.attach(before)
        raise


def _is_elsewhere(operation: Operation) -> bool:
    return otel_context.get_value(OPERATION_KEY) is not operation
