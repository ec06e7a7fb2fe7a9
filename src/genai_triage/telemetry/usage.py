"""Tokens that a call used: by modality on its span, and as the counters of the latest conventions.

Source: semconv, GenAI client spans, `gen_ai.usage.*`, and GenAI token metrics.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from opentelemetry.metrics import Counter, Meter

from genai_triage.evidence.modalities import NOTHING, Counts, tokens_by_modality
from genai_triage.evidence.reading import Reading
from genai_triage.telemetry import gate, names

_UNKNOWN: Final = "unknown"
_NONE: Final[Counts] = {}


def usage_attributes(answer: Reading) -> dict[str, Any]:
    """Returns the tokens, and those by modality; the latter not where the rounds of several usages were added up."""
    attributes: dict[str, Any] = {}
    if answer.input_tokens is not None:
        attributes[names.USAGE_INPUT_TOKENS] = answer.input_tokens
    if answer.output_tokens is not None:
        attributes[names.USAGE_OUTPUT_TOKENS] = answer.output_tokens
    if answer.cached_tokens:
        attributes[names.USAGE_CACHE_READ_TOKENS] = answer.cached_tokens
    if answer.reasoning_tokens:
        attributes[names.USAGE_REASONING_TOKENS] = answer.reasoning_tokens
    if answer.usage is None or answer.rounds > 1:
        return attributes
    found = tokens_by_modality(answer.usage)
    if found is NOTHING:
        return attributes
    given, output, cached = found
    for name, tokens in given.items():
        attributes[names.USAGE_OF_INPUT[name]] = tokens
    for name, tokens in output.items():
        attributes[names.USAGE_OF_OUTPUT[name]] = tokens
    for name, tokens in cached.items():
        attributes[names.USAGE_OF_CACHE_READ[name]] = tokens
    return attributes


class UsageCounters:
    """The counters of the latest conventions, split by modality."""

    def __init__(self, meter: Meter) -> None:
        self._input = _counter(meter, names.INFERENCE_USAGE_INPUT, "Input tokens used.")
        self._output = _counter(meter, names.INFERENCE_USAGE_OUTPUT, "Output tokens used.")
        self._cached = _counter(meter, names.INFERENCE_USAGE_CACHE_READ, "Input tokens read from a cache.")
        self._reasoning = _counter(meter, names.INFERENCE_USAGE_REASONING, "Output tokens used to reason.")

    def count_answer(self, answer: Reading, labels: Mapping[str, Any]) -> None:
        """Counts what an answer used; the conventions ask for 0 of unknown modality where no usage arrived."""
        given, output, cached = (_NONE, _NONE, _NONE) if answer.usage is None else tokens_by_modality(answer.usage)
        _add(self._input, answer.input_tokens, given, labels)
        _add(self._output, answer.output_tokens, output, labels)
        if answer.cached_tokens:
            _add(self._cached, answer.cached_tokens, cached, labels)
        if answer.reasoning_tokens:
            _add(self._reasoning, answer.reasoning_tokens, _NONE, labels)


def _counter(meter: Meter, name: str, description: str) -> Counter:
    return meter.create_counter(name, "{token}", description)


def _add(counter: Counter, total: int | None, parts: Counts, labels: Mapping[str, Any]) -> None:
    """Adds `total` by its parts; what they leave over is of unknown modality, and all of it if they exceed it."""
    used = total or 0
    known = parts if sum(parts.values()) <= used else _NONE
    for modality, tokens in known.items():
        gate.count(counter, tokens, {**labels, names.TOKEN_MODALITY: modality})
    rest = used - sum(known.values())
    if rest or not known:
        gate.count(counter, rest, {**labels, names.TOKEN_MODALITY: _UNKNOWN})
