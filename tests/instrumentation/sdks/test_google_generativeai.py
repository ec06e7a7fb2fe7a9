"""google-generativeai against the simulator: each call is one operation, over every transport, whatever its outcome."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent import futures
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

pytest.importorskip("google.generativeai")

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)
    import google.generativeai as genai

import grpc
from google.ai.generativelanguage_v1beta.services.generative_service import transports
from google.api_core import exceptions, retry
from google.generativeai import embedding, protos, types
from google.generativeai.client import _client_manager
from opentelemetry.instrumentation.utils import suppress_instrumentation

import genai_triage
from genai_triage.instrumentation import GoogleGenerativeAiInstrumentor
from genai_triage.simulator import Simulator, scenario
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause
from tests.support.products import crossed, first_of_each
from tests.support.recorded import Recorded
from tests.support.told import told

MODEL = "gemini-2.5-flash"
DURATION = "gen_ai.client.operation.duration"
WAYS = ("rest", "rest stream", "grpc", "grpc stream", "grpc_asyncio", "grpc_asyncio stream")
every_way = pytest.mark.parametrize("way", WAYS)
every_stream = pytest.mark.parametrize("way", [way for way in WAYS if "stream" in way])
every_transport = pytest.mark.parametrize("transport", ["rest", "grpc", "grpc_asyncio"])

Configure = Callable[[str], str]


@pytest.fixture
def configure(rpc: Simulator) -> Iterator[Configure]:
    """Configures the SDK for a transport; returns the address that it calls."""

    def use(transport: str) -> str:
        address = rpc.url if transport == "rest" else rpc.grpc_target
        chosen: Any = {"rest": "rest", "grpc": over_grpc, "grpc_asyncio": over_grpc_asyncio}[transport]
        genai.configure(api_key="any", transport=chosen, client_options={"api_endpoint": address})
        return address.removeprefix("http://")

    yield use
    _client_manager.configure()


def over_grpc(**options: Any) -> Any:
    """The SDK's own transport without TLS."""
    return transports.GenerativeServiceGrpcTransport(**options, channel=lambda host, **_: grpc.insecure_channel(host))


def over_grpc_asyncio(**options: Any) -> Any:
    return transports.GenerativeServiceGrpcAsyncIOTransport(
        **options, channel=lambda host, **_: grpc.aio.insecure_channel(host)
    )


def ask(way: str, model: str = MODEL, *, retries: Any = None, chat: bool = False, **options: Any) -> Any:
    """The answer of one call, a streamed one read to its end."""
    transport, _, stream = way.partition(" ")
    client = genai.GenerativeModel(model)
    options = {"stream": bool(stream), "request_options": {"retry": retries}, **options}
    if transport != "grpc_asyncio":
        answer = client.start_chat().send_message("Hi", **options) if chat else client.generate_content("Hi", **options)
        answer.resolve()
        return answer

    async def main() -> Any:
        if chat:
            answer = await client.start_chat().send_message_async("Hi", **options)
        else:
            answer = await client.generate_content_async("Hi", **options)
        await answer.resolve()
        return answer

    return asyncio.run(main())


def transport_of(way: str) -> str:
    """`triage.transport` of a way of calling."""
    return "requests" if way.startswith("rest") else "grpc"


# Success


@every_way
@pytest.mark.parametrize("chat", [False, True], ids=["content", "chat"])
def test_a_good_call_is_one_operation(way: str, chat: bool, telemetry: Recorded, configure: Configure) -> None:
    host, _, port = configure(way.split()[0]).partition(":")
    config = {"temperature": 0.7, "max_output_tokens": 1000, "stop_sequences": ["END"]}
    answer = ask(way, chat=chat, generation_config=config)
    attributes = telemetry.attributes
    first = attributes.pop("gen_ai.response.time_to_first_chunk", None)
    assert (first is not None) is ("stream" in way)
    expected = {
        "gen_ai.operation.name": "generate_content",
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.model": MODEL,
        "gen_ai.request.temperature": 0.7,
        "gen_ai.request.max_tokens": 1000,
        "gen_ai.request.stop_sequences": ("END",),
        "server.address": host,
        "server.port": int(port),
        "gen_ai.response.model": MODEL,
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": answer.usage_metadata.prompt_token_count,
        "gen_ai.usage.output_tokens": answer.usage_metadata.candidates_token_count,
    }
    if "stream" in way:
        expected["gen_ai.request.stream"] = True
    assert attributes == expected
    assert telemetry.operation.name == f"generate_content {MODEL}"
    assert telemetry.calls == {"ok": 1}
    assert telemetry.durations == 1
    assert telemetry.attempts_by_transport == {("ok", transport_of(way)): 1}


