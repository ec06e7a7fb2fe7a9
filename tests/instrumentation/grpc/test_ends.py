"""However an RPC ends: at its deadline, cancelled, dropped, never read, read elsewhere, or before it began."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("grpc")
pytest.importorskip("google.ai.generativelanguage_v1beta")

import grpc
from opentelemetry import context
from opentelemetry.instrumentation.utils import suppress_instrumentation

import genai_triage
from genai_triage.instrumentation.grpc.aio_calls import AsyncCall, _call_answered
from genai_triage.instrumentation.grpc.methods import target_of
from genai_triage.instrumentation.grpc.sync_calls import SyncCall
from genai_triage.simulator import Simulator
from genai_triage.simulator.proto import gigachatv1_pb2 as giga
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.target import Target, begin
from tests.support import rpc_calls as calls
from tests.support.recorded import Recorded

STALL = [("x-simulate", "network.read_timeout"), calls.FREE_TOKEN]
GOOD = [calls.FREE_TOKEN]


@pytest.fixture
def channel(rpc: Simulator) -> Any:
    with grpc.insecure_channel(rpc.grpc_target) as opened:
        yield opened


def unary(channel: Any) -> Any:
    return calls.method(channel, "gigachat", streams=False)


def stream(channel: Any) -> Any:
    return calls.method(channel, "gigachat", streams=True)


def over_aio(rpc: Simulator, act: Any) -> Any:
    async def run() -> Any:
        async with grpc.aio.insecure_channel(rpc.grpc_target) as channel:
            return await act(channel)

    return asyncio.run(run())


@pytest.mark.parametrize("way", calls.WAYS)
def test_a_deadline_is_a_timeout(telemetry: Recorded, rpc: Simulator, way: str) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        calls.ask(way, rpc.grpc_target, "gigachat", calls.chat(), timeout=0.2, metadata=STALL)

    assert raised.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    attributes = telemetry.attributes
    assert attributes["triage.class"] == "timeout"
    assert attributes["error.type"] == attributes["rpc.response.status_code"] == "DEADLINE_EXCEEDED"
    assert telemetry.attempts == {"timeout": 1}


@pytest.mark.parametrize("way", calls.WAYS)
def test_a_refused_connection_is_a_network_failure(telemetry: Recorded, rpc: Simulator, way: str) -> None:
    target = rpc.refused_url.partition("://")[2]
    with pytest.raises(grpc.RpcError) as raised:
        calls.ask(way, target, "gigachat", calls.chat())

    assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
    assert telemetry.attributes["triage.cause"] == "network.refused"
    assert telemetry.attributes["error.type"] == "UNAVAILABLE"


def test_a_cancelled_future_is_cancelled(telemetry: Recorded, channel: Any) -> None:
    over = threading.Event()
    future = unary(channel).future(calls.chat(), metadata=STALL)
    future.add_done_callback(lambda _: over.set())
    assert future.cancel()
    assert over.wait(60)

    with pytest.raises(grpc.FutureCancelledError):
        future.result()
    assert telemetry.calls == telemetry.attempts == {"cancelled": 1}
    assert telemetry.attributes["error.type"] == "CANCELLED"


def test_a_dropped_future_is_cancelled_by_grpc_as_without_us(telemetry: Recorded, rpc: Simulator, channel: Any) -> None:
    future = unary(channel).future(calls.chat(), metadata=STALL)
    reference = weakref.ref(future)
    del future

    assert reference() is None
    list(stream(channel)(calls.chat(), metadata=GOOD))
    assert telemetry.calls == {"ok": 2}  # nobody waits for the dropped one, which is no failure


def test_callbacks_of_a_future_run_as_without_us(telemetry: Recorded, channel: Any) -> None:
    ran = threading.Event()
    seen: list[Any] = []
    future = unary(channel).future(calls.chat(), metadata=GOOD)

    def note(done: Any) -> None:
        seen.append(done)
        ran.set()

    future.add_done_callback(note)

    assert ran.wait(60)
    assert seen == [future]
    assert future.exception() is None
    assert future.done()


def test_a_failed_future_is_the_error_itself(telemetry: Recorded, channel: Any) -> None:
    over = threading.Event()
    future = unary(channel).future(calls.chat("fail-gigachat.internal"), metadata=GOOD)
    future.add_done_callback(lambda _: over.set())
    assert over.wait(60)

    with pytest.raises(grpc.RpcError) as raised:
        future.result()
    assert raised.value is future
    assert future.exception() is future
    assert telemetry.attributes["triage.cause"] == "gigachat.internal"


@pytest.mark.parametrize("read", [0, 1])
def test_a_cancelled_stream_is_cancelled(telemetry: Recorded, channel: Any, read: int) -> None:
    chunks = stream(channel)(calls.chat(), metadata=GOOD if read else STALL)
    for _ in range(read):
        next(chunks)
    assert chunks.cancel()

    assert chunks.code() is grpc.StatusCode.CANCELLED
    with pytest.raises(grpc.RpcError):
        next(chunks)
    assert telemetry.calls == telemetry.attempts == {"cancelled": 1}


def test_a_stream_that_is_cancelled_after_its_end_has_succeeded(telemetry: Recorded, channel: Any) -> None:
    chunks = stream(channel)(calls.chat(), metadata=GOOD)
    list(chunks)
    assert not chunks.cancel()

    assert telemetry.calls == {"ok": 1}


@pytest.mark.parametrize("read", [0, 1])
def test_a_dropped_stream_is_abandoned_and_not_kept_alive(telemetry: Recorded, channel: Any, read: int) -> None:
    chunks = stream(channel)(calls.chat(), metadata=GOOD)
    for _ in range(read):
        next(chunks)
    original = weakref.ref(chunks.__wrapped__)
    gc.disable()
    try:
        del chunks
        assert original() is None
    finally:
        gc.enable()

    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.calls == {"ok": 1}


def test_a_failed_stream_that_is_never_read_is_a_failed_attempt(telemetry: Recorded, channel: Any) -> None:
    chunks = stream(channel)(calls.chat("fail-gigachat.internal"), metadata=GOOD)
    assert chunks.code() is grpc.StatusCode.INTERNAL
    del chunks

    assert telemetry.attempts == {"internal": 1}
    assert len(telemetry.operations) == 1


def test_a_stream_may_be_read_in_another_thread(telemetry: Recorded, channel: Any) -> None:
    chunks = stream(channel)(calls.chat(), metadata=GOOD)
    read: list[Any] = []
    reader = threading.Thread(target=lambda: read.extend(chunks))
    reader.start()
    reader.join()

    assert read[-1].alternatives[0].finish_reason == "stop"
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert telemetry.calls == {"ok": 1}


def test_a_stream_that_is_cancelled_while_another_thread_reads_is_one_outcome(
    telemetry: Recorded, channel: Any
) -> None:
    chunks = stream(channel)(calls.chat(), metadata=STALL)
    errors: list[BaseException] = []
    reading = threading.Event()

    def read() -> None:
        reading.set()
        try:
            next(chunks)
        except grpc.RpcError as error:
            errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    reading.wait(60)
    chunks.cancel()
    reader.join(60)

    assert [error.code() for error in errors] == [grpc.StatusCode.CANCELLED]  # type: ignore[attr-defined]
    assert telemetry.calls == {"cancelled": 1}


def single_threaded(rpc: Simulator) -> Any:
    """A channel whose streams are read by the application's own thread."""
    options = [(grpc.experimental.ChannelOptions.SingleThreadedUnaryStream, 1)]
    return grpc.insecure_channel(rpc.grpc_target, options)


