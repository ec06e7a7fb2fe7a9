"""Counts that wait for a collection: no reader, view, fork or switch can tell."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry import metrics
from opentelemetry.sdk.metrics import Counter, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, InMemoryMetricReader
from opentelemetry.sdk.metrics.view import View
from opentelemetry.sdk.trace import TracerProvider

from genai_triage.telemetry import gate, guard, instruments, runtime, tally
from genai_triage.telemetry.attempt import Response
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.settings import Settings

CUMULATIVE, DELTA = AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA
URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
OK = {"gen_ai.provider.name": "gcp.gemini", "triage.class": "ok"}
CALLS, ATTEMPTS, FAILURES = "triage.calls", "triage.attempts", "triage.failures"


@pytest.fixture(autouse=True)
def switched_off() -> Iterator[None]:
    yield
    runtime.drop()


def start() -> Operation:
    telemetry = runtime.current()
    assert telemetry is not None
    request = Request("gemini", "gcp.gemini", "generate_content", "gemini-2.5-flash", server_of(URL))
    return Operation(telemetry, request)


def finish(operation: Operation) -> None:
    operation.start_attempt("httpx2", object()).on_response(Response(200, {}, URL))
    operation.answer.add_candidate(0, "STOP", True)
    operation.succeed()


def call(times: int = 1) -> None:
    for _ in range(times):
        finish(start())


def fail(limit: int = 250) -> Operation:
    """A call that a quota refuses."""
    kind = "type.googleapis.com/google.rpc.QuotaFailure"
    details = [{"@type": kind, "violations": [{"quotaId": "PerDay", "quotaValue": f"{limit}"}]}]
    error = {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota", "details": details}
    operation, body = start(), json.dumps({"error": error})
    operation.start_attempt("httpx2", object()).on_response(Response(429, {}, URL, body.encode))
    operation.fail(OSError())
    return operation


def reader_of(temporality: AggregationTemporality) -> InMemoryMetricReader:
    return InMemoryMetricReader({Counter: temporality})


def points(reader: InMemoryMetricReader, name: str) -> list[Any]:
    """The points of one metric that have something in them."""
    data = reader.get_metrics_data()
    return [
        point
        for resource in ([] if data is None else data.resource_metrics)
        for scope in resource.scope_metrics
        for metric in scope.metrics
        if metric.name == name
        for point in metric.data.data_points
        if getattr(point, "value", 0)
    ]


def counted(reader: InMemoryMetricReader, name: str = CALLS) -> int:
    return sum(point.value for point in points(reader, name))


@pytest.mark.parametrize("name", [CALLS, ATTEMPTS])
@pytest.mark.parametrize(("temporality", "second"), [(CUMULATIVE, 10), (DELTA, 3)])
def test_every_collection_finds_every_count(name: str, temporality: AggregationTemporality, second: int) -> None:
    reader = reader_of(temporality)
    runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    call(7)
    assert counted(reader, name) == 7
    call(3)
    assert counted(reader, name) == second


@pytest.mark.parametrize(("temporality", "second"), [(CUMULATIVE, 10), (DELTA, 3)])
def test_every_collection_finds_every_failure(temporality: AggregationTemporality, second: int) -> None:
    reader = reader_of(temporality)
    runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    for _ in range(7):
        fail()
    assert counted(reader, FAILURES) == 7
    for _ in range(3):
        fail()
    assert counted(reader, FAILURES) == second


def test_a_collection_finds_the_limit_that_was_stated_last() -> None:
    reader = reader_of(CUMULATIVE)
    runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    stated = []
    for limit in (20, 50, 1500, 250, 100):
        fail(limit)
        stated += [point.value for point in points(reader, "triage.quota.limit")] if limit != 1500 else []
    assert stated == [20, 50, 250, 100]


def test_a_failure_that_waited_leads_to_the_last_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = reader_of(CUMULATIVE)
    runtime.configure(TracerProvider(), MeterProvider([reader]), chosen=Settings())
    fail()
    reader.collect()
    context = [fail() for _ in range(5)][-1].span.get_span_context()
    (point,) = points(reader, FAILURES)
    ((found, value),) = [((one.trace_id, one.span_id), one.value) for one in point.exemplars]
    assert (found, value, point.value) == ((context.trace_id, context.span_id), 1, 6)


def test_what_failed_is_not_kept_alive_by_its_count() -> None:
    runtime.configure(TracerProvider(), MeterProvider([reader_of(CUMULATIVE)]), chosen=Settings())
    fail()
    gone = weakref.ref(fail())
    gc.collect()
    assert gone() is None


def test_a_delta_without_a_call_is_empty() -> None:
    reader = reader_of(DELTA)
    runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    call(2)
    assert (counted(reader), counted(reader)) == (2, 0)


def test_a_collection_adds_once_what_many_calls_have_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, added = reader_of(CUMULATIVE), []
    runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    call()
    monkeypatch.setattr(Counter, "add", lambda self, amount, *rest: added.append((self.name, amount)), raising=True)
    call(20)
    assert added == []
    reader.collect()
    assert sorted(added) == [(ATTEMPTS, 20), (CALLS, 20)]


def test_each_of_two_readers_finds_every_count() -> None:
    first, second = reader_of(DELTA), reader_of(CUMULATIVE)
    runtime.configure(meter_provider=MeterProvider([first, second]), chosen=Settings())
    call(4)
    assert counted(first) == 4
    call(2)
    assert (counted(second), counted(first)) == (6, 2)


def test_a_view_sees_the_labels_of_every_count() -> None:
    reader = reader_of(CUMULATIVE)
    views = [View(instrument_name=ATTEMPTS, attribute_keys={"triage.class"}), View(instrument_name=CALLS, name="mine")]
    runtime.configure(meter_provider=MeterProvider([reader], views=views), chosen=Settings())
    call(3)
    assert [(point.attributes, point.value) for point in points(reader, ATTEMPTS)] == [({"triage.class": "ok"}, 3)]
    assert counted(reader, "mine") == 3


def test_the_time_of_a_series_begins_with_its_first_count() -> None:
    reader = reader_of(CUMULATIVE)
    runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    call()
    then = time.time_ns()
    call(2)
    assert [point.start_time_unix_nano <= then for point in points(reader, ATTEMPTS)] == [True]


def test_a_second_configuration_of_one_provider_goes_on_counting() -> None:
    reader = reader_of(CUMULATIVE)
    provider = MeterProvider([reader])
    for _ in range(3):
        runtime.configure(meter_provider=provider, chosen=Settings())
        call(5)
    assert (counted(reader), counted(reader, ATTEMPTS)) == (15, 15)


def test_another_provider_takes_nothing_from_the_one_before() -> None:
    first, second = reader_of(CUMULATIVE), reader_of(CUMULATIVE)
    runtime.configure(meter_provider=MeterProvider([first]), chosen=Settings())
    call(5)
    runtime.configure(meter_provider=MeterProvider([second]), chosen=Settings())
    call(2)
    assert (counted(first), counted(second)) == (5, 2)


def test_what_ends_after_the_instrumentation_is_off_is_counted() -> None:
    reader = reader_of(CUMULATIVE)
    runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    call(3)
    running = [start(), start()]
    runtime.drop()
    assert counted(reader) == 3
    for operation in running:
        finish(operation)
    assert counted(reader) == 5


def test_shutting_the_provider_down_exports_every_count() -> None:
    reader = reader_of(CUMULATIVE)
    provider = MeterProvider([reader])
    runtime.configure(meter_provider=provider, chosen=Settings())
    call(4)
    assert provider.force_flush()
    assert counted(reader) == 4
    provider.shutdown()


def test_what_waits_is_bounded_though_nobody_collects() -> None:
    reader = reader_of(CUMULATIVE)
    telemetry = runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    call(1000)
    assert len(telemetry.instruments.tally._noted) <= 500
    assert (counted(reader), counted(reader, ATTEMPTS)) == (1000, 1000)


def test_threads_lose_no_count_while_a_reader_collects() -> None:
    reader, collected = reader_of(DELTA), []
    runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    threads = [threading.Thread(target=call, args=(300,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        collected.append(counted(reader))
    for thread in threads:
        thread.join()
    assert sum(collected) + counted(reader) == 1200


def test_who_collects_waits_for_a_thread_that_is_adding(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, count, adding, may_add = reader_of(CUMULATIVE), gate.count, threading.Event(), threading.Event()
    telemetry = runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    call(3)

    def slow(*arguments: Any) -> None:
        adding.set()
        may_add.wait(60)
        count(*arguments)

    monkeypatch.setattr(gate, "count", slow)
    adder = threading.Thread(target=telemetry.instruments.tally.add_all)
    adder.start()
    assert adding.wait(60)
    timer = threading.Timer(0.1, may_add.set)
    timer.start()
    assert counted(reader) == 3
    adder.join()


def test_an_interrupt_loses_no_more_than_what_it_interrupts(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, count, interrupted = reader_of(CUMULATIVE), gate.count, list[Any]()
    runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    call(5)

    def interrupt(*arguments: Any) -> None:
        if not interrupted:
            interrupted.append(arguments)
            raise KeyboardInterrupt
        count(*arguments)

    monkeypatch.setattr(gate, "count", interrupt)
    with pytest.raises(KeyboardInterrupt):
        tally.add_all()
    assert counted(reader) + counted(reader, ATTEMPTS) == 10 - interrupted[0][1]


class _Foreign(metrics.MeterProvider):
    """Another one's, of which nobody knows when it reads what."""

    def __init__(self, provider: metrics.MeterProvider) -> None:
        self._provider = provider

    def get_meter(self, *args: Any, **kwargs: Any) -> metrics.Meter:
        return self._provider.get_meter(*args, **kwargs)


