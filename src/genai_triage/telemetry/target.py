"""How a function of an SDK is read, and how an operation is begun by that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry.context import Context

from genai_triage.evidence.reading import Reading
from genai_triage.telemetry import runtime, start
from genai_triage.telemetry.guard import report
from genai_triage.telemetry.operation import OPERATION_KEY, Operation, running_in
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.suppression import is_enabled

Describe = Callable[[Any, tuple[Any, ...], dict[str, Any]], "Request | None"]
Read = Callable[[Reading, Any], None]


@dataclass(frozen=True, slots=True)
class Target:
    """How one function of an SDK is read: its request before the call, its answer (or a stream's chunk) after it."""

    describe: Describe
    """(instance, args, kwargs) → Request; None for what is no call to a provider."""
    read: Read
    """Reads an answer or a chunk into the operation's `Reading`."""
    owns_nested_calls: bool = False
    """Whether operations of the SDK that this call starts inside itself are this very operation."""
    finishes: bool = True
    """Whether a stream that is complete holds a finish reason; one without it was cut."""
    least: Request | None = None
    """What is recorded of a call that cannot be described: its arguments are of another kind than was expected."""
    needs_attempt: bool = False
    """Whether a call that returned without a request on the wire was no call to a provider."""
    is_raw: bool = False
    """Whether the function is an HTTP client's own: a call without an SDK, whose redirects go wherever they lead."""


# The two functions below run with every call, and guard themselves: a decorator would cost more than they do.


def begin(
    target: Target,
    instance: Any,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    parent: Context | None,
    here: Context | None = None,
) -> Operation | None:
    """Starts the operation; None where nothing is to be recorded. `here` is the current context, if it is at hand."""
    try:
        telemetry = runtime.current()
        if telemetry is None:
            if not target.is_raw and runtime.running() is not None:
                start.unheard()
                runtime.rest()
            return None
        if here is None:
            here = otel_context.get_current()
        # What describes a raw call asks whether HTTP's instrumentation is on, which asks for this as well.
        if not target.is_raw and not is_enabled(here):
            return None
        request = _described(target, instance, args, kwargs)
        if request is None:
            return None
        operation = Operation(telemetry, request, here if parent is None else parent)
        if target.owns_nested_calls:
            operation.owns_nested_calls = True
        if target.needs_attempt:
            operation.needs_attempt = True
        if target.is_raw:
            operation.client = instance
        if telemetry.fingerprints is not None:
            operation.fingerprints = telemetry.fingerprints
        return operation
    except Exception as error:
        report("begin", error)
        return None


def _described(target: Target, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request | None:
    try:
        return target.describe(instance, args, kwargs)
    except Exception as error:
        report("begin", error)
        return target.least


def is_wanted(target: Target) -> bool:
    """Whether a stream that is created now will be an operation when it is read."""
    return owner(target) is None and is_enabled(otel_context.get_current())


def owner(target: Target, here: Context | None = None) -> Operation | None:
    """Returns the running operation that this call is only a step of; `here` is the current context, if at hand."""
    if target.is_raw:
        return None
    try:
        here = otel_context.get_current() if here is None else here
        operation = running_in(here) if OPERATION_KEY in here else None
        return operation if operation is not None and operation.owns_nested_calls else None
    except Exception as error:
        report("owner", error)
        return None
