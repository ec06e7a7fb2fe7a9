"""`client.models` and `client.aio.models`, and what is built on them: chats, function calling.

Observed at the methods that applications call, so that automatic function calling is one operation with many attempts.
"""

from __future__ import annotations

from typing import Any

from genai_triage.evidence.sdk_object import read_genai_content, read_genai_embeddings, read_nothing
from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.sdks.gemini_config import config_attributes
from genai_triage.instrumentation.sdks.google_genai.request import fields_of, least, request_of
from genai_triage.telemetry.calls import async_call, awaited_stream, sync_call, sync_stream
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.target import Describe, Read, Target

MODULE = "google.genai.models"


def _describe(operation: str, *, stream: bool = False) -> Describe:
    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        config = fields_of(kwargs.get("config"))
        attributes = config_attributes(config) if config else None
        return request_of(
            instance, operation, model=kwargs.get("model"), config=config, attributes=attributes, stream=stream
        )

    return describe


def _target(operation: str, read: Read, *, stream: bool = False) -> Target:
    return Target(_describe(operation, stream=stream), read, least=least(operation, stream=stream))


_CONTENT = _target("generate_content", read_genai_content)
_CONTENT_STREAM = _target("generate_content", read_genai_content, stream=True)
_EMBEDDINGS = _target("embeddings", read_genai_embeddings)
_COUNT = _target("count_tokens", read_nothing)

PATCHES = (
    Patch(MODULE, "Models.generate_content", sync_call(_CONTENT)),
    Patch(MODULE, "Models.generate_content_stream", sync_stream(_CONTENT_STREAM)),
    Patch(MODULE, "Models.embed_content", sync_call(_EMBEDDINGS)),
    Patch(MODULE, "Models.count_tokens", sync_call(_COUNT)),
    Patch(MODULE, "AsyncModels.generate_content", async_call(_CONTENT)),
    Patch(MODULE, "AsyncModels.generate_content_stream", awaited_stream(_CONTENT_STREAM)),
    Patch(MODULE, "AsyncModels.embed_content", async_call(_EMBEDDINGS)),
    Patch(MODULE, "AsyncModels.count_tokens", async_call(_COUNT)),
)
