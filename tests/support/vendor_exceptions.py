"""Builds the vendors' own exceptions out of the strings and payloads of cases and examples."""

from __future__ import annotations

import importlib
import json
import re
import ssl
from collections.abc import Mapping
from typing import Any

import httpx

_SUFFIXES = "Error|Exception|Timeout|NotFound|Argument|Denied|Unavailable|Interrupt|Exit|InvalidURL|Protocol|Message"
_NAMED = re.compile(r"((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:" + _SUFFIXES + r")?)(?:: |$)(.*)", re.S)
_BUILTIN = "builtins"


def named_exception(printed: str) -> BaseException:
    """The exception that a string `package.module.Class: message` names; a plain Exception if it names none."""
    match = _NAMED.match(printed)
    if match:
        module, _, name = match[1].rpartition(".")
        cls = _class(module or _BUILTIN, name)
        if cls is not None and not cls.__module__.startswith("grpc."):
            try:
                return _instance(cls, match[2])
            except (TypeError, AssertionError):
                pass  # it is not made of a text alone, and neither are grpc's
    return Exception(printed)


def _class(module: str, name: str) -> type[BaseException] | None:
    try:
        found = getattr(importlib.import_module(module), name, None)
    except ImportError:
        return None
    return found if isinstance(found, type) and issubclass(found, BaseException) else None


def _instance(cls: type[BaseException], message: str) -> BaseException:
    if cls is json.JSONDecodeError:
        return json.JSONDecodeError("Expecting value", "", 0)
    if cls.__module__ == "pydantic_core._pydantic_core":
        return _validation_error(message)
    if cls.__name__ == "ModelNotSpecifiedError":
        return cls()
    if hasattr(cls, "raise_for_response"):
        return _genai_instance(cls, message)
    if hasattr(cls, "generate"):
        return _interactions_instance(cls, message)
    if issubclass(cls, UnicodeError) and cls is not UnicodeError:
        return UnicodeEncodeError("ascii", "ключ", 0, 1, message)
    if cls.__name__ == "RetryError":
        return cls(message, cause=None)  # type: ignore[call-arg]
    return cls(message)


def _genai_instance(cls: Any, message: str) -> BaseException:
    """google-genai prints `{code} {status}. {details}`."""
    match = re.match(r"(\d+) (\w+)\. (.*)", message, re.S)
    assert match, message
    code = int(match[1])
    details = match[3] if code >= 1000 else {"error": {"code": code, "status": match[2], "message": match[3]}}
    return cls(code, details, None)


def _interactions_instance(cls: Any, message: str) -> BaseException:
    match = re.search(r"Error code: (\d+)", message)
    status = int(match[1]) if match else cls.status_code if isinstance(cls.status_code, int) else 500
    response = http_response(status, None, "https://generativelanguage.googleapis.com/v1beta/interactions")
    return cls(message, response=response, body=None)


def interactions_error(status: int, body: Any, headers: Mapping[str, str] | None = None) -> BaseException:
    """What the Interactions client raises for an answer."""
    from google.genai._gaos.lib import compat_errors

    url = "https://generativelanguage.googleapis.com/v1beta/interactions"
    return compat_errors.APIError.generate(status, body, None, http_response(status, body, url, headers))


def _validation_error(message: str) -> BaseException:
    import pydantic

    title = re.search(r"for (\w+)", message)
    model = pydantic.create_model(title[1] if title else "Chat", role=(int, ...))
    try:
        model.model_validate({"role": "tool"})
    except pydantic.ValidationError as exc:
        return exc
    raise AssertionError("the model accepted a wrong role")


def genai_error(
    status: int,
    body: Any,
    headers: Mapping[str, str] | None = None,
    url: str = "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent",
) -> BaseException:
    """What google-genai raises for an answer, made by its own `raise_for_response`."""
    from google.genai import errors

    response = http_response(status, body, url, headers)
    try:
        errors.APIError.raise_for_response(response)
    except errors.APIError as exc:
        return exc
    raise AssertionError(f"no exception for {status}")


def genai_close(code: int, reason: str) -> BaseException:
    """What google-genai raises for the close of a Live session."""
    from google.genai import errors

    try:
        errors.APIError.raise_error(code, reason, None)
    except errors.APIError as exc:
        return exc
    raise AssertionError(f"no exception for {code}")


def gigachat_error(status: int, body: Any, url: str, headers: Mapping[str, str] | None = None) -> BaseException:
    """What gigachat 0.2 raises for an answer."""
    from gigachat.api import utils

    raw = raw_body(body)
    try:
        utils._raise_for_status(httpx.URL(url), status, raw, _headers(headers))
    except Exception as exc:
        return exc
    raise AssertionError(f"no exception for {status}")


class OldResponseError(Exception):
    """Stands for gigachat 0.1's class, which has arguments instead of attributes."""


OldResponseError.__module__ = "gigachat.exceptions"
OldResponseError.__name__ = "ResponseError"


def old_gigachat_error(status: int, body: Any, url: str, headers: Mapping[str, str] | None = None) -> BaseException:
    """What gigachat 0.1 raises for an answer."""
    return OldResponseError(httpx.URL(url), status, raw_body(body), _headers(headers))


def http_status_error(status: int, body: Any, url: str, headers: Mapping[str, str] | None = None) -> BaseException:
    """What httpx's `raise_for_status` raises."""
    try:
        http_response(status, body, url, headers).raise_for_status()
    except httpx.HTTPStatusError as exc:
        return exc
    raise AssertionError(f"no exception for {status}")


def http_response(status: int, body: Any, url: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, content=raw_body(body), headers=_headers(headers), request=httpx.Request("POST", url))


def _headers(headers: Mapping[str, str] | None) -> httpx.Headers:
    """The headers whose values the case knows; the framing is made anew."""
    framing = ("content-length", "transfer-encoding", "content-encoding")
    known = {name: value for name, value in (headers or {}).items() if value is not None}
    return httpx.Headers({name: value for name, value in known.items() if name.lower() not in framing})


def raw_body(body: Any) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()


def untrusted_certificate() -> ssl.SSLCertVerificationError:
    return ssl.SSLCertVerificationError(
        1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate"
    )