def test_a_failure_waits_for_a_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, added = reader_of(CUMULATIVE), []
    telemetry = runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    fail()
    monkeypatch.setattr(Counter, "add", lambda self, amount, *rest: added.append((self.name, amount)), raising=True)
    fail(50)
    assert (added, list(telemetry.instruments.tally._stated.values())) == ([], [50])


def test_another_ones_provider_has_the_stated_limit_at_once() -> None:
    reader = reader_of(CUMULATIVE)
    telemetry = runtime.configure(meter_provider=_Foreign(MeterProvider([reader])), chosen=Settings())
    fail()
    assert len(telemetry.instruments.tally._stated) == 0
    assert [point.value for point in points(reader, "triage.quota.limit")] == [250]


def test_series_of_failures_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = reader_of(CUMULATIVE)
    monkeypatch.setattr(instruments, "_MOST_SERIES", 1)
    telemetry = runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
    start().fail(ConnectionResetError())
    for _ in range(3):
        fail()
    assert len(telemetry.instruments._series_of_failures) == 1
    assert counted(reader, FAILURES) == 4


def test_another_ones_provider_has_every_count_at_once() -> None:
    reader = reader_of(CUMULATIVE)
    telemetry = runtime.configure(meter_provider=_Foreign(MeterProvider([reader])), chosen=Settings())
    call(3)
    assert len(telemetry.instruments.tally._noted) == 0
    assert counted(reader) == 3