def test_a_single_threaded_stream_is_observed_too(telemetry: Recorded, rpc: Simulator) -> None:
    with single_threaded(rpc) as channel:
        assert list(stream(channel)(calls.chat(), metadata=GOOD))
        with pytest.raises(grpc.RpcError):
            next(stream(channel)(calls.chat("fail-gigachat.internal"), metadata=GOOD))
        cancelled = stream(channel)(calls.chat(), metadata=STALL)
        cancelled.cancel()
        dropped = stream(channel)(calls.chat(), metadata=GOOD)
        del dropped

    found = [span.attributes.get("triage.cause") for span in telemetry.operations]
    assert found == [None, "gigachat.internal", "status.cancelled", None]


def test_a_stream_leaves_no_context_behind(telemetry: Recorded, channel: Any) -> None:
    before = context.get_current()
    chunks = stream(channel)(calls.chat(), metadata=GOOD)
    seen = [context.get_current() for _ in chunks]

    assert seen == [before] * len(seen)
    assert context.get_current() == before


def test_a_broken_request_raises_what_it_raises_without_us(telemetry: Recorded, channel: Any) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        unary(channel)("no message", metadata=GOOD)

    assert raised.value.code() is grpc.StatusCode.INTERNAL
    assert len(telemetry.operations) == 1


