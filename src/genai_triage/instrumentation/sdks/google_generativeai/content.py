"""`GenerativeModel`, chats and embeddings.

Observed at the methods that applications call: what google-api-core retries below them, and what a chat sends again for
automatic function calling, are attempts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any

from genai_triage.evidence.reading import Reading
from genai_triage.evidence.sdk_object import read_embedding_dict, read_error_object, read_gemini_message, read_nothing
from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.sdks.gemini_config import config_attributes
from genai_triage.patterns import late
from genai_triage.taxonomy.vendors import GEMINI_API
from genai_triage.telemetry import names
from genai_triage.telemetry.calls import AsyncStream, SyncStream, async_call, sync_call, sync_tool
from genai_triage.telemetry.current import current_operation
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, Server, least_of, model_of, netloc_of, results_of, server_of
from genai_triage.telemetry.target import Describe, Target

PACKAGE = "google.generativeai"
_MODELS = f"{PACKAGE}.generative_models"
_DEFAULT_HOST = GEMINI_API.hosts[0]
_VERSION = late(r"generativelanguage_(v\w+)")


least = partial(least_of, GEMINI_API)


def _describe_model(operation: str) -> Describe:
    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        return _request(operation, instance, kwargs)

    return describe


def _describe_message(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
    return _request("generate_content", instance.model, kwargs)


def _describe_embeddings(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
    given = dict(zip(("model", "content", "task_type", "title", "output_dimensionality", "client"), args, strict=False))
    given.update(kwargs)
    model = given.get("model")
    dimensions = given.get("output_dimensionality")
    return Request(
        provider=GEMINI_API.provider,
        provider_name=GEMINI_API.provider_name,
        operation="embeddings",
        model=model_of(getattr(model, "name", model)),
        server=server_of_client(given.get("client")),
        attributes={names.EMBEDDINGS_DIMENSIONS: dimensions} if isinstance(dimensions, int) else {},
        results=results_of(given.get("content")),
    )


def _request(operation: str, model: Any, kwargs: dict[str, Any]) -> Request:
    config = {**_fields(getattr(model, "_generation_config", None)), **_fields(kwargs.get("generation_config"))}
    return Request(
        provider=GEMINI_API.provider,
        provider_name=GEMINI_API.provider_name,
        operation=operation,
        model=model_of(getattr(model, "_model_name", None)),
        server=server_of_client(getattr(model, "_client", None) or getattr(model, "_async_client", None)),
        attributes=config_attributes(config) if config else {},
        stream=bool(kwargs.get("stream")),
    )


def _fields(config: Any) -> Mapping[str, Any]:
    """The fields that are set in a config: a dict, the SDK's dataclass or a protobuf message."""
    if config is None or isinstance(config, Mapping):
        return config or {}
    message = getattr(config, "_pb", None)
    if message is None:
        return {name: value for name, value in getattr(config, "__dict__", {}).items() if value is not None}
    return {field.name: _plain(value) for field, value in message.ListFields()}


def _plain(value: Any) -> Any:
    """A field's value as a dict would hold it; a 32-bit float prints as it was written when six digits are kept."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    return list(value) if hasattr(value, "append") else value


def server_of_client(client: Any) -> Server:
    """Where `client` sends to, else where the client that the SDK is about to make will."""
    sdk = sys.modules.get(f"{PACKAGE}.client")
    if client is None:
        manager = getattr(sdk, "_client_manager", None)
        options = getattr(manager, "client_config", {}).get("client_options")
        host = getattr(options, "api_endpoint", None) or _DEFAULT_HOST
    else:
        host = getattr(getattr(client, "_transport", None), "_host", None) or _DEFAULT_HOST
    kind = getattr(getattr(sdk, "glm", None), "GenerativeServiceClient", None)
    return _server_at(str(host), str(getattr(kind, "__module__", "")))


@lru_cache(maxsize=64)
def _server_at(host: str, module: str) -> Server:
    """`host` is `name`, `name:port` or, for REST, an URL."""
    server = server_of(host if "://" in host else f"https://{host}")
    version = _VERSION.search(module)
    # As requests write the address, and as channels of grpc and grpc.aio do.
    bare = host.partition("://")[2] or host
    channel = bare if ":" in bare else f"{bare}:443"
    netlocs = (*server.netlocs, channel, f"dns:///{channel}", *filter(None, (netloc_of(f"http://{bare}"),)))
    return Server(server.address, server.port, netlocs, version[1] if version else None)


def _read_chunk(iterator: Any, answer: Reading, response: Any) -> None:
    """A chunk; google-api-core makes an empty one of an error object in a REST stream, but still has its text."""
    read_gemini_message(answer, response)
    text = getattr(iterator, "_obj", "")  # without white space between its parts
    if text.startswith('{"error":'):
        read_error_object(answer, json.loads(text))


def _finisher(stream: Callable[..., Any]) -> Callable[[Operation, Any], Any]:
    """For `stream=True` too: the answer then holds its first chunk and an iterator of the others."""

    def finish(operation: Operation, response: Any) -> Any:
        iterator = getattr(response, "_iterator", None)
        if iterator is None:
            read_gemini_message(operation.answer, response)
            operation.succeed()
            return response
        read = partial(_read_chunk, iterator)
        operation.chunk(read, response)
        if operation.answer.block_reason is not None:
            operation.succeed()  # iterating raises BlockedPromptException and asks for nothing more
        else:
            response._iterator = stream(iterator, Target(_CONTENT.describe, read), operation)
        return response

    return finish


def _tool_name(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return getattr(args[0] if args else kwargs.get("fc"), "name", "")


_run_tool = sync_tool(_tool_name, lambda error: error)


def _call_tool(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Automatic function calling runs the application's own functions inside a chat's operation."""
    operation = current_operation()
    if operation is None:
        return wrapped(*args, **kwargs)
    operation.answer.round_ends = True
    return _run_tool(wrapped, instance, args, kwargs)


_CONTENT = Target(_describe_model("generate_content"), read_gemini_message, least=least("generate_content"))
_MESSAGE = Target(_describe_message, read_gemini_message, owns_nested_calls=True, least=least("generate_content"))
_COUNT = Target(_describe_model("count_tokens"), read_nothing, least=least("count_tokens"))
_EMBEDDINGS = Target(_describe_embeddings, read_embedding_dict, least=least("embeddings"))

PATCHES = (
    Patch(_MODELS, "GenerativeModel.generate_content", sync_call(_CONTENT, _finisher(SyncStream))),
    Patch(_MODELS, "GenerativeModel.generate_content_async", async_call(_CONTENT, _finisher(AsyncStream))),
    Patch(_MODELS, "ChatSession.send_message", sync_call(_MESSAGE, _finisher(SyncStream))),
    Patch(_MODELS, "ChatSession.send_message_async", async_call(_MESSAGE, _finisher(AsyncStream))),
    Patch(_MODELS, "GenerativeModel.count_tokens", sync_call(_COUNT)),
    Patch(_MODELS, "GenerativeModel.count_tokens_async", async_call(_COUNT)),
    # Set when the package is imported whole: the two names of each function then hold the function itself.
    *(
        Patch(module, name, call(_EMBEDDINGS))
        for module in (PACKAGE, f"{PACKAGE}.embedding")
        for name, call in (("embed_content", sync_call), ("embed_content_async", async_call))
    ),
    Patch(f"{PACKAGE}.types.content_types", "FunctionLibrary.__call__", _call_tool, optional=True),
)
