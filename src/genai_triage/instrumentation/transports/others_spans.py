"""Keys in the URLs of other instrumentations' HTTP spans, hidden while the span is open.

`?key=…` is how Gemini's REST API may be called. Only requests to a vendor's hosts, known or named by the user, and
attempts of an operation that is running are seen to. A request without a query and a key costs one look.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import Span

from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.raw.hosts import Hosts, hosts_from_environment
from genai_triage.telemetry.guard import guarded

_SCOPE = "opentelemetry.instrumentation."
_CURRENT = "genai_triage.telemetry.current"


@guarded
def hide_keys_of(url: object, hosts: Hosts | None = None, *, is_attempt: bool = False) -> None:
    """Hides the keys in the current span, if it is another instrumentation's for a request of ours to `url`."""
    text = str(url)
    if "?" not in text and "@" not in text and "AIza" not in text:
        return
    span = others_span()
    if span is not None and (is_attempt or _is_ours(text, hosts or hosts_from_environment())):
        from genai_triage.telemetry.url_keys import hide_keys

        hide_keys(span)


@guarded
def hide_keys_of_exception(url: object, hosts: Hosts | None = None) -> None:
    """Hides the keys in the text of what a request to `url` raises, before it is noted on the current span."""
    span = others_span()
    if span is None:
        return
    from genai_triage.telemetry import url_keys

    # The span's own URL is where the request went first; `url` may be where it was redirected to.
    known_hosts = hosts or hosts_from_environment()
    if any(_is_ours(known, known_hosts) for known in (str(url), *url_keys.urls_of(span))):
        url_keys.hide_keys_of_exception(span)


def others_span() -> Span | None:
    """Returns the current span, if it is another instrumentation's."""
    span = trace.get_current_span()
    scope = getattr(span, "instrumentation_scope", None)
    return span if scope is not None and scope.name.startswith(_SCOPE) and span.is_recording() else None


def _is_ours(url: str, hosts: Hosts) -> bool:
    from genai_triage.telemetry.request import netloc_of  # late: a process that makes no call loads none of it

    netloc = netloc_of(url) or ""
    return hosts.service(netloc) is not None or _is_of_operation(netloc)


def _is_of_operation(netloc: str) -> bool:
    """Whether a request to `netloc` is an attempt of the operation that is running."""
    current = sys.modules.get(_CURRENT)
    operation = None if current is None else current.current_operation()
    return operation is not None and netloc in operation.request.server.netlocs


def requests_patches() -> tuple[Patch, ...]:
    """For requests: below `Session.send`, around which the other instrumentation's span is open."""
    hosts = hosts_from_environment()

    def send(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        url = getattr(args[0] if args else kwargs.get("request"), "url", None)
        hide_keys_of(url, hosts)
        try:
            return wrapped(*args, **kwargs)
        except BaseException:
            hide_keys_of_exception(url, hosts)
            raise

    return (Patch("requests.adapters", "HTTPAdapter.send", send),)


def aiohttp_patches() -> tuple[Patch, ...]:
    """For aiohttp: behind the hook in which the other instrumentation opens its span, and before that which ends it."""
    hosts = hosts_from_environment()

    async def started(coroutine: Any, url: object) -> None:
        await coroutine
        hide_keys_of(url, hosts)

    def start(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return started(wrapped(*args, **kwargs), args[1] if len(args) > 1 else kwargs.get("url"))

    def fail(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        hide_keys_of_exception(args[1] if len(args) > 1 else kwargs.get("url"), hosts)
        return wrapped(*args, **kwargs)

    return (
        Patch("aiohttp.tracing", "Trace.send_request_start", start),
        Patch("aiohttp.tracing", "Trace.send_request_exception", fail),
    )
