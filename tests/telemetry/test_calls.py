"""An operation around a call changes nothing that the application can see, and ends exactly once."""

from __future__ import annotations

import asyncio
import collections.abc
import contextlib
import gc
import inspect
import json
import logging
import os
import re
import threading
import time
import types
import warnings
import weakref
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import anyio
import pytest
import wrapt
from opentelemetry import baggage, trace
from opentelemetry import context as otel_context
from opentelemetry.instrumentation.utils import suppress_instrumentation

from genai_triage import evidence
from genai_triage.evidence.reading import Reading
from genai_triage.telemetry import guard, runtime
from genai_triage.telemetry.calls import (
    async_call,
    async_stream,
    awaited_stream,
    running_call,
    sync_call,
    sync_stream,
)
from genai_triage.telemetry.current import current_operation
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.settings import Settings
from genai_triage.telemetry.target import Target
from tests.support.recorded import Recorded

DURATION = "gen_ai.client.operation.duration"


class Chunk:
    """An answer, or a piece of one; the last piece has a finish reason."""

    def __init__(self, reason: str | None = None) -> None:
        self.reason = reason


def describe(instance: Any, args: Any, kwargs: Any) -> Request:
    return Request("gemini", "gcp.gemini", "generate_content", "toy", server_of("http://toy.test:8080/v1beta"))


def read(answer: Reading, chunk: Any) -> None:
    answer.add_candidate(0, None, True)
    if isinstance(chunk, Chunk) and chunk.reason:
        answer.add_candidate(0, chunk.reason, False)


TARGET = Target(describe, read)


class Pause:
    """Suspends the coroutine that awaits it, once."""

    def __await__(self) -> Generator[None, None, None]:
        yield


def drive(coroutine: Any) -> Any:
    """Runs a coroutine that never waits, without an event loop."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("the coroutine waits")


def drain(stream: Any) -> list[Any]:
    """The chunks of an asynchronous stream that never waits."""

    async def collect() -> list[Any]:
        return [chunk async for chunk in stream]

    return list(drive(collect()))


Steps = Callable[..., Iterator[Any]]


@dataclass(frozen=True)
class Kind:
    """One way to call: how a function of this kind is made from steps, wrapped, and run to its end."""

    name: str
    wrapper: Callable[[Target], Any]
    make: Callable[[Steps], Any]
    finish: Callable[[Any], Any]
    """Takes what the call returned and gives the list of chunks, or the list of the one answer."""

    def wrapped(self, steps: Steps, target: Target = TARGET) -> Any:
        return wrapt.FunctionWrapper(self.make(steps), self.wrapper(target))

    def run(self, steps: Steps, target: Target = TARGET) -> list[Any]:
        return list(self.finish(self.wrapped(steps, target)(1)))

    def __str__(self) -> str:
        return self.name


def make_function(steps: Steps) -> Any:
    def toy(number: int) -> Any:
        return list(steps())[-1]

    return toy


def make_coroutine_function(steps: Steps) -> Any:
    async def toy(number: int) -> Any:
        return list(steps())[-1]

    return toy


def make_generator_function(steps: Steps) -> Any:
    def toy(number: int) -> Any:
        yield from steps()

    return toy


def make_async_generator_function(steps: Steps) -> Any:
    async def toy(number: int) -> Any:
        for chunk in steps():
            yield chunk

    return toy


def make_function_of_async_generator(steps: Steps) -> Any:
    async def toy(number: int) -> Any:
        return make_async_generator_function(steps)(number)

    return toy


def make_function_that_sends(steps: Steps) -> Any:
    """Its stream was opened by a request."""

    async def toy(number: int) -> Any:
        operation = current_operation()
        if operation is not None:
            operation.start_attempt("httpx", object())
        return make_async_generator_function(steps)(number)

    return toy


SYNC_CALL = Kind("sync_call", sync_call, make_function, lambda answer: [answer])
ASYNC_CALL = Kind("async_call", async_call, make_coroutine_function, lambda coroutine: [drive(coroutine)])
SYNC_STREAM = Kind("sync_stream", sync_stream, make_generator_function, list)
ASYNC_STREAM = Kind("async_stream", async_stream, make_async_generator_function, drain)
AWAITED_STREAM = Kind(
    "awaited_stream", awaited_stream, make_function_of_async_generator, lambda coroutine: drain(drive(coroutine))
)
SENT_STREAM = Kind("sent_stream", awaited_stream, make_function_that_sends, AWAITED_STREAM.finish)
KINDS = (SYNC_CALL, ASYNC_CALL, SYNC_STREAM, ASYNC_STREAM, AWAITED_STREAM)
STREAMS = (SYNC_STREAM, ASYNC_STREAM, AWAITED_STREAM)
LAZY = (SYNC_STREAM, ASYNC_STREAM)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=str)
every_stream = pytest.mark.parametrize("kind", STREAMS, ids=str)


def opened(kind: Kind, steps: Steps, target: Target = TARGET) -> Any:
    """The stream of a call that nobody has read from."""
    stream = kind.wrapped(steps, target)(1)
    return drive(stream) if kind in (AWAITED_STREAM, SENT_STREAM) else stream


def step(stream: Any) -> Any:
    return next(stream) if hasattr(stream, "__next__") else drive(stream.__anext__())


def close(stream: Any) -> None:
    stream.close() if hasattr(stream, "__next__") else drive(stream.aclose())


def good() -> Iterator[Chunk]:
    yield Chunk()
    yield Chunk("STOP")


def failing(error: BaseException) -> Steps:
    def steps() -> Iterator[Chunk]:
        yield Chunk()
        raise error

    return steps


@pytest.fixture
def toys(recorded: Recorded, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Telemetry in memory for toy functions; nothing may be logged about contexts or, but for planted bugs, by us."""
    runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    guard._reported.clear()
    yield recorded
    runtime.drop()
    watched = {"opentelemetry.context", "" if "_a_bug_" in request.node.name else "genai_triage"}
    ours = [record for record in caplog.get_records("call") if record.name in watched]
    assert [record.getMessage() for record in ours] == []


