"""google-genai 1.32 to 3.x: `client.models`, `client.aio.models` and what is built on them: chats, function calling.

Observed at the methods that applications call, so that automatic function calling is one operation with many attempts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from genai_triage.evidence.sdk_object import read_genai_content, read_genai_embeddings, read_nothing
from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.sdks.gemini_config import config_attributes
from genai_triage.instrumentation.transports import aiohttp, httpx, requests
from genai_triage.taxonomy.vendors import GEMINI_API, VERTEX_AI
from genai_triage.telemetry.calls import async_call, awaited_stream, sync_call, sync_stream
from genai_triage.telemetry.request import Request, Server, model_of, server_of
from genai_triage.telemetry.target import Describe, Read, Target

_MODULE = "google.genai.models"


def _describe(operation: str, *, stream: bool = False) -> Describe:
    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        client = getattr(instance, "_api_client", None)
        service = VERTEX_AI if getattr(client, "vertexai", False) else GEMINI_API
        config = _fields(kwargs.get("config"))
        options = getattr(client, "_http_options", None)
        own = _fields(config.get("http_options"))
        return Request(
            provider=service.provider,
            provider_name=service.provider_name,
            operation=operation,
            model=model_of(kwargs.get("model")),
            server=_server(
                own.get("base_url") or getattr(options, "base_url", None) or "",
                own.get("api_version") or getattr(options, "api_version", None),
            ),
            attributes=config_attributes(config) if config else {},
            stream=stream,
        )

    return describe


def _fields(config: Any) -> Mapping[str, Any]:
    """A config's fields without dumping it: a pydantic model keeps them in its `__dict__`."""
    if config is None:
        return {}
    return config if isinstance(config, Mapping) else getattr(config, "__dict__", {})


@lru_cache(maxsize=64)
def _server(base_url: str, api_version: str | None) -> Server:
    return replace(server_of(base_url), api_version=api_version)


def _target(operation: str, read: Read, *, stream: bool = False) -> Target:
    least = Request("gemini", "gcp.gemini", operation, None, Server(None, None, ()), stream=stream)
    return Target(_describe(operation, stream=stream), read, least=least)


_CONTENT = _target("generate_content", read_genai_content)
_CONTENT_STREAM = _target("generate_content", read_genai_content, stream=True)
_EMBEDDINGS = _target("embeddings", read_genai_embeddings)
_COUNT = _target("count_tokens", read_nothing)

PATCHES = (
    Patch(_MODULE, "Models.generate_content", sync_call(_CONTENT)),
    Patch(_MODULE, "Models.generate_content_stream", sync_stream(_CONTENT_STREAM)),
    Patch(_MODULE, "Models.embed_content", sync_call(_EMBEDDINGS)),
    Patch(_MODULE, "Models.count_tokens", sync_call(_COUNT)),
    Patch(_MODULE, "AsyncModels.generate_content", async_call(_CONTENT)),
    Patch(_MODULE, "AsyncModels.generate_content_stream", awaited_stream(_CONTENT_STREAM)),
    Patch(_MODULE, "AsyncModels.embed_content", async_call(_EMBEDDINGS)),
    Patch(_MODULE, "AsyncModels.count_tokens", async_call(_COUNT)),
    *httpx.PATCHES,
    *aiohttp.PATCHES,
    *requests.PATCHES,
)