@pytest.mark.parametrize(
    "config",
    [
        {"temperature": 0.7, "top_k": 3, "stop_sequences": ["END"]},
        types.GenerationConfig(temperature=0.7, top_k=3, stop_sequences=["END"]),
        protos.GenerationConfig(temperature=0.7, top_k=3, stop_sequences=["END"]),
    ],
    ids=["dict", "dataclass", "message"],
)
def test_the_config_is_read_in_each_of_its_forms(config: Any, telemetry: Recorded, configure: Configure) -> None:
    configure("rest")
    model = genai.GenerativeModel(MODEL, generation_config={"top_p": 0.5, "top_k": 9})
    model.generate_content("Hi", generation_config=config)
    found = {name: value for name, value in telemetry.attributes.items() if name.startswith("gen_ai.request.")}
    assert found == {
        "gen_ai.request.model": MODEL,
        "gen_ai.request.temperature": 0.7,
        "gen_ai.request.top_k": 3,
        "gen_ai.request.top_p": 0.5,
        "gen_ai.request.stop_sequences": ("END",),
    }


def test_a_model_with_a_message_for_its_config_has_no_empty_options(telemetry: Recorded, configure: Configure) -> None:
    configure("rest")
    genai.GenerativeModel(MODEL, generation_config=protos.GenerationConfig(temperature=0.7)).generate_content("Hi")
    found = {name: value for name, value in telemetry.attributes.items() if name.startswith("gen_ai.request.")}
    assert found == {"gen_ai.request.model": MODEL, "gen_ai.request.temperature": 0.7}


@every_transport
@pytest.mark.parametrize("module", [genai, embedding], ids=["package", "module"])
def test_embed_content(transport: str, module: Any, telemetry: Recorded, configure: Configure) -> None:
    configure(transport)
    request: dict[str, Any] = {"model": "models/gemini-embedding-001", "output_dimensionality": 64}
    if transport == "grpc_asyncio":
        asyncio.run(module.embed_content_async(content="Hi", **request))
    else:
        module.embed_content(content="Hi", **request)
    assert telemetry.operation.name == "embeddings gemini-embedding-001"
    assert telemetry.attributes["gen_ai.embeddings.dimension.count"] == 64
    assert telemetry.calls == {"ok": 1}
    assert telemetry.attempts_by_transport == {("ok", transport_of(transport)): 1}


def test_batches_that_the_sdk_makes_of_one_call_are_its_attempts(telemetry: Recorded, configure: Configure) -> None:
    configure("rest")
    answer = genai.embed_content("models/gemini-embedding-001", ["Hi"] * 101)
    assert len(answer["embedding"]) == 101
    assert "triage.retries" not in telemetry.attributes
    assert telemetry.attempts == {"ok": 2}
    assert telemetry.calls == {"ok": 1}


@every_transport
def test_count_tokens(transport: str, telemetry: Recorded, configure: Configure) -> None:
    configure(transport)
    model = genai.GenerativeModel(MODEL)
    if transport == "grpc_asyncio":

        async def main() -> None:
            await model.count_tokens_async("Hi")

        asyncio.run(main())
    else:
        model.count_tokens("Hi")
    assert telemetry.operation.name == f"count_tokens {MODEL}"
    assert telemetry.calls == {"ok": 1}
    assert telemetry.attempts_by_transport == {("ok", transport_of(transport)): 1}


# Every cause

ANSWERED = [
    cause
    for cause in CAUSES.values()
    if cause.id.startswith("gemini.")
    and scenario(cause).way == "answer"
    and cause.example is not None
    and cause.example.endpoint in ("", "generate", "stream", "embed", "count")
    and not (isinstance(cause.example.body, dict) and cause.example.body.keys() & {"done", "predictions"})
]


