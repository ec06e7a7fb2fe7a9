"""aiohttp as google-genai's asynchronous transport: its requests inside an operation are attempts.

The SDK reads every error body to its end, so reading it here first costs nothing: aiohttp keeps what was read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from wrapt import ObjectProxy

from genai_triage.instrumentation.patch import Patch
from genai_triage.telemetry.attempt import MAX_BODY, Attempt
from genai_triage.telemetry.current import attempt_at, current_operation
from genai_triage.telemetry.guard import guarded, report
from genai_triage.telemetry.request import netloc_of


def _request(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    coroutine = wrapped(*args, **kwargs)
    return coroutine if current_operation() is None else _run(coroutine, args, kwargs)


async def _run(coroutine: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    attempt = _start(args, kwargs)
    if attempt is None:
        return await coroutine
    try:
        response = await coroutine
    except BaseException as error:
        attempt.record_exception(error)
        raise
    await _look(attempt, response)
    return response


@guarded
def _start(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    url = str(args[1] if len(args) > 1 else kwargs.get("str_or_url", ""))
    return attempt_at("aiohttp", netloc_of(url) or "", None, is_stream=lambda: "alt=sse" in url)


async def _look(attempt: Attempt, response: Any) -> None:
    try:
        if response.status < 400:
            attempt.on_response(response.status, response.headers, str(response.url), response)
            if attempt.expects_stream:
                response.content = _tailed_type()(response.content, attempt)
            return
        try:
            body = await response.read()
        except Exception:
            body = b""  # it broke off: whoever reads it next gets the same error
        attempt.on_error_response(
            response.status, response.headers, body[:MAX_BODY], str(response.url), is_decoded=True
        )
    except Exception as error:
        report("aiohttp._look", error)


@lru_cache(maxsize=1)
def _tailed_type() -> Any:
    """The type of a stream reader that remembers the last two pieces, for an error object that the SDK drops."""
    reader: Any = sys.modules["aiohttp"].StreamReader

    class Tailed(ObjectProxy):  # type: ignore[type-arg]
        # The reader's own iterators, made to read through the proxy.
        __aiter__, iter_any, iter_chunked = reader.__aiter__, reader.iter_any, reader.iter_chunked

        def __init__(self, wrapped: Any, attempt: Attempt) -> None:
            super().__init__(wrapped)
            self._self_attempt = attempt

        async def read(self, *args: Any) -> bytes:
            return self._self_noted(await self.__wrapped__.read(*args))

        async def readany(self) -> bytes:
            return self._self_noted(await self.__wrapped__.readany())

        async def readline(self, *args: Any, **kwargs: Any) -> bytes:
            return self._self_noted(await self.__wrapped__.readline(*args, **kwargs))

        def _self_noted(self, piece: bytes) -> bytes:
            if piece:
                self._self_attempt.tail = (self._self_attempt.tail[1], piece)
            return piece

    return Tailed


PATCHES = (Patch("aiohttp", "ClientSession._request", _request),)
