"""Google's GAPIC clients: what google-api-core retries is one operation, however often it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("grpc")
pytest.importorskip("google.ai.generativelanguage_v1beta")

import grpc
from google.ai import generativelanguage_v1beta as glm
from google.api_core import exceptions, gapic_v1, retry

from genai_triage.simulator import Simulator
from tests.support import rpc_calls as calls
from tests.support.recorded import Recorded

MODEL = "gemini-2.5-flash"
RETRIES: dict[str, Any] = {
    "predicate": retry.if_exception_type(exceptions.ServiceUnavailable),
    "initial": 0.01,
    "maximum": 0.01,
    "timeout": 5,
}


def _unary(channel: Any, message: Any, tries: bool) -> Any:
    return [calls.gapic(channel).generate_content(message, retry=retry.Retry(**RETRIES) if tries else None)]


def _with_call(channel: Any, message: Any, tries: bool) -> Any:
    method = calls.method(channel, "gemini", streams=False)
    wrapped = gapic_v1.method.wrap_method(method, with_call=True)
    answer, call = wrapped(message, retry=retry.Retry(**RETRIES) if tries else None)
    assert call.code() is grpc.StatusCode.OK
    return [answer]


def _stream(channel: Any, message: Any, tries: bool) -> Any:
    return list(calls.gapic(channel).stream_generate_content(message, retry=retry.Retry(**RETRIES) if tries else None))


def _lazy_stream(channel: Any, message: Any, tries: bool) -> Any:
    again = retry.StreamingRetry(**RETRIES) if tries else None
    return list(calls.gapic(channel).stream_generate_content(message, retry=again))


async def _async_unary(channel: Any, message: Any, tries: bool) -> Any:
    client = calls.gapic_async(channel)
    return [await client.generate_content(message, retry=retry.AsyncRetry(**RETRIES) if tries else None)]


async def _async_stream(channel: Any, message: Any, tries: bool) -> Any:
    again = retry.AsyncRetry(**RETRIES) if tries else None
    return [chunk async for chunk in await calls.gapic_async(channel).stream_generate_content(message, retry=again)]


async def _async_lazy_stream(channel: Any, message: Any, tries: bool) -> Any:
    again = retry.AsyncStreamingRetry(**RETRIES) if tries else None
    return [chunk async for chunk in await calls.gapic_async(channel).stream_generate_content(message, retry=again)]


WAYS: dict[str, Callable[..., Any]] = {
    "unary": _unary,
    "with_call": _with_call,
    "stream": _stream,
    "StreamingRetry": _lazy_stream,
    "async unary": _async_unary,
    "async stream": _async_stream,
    "AsyncStreamingRetry": _async_lazy_stream,
}
every_way = pytest.mark.parametrize("way", WAYS)


def ask(rpc: Simulator, way: str, model: str = MODEL, *, tries: bool = True) -> Any:
    message = calls.generate(model)
    if not asyncio.iscoroutinefunction(WAYS[way]):
        with grpc.insecure_channel(rpc.grpc_target) as channel:
            return WAYS[way](channel, message, tries)

    async def run() -> Any:
        async with grpc.aio.insecure_channel(rpc.grpc_target) as channel:
            return await WAYS[way](channel, message, tries)

    return asyncio.run(run())


@pytest.mark.parametrize("tries", [True, False])
@every_way
def test_a_good_call_is_one_operation(telemetry: Recorded, rpc: Simulator, way: str, tries: bool) -> None:
    last = ask(rpc, way, tries=tries)[-1]

    attributes = telemetry.attributes
    assert telemetry.operation.name == f"generate_content {MODEL}"
    assert attributes["gen_ai.provider.name"] == "gcp.gemini"
    assert attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert attributes["gen_ai.usage.output_tokens"] == last.usage_metadata.candidates_token_count
    assert attributes.get("gen_ai.request.stream", False) is ("tream" in way)
    assert ("gen_ai.response.time_to_first_chunk" in attributes) is ("tream" in way)
    assert "triage.retries" not in attributes
    assert telemetry.attempts == {"ok": 1}


@every_way
def test_what_retries_heal_is_a_success_with_its_attempts(telemetry: Recorded, rpc: Simulator, way: str) -> None:
    rpc.schedule("gemini.unavailable", first=2)
    ask(rpc, way)

    attributes = telemetry.attributes
    assert attributes["triage.retries"] == 2
    assert attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert not {"triage.class", "error.type", "rpc.response.status_code"} & attributes.keys()
    assert telemetry.attempts == {"overloaded": 2, "ok": 1}
    assert telemetry.points("triage.calls") == [
        ({"gen_ai.provider.name": "gcp.gemini", "triage.class": "ok", "triage.owner": "none"}, 1)
    ]


@every_way
def test_what_retries_cannot_heal_is_one_failure(
    telemetry: Recorded, rpc: Simulator, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("initial", 0.2), ("maximum", 0.2), ("timeout", 1)):
        monkeypatch.setitem(RETRIES, name, seconds)
    rpc.schedule("gemini.unavailable")
    with pytest.raises(exceptions.RetryError):
        ask(rpc, way)

    attributes = telemetry.attributes
    sent = len(rpc.requests)
    assert sent > 1
    assert attributes["triage.retries"] == sent - 1
    assert attributes["triage.cause"] == "gemini.unavailable"
    assert attributes["error.type"] == attributes["rpc.response.status_code"] == "UNAVAILABLE"
    assert telemetry.attempts == {"overloaded": sent}


@pytest.mark.parametrize("tries", [True, False])
@every_way
def test_what_is_not_retried_is_one_failed_attempt(telemetry: Recorded, rpc: Simulator, way: str, tries: bool) -> None:
    with pytest.raises(exceptions.ResourceExhausted) as raised:
        ask(rpc, way, "fail-gemini.requests_per_day", tries=tries)

    assert raised.value.grpc_status_code is grpc.StatusCode.RESOURCE_EXHAUSTED
    attributes = telemetry.attributes
    assert attributes["triage.cause"] == "gemini.requests_per_day"
    assert attributes["triage.quota.window"] == "day"
    assert attributes["triage.quota.resets_at"] == "2026-07-15T07:00:00Z"
    assert attributes["error.type"] == attributes["rpc.response.status_code"] == "RESOURCE_EXHAUSTED"
    assert "triage.retries" not in attributes
    assert telemetry.attempts == {"quota": 1}


@pytest.mark.parametrize("way", ["unary", "stream", "async unary", "async stream"])
def test_the_event_names_the_exception_that_the_application_gets(telemetry: Recorded, rpc: Simulator, way: str) -> None:
    with pytest.raises(exceptions.NotFound):
        ask(rpc, way, "fail-gemini.model_not_found")

    (event,) = telemetry.events
    assert event.attributes["exception.type"] == "google.api_core.exceptions.NotFound"
    assert event.attributes["triage.cause"] == "gemini.model_not_found"


def test_the_clients_own_retries_are_one_operation(telemetry: Recorded, rpc: Simulator) -> None:
    """The client retries what is unavailable by itself, after a second or so."""
    rpc.schedule("gemini.unavailable", first=1)
    with grpc.insecure_channel(rpc.grpc_target) as channel:
        calls.gapic(channel).count_tokens(model=f"models/{MODEL}", contents=calls.CONTENTS)

    assert telemetry.operation.name == f"count_tokens {MODEL}"
    assert telemetry.attributes["triage.retries"] == 1


def test_a_stream_is_a_call_that_can_be_cancelled(telemetry: Recorded, rpc: Simulator) -> None:
    with grpc.insecure_channel(rpc.grpc_target) as channel:
        stream: Any = calls.gapic(channel).stream_generate_content(calls.generate(MODEL), retry=None)
        assert isinstance(stream, grpc.Call)
        next(stream)
        stream.cancel()
        assert stream.code() in (grpc.StatusCode.CANCELLED, grpc.StatusCode.OK)

    (outcome,) = [attributes["triage.class"] for attributes, _ in telemetry.points("triage.calls")]
    assert outcome == ("cancelled" if stream.code() is grpc.StatusCode.CANCELLED else "ok")


def test_a_lazy_stream_that_is_never_read_is_no_operation(telemetry: Recorded, rpc: Simulator) -> None:
    with grpc.insecure_channel(rpc.grpc_target) as channel:
        client = calls.gapic(channel)
        client.stream_generate_content(calls.generate(MODEL), retry=retry.StreamingRetry(**RETRIES))

    assert rpc.requests == ()
    assert telemetry.spans == []


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_stream_that_breaks_after_its_first_chunk_has_failed(telemetry: Recorded, is_async: bool) -> None:
    def method(channel: Any) -> Any:
        path, codecs = f"{calls.VERTEX}StreamGenerateContent", (glm.GenerateContentRequest, glm.GenerateContentResponse)
        return channel.unary_stream(path, codecs[0].serialize, codecs[1].deserialize)

    message = glm.GenerateContentRequest(model="break")

    async def run(target: str) -> None:
        async with grpc.aio.insecure_channel(target) as channel:
            wrapped = gapic_v1.method_async.wrap_method(method(channel), default_retry=retry.AsyncRetry(**RETRIES))
            async for _ in await wrapped(message):
                pass

    with calls.serving_vertex() as target, pytest.raises(exceptions.InternalServerError):
        if is_async:
            asyncio.run(run(target))
        with grpc.insecure_channel(target) as channel:
            list(gapic_v1.method.wrap_method(method(channel), default_retry=retry.Retry(**RETRIES))(message))

    attributes = telemetry.attributes
    assert attributes["gen_ai.provider.name"] == "gcp.vertex_ai"
    assert attributes["triage.cause"] == "gemini.internal"
    assert attributes["error.type"] == attributes["rpc.response.status_code"] == "INTERNAL"
    assert telemetry.attempts == {"internal": 1}


def test_calls_of_other_services_are_left_as_they_are(telemetry: Recorded) -> None:
    called = gapic_v1.method.wrap_method(lambda number, timeout=None, metadata=None: number + 1)

    assert called(1) == 2
    assert telemetry.spans == []


def test_other_methods_through_wrap_method_are_observed_too(telemetry: Recorded, rpc: Simulator) -> None:
    with grpc.insecure_channel(rpc.grpc_target) as channel:
        method = channel.unary_unary(
            f"{calls.GEMINI}CountTokens",
            glm.CountTokensRequest.serialize,
            glm.CountTokensResponse.deserialize,
        )
        wrapped = gapic_v1.method.wrap_method(method, default_retry=retry.Retry(**RETRIES))
        rpc.schedule("gemini.unavailable", first=1)
        assert wrapped(glm.CountTokensRequest(model="models/m", contents=calls.CONTENTS)).total_tokens

    assert telemetry.attributes["triage.retries"] == 1