def endpoint_call(cause: Cause, *, is_async: bool = False) -> None:
    example = cause.example
    assert example is not None
    name, once = f"fail-{cause.id}", {"retry": None}
    model = genai.GenerativeModel(name)
    stream = example.stream or example.endpoint == "stream"

    async def call() -> None:
        if example.endpoint == "embed":
            await genai.embed_content_async(name, "Hi", request_options=once)
        elif example.endpoint == "count":
            await model.count_tokens_async("Hi", request_options=once)
        else:
            answer = await model.generate_content_async("Hi", stream=stream, request_options=once)
            await answer.resolve()

    if is_async:
        asyncio.run(call())
    elif example.endpoint == "embed":
        genai.embed_content(f"models/{name}", "Hi", request_options=once)
    elif example.endpoint == "count":
        model.count_tokens("Hi", request_options=once)
    else:
        model.generate_content("Hi", stream=stream, request_options=once).resolve()


def check_told(cause: Cause, telemetry: Recorded, *, raised: bool) -> None:
    span = telemetry.operation
    assert (span.attributes["triage.class"], span.attributes["triage.cause"]) == (cause.failure_class.value, cause.id)
    assert (not span.status.is_unset, "error.type" in span.attributes, len(telemetry.events)) == (
        raised,
        raised,
        raised,
    )
    assert telemetry.calls == {cause.failure_class.value: 1}
    assert telemetry.durations == 1


def has_status(cause: Cause) -> bool:
    body = cause.example.body if cause.example is not None else None
    return isinstance(body, dict) and "status" in body.get("error", {})


@pytest.mark.parametrize(
    "cause",
    first_of_each(
        ANSWERED, lambda cause: cause.failure_class if has_status(cause) else cause.id, name=lambda cause: str(cause.id)
    ),
)
def test_every_cause_is_told_over_rest(cause: Cause, telemetry: Recorded, configure: Configure) -> None:
    configure("rest")
    raised = False
    try:
        endpoint_call(cause)
    except Exception:
        raised = True
    check_told(cause, telemetry, raised=raised)


@pytest.mark.parametrize(
    ("cause", "transport"),
    crossed(
        filter(has_status, ANSWERED), ["grpc", "grpc_asyncio"], name=lambda value: str(getattr(value, "id", value))
    ),
)
def test_every_cause_with_a_status_is_told_over_grpc(
    cause: Cause, transport: str, telemetry: Recorded, configure: Configure
) -> None:
    configure(transport)
    with pytest.raises(exceptions.GoogleAPICallError):
        endpoint_call(cause, is_async=transport == "grpc_asyncio")
    check_told(cause, telemetry, raised=True)
    assert telemetry.attempts_by_transport == {(cause.failure_class.value, "grpc"): 1}


# Failures that the SDK shows in its own way


@every_way
@pytest.mark.parametrize(
    ("cause", "reasons"),
    [
        ("gemini.answer_safety", ("content_filter",)),
        ("gemini.recitation", ("content_filter",)),
        ("gemini.max_tokens", ("length",)),
        ("gemini.malformed_function_call", ("error",)),
        ("gemini.empty_answer", ("stop",)),
    ],
)
def test_an_unusable_answer_is_a_failure_without_an_error(
    way: str, cause: str, reasons: tuple[str, ...], telemetry: Recorded, configure: Configure
) -> None:
    configure(way.split()[0])
    answer = ask(way, f"fail-{cause}")
    span = telemetry.operation
    assert span.attributes["triage.cause"] == cause
    assert span.attributes["gen_ai.response.finish_reasons"] == reasons
    assert span.status.is_unset
    assert "error.type" not in span.attributes
    assert telemetry.events == []
    with pytest.raises(ValueError) as raised:
        _ = answer.text
    assert told(raised.value).failure_class == CAUSES[cause].failure_class
    assert len(telemetry.operations) == 1


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ({"candidates": [{"finish_reason": "STOP"}]}, "gemini.empty_answer"),
        ({"candidates": [{"finish_reason": "MAX_TOKENS"}]}, "gemini.max_tokens"),
        ({"candidates": [{"finish_reason": "SAFETY"}]}, "gemini.answer_safety"),
        ({"candidates": [{"finish_reason": "RECITATION"}]}, "gemini.recitation"),
        ({"candidates": [{"finish_reason": "LANGUAGE"}]}, "gemini.language"),
        ({"candidates": [{"finish_reason": "OTHER"}]}, "gemini.finish_other"),
        ({"candidates": [{"finish_reason": "MALFORMED_FUNCTION_CALL"}]}, "gemini.malformed_function_call"),
        ({"prompt_feedback": {"block_reason": "OTHER"}}, "gemini.prompt_other"),
        ({}, "gemini.no_candidate"),
        ({"candidates": [{}, {}]}, "client.refused"),
        ({"candidates": [{"content": {"parts": [{"function_call": {"name": "f"}}]}}]}, "client.refused"),
    ],
)
def test_what_reading_the_text_raises_is_told(answer: Any, cause: str) -> None:
    response = types.GenerateContentResponse.from_response(protos.GenerateContentResponse(answer))
    with pytest.raises(ValueError) as raised:
        _ = response.text
    assert told(raised.value).cause.id == cause


