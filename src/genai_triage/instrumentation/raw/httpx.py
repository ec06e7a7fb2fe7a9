"""Raw httpx and httpx2: a request to Gemini or GigaChat outside an SDK's operation is an operation.

What the application did not read is not read, and nothing is read earlier than the application does.
`GENAI_TRIAGE_HOSTS` adds hosts and proxies. A request to any other host costs one look-up, and the rest of our code
is not even imported before the first request to a known one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.raw.hosts import Service, hosts_from_environment
from genai_triage.telemetry.guard import guarded


def patches(library: str, wake: Callable[[], None]) -> tuple[Patch, ...]:
    """The patches for `httpx` or `httpx2`; `wake` is called before the first request to a known host goes out."""
    hosts = hosts_from_environment()

    @guarded
    def service_of(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Service | None:
        url = (args[0] if args else kwargs["request"]).url
        service = hosts.service(url.netloc.decode("ascii", "replace"))
        if service is not None:
            wake()
        return service

    def send(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        service = service_of(args, kwargs)
        if service is None:
            return wrapped(*args, **kwargs)
        from genai_triage.instrumentation.raw import httpx_call

        return httpx_call.sender(service, False)(wrapped, instance, args, kwargs)

    def async_send(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        coroutine = wrapped(*args, **kwargs)
        service = service_of(args, kwargs)
        if service is None:
            return coroutine
        from genai_triage.instrumentation.raw import httpx_call

        return httpx_call.sender(service, True)(lambda *args, **kwargs: coroutine, instance, args, kwargs)

    return (Patch(library, "Client.send", send), Patch(library, "AsyncClient.send", async_send))