def assert_ended_once(recorded: Recorded, failure_class: str = "ok") -> None:
    """One span, one duration point and one call, all with the same outcome."""
    assert [span.name for span in recorded.operations] == ["generate_content toy"]
    expected = None if failure_class == "ok" else failure_class
    assert recorded.attributes.get("triage.class") == expected
    ((attributes, (count, _)),) = recorded.points(DURATION)
    assert (attributes.get("triage.class"), count) == (expected, 1)
    assert recorded.calls == {failure_class: 1}


def assert_nothing(recorded: Recorded) -> None:
    assert (recorded.spans, recorded.points(DURATION), recorded.points("triage.calls")) == ([], [], [])


# What the application gets


@every_kind
def test_the_answer_is_the_same_object(kind: Kind, toys: Recorded) -> None:
    chunks = [Chunk(), Chunk("STOP")]
    received = kind.run(lambda: iter(chunks))
    expected = chunks if kind in STREAMS else chunks[-1:]
    assert list(map(id, received)) == list(map(id, expected))
    assert_ended_once(toys)


@every_kind
def test_the_error_is_the_same_object_with_no_other_behind_it(kind: Kind, toys: Recorded) -> None:
    error = ValueError("no")
    with pytest.raises(ValueError) as raised:
        kind.run(failing(error))
    assert raised.value is error
    assert (error.__context__, error.__cause__) == (None, None)
    assert len(toys.operations) == 1


@every_kind
@pytest.mark.parametrize(("args", "kwargs"), [((), {}), ((1, 2), {}), ((1,), {"unknown": 1})])
def test_wrong_arguments_raise_at_the_call_as_without_us(kind: Kind, args: Any, kwargs: Any, toys: Recorded) -> None:
    bare = kind.make(good)
    with pytest.raises(TypeError) as expected:
        bare(*args, **kwargs)
    with pytest.raises(TypeError) as raised:
        wrapt.FunctionWrapper(bare, kind.wrapper(TARGET))(*args, **kwargs)
    assert str(raised.value) == str(expected.value)


ABSTRACT = [
    getattr(collections.abc, name) for name in sorted(collections.abc.__all__) if name not in ("ByteString", "Callable")
]
PREDICATES = (inspect.isgenerator, inspect.isasyncgen, inspect.iscoroutine, inspect.isawaitable, callable)


def nature(thing: Any) -> dict[str, bool]:
    """What inspect and isinstance say."""
    concrete = (types.GeneratorType, types.AsyncGeneratorType, types.CoroutineType)
    found = {kind.__name__: isinstance(thing, kind) for kind in (*ABSTRACT, *concrete)}
    return found | {predicate.__name__: predicate(thing) for predicate in PREDICATES}


@pytest.mark.parametrize("kind", [ASYNC_CALL, SYNC_STREAM, ASYNC_STREAM, AWAITED_STREAM], ids=str)
def test_what_is_returned_is_of_the_same_nature(kind: Kind, toys: Recorded) -> None:
    bare, ours = kind.make(good)(1), kind.wrapped(good)(1)
    assert nature(ours) == nature(bare)
    if kind is AWAITED_STREAM:
        bare, ours = drive(bare), drive(ours)
        assert nature(ours) == nature(bare)
        ours.aclose().close()
    else:
        ours.close() if hasattr(ours, "close") else ours.aclose().close()
    if kind is ASYNC_CALL:
        bare.close()


@pytest.mark.parametrize("kind", [ASYNC_CALL, AWAITED_STREAM], ids=str)
def test_a_coroutine_is_named_as_the_function(kind: Kind, toys: Recorded) -> None:
    bare, ours = kind.make(good)(1), kind.wrapped(good)(1)
    assert (ours.__name__, ours.__qualname__) == (bare.__name__, bare.__qualname__)
    bare.close()
    ours.close()


@pytest.mark.parametrize("kind", [ASYNC_CALL, SYNC_STREAM, ASYNC_STREAM, AWAITED_STREAM], ids=str)
def test_nothing_runs_before_the_first_step(kind: Kind, toys: Recorded) -> None:
    began: list[bool] = []

    def steps() -> Iterator[Chunk]:
        began.append(True)
        yield Chunk("STOP")

    pending = kind.wrapped(steps)(1)
    assert began == []
    assert_nothing(toys)
    kind.finish(pending)
    assert began == [True]
    assert_ended_once(toys)


@every_stream
def test_a_stream_that_ended_stays_ended(kind: Kind, toys: Recorded) -> None:
    stream = opened(kind, good)
    consume = list if kind is SYNC_STREAM else drain
    assert [len(consume(stream)) for _ in range(3)] == [2, 0, 0]
    assert_ended_once(toys)


def test_a_generator_keeps_its_return_value(toys: Recorded) -> None:
    def steps(number: int) -> Any:
        yield Chunk("STOP")
        return number

    def outer() -> Any:
        received.append((yield from wrapt.FunctionWrapper(steps, sync_stream(TARGET))(42)))

    received: list[int] = []
    list(outer())
    assert received == [42]
    assert_ended_once(toys)


def echo(number: int) -> Any:
    received = yield Chunk()
    try:
        received = yield received
    except KeyError as error:
        received = error
    yield received


async def async_echo(number: int) -> Any:
    received = yield Chunk()
    try:
        received = yield received
    except KeyError as error:
        received = error
    yield received


def test_send_reaches_the_generator(toys: Recorded) -> None:
    stream = wrapt.FunctionWrapper(echo, sync_stream(TARGET))(1)
    next(stream)
    sent = Chunk("STOP")
    assert stream.send(sent) is sent
    list(stream)
    assert_ended_once(toys)