@pytest.mark.parametrize("way", ["rest", "grpc", "grpc_asyncio"])
def test_a_chat_raises_for_a_stopped_answer(way: str, telemetry: Recorded, configure: Configure) -> None:
    configure(way)
    with pytest.raises(types.StopCandidateException) as raised:
        ask(way, "fail-gemini.answer_safety", chat=True)
    assert told(raised.value).cause.id == "gemini.answer_safety"
    attributes = telemetry.attributes
    assert attributes["triage.cause"] == "gemini.answer_safety"
    assert attributes["error.type"] == "google.generativeai.types.generation_types.StopCandidateException"
    assert attributes["gen_ai.response.finish_reasons"] == ("content_filter",)
    assert attributes["gen_ai.usage.input_tokens"] > 0
    assert telemetry.calls == {"safety": 1}
    assert telemetry.attempts_by_transport == {("safety", transport_of(way)): 1}


@every_way
def test_a_chat_raises_for_a_blocked_prompt(way: str, telemetry: Recorded, configure: Configure) -> None:
    configure(way.split()[0])
    with pytest.raises(types.BlockedPromptException) as raised:
        ask(way, "fail-gemini.prompt_safety", chat=True)
    assert told(raised.value).failure_class == "safety"
    assert telemetry.attributes["triage.cause"] == "gemini.prompt_safety"
    assert telemetry.attributes["error.type"].endswith(".BlockedPromptException")
    assert telemetry.durations == 1


@pytest.mark.parametrize("way", ["rest", "grpc", "grpc_asyncio"])
def test_a_chat_stumbles_over_an_answer_without_candidates(way: str, telemetry: Recorded, configure: Configure) -> None:
    configure(way)
    with pytest.raises(IndexError):
        ask(way, "fail-gemini.no_candidate", chat=True)
    assert telemetry.attributes["triage.cause"] == "gemini.no_candidate"
    assert telemetry.attributes["error.type"] == "IndexError"


@every_stream
def test_a_blocked_prompt_is_judged_before_iterating_raises(
    way: str, telemetry: Recorded, configure: Configure
) -> None:
    configure(way.split()[0])
    with pytest.raises(types.BlockedPromptException):
        ask(way, "fail-gemini.prompt_other")
    assert telemetry.attributes["triage.cause"] == "gemini.prompt_other"
    assert telemetry.calls == {"safety": 1}


def test_a_refused_rest_stream_is_told_from_what_the_sdk_hides(telemetry: Recorded, configure: Configure) -> None:
    configure("rest")
    with pytest.raises(exceptions.BadRequest, match="Unknown error trying to retrieve streaming response") as raised:
        ask("rest stream", "fail-gemini.requests_per_day")
    failure = told(raised.value)
    assert (failure.cause.id, failure.retry_after) == ("gemini.requests_per_day", 41)
    assert telemetry.attributes["error.type"] == "RESOURCE_EXHAUSTED"
    assert telemetry.attributes["http.response.status_code"] == 429
    assert telemetry.attributes["triage.cause"] == "gemini.requests_per_day"


@pytest.mark.parametrize(
    "call",
    [
        {"contents": ""},
        {"contents": object()},
        {"contents": "Hi", "tools": [1]},
        {"contents": "Hi", "generation_config": 1},
    ],
)
def test_a_refusal_before_sending_is_the_clients(
    call: dict[str, Any], telemetry: Recorded, rpc: Simulator, configure: Configure
) -> None:
    configure("rest")
    with pytest.raises((TypeError, ValueError)):
        genai.GenerativeModel(MODEL).generate_content(**call)
    assert telemetry.attributes["triage.class"] == "client"
    assert rpc.requests == ()
    assert telemetry.attempts == {}


