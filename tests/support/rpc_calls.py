"""How tests call the simulator over gRPC: stubs, GAPIC clients, and one example of each kind of request."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any, Final

import grpc
import httpx
from google.ai import generativelanguage_v1beta as glm
from google.ai.generativelanguage_v1beta.services.generative_service.transports import (
    GenerativeServiceGrpcAsyncIOTransport,
    GenerativeServiceGrpcTransport,
)
from google.protobuf import json_format
from google.rpc import error_details_pb2, status_pb2  # noqa: F401  (the types of details, for the descriptor pool)

import genai_triage
from genai_triage.simulator import Simulator, scenario
from genai_triage.simulator.proto import gigachatv1_pb2 as giga
from genai_triage.simulator.proto import gigachatv1_pb2_grpc as stubs
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause, Signal
from tests.support import AUTHORIZATION_KEY

GEMINI = "/google.ai.generativelanguage.v1beta.GenerativeService/"
DETAILS_KEY = "grpc-status-details-bin"
CONTENTS = [{"role": "user", "parts": [{"text": "Hello"}]}]
FREE_TOKEN = ("authorization", "Bearer call-function")
"""GigaChat takes it without asking for a token first."""

_TEXTS_OF_OTHERS: Final = {
    "gigachat.file_too_large": "gigachat.payload_too_large",
    "gigachat.batch_too_large": "gigachat.payload_too_large",
}
"""Causes that only REST tells apart, with a text that another row knows over gRPC."""


def chat(model: str = "GigaChat-2", **options: Any) -> giga.ChatRequest:
    return giga.ChatRequest(
        model=model, messages=[giga.Message(role="user", content="Hello")], options=giga.ChatOptions(**options)
    )


def generate(model: str = "gemini-2.5-flash", **config: Any) -> glm.GenerateContentRequest:
    return glm.GenerateContentRequest(model=f"models/{model}", contents=CONTENTS, generation_config=config)


def gapic(channel: grpc.Channel) -> glm.GenerativeServiceClient:
    return glm.GenerativeServiceClient(transport=GenerativeServiceGrpcTransport(channel=channel))


def gapic_async(channel: Any) -> glm.GenerativeServiceAsyncClient:
    return glm.GenerativeServiceAsyncClient(transport=GenerativeServiceGrpcAsyncIOTransport(channel=channel))


def token(simulator: Simulator) -> tuple[str, str]:
    """The metadata with a good access token."""
    headers = {"authorization": f"Basic {AUTHORIZATION_KEY}", "rquid": str(uuid.uuid4())}
    answer = httpx.post(simulator.oauth_url, headers=headers, data={"scope": "GIGACHAT_API_PERS"})
    return ("authorization", f"Bearer {answer.json()['access_token']}")


def told_over_grpc(cause: Cause, status: str) -> str:
    """The cause that is told of an RPC status: of a row that no such status shows, what the status alone says."""
    if cause.id in _TEXTS_OF_OTHERS:
        return _TEXTS_OF_OTHERS[cause.id]
    if cause.id.startswith("gemini.") or any(_shows(signal, status) for signal in cause.signals):
        return cause.id
    found = genai_triage.classify_grpc("gigachat", status, "")
    assert found is not None
    return found.cause.id


def _shows(signal: Signal, status: str) -> bool:
    return bool(signal.code) or (status in signal.status and not signal.endpoint)


def refused_over_grpc(provider: str) -> list[Cause]:
    """Causes that a service shows with an RPC status: rows with a status, and those with an error of the API."""
    return [cause for cause in CAUSES.values() if cause.id.startswith(f"{provider}.") and _has_status(provider, cause)]


def _has_status(provider: str, cause: Cause) -> bool:
    example = cause.example
    if example is None or scenario(cause).way not in ("answer", "rpc"):
        return False
    if example.grpc is not None:
        return True
    if (example.http or 0) < 400 or example.endpoint == "interactions":
        return False
    return isinstance(example.body, (dict, list) if provider == "gemini" else dict)


def error_of(cause: Cause) -> dict[str, Any]:
    """The error object in the example of one of Gemini's causes."""
    assert cause.example is not None
    body = cause.example.body[0] if isinstance(cause.example.body, list) else cause.example.body
    error: dict[str, Any] = body["error"]
    return error


def details_in(error: grpc.RpcError) -> list[dict[str, Any]]:
    """`google.rpc` details in trailing metadata, as JSON."""
    packed = [value for key, value in error.trailing_metadata() or () if key == DETAILS_KEY]
    if not packed:
        return []
    (data,) = packed
    return [json_format.MessageToDict(detail) for detail in status_pb2.Status.FromString(data).details]


