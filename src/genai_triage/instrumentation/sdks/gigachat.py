"""gigachat 0.1 and 0.2: chat (both generations), stream, parse, embeddings, token counting, balance; sync and async.

From 0.2.2 on `GigaChat.chat` is an object whose methods call private functions of the client, so those are wrapped;
in older versions the public methods are.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.sdks.gigachat_balance import BalancePoller
from genai_triage.instrumentation.transports import httpx
from genai_triage.taxonomy.vendors import GIGACHAT_API
from genai_triage.telemetry import names
from genai_triage.telemetry.calls import async_call, async_stream, sync_call, sync_stream
from genai_triage.telemetry.request import Reading, Request, Server, server_of
from genai_triage.telemetry.target import Describe, Target

PROVIDER_NAME = GIGACHAT_API.provider_name
_balance = BalancePoller(PROVIDER_NAME)
_MODULE = "gigachat.client"
_DEFAULT_EMBEDDER = "Embeddings"

_OPTIONS: tuple[tuple[str, str], ...] = (
    ("temperature", names.REQUEST_TEMPERATURE),
    ("top_p", names.REQUEST_TOP_P),
    ("max_tokens", names.REQUEST_MAX_TOKENS),
)


def _describe_chat(*, stream: bool = False, version: str | None = None) -> Describe:
    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        payload = _fields(args[0] if args else kwargs.get("payload"))
        return _request(
            instance,
            "chat",
            payload.get("model") or _default_model(instance),
            attributes=_options(payload) | _options(_fields(payload.get("model_options"))),
            stream=stream,
            version=version,
        )

    return describe


def _describe_embeddings(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
    return _request(instance, "embeddings", args[1] if len(args) > 1 else kwargs.get("model", _DEFAULT_EMBEDDER))


def _describe_count(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
    model = args[1] if len(args) > 1 else kwargs.get("model")
    return _request(instance, "count_tokens", model or _default_model(instance))


def _describe_balance(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
    return _request(instance, "get_balance", None)


def _request(
    instance: Any,
    operation: str,
    model: Any,
    *,
    attributes: dict[str, Any] | None = None,
    stream: bool = False,
    version: str | None = None,
) -> Request:
    settings = getattr(instance, "_settings", None)
    _balance.watch(instance)
    return Request(
        provider=GIGACHAT_API.provider,
        provider_name=PROVIDER_NAME,
        operation=operation,
        model=model if isinstance(model, str) else None,
        server=_server(
            str(getattr(settings, "base_url", None) or GIGACHAT_API.default_url),
            str(getattr(settings, "auth_url", None) or ""),
            version,
        ),
        attributes=attributes or {},
        stream=stream,
    )


@lru_cache(maxsize=64)
def _server(base_url: str, auth_url: str, version: str | None) -> Server:
    server = server_of(base_url, auth_url)
    return server if version is None else replace(server, api_version=version)


def _fields(payload: Any) -> Mapping[str, Any]:
    if payload is None or isinstance(payload, str):
        return {}
    return payload if isinstance(payload, Mapping) else getattr(payload, "__dict__", {})


def _default_model(instance: Any) -> Any:
    """The client's model, else the one that versions before 0.2.3 fall back to."""
    model = getattr(getattr(instance, "_settings", None), "model", None)
    return model or getattr(sys.modules.get(_MODULE), "GIGACHAT_MODEL", None)


def _options(fields: Mapping[str, Any]) -> dict[str, Any]:
    found = ((attribute, fields.get(name)) for name, attribute in _OPTIONS)
    return {attribute: value for attribute, value in found if isinstance(value, (int, float))}


def _read_completion(answer: Reading, completion: Any) -> None:
    """A chat answer or chunk of the first generation."""
    for choice in completion.choices or ():
        message = getattr(choice, "message", None) or getattr(choice, "delta", None)
        if message is not None and (message.content or getattr(message, "function_call", None) is not None):
            answer.answered = True
        if choice.finish_reason:
            answer.add_reason(choice.finish_reason, getattr(choice, "index", 0) or 0)
    usage = getattr(completion, "usage", None)
    if usage is not None:
        answer.input_tokens = usage.prompt_tokens
        answer.output_tokens = usage.completion_tokens
        answer.cached_tokens = getattr(usage, "precached_prompt_tokens", None)
    _read_identity(answer, completion)