@pytest.mark.parametrize("way", ["rest", "grpc", "grpc_asyncio"])
def test_a_refused_connection_is_a_failed_attempt(way: str, telemetry: Recorded, configure: Configure) -> None:
    chosen: Any = {"rest": "rest", "grpc": over_grpc, "grpc_asyncio": over_grpc_asyncio}[way]
    configure(way)
    address = "http://127.0.0.1:9" if way == "rest" else "127.0.0.1:9"
    genai.configure(api_key="any", transport=chosen, client_options={"api_endpoint": address})
    with pytest.raises(Exception):  # noqa: B017 - each transport has its own
        ask(way)
    assert telemetry.attributes["triage.cause"] == "network.refused"
    assert telemetry.attempts_by_transport == {("network", transport_of(way)): 1}


def test_findings_name_what_the_request_shows(telemetry: Recorded, configure: Configure) -> None:
    configure("rest")
    with pytest.raises(exceptions.BadRequest):
        ask("rest", "fail-gemini.invalid_argument", generation_config={"temperature": 2.5})
    assert telemetry.attributes["triage.findings"] == (
        "temperature 2.5 is outside 0.0–1.0",
        "the API version used is v1beta",
        "the model used is fail-gemini.invalid_argument",
    )


# Retries

RETRIES: dict[bool, Any] = {
    False: retry.Retry(initial=0.001, maximum=0.001, predicate=retry.if_transient_error, timeout=30),
    True: retry.AsyncRetry(initial=0.001, maximum=0.001, predicate=retry.if_transient_error, timeout=30),
}


@pytest.mark.parametrize("way", ["rest", "grpc", "grpc stream", "grpc_asyncio"])
def test_what_google_api_core_retries_are_attempts(
    way: str, telemetry: Recorded, rpc: Simulator, configure: Configure
) -> None:
    configure(way.split()[0])
    rpc.schedule("gemini.unavailable", first=2)
    ask(way, retries=RETRIES["asyncio" in way])
    assert telemetry.attributes["triage.retries"] == 2
    assert "triage.class" not in telemetry.attributes
    assert telemetry.attempts_by_transport == {("overloaded", transport_of(way)): 2, ("ok", transport_of(way)): 1}
    assert telemetry.calls == {"ok": 1}
    assert telemetry.durations == 1


@pytest.mark.parametrize("way", ["rest", "grpc", "grpc_asyncio"])
def test_retries_that_do_not_help_are_one_failure(
    way: str, telemetry: Recorded, rpc: Simulator, configure: Configure
) -> None:
    configure(way)
    rpc.schedule("gemini.unavailable")
    with pytest.raises(exceptions.RetryError):
        ask(way, retries=RETRIES["asyncio" in way].with_timeout(0.2))
    assert telemetry.attributes["triage.cause"] == "gemini.unavailable"
    assert telemetry.attributes["triage.retries"] > 0
    assert set(telemetry.attempts_by_transport) == {("overloaded", transport_of(way))}
    assert telemetry.calls == {"overloaded": 1}


# Automatic function calling


def weather(city: str) -> str:
    """The weather in a city."""
    return f"Sunny in {city}."


def converse(transport: str, tool: Callable[..., Any]) -> Any:
    chat = genai.GenerativeModel(f"{MODEL}-call-function", tools=[tool]).start_chat(
        enable_automatic_function_calling=True
    )
    if transport != "grpc_asyncio":
        return chat.send_message("Hi")

    async def main() -> Any:
        return await chat.send_message_async("Hi")

    return asyncio.run(main())


@every_transport
def test_automatic_function_calling_is_one_operation_with_its_attempts(
    transport: str, telemetry: Recorded, rpc: Simulator, configure: Configure
) -> None:
    configure(transport)
    assert converse(transport, weather).text
    assert len(rpc.requests) == 2
    assert [tool.name for tool in telemetry.tools] == ["execute_tool weather"]
    attributes = telemetry.attributes
    assert "triage.retries" not in attributes
    assert (attributes["triage.rounds"], attributes["gen_ai.usage.input_tokens"]) == (2, 4)
    assert attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert telemetry.attempts_by_transport == {("ok", transport_of(transport)): 2}
    assert telemetry.calls == {"ok": 1}


