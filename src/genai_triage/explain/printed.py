"""Printed exceptions made whole again: the class by its name, and the attributes that its library had given it.

What an SDK prints of an answer (`429 RESOURCE_EXHAUSTED. {'error': …}`, `401 https://…: b'…', Headers(…)`, `status =
StatusCode.…`) becomes what the exception held, so that the one judge of exceptions decides as if it had been raised.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, Final

from genai_triage.evidence.limits import MAX_BODY, MAX_ERRORS
from genai_triage.patterns import late

from .classes import class_of

_BYTES: Final = r"b(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_GENAI: Final = late(r"(\d{3,4}) ([A-Z_]{2,40}|None|[\w '-]{0,60})\. ?(.*)", re.S)
_CODED: Final = late(r"(?:.{0,200}?)\bError code: (\d{3})(?: - (.*))?", re.S)
_GIGACHAT_OLD: Final = late(
    rf"\(URL\('([^']{{0,500}})'\), (\d{{3}}), ({_BYTES})?(?:, (?:Headers\()?(.*?)\)?\)\s*$)?", re.S
)
_GIGACHAT: Final = late(rf"(\d{{3}}) (https?://[^\s'\"]{{1,500}}): ({_BYTES})?(?:, Headers\((.*?)\)\s*$)?", re.S)
_API_CORE: Final = late(r"(\d{3}) (.*)", re.S)
_PROTO_DETAILS: Final = late(r"\s\[(?=\w+(?: \{|: \"))", re.S)
_HTTPX: Final = late(r"[^']{0,60}'(\d{3})[^']{0,80}' for url '([^']{1,2000})'")
_REQUESTS: Final = late(r"(\d{3}) [A-Z][a-z]{4,11} Error: .{0,200} for url: (\S{1,2000})", re.S)
_AIOHTTP: Final = late(
    r"(\d{3}), message=(?:'([^']{0,500})'|\"([^\"]{0,500})\"), url=(?:URL\()?['\"]?([^'\")\s]{0,2000})"
)
_RPC_STATUS: Final = late(r"\bstatus = (?:StatusCode\.)?([A-Z_]{2,30})\b")
_RPC_DETAILS: Final = late(r"\bdetails = \"(.*?)\"\s*(?:debug_error_string\b|>|$)", re.S)
_CLOSE: Final = late(r"received (\d{4}) \([^)]{0,60}\) ?(.*?)(?:; then sent\b.*|; no close frame sent.*)?$", re.S)
_PLACE: Final = late(r"line (\d{1,9}) column (\d{1,9})")
_VALIDATION: Final = late(r"(\d{1,6}) validation errors? for (\w{1,100})")
_VALIDATED: Final = late(
    r"^(\S[^\n]{0,300})?\n  [^\n]*\[type=(\w{1,60})(?:, input_value=(.*?), input_type=\w+\]|[^\n]*)$", re.M
)
_TITLE: Final = late(r"<title>[^<]{0,80}?\b([45]\d\d)\b", re.I)
_STATUS_OF_CLASS: Final = {
    "BadRequestError": 400,
    "AuthenticationError": 401,
    "PermissionDeniedError": 403,
    "NotFoundError": 404,
    "ConflictError": 409,
    "UnprocessableEntityError": 422,
    "RateLimitError": 429,
    "InternalServerError": 500,
}
"""The statuses that openai's classes, and google-genai's for interactions, stand for."""
_RPC_OF_CLASS: Final = {
    "InvalidArgument": "INVALID_ARGUMENT",
    "FailedPrecondition": "FAILED_PRECONDITION",
    "OutOfRange": "OUT_OF_RANGE",
    "Unauthenticated": "UNAUTHENTICATED",
    "PermissionDenied": "PERMISSION_DENIED",
    "NotFound": "NOT_FOUND",
    "AlreadyExists": "ALREADY_EXISTS",
    "Aborted": "ABORTED",
    "ResourceExhausted": "RESOURCE_EXHAUSTED",
    "Cancelled": "CANCELLED",
    "InternalServerError": "INTERNAL",
    "Unknown": "UNKNOWN",
    "DataLoss": "DATA_LOSS",
    "MethodNotImplemented": "UNIMPLEMENTED",
    "ServiceUnavailable": "UNAVAILABLE",
    "DeadlineExceeded": "DEADLINE_EXCEEDED",
}
"""What google-api-core's classes hold as `grpc_status_code`; those that stand for an HTTP status hold none."""

Attributes = dict[str, Any]


