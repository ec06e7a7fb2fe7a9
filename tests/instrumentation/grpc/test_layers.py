"""Beside others: interceptors above and below, the official gRPC instrumentation, and services that are not ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent import futures
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("grpc")
pytest.importorskip("google.ai.generativelanguage_v1beta")
pytest.importorskip("opentelemetry.proto")

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

import genai_triage
from genai_triage.simulator import Simulator
from tests.support import rpc_calls as calls
from tests.support.recorded import Recorded

SYNC_WAYS = tuple(way for way in calls.WAYS if not way.startswith("aio"))
ASYNC_WAYS = tuple(way for way in calls.WAYS if way.startswith("aio"))
every_way = pytest.mark.parametrize("way", calls.WAYS)
MAX_TRIES = 3


class Passing(
    grpc.UnaryUnaryClientInterceptor,  # type: ignore[misc]
    grpc.UnaryStreamClientInterceptor,  # type: ignore[misc]
):
    """Counts what passes through it."""

    def __init__(self) -> None:
        self.passed = 0

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        self.passed += 1
        return continuation(details, request)

    intercept_unary_stream = intercept_unary_unary


class Retrying(Passing):
    """Tries an unavailable service again."""

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        for _ in range(MAX_TRIES):
            self.passed += 1
            call = continuation(details, request)
            if call.code() is not grpc.StatusCode.UNAVAILABLE:
                return call
        return call

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        for left in reversed(range(MAX_TRIES)):
            self.passed += 1
            try:
                return iter(list(continuation(details, request)))
            except grpc.RpcError:
                if not left:
                    raise
        raise AssertionError


class AsyncPassing(
    grpc.aio.UnaryUnaryClientInterceptor,  # type: ignore[misc]
):
    """Counts what passes through it."""

    def __init__(self) -> None:
        self.passed = 0

    async def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        self.passed += 1
        return await continuation(details, request)


class AsyncStreamPassing(grpc.aio.UnaryStreamClientInterceptor):  # type: ignore[misc]
    def __init__(self, counter: AsyncPassing) -> None:
        self.counter = counter

    async def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        self.counter.passed += 1
        return await continuation(details, request)


class AsyncRetrying(AsyncPassing):
    """Tries an unavailable service again."""

    async def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        for _ in range(MAX_TRIES):
            self.passed += 1
            call = await continuation(details, request)
            if await call.code() is not grpc.StatusCode.UNAVAILABLE:
                return call
        return call


class AsyncStreamRetrying(AsyncStreamPassing):
    async def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        for left in reversed(range(MAX_TRIES)):
            self.counter.passed += 1
            try:
                return replayed([chunk async for chunk in await continuation(details, request)])
            except grpc.RpcError:
                if not left:
                    raise
        raise AssertionError


async def replayed(chunks: list[Any]) -> AsyncIterator[Any]:
    for chunk in chunks:
        yield chunk


def interceptors(way: str, *, retry: bool) -> tuple[Any, list[Any]]:
    """The one that counts, and all."""
    if way in SYNC_WAYS:
        counter: Any = Retrying() if retry else Passing()
        return counter, [counter]
    counter = AsyncRetrying() if retry else AsyncPassing()
    return counter, [counter, (AsyncStreamRetrying if retry else AsyncStreamPassing)(counter)]


@every_way
def test_a_call_through_an_interceptor_is_one_operation(telemetry: Recorded, rpc: Simulator, way: str) -> None:
    counter, layers = interceptors(way, retry=False)
    calls.ask(way, rpc.grpc_target, "gigachat", calls.chat(), layers)

    assert counter.passed == 1
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert telemetry.attributes["server.port"] == int(rpc.grpc_target.rpartition(":")[2])
    assert telemetry.attempts == {"ok": 1}


@every_way
def test_a_failure_through_an_interceptor_is_told(telemetry: Recorded, rpc: Simulator, way: str) -> None:
    _, layers = interceptors(way, retry=False)
    with pytest.raises(grpc.RpcError):
        calls.ask(way, rpc.grpc_target, "gemini", calls.generate("fail-gemini.requests_per_day"), layers)

    assert telemetry.attributes["triage.cause"] == "gemini.requests_per_day"
    assert telemetry.attributes["error.type"] == "RESOURCE_EXHAUSTED"
    assert telemetry.attempts == {"quota": 1}


@every_way
def test_what_an_interceptor_heals_is_a_success_with_its_attempts(
    telemetry: Recorded, rpc: Simulator, way: str
) -> None:
    rpc.schedule("gigachat.unavailable", first=2)
    counter, layers = interceptors(way, retry=True)
    calls.ask(way, rpc.grpc_target, "gigachat", calls.chat(), layers, metadata=[calls.token(rpc)])

    assert counter.passed == 3
    assert "triage.class" not in telemetry.attributes
    assert telemetry.attributes["triage.retries"] == 2
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert telemetry.attempts == {"overloaded": 2, "ok": 1}
    assert telemetry.calls == {"ok": 1}


@every_way
def test_what_an_interceptor_cannot_heal_is_one_failure(telemetry: Recorded, rpc: Simulator, way: str) -> None:
    rpc.schedule("gigachat.unavailable")
    _, layers = interceptors(way, retry=True)
    with pytest.raises(grpc.RpcError):
        calls.ask(way, rpc.grpc_target, "gigachat", calls.chat(), layers, metadata=[calls.token(rpc)])

    assert telemetry.attributes["triage.cause"] == "gigachat.unavailable"
    assert telemetry.attributes["triage.retries"] == MAX_TRIES - 1
    assert telemetry.attempts == {"overloaded": MAX_TRIES}


def test_an_attempt_that_failed_counts_before_grpc_has_called_back(
    telemetry: Recorded, rpc: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does so only after it has woken the interceptor, which may have sent the next request by then."""
    late: list[Callable[[], None]] = []
    kind = type(_future(rpc))

    def keep(_: Any, done: Callable[[], None]) -> bool:
        late.append(done)
        return True

    monkeypatch.setattr(kind, "add_callback", keep)
    rpc.schedule("gigachat.unavailable")
    _, layers = interceptors("future", retry=True)
    with pytest.raises(grpc.RpcError):
        calls.ask("future", rpc.grpc_target, "gigachat", calls.chat(), layers, metadata=[calls.token(rpc)])
    for done in late:
        done()

    assert telemetry.attributes["triage.retries"] == MAX_TRIES - 1
    assert telemetry.attempts == {"overloaded": MAX_TRIES}