@every_transport
def test_a_call_made_by_a_tool_is_an_operation_of_its_own(
    transport: str, telemetry: Recorded, configure: Configure
) -> None:
    configure(transport)

    def count(city: str) -> int:
        """Counts."""
        if transport == "grpc_asyncio":
            return len(city)
        inner: int = genai.GenerativeModel("counted").count_tokens(city).total_tokens
        return inner

    converse(transport, count)
    *nested, outer = telemetry.operations
    assert [span.name for span in nested] == ([] if transport == "grpc_asyncio" else ["count_tokens counted"])
    (tool,) = telemetry.tools
    assert tool.parent.span_id == outer.context.span_id
    assert all(span.parent.span_id == tool.context.span_id for span in nested)
    assert "triage.retries" not in outer.attributes
    assert telemetry.attempts == {"ok": 2 + len(nested)}
    assert telemetry.durations == 1 + len(nested)


@every_transport
def test_a_tool_that_raises_is_the_callers(transport: str, telemetry: Recorded, configure: Configure) -> None:
    configure(transport)
    error = ZeroDivisionError("of the tool")

    def fail(city: str) -> int:
        """Fails."""
        raise error

    with pytest.raises(ZeroDivisionError) as raised:
        converse(transport, fail)
    assert raised.value is error
    assert telemetry.attributes["triage.class"] == "client"
    assert telemetry.attempts_by_transport == {("ok", transport_of(transport)): 1}


# Streams


@pytest.mark.parametrize("way", ["rest stream", "grpc stream"])
def test_a_stream_looks_like_the_sdks_own(way: str, telemetry: Recorded, configure: Configure) -> None:
    configure(way.split()[0])
    model = genai.GenerativeModel(MODEL)
    observed = model.generate_content("Hi", stream=True)
    with suppress_instrumentation():
        plain = model.generate_content("Hi", stream=True)
    assert type(observed) is type(plain)
    assert repr(observed).splitlines()[:4] == repr(plain).splitlines()[:4]
    assert isinstance(observed._iterator, type(plain._iterator))
    assert type(next(iter(observed))) is type(next(iter(plain)))


@pytest.mark.parametrize("way", ["rest stream", "grpc stream"])
def test_a_chunk_does_not_wait_for_the_operation(way: str, telemetry: Recorded, configure: Configure) -> None:
    configure(way.split()[0])
    answer = genai.GenerativeModel(MODEL).generate_content("Hi", stream=True)
    with pytest.raises(types.IncompleteIterationError):
        _ = answer.text
    assert "iterator=<" in repr(answer)
    chunks = iter(answer)
    next(chunks)
    assert telemetry.operations == []
    assert genai.GenerativeModel(MODEL).count_tokens("Hi")
    assert telemetry.operation.parent is None  # no context was left behind
    assert list(chunks)
    assert [chunk.text for chunk in answer]
    assert telemetry.calls == {"ok": 2}


@pytest.mark.parametrize("way", ["rest stream", "grpc stream"])
@pytest.mark.parametrize("read", [0, 1])
def test_a_stream_left_early_is_abandoned(way: str, read: int, telemetry: Recorded, configure: Configure) -> None:
    configure(way.split()[0])
    answer = genai.GenerativeModel(MODEL).generate_content("Hi", stream=True)
    for _, _ in zip(range(read), answer, strict=False):
        break
    assert telemetry.operations == []
    del answer
    gc.collect()
    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.calls == {"ok": 1}
    assert telemetry.attempts_by_transport == {("ok", transport_of(way)): 1}


def test_an_async_stream_left_early_is_abandoned(telemetry: Recorded, configure: Configure) -> None:
    configure("grpc_asyncio")

    async def main() -> None:
        answer = await genai.GenerativeModel(MODEL).generate_content_async("Hi", stream=True)
        async for _ in answer:
            break

    asyncio.run(main())
    gc.collect()
    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.calls == {"ok": 1}


@pytest.mark.parametrize("way", ["rest stream", "grpc stream"])
def test_a_stream_is_read_in_another_thread(way: str, telemetry: Recorded, configure: Configure) -> None:
    configure(way.split()[0])
    answer = genai.GenerativeModel(MODEL).generate_content("Hi", stream=True)
    reader = threading.Thread(target=answer.resolve)
    reader.start()
    reader.join()
    assert answer.text
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert telemetry.calls == {"ok": 1}


def test_a_stream_is_read_in_another_task(telemetry: Recorded, configure: Configure) -> None:
    configure("grpc_asyncio")

    async def main() -> None:
        answer = await genai.GenerativeModel(MODEL).generate_content_async("Hi", stream=True)
        await asyncio.create_task(answer.resolve())

    asyncio.run(main())
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert telemetry.calls == {"ok": 1}