class Printed:
    """What a printed exception has beside its class: its text, the frames that it came through, what it held."""

    text_: str
    trace_: Any

    def __str__(self) -> str:
        return self.text_

    @property
    def __traceback__(self) -> Any:
        return self.trace_


def rebuild(
    module: str, name: str, text: str, frames: Sequence[tuple[str, str]] = (), members: Sequence[BaseException] = ()
) -> BaseException:
    """Makes the exception that was printed.

    Args:
        module: where its class is, as printed; empty for a built-in one, or where only the name was printed.
        name: of the class.
        text: what was printed behind it.
        frames: module and function of each frame, outermost first.
        members: of a group.
    """
    module = module or _home_of(name, text)
    kind = class_of(module, name)
    mixed: Any = type(name, (Printed, kind), {"__module__": kind.__module__, "__init__": _init})
    exception: BaseException = mixed(text)
    given = _attributes(module, exception, text)
    given |= {"text_": text, "trace_": _trace(frames)}
    if members:
        given["exceptions"] = list(members)
    for attribute, value in given.items():
        try:
            setattr(exception, attribute, value)
        except (AttributeError, TypeError):  # a built-in class has it read-only, and says nothing by it
            continue
    return exception


def _init(self: BaseException, *_: Any) -> None:
    """Takes the place of the class's own, which would ask for more than a text."""


def _home_of(name: str, text: str) -> str:
    """The module of a class that was printed without it, where its text can only be that library's."""
    if name in ("ClientError", "ServerError", "APIError") and _GENAI.match(text):
        return "google.genai.errors"
    if _GIGACHAT_OLD.match(text) or (_GIGACHAT.match(text) and name.endswith("Error")):
        return "gigachat.exceptions"
    if (
        name in ("AioRpcError", "_InactiveRpcError", "_MultiThreadedRendezvous")
        or "of RPC that terminated with" in text
    ):
        return "grpc._channel"
    if name == "HTTPStatusError" and _HTTPX.match(text):
        return "httpx"
    if name == "ValidationError" and _VALIDATION.match(text):
        return "pydantic_core._pydantic_core"
    if name == "JSONDecodeError":
        return "json.decoder"
    if name in ("ConnectionClosedError", "ConnectionClosed"):
        return "websockets.exceptions"
    return "google.api_core.exceptions" if name in _RPC_OF_CLASS and _API_CORE.match(text) else ""


def _attributes(module: str, exception: BaseException, text: str) -> Attributes:
    names = {cls.__name__ for cls in type(exception).__mro__}
    for package, wanted, read in _READERS:
        if module.startswith(package) and (not wanted or wanted in names):
            found = read(text, type(exception).__name__)
            if found is not None:
                return found
    return {}


def _of_genai(text: str, name: str) -> Attributes | None:
    found = _GENAI.match(text)
    if found is None:
        return None
    code, status, said = int(found[1]), found[2], found[3]
    details = _literal(said)
    if details is None:
        details = said
    return {"code": code, "status": None if status == "None" else status, "details": details, "response": None}


def _of_status_client(text: str, name: str) -> Attributes | None:
    """openai, and google-genai's client for interactions: `Error code: 429 - {…}`."""
    found = _CODED.match(text)
    if found is None:
        return _of_page(text, name)
    body = _literal(found[2] or "")
    return {"status_code": int(found[1]), "body": found[2] if body is None else body, "response": None}


def _of_page(text: str, name: str) -> Attributes | None:
    """A body that was no JSON, which these clients print instead of the status; some classes stand for one."""
    titled = _TITLE.search(text)
    status = int(titled[1]) if titled else _by_phrase().get(text.strip()) or _STATUS_OF_CLASS.get(name)
    return None if status is None else {"status_code": status, "body": text, "response": None}


@lru_cache(maxsize=1)
def _by_phrase() -> dict[str, int]:
    """Statuses by the words that stand for them, which are the whole body of some servers."""
    phrases = {status.phrase: status.value for status in HTTPStatus if status.value >= 400}
    return {**phrases, "Client Closed Request": 499}


def _of_gigachat(text: str, name: str) -> Attributes | None:
    old = _GIGACHAT_OLD.match(text)
    found = old or _GIGACHAT.match(text)
    if found is None:
        return None
    url, status = (found[1], found[2]) if old else (found[2], found[1])
    content = _literal(found[3] or "b''")
    return {
        "url": url,
        "status_code": int(status),
        "content": content if isinstance(content, bytes) else (found[3] or "").encode(),
        "headers": _headers(found[4]),
    }