def test_asend_reaches_the_generator(toys: Recorded) -> None:
    stream = wrapt.FunctionWrapper(async_echo, async_stream(TARGET))(1)
    step(stream)
    sent = Chunk("STOP")
    assert drive(stream.asend(sent)) is sent
    drain(stream)
    assert_ended_once(toys)


def test_throw_reaches_the_generator_and_the_operation_goes_on(toys: Recorded) -> None:
    stream = wrapt.FunctionWrapper(echo, sync_stream(Target(describe, lambda answer, chunk: None)))(1)
    next(stream)
    stream.send(Chunk())
    error = KeyError()
    assert stream.throw(error) is error
    assert_nothing(toys)
    stream.close()
    assert_ended_once(toys)


def test_athrow_reaches_the_generator_and_the_operation_goes_on(toys: Recorded) -> None:
    stream = wrapt.FunctionWrapper(async_echo, async_stream(Target(describe, lambda answer, chunk: None)))(1)
    step(stream)
    drive(stream.asend(Chunk()))
    error = KeyError()
    assert drive(stream.athrow(error)) is error
    assert_nothing(toys)
    drive(stream.aclose())
    assert_ended_once(toys)


@pytest.mark.parametrize("kind", LAZY, ids=str)
def test_a_stream_that_a_class_of_errors_is_thrown_into_is_given_up(kind: Kind, toys: Recorded) -> None:
    stream = opened(kind, good)
    step(stream)
    with pytest.raises(LookupError):
        stream.throw(LookupError) if kind is SYNC_STREAM else drive(stream.athrow(LookupError))
    assert_ended_once(toys)
    assert toys.attributes["triage.abandoned"] is True


@pytest.mark.parametrize("kind", LAZY, ids=str)
def test_a_stream_may_begin_by_sending_nothing(kind: Kind, toys: Recorded) -> None:
    stream = opened(kind, good)
    stream.send(None) if kind is SYNC_STREAM else drive(stream.asend(None))
    close(stream)
    assert_ended_once(toys)
    assert toys.attributes["triage.abandoned"] is True


@pytest.mark.parametrize("kind", LAZY, ids=str)
@pytest.mark.parametrize("error", [ConnectionResetError(), KeyError("k")], ids=["known", "unknown"])
def test_a_stream_that_the_application_throws_into_is_given_up(kind: Kind, error: Exception, toys: Recorded) -> None:
    stream = opened(kind, good)
    next(stream) if kind is SYNC_STREAM else drive(stream.__anext__())
    with pytest.raises(type(error)) as raised:
        stream.throw(error) if kind is SYNC_STREAM else drive(stream.athrow(error))
    assert raised.value is error
    assert_ended_once(toys)
    assert toys.attributes["triage.abandoned"] is True


def losing() -> Any:
    try:
        yield Chunk()
    except KeyError:
        raise ConnectionResetError from None


async def async_losing() -> Any:
    try:
        yield Chunk()
    except KeyError:
        raise ConnectionResetError from None


@pytest.mark.parametrize("form", [KeyError(), KeyError], ids=["error", "class"])
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_stream_that_fails_by_itself_while_it_is_thrown_into_has_failed(
    is_async: bool, form: Any, toys: Recorded
) -> None:
    function: Any = async_losing if is_async else losing
    stream = wrapt.FunctionWrapper(function, (async_stream if is_async else sync_stream)(TARGET))()
    step(stream) if is_async else next(stream)
    with pytest.raises(ConnectionResetError):
        drive(stream.athrow(form)) if is_async else stream.throw(form)
    assert_ended_once(toys, "network")
    assert "triage.abandoned" not in toys.attributes


def losing_alike() -> Any:
    try:
        yield Chunk()
    except ConnectionResetError:
        raise ConnectionResetError from None


def test_a_stream_that_fails_by_itself_with_another_error_of_the_same_class_has_failed(toys: Recorded) -> None:
    stream = wrapt.FunctionWrapper(losing_alike, sync_stream(TARGET))()
    next(stream)
    with warnings.catch_warnings(), pytest.raises(ConnectionResetError):
        warnings.simplefilter("ignore", DeprecationWarning)  # the form with three parts, from Python 3.12 on
        stream.throw(ConnectionResetError, ConnectionResetError(), None)
    assert_ended_once(toys, "network")


def test_a_stop_iteration_that_is_thrown_in_is_given_up_too(toys: Recorded) -> None:
    stream = opened(SYNC_STREAM, good)
    next(stream)
    with pytest.raises(RuntimeError, match="StopIteration"):
        stream.throw(StopIteration())
    assert toys.attributes["triage.abandoned"] is True


@pytest.mark.parametrize("kind", LAZY, ids=str)
def test_throwing_before_the_first_step_is_no_operation(kind: Kind, toys: Recorded) -> None:
    stream = opened(kind, good)
    with pytest.raises(KeyError):
        stream.throw(KeyError()) if kind is SYNC_STREAM else drive(stream.athrow(KeyError()))
    assert_nothing(toys)


@pytest.mark.parametrize("kind", LAZY, ids=str)
def test_sending_before_the_first_step_is_refused_and_the_stream_still_observed(kind: Kind, toys: Recorded) -> None:
    stream = opened(kind, good)
    with pytest.raises(TypeError):
        stream.send(1) if kind is SYNC_STREAM else drive(stream.asend(1))
    kind.finish(stream)
    assert_ended_once(toys)


# How a stream may end


@every_stream
def test_closing_is_no_failure(kind: Kind, toys: Recorded) -> None:
    stream = opened(kind, good)
    step(stream)
    close(stream)
    assert_ended_once(toys)
    assert toys.attributes["triage.abandoned"] is True


