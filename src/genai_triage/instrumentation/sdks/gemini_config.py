"""Gemini's generation config as `gen_ai.request.*`: one table for both of Google's SDKs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genai_triage.instrumentation.wishes import output_type, reasoning_level
from genai_triage.telemetry import names

_OPTIONS: tuple[tuple[str, str, type], ...] = (
    ("temperature", names.REQUEST_TEMPERATURE, float),
    ("top_p", names.REQUEST_TOP_P, float),
    ("top_k", names.REQUEST_TOP_K, int),
    ("max_output_tokens", names.REQUEST_MAX_TOKENS, int),
    ("seed", names.REQUEST_SEED, int),
    ("frequency_penalty", names.REQUEST_FREQUENCY_PENALTY, float),
    ("presence_penalty", names.REQUEST_PRESENCE_PENALTY, float),
    ("output_dimensionality", names.EMBEDDINGS_DIMENSIONS, int),
)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


_NUMBERS = {key: option for option in _OPTIONS for key in (option[0], _camel(option[0]))}
"""The options by both spellings: a config is gone through once, as most have one or two fields."""
_OTHERS = frozenset(
    {"candidate_count", "candidateCount", "stop_sequences", "stopSequences", "response_mime_type", "responseMimeType"}
    | {"thinking_config", "thinkingConfig", "thinking_level", "response_modalities", "responseModalities"}
)


def config_attributes(config: Mapping[str, Any]) -> dict[str, Any]:
    """Reads the fields of a config, in snake or camel case."""
    attributes: dict[str, Any] = {}
    for key, value in config.items():
        if value is None or key not in _NUMBERS:
            continue
        name, attribute, kind = _NUMBERS[key]
        if isinstance(value, (int, float)) and (key == name or config.get(name) is None):
            attributes[attribute] = kind(value)
    if not _OTHERS.isdisjoint(config):
        _add_others(config, attributes)
    return attributes


def _add_others(config: Mapping[str, Any], attributes: dict[str, Any]) -> None:
    count = config.get("candidate_count") or config.get("candidateCount")
    if isinstance(count, int) and count != 1:
        attributes[names.REQUEST_CHOICE_COUNT] = count
    stops = config.get("stop_sequences") or config.get("stopSequences")
    if stops and isinstance(stops, (list, tuple)):
        attributes[names.REQUEST_STOP_SEQUENCES] = [str(stop)[:100] for stop in stops[:16]]
    mime_type = config.get("response_mime_type") or config.get("responseMimeType")
    if mime_type in names.OUTPUT_TYPES:
        attributes[names.OUTPUT_TYPE] = names.OUTPUT_TYPES[mime_type]
    thinking = config.get("thinking_config") or config.get("thinkingConfig") or config.get("thinking_level")
    if thinking is not None and (level := reasoning_level(thinking)) is not None:
        attributes[names.REQUEST_REASONING_LEVEL] = level
    modalities = config.get("response_modalities") or config.get("responseModalities")
    if modalities and (kind := output_type(modalities)) is not None and names.OUTPUT_TYPE not in attributes:
        attributes[names.OUTPUT_TYPE] = kind
