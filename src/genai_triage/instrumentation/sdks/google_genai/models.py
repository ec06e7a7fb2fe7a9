"""`client.models` and `client.aio.models`, and what is built on them: chats, function calling.

Observed at the methods that applications call, so that automatic function calling is one operation with many attempts.
"""

from __future__ import annotations

import sys
from typing import Any

from genai_triage.evidence.sdk_object import read_genai_chunk, read_genai_content, read_genai_embeddings, read_nothing
from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.sdks.gemini_config import config_attributes
from genai_triage.instrumentation.sdks.google_genai.request import fields_of, least, request_of
from genai_triage.telemetry.calls import async_call, awaited_stream, sync_call, sync_stream
from genai_triage.telemetry.current import is_suppressed
from genai_triage.telemetry.request import Request, results_of
from genai_triage.telemetry.target import Describe, Read, Target

MODULE = "google.genai.models"


def _describe(operation: str, *, stream: bool = False) -> Describe:
    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        config = fields_of(kwargs.get("config"))
        attributes = config_attributes(config) if config else None
        request = request_of(
            instance, operation, model=kwargs.get("model"), config=config, attributes=attributes, stream=stream
        )
        if operation == "embeddings":
            request.results = _results(kwargs)
        return request

    return describe


def _results(arguments: dict[str, Any]) -> int:
    """How many embeddings a call asks for; 0 where the SDK makes one content of several texts."""
    return 0 if _merges(arguments.get("model")) else results_of(arguments.get("contents"))


def _merges(model: Any) -> bool:
    """Whether the SDK makes one content of several texts: models of more than text embed them together."""
    rule = getattr(sys.modules.get("google.genai._transformers"), "t_is_multimodal_embedding_model", None)
    return rule is not None and bool(rule(model))


def _target(operation: str, read: Read, *, stream: bool = False) -> Target:
    return Target(_describe(operation, stream=stream), read, least=least(operation, stream=stream))


_CONTENT = _target("generate_content", read_genai_content)
_CONTENT_STREAM = _target("generate_content", read_genai_chunk, stream=True)
_EMBEDDINGS = _target("embeddings", read_genai_embeddings)
_COUNT = _target("count_tokens", read_nothing)

PATCHES = (
    Patch(MODULE, "Models.generate_content", sync_call(_CONTENT), is_busy=True, passes=is_suppressed),
    Patch(MODULE, "Models.generate_content_stream", sync_stream(_CONTENT_STREAM)),
    Patch(MODULE, "Models.embed_content", sync_call(_EMBEDDINGS), is_busy=True, passes=is_suppressed),
    Patch(MODULE, "Models.count_tokens", sync_call(_COUNT), is_busy=True, passes=is_suppressed),
    Patch(MODULE, "AsyncModels.generate_content", async_call(_CONTENT), is_busy=True),
    Patch(MODULE, "AsyncModels.generate_content_stream", awaited_stream(_CONTENT_STREAM)),
    Patch(MODULE, "AsyncModels.embed_content", async_call(_EMBEDDINGS), is_busy=True),
    Patch(MODULE, "AsyncModels.count_tokens", async_call(_COUNT), is_busy=True),
)
