"""Raw requests: a request to Gemini or GigaChat outside an SDK's operation is an operation.

As for httpx, a request to any other host costs one look-up, and nothing is read before the application reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.raw.hosts import hosts_from_environment
from genai_triage.telemetry.guard import guarded


def patches(wake: Callable[[], Any]) -> tuple[Patch, ...]:
    """The patch of `Session.send`; `wake` is called before a request to a known host goes out."""
    hosts = hosts_from_environment()

    @guarded
    def sender_of(session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        netloc = _netloc((args[0] if args else kwargs["request"]).url)
        service = hosts.service(netloc)
        return None if service is None else wake()(service, netloc, session)

    def send(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        sender = sender_of(instance, args, kwargs)
        return wrapped(*args, **kwargs) if sender is None else sender(wrapped, instance, args, kwargs)

    return (Patch("requests", "Session.send", send, is_outermost=True),)


def _netloc(url: str) -> str:
    """The address of a prepared URL, which is plain; a scheme's own port is left out, as httpx does."""
    scheme, _, rest = url.partition("://")
    netloc = rest.partition("/")[0].partition("?")[0].rpartition("@")[2].lower()
    return netloc.removesuffix(":443" if scheme == "https" else ":80")
