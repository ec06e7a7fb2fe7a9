"""Raw httpx and httpx2: a request to Gemini or GigaChat outside an SDK's operation is an operation.

What the application did not read is not read, and nothing is read earlier than the application does.
`GENAI_TRIAGE_HOSTS` adds hosts and proxies. A request to any other host costs one look-up, and the rest of our code
is not even imported before the first request to a known one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genai_triage.instrumentation.patch import Patch, Wrapper
from genai_triage.instrumentation.raw.hosts import Service, hosts_from_environment
from genai_triage.telemetry import idle
from genai_triage.telemetry.guard import report

Sender = Callable[[Service, str, bool], "Wrapper | None"]
"""(service, host, is_async) → the wrapper of the function that sends; None for what is no call of the application."""


def patches(library: str, wake: Callable[[], Sender]) -> tuple[Patch, ...]:
    """The patches for `httpx` or `httpx2`; `wake` is called before a request to a known host goes out."""
    hosts = hosts_from_environment()

    def sender_of(args: tuple[Any, ...], kwargs: dict[str, Any], is_async: bool) -> Wrapper | None:
        try:
            netloc, service = hosts.at((args[0] if args else kwargs["request"]).url)
            return None if service is None else wake()(service, netloc, is_async)
        except Exception as error:
            report("httpx.sender_of", error)
            return None

    def send(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        sender = sender_of(args, kwargs, False)
        return wrapped(*args, **kwargs) if sender is None else sender(wrapped, instance, args, kwargs)

    def async_send(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        coroutine = wrapped(*args, **kwargs)
        sender = sender_of(args, kwargs, True)
        return coroutine if sender is None else sender(lambda *args, **kwargs: coroutine, instance, args, kwargs)

    def passes(request: Any) -> bool:
        try:
            url = request.url
            return hosts.at(url)[1] is None if idle.passes is None else idle.passes(url, hosts.at)
        except Exception:
            return False  # `sender_of` reports it

    return (
        Patch(library, "Client.send", send, is_busy=True, passes=passes),
        Patch(library, "AsyncClient.send", async_send),
    )
