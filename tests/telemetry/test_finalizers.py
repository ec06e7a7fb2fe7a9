"""What garbage collection finishes sets no variable of the context that it happens to run in."""

from __future__ import annotations

import contextvars
import gc
import weakref
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import SpanProcessor

from genai_triage.instrumentation.raw.body_view import BodyView
from genai_triage.instrumentation.raw.watch import Facts, RefusalWatch, Watch
from genai_triage.telemetry import runtime
from genai_triage.telemetry.calls import SyncStream
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.settings import Settings
from tests.support.recorded import Recorded
from tests.telemetry.test_calls import LAZY, STREAMS, Kind, describe, drive, good, opened, step

_set_at_the_end: ContextVar[str] = ContextVar("_set_at_the_end")


class _Setting(SpanProcessor):
    """Sets a context variable when a span ends, as OpenTelemetry's simple processor does around its export."""

    def on_end(self, span: Any) -> None:
        _set_at_the_end.set(span.name)


@pytest.fixture
def toys(recorded: Recorded) -> Iterator[Recorded]:
    recorded.tracer_provider.add_span_processor(_Setting())
    runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    yield recorded
    runtime.drop()


def _left_set(recorded: Recorded) -> str | None:
    assert len(recorded.operations) == 1
    return _set_at_the_end.get(None)


@pytest.mark.parametrize("kind", STREAMS, ids=str)
def test_a_stream_in_a_cycle(kind: Kind, toys: Recorded) -> None:
    def in_a_context() -> str | None:
        cycle: list[Any] = [opened(kind, good)]
        cycle.append(cycle)
        step(cycle[0])
        del cycle
        gc.collect()
        return _left_set(toys)

    assert contextvars.copy_context().run(in_a_context) is None


@pytest.mark.parametrize(("watch_type", "status"), [(Watch, 200), (RefusalWatch, 429)])
def test_the_body_of_a_raw_call(watch_type: Any, status: int, toys: Recorded) -> None:
    def in_a_context() -> str | None:
        telemetry = runtime.current()
        assert telemetry is not None
        operation = Operation(telemetry, describe(None, (), {}))
        watch_type(
            operation, BodyView("text/event-stream", ""), Facts(status, httpx.Headers(), httpx.URL("http://toy.test"))
        ).closed()
        return _left_set(toys)

    assert contextvars.copy_context().run(in_a_context) is None


def test_what_the_application_reads_to_its_end_is_finished_in_its_own_context(toys: Recorded) -> None:
    def in_a_context() -> str | None:
        stream = opened(STREAMS[0], good)
        assert type(stream) is SyncStream
        list(stream)
        return _left_set(toys)

    assert contextvars.copy_context().run(in_a_context) == "generate_content toy"


@pytest.mark.parametrize("kind", LAZY, ids=str)
def test_a_stream_that_was_closed_lets_go_of_its_operation(kind: Kind, toys: Recorded) -> None:
    stream = opened(kind, good)
    step(stream)
    operation = weakref.ref(stream._self_state)
    stream.close() if kind is LAZY[0] else drive(stream.aclose())
    gc.collect()
    assert operation() is None
