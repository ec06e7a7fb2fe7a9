"""The stubbed network: raw requests to Gemini, of which one in ten fails, each with a text of its own."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any, Final

import httpx

from benchmarks import answers

HOST: Final = "https://generativelanguage.googleapis.com"
FAILING: Final = 10
"""Every tenth."""
_JSON: Final = {"content-type": "application/json"}
_BODY: Final = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]}
_numbers: Final = itertools.count(1)


def url(model: str = "gemini-2.5-flash") -> str:
    return f"{HOST}/v1beta/models/{model}:generateContent"


def failing(number: int) -> httpx.Response:
    """One of four refusals, with a text that no other has."""
    kind = number // FAILING % 4
    if kind == 0:
        return httpx.Response(429, headers=_JSON, content=answers.quota(number))
    status, code = ((503, "UNAVAILABLE"), (400, "INVALID_ARGUMENT"), (500, "INTERNAL"))[kind - 1]
    body = {"error": {"code": status, "message": f"The request {number:x} cannot be served.", "status": code}}
    return httpx.Response(status, headers=_JSON, content=json.dumps(body).encode())


def answer(request: httpx.Request) -> httpx.Response:
    """Answers at once; every tenth request is refused."""
    number = next(_numbers)
    if number % FAILING == 0:
        return failing(number)
    return httpx.Response(200, headers=_JSON, content=answers.GOOD)


def client(answering: Callable[[httpx.Request], httpx.Response] = answer) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(answering))


def post(one: httpx.Client, model: str = "gemini-2.5-flash") -> httpx.Response:
    return one.post(url(model), json=_BODY, headers={"x-goog-api-key": "bench"})


def body() -> dict[str, Any]:
    return _BODY
