"""The net under the client that serves interactions, agents and what came after: an operation unless one is running.

What an application has kept from before `instrument()` (a bound method, `with_raw_response`, `with_streaming_response`)
calls the SDK's own functions, and comes through here like everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from opentelemetry import context as otel_context

from genai_triage.evidence.sdk_object import read_interaction, read_nothing
from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.raw.endpoints import read_request
from genai_triage.instrumentation.raw.httpx_call import received
from genai_triage.instrumentation.sdks.google_genai.interactions import finisher
from genai_triage.instrumentation.sdks.google_genai.request import least
from genai_triage.taxonomy.vendors import GEMINI_API, VERTEX_AI
from genai_triage.telemetry import names
from genai_triage.telemetry.calls import AsyncStream, SyncStream, Wrapper, async_call, sync_call
from genai_triage.telemetry.current import current_operation
from genai_triage.telemetry.operation import OPERATION_KEY, running_in
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.suppression import is_enabled
from genai_triage.telemetry.target import Describe, Target

_LEAST: Final = least(names.OTHER_OPERATION)
_VERTEX: Final = "aiplatform"
"""In the name of its hosts."""


def unless_running(call: Wrapper) -> Wrapper:
    """Returns the wrapper for calls that no operation's are; any other is called as it is."""

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if current_operation() is not None:
            return wrapped(*args, **kwargs)
        return call(wrapped, instance, args, kwargs)

    return wrapper


def passes(argument: object) -> bool:
    """Whether a request is nobody's call, or a step of the running one."""
    here = otel_context.get_current()
    return not is_enabled(here) or (OPERATION_KEY in here and running_in(here) is not None)


def _read(url: str, path: str, body: Any, method: str) -> Request:
    service = VERTEX_AI if _VERTEX in url.partition("?")[0].partition("/v1")[0] else GEMINI_API
    return read_request(service, url, path, body, method) or _LEAST


def _describe_sent(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
    """An `httpx.Request`, as the SDK is about to send it."""
    sent = kwargs["request"] if "request" in kwargs else args[1]
    return _read(str(sent.url), sent.url.path, getattr(sent, "_content", None), sent.method)


def _describe_options(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
    """The options of a request, of which the client before makes one."""
    options = kwargs["options"] if "options" in kwargs else args[1]
    base = str(instance.base_url).rstrip("/")
    path = f"/{str(options.url).lstrip('/')}"
    return _read(f"{base}{path}", path.partition("?")[0], options.json_data, str(options.method).upper())


def _target(describe: Describe, *, parsed: bool) -> Target:
    return Target(describe, read_interaction if parsed else read_nothing, owns_nested_calls=True, least=_LEAST)


_SENT: Final = _target(_describe_sent, parsed=False)
_OPTIONS: Final = _target(_describe_options, parsed=True)
_NEXT: Final = "google.genai._gaos.basesdk"
_FORMER: Final = "google.genai._interactions._base_client"

PATCHES = (
    Patch(_NEXT, "BaseSDK.do_request", unless_running(sync_call(_SENT, received)), is_busy=True, passes=passes),
    Patch(
        _NEXT,
        ("AsyncBaseSDK.do_request_async", "BaseSDK.do_request_async"),
        unless_running(async_call(_SENT, received)),
    ),
    Patch(_FORMER, "SyncAPIClient.request", unless_running(sync_call(_OPTIONS, finisher(_OPTIONS, SyncStream)))),
    Patch(_FORMER, "AsyncAPIClient.request", unless_running(async_call(_OPTIONS, finisher(_OPTIONS, AsyncStream)))),
)
