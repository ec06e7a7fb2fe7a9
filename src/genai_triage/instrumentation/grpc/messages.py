"""Requests and answers of the GenAI services over gRPC, read by attribute: raw protobuf and proto-plus messages alike.

Fields: google/ai/generativelanguage/v1beta, google/cloud/aiplatform/v1 (prediction_service.proto) and GigaChat's
`gigachatv1.proto`. A field that a version lacks is skipped.
"""

from __future__ import annotations

from typing import Any

from genai_triage.telemetry import names
from genai_triage.telemetry.request import Reading, model_of

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
    message = _raw(request)
    for field in _LOOKUP_FIELDS if operation == "get_model" else _MODEL_FIELDS:
        model = model_of(getattr(message, field, None))
        if model is not None:
            return model
    return None


def gemini_options(request: Any) -> dict[str, Any]:
    """`gen_ai.request.*` of a request to Gemini."""
    message = _raw(request)
    dimensions = _field(message, "output_dimensionality")
    if isinstance(dimensions, int):
        return {names.EMBEDDINGS_DIMENSIONS: dimensions}
    config = _field(message, "generation_config")
    if config is None:
        return {}
    attributes = _numbers(config, _GEMINI_OPTIONS)
    if names.REQUEST_TOP_K in attributes:
        attributes[names.REQUEST_TOP_K] = int(attributes[names.REQUEST_TOP_K])
    count = _field(config, "candidate_count")
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
    options = _field(_raw(request), "options")
    return {} if options is None else _numbers(options, _GIGACHAT_OPTIONS)


def read_gemini(answer: Reading, response: Any) -> None:
    """An answer or chunk of `GenerateContent`."""
    message = _raw(response)
    for candidate in getattr(message, "candidates", ()):
        if candidate.content.parts:
            answer.answered = True
        reason = _enum(candidate, "finish_reason")
        if reason is not None:
            answer.add_reason(reason, getattr(candidate, "index", 0))
    feedback = _field(message, "prompt_feedback")
    if feedback is not None:
        answer.block_reason = _enum(feedback, "block_reason") or answer.block_reason
    usage = _field(message, "usage_metadata")
    if usage is not None and usage.prompt_token_count:
        thoughts = getattr(usage, "thoughts_token_count", 0)
        answer.input_tokens = usage.prompt_token_count + getattr(usage, "tool_use_prompt_token_count", 0)
        answer.output_tokens = usage.candidates_token_count + thoughts
        answer.cached_tokens = getattr(usage, "cached_content_token_count", 0) or None
        answer.reasoning_tokens = thoughts or None
    answer.model = getattr(message, "model_version", "") or answer.model
    answer.id = getattr(message, "response_id", "") or answer.id


def read_gigachat(answer: Reading, response: Any) -> None:
    """An answer or chunk of `Chat`."""
    message = _raw(response)
    for alternative in message.alternatives:
        said = alternative.message
        if said.content or _field(said, "function_call") is not None:
            answer.answered = True
        if alternative.finish_reason:
            answer.add_reason(alternative.finish_reason, alternative.index)
    usage = _field(message, "usage")
    if usage is not None:
        answer.input_tokens = usage.prompt_tokens
        answer.output_tokens = usage.completion_tokens
    info = _field(message, "model_info")
    if info is not None and info.name:
        answer.model = f"{info.name}:{info.version}" if info.version else info.name


def read_embeddings(answer: Reading, response: Any) -> None:
    """An answer of `EmbedContent` or `BatchEmbedContents`."""
    message = _raw(response)
    answer.answered = bool(getattr(message, "embeddings", ())) or _field(message, "embedding") is not None


def read_other(answer: Reading, response: Any) -> None:
    """An answer that is good because it came."""
    answer.answered = True


def _raw(message: Any) -> Any:
    """The protobuf message inside proto-plus's, which converts every field that is read."""
    return getattr(message, "_pb", message)


def _field(message: Any, name: str) -> Any:
    """The field's value if it is set, else None."""
    try:
        return getattr(message, name) if message.HasField(name) else None
    except (AttributeError, ValueError):
        return None


def _numbers(config: Any, options: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    found = ((attribute, _field(config, field)) for field, attribute in options)
    # A 32-bit float prints as it was written when six digits are kept.
    return {
        attribute: float(f"{value:.6g}") if isinstance(value, float) else value
        for attribute, value in found
        if value is not None
    }


def _enum(message: Any, field: str) -> str | None:
    """The name of an enum's value, its number if this version has no name for it; None if it is not set."""
    number = getattr(message, field, 0)
    if not number:
        return None
    known = message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number.get(number)
    return str(number) if known is None else str(known.name)