def _read_primary_completion(answer: Reading, completion: Any) -> None:
    """A chat answer or event of the second generation."""
    for message in completion.messages or ():
        if message.content or getattr(message, "function_call", None) is not None:
            answer.answered = True
        if getattr(message, "finish_reason", None):
            answer.add_reason(message.finish_reason, 0)
    if completion.finish_reason:
        answer.add_reason(completion.finish_reason, 0)
    if getattr(completion, "tool_execution", None) is not None:
        answer.answered = True
    usage = completion.usage
    if usage is not None:
        answer.input_tokens = usage.input_tokens
        answer.output_tokens = usage.output_tokens
        details = usage.input_tokens_details
        answer.cached_tokens = None if details is None else details.cached_tokens
    _read_identity(answer, completion)


def _read_identity(answer: Reading, completion: Any) -> None:
    if completion.model:
        answer.model = completion.model
    if answer.id is None:
        headers = getattr(completion, "x_headers", None)
        if headers:
            answer.id = headers.get("x-request-id")


def _read_parsed(answer: Reading, result: Any) -> None:
    """`parse` answers with (completion, parsed); the completion was read when it arrived."""


def _read_embeddings(answer: Reading, result: Any) -> None:
    answer.answered = bool(result.data)
    answer.model = getattr(result, "model", None)
    counts = [getattr(getattr(item, "usage", None), "prompt_tokens", None) for item in result.data or ()]
    known = [count for count in counts if count is not None]
    if known:
        answer.input_tokens = sum(known)


def _read_count(answer: Reading, result: Any) -> None:
    answer.answered = True


def _read_balance(answer: Reading, result: Any) -> None:
    answer.answered = True
    answer.balance = {str(item.usage): float(item.value) for item in (result.balance or ())[:100]}


_CHAT = Target(_describe_chat(), _read_completion)
_STREAM = Target(_describe_chat(stream=True), _read_completion)
_PARSE = Target(_describe_chat(), _read_parsed, owns_nested_calls=True)
_CREATE = Target(_describe_chat(version="v2"), _read_primary_completion)
_CREATE_STREAM = Target(_describe_chat(stream=True, version="v2"), _read_primary_completion)
_CREATE_PARSE = Target(_describe_chat(version="v2"), _read_parsed, owns_nested_calls=True)
_EMBEDDINGS = Target(_describe_embeddings, _read_embeddings)
_COUNT = Target(_describe_count, _read_count)
_BALANCE = Target(_describe_balance, _read_balance)

_SYNC, _ASYNC = "GigaChatSyncClient", "GigaChatAsyncClient"

PATCHES = (
    Patch(_MODULE, (f"{_SYNC}._chat", f"{_SYNC}.chat"), sync_call(_CHAT)),
    Patch(_MODULE, (f"{_SYNC}._stream", f"{_SYNC}.stream"), sync_stream(_STREAM)),
    Patch(_MODULE, (f"{_SYNC}._chat_parse_root", f"{_SYNC}.chat_parse"), sync_call(_PARSE), optional=True),
    Patch(_MODULE, f"{_SYNC}._chat_create", sync_call(_CREATE), optional=True),
    Patch(_MODULE, f"{_SYNC}._chat_stream", sync_stream(_CREATE_STREAM), optional=True),
    Patch(_MODULE, f"{_SYNC}._chat_parse", sync_call(_CREATE_PARSE), optional=True),
    Patch(_MODULE, f"{_SYNC}.embeddings", sync_call(_EMBEDDINGS)),
    Patch(_MODULE, f"{_SYNC}.tokens_count", sync_call(_COUNT)),
    Patch(_MODULE, f"{_SYNC}.get_balance", sync_call(_BALANCE), optional=True),
    Patch(_MODULE, (f"{_ASYNC}._achat", f"{_ASYNC}.achat"), async_call(_CHAT)),
    Patch(_MODULE, (f"{_ASYNC}._astream", f"{_ASYNC}.astream"), async_stream(_STREAM)),
    Patch(_MODULE, (f"{_ASYNC}._achat_parse_root", f"{_ASYNC}.achat_parse"), async_call(_PARSE), optional=True),
    Patch(_MODULE, f"{_ASYNC}._achat_create", async_call(_CREATE), optional=True),
    Patch(_MODULE, f"{_ASYNC}._achat_stream", async_stream(_CREATE_STREAM), optional=True),
    Patch(_MODULE, f"{_ASYNC}._achat_parse", async_call(_CREATE_PARSE), optional=True),
    Patch(_MODULE, f"{_ASYNC}.aembeddings", async_call(_EMBEDDINGS)),
    Patch(_MODULE, f"{_ASYNC}.atokens_count", async_call(_COUNT)),
    Patch(_MODULE, f"{_ASYNC}.aget_balance", async_call(_BALANCE), optional=True),
    *httpx.PATCHES,
)