def method(channel: Any, provider: str, *, streams: bool) -> Any:
    """The multicallable that asks a provider for an answer: of a generated stub, or made by hand."""
    if provider == "gigachat":
        stub = stubs.ChatServiceStub(channel)
        return stub.ChatStream if streams else stub.Chat
    form, name = (
        (channel.unary_stream, "StreamGenerateContent") if streams else (channel.unary_unary, "GenerateContent")
    )
    return form(
        f"{GEMINI}{name}",
        request_serializer=glm.GenerateContentRequest.serialize,
        response_deserializer=glm.GenerateContentResponse.deserialize,
    )


def request(provider: str, model: str) -> Any:
    return chat(model) if provider == "gigachat" else generate(model)


def _unary(channel: Any, provider: str, message: Any, **options: Any) -> Any:
    return [method(channel, provider, streams=False)(message, **options)]


def _with_call(channel: Any, provider: str, message: Any, **options: Any) -> Any:
    return [method(channel, provider, streams=False).with_call(message, **options)[0]]


def _future(channel: Any, provider: str, message: Any, **options: Any) -> Any:
    over = threading.Event()
    future = method(channel, provider, streams=False).future(message, **options)
    future.add_done_callback(lambda _: over.set())
    try:
        return [future.result()]
    finally:
        over.wait(60)  # the answer is there before callbacks have run


def _stream(channel: Any, provider: str, message: Any, **options: Any) -> Any:
    return list(method(channel, provider, streams=True)(message, **options))


async def _async_unary(channel: Any, provider: str, message: Any, **options: Any) -> Any:
    return [await method(channel, provider, streams=False)(message, **options)]


async def _async_stream(channel: Any, provider: str, message: Any, **options: Any) -> Any:
    return [chunk async for chunk in method(channel, provider, streams=True)(message, **options)]


async def _async_read(channel: Any, provider: str, message: Any, **options: Any) -> Any:
    call, chunks = method(channel, provider, streams=True)(message, **options), []
    while (chunk := await call.read()) is not grpc.aio.EOF:
        chunks.append(chunk)
    return chunks


WAYS: dict[str, Callable[..., Any]] = {
    "unary": _unary,
    "with_call": _with_call,
    "future": _future,
    "stream": _stream,
    "aio unary": _async_unary,
    "aio stream": _async_stream,
    "aio read": _async_read,
}
"""(channel, provider, message, options of the call) → every answer; raises what the application gets."""
STREAMING = ("stream", "aio stream", "aio read")


def ask(way: str, target: str, provider: str, message: Any, interceptors: Any = (), **options: Any) -> Any:
    """Asks once in one of the `WAYS` over a channel of its own; every answer."""
    act = WAYS[way]
    options.setdefault("metadata", [FREE_TOKEN])
    if not way.startswith("aio"):
        with grpc.insecure_channel(target) as plain:
            channel = grpc.intercept_channel(plain, *interceptors) if interceptors else plain
            return act(channel, provider, message, **options)

    async def run() -> Any:
        async with grpc.aio.insecure_channel(target, interceptors=interceptors or None) as channel:
            return await act(channel, provider, message, **options)

    return asyncio.run(run())


VERTEX = "/google.cloud.aiplatform.v1.PredictionService/"


class _Vertex(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Vertex AI as far as a test of the four forms needs it, with Gemini's own messages."""

    def service(self, details: Any) -> Any:
        read, write = glm.GenerateContentRequest.deserialize, glm.GenerateContentResponse.serialize
        name = details.method.rpartition("/")[2]
        good = glm.GenerateContentResponse(candidates=[{"content": {"parts": [{"text": "a"}]}, "finish_reason": 1}])

        def one(request: Any, context: Any) -> Any:
            for message in [request] if isinstance(request, glm.GenerateContentRequest) else request:
                if "fail" in message.model:
                    context.abort(grpc.StatusCode.UNAVAILABLE, "The service is currently unavailable.")
            return good

        def many(request: Any, context: Any) -> Any:
            answer = one(request, context)
            if isinstance(request, glm.GenerateContentRequest) and "cut" in request.model:
                answer = glm.GenerateContentResponse(candidates=[{"content": {"parts": [{"text": "a"}]}}])
            yield answer
            if isinstance(request, glm.GenerateContentRequest) and "break" in request.model:
                context.abort(grpc.StatusCode.INTERNAL, "An internal error has occurred.")

        form = {
            "GenerateContent": grpc.unary_unary_rpc_method_handler(one, read, write),
            "StreamGenerateContent": grpc.unary_stream_rpc_method_handler(many, read, write),
            "StreamDirectPredict": grpc.stream_stream_rpc_method_handler(many, read, write),
            "CollectPredict": grpc.stream_unary_rpc_method_handler(one, read, write),
        }
        return form.get(name)


@contextmanager
def serving_vertex() -> Iterator[str]:
    """Serves `_Vertex`; its target."""
    with futures.ThreadPoolExecutor(4) as workers:
        server = grpc.server(workers, handlers=[_Vertex()])
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        yield f"127.0.0.1:{port}"
        server.stop(None).wait()
