"""Raw gRPC: an RPC to Gemini, Vertex AI or GigaChat outside an SDK's operation is an operation, inside one an attempt.

Observed at `Channel.unary_unary` and its three siblings. The concrete channels of `grpc` and `grpc.aio` are where RPCs
go out on the wire: each is an attempt. The outermost of the channels that `grpc.intercept_channel` (or the official
instrumentation) laid over one is where the application calls: the operation, so that what an interceptor tries again
stays one operation. Above them all stands google-api-core, whose `retry` repeats whole calls.

Channels made before `instrument()` are observed; multicallables, stubs and GAPIC clients made before it are not.
Methods of other services cost one look at their name. Long-running operations are one service for all of Google's: they
are GenAI's on a channel that has made a method of GenAI's.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from typing import Any, TypeGuard

from genai_triage.instrumentation.grpc.raw_calls import RawCalls, raw_calls_are_on, wake_users
from genai_triage.instrumentation.patch import Patch, Wrapper
from genai_triage.taxonomy.vendors import service_of_method
from genai_triage.telemetry.guard import report

_FORMS = ("unary_unary", "unary_stream", "stream_unary", "stream_stream")
_CALLS = "genai_triage.instrumentation.grpc.calls"


_LONG_RUNNING = "/google.longrunning.Operations/"
_channels: weakref.WeakSet[Any] = weakref.WeakSet()
"""Channels that have made a method of a GenAI service."""


def _is_genai(method: Any, channel: Any) -> TypeGuard[str]:
    if not isinstance(method, str):
        return False
    if service_of_method(method) is not None:
        _channels.add(channel)
        return True
    return method.startswith(_LONG_RUNNING) and channel in _channels


def _wrapper(form: str, *, is_async: bool, on_wire: bool) -> Wrapper:
    def make(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        multicallable = wrapped(*args, **kwargs)
        method = args[0] if args else kwargs.get("method")
        try:
            if not _is_genai(method, instance):
                return multicallable
            wake_users()
            # Loaded with the first multicallable of ours: whoever only exports telemetry over gRPC never pays for it.
            from genai_triage.instrumentation.grpc import calls

            return calls.observed(multicallable, method, form, instance, is_async=is_async, on_wire=on_wire)
        except Exception as error:
            report("grpc.observed", error)
            return multicallable

    return make


def _gapic_call(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A call of a GAPIC client's method, with its retries."""
    calls = sys.modules.get(_CALLS)
    if calls is None or not raw_calls_are_on():
        return wrapped(*args, **kwargs)
    return calls.gapic_call(wrapped, instance, args, kwargs)


def _channel_patches(
    module: str, channel: str, *, is_async: bool = False, on_wire: bool = False, optional: bool = False
) -> tuple[Patch, ...]:
    return tuple(
        Patch(module, f"{channel}.{form}", _wrapper(form, is_async=is_async, on_wire=on_wire), optional=optional)
        for form in _FORMS
    )


CHANNEL_PATCHES = (
    *_channel_patches("grpc._channel", "Channel", on_wire=True),
    *_channel_patches("grpc.aio._channel", "Channel", is_async=True, on_wire=True),
)
"""For an SDK's instrumentation: RPCs to the netlocs of its operation's server are attempts of that operation."""

_OUTER_PATCHES = (
    *_channel_patches("grpc._interceptor", "_Channel"),
    *_channel_patches("opentelemetry.instrumentation.grpc.grpcext._interceptor", "_InterceptorChannel", optional=True),
    Patch("google.api_core.gapic_v1.method", "_GapicCallable.__call__", _gapic_call),
    # Where the asynchronous clients have no class of their own, they use the one above.
    Patch("google.api_core.gapic_v1.method_async", "_AsyncGapicCallable.__call__", _gapic_call, optional=True),
)


def patches(wake: Callable[[], None]) -> tuple[Any, ...]:
    """For the instrumentation of raw gRPC; `wake` is called before a multicallable of a GenAI service is made."""
    return (*CHANNEL_PATCHES, *_OUTER_PATCHES, RawCalls(wake))
