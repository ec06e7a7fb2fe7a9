"""Every path that a call can take: SDK, generation, way of calling, or none of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import httpx
from gigachat import GigaChat
from google import genai
from google.genai import types

MODEL = "gemini-2.5-flash"
Path = Callable[[str, str, Any], None]
"""Makes a call: address of the server, model, prompt. Whatever it raises is the application's own business."""


_LOOP = asyncio.new_event_loop()
"""One for all, as asynchronous clients belong to the loop that they were first used in."""


@lru_cache(maxsize=1)
def gemini(url: str) -> genai.Client:
    """The one client: making one costs more than a hundred calls."""
    return genai.Client(api_key="any", http_options=types.HttpOptions(base_url=url))


@lru_cache(maxsize=1)
def _gigachat(url: str) -> GigaChat:
    return GigaChat(base_url=url, auth_url=f"{url}/oauth", credentials="YTpi", timeout=10)


def close_clients(url: str) -> None:
    """Ends what the calls have left open."""

    async def close() -> None:
        if hasattr(gemini(url).aio, "aclose"):
            await gemini(url).aio.aclose()
        await _gigachat(url).aclose()

    _LOOP.run_until_complete(close())
    _gigachat(url).close()
    _plain().close()
    _LOOP.close()


def _gemini_call(url: str, model: str, prompt: Any) -> None:
    gemini(url).models.generate_content(model=model, contents=prompt)


def _gemini_stream(url: str, model: str, prompt: Any) -> None:
    list(gemini(url).models.generate_content_stream(model=model, contents=prompt))


def _gemini_async(url: str, model: str, prompt: Any) -> None:
    _LOOP.run_until_complete(gemini(url).aio.models.generate_content(model=model, contents=prompt))


def _gemini_async_stream(url: str, model: str, prompt: Any) -> None:
    async def main() -> None:
        async for _ in await gemini(url).aio.models.generate_content_stream(model=model, contents=prompt):
            pass

    _LOOP.run_until_complete(main())


@lru_cache(maxsize=1)
def _plain() -> httpx.Client:
    return httpx.Client()


def _payload(model: str, prompt: Any) -> Any:
    return {"model": model, "messages": [{"role": "user", "content": prompt}]}


def _gigachat_call(url: str, model: str, prompt: Any) -> None:
    _gigachat(url).chat(_payload(model, prompt))


def _gigachat_stream(url: str, model: str, prompt: Any) -> None:
    list(_gigachat(url).stream(_payload(model, prompt)))


def _gigachat_async(url: str, model: str, prompt: Any) -> None:
    _LOOP.run_until_complete(_gigachat(url).achat(_payload(model, prompt)))


def _raw(url: str, model: str, prompt: Any) -> None:
    body = {"model": model, "contents": [{"parts": [{"text": prompt}]}], **_payload(model, prompt)}
    _plain().post(f"{url}/v1beta/models/{MODEL}:generateContent", json=body)
    _plain().post(f"{url}/api/v1/chat/completions", json=body)


def _raw_stream(url: str, model: str, prompt: Any) -> None:
    body = {**_payload(model, prompt), "stream": True}
    for path in (f"/v1beta/models/{MODEL}:streamGenerateContent?alt=sse", "/api/v1/chat/completions"):
        with _plain().stream("POST", url + path, json=body) as response:
            for _ in response.iter_lines():
                pass


SDKS: dict[str, Path] = {
    "gemini": _gemini_call,
    "gemini stream": _gemini_stream,
    "gemini async": _gemini_async,
    "gemini async stream": _gemini_async_stream,
    "gigachat": _gigachat_call,
    "gigachat stream": _gigachat_stream,
    "gigachat async": _gigachat_async,
}
RAW: dict[str, Path] = {"raw": _raw, "raw stream": _raw_stream}
EVERY: dict[str, Path] = {**SDKS, **RAW}