def test_a_rest_stream_that_is_cut_is_a_failure_of_the_network(telemetry: Recorded, configure: Configure) -> None:
    configure("rest")
    with pytest.raises(Exception):  # noqa: B017 - whatever requests makes of it
        ask("rest stream", "fail-network.stream_cut")
    assert telemetry.attributes["triage.cause"] == "network.stream_cut"
    assert telemetry.calls == {"network": 1}


GOOD_CHUNK = {"candidates": [{"content": {"parts": [{"text": "Hi"}], "role": "model"}, "index": 0}]}
ERROR = {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}


class Scripted(BaseHTTPRequestHandler):
    """Answers with what the server holds, whatever is asked."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body: bytes = self.server.body  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("content-type", "application/json; charset=UTF-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def scripted(configure: Configure) -> Iterator[ThreadingHTTPServer]:
    """A server that the SDK is configured for over REST; set its `body`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Scripted) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        genai.configure(api_key="any", transport="rest", client_options={"api_endpoint": url})
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("chunks", [[ERROR], [GOOD_CHUNK, ERROR]], ids=["first", "later"])
def test_an_error_object_inside_a_rest_stream_is_classed_as_the_answer(
    chunks: list[Any], telemetry: Recorded, scripted: Any
) -> None:
    scripted.body = json.dumps(chunks).encode()
    ask("rest stream")  # google-api-core makes an empty chunk of it
    assert telemetry.attributes["triage.cause"] == "gemini.model_overloaded"
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("error",)
    assert telemetry.calls == {"overloaded": 1}


def test_an_argument_named_error_is_no_error(telemetry: Recorded, scripted: Any) -> None:
    call = {"content": {"parts": [{"functionCall": {"name": "f", "args": {"error": {"code": 503}}}}]}}
    scripted.body = json.dumps([{"candidates": [call | {"finishReason": "STOP"}]}]).encode()
    ask("rest stream")
    assert telemetry.calls == {"ok": 1}


def test_an_error_object_inside_a_rest_answer_is_classed_as_the_answer(telemetry: Recorded, scripted: Any) -> None:
    scripted.body = json.dumps(ERROR).encode()
    ask("rest")
    assert telemetry.attributes["triage.cause"] == "gemini.model_overloaded"


@pytest.mark.parametrize("way", ["rest", "rest stream"])
def test_a_page_instead_of_an_answer_is_malformed_output(way: str, telemetry: Recorded, scripted: Any) -> None:
    scripted.body = b"<html><body>Login</body></html>"
    with pytest.raises(Exception):  # noqa: B017 - what parsing makes of it
        ask(way)
    assert telemetry.attributes["triage.class"] == "malformed_output"


def test_broken_json_at_the_end_of_a_rest_stream_is_malformed_output(telemetry: Recorded, scripted: Any) -> None:
    scripted.body = json.dumps([GOOD_CHUNK, GOOD_CHUNK]).encode()[:-20]
    with pytest.raises(ValueError, match="Unfinished stream"):
        ask("rest stream")
    assert telemetry.attributes["triage.class"] == "malformed_output"


def test_a_rest_stream_that_ends_without_a_finish_reason_was_cut(telemetry: Recorded, scripted: Any) -> None:
    scripted.body = json.dumps([GOOD_CHUNK]).encode()
    ask("rest stream")
    assert telemetry.attributes["triage.cause"] == "network.stream_cut"
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("error",)


