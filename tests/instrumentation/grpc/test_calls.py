"""RPCs over real channels, in every way that `grpc` and `grpc.aio` have: operations with an SDK's contract."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("grpc")
pytest.importorskip("google.ai.generativelanguage_v1beta")

import grpc
from google.ai import generativelanguage_v1beta as glm
from opentelemetry import context as otel_context
from opentelemetry.instrumentation.utils import suppress_instrumentation

import genai_triage
from genai_triage.instrumentation import instrumentors
from genai_triage.instrumentation.grpc.calls import _is_step, _start_attempt
from genai_triage.instrumentation.grpc.messages import gemini_options
from genai_triage.instrumentation.grpc.methods import server_of_target
from genai_triage.simulator import Simulator
from genai_triage.simulator.proto import gigachatv1_pb2 as giga
from genai_triage.simulator.proto import gigachatv1_pb2_grpc as stubs
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause
from genai_triage.telemetry import runtime
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, Server
from tests.support import rpc_calls as calls
from tests.support.products import crossed
from tests.support.recorded import Recorded

PROVIDERS = ("gemini", "gigachat")
NAMES = {"gemini": "gcp.gemini", "gigachat": "gigachat"}
MODELS = {"gemini": "gemini-2.5-flash", "gigachat": "GigaChat-2"}
OPERATIONS = {"gemini": "generate_content", "gigachat": "chat"}

every_way = pytest.mark.parametrize("way", calls.WAYS)
both = pytest.mark.parametrize("provider", PROVIDERS)


def failed(way: str, rpc: Simulator, provider: str, cause: str, **options: Any) -> Any:
    """What the application gets when it asks for a cause."""
    with pytest.raises(grpc.RpcError) as raised:
        calls.ask(way, rpc.grpc_target, provider, calls.request(provider, f"fail-{cause}"), **options)
    return raised.value


@both
@every_way
def test_a_good_answer_is_an_operation_with_everything_the_messages_say(
    telemetry: Recorded, rpc: Simulator, provider: str, way: str
) -> None:
    model = MODELS[provider]
    last = calls.ask(way, rpc.grpc_target, provider, calls.request(provider, model))[-1]

    usage = last.usage if provider == "gigachat" else last.usage_metadata
    attributes = telemetry.attributes
    assert attributes.pop("gen_ai.response.time_to_first_chunk", 0.0) >= 0
    expected = {
        "gen_ai.operation.name": OPERATIONS[provider],
        "gen_ai.provider.name": NAMES[provider],
        "gen_ai.request.model": model,
        "server.address": "127.0.0.1",
        "server.port": int(rpc.grpc_target.rpartition(":")[2]),
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": usage.prompt_tokens if provider == "gigachat" else usage.prompt_token_count,
        "gen_ai.usage.output_tokens": (
            usage.completion_tokens if provider == "gigachat" else usage.candidates_token_count
        ),
    }
    if way in calls.STREAMING:
        expected["gen_ai.request.stream"] = True
    if provider == "gigachat":
        expected["gen_ai.response.model"] = f"{model}:{last.model_info.version}"
    else:
        expected["gen_ai.response.model"] = model
        attributes.pop("gen_ai.response.id", None)
    assert attributes == expected
    assert telemetry.operation.name == f"{OPERATIONS[provider]} {model}"
    assert telemetry.points("triage.calls") == [
        ({"gen_ai.provider.name": NAMES[provider], "triage.class": "ok", "triage.owner": "none"}, 1)
    ]
    assert telemetry.points("triage.attempts") == [
        ({"gen_ai.provider.name": NAMES[provider], "triage.class": "ok", "triage.transport": "grpc"}, 1)
    ]
    ((_, (count, _)),) = telemetry.points("gen_ai.client.operation.duration")
    assert count == 1


@every_way
def test_a_refusal_is_a_failed_operation_with_the_decoded_details(
    telemetry: Recorded, rpc: Simulator, way: str
) -> None:
    error = failed(way, rpc, "gemini", "gemini.requests_per_day")

    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    attributes = telemetry.attributes
    assert attributes["error.type"] == "RESOURCE_EXHAUSTED"
    assert attributes["rpc.response.status_code"] == "RESOURCE_EXHAUSTED"
    assert "http.response.status_code" not in attributes
    assert attributes["triage.class"] == "quota"
    assert attributes["triage.cause"] == "gemini.requests_per_day"
    assert attributes["triage.owner"] == "account"
    assert attributes["triage.retry_after"] == 41.0
    assert attributes["triage.quota.id"] == "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
    assert attributes["triage.quota.limit"] == 20
    assert attributes["triage.quota.window"] == "day"
    assert attributes["triage.quota.resets_at"] == "2026-07-15T07:00:00Z"
    assert telemetry.operation.status.description == "quota: gemini.requests_per_day"
    assert telemetry.points("triage.attempts") == [
        ({"gen_ai.provider.name": "gcp.gemini", "triage.class": "quota", "triage.transport": "grpc"}, 1)
    ]
    (event,) = telemetry.events
    assert event.event_name == "gen_ai.client.operation.exception"
    ((duration, (count, _)),) = telemetry.points("gen_ai.client.operation.duration")
    assert (duration["error.type"], duration["triage.class"], count) == ("RESOURCE_EXHAUSTED", "quota", 1)


REFUSED = [(provider, cause) for provider in PROVIDERS for cause in calls.refused_over_grpc(provider)]


@pytest.mark.parametrize(
    ("provider", "cause", "way"),
    crossed(
        REFUSED,
        ["unary", "stream", "aio unary", "aio stream"],
        name=lambda value: value if isinstance(value, str) else f"{value[0]}-{value[1].id}",
    ),
)
def test_every_cause_with_a_status_is_told(
    telemetry: Recorded, rpc: Simulator, provider: str, cause: Cause, way: str
) -> None:
    error = failed(way, rpc, provider, cause.id)

    attributes = telemetry.attributes
    expected = CAUSES[calls.told_over_grpc(cause, error.code().name)]
    assert attributes["triage.cause"] == expected.id
    assert attributes["triage.class"] == expected.failure_class.value
    assert attributes["error.type"] == attributes["rpc.response.status_code"] == error.code().name


@pytest.mark.parametrize("way", ["unary", "stream", "aio unary", "aio stream"])
@pytest.mark.parametrize(
    ("provider", "cause", "reason"),
    [
        ("gemini", "gemini.prompt_safety", "error"),
        ("gemini", "gemini.answer_safety", "content_filter"),
        ("gemini", "gemini.recitation", "content_filter"),
        ("gemini", "gemini.max_tokens", "length"),
        ("gemini", "gemini.malformed_function_call", "error"),
        ("gigachat", "gigachat.blacklist", "content_filter"),
        ("gigachat", "gigachat.length", "length"),
        ("gigachat", "gigachat.invalid_function_arguments", "error"),
    ],
)
def test_a_failure_inside_an_answer_is_told_without_an_error(
    telemetry: Recorded, rpc: Simulator, provider: str, cause: str, reason: str, way: str
) -> None:
    calls.ask(way, rpc.grpc_target, provider, calls.request(provider, f"fail-{cause}"))

    attributes = telemetry.attributes
    assert attributes["triage.cause"] == cause
    assert attributes["triage.class"] == CAUSES[cause].failure_class.value
    assert attributes["rpc.response.status_code"] == "OK"
    assert "error.type" not in attributes
    assert attributes.get("gen_ai.response.finish_reasons", (reason,)) == (reason,)
    assert telemetry.operation.status.is_unset
    assert telemetry.attempts == {attributes["triage.class"]: 1}


def test_a_finish_reason_that_the_package_has_no_name_for_is_kept_as_its_number(telemetry: Recorded) -> None:
    from genai_triage.evidence.reading import Reading
    from genai_triage.evidence.sdk_object import read_gemini_message

    newer = glm.GenerateContentResponse.pb()(candidates=[{"finish_reason": 4242}])
    answer = Reading()
    read_gemini_message(answer, newer)
    assert answer.finish_reasons == ["4242"]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_options_of_the_request_are_attributes(telemetry: Recorded, rpc: Simulator, provider: str) -> None:
    if provider == "gigachat":
        message: Any = calls.chat(temperature=0.7, top_p=0.25, max_tokens=50)
    else:
        message = calls.generate(temperature=0.7, top_p=0.25, top_k=40, max_output_tokens=50, stop_sequences=["END"])
    calls.ask("unary", rpc.grpc_target, provider, message)

    expected: dict[str, Any] = {
        "gen_ai.request.temperature": 0.7,
        "gen_ai.request.top_p": 0.25,
        "gen_ai.request.max_tokens": 50,
    }
    if provider == "gemini":
        expected |= {"gen_ai.request.top_k": 40, "gen_ai.request.stop_sequences": ("END",)}
    found = telemetry.attributes
    assert {name: found.get(name) for name in expected} == expected
    assert not any("Hello" in str(value) for value in found.values())


def test_the_other_methods_are_operations(telemetry: Recorded, rpc: Simulator) -> None:
    content = {"parts": [{"text": "Hello"}]}
    with grpc.insecure_channel(rpc.grpc_target) as channel:
        models = stubs.ModelsServiceStub(channel)
        models.ListModels(giga.ListModelsRequest(), metadata=[calls.FREE_TOKEN])
        models.RetrieveModel(giga.RetrieveModelRequest(name="GigaChat-2"), metadata=[calls.FREE_TOKEN])
        client = calls.gapic(channel)
        client.count_tokens(model="models/m", contents=[content])
        client.embed_content(model="models/e", content=content)

    assert [span.name for span in telemetry.operations] == [
        "list_models",
        "get_model GigaChat-2",
        "count_tokens m",
        "embeddings e",
    ]
    assert {a["triage.class"] for a, _ in telemetry.points("triage.calls")} == {"ok"}


@both
def test_parameters_out_of_range_are_found(telemetry: Recorded, rpc: Simulator, provider: str) -> None:
    cause = f"{provider}.parameter_range"
    message = (
        calls.chat(f"fail-{cause}") if provider == "gigachat" else calls.generate(f"fail-{cause}", temperature=2.5)
    )
    with pytest.raises(grpc.RpcError):
        calls.ask("unary", rpc.grpc_target, provider, message)

    expected = {
        "gigachat": ("the API version used is v1", f"the model used is fail-{cause}"),
        "gemini": (
            "temperature 2.5 is outside 0.0–1.0",
            "the API version used is v1beta",
            f"the model used is fail-{cause}",
        ),
    }
    assert telemetry.attributes["triage.findings"] == expected[provider]


@pytest.fixture(scope="module")
def vertex() -> Any:
    with calls.serving_vertex() as target:
        yield target


FORMS = {
    "unary_unary": ("GenerateContent", "generate_content"),
    "unary_stream": ("StreamGenerateContent", "generate_content"),
    "stream_unary": ("CollectPredict", "collect_predict"),
    "stream_stream": ("StreamDirectPredict", "stream_direct_predict"),
}


def _call_form(form: str, vertex: str, model: str, *, is_async: bool) -> Any:
    message = glm.GenerateContentRequest(model=f"projects/p/locations/l/publishers/google/models/{model}")
    request: Any = iter([message]) if form.startswith("stream") else message
    codecs = (glm.GenerateContentRequest.serialize, glm.GenerateContentResponse.deserialize)
    path = calls.VERTEX + FORMS[form][0]
    if not is_async:
        with grpc.insecure_channel(vertex) as channel:
            answer = getattr(channel, form)(path, *codecs)(request)
            return list(answer) if form.endswith("stream") else [answer]

    async def run() -> Any:
        async with grpc.aio.insecure_channel(vertex) as channel:
            call = getattr(channel, form)(path, *codecs)(request)
            return [chunk async for chunk in call] if form.endswith("stream") else [await call]

    return asyncio.run(run())


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "aio"])
@pytest.mark.parametrize("form", FORMS)
def test_all_four_forms_are_operations(telemetry: Recorded, vertex: str, form: str, is_async: bool) -> None:
    (answer,) = _call_form(form, vertex, "gemini-2.5-pro", is_async=is_async)

    assert answer.candidates[0].content.parts[0].text == "a"
    attributes = telemetry.attributes
    assert attributes["gen_ai.provider.name"] == "gcp.vertex_ai"
    assert attributes["gen_ai.operation.name"] == FORMS[form][1]
    # What a stream of requests asks for is not read ahead.
    assert attributes.get("gen_ai.request.model") == (None if form.startswith("stream") else "gemini-2.5-pro")
    assert "triage.class" not in attributes


@pytest.mark.parametrize(
    ("provider", "path"),
    [
        ("gigachat", "/gigachat.v1.ChatService/Chat"),
        ("gigachat", "/gigachat.v1.ChatService/ChatStream"),
        ("gemini", "/google.ai.generativelanguage.v1beta.GenerativeService/GenerateContent"),
        ("gemini", "/google.ai.generativelanguage.v1beta.GenerativeService/StreamGenerateContent"),
    ],
)
def test_an_answer_that_the_application_decodes_itself_is_no_failure(
    telemetry: Recorded, rpc: Simulator, provider: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    message = calls.request(provider, MODELS[provider])
    request = getattr(message, "_pb", message).SerializeToString()
    with grpc.insecure_channel(rpc.grpc_target) as channel:
        if "Stream" in path:
            assert list(channel.unary_stream(path)(request, metadata=[calls.FREE_TOKEN]))
        else:
            assert channel.unary_unary(path)(request, metadata=[calls.FREE_TOKEN])

    assert telemetry.calls == {"ok": 1}
    assert not [record for record in caplog.records if record.name == "genai_triage"]


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "aio"])
@pytest.mark.parametrize("form", FORMS)
def test_all_four_forms_fail_with_their_status(telemetry: Recorded, vertex: str, form: str, is_async: bool) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        _call_form(form, vertex, "fail", is_async=is_async)

    assert raised.value.details() == "The service is currently unavailable."
    assert telemetry.attributes["triage.cause"] == "gemini.unavailable"
    assert telemetry.attributes["error.type"] == "UNAVAILABLE"


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "aio"])
def test_a_stream_that_breaks_after_its_first_chunk_has_failed(
    telemetry: Recorded, vertex: str, is_async: bool
) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        _call_form("unary_stream", vertex, "break", is_async=is_async)

    assert raised.value.code() is grpc.StatusCode.INTERNAL
    attributes = telemetry.attributes
    assert attributes["triage.cause"] == "gemini.internal"
    assert attributes["error.type"] == attributes["rpc.response.status_code"] == "INTERNAL"
    assert attributes["gen_ai.response.time_to_first_chunk"] > 0


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "aio"])
def test_a_stream_that_ends_without_a_finish_reason_was_cut(telemetry: Recorded, vertex: str, is_async: bool) -> None:
    _call_form("unary_stream", vertex, "cut", is_async=is_async)

    assert telemetry.attributes["triage.cause"] == "network.stream_cut"
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("error",)


async def _write(vertex: str) -> Any:
    message = glm.GenerateContentRequest(model="models/m")
    async with grpc.aio.insecure_channel(vertex) as channel:
        call = channel.stream_stream(
            f"{calls.VERTEX}StreamDirectPredict",
            glm.GenerateContentRequest.serialize,
            glm.GenerateContentResponse.deserialize,
        )()
        await call.write(message)
        await call.done_writing()
        first = await call.read()
        return first, await call.read(), await call.code()


def test_a_stream_that_is_written_to_works_as_without_us(telemetry: Recorded, vertex: str) -> None:
    first, end, code = asyncio.run(_write(vertex))

    assert first.candidates
    assert (end, code) == (grpc.aio.EOF, grpc.StatusCode.OK)
    assert telemetry.operation.name == "stream_direct_predict"


@both
def test_an_error_has_the_type_and_the_methods_that_it_has_without_us(
    telemetry: Recorded, rpc: Simulator, provider: str
) -> None:
    def facts(way: str) -> Any:
        error = failed(way, rpc, provider, f"{provider}.internal")
        return type(error), error.code(), error.details(), sorted(dict(error.trailing_metadata() or ()))

    with_us = {way: facts(way) for way in calls.WAYS}
    genai_triage.uninstrument()
    assert with_us == {way: facts(way) for way in calls.WAYS}
    assert len(telemetry.operations) == len(calls.WAYS)


def test_multicallables_are_instances_of_their_classes(telemetry: Recorded, rpc: Simulator) -> None:
    with grpc.insecure_channel(rpc.grpc_target) as channel:
        unary = calls.method(channel, "gigachat", streams=False)
        stream = calls.method(channel, "gigachat", streams=True)
        call = stream(calls.chat(), metadata=[calls.FREE_TOKEN])
        list(call)
        future = unary.future(calls.chat(), metadata=[calls.FREE_TOKEN])
        assert future.result().alternatives

    assert isinstance(unary, grpc.UnaryUnaryMultiCallable)
    assert isinstance(stream, grpc.UnaryStreamMultiCallable)
    assert isinstance(call, (grpc.Call, grpc.Future, grpc.RpcError))
    assert call.code() is grpc.StatusCode.OK
    assert isinstance(call.trailing_metadata(), tuple)
    assert type(future).__module__ == "grpc._channel"


def test_aio_calls_are_instances_of_their_classes(telemetry: Recorded, rpc: Simulator) -> None:
    async def run() -> None:
        async with grpc.aio.insecure_channel(rpc.grpc_target) as channel:
            call = calls.method(channel, "gigachat", streams=False)(calls.chat(), metadata=[calls.FREE_TOKEN])
            stream = calls.method(channel, "gigachat", streams=True)(calls.chat(), metadata=[calls.FREE_TOKEN])
            assert type(call).__module__ == "grpc.aio._call"
            assert isinstance(stream, grpc.aio.UnaryStreamCall)
            done: list[Any] = []
            call.add_done_callback(done.append)
            await call
            assert done == [call]
            assert await call.code() is grpc.StatusCode.OK
            async for _ in stream:
                pass
            assert await stream.code() is grpc.StatusCode.OK
            assert stream.done()
            assert not stream.cancelled()

    asyncio.run(run())
    assert len(telemetry.operations) == 2


@every_way
def test_a_channel_that_does_not_tell_its_target_is_observed_too(
    telemetry: Recorded, rpc: Simulator, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As those of `grpc.aio` 1.60."""
    monkeypatch.setattr("genai_triage.instrumentation.grpc.calls._target_of", lambda channel: "")
    calls.ask(way, rpc.grpc_target, "gigachat", calls.chat())

    assert "server.address" not in telemetry.attributes
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert telemetry.attempts == {"ok": 1}


