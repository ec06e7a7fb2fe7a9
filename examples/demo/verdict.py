"""Compares what the telemetry says of each operation with what the simulator meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from collector import Received, Span
from plan import ATTEMPTS, OK, STEP, Step

from genai_triage.taxonomy import CAUSES

_SCOPE = "genai_triage"
_EVENT = "gen_ai.client.operation.exception"


@dataclass(frozen=True)
class Operation:
    """One call of the application, as its telemetry shows it."""

    span: Span
    provider: str
    failure_class: str
    """`ok` if it succeeded."""
    cause: str
    owner: str
    fix: str
    attempts: int
    """Requests on the wire."""

    @property
    def healed(self) -> bool:
        """Whether it succeeded after a failed request; function calling takes several good ones."""
        return self.failure_class == OK and self.attempts > 1


@dataclass(frozen=True)
class Verdict:
    operations: list[Operation]
    differences: list[str]
    """One sentence each; empty if the telemetry says what was meant."""


def judge(received: Received, steps: Sequence[Step]) -> Verdict:
    """Join operations to the steps they belong to, and compare.

    Args:
        received: Everything the application exported.
        steps: What it was told to do; a step's number is its place.
    """
    by_step = _operations(received)
    operations = [operation for found in by_step.values() for operation in found]
    differences = [
        *(line for number, step in enumerate(steps) for line in _of_step(step, by_step.get(number, []))),
        *_of_events(received, operations),
        *_of_metrics(received, operations),
    ]
    return Verdict(operations, differences)


def _operations(received: Received) -> dict[int, list[Operation]]:
    """Operations by the number of the step whose span is above theirs, in the order of their start."""
    spans = {span.id: span for span in received.spans}
    above = {span.id: _step_above(span, spans) for span in received.spans}
    requests = Counter(_operation_above(span, spans) for span in received.spans if "http.request.method" in span.attributes)
    found: dict[int, list[Operation]] = defaultdict(list)
    for span in sorted(received.spans, key=lambda span: span.start):
        if span.scope == _SCOPE:
            found[above[span.id]].append(_operation(span, requests[span.id]))
    return found


def _step_above(span: Span, spans: dict[bytes, Span]) -> int:
    """The number of the step that a span belongs to; -1 for none."""
    above: Span | None = span
    while above is not None:
        if STEP in above.attributes:
            return int(above.attributes[STEP])
        above = spans.get(above.parent)
    return -1


def _operation_above(span: Span, spans: dict[bytes, Span]) -> bytes:
    above = spans.get(span.parent)
    while above is not None and above.scope != _SCOPE:
        above = spans.get(above.parent)
    return above.id if above is not None else b""


def _operation(span: Span, requests: int) -> Operation:
    seen = span.attributes
    return Operation(
        span,
        str(seen.get("gen_ai.provider.name", "")),
        str(seen.get("triage.class", OK)),
        str(seen.get("triage.cause", OK)),
        str(seen.get("triage.owner", "")),
        str(seen.get("triage.fix", "")),
        requests,
    )
