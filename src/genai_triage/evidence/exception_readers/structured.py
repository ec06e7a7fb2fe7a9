"""Structured output: a model's answer that a parser refused, told from a body that the transport could not read."""

from __future__ import annotations

import sys
from typing import Any, Final

from genai_triage.evidence.exception_view import ExceptionView, frames_of, mapping, peek
from genai_triage.patterns import late

_REQUEST_MODULES: Final = ("google.genai.types", "gigachat.models", "gigachat.models.chat", "gigachat.models.chat_v2")
_REQUEST_MODEL: Final = late(
    r"_|.*(?:Parameters|Config|Request|Options|Param|Params|Settings|Input)$|"
    r"(?:Chat|Messages|Message|Function|FunctionParameters|Content|Part|Tool|Blob|FileData|Schema|GigaChat|Client)$"
)
"""Models of what is sent; any other that a response did not fit is the application's own."""
_HTTP_METHODS: Final = frozenset({"json", "raise_for_status", "iter_lines", "aiter_lines"})
_TRANSPORTS: Final = (
    *("httpx", "httpcore", "requests.", "aiohttp.", "urllib3", "google.api_core", "google.auth", "google.genai._"),
    *("google.genai.errors", "gigachat.api", "gigachat.client", "gigachat._", "openai._", "websockets"),
)
"""Modules that read what the transport brought."""
_PARSERS: Final = late(r"(?:a?chat_)?parse\w*|\w*parse_(?:result|json|response)\w*|model_validate_json|validate_json")


def is_answer_of_model(view: ExceptionView, text: str) -> bool:
    """Whether a text that is no JSON is what the model wrote: no library of HTTP read it, and it is no page."""
    if view.is_a("requests.JSONDecodeError") or text.lstrip()[:1] == "<" or text.lstrip()[:5] in ("data:", "event"):
        return False
    frames = list(frames_of(view.exc))
    if any(_PARSERS.fullmatch(_function(frame)) for frame in frames):
        return True
    return not any(_is_method_of_http(frame) or _module(frame).startswith(_TRANSPORTS) for frame in frames)


def is_request_model(title: object) -> bool:
    """Whether a pydantic model of this name is one of what the SDKs send."""
    if not isinstance(title, str) or _REQUEST_MODEL.match(title):
        return True
    return any(isinstance(peek(sys.modules.get(module), title), type) for module in _REQUEST_MODULES)


def _is_method_of_http(frame: Any) -> bool:
    return _function(frame) in _HTTP_METHODS and mapping(peek(frame, "f_locals")).get("self") is not None


def _function(frame: Any) -> str:
    name = peek(peek(frame, "f_code"), "co_name")
    return name if isinstance(name, str) else ""


def _module(frame: Any) -> str:
    name = mapping(peek(frame, "f_globals")).get("__name__")
    return name if isinstance(name, str) else ""