class ScriptedRpc(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Streams one good chunk, then ends with `status`."""

    status = grpc.StatusCode.OK

    def service(self, details: Any) -> Any:
        def stream(request: Any, context: Any) -> Iterator[bytes]:
            yield protos.GenerateContentResponse.serialize(protos.GenerateContentResponse(GOOD_CHUNK))
            if self.status is not grpc.StatusCode.OK:
                context.abort(self.status, "The model is overloaded.")

        return grpc.unary_stream_rpc_method_handler(stream)


@pytest.fixture
def scripted_rpc(configure: Configure) -> Iterator[Callable[[str], ScriptedRpc]]:
    """Configures the SDK for such a service over gRPC."""
    handler = ScriptedRpc()
    server = grpc.server(futures.ThreadPoolExecutor(1), [handler])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()

    def use(transport: str) -> ScriptedRpc:
        chosen: Any = over_grpc if transport == "grpc" else over_grpc_asyncio
        genai.configure(api_key="any", transport=chosen, client_options={"api_endpoint": f"127.0.0.1:{port}"})
        return handler

    yield use
    server.stop(None).wait()


@pytest.mark.parametrize("transport", ["grpc", "grpc_asyncio"])
def test_a_grpc_stream_that_ends_without_a_finish_reason_was_cut(
    transport: str, telemetry: Recorded, scripted_rpc: Any
) -> None:
    scripted_rpc(transport)
    ask(f"{transport} stream")
    assert telemetry.attributes["triage.cause"] == "network.stream_cut"
    assert telemetry.attempts_by_transport == {("network", "grpc"): 1}


@pytest.mark.parametrize("transport", ["grpc", "grpc_asyncio"])
def test_a_grpc_stream_that_fails_after_a_chunk(transport: str, telemetry: Recorded, scripted_rpc: Any) -> None:
    scripted_rpc(transport).status = grpc.StatusCode.UNAVAILABLE
    with pytest.raises(exceptions.ServiceUnavailable):
        ask(f"{transport} stream")
    assert telemetry.attributes["triage.class"] == "overloaded"
    assert telemetry.attributes["error.type"] == "UNAVAILABLE"
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("error",)
    assert telemetry.attempts_by_transport == {("overloaded", "grpc"): 1}


def test_a_call_that_is_cancelled(telemetry: Recorded, configure: Configure) -> None:
    configure("grpc_asyncio")

    async def main() -> None:
        model = genai.GenerativeModel("fail-network.read_timeout")
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(model.generate_content_async("Hi"), 0.1)

    asyncio.run(main())
    assert telemetry.attributes["triage.class"] == "cancelled"
    assert telemetry.attempts_by_transport == {("cancelled", "grpc"): 1}


# Switches


@pytest.fixture
def alone(recorded: Recorded) -> Iterator[Any]:
    """Only this SDK is instrumented."""
    instrumentor = GoogleGenerativeAiInstrumentor()
    instrumentor.switch_on(tracer_provider=recorded.tracer_provider, meter_provider=recorded.meter_provider)
    yield recorded
    instrumentor.switch_off()


@every_way
def test_attempts_need_no_other_instrumentation(way: str, alone: Recorded, configure: Configure) -> None:
    configure(way.split()[0])
    ask(way)
    assert alone.attempts_by_transport == {("ok", transport_of(way)): 1}


@every_way
def test_nothing_is_recorded_while_suppressed(way: str, telemetry: Recorded, configure: Configure) -> None:
    configure(way.split()[0])
    with suppress_instrumentation():
        ask(way)
    assert telemetry.spans == []
    assert telemetry.calls == {}
    assert telemetry.attempts == {}


@pytest.mark.parametrize("way", ["rest stream", "grpc stream"])
def test_switched_off_in_the_middle_of_a_stream(way: str, telemetry: Recorded, configure: Configure) -> None:
    configure(way.split()[0])
    answer = genai.GenerativeModel(MODEL).generate_content("Hi", stream=True)
    genai_triage.uninstrument()
    answer.resolve()
    assert answer.text
    assert telemetry.calls == {"ok": 1}


def test_uninstrument_leaves_the_very_functions(recorded: Recorded) -> None:
    owners = (genai.GenerativeModel, genai.ChatSession, genai, embedding, types.content_types.FunctionLibrary)
    before = [dict(vars(owner)) for owner in owners]
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    assert genai.embed_content is not before[2]["embed_content"]
    genai_triage.uninstrument()
    assert [dict(vars(owner)) for owner in owners] == before


def test_functions_of_a_module_imported_later_are_wrapped_once() -> None:
    code = (
        "import warnings, genai_triage; warnings.simplefilter('ignore'); genai_triage.instrument()\n"
        "import google.generativeai as genai\n"
        "import google.generativeai.embedding as embedding\n"
        "print([type(function.__wrapped__).__name__ for function in (genai.embed_content, embedding.embed_content)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['function', 'function']\n"


@pytest.mark.parametrize("way", [way for way in WAYS if way.startswith("grpc")])
def test_its_instrumentation_alone_counts_the_rpcs_of_its_calls(
    way: str, recorded: Recorded, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_PYTHON_DISABLED_INSTRUMENTATIONS", "triage_grpc")
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    try:
        configure(way.split()[0])
        ask(way)
    finally:
        genai_triage.uninstrument()

    assert recorded.calls == {"ok": 1}
    assert recorded.attempts_by_transport == {("ok", "grpc"): 1}