@every_stream
def test_closing_after_the_finish_reason_is_not_abandoning(kind: Kind, toys: Recorded) -> None:
    stream = opened(kind, good)
    step(stream)
    step(stream)
    close(stream)
    assert_ended_once(toys)
    assert "triage.abandoned" not in toys.attributes


@pytest.mark.parametrize("kind", LAZY, ids=str)
def test_closing_before_the_first_step_is_no_operation(kind: Kind, toys: Recorded) -> None:
    close(opened(kind, good))
    assert_nothing(toys)


@pytest.mark.parametrize("kind", LAZY, ids=str)
def test_a_stream_that_is_never_read_is_no_operation(kind: Kind, toys: Recorded) -> None:
    opened(kind, good)
    gc.collect()
    assert_nothing(toys)


@pytest.mark.parametrize("leave", [lambda stream: None, close], ids=["dropped", "closed"])
def test_an_awaited_stream_that_is_never_read_is_no_operation(leave: Callable[[Any], Any], toys: Recorded) -> None:
    leave(opened(AWAITED_STREAM, good))
    gc.collect()
    assert_nothing(toys)


def test_an_awaited_stream_that_is_never_read_is_abandoned_if_a_request_has_opened_it(toys: Recorded) -> None:
    opened(SENT_STREAM, good)
    assert_ended_once(toys)
    assert toys.attributes["triage.abandoned"] is True


@every_stream
def test_a_stream_that_is_dropped_ends_at_once(kind: Kind, toys: Recorded) -> None:
    stream = opened(kind, good)
    step(stream)
    gc.disable()
    try:
        del stream
        assert_ended_once(toys)
    finally:
        gc.enable()


def test_break_and_closing(toys: Recorded) -> None:
    with contextlib.closing(opened(SYNC_STREAM, good)) as stream:
        for _ in stream:
            break
    assert_ended_once(toys)


def test_break_and_aclosing(toys: Recorded) -> None:
    async def main() -> None:
        async with contextlib.aclosing(opened(ASYNC_STREAM, good)) as stream:
            async for _ in stream:
                break

    asyncio.run(main())
    assert_ended_once(toys)


def test_break_inside_yield_from(toys: Recorded) -> None:
    def outer() -> Any:
        yield from opened(SYNC_STREAM, good)

    for _ in outer():
        break
    assert_ended_once(toys)


def test_closing_runs_the_generators_own_cleanup_once(toys: Recorded) -> None:
    cleaned: list[bool] = []

    def steps() -> Iterator[Chunk]:
        try:
            yield from good()
        finally:
            cleaned.append(True)

    stream = opened(SYNC_STREAM, steps)
    next(stream)
    stream.close()
    stream.close()
    assert cleaned == [True]
    assert_ended_once(toys)


@every_stream
def test_a_stream_without_a_finish_reason_was_cut(kind: Kind, toys: Recorded) -> None:
    kind.run(lambda: iter([Chunk(), Chunk()]))
    assert_ended_once(toys, "network")
    assert toys.operation.status.is_unset


@every_kind
@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), GeneratorExit()], ids=lambda e: type(e).__name__)
def test_a_signal_ends_the_operation_and_goes_on(kind: Kind, error: BaseException, toys: Recorded) -> None:
    with pytest.raises(type(error)) as raised:
        kind.run(failing(error))
    assert raised.value is error
    abandoned = kind in STREAMS and isinstance(error, GeneratorExit)
    assert_ended_once(toys, "ok" if abandoned else "cancelled")


# Coroutines that are not awaited to their end


def waiting(kind: Kind) -> Any:
    """A coroutine of the kind that waits for ever inside the operation."""

    async def forever(number: int) -> Any:
        while True:
            await Pause()

    async def stream(number: int) -> Any:
        while True:
            await Pause()
            yield Chunk()

    if kind is ASYNC_STREAM:
        return wrapt.FunctionWrapper(stream, async_stream(TARGET))(1).__anext__()
    return wrapt.FunctionWrapper(forever, kind.wrapper(TARGET))(1)


COROUTINES = (ASYNC_CALL, ASYNC_STREAM, AWAITED_STREAM)
every_coroutine = pytest.mark.parametrize("kind", COROUTINES, ids=str)


@pytest.mark.parametrize("kind", [ASYNC_CALL, AWAITED_STREAM], ids=str)
def test_closing_a_coroutine_before_it_began_is_silent_and_no_operation(kind: Kind, toys: Recorded) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        kind.wrapped(good)(1).close()
        gc.collect()
    assert caught == []
    assert_nothing(toys)


@pytest.mark.parametrize("kind", [ASYNC_CALL, AWAITED_STREAM], ids=str)
def test_forgetting_to_await_is_the_warning_that_it_is_without_us(kind: Kind, toys: Recorded) -> None:
    def texts(function: Any) -> list[str]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            function(1)
            gc.collect()
        return [str(warning.message).partition("\n")[0] for warning in caught]

    assert texts(kind.wrapped(good)) == texts(kind.make(good))
    assert_nothing(toys)


@pytest.mark.parametrize("kind", [ASYNC_CALL, AWAITED_STREAM], ids=str)
def test_a_task_cancelled_before_it_began_is_silent_and_no_operation(kind: Kind, toys: Recorded) -> None:
    async def main() -> None:
        task = asyncio.ensure_future(kind.wrapped(good)(1))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(main())
        gc.collect()
    assert caught == []
    assert_nothing(toys)


@every_coroutine
def test_closing_a_coroutine_in_the_middle_ends_the_operation(kind: Kind, toys: Recorded) -> None:
    coroutine = waiting(kind)
    coroutine.send(None)
    coroutine.close()
    assert_ended_once(toys, "ok" if kind is ASYNC_STREAM else "cancelled")