def _of_api_core(text: str, name: str) -> Attributes | None:
    found = _API_CORE.match(text)
    code = _RPC_OF_CLASS.get(name)
    return {
        "code": int(found[1]) if found else None,
        "message": _PROTO_DETAILS.split(found[2] if found else text)[0],
        "grpc_status_code": SimpleNamespace(name=code) if code else None,
    }


def _of_httpx(text: str, name: str) -> Attributes | None:
    found = _HTTPX.match(text)
    return None if found is None else {"response": _response(found[1], found[2])}


def _of_requests(text: str, name: str) -> Attributes | None:
    found = _REQUESTS.match(text)
    return None if found is None else {"response": _response(found[1], found[2])}


def _of_aiohttp(text: str, name: str) -> Attributes | None:
    found = _AIOHTTP.match(text)
    if found is None:
        return None
    return {
        "status": int(found[1]),
        "message": found[2] or found[3] or "",
        "request_info": SimpleNamespace(real_url=found[4]),
    }


def _of_grpc(text: str, name: str) -> Attributes | None:
    status = _RPC_STATUS.search(text)
    if status is None:
        return None
    details = _RPC_DETAILS.search(text)
    code, said = status[1], _unescaped(details[1]) if details else ""
    return {"code": lambda: code, "details": lambda: said}


def _of_websockets(text: str, name: str) -> Attributes | None:
    found = _CLOSE.search(text)
    if found is None:
        return {"rcvd": None}
    return {"rcvd": SimpleNamespace(code=int(found[1]), reason=found[2].strip())}


def _of_json(text: str, name: str) -> Attributes | None:
    found = _PLACE.search(text)
    place = {"lineno": int(found[1]), "colno": int(found[2])} if found else {}
    return {"doc": "", **place}


def _of_pydantic(text: str, name: str) -> Attributes | None:
    found = _VALIDATION.match(text)
    if found is None:
        return None
    errors = [
        {
            "type": kind,
            "loc": tuple(int(step) if step.isdecimal() else step for step in place.strip().split(".")) if place else (),
            "input": _literal(value),
        }
        for place, kind, value in _VALIDATED.findall(text[found.end() :])[:MAX_ERRORS]
    ]
    return {"title": found[2], "error_count": lambda: int(found[1]), "errors": lambda: errors}


_READERS: Final[tuple[tuple[str, str, Callable[[str, str], Attributes | None]], ...]] = (
    ("google.genai.errors", "APIError", _of_genai),
    ("google.genai", "", _of_status_client),
    ("google.api_core", "GoogleAPICallError", _of_api_core),
    ("gigachat", "ResponseError", _of_gigachat),
    ("gigachat", "", _of_gigachat),
    ("openai", "", _of_status_client),
    ("httpx", "HTTPStatusError", _of_httpx),
    ("requests", "HTTPError", _of_requests),
    ("aiohttp", "ClientResponseError", _of_aiohttp),
    ("grpc", "RpcError", _of_grpc),
    ("websockets", "ConnectionClosed", _of_websockets),
    ("json", "JSONDecodeError", _of_json),
    ("pydantic", "ValidationError", _of_pydantic),
    ("requests", "JSONDecodeError", _of_json),
)
"""Who reads what a library prints, by how its modules' names begin and by a class of the MRO."""


def _response(status: str, url: str) -> SimpleNamespace:
    return SimpleNamespace(status_code=int(status), url=url, headers=None)


def _headers(printed: str | None) -> Any:
    value = _literal((printed or "").strip())
    if isinstance(value, (dict, list)):
        return value
    return None


def _literal(text: str) -> Any:
    """The value that a text prints, as Python or as JSON; None for none, or for a text that was cut or wrapped."""
    text = text.strip()
    if not text or len(text) > MAX_BODY or text.count("[") + text.count("{") > 2000:
        return None
    for candidate in dict.fromkeys((text, " ".join(text.splitlines()), "".join(text.splitlines()))):
        for parse in (ast.literal_eval, json.loads):
            try:
                return parse(candidate)
            except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
                continue
    return None


def _unescaped(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\'", "'")


def _trace(frames: Iterable[tuple[str, str]]) -> Any:
    """Frames as an exception's traceback has them, as far as they were printed."""
    trace = None
    for module, function in reversed(list(frames)):
        frame = SimpleNamespace(f_globals={"__name__": module}, f_code=SimpleNamespace(co_name=function), f_locals={})
        trace = SimpleNamespace(tb_frame=frame, tb_next=trace)
    return trace
