"""The floor: the recorded OpenTelemetry calls as straight code, without anything that decides what to call."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry import trace

from benchmarks.providers import Providers
from benchmarks.recorder import CURRENT, MARK, Event, Recording, Ref

Floor = Callable[[], Iterator[None]]
"""Makes the calls; yields where the SDK is at work."""
_GIVEN = {
    "get_current": otel_context.get_current,
    "attach": otel_context.attach,
    "detach": otel_context.detach,
    "set_span_in_context": trace.set_span_in_context,
}


def floor(recording: Recording, providers: Providers) -> Floor:
    """Builds the floor on providers of its own."""
    setup, floor_source, constants = _code(recording)
    namespace: dict[str, Any] = {
        **_GIVEN,
        **constants,
        "tracer_provider": providers.tracer_provider,
        "meter_provider": providers.meter_provider,
        "logger_provider": providers.logger_provider,
    }
    exec(compile("\n".join([*setup, *floor_source]), "<floor>", "exec"), namespace)
    made: Floor = namespace["floor"]
    return made


def source(recording: Recording) -> str:
    """The floor as a reader wants to see it."""
    setup, floor_source, constants = _code(recording)
    values = [f"{name} = {value!r}" for name, value in constants.items()]
    return "\n".join([*values, "", *setup, "", *floor_source])


def _code(recording: Recording) -> tuple[list[str], list[str], dict[str, Any]]:
    writer = _Writer()
    setup = [writer.call(event) for event in _needed(recording)]
    body = [line for event in recording.events for line in writer.lines(event)]
    return setup, ["def floor():", "    parent = get_current()", *(f"    {line}" for line in body)], writer.constants


def _needed(recording: Recording) -> list[Event]:
    """Those of the calls that make something which the operation uses."""
    used = {event.receiver for event in recording.events}
    needed = []
    for event in reversed(recording.setup):
        if event.result in used:
            used.add(event.receiver)
            needed.append(event)
    return needed[::-1]


class _Writer:
    """Writes calls as lines of code, and keeps what cannot be written as a literal."""

    def __init__(self) -> None:
        self.constants: dict[str, Any] = {}

    def lines(self, event: Event) -> list[str]:
        if event == MARK:
            return ["yield"]
        lines = [self.call(event)]
        if event.method == "start_span":
            lines.append(f"context_{event.result} = set_span_in_context({event.result}, parent)")
        return lines

    def call(self, event: Event) -> str:
        arguments = [self._value(value) for value in event.args]
        arguments += [f"{name}={self._value(value)}" for name, value in event.kwargs.items()]
        function = f"{event.receiver}.{event.method}" if event.receiver else event.method
        assigned = f"{event.result} = " if event.result else ""
        return f"{assigned}{function}({', '.join(arguments)})"

    def _value(self, value: Any) -> str:
        if isinstance(value, Ref):
            return "parent" if value.name == CURRENT else value.name
        if value is None or type(value) in (bool, int, str) or (type(value) is float and math.isfinite(value)):
            return repr(value)
        for name, known in self.constants.items():
            if type(known) is type(value) and known == value:
                return name
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name