@every_coroutine
def test_dropping_a_coroutine_in_the_middle_ends_the_operation(kind: Kind, toys: Recorded) -> None:
    coroutine = waiting(kind)
    coroutine.send(None)
    del coroutine
    assert_ended_once(toys, "ok" if kind is ASYNC_STREAM else "cancelled")


@every_coroutine
def test_a_coroutine_closed_from_another_context_leaves_that_context_alone(kind: Kind, toys: Recorded) -> None:
    coroutine = waiting(kind)
    thread = threading.Thread(target=coroutine.send, args=(None,))
    thread.start()
    thread.join()
    before = otel_context.get_current()
    coroutine.close()
    assert otel_context.get_current() is before
    assert len(toys.operations) == 1


@every_coroutine
def test_a_timeout_of_the_caller_is_a_cancelled_operation(kind: Kind, toys: Recorded) -> None:
    async def main() -> None:
        await asyncio.wait_for(looping(kind), 0.01)

    def looping(kind: Kind) -> Any:
        async def forever(number: int) -> Any:
            await asyncio.Event().wait()

        async def stream(number: int) -> Any:
            await asyncio.Event().wait()
            yield Chunk()

        if kind is ASYNC_STREAM:
            return wrapt.FunctionWrapper(stream, async_stream(TARGET))(1).__anext__()
        return wrapt.FunctionWrapper(forever, kind.wrapper(TARGET))(1)

    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(main())
    assert_ended_once(toys, "cancelled")


def test_a_cancelled_task_group_ends_its_operations(toys: Recorded) -> None:
    async def main() -> None:
        started: list[int] = []
        async with anyio.create_task_group() as group:

            async def forever(number: int) -> Any:
                started.append(number)
                if len(started) == 2:
                    group.cancel_scope.cancel()
                await anyio.sleep_forever()

            call = wrapt.FunctionWrapper(forever, async_call(TARGET))
            group.start_soon(call, 1)
            group.start_soon(call, 2)

    anyio.run(main)
    assert [span.attributes["triage.class"] for span in toys.operations] == ["cancelled", "cancelled"]


# Context


@every_kind
def test_the_span_is_a_child_of_the_one_that_was_current_at_the_call(kind: Kind, toys: Recorded) -> None:
    tracer = toys.tracer_provider.get_tracer("app")
    with tracer.start_as_current_span("at the call") as parent:
        pending = kind.wrapped(good)
        pending = pending(1) if kind is not AWAITED_STREAM else drive(pending(1))
        if kind is ASYNC_CALL:
            pending = drive(pending)
    if kind in STREAMS:
        with tracer.start_as_current_span("where it is read"):
            step(pending)
            close(pending)
    (span,) = toys.operations
    assert span.parent.span_id == parent.get_span_context().span_id


@every_kind
def test_the_operation_is_current_in_every_step_and_nowhere_else(kind: Kind, toys: Recorded) -> None:
    tracer = toys.tracer_provider.get_tracer("app")
    inside: list[Any] = []

    def steps() -> Iterator[Chunk]:
        for reason in (None, None, "STOP"):
            inside.append((trace.get_current_span(), current_operation()))
            yield Chunk(reason)

    with tracer.start_as_current_span("app") as app:
        before = otel_context.get_current()
        if kind in STREAMS:
            stream = opened(kind, steps)
            for _ in range(3):
                assert otel_context.get_current() is before
                step(stream)
            with pytest.raises((StopIteration, StopAsyncIteration)):
                step(stream)
        else:
            kind.run(steps)
        assert otel_context.get_current() is before
        assert trace.get_current_span() is app
    ids = {span.get_span_context().span_id for span, _ in inside}
    assert ids == {toys.operation.context.span_id}
    assert len({id(running) for _, running in inside}) == 1
    assert current_operation() is None


@every_stream
def test_a_failing_step_leaves_no_context_behind(kind: Kind, toys: Recorded) -> None:
    before = otel_context.get_current()
    stream = opened(kind, failing(ValueError()))
    step(stream)
    with pytest.raises(ValueError):
        step(stream)
    assert otel_context.get_current() is before


def test_what_the_reader_puts_into_the_context_between_two_steps_stays(toys: Recorded) -> None:
    stream = opened(SYNC_STREAM, good)
    next(stream)
    token = otel_context.attach(baggage.set_baggage("reader", "1"))
    next(stream)
    assert baggage.get_baggage("reader") == "1"
    otel_context.detach(token)
    stream.close()


def test_a_stream_read_in_another_thread(toys: Recorded) -> None:
    seen: list[Any] = []

    def consume() -> None:
        for _ in stream:
            seen.append(trace.get_current_span())

    with toys.tracer_provider.get_tracer("app").start_as_current_span("app") as parent:
        stream = opened(SYNC_STREAM, good)
        thread = threading.Thread(target=consume)
        thread.start()
        thread.join()
    assert seen == [trace.INVALID_SPAN, trace.INVALID_SPAN]
    assert_ended_once(toys)
    assert toys.operation.parent.span_id == parent.get_span_context().span_id


def test_a_stream_read_by_a_different_task_at_each_step(toys: Recorded) -> None:
    async def main() -> None:
        stream = opened(ASYNC_STREAM, good)
        for _ in range(2):
            await asyncio.create_task(stream.__anext__())
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(stream.__anext__(), 5)

    asyncio.run(main())
    assert_ended_once(toys)


def test_two_interleaved_streams_do_not_mix(toys: Recorded) -> None:
    seen: dict[str, set[int]] = {"a": set(), "b": set()}

    def steps(name: str) -> Steps:
        def run() -> Iterator[Chunk]:
            for reason in (None, None, "STOP"):
                seen[name].add(trace.get_current_span().get_span_context().span_id)
                yield Chunk(reason)

        return run

    for _ in zip(opened(SYNC_STREAM, steps("a")), opened(SYNC_STREAM, steps("b")), strict=True):
        pass
    assert {frozenset(ids) for ids in seen.values()} == {frozenset({s.context.span_id}) for s in toys.operations}


