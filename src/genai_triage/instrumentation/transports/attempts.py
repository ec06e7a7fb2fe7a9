"""The wrapper of every function that puts a request on the wire; a library says how its requests and answers are read.

A new library is one file: two functions, `start` and `note`, and the patches that give them to a wrapper below.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from opentelemetry import context as otel_context

from genai_triage.telemetry import idle
from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.current import current_operation
from genai_triage.telemetry.guard import guarded, report
from genai_triage.telemetry.operation import OPERATION_KEY

Send = Callable[..., Any]
Start = Callable[[Any, tuple[Any, ...], dict[str, Any]], "Attempt | None"]
"""(instance, args, kwargs) → the attempt that this request is; None if it belongs to no operation that is running."""
Note = Callable[[Attempt, Any], "Awaitable[None] | None"]
"""(attempt, answer): notes the answer; what an asynchronous library gives back is awaited."""


def is_alone(request: object) -> bool:
    """Whether a request belongs to no operation, as far as one look tells."""
    return not idle.has_begun or OPERATION_KEY not in otel_context.get_current()


def sync_send(start: Start, note: Note) -> Any:
    """For a function that returns the answer."""
    attempt = sync_attempt(start, note)

    def send(wrapped: Send, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return wrapped(*args, **kwargs) if is_alone(None) else attempt(wrapped, instance, args, kwargs)

    return send


def sync_attempt(start: Start, note: Note) -> Any:
    """For the same inside an operation; guards itself, as decorators would cost more than it does."""

    def send(wrapped: Send, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        attempt = None
        try:
            attempt = start(instance, args, kwargs)
        except Exception as error:
            report(start.__qualname__, error)
        if attempt is None:
            return wrapped(*args, **kwargs)
        try:
            answer = wrapped(*args, **kwargs)
        except BaseException as error:
            attempt.record_exception(error)
            raise
        try:
            note(attempt, answer)
        except Exception as error:
            report(note.__qualname__, error)
        return answer

    return send


def async_send(start: Start, note: Note) -> Any:
    """For a coroutine function that returns the answer."""
    run = async_attempt(start, note)

    def send(wrapped: Send, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        coroutine = wrapped(*args, **kwargs)
        return coroutine if current_operation() is None else run(coroutine, instance, args, kwargs)

    return send


def async_attempt(start: Start, note: Note) -> Callable[..., Any]:
    """Returns what awaits a coroutine that returns the answer: (coroutine, instance, args, kwargs)."""
    start, note = guarded(start), guarded(note)

    async def run(coroutine: Any, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        attempt = start(instance, args, kwargs)
        if attempt is None:
            return await coroutine
        try:
            answer = await coroutine
        except BaseException as error:
            attempt.record_exception(error)
            raise
        noting = note(attempt, answer)
        if noting is not None:
            await _noted(noting)
        return answer

    return run


async def _noted(noting: Awaitable[None]) -> None:
    try:
        await noting
    except Exception as error:
        report("attempts.note", error)
