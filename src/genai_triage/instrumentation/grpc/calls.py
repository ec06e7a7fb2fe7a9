"""Calls of multicallables, and of the GAPIC clients' methods above them: operations, and attempts of operations.

What the application holds keeps its type and behaviour: multicallables and streams are proxies, futures and calls of
`grpc.aio` with one answer are the originals, which report their end themselves.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from types import CoroutineType
from typing import Any

import wrapt
from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.trace import Span

from genai_triage.instrumentation.grpc import aio_calls as aio
from genai_triage.instrumentation.grpc import sync_calls as sync
from genai_triage.instrumentation.grpc.methods import api_version_of, server_of_target, service_of, target_of
from genai_triage.instrumentation.grpc.raw_calls import raw_calls_are_on
from genai_triage.taxonomy.model import Provider
from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.calls import Wrapper, async_call, awaited_stream, running_call, sync_call, sync_stream
from genai_triage.telemetry.current import current_operation
from genai_triage.telemetry.guard import guarded, report
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Server
from genai_triage.telemetry.suppression import is_http_enabled
from genai_triage.telemetry.target import Target

TRANSPORT = "grpc"
_OTHERS_SCOPE = "opentelemetry.instrumentation.grpc"
_MAX_CHANNELS = 16

_Call = Callable[..., Any]
_Finish = Callable[[Any, Target, "Operation | None", "Attempt | None"], Any]
"""(what the call returned, target, operation if it is the RPC's own, attempt) → what the application gets."""


@dataclass(frozen=True)
class _Method:
    """A method of a GenAI service and the wrappers that make operations of its calls."""

    target: Target
    provider: Provider
    api_version: str | None
    call: Wrapper
    with_call: Wrapper
    future: Wrapper
    stream: Wrapper
    lazy_stream: Wrapper
    async_call: Wrapper
    async_stream: Wrapper
    awaited_call: Wrapper
    awaited_stream: Wrapper


@lru_cache(maxsize=256)
def _method(path: str, is_stream: bool, is_single_rpc: bool) -> _Method:
    """`is_single_rpc`: a call ends with its one RPC; otherwise its attempts end below it, perhaps with other errors."""
    target = target_of(path, is_stream=is_stream)

    def finisher(finish: _Finish) -> Callable[[Operation, Any], Any]:
        return lambda operation, result: finish(
            result, target, operation, operation.last_attempt if is_single_rpc else None
        )

    return _Method(
        target=target,
        provider=service_of(path).provider,
        api_version=api_version_of(path),
        call=sync_call(target),
        with_call=sync_call(Target(target.describe, lambda answer, pair: target.read(answer, pair[0]))),
        future=running_call(target, finisher(sync.finish_future)),
        stream=running_call(target, finisher(sync.finish_stream)),
        lazy_stream=sync_stream(target),
        async_call=running_call(target, finisher(aio.finish_call)),
        async_stream=running_call(target, finisher(aio.finish_stream)),
        awaited_call=async_call(target),
        awaited_stream=awaited_stream(target, finisher(aio.finish_stream)),
    )


def observed(multicallable: Any, path: str, form: str, channel: Any, *, is_async: bool, on_wire: bool) -> Any:
    """The multicallable with its calls observed.

    Args:
        multicallable: as the channel made it.
        path: full name of the method, `/package.Service/Method`.
        form: `unary_unary` or one of its siblings.
        channel: that made it.
        is_async: whether it is one of `grpc.aio`.
        on_wire: whether the channel sends RPCs itself, rather than through another channel.
    """
    is_stream = form.endswith("_stream")
    method = _method(path, is_stream, False)
    server = server_of_target(_target_of(channel), method.api_version)
    if is_async and hasattr(multicallable, "_interceptors"):
        start = partial(_start_attempt, server, method.provider)
        multicallable._interceptors = aio.WithInnermost(multicallable._interceptors, method.target, start)
    return _KINDS[is_stream, is_async](
        multicallable, method, _method(path, is_stream, True) if on_wire else None, server
    )


def _target_of(channel: Any) -> str:
    """The target of a channel, or of the channel under it; empty for `grpc.aio` of versions that do not tell."""
    for _ in range(_MAX_CHANNELS):
        target = getattr(channel, "_target", None) or getattr(channel, "target", None)
        if target is not None:
            target = target() if callable(target) else target
            return target.decode("utf-8", "replace") if isinstance(target, bytes) else str(target)
        channel = getattr(channel, "_channel", None)
    return ""


class _MultiCallable(wrapt.ObjectProxy):  # type: ignore[type-arg,unused-ignore]
    """Behaves as the channel's own multicallable."""

    def __init__(self, wrapped: Any, method: _Method, wire_method: _Method | None, server: Server) -> None:
        """`wire_method`: for calls that are one RPC each; None if the channel sends through another one."""
        super().__init__(wrapped)
        self._self_method = method
        self._self_wire_method = wire_method
        self._self_server = server

    def _self_is_step(self) -> bool:
        """Whether a call of this multicallable belongs to the operation that is running."""
        return bool(_is_step(self._self_server, self._self_method.provider))

    def _self_sender(self) -> _Method | None:
        """The method, if a call of this multicallable is one RPC on the wire."""
        return None if getattr(self.__wrapped__, "_interceptors", None) else self._self_wire_method


class _SyncUnary(_MultiCallable):
    """unary_unary and stream_unary of `grpc`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _observed(self, "call", _answered, self.__wrapped__, args, kwargs)

    def with_call(self, *args: Any, **kwargs: Any) -> Any:
        return _observed(self, "with_call", _answered, self.__wrapped__.with_call, args, kwargs)

    def future(self, *args: Any, **kwargs: Any) -> Any:
        return _observed(self, "future", sync.finish_future, self.__wrapped__.future, args, kwargs)


class _SyncStreaming(_MultiCallable):
    """unary_stream and stream_stream of `grpc`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _observed(self, "stream", sync.finish_stream, self.__wrapped__, args, kwargs)


class _AsyncUnary(_MultiCallable):
    """unary_unary and stream_unary of `grpc.aio`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _observed(self, "async_call", aio.finish_call, self.__wrapped__, args, kwargs)


class _AsyncStreaming(_MultiCallable):
    """unary_stream and stream_stream of `grpc.aio`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _observed(self, "async_stream", aio.finish_stream, self.__wrapped__, args, kwargs)


_KINDS: dict[tuple[bool, bool], type[_MultiCallable]] = {
    (False, False): _SyncUnary,
    (True, False): _SyncStreaming,
    (False, True): _AsyncUnary,
    (True, True): _AsyncStreaming,
}


def _observed(
    proxy: _MultiCallable, wrapper: str, finish: _Finish, call: _Call, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    is_step = proxy._self_is_step()
    if not is_step and not raw_calls_are_on():
        return call(*args, **kwargs)
    sender = proxy._self_sender()
    if sender is not None:
        # What is still running when the call returns is held by the operation, with its attempt.
        call = partial(_sent, proxy, finish if is_step or finish is _answered else _not_finished, call)
    if is_step:
        return call(*args, **kwargs)
    operate: Wrapper = getattr(sender or proxy._self_method, wrapper)
    return operate(call, proxy, args, kwargs)


def _sent(proxy: _MultiCallable, finish: _Finish, call: _Call, *args: Any, **kwargs: Any) -> Any:
    """Sends the RPC as an attempt of the running operation."""
    metadata = args[2] if len(args) > 2 else kwargs.get("metadata")
    attempt = _start_attempt(proxy._self_server, proxy._self_method.provider, metadata)
    if attempt is None:
        return call(*args, **kwargs)
    try:
        result = call(*args, **kwargs)
    except BaseException as error:
        attempt.request = args[0] if args else kwargs.get("request")
        attempt.record_exception(error)
        raise
    try:
        return finish(result, proxy._self_method.target, None, attempt)
    except Exception as error:
        report("grpc.finish", error)
        return result


def _answered(answer: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> Any:
    """The answer is here when the call returns."""
    if attempt is not None:
        attempt.completed()
    return answer


def _not_finished(result: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> Any:
    """The operation's own finisher sees to the end of its attempt."""
    return result


@guarded
def _is_step(server: Server, provider: Provider) -> bool:
    """Whether an RPC to `server` is an attempt of the operation that is running."""
    operation = current_operation()
    if operation is None:
        return False
    if not server.netlocs:
        return operation.request.provider == provider
    return not set(server.netlocs).isdisjoint(operation.request.server.netlocs)


@guarded
def _start_attempt(server: Server, provider: Provider, metadata: object = None) -> Attempt | None:
    """An RPC goes out with `metadata`, in which its credential stands; None if it belongs to no operation."""
    operation = current_operation()
    if operation is None or not _is_step(server, provider) or not is_http_enabled(otel_context.get_current()):
        return None
    attempt = operation.start_attempt(TRANSPORT, None)
    attempt.span = _others_span()
    if operation.fingerprints is not None:
        operation.authorized_with(metadata)
    return attempt


def _others_span() -> Span | None:
    """The span that the official gRPC instrumentation has open for this RPC; it ends only after our last word on it."""
    span = trace.get_current_span()
    scope = getattr(span, "instrumentation_scope", None)
    return span if scope is not None and scope.name.startswith(_OTHERS_SCOPE) else None


def gapic_call(wrapped: _Call, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """`_GapicCallable.__call__`: with its retries one operation, if it carries out a method of ours."""
    carrier = _carrier(instance)
    if carrier is None:
        return wrapped(*args, **kwargs)
    proxy, is_with_call = carrier
    if proxy._self_is_step():
        return wrapped(*args, **kwargs)
    method = proxy._self_method
    if isinstance(proxy, _SyncUnary):
        return (method.with_call if is_with_call else method.call)(wrapped, proxy, args, kwargs)
    if isinstance(proxy, _SyncStreaming):
        is_lazy = _retries_streams(instance, kwargs)
        return (method.lazy_stream if is_lazy else method.stream)(wrapped, proxy, args, kwargs)
    return _async_gapic_call(proxy, wrapped(*args, **kwargs), args, kwargs)


def _async_gapic_call(proxy: _MultiCallable, made: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if not isinstance(made, CoroutineType):
        return made  # a call without retries, which is an operation already
    method = proxy._self_method
    operate = method.awaited_stream if isinstance(proxy, _AsyncStreaming) else method.awaited_call
    return operate(lambda *args, **kwargs: made, proxy, args, kwargs)


@guarded
def _carrier(instance: Any) -> tuple[_MultiCallable, bool] | None:
    """The multicallable under a `_GapicCallable`, and whether it is called by `with_call`."""
    function: Any = getattr(getattr(instance, "_target", None), "__wrapped__", None)
    if issubclass(type(function), _MultiCallable):
        return function, False
    owner: Any = getattr(function, "__self__", None)
    return (owner, True) if issubclass(type(owner), _MultiCallable) else None


@guarded
def _retries_streams(instance: Any, kwargs: dict[str, Any]) -> bool:
    """Whether the call gives a generator, which does nothing before it is read."""
    kind = getattr(sys.modules.get("google.api_core.retry"), "StreamingRetry", None)
    retry = kwargs.get("retry", instance._retry)
    is_given = retry is None or callable(retry)
    return kind is not None and isinstance(retry if is_given else instance._retry, kind)