def _future(rpc: Simulator) -> Any:
    with grpc.insecure_channel(rpc.grpc_target) as channel:
        future = channel.unary_unary("/nobodys.Service/Method").future(b"")
        future.exception()
        return future


@pytest.mark.parametrize("way", SYNC_WAYS)
def test_several_layers_of_interceptors_are_one_operation(telemetry: Recorded, rpc: Simulator, way: str) -> None:
    layers = [Passing(), Passing(), Passing()]
    calls.ask(way, rpc.grpc_target, "gigachat", calls.chat(), layers)

    assert [layer.passed for layer in layers] == [1, 1, 1]
    assert len(telemetry.operations) == 1
    assert telemetry.attempts == {"ok": 1}


class UnaryOnly(grpc.UnaryUnaryClientInterceptor):  # type: ignore[misc]
    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        return continuation(details, request)


def test_an_interceptor_for_other_forms_changes_nothing(telemetry: Recorded, rpc: Simulator) -> None:
    calls.ask("stream", rpc.grpc_target, "gigachat", calls.chat(), [UnaryOnly()])

    assert len(telemetry.operations) == 1
    assert telemetry.attempts == {"ok": 1}


class Collecting(Passing):
    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        return list(continuation(details, request))


def test_a_collection_that_an_interceptor_makes_of_a_stream_is_left_as_it_is(
    telemetry: Recorded, rpc: Simulator
) -> None:
    with grpc.insecure_channel(rpc.grpc_target) as plain:
        channel = grpc.intercept_channel(plain, Collecting())
        chunks = calls.method(channel, "gigachat", streams=True)(calls.chat(), metadata=[calls.FREE_TOKEN])

    assert type(chunks) is list
    assert list(chunks) == list(chunks) != []
    assert len(telemetry.operations) == 1
    assert telemetry.attempts == {"ok": 1}


