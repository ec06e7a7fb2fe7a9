"""Functions of the application that an SDK runs, with an `execute_tool` span around each run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opentelemetry import context as otel_context

from genai_triage.telemetry.calls.importlib_bootstrap_calls import Wrapper
from genai_triage.telemetry.tools import Tool, begin_tool

NameOf = Callable[[tuple[Any, ...], dict[str, Any]], Any]
"""(args, kwargs) → the function's name."""
Original = Callable[[BaseException], BaseException]
"""What the function itself raised, where the SDK wraps it."""


def sync_tool(name_of: NameOf, original: Original) -> Wrapper:
    """For an SDK's function that runs one of the application."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        tool = _begin(name_of, args, kwargs)
        if tool is None:
            return wrapped(*args, **kwargs)
        token = otel_context.attach(tool.context)
        try:
            result = wrapped(*args, **kwargs)
        except BaseException as error:
            tool.end(original(error))
            raise
        finally:
            otel_context.detach(token)
        tool.end()
        return result

    return wrapper


def async_tool(name_of: NameOf, original: Original) -> Wrapper:
    """For an SDK's coroutine function that runs one of the application."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        coroutine = wrapped(*args, **kwargs)
        return _run(coroutine, name_of, original, args, kwargs)

    return wrapper


async def _run(
    coroutine: Any, name_of: NameOf, original: Original, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    tool = _begin(name_of, args, kwargs)
    if tool is None:
        return await coroutine
    token = otel_context.attach(tool.context)
    try:
        result = await coroutine
    except BaseException as error:
        tool.end(original(error))
        raise
    finally:
        otel_context.detach(token)
    tool.end()
    return result


def _begin(name_of: NameOf, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Tool | None:
    try:
        name = name_of(args, kwargs)
    except Exception:
        name = ""
    return begin_tool(name)