# Time


@every_stream
def test_the_duration_spans_the_whole_stream(kind: Kind, toys: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    """One second passes in each step; no attempt is seen, as over a transport that is not observed."""
    now = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])

    def steps() -> Iterator[Chunk]:
        for reason in (None, None, "STOP"):
            now[0] += 1.0
            yield Chunk(reason)

    kind.run(steps)
    ((_, (_, seconds)),) = toys.points(DURATION)
    ((_, first),) = toys.points("gen_ai.client.operation.time_to_first_chunk")
    ((_, between),) = toys.points("gen_ai.client.operation.time_per_output_chunk")
    assert (seconds, first, between) == (3.0, (1, 1.0), (2, 2.0))


# Memory


class Thing:
    """Something of the application that can be weakly referenced."""

    def ask(self, request: Thing) -> Any:
        raise NotImplementedError


@every_kind
@pytest.mark.parametrize("outcome", ["success", "error", "transport error"])
def test_nothing_is_kept_alive_after_the_end(kind: Kind, outcome: str, toys: Recorded) -> None:
    """Reference counts alone free instance, request, answer and error: no cycle holds them."""
    alive: list[Any] = []

    class Failed(ConnectionError):
        pass

    def transport() -> None:
        running = current_operation()
        assert running is not None
        attempt = running.start_attempt("httpx", object())
        if outcome == "transport error":
            try:
                raise Failed
            except Failed as error:
                attempt.record_exception(error)
                raise

    def steps() -> Iterator[Chunk]:
        transport()
        chunk = Chunk("STOP")
        alive.append(weakref.ref(chunk))
        yield chunk
        del chunk
        if outcome == "error":
            raise Failed

    bare = kind.make(steps)

    class Client(Thing):
        pass

    def ask(self: Any, request: Thing) -> Any:
        return bare(1)

    Client.ask = wrapt.FunctionWrapper(ask, kind.wrapper(TARGET))  # type: ignore[method-assign]

    def use() -> None:
        client, request = Client(), Thing()
        alive.extend((weakref.ref(client), weakref.ref(request)))
        try:
            kind.finish(client.ask(request))
        except Failed as error:
            alive.append(weakref.ref(error))

    gc.collect()
    gc.disable()
    try:
        use()
        assert [reference() for reference in alive] == [None] * len(alive)
    finally:
        gc.enable()
    assert len(toys.operations) == 1


def test_a_finished_operation_is_freed_with_its_stream(toys: Recorded) -> None:
    operations: list[Any] = []

    def steps() -> Iterator[Chunk]:
        operations.append(weakref.ref(current_operation()))
        yield Chunk("STOP")

    gc.disable()
    try:
        SYNC_STREAM.run(steps)
        assert operations[0]() is None
    finally:
        gc.enable()


# Forks and threads


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@every_kind
def test_a_child_forked_inside_an_operation_reports_nothing_and_the_parent_does(kind: Kind, toys: Recorded) -> None:
    ends = os.pipe()
    child: list[int] = []

    def steps() -> Iterator[Chunk]:
        yield Chunk()
        child.append(os.fork())
        yield Chunk()
        yield Chunk("STOP")

    before = os.getpid()
    kind.run(steps)
    if os.getpid() != before:
        try:
            names = (DURATION, "triage.calls", "gen_ai.client.operation.time_per_output_chunk")
            counts = [sum(_count(value) for _, value in toys.points(name)) for name in names]
            os.write(ends[1], json.dumps([len(toys.spans), *counts]).encode())
        finally:
            os._exit(0)
    os.waitpid(child[0], 0)
    assert json.loads(os.read(ends[0], 1000)) == [0, 0, 0, 0]
    for end in ends:
        os.close(end)
    assert_ended_once(toys)


def _count(value: Any) -> int:
    return int(value[0] if isinstance(value, tuple) else value)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_call_made_in_a_forked_child_is_an_operation_of_its_own(toys: Recorded) -> None:
    ends = os.pipe()

    def steps() -> Iterator[Chunk]:
        pid = os.fork()
        if pid == 0:
            try:
                SYNC_CALL.run(good)
                os.write(ends[1], str(len(toys.operations)).encode())
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
        yield Chunk("STOP")

    SYNC_CALL.run(steps)
    assert os.read(ends[0], 100) == b"1"
    for end in ends:
        os.close(end)
    assert_ended_once(toys)


