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

from genai_triage.evidence.sdk_object import (
    read_gigachat_balance,
    read_gigachat_completion,
    read_gigachat_embeddings,
    read_gigachat_primary,
    read_nothing,
)
from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.sdks.gigachat_balance import BalancePoller
from genai_triage.instrumentation.transports import httpx
from genai_triage.taxonomy.vendors import GIGACHAT_API
from genai_triage.telemetry import names
from genai_triage.telemetry.calls import async_call, async_stream, sync_call, sync_stream
from genai_triage.telemetry.request import Request, Server, server_of
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


def _least(operation: str, *, stream: bool = False) -> Request:
    return Request("gigachat", PROVIDER_NAME, operation, None, Server(None, None, ()), stream=stream)


_CHAT = Target(_describe_chat(), read_gigachat_completion, least=_least("chat"))
_STREAM = Target(_describe_chat(stream=True), read_gigachat_completion, least=_least("chat", stream=True))
_PARSE = Target(_describe_chat(), read_nothing, owns_nested_calls=True, least=_least("chat"))
_CREATE = Target(_describe_chat(version="v2"), read_gigachat_primary, least=_least("chat"))
_CREATE_STREAM = Target(
    _describe_chat(stream=True, version="v2"), read_gigachat_primary, least=_least("chat", stream=True)
)
_CREATE_PARSE = Target(_describe_chat(version="v2"), read_nothing, owns_nested_calls=True, least=_least("chat"))
_EMBEDDINGS = Target(_describe_embeddings, read_gigachat_embeddings, least=_least("embeddings"))
_COUNT = Target(_describe_count, read_nothing, least=_least("count_tokens"))
_BALANCE = Target(_describe_balance, read_gigachat_balance, least=_least("get_balance"))

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