def test_suppressed_instrumentation_records_nothing(telemetry: Recorded, channel: Any) -> None:
    with suppress_instrumentation():
        unary(channel)(calls.chat(), metadata=GOOD)
        list(stream(channel)(calls.chat(), metadata=GOOD))

    assert telemetry.spans == []


def test_a_cancelled_aio_call_is_cancelled(telemetry: Recorded, rpc: Simulator) -> None:
    async def act(channel: Any) -> None:
        call = unary(channel)(calls.chat(), metadata=STALL)
        await asyncio.sleep(0)
        assert call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await call.code() is grpc.StatusCode.CANCELLED

    over_aio(rpc, act)
    assert telemetry.calls == telemetry.attempts == {"cancelled": 1}


def test_a_cancelled_task_cancels_its_aio_call(telemetry: Recorded, rpc: Simulator) -> None:
    async def act(channel: Any) -> None:
        call = unary(channel)(calls.chat(), metadata=STALL)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(call, 0.1)
        assert await call.code() is grpc.StatusCode.CANCELLED

    over_aio(rpc, act)
    assert telemetry.calls == telemetry.attempts == {"cancelled": 1}


@pytest.mark.parametrize("read", [0, 1])
def test_a_cancelled_aio_stream_is_cancelled(telemetry: Recorded, rpc: Simulator, read: int) -> None:
    async def act(channel: Any) -> None:
        call = stream(channel)(calls.chat(), metadata=GOOD if read else STALL)
        for _ in range(read):
            await call.read()
        assert call.cancel()
        assert await call.code() is grpc.StatusCode.CANCELLED

    over_aio(rpc, act)
    assert telemetry.calls == telemetry.attempts == {"cancelled": 1}


def test_a_cancelled_task_ends_its_aio_stream(telemetry: Recorded, rpc: Simulator) -> None:
    async def act(channel: Any) -> None:
        async def read() -> None:
            async for _ in stream(channel)(calls.chat(), metadata=STALL):
                pass

        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(read(), 0.1)

    over_aio(rpc, act)
    assert telemetry.calls == {"cancelled": 1}


@pytest.mark.parametrize("read", [0, 1])
def test_a_dropped_aio_stream_is_abandoned(telemetry: Recorded, rpc: Simulator, read: int) -> None:
    async def act(channel: Any) -> None:
        call = stream(channel)(calls.chat(), metadata=GOOD)
        for _ in range(read):
            await call.read()

    over_aio(rpc, act)
    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.calls == {"ok": 1}


def test_an_aio_stream_that_is_left_early_is_abandoned(telemetry: Recorded, rpc: Simulator) -> None:
    async def act(channel: Any) -> None:
        async for _ in stream(channel)(calls.chat(), metadata=GOOD):
            break

    over_aio(rpc, act)
    gc.collect()
    assert telemetry.attributes["triage.abandoned"] is True


def test_an_aio_call_that_nobody_awaits_is_an_operation(telemetry: Recorded, rpc: Simulator) -> None:
    async def act(channel: Any) -> None:
        done = asyncio.Event()
        call = unary(channel)(calls.chat(), metadata=GOOD)
        call.add_done_callback(lambda _: asyncio.get_running_loop().call_soon(done.set))
        await done.wait()

    over_aio(rpc, act)
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert telemetry.calls == {"ok": 1}


