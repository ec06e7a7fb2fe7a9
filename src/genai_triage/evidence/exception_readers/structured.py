"""Structured output: a model's answer that a parser refused, told from a body that the transport could not read."""

from __future__ import annotations

import sys
from typing import Any, Final

from genai_triage.evidence.exception_view import ExceptionView, mapping, peek
from genai_triage.evidence.limits import MAX_FRAMES
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
    frames = _functions_on_the_way(view.exc)
    if any(_PARSERS.fullmatch(name) for name, _ in frames):
        return True
    if any(name in _HTTP_METHODS and owner is not None for name, owner in frames):
        return False
    return not any(name.startswith(_TRANSPORTS) for name in _modules_on_the_way(view.exc))


def is_request_model(title: object) -> bool:
    """Whether a pydantic model of this name is one of what the SDKs send."""
    if not isinstance(title, str) or _REQUEST_MODEL.match(title):
        return True
    return any(isinstance(peek(sys.modules.get(module), title), type) for module in _REQUEST_MODULES)


def _modules_on_the_way(exc: BaseException) -> list[str]:
    found: list[str] = []
    trace = peek(exc, "__traceback__")
    for _ in range(MAX_FRAMES):
        if trace is None:
            break
        name = mapping(peek(peek(trace, "tb_frame"), "f_globals")).get("__name__")
        if isinstance(name, str):
            found.append(name)
        trace = peek(trace, "tb_next")
    return found


def _functions_on_the_way(exc: BaseException) -> list[tuple[str, Any]]:
    """The names of the functions that an exception came through, each with the object that it is a method of."""
    found: list[tuple[str, Any]] = []
    trace = peek(exc, "__traceback__")
    for _ in range(MAX_FRAMES):
        if trace is None:
            break
        frame = peek(trace, "tb_frame")
        name = peek(peek(frame, "f_code"), "co_name")
        if isinstance(name, str):
            found.append((name, mapping(peek(frame, "f_locals")).get("self") if name in _HTTP_METHODS else None))
        trace = peek(trace, "tb_next")
    return found