def test_a_provider_is_not_kept_alive() -> None:
    provider = MeterProvider([reader_of(CUMULATIVE)])
    runtime.configure(meter_provider=provider, chosen=Settings())
    call(3)
    provider.shutdown()
    runtime.drop()
    gone = weakref.ref(provider)
    del provider
    gc.collect()
    assert gone() is None


_HEAD = """
import os
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from genai_triage.telemetry import runtime
from genai_triage.telemetry.settings import Settings
from tests.telemetry.test_tally import call, counted

reader = InMemoryMetricReader()
"""
_SET_LATER = """
trace.set_tracer_provider(TracerProvider())
runtime.configure(chosen=Settings())
call(2)
metrics.set_meter_provider(MeterProvider([reader]))
call(3)
runtime.configure(chosen=Settings())
call(4)
runtime.configure(meter_provider=metrics.get_meter_provider(), chosen=Settings())
call(5)
print(counted(reader), counted(reader, "triage.attempts"))
"""
_FORK = """
import signal, threading
telemetry = runtime.configure(meter_provider=MeterProvider([reader]), chosen=Settings())
call(3)
held, is_forked = threading.Event(), threading.Event()

def hold():
    with telemetry.instruments.tally._lock:
        held.set()
        is_forked.wait(60)

holder = threading.Thread(target=hold)
holder.start()
held.wait(60)
reading, writing = os.pipe()
if os.fork() == 0:
    signal.alarm(30)
    call(2)
    os.write(writing, str(counted(reader)).encode())
    os._exit(0)
os.close(writing)
is_forked.set()
holder.join()
call(1)
print(os.read(reading, 10).decode(), counted(reader))
"""


def _printed(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", _HEAD + code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_global_provider_that_is_set_later_has_every_count_from_then_on() -> None:
    assert _printed(_SET_LATER) == "12 12"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_has_what_the_parent_had_counted_and_its_own() -> None:
    assert _printed(_FORK) == "5 4"


@pytest.mark.breaks_us
@pytest.mark.parametrize(("name", "place"), [("count", "Tally.add"), ("state", "Tally.state")])
def test_a_count_that_cannot_be_written_is_told_and_takes_no_other_with_it(
    name: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = reader_of(CUMULATIVE)
    runtime.configure(TracerProvider(), MeterProvider([reader]), None, Settings())
    fail()
    call()
    counted(reader)
    fail()
    call()

    def broken(*_: Any) -> None:
        raise LookupError

    with monkeypatch.context() as patch:
        patch.setattr(gate, name, broken)
        counted(reader)
    assert {key.partition(":")[0] for key in guard._reported} == {place}
    call(2)
    assert counted(reader, ATTEMPTS) == (4 if name == "count" else 6)