class Refusing(Passing):
    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        raise ValueError("not today")

    intercept_unary_stream = intercept_unary_unary


class Rejecting(Passing):
    """Takes no answer, however good."""

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        continuation(details, request).result()
        raise ValueError("not this one")

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        list(continuation(details, request))
        raise ValueError("not this one")


@pytest.mark.parametrize("way", SYNC_WAYS)
def test_an_interceptors_error_is_not_that_of_the_attempt(telemetry: Recorded, rpc: Simulator, way: str) -> None:
    with pytest.raises(ValueError, match="not this one"):
        calls.ask(way, rpc.grpc_target, "gigachat", calls.chat(), [Rejecting()])

    assert telemetry.attributes["error.type"] == "ValueError"
    assert telemetry.attempts == {"ok": 1}


@pytest.mark.parametrize("way", SYNC_WAYS)
def test_an_error_of_an_interceptor_is_the_applications_own(telemetry: Recorded, rpc: Simulator, way: str) -> None:
    with pytest.raises(ValueError, match="not today"):
        calls.ask(way, rpc.grpc_target, "gigachat", calls.chat(), [Refusing()])

    assert telemetry.attributes["error.type"] == "ValueError"
    assert telemetry.attempts == {}


@every_way
def test_an_sdks_instrumentation_alone_leaves_raw_calls_alone(
    recorded: Recorded, rpc: Simulator, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("google.generativeai")
    monkeypatch.setenv("OTEL_PYTHON_DISABLED_INSTRUMENTATIONS", "triage_grpc")
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    try:
        calls.ask(way, rpc.grpc_target, "gemini", calls.generate())
    finally:
        genai_triage.uninstrument()

    assert recorded.spans == []
    assert recorded.attempts == {}


# The official instrumentation.


@pytest.fixture
def instrumentors(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Any]]:
    """The official ones, off, and off again at the end."""
    theirs = pytest.importorskip("opentelemetry.instrumentation.grpc")
    # Their wrapper of channels takes no provider, but the global one.
    tracer = recorded.tracer_provider.get_tracer("opentelemetry.instrumentation.grpc")
    monkeypatch.setattr(theirs, "trace", SimpleNamespace(get_tracer=lambda *args, **kwargs: tracer))
    kinds = (theirs.GrpcInstrumentorClient(), theirs.GrpcAioInstrumentorClient())
    yield kinds
    for kind in kinds:
        if kind.is_instrumented_by_opentelemetry:
            kind.uninstrument()


@pytest.fixture(params=["we first", "they first"])
def official(request: pytest.FixtureRequest, recorded: Recorded, instrumentors: tuple[Any, Any]) -> Iterator[Recorded]:
    """Both instrumentations on, in either order, recording in the same memory."""

    def instrument_theirs() -> None:
        for kind in instrumentors:
            kind.instrument(skip_dep_check=True, tracer_provider=recorded.tracer_provider)

    def instrument_ours() -> None:
        genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)

    steps = [instrument_ours, instrument_theirs]
    for step in steps if request.param == "we first" else reversed(steps):
        step()
    yield recorded
    genai_triage.uninstrument()


def their_spans(recorded: Recorded) -> list[Any]:
    return [s for s in recorded.spans if s.instrumentation_scope.name.startswith("opentelemetry.instrumentation.grpc")]


@every_way
def test_their_span_is_the_child_of_the_operation(official: Recorded, rpc: Simulator, way: str) -> None:
    calls.ask(way, rpc.grpc_target, "gigachat", calls.chat())

    (theirs,) = their_spans(official)
    assert theirs.parent.span_id == official.operation.context.span_id
    assert official.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert "triage.class" not in theirs.attributes
    assert official.attempts == {"ok": 1}


