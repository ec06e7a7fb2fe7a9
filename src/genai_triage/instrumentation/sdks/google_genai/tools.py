"""Automatic function calling: the application's functions, and the rounds of the model that ask for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genai_triage.evidence.reading import GEMINI
from genai_triage.instrumentation.patch import Patch
from genai_triage.telemetry.calls import async_tool, sync_tool
from genai_triage.telemetry.current import current_operation
from genai_triage.telemetry.guard import guarded

_MODULE = "google.genai._extra_utils"


def _name(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    function = args[1] if len(args) > 1 else kwargs.get("function_to_invoke")
    return getattr(function, "__name__", "")


def _original(error: BaseException) -> BaseException:
    """The SDK raises FunctionInvocationError while it handles what the function raised."""
    inner = error.__context__
    return inner if inner is not None and type(error).__name__ == "FunctionInvocationError" else error


@guarded
def _note_round(response: Any, parts: Any) -> None:
    """Notes that an answer asks for another round: the next request begins it."""
    operation = current_operation()
    if operation is None or not parts:
        return
    usage = getattr(response, "usage_metadata", None)
    if usage is not None:
        operation.answer.add_usage(usage, GEMINI)  # versions before 2 do not hand such a chunk on
    operation.answer.round_ends = True


def _functions_run(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    parts = wrapped(*args, **kwargs)
    _note_round(args[0] if args else kwargs.get("response"), parts)
    return parts


def _async_functions_run(
    wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    return _noted(wrapped(*args, **kwargs), args[0] if args else kwargs.get("response"))


async def _noted(coroutine: Any, response: Any) -> Any:
    parts = await coroutine
    _note_round(response, parts)
    return parts


PATCHES = (
    Patch(_MODULE, "invoke_function_from_dict_args", sync_tool(_name, _original), optional=True),
    Patch(_MODULE, "invoke_function_from_dict_args_async", async_tool(_name, _original), optional=True),
    Patch(_MODULE, "get_function_response_parts", _functions_run, optional=True),
    Patch(_MODULE, "get_function_response_parts_async", _async_functions_run, optional=True),
)
