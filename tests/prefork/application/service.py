"""The application that every server runs: each request is one call of Gemini, and answers with the process's number."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpx

URL = f"{os.environ['GEMINI_URL']}/v1beta/models/gemini-2.5-flash:generateContent"


def call(_number: int = 0) -> int:
    """Makes a call; returns the number of the process that made it."""
    httpx.post(URL, json={"contents": []}, timeout=20)
    return os.getpid()


def wsgi(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    number = call()
    start("200 OK", [("content-type", "text/plain")])
    return [str(number).encode()]


async def asgi(scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Awaitable[None]]) -> None:
    if scope["type"] == "lifespan":
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})
        return
    number = call()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(number).encode()})