@every_way
def test_their_span_carries_class_and_cause_of_the_attempt(official: Recorded, rpc: Simulator, way: str) -> None:
    with pytest.raises(grpc.RpcError):
        calls.ask(way, rpc.grpc_target, "gemini", calls.generate("fail-gemini.requests_per_day"))

    (theirs,) = their_spans(official)
    assert theirs.attributes["triage.class"] == "quota"
    assert theirs.attributes["triage.cause"] == "gemini.requests_per_day"
    assert theirs.parent.span_id == official.operation.context.span_id
    assert official.attributes["triage.cause"] == "gemini.requests_per_day"
    assert official.attempts == {"quota": 1}


@every_way
@pytest.mark.parametrize("ours_first", [True, False])
def test_uninstrumenting_takes_off_only_ones_own(
    official: Recorded, instrumentors: tuple[Any, Any], rpc: Simulator, way: str, ours_first: bool
) -> None:
    if ours_first:
        genai_triage.uninstrument()
    else:
        for kind in instrumentors:
            kind.uninstrument()
    calls.ask(way, rpc.grpc_target, "gigachat", calls.chat())
    assert len(their_spans(official)) == ours_first
    assert len(official.operations) == (not ours_first)

    genai_triage.uninstrument()
    for kind in instrumentors:
        if kind.is_instrumented_by_opentelemetry:
            kind.uninstrument()
    calls.ask(way, rpc.grpc_target, "gigachat", calls.chat())
    assert len(official.spans) == 1


# Services that are not ours.


class _Collector(trace_service_pb2_grpc.TraceServiceServicer):
    def Export(self, request: Any, context: Any) -> Any:
        return trace_service_pb2.ExportTraceServiceResponse()


@pytest.fixture(scope="module")
def collector() -> Iterator[str]:
    """A real OTLP receiver."""
    with futures.ThreadPoolExecutor(2) as workers:
        server = grpc.server(workers)
        trace_service_pb2_grpc.add_TraceServiceServicer_to_server(_Collector(), server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        yield f"127.0.0.1:{port}"
        server.stop(None).wait()


def test_a_stub_of_another_service_is_left_as_it_is(telemetry: Recorded, collector: str) -> None:
    with grpc.insecure_channel(collector) as channel:
        export = trace_service_pb2_grpc.TraceServiceStub(channel).Export
        assert type(export).__module__ == "grpc._channel"
        export(trace_service_pb2.ExportTraceServiceRequest())

    assert telemetry.spans == []
    assert telemetry.attempts == {}


def test_an_aio_stub_of_another_service_is_left_as_it_is(telemetry: Recorded, collector: str) -> None:
    async def run() -> None:
        async with grpc.aio.insecure_channel(collector) as channel:
            export = trace_service_pb2_grpc.TraceServiceStub(channel).Export
            assert type(export).__module__ == "grpc.aio._channel"
            await export(trace_service_pb2.ExportTraceServiceRequest())

    asyncio.run(run())
    assert telemetry.spans == []


@pytest.mark.parametrize(
    "path",
    [
        "/google.cloud.aiplatform.v1.ModelService/ListModels",
        "/google.pubsub.v1.Publisher/Publish",
        "/gigachat.v1beta.ChatService/Chat",
        "/grpc.health.v1.Health/Check",
    ],
)
def test_methods_of_other_services_are_left_as_they_are(telemetry: Recorded, path: str) -> None:
    with grpc.insecure_channel("127.0.0.1:1") as channel:
        assert type(channel.unary_unary(path)).__module__ == "grpc._channel"


def test_an_rpc_to_another_service_inside_an_operation_is_no_attempt(
    telemetry: Recorded, rpc: Simulator, collector: str
) -> None:
    class Exporting(Passing):
        def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
            with grpc.insecure_channel(collector) as channel:
                trace_service_pb2_grpc.TraceServiceStub(channel).Export(trace_service_pb2.ExportTraceServiceRequest())
            return continuation(details, request)

    calls.ask("unary", rpc.grpc_target, "gigachat", calls.chat(), [Exporting()])
    assert telemetry.attempts == {"ok": 1}
