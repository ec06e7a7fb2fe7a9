"""Raw aiohttp: a request to Gemini or GigaChat outside an SDK's operation is an operation.

As for httpx, a request to any other host costs one look-up, and nothing is read before the application reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.raw.hosts import hosts_from_environment
from genai_triage.telemetry.guard import guarded


def patches(wake: Callable[[], Any]) -> tuple[Patch, ...]:
    """The patch of `ClientSession._request`; `wake` is called before a request to a known host goes out."""
    hosts = hosts_from_environment()

    @guarded
    def sender_of(session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        netloc = netloc_of_call(session, args, kwargs)
        service = hosts.service(netloc)
        return None if service is None else wake()(service)

    def send(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        coroutine = wrapped(*args, **kwargs)
        sender = sender_of(instance, args, kwargs)
        return coroutine if sender is None else sender(lambda *args, **kwargs: coroutine, instance, args, kwargs)

    return (Patch("aiohttp", "ClientSession._request", send),)


def netloc_of_call(session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The address that a call goes to; a relative URL goes to the session's own."""
    url = args[1] if len(args) > 1 else kwargs.get("str_or_url", "")
    scheme, found, rest = str(url).partition("://")
    if not found:
        scheme, _, rest = str(getattr(session, "_base_url", None) or "").partition("://")
    netloc = rest.partition("/")[0].partition("?")[0].rpartition("@")[2].lower()
    return netloc.removesuffix(":443" if scheme == "https" else ":80")