def test_of_threads_that_race_to_finish_one_wins(toys: Recorded) -> None:
    rounds, racers = 50, 4
    barrier = threading.Barrier(racers)
    running = [Operation(runtime.current(), describe(None, (), {})) for _ in range(rounds)]  # type: ignore[arg-type]

    def race(number: int) -> None:
        for operation in running:
            barrier.wait(60)
            (operation.succeed, operation.abandon, lambda: operation.fail(ValueError()))[number % 3]()  # noqa: B023

    threads = [threading.Thread(target=race, args=(number,)) for number in range(racers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(toys.operations) == rounds
    assert sum(toys.calls.values()) == rounds
    assert toys.durations == rounds


def test_a_second_thread_that_is_refused_by_the_running_generator_does_not_end_the_operation(toys: Recorded) -> None:
    refused: list[BaseException] = []

    def intrude() -> None:
        try:
            next(stream)
        except ValueError as error:
            refused.append(error)

    def steps() -> Iterator[Chunk]:
        thread = threading.Thread(target=intrude)
        thread.start()
        thread.join()
        yield Chunk("STOP")

    stream = opened(SYNC_STREAM, steps)
    list(stream)
    assert [str(error) for error in refused] == ["generator already executing"]
    assert_ended_once(toys)


# Our own bugs


def broken(*args: Any, **kwargs: Any) -> Any:
    raise LookupError("a bug of ours")


@pytest.mark.breaks_us
@every_kind
def test_a_bug_before_the_call_costs_one_log_line_and_the_operation(
    kind: Kind, toys: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        assert kind.run(good, Target(broken, read))[-1].reason == "STOP"
    messages = [record.getMessage() for record in caplog.records if record.name == "genai_triage"]
    (message,) = messages
    assert re.fullmatch(
        r"genai-triage failed in begin and skipped it \(LookupError at test_calls.py:\d+\); the call is not affected.",
        message,
    )
    assert_nothing(toys)


@pytest.mark.breaks_us
@every_kind
def test_a_bug_while_reading_the_answer_costs_one_log_line_and_the_operation_still_ends(
    kind: Kind, toys: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        assert kind.run(good, Target(describe, broken))[-1].reason == "STOP"
    records = [record for record in caplog.records if record.name == "genai_triage"]
    assert len(records) == 1
    assert records[0].levelno == logging.ERROR
    assert records[0].exc_info is None
    assert len(toys.operations) == 3
    ((_, (count, _)),) = toys.points(DURATION)
    assert count == 3


@pytest.mark.breaks_us
@every_kind
def test_a_bug_while_classifying_a_failure_still_ends_the_operation_as_unclassified(
    kind: Kind, toys: Recorded, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(evidence, "classify_exception", broken)
    error = ValueError()
    with pytest.raises(ValueError) as raised:
        kind.run(failing(error))
    assert raised.value is error
    assert error.__context__ is None
    assert_ended_once(toys, "unclassified")


@pytest.mark.breaks_us
@every_kind
def test_a_bug_while_judging_an_answer_still_ends_the_operation(
    kind: Kind, toys: Recorded, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(evidence, "classify_answer", broken)
    kind.run(good)
    assert len(toys.operations) == 1
    assert toys.durations == 1


# Switching off


@every_kind
def test_nothing_is_recorded_while_instrumentation_is_suppressed(kind: Kind, toys: Recorded) -> None:
    with suppress_instrumentation():
        assert kind.run(good)[-1].reason == "STOP"
    assert_nothing(toys)


@pytest.mark.parametrize("kind", LAZY, ids=str)
def test_a_stream_created_while_suppressed_stays_unrecorded(kind: Kind, toys: Recorded) -> None:
    with suppress_instrumentation():
        stream = opened(kind, good)
    kind.finish(stream)
    assert_nothing(toys)


@every_kind
def test_nothing_is_recorded_without_telemetry(kind: Kind, toys: Recorded) -> None:
    runtime.drop()
    assert kind.run(good)[-1].reason == "STOP"
    assert_nothing(toys)


@every_stream
def test_a_stream_that_runs_when_we_are_switched_off_is_still_finished(kind: Kind, toys: Recorded) -> None:
    stream = opened(kind, good)
    step(stream)
    runtime.drop()
    (list if kind is SYNC_STREAM else drain)(stream)
    assert_ended_once(toys)


# Operations inside operations


@every_kind
def test_a_call_inside_an_operation_is_an_operation_of_its_own(kind: Kind, toys: Recorded) -> None:
    def tool() -> Iterator[Chunk]:
        SYNC_CALL.run(good)
        yield Chunk("STOP")

    kind.run(tool)
    inner, outer = toys.operations
    assert inner.parent.span_id == outer.context.span_id
    assert toys.durations == 2


@pytest.mark.parametrize("outer", [SYNC_CALL, ASYNC_CALL], ids=str)
@every_kind
def test_a_call_that_is_a_step_of_an_absorbing_one_is_the_same_operation(
    outer: Kind, kind: Kind, toys: Recorded
) -> None:
    def whole() -> Iterator[Any]:
        kind.run(lambda: iter([Chunk("MAX_TOKENS")]))
        yield "parsed"

    outer.run(whole, Target(describe, lambda answer, chunk: None, owns_nested_calls=True))
    assert len(toys.operations) == 1
    if kind in (SYNC_CALL, ASYNC_CALL):
        assert_ended_once(toys, "truncated")


def test_a_call_after_an_absorbing_one_is_not_absorbed(toys: Recorded) -> None:
    SYNC_CALL.run(good, Target(describe, read, owns_nested_calls=True))
    SYNC_CALL.run(good)
    assert len(toys.operations) == 2


@pytest.mark.parametrize("put_on", [sync_call, sync_stream])
def test_a_warning_of_the_sdk_points_at_the_line_of_the_application(put_on: Any, telemetry: Any) -> None:
    def method() -> Iterator[int]:
        warnings.warn("experimental", stacklevel=2)
        yield 1

    def plain() -> int:
        warnings.warn("experimental", stacklevel=2)
        return 1

    wrapped = wrapt.FunctionWrapper(method if put_on is sync_stream else plain, put_on(TARGET))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _ = list(wrapped()) if put_on is sync_stream else wrapped()

    assert [Path(warning.filename) for warning in caught] == [Path(__file__)]


# Calls whose end somebody else sees to


class Handle:
    """What a call returns that is still running."""


def make_function_that_returns(result: Any) -> Any:
    def toy(number: int) -> Any:
        if isinstance(result, BaseException):
            raise result
        return result

    return toy


def make_coroutine_function_that_returns(result: Any) -> Any:
    async def toy(number: int) -> Any:
        return make_function_that_returns(result)(number)

    return toy


FINISHED: dict[str, tuple[Any, Any, Any]] = {
    "sync_call": (sync_call, make_function_that_returns, lambda answer: answer),
    "async_call": (async_call, make_coroutine_function_that_returns, drive),
    "running_call": (running_call, make_function_that_returns, lambda answer: answer),
    "awaited_stream": (awaited_stream, make_coroutine_function_that_returns, drive),
}
every_finished = pytest.mark.parametrize("way", FINISHED)


def _finished(way: str, result: Any, finish: Any, target: Target = TARGET) -> Any:
    wrapper, make, run = FINISHED[way]
    return run(wrapt.FunctionWrapper(make(result), wrapper(target, finish))(1))


@every_finished
def test_who_sees_to_the_end_gives_the_application_its_result(way: str, toys: Recorded) -> None:
    handle, shown = Handle(), Handle()
    seen: list[Any] = []

    def finish(operation: Operation, result: Any) -> Any:
        seen.append(result)
        assert operation.is_open
        operation.fail(ConnectionRefusedError())
        return shown

    assert _finished(way, handle, finish) is shown
    assert seen == [handle]
    assert_ended_once(toys, "network")


@every_finished
def test_a_call_that_raises_has_ended_by_itself(way: str, toys: Recorded) -> None:
    error = ConnectionRefusedError()
    with pytest.raises(ConnectionRefusedError) as raised:
        _finished(way, error, lambda *_: pytest.fail("asked"))
    assert raised.value is error
    assert_ended_once(toys, "network")


@pytest.mark.breaks_us
@every_finished
def test_a_bug_in_seeing_to_the_end_leaves_the_result_and_ends_the_operation(way: str, toys: Recorded) -> None:
    def finish(operation: Operation, result: Any) -> Any:
        raise LookupError

    handle = Handle()
    assert _finished(way, handle, finish) is handle
    assert_ended_once(toys)
    assert toys.points("triage.skipped") == [({"triage.place": "calls.finish"}, 1)]


@every_finished
def test_nobody_sees_to_the_end_of_what_is_not_observed(way: str, toys: Recorded) -> None:
    handle = Handle()
    with suppress_instrumentation():
        assert _finished(way, handle, lambda *_: pytest.fail("asked")) is handle
    assert_nothing(toys)


@pytest.mark.parametrize("way", ["running_call", "awaited_stream"])
def test_a_step_of_an_absorbing_call_has_no_end_of_its_own(way: str, toys: Recorded) -> None:
    handle = Handle()

    def steps() -> Iterator[Any]:
        yield _finished(way, handle, lambda *_: pytest.fail("asked"))

    (answer,) = SYNC_CALL.run(steps, Target(describe, read, owns_nested_calls=True))
    assert answer is handle
    assert toys.calls == {"ok": 1}


@pytest.mark.parametrize("kind", [SYNC_STREAM, ASYNC_STREAM], ids=str)
def test_what_is_no_stream_is_given_as_it_is(kind: Kind, toys: Recorded) -> None:
    handle = Handle()
    assert wrapt.FunctionWrapper(lambda number: handle, kind.wrapper(TARGET))(1) is handle
    assert_nothing(toys)


def test_what_is_awaited_and_no_stream_is_a_call_that_returned(toys: Recorded) -> None:
    handle = Handle()
    wrapped = wrapt.FunctionWrapper(make_coroutine_function_that_returns(handle), awaited_stream(TARGET))
    assert drive(wrapped(1)) is handle
    assert_ended_once(toys)


@pytest.mark.parametrize("kind", [SYNC_CALL, ASYNC_CALL], ids=str)
def test_of_an_application_s_own_mock_nothing_is_read(kind: Kind, toys: Recorded) -> None:
    mock = MagicMock()
    target = Target(describe, lambda *_: pytest.fail("read"))
    assert kind.run(lambda: iter([mock]), target) == [mock]
    assert mock.mock_calls == []
    assert_ended_once(toys)


# What an unfinished stream looks like from outside


@every_stream
def test_a_stream_looks_as_the_sdk_s_own(kind: Kind, toys: Recorded) -> None:
    stream = opened(kind, good)
    own = stream.__wrapped__
    assert (repr(stream), stream.__class__) == (repr(own), type(own))
    assert isinstance(stream, type(own))
    name = "gi_code" if kind is SYNC_STREAM else "ag_code"
    assert getattr(stream, name) is getattr(own, name)
    with pytest.raises(AttributeError, match="of_tomorrow"):
        _ = stream.of_tomorrow
    with pytest.raises(TypeError):
        stream.__reduce_ex__(4)
    close(stream)


@every_stream
def test_a_stream_that_needs_no_finish_reason_may_end_without_one(kind: Kind, toys: Recorded) -> None:
    kind.run(lambda: iter([Chunk()]), Target(describe, read, finishes=False))
    assert_ended_once(toys)


def test_closing_a_stream_that_another_thread_reads_leaves_it_to_that_one(toys: Recorded) -> None:
    reading, closed = threading.Event(), threading.Event()

    def steps() -> Iterator[Chunk]:
        yield Chunk()
        reading.set()
        closed.wait(10)
        yield Chunk("STOP")

    stream = opened(SYNC_STREAM, steps)
    reader = threading.Thread(target=lambda: list(stream))
    reader.start()
    assert reading.wait(10)
    with pytest.raises(ValueError, match="already executing"):
        stream.close()
    assert toys.operations == []
    closed.set()
    reader.join(10)
    assert_ended_once(toys)


def test_the_clock_of_a_stream_begins_with_the_wait_for_its_first_chunk_where_no_request_is_seen(
    toys: Recorded,
) -> None:
    stream = opened(AWAITED_STREAM, good)
    operation: Operation = stream._self_state
    operation._started_at -= 100
    drain(stream)
    ((_, (count, seconds)),) = toys.points(DURATION)
    assert count == 1
    assert seconds < 60


def test_the_clock_of_a_stream_that_a_request_has_opened_goes_on(toys: Recorded) -> None:
    stream = opened(SENT_STREAM, good)
    stream._self_state._started_at -= 100
    drain(stream)
    ((_, (_, seconds)),) = toys.points(DURATION)
    assert 100 <= seconds < 160