@pytest.mark.parametrize(
    ("target", "address", "port", "netlocs"),
    [
        ("host.example", "host.example", 443, ("host.example", "host.example")),
        ("host.example:443", "host.example", 443, ("host.example", "host.example:443")),
        ("dns:///host.example:8443", "host.example", 8443, ("host.example:8443", "dns:///host.example:8443")),
        ("dns://8.8.8.8/host.example", "host.example", 443, ("host.example", "dns://8.8.8.8/host.example")),
        ("ipv4:127.0.0.1:80,127.0.0.2:80", "127.0.0.1", 80, ("127.0.0.1:80", "ipv4:127.0.0.1:80,127.0.0.2:80")),
        ("[::1]:50051", "::1", 50051, ("[::1]:50051", "[::1]:50051")),
        ("unix:/run/socket", "/run/socket", None, ("unix:/run/socket",)),
        ("xds:///", None, None, ("xds:///",)),
        ("xds:///host.example", "host.example", 443, ("host.example", "xds:///host.example")),
        ("google-c2p:///host.example", "host.example", 443, ("host.example", "google-c2p:///host.example")),
        ("passthrough:///host.example:80", "host.example", 80, ("host.example:80", "passthrough:///host.example:80")),
        ("ipv6:[::1]:80,[::2]:80", "::1", 80, ("[::1]:80", "ipv6:[::1]:80,[::2]:80")),
        ("", None, None, ()),
    ],
)
def test_the_server_is_read_off_the_target(
    target: str, address: str | None, port: int | None, netlocs: tuple[str, ...]
) -> None:
    server = server_of_target(target, "v1")

    assert (server.address, server.port, server.netlocs, server.api_version) == (address, port, netlocs, "v1")