def test_an_aio_call_that_is_over_is_not_kept_alive(telemetry: Recorded, rpc: Simulator) -> None:
    async def act(channel: Any) -> None:
        call = unary(channel)(calls.chat(), metadata=GOOD)
        await call
        await asyncio.sleep(0)
        reference = weakref.ref(call)
        gc.disable()
        try:
            del call
            assert reference() is None
        finally:
            gc.enable()

    over_aio(rpc, act)


def test_parallel_aio_calls_are_operations_apart(telemetry: Recorded, rpc: Simulator) -> None:
    async def act(channel: Any) -> None:
        method = unary(channel)
        answers = [method(calls.chat(f"m{number}"), metadata=GOOD) for number in range(5)]
        await asyncio.gather(*answers)

    over_aio(rpc, act)
    assert sorted(span.name for span in telemetry.operations) == [f"chat m{number}" for number in range(5)]
    assert telemetry.attempts == {"ok": 5}


@pytest.mark.parametrize("way", calls.WAYS)
def test_uninstrumenting_leaves_stubs_that_work_and_record_nothing(
    telemetry: Recorded, rpc: Simulator, way: str
) -> None:
    async def act(channel: Any) -> None:
        methods = unary(channel), stream(channel)
        genai_triage.uninstrument()
        assert (await methods[0](calls.chat(), metadata=GOOD)).alternatives
        assert [chunk async for chunk in methods[1](calls.chat(), metadata=GOOD)]

    if way.startswith("aio"):
        over_aio(rpc, act)
    else:
        with grpc.insecure_channel(rpc.grpc_target) as channel:
            methods = unary(channel), stream(channel)
            genai_triage.uninstrument()
            assert methods[0](calls.chat(), metadata=GOOD).alternatives
            assert methods[0].future(calls.chat(), metadata=GOOD).result().alternatives
            assert list(methods[1](calls.chat(), metadata=GOOD))
    assert telemetry.spans == []


def test_channels_made_before_instrumenting_are_observed(recorded: Recorded, rpc: Simulator) -> None:
    with grpc.insecure_channel(rpc.grpc_target) as channel:
        genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
        try:
            unary(channel)(calls.chat(), metadata=GOOD)
        finally:
            genai_triage.uninstrument()

    assert len(recorded.operations) == 1


@pytest.mark.breaks_us
def test_an_error_of_ours_does_not_reach_the_application(
    telemetry: Recorded, rpc: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("ours")

    from genai_triage.telemetry import operation

    monkeypatch.setattr(operation.Operation, "start_attempt", broken)
    monkeypatch.setattr("genai_triage.instrumentation.grpc.messages.raw_message", broken)
    for way in calls.WAYS:
        assert calls.ask(way, rpc.grpc_target, "gigachat", calls.chat())


class _Late:
    """A call whose answer comes some turns of the event loop after its status, or never."""

    def __init__(self, turns: int) -> None:
        self.turns = turns

    def __await__(self) -> Any:
        self.turns -= 1
        if self.turns >= 0:
            yield
        return giga.ChatResponse()


@pytest.mark.parametrize(("turns", "told"), [(0, {"ok": 1}), (5, {"ok": 1}), (10_000, {"unclassified": 1})])
def test_an_answer_that_comes_turns_after_its_status_is_waited_for_but_not_for_ever(
    telemetry: Recorded, turns: int, told: dict[str, int]
) -> None:
    request = Request("gigachat", "gigachat", "chat", None, server_of(""))
    target = Target(lambda *_: request, lambda answer, response: None)
    late = _Late(turns)

    async def run() -> None:
        operation = begin(target, None, (), {}, None)
        assert operation is not None
        _call_answered(target, operation, late, 0)
        while operation.is_open:
            await asyncio.sleep(0)

    asyncio.run(run())
    assert telemetry.calls == told
    assert late.turns < 0 or turns - late.turns == 101


@pytest.mark.parametrize("kind", [SyncCall, AsyncCall])
def test_what_the_application_sets_on_a_stream_is_set_on_the_call_itself(kind: Any) -> None:
    call: Any = SimpleNamespace(note="theirs")
    stream = kind(call, target_of("/gigachat.v1.ChatService/ChatStream", is_stream=True), None, None)

    stream.note = "own"

    assert (call.note, stream.note) == ("own", "own")
    assert set(vars(call)) == {"note"}
