"""What a raw HTTP request asks for: read off its path; its body is searched for a few keys and never parsed."""

from __future__ import annotations

import re
from typing import Any

from genai_triage.taxonomy.vendors import VENDORS, Service
from genai_triage.telemetry import names
from genai_triage.telemetry.request import Request, server_of

MAX_SEARCHED = 64 * 1024
"""Bytes of a request's body that are searched."""

_OPERATIONS = {
    vendor.provider: tuple((endpoint.part, endpoint.operation) for endpoint in vendor.endpoints if endpoint.operation)
    for vendor in VENDORS
}
_BASE = re.compile(r"[a-z]+://[^/?#]{1,300}(?:/[^/?#]{1,40}){0,2}")
_MODEL_IN_PATH = re.compile(r"/(?:(?:models|tunedModels)/([^/:?]+)|endpoints/([^/:?]+):)")
_MODEL_IN_BODY = re.compile(rb'"model"\s*:\s*"([^"\\]{1,200})"')
_STREAM_IN_BODY = re.compile(rb'"stream"\s*:\s*true')
_NUMBERS_IN_BODY = re.compile(
    rb'"(temperature|topP|top_p|topK|maxOutputTokens|max_tokens|candidateCount|seed)"\s*:\s*(-?\d{1,12}(?:\.\d{1,12})?)'
)
_FLOATS = {b"temperature": names.REQUEST_TEMPERATURE, b"topP": names.REQUEST_TOP_P, b"top_p": names.REQUEST_TOP_P}
_INTEGERS = {
    b"topK": names.REQUEST_TOP_K,
    b"maxOutputTokens": names.REQUEST_MAX_TOKENS,
    b"max_tokens": names.REQUEST_MAX_TOKENS,
    b"candidateCount": names.REQUEST_CHOICE_COUNT,
    b"seed": names.REQUEST_SEED,
}


def read_request(service: Service, url: str, path: str, body: bytes | None) -> Request | None:
    """Reads what a raw request asks for; None for a path that is no endpoint of the service.

    `url` is the whole URL, `path` its path; `body` is None where it cannot be seen without consuming it.
    """
    operation = next((name for part, name in _OPERATIONS[service.provider] if part in path), None)
    if operation is None:
        return None
    body = (body or b"")[:MAX_SEARCHED]
    attributes = _numbers(body) if body else {}
    in_path = _MODEL_IN_PATH.search(path)
    in_body = None if in_path is not None or not body else _MODEL_IN_BODY.search(body)
    model = in_path[1] or in_path[2] if in_path else in_body[1].decode("utf-8", "replace") if in_body else None
    return Request(
        provider=service.provider,
        provider_name=service.provider_name,
        operation=operation,
        model=None if model is None else model.removeprefix("models/"),
        server=server_of(_base(url)),
        attributes=attributes,
        stream=":streamGenerateContent" in path or _STREAM_IN_BODY.search(body) is not None,
    )


def _base(url: str) -> str:
    """The address and the first steps of the path, where the API version stands."""
    found = _BASE.match(url)
    return found[0] if found else ""


def _numbers(body: bytes) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    for key, number in _NUMBERS_IN_BODY.findall(body):
        if key in _FLOATS:
            attributes[_FLOATS[key]] = float(number)
        elif key in _INTEGERS:
            attributes[_INTEGERS[key]] = int(float(number))
    if attributes.get(names.REQUEST_CHOICE_COUNT) == 1:
        del attributes[names.REQUEST_CHOICE_COUNT]
    return attributes