@pytest.mark.parametrize(("count", "recorded"), [(0, {}), (1, {}), (3, {"gen_ai.request.choice.count": 3})])
def test_a_count_of_answers_is_recorded_if_it_is_not_1(count: int, recorded: dict[str, int]) -> None:
    request = glm.GenerateContentRequest(generation_config=glm.GenerationConfig(candidate_count=count))
    assert gemini_options(request) == recorded


UNTOLD = Server(None, None, ())
"""Of a channel that does not tell its target."""


@pytest.fixture
def running(telemetry: Recorded) -> Iterator[Operation]:
    """A call of Gemini's that is running."""
    instrumentors.configure()
    provided = runtime.current()
    assert provided is not None
    operation = Operation(provided, Request("gemini", "gcp.gemini", "generate_content", None, UNTOLD))
    assert operation.context is not None
    token = otel_context.attach(operation.context)
    yield operation
    otel_context.detach(token)


@pytest.mark.usefixtures("running")
def test_an_rpc_whose_target_is_not_told_is_a_step_of_a_call_of_the_same_vendor_only() -> None:
    assert [_is_step(UNTOLD, provider) for provider in ("gemini", "gigachat")] == [True, False]


def test_a_suppressed_rpc_is_no_attempt(running: Operation) -> None:
    with suppress_instrumentation():
        assert _start_attempt(UNTOLD, "gemini") is None
    assert running.last_attempt is None
    assert _start_attempt(UNTOLD, "gemini") is running.last_attempt is not None


@pytest.mark.parametrize(("netlocs", "is_attempt"), [(("other.example",), False), (("a.example", "b.example"), True)])
def test_an_rpc_is_an_attempt_of_a_call_that_goes_to_the_same_server(
    running: Operation, netlocs: tuple[str, ...], is_attempt: bool
) -> None:
    running.request.server = Server("b.example", 443, ("b.example",))
    attempt = _start_attempt(Server(None, None, netlocs), "gemini")
    assert (attempt is not None, attempt) == (is_attempt, running.last_attempt)
