"""Requests to the GenAI services over gRPC, read by attribute: raw protobuf and proto-plus messages alike.

Fields: google/ai/generativelanguage/v1beta, google/cloud/aiplatform/v1 (prediction_service.proto) and GigaChat's
`gigachatv1.proto`. A field that a version lacks is skipped.
"""

from __future__ import annotations

from typing import Any

from genai_triage.evidence.sdk_object import raw_message, set_field
from genai_triage.telemetry import names
from genai_triage.telemetry.request import model_of

_MAX_STOPS = 16

_GEMINI_OPTIONS: tuple[tuple[str, str], ...] = (
    ("temperature", names.REQUEST_TEMPERATURE),
    ("top_p", names.REQUEST_TOP_P),
    ("top_k", names.REQUEST_TOP_K),
    ("max_output_tokens", names.REQUEST_MAX_TOKENS),
    ("seed", names.REQUEST_SEED),
    ("frequency_penalty", names.REQUEST_FREQUENCY_PENALTY),
    ("presence_penalty", names.REQUEST_PRESENCE_PENALTY),
)
_GIGACHAT_OPTIONS: tuple[tuple[str, str], ...] = (
    ("temperature", names.REQUEST_TEMPERATURE),
    ("top_p", names.REQUEST_TOP_P),
    ("max_tokens", names.REQUEST_MAX_TOKENS),
)
_MODEL_FIELDS = ("model", "endpoint")
_LOOKUP_FIELDS = ("name",)


def model_in(request: Any, operation: str) -> str | None:
    """The model a request is for; None for a request without one, and for a stream of requests."""
    message = raw_message(request)
    for field in _LOOKUP_FIELDS if operation == "get_model" else _MODEL_FIELDS:
        model = model_of(getattr(message, field, None))
        if model is not None:
            return model
    return None


def texts_in(request: Any) -> int:
    """How many texts a batch of embeddings is for; 0 for one."""
    requests = getattr(raw_message(request), "requests", ())
    return len(requests) if len(requests) > 1 else 0


def gemini_options(request: Any) -> dict[str, Any]:
    """`gen_ai.request.*` of a request to Gemini."""
    message = raw_message(request)
    dimensions = set_field(message, "output_dimensionality")
    if isinstance(dimensions, int):
        return {names.EMBEDDINGS_DIMENSIONS: dimensions}
    config = set_field(message, "generation_config")
    if config is None:
        return {}
    attributes = _numbers(config, _GEMINI_OPTIONS)
    if names.REQUEST_TOP_K in attributes:
        attributes[names.REQUEST_TOP_K] = int(attributes[names.REQUEST_TOP_K])
    count = set_field(config, "candidate_count")
    if isinstance(count, int) and count not in (0, 1):
        attributes[names.REQUEST_CHOICE_COUNT] = count
    stops = getattr(config, "stop_sequences", None)
    if stops:
        attributes[names.REQUEST_STOP_SEQUENCES] = [str(stop)[:100] for stop in stops[:_MAX_STOPS]]
    kind = names.OUTPUT_TYPES.get(getattr(config, "response_mime_type", ""))
    if kind is not None:
        attributes[names.OUTPUT_TYPE] = kind
    return attributes


def gigachat_options(request: Any) -> dict[str, Any]:
    """`gen_ai.request.*` of a request to GigaChat."""
    options = set_field(raw_message(request), "options")
    return {} if options is None else _numbers(options, _GIGACHAT_OPTIONS)


def _numbers(config: Any, options: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    found = ((attribute, set_field(config, field)) for field, attribute in options)
    # A 32-bit float prints as it was written when six digits are kept.
    return {
        attribute: float(f"{value:.6g}") if isinstance(value, float) else value
        for attribute, value in found
        if value is not None
    }
