"""Chat (both generations), stream, parse, embeddings, token counting, balance; sync and async.

From 0.2.2 on `GigaChat.chat` is an object whose methods call private functions of the client, so those are wrapped;
in older versions the public methods are.
"""

from __future__ import annotations

from typing import Any, Final

from genai_triage.evidence.sdk_object import (
    read_gigachat_balance,
    read_gigachat_completion,
    read_gigachat_embeddings,
    read_gigachat_primary,
    read_nothing,
)
from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.sdks.gigachat.request import (
    MODULE,
    default_model,
    fields_of,
    least,
    options_of,
    request_of,
)
from genai_triage.telemetry.calls import async_call, async_stream, sync_call, sync_stream
from genai_triage.telemetry.current import is_suppressed
from genai_triage.telemetry.request import Request, results_of
from genai_triage.telemetry.target import Describe, Target

_DEFAULT_EMBEDDER: Final = "Embeddings"


def _describe_chat(*, stream: bool = False, version: str | None = None) -> Describe:
    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        payload = fields_of(args[0] if args else kwargs.get("payload"))
        storage = payload.get("storage")
        return request_of(
            instance,
            "chat",
            payload.get("model") or default_model(instance),
            attributes=options_of(payload) | options_of(fields_of(payload.get("model_options"))),
            thread=None if storage is None else fields_of(storage).get("thread_id"),
            stream=stream,
            version=version,
        )

    return describe


def _describe_embeddings(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
    request = request_of(instance, "embeddings", args[1] if len(args) > 1 else kwargs.get("model", _DEFAULT_EMBEDDER))
    request.results = results_of(args[0] if args else kwargs.get("texts"))
    return request


def _describe_count(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
    model = args[1] if len(args) > 1 else kwargs.get("model")
    return request_of(instance, "count_tokens", model or default_model(instance))


def _describe_balance(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
    return request_of(instance, "get_balance")


_CHAT: Final = Target(_describe_chat(), read_gigachat_completion, least=least("chat"))
_STREAM: Final = Target(_describe_chat(stream=True), read_gigachat_completion, least=least("chat", stream=True))
_PARSE: Final = Target(_describe_chat(), read_nothing, owns_nested_calls=True, least=least("chat"))
_CREATE: Final = Target(_describe_chat(version="v2"), read_gigachat_primary, least=least("chat"))
_CREATE_STREAM: Final = Target(
    _describe_chat(stream=True, version="v2"), read_gigachat_primary, least=least("chat", stream=True)
)
_CREATE_PARSE: Final = Target(_describe_chat(version="v2"), read_nothing, owns_nested_calls=True, least=least("chat"))
_EMBEDDINGS: Final = Target(_describe_embeddings, read_gigachat_embeddings, least=least("embeddings"))
_COUNT: Final = Target(_describe_count, read_nothing, least=least("count_tokens"))
_BALANCE: Final = Target(_describe_balance, read_gigachat_balance, least=least("get_balance"))

_SYNC: Final = "GigaChatSyncClient"
_ASYNC: Final = "GigaChatAsyncClient"

PATCHES = (
    Patch(MODULE, (f"{_SYNC}._chat", f"{_SYNC}.chat"), sync_call(_CHAT), is_busy=True, passes=is_suppressed),
    Patch(MODULE, (f"{_SYNC}._stream", f"{_SYNC}.stream"), sync_stream(_STREAM)),
    Patch(MODULE, (f"{_SYNC}._chat_parse_root", f"{_SYNC}.chat_parse"), sync_call(_PARSE), optional=True),
    Patch(MODULE, f"{_SYNC}._chat_create", sync_call(_CREATE), optional=True, is_busy=True, passes=is_suppressed),
    Patch(MODULE, f"{_SYNC}._chat_stream", sync_stream(_CREATE_STREAM), optional=True),
    Patch(MODULE, f"{_SYNC}._chat_parse", sync_call(_CREATE_PARSE), optional=True),
    Patch(MODULE, f"{_SYNC}.embeddings", sync_call(_EMBEDDINGS), is_busy=True, passes=is_suppressed),
    Patch(MODULE, f"{_SYNC}.tokens_count", sync_call(_COUNT), is_busy=True, passes=is_suppressed),
    Patch(MODULE, f"{_SYNC}.get_balance", sync_call(_BALANCE), optional=True),
    Patch(MODULE, (f"{_ASYNC}._achat", f"{_ASYNC}.achat"), async_call(_CHAT), is_busy=True),
    Patch(MODULE, (f"{_ASYNC}._astream", f"{_ASYNC}.astream"), async_stream(_STREAM)),
    Patch(MODULE, (f"{_ASYNC}._achat_parse_root", f"{_ASYNC}.achat_parse"), async_call(_PARSE), optional=True),
    Patch(MODULE, f"{_ASYNC}._achat_create", async_call(_CREATE), optional=True, is_busy=True),
    Patch(MODULE, f"{_ASYNC}._achat_stream", async_stream(_CREATE_STREAM), optional=True),
    Patch(MODULE, f"{_ASYNC}._achat_parse", async_call(_CREATE_PARSE), optional=True),
    Patch(MODULE, f"{_ASYNC}.aembeddings", async_call(_EMBEDDINGS), is_busy=True),
    Patch(MODULE, f"{_ASYNC}.atokens_count", async_call(_COUNT), is_busy=True),
    Patch(MODULE, f"{_ASYNC}.aget_balance", async_call(_BALANCE), optional=True),
)
