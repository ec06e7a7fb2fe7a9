"""A function that automatic function calling runs: an `execute_tool` span under the operation, and its duration.

It is no call to a provider: it is not counted, and what it raises is not the operation's failure, which the model's
answer decides. Source: semconv, GenAI spans, "Execute tool span", and `gen_ai.execute_tool.duration`.
"""

from __future__ import annotations

import time
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.trace import SpanKind

from genai_triage.taxonomy import CAUSES
from genai_triage.telemetry import gate, names, runtime
from genai_triage.telemetry.current import current_operation
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.once import Once
from genai_triage.telemetry.operation import OPERATION_KEY
from genai_triage.telemetry.runtime import Telemetry

_FAILED = CAUSES["client.tool_failed"]
_CANCELLED = CAUSES["client.cancelled"]


class Tool:
    """One run of a function: a span and a duration point, recorded once."""

    __slots__ = ("_name", "_once", "_span", "_started_at", "_telemetry", "context")

    def __init__(self, telemetry: Telemetry, name: str) -> None:
        self._telemetry = telemetry
        self._name = name
        self._once = Once()
        attributes = gate.clean(
            {names.OPERATION_NAME: names.EXECUTE_TOOL, names.TOOL_NAME: name or None, names.TOOL_TYPE: "function"}
        )
        label = attributes.get(names.TOOL_NAME)
        parent = otel_context.get_current()
        span_name = f"{names.EXECUTE_TOOL} {label}" if label else names.EXECUTE_TOOL
        self._span = gate.start_span(telemetry.tracer, span_name, parent, attributes, SpanKind.INTERNAL)
        # Calls of the function are operations of their own, below this span.
        self.context = otel_context.set_value(OPERATION_KEY, None, trace.set_span_in_context(self._span, parent))
        self._started_at = time.perf_counter()

    @guarded
    def end(self, error: BaseException | None = None) -> None:
        """Finishes the run; `error` is what it raised, to the SDK or through it."""
        if not self._once.take():
            return
        seconds = time.perf_counter() - self._started_at
        instruments = self._telemetry.instruments
        labels: dict[str, Any] = {names.OPERATION_NAME: names.EXECUTE_TOOL}
        tool = instruments.labels.label(names.TOOL_NAME, self._name)
        if tool is not None:
            labels[names.TOOL_NAME] = tool
        if error is not None:
            cause = _FAILED if isinstance(error, Exception) else _CANCELLED
            failed = {
                names.ERROR_TYPE: instruments.labels.error_type(None, type(error)),
                names.CLASS: cause.failure_class.value,
                names.CAUSE: cause.id,
            }
            labels.update(failed)
            fix = cause.fix_in(self._telemetry.settings.language)
            gate.write(self._span, {**failed, names.FIX: fix})
            gate.mark_error(self._span, f"{cause.failure_class.value}: {cause.id}")
        instruments.tool(seconds, labels, self.context)
        self._span.end()


@guarded
def begin_tool(name: object) -> Tool | None:
    """Starts the run of a function inside an operation; None where there is none."""
    telemetry, operation = runtime.current(), current_operation()
    if telemetry is None or operation is None:
        return None
    return Tool(telemetry, name if isinstance(name, str) else "")
