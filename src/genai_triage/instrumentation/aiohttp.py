"""aiohttp as google-genai's asynchronous transport: its requests inside an operation are attempts.

The SDK reads every error body to its end, so reading it here first costs nothing: aiohttp keeps what was read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genai_triage.instrumentation._patch import Patch
from genai_triage.telemetry.attempt import MAX_BODY, Attempt
from genai_triage.telemetry.guard import guarded, report
from genai_triage.telemetry.operation import attempt_at, current_operation
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
        attempt.raised(error)
        raise
    await _look(attempt, response)
    return response


@guarded
def _start(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Attempt | None:
    url = str(args[1] if len(args) > 1 else kwargs.get("str_or_url", ""))
    return attempt_at("aiohttp", netloc_of(url) or "", None)


async def _look(attempt: Attempt, response: Any) -> None:
    try:
        if response.status < 400:
            attempt.answered(response.status, response.headers, str(response.url))
            return
        body = await response.read()
        attempt.refused(response.status, response.headers, body[:MAX_BODY], str(response.url), is_decoded=True)
    except Exception as error:
        # The body broke off: whoever reads it next gets the same error.
        report("aiohttp._look", error)


PATCHES = (Patch("aiohttp", "ClientSession._request", _request),)
