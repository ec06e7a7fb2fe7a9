"""Compares what the telemetry says of each operation with what the simulator meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plan import EXPECTED, OK, STEP, Step
from received import Received, Span

from genai_triage.taxonomy import CAUSES

_SCOPE = "genai_triage"
_TOOL = "execute_tool"
"""A function of the application, which a model asked for: no call to a provider."""
_EVENT = "gen_ai.client.operation.exception"
_REDIRECTS = 300


@dataclass(frozen=True)
class Operation:
    """One call of the application, as its span shows it."""

    span: bytes
    failure_class: str
    """`ok` if it succeeded."""
    cause: str
    owner: str
    fix: str
    retries: int
    """Requests that were sent again."""
    raised: bool
    """Whether the call raised: plain httpx hands an error answer over without raising."""


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
    meant = {
        int(span.attributes[STEP]): span.attributes[EXPECTED] for span in received.spans if STEP in span.attributes
    }
    by_step = _operations(received, {number for number, step in enumerate(steps) if step.service == "httpx"})
    operations = [operation for found in by_step.values() for operation in found]
    differences: list[str] = []
    for number, step in enumerate(steps):
        differences += _of_step(step, meant.get(number), by_step.get(number, []))
    return Verdict(operations, [*differences, *_of_events(received, operations), *_of_metrics(received, operations)])


def _operations(received: Received, raw_steps: set[int]) -> dict[int, list[Operation]]:
    """Operations by the number of the step whose span is above theirs (-1: none), in the order of their start."""
    spans = {span.id: span for span in received.spans}
    found: dict[int, list[Operation]] = defaultdict(list)
    for span in sorted(received.spans, key=lambda span: span.start):
        if span.scope == _SCOPE and span.attributes.get("gen_ai.operation.name") != _TOOL:
            number = _step_above(span, spans)
            found[number].append(_operation(span, is_raw=number in raw_steps))
    return found


def _step_above(span: Span, spans: dict[bytes, Span]) -> int:
    above: Span | None = span
    while above is not None:
        if STEP in above.attributes:
            return int(above.attributes[STEP])
        above = spans.get(above.parent)
    return -1


def _operation(span: Span, *, is_raw: bool) -> Operation:
    seen = span.attributes
    failure_class = str(seen.get("triage.class", OK))
    return Operation(
        span.id,
        failure_class,
        str(seen.get("triage.cause", OK)),
        str(seen.get("triage.owner", "")),
        str(seen.get("triage.fix", "")),
        int(seen.get("triage.retries", 0)),
        span.is_error and not (is_raw and int(seen.get("http.response.status_code", 0)) >= _REDIRECTS),
    )


def _of_step(step: Step, meant: list[str] | None, found: list[Operation]) -> Iterator[str]:
    if meant is None:
        yield f"{step.name}: the application's own span is missing"
        return
    if len(found) != len(meant):
        yield f"{step.name}: {len(found)} operations were recorded instead of {len(meant)}"
    for cause, operation in zip(meant, found, strict=False):
        if operation.cause != cause:
            yield f"{step.name}: {cause} was meant, {operation.cause} was found"
        elif cause != OK and operation.failure_class != CAUSES[cause].failure_class:
            yield f"{step.name}: class {CAUSES[cause].failure_class} was meant, {operation.failure_class} was found"
    retries = sum(operation.retries for operation in found)
    if step.retries is not None and retries != step.retries:
        yield f"{step.name}: {retries} retries were recorded instead of {step.retries}"


def _of_events(received: Received, operations: list[Operation]) -> Iterator[str]:
    """Each failure that raised is one log event in the context of its span."""
    events = Counter(event.span for event in received.events if event.name == _EVENT)
    raised = Counter(operation.span for operation in operations if operation.raised)
    if events != raised:
        yield f"logs: {events.total()} events {_EVENT} for {raised.total()} operations that raised"


def _of_metrics(received: Received, operations: list[Operation]) -> Iterator[str]:
    """The counters tell the same story as the spans."""
    for metric, label, counted in (
        ("triage.calls", "triage.class", Counter(operation.failure_class for operation in operations)),
        ("triage.failures", "triage.cause", Counter(operation.cause for operation in operations)),
    ):
        points: Counter[str] = Counter()
        for attributes, value in received.counters.get(metric, []):
            points[str(attributes[label])] += int(value)
        for name in sorted({*points, *counted}):
            if points[name] != counted[name] and (metric, name) != ("triage.failures", OK):
                yield f"{metric}: {points[name]} × {name}, but {counted[name]} in the spans"
    sent = received.counters.get("triage.attempts", [])
    failed = sum(int(value) for attributes, value in sent if attributes["triage.class"] != OK)
    retries = sum(operation.retries for operation in operations)
    if failed < retries:
        yield f"triage.attempts: {failed} failed, but {retries} retries in the spans"
