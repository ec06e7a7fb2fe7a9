"""google-genai 1.32 to 3.x: `client.models`, `client.aio.models` and what is built on them: chats, function calling.

Observed at the methods that applications call, so that automatic function calling is one operation with many attempts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.sdks.gemini_config import config_attributes
from genai_triage.instrumentation.transports import aiohttp, httpx, requests
from genai_triage.taxonomy.vendors import GEMINI_API, VERTEX_AI
from genai_triage.telemetry.calls import async_call, awaited_stream, sync_call, sync_stream
from genai_triage.telemetry.request import Reading, Request, Server, model_of, server_of
from genai_triage.telemetry.target import Describe, Target

_MODULE = "google.genai.models"
_UNSPECIFIED = "FINISH_REASON_UNSPECIFIED"


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


def _read_content(answer: Reading, response: Any) -> None:
    for position, candidate in enumerate(response.candidates or ()):
        content = candidate.content
        if content is not None and content.parts and (len(content.parts) > 1 or content.parts[0].text != ""):
            answer.answered = True
        reason = candidate.finish_reason
        if reason is not None and reason != _UNSPECIFIED:
            answer.add_reason(reason, candidate.index or position)
    feedback = response.prompt_feedback
    if feedback is not None and feedback.block_reason is not None:
        answer.block_reason = str(getattr(feedback.block_reason, "value", feedback.block_reason))
    if response.usage_metadata is not None:
        _read_usage(answer, response.usage_metadata)
    if response.model_version is not None:
        answer.model = response.model_version
    identifier = getattr(response, "response_id", None)
    if identifier is not None:
        answer.id = identifier


def _read_usage(answer: Reading, usage: Any) -> None:
    """Output includes thoughts and input includes tool results, as semconv's totals do."""
    if usage.prompt_token_count is None:
        return
    thoughts = getattr(usage, "thoughts_token_count", None)
    answer.input_tokens = usage.prompt_token_count + (getattr(usage, "tool_use_prompt_token_count", None) or 0)
    answer.output_tokens = (usage.candidates_token_count or 0) + (thoughts or 0)
    answer.cached_tokens = usage.cached_content_token_count
    answer.reasoning_tokens = thoughts


def _read_embeddings(answer: Reading, response: Any) -> None:
    embeddings = response.embeddings
    answer.answered = bool(embeddings)
    counts = [
        embedding.statistics.token_count
        for embedding in embeddings or ()
        if embedding.statistics is not None and embedding.statistics.token_count is not None
    ]
    if counts:
        answer.input_tokens = int(sum(counts))


def _read_count(answer: Reading, response: Any) -> None:
    answer.answered = True


_CONTENT = Target(_describe("generate_content"), _read_content)
_CONTENT_STREAM = Target(_describe("generate_content", stream=True), _read_content)
_EMBEDDINGS = Target(_describe("embeddings"), _read_embeddings)
_COUNT = Target(_describe("count_tokens"), _read_count)

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
