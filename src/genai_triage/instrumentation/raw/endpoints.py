"""What a raw HTTP request asks for: read off its path and off its body's own level."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from genai_triage.evidence.address import asks_for_content
from genai_triage.evidence.limits import MAX_BODY
from genai_triage.evidence.parse import members_of, members_of_head
from genai_triage.instrumentation.wishes import output_type, reasoning_level
from genai_triage.patterns import late
from genai_triage.taxonomy.vendors import Service
from genai_triage.telemetry import names
from genai_triage.telemetry.operation_names import operation_of_request
from genai_triage.telemetry.request import Request, Server, results_of, server_of

_BASE = late(r"[a-z]+://[^/?#]{1,300}(?:/[^/?#]{1,40}){0,2}")
_LONGEST_BASE = 500
"""Characters of a URL that hold more than what is looked for."""
_MODEL_IN_PATH = late(r"/(?:(?:models|tunedModels)/([^/:?]+)|endpoints/([^/:?]+):)")
_OPTIONS = {
    "temperature": (names.REQUEST_TEMPERATURE, float),
    "topP": (names.REQUEST_TOP_P, float),
    "top_p": (names.REQUEST_TOP_P, float),
    "topK": (names.REQUEST_TOP_K, int),
    "maxOutputTokens": (names.REQUEST_MAX_TOKENS, int),
    "max_tokens": (names.REQUEST_MAX_TOKENS, int),
    "candidateCount": (names.REQUEST_CHOICE_COUNT, int),
    "seed": (names.REQUEST_SEED, int),
}
_WISHES = frozenset(
    {"thinkingConfig", "thinking_config", "reasoning_effort", "responseModalities", "response_modalities"}
)
_NUMBERS = (int, float)
_OPTION_HOLDERS = frozenset({"generationConfig", "generation_config", "parameters", "model_options"})
"""Members of a body that hold options, beside the body itself."""


def read_request(
    service: Service, url: str, path: str, body: bytes | Mapping[str, Any] | None, method: str = "POST"
) -> Request | None:
    """Reads what a raw request asks for; None for what is not the service's, on hosts that it shares.

    `url` is the whole URL, `path` its path; `body` is as it is sent or before it is made JSON, None where it cannot be
    seen without consuming it.
    """
    operation = operation_of_request(service.provider, method, path, content=asks_for_content(url))
    if operation is None:
        if service.is_shared:
            return None
        operation = names.OTHER_OPERATION
    asked = body if isinstance(body, Mapping) else _members(body) if body else {}
    model = _model_in(path) or asked.get("model")
    return Request(  # by position: names of arguments would cost as much again
        service.provider,
        service.provider_name,
        operation,
        model[:200].removeprefix("models/") if isinstance(model, str) and model else None,
        _server_at(url[:_LONGEST_BASE].partition("?")[0]),
        _options(asked),
        ":streamGenerateContent" in path or asked.get("stream") is True,
        None,
        results_of(asked.get("requests") or asked.get("input")) if operation == "embeddings" else 0,
    )


@lru_cache(maxsize=256)
def _model_in(path: str) -> str | None:
    found = _MODEL_IN_PATH.search(path)
    return found[1] or found[2] if found else None


@lru_cache(maxsize=256)
def _server_at(address: str) -> Server:
    """The server by the address and the first steps of the path, where the API version stands."""
    found = _BASE.match(address)
    return server_of(found[0] if found else "")


def _members(body: bytes) -> Mapping[str, Any]:
    """The body's own members; of a long one, those before the first that is not whole in its beginning."""
    if len(body) > MAX_BODY:
        return members_of_head(body[:MAX_BODY].decode("utf-8", "replace"))
    return members_of(body)


def _options(asked: Mapping[str, Any]) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    _add_options(asked, attributes)
    if not _OPTION_HOLDERS.isdisjoint(asked):
        for name, holder in asked.items():
            if name in _OPTION_HOLDERS and isinstance(holder, dict):
                _add_options(holder, attributes)
    if attributes.get(names.REQUEST_CHOICE_COUNT) == 1:
        del attributes[names.REQUEST_CHOICE_COUNT]
    return attributes


def _add_options(holder: Mapping[str, Any], attributes: dict[str, Any]) -> None:
    if not _WISHES.isdisjoint(holder):
        _add_wishes(holder, attributes)
    if _OPTIONS.keys().isdisjoint(holder):
        return
    for key, value in holder.items():
        if key in _OPTIONS and type(value) in _NUMBERS and abs(value) < 10**12:
            attribute, kind = _OPTIONS[key]
            attributes[attribute] = kind(value)


def _add_wishes(holder: Mapping[str, Any], attributes: dict[str, Any]) -> None:
    thinking = holder.get("thinkingConfig") or holder.get("thinking_config") or holder.get("reasoning_effort")
    level = reasoning_level(thinking)
    if level is not None:
        attributes[names.REQUEST_REASONING_LEVEL] = level
    kind = output_type(holder.get("responseModalities") or holder.get("response_modalities"))
    if kind is not None:
        attributes[names.OUTPUT_TYPE] = kind
