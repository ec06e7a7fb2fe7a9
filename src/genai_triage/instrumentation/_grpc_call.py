"""One RPC: an operation with its attempt, or an attempt of the SDK's operation that is running.

What the application holds keeps its type and behaviour: multicallables and streams are proxies, futures and unary calls
of `grpc.aio` are the originals, which report their end themselves.
"""

from __future__ import annotations

import asyncio
import re
import weakref
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import grpc  # type: ignore[import-untyped,unused-ignore]
import wrapt
from opentelemetry import trace
from opentelemetry.trace import Span

from genai_triage.instrumentation import _grpc_messages as messages
from genai_triage.instrumentation.grpc import raw_calls_are_on
from genai_triage.taxonomy.model import Provider
from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.call import AsyncStream, Read, SyncStream, Target, Wrapper, running_call, sync_call
from genai_triage.telemetry.guard import guarded
from genai_triage.telemetry.operation import Operation, attempt_at, current_operation
from genai_triage.telemetry.request import Request, Server

TRANSPORT = "grpc"
_OTHERS_SCOPE = "opentelemetry.instrumentation.grpc"
_DEFAULT_PORT = 443
_TARGET = re.compile(
    r"(?:(?:dns|xds|google-c2p|passthrough):(?://[^/]*/)?|ipv[46]:)?"
    r"(?P<host>\[[^\]]*\]|[^:,/]*)(?::(?P<port>\d{1,5}))?(?:,.*)?"
)
_VERSION = re.compile(r"\.(v\d\w*)[./]")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_OPERATIONS = {
    "GenerateContent": "generate_content",
    "StreamGenerateContent": "generate_content",
    "BidiGenerateContent": "generate_content",
    "Chat": "chat",
    "ChatStream": "chat",
    "EmbedContent": "embeddings",
    "BatchEmbedContents": "embeddings",
    "RetrieveModel": "get_model",
}
"""`gen_ai.operation.name` by method; for the others the method's own name in lower case."""
_READERS: dict[str, Read] = {
    "GenerateContent": messages.read_gemini,
    "StreamGenerateContent": messages.read_gemini,
    "Chat": messages.read_gigachat,
    "ChatStream": messages.read_gigachat,
    "EmbedContent": messages.read_embeddings,
    "BatchEmbedContents": messages.read_embeddings,
}
_FINISHING = frozenset({"StreamGenerateContent", "ChatStream"})


@dataclass(frozen=True)
class Method:
    """A method of a GenAI service: what it is called in telemetry, how it is read, and the wrappers of its calls."""

    provider: Provider
    provider_name: str
    operation: str
    api_version: str | None
    target: Target
    call: Wrapper
    with_call: Wrapper
    future: Wrapper
    stream: Wrapper
    async_call: Wrapper
    async_stream: Wrapper


@lru_cache(maxsize=256)
def _method(path: str, is_stream: bool) -> Method:
    service, _, name = path.lstrip("/").partition("/")
    provider: Provider = "gigachat" if service.startswith("gigachat.") else "gemini"
    provider_name = "gcp.vertex_ai" if service.startswith("google.cloud.") else f"gcp.{provider}"
    operation = _OPERATIONS.get(name) or _WORD.sub("_", name).lower()
    version = _VERSION.search(f"{service}.")
    options = messages.gigachat_options if provider == "gigachat" else messages.gemini_options

    def describe(instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        message = args[0] if args else kwargs.get("request")
        return Request(
            provider=provider,
            provider_name=provider if provider == "gigachat" else provider_name,
            operation=operation,
            model=messages.model_in(message, operation),
            server=instance._self_server,
            attributes=options(message),
            stream=is_stream,
        )

    target = Target(describe, _READERS.get(name, messages.read_other), finishes=name in _FINISHING)
    return Method(
        provider=provider,
        provider_name=provider_name,
        operation=operation,
        api_version=version[1] if version else None,
        target=target,
        call=sync_call(target),
        with_call=sync_call(Target(describe, lambda answer, pair: target.read(answer, pair[0]))),
        future=running_call(target, _own(target, _hold_future)),
        stream=running_call(target, _own(target, _SyncCall)),
        async_call=running_call(target, _own(target, _hold_call)),
        async_stream=running_call(target, _own(target, _AsyncCall)),
    )


@lru_cache(maxsize=256)
def _server(target: str, api_version: str | None) -> Server:
    if target.startswith("unix"):
        return Server(target.partition(":")[2], None, (target,), api_version)
    found = _TARGET.fullmatch(target)
    if found is None or not found["host"]:
        return Server(None, None, (target,), api_version)
    return Server(found["host"].strip("[]"), int(found["port"] or _DEFAULT_PORT), (target,), api_version)


def observed(multicallable: Any, path: str, form: str, channel: Any, *, is_async: bool) -> Any:
    """The multicallable with its calls observed.

    Args:
        multicallable: as the channel made it.
        path: full name of the method, `/package.Service/Method`.
        form: `unary_unary` or one of its siblings.
        channel: the concrete channel.
        is_async: whether it is one of `grpc.aio`.
    """
    is_stream = form.endswith("_stream")
    kind = _KINDS[is_stream, is_async]
    method = _method(path, is_stream)
    if is_async and hasattr(multicallable, "_interceptors"):
        multicallable._interceptors = _WithInnermost(multicallable._interceptors)
    return kind(multicallable, method, _server(_target_of(channel), method.api_version))


def _target_of(channel: Any) -> str:
    target = getattr(channel, "_target", None)
    if target is None:
        get = getattr(getattr(channel, "_channel", None), "target", None)
        target = get() if callable(get) else ""
    return target.decode("utf-8", "replace") if isinstance(target, bytes) else str(target)


class _MultiCallable(wrapt.ObjectProxy):  # type: ignore[misc]
    """Behaves as the channel's own multicallable."""

    def __init__(self, wrapped: Any, method: Method, server: Server) -> None:
        super().__init__(wrapped)
        self._self_method = method
        self._self_server = server


class _SyncUnary(_MultiCallable):
    """unary_unary and stream_unary of `grpc`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _answered(self, self._self_method.call, self.__wrapped__, args, kwargs)

    def with_call(self, *args: Any, **kwargs: Any) -> Any:
        return _answered(self, self._self_method.with_call, self.__wrapped__.with_call, args, kwargs)

    def future(self, *args: Any, **kwargs: Any) -> Any:
        return _running(self, self._self_method.future, _hold_future, self.__wrapped__.future, args, kwargs)


class _SyncStreaming(_MultiCallable):
    """unary_stream and stream_stream of `grpc`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _running(self, self._self_method.stream, _SyncCall, self.__wrapped__, args, kwargs)


class _AsyncUnary(_MultiCallable):
    """unary_unary and stream_unary of `grpc.aio`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _running(self, self._self_method.async_call, _hold_call, self.__wrapped__, args, kwargs)


class _AsyncStreaming(_MultiCallable):
    """unary_stream and stream_stream of `grpc.aio`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _running(self, self._self_method.async_stream, _AsyncCall, self.__wrapped__, args, kwargs)


_KINDS: dict[tuple[bool, bool], type[_MultiCallable]] = {
    (False, False): _SyncUnary,
    (True, False): _SyncStreaming,
    (False, True): _AsyncUnary,
    (True, True): _AsyncStreaming,
}

_Call = Callable[..., Any]
_Holder = Callable[[Any, Target, "Operation | None", "Attempt | None"], Any]
"""(what the call returned, target, operation if it is the RPC's own, attempt) → what the application gets."""


def _answered(proxy: Any, observe: Wrapper, call: _Call, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A call that returns its answer."""
    attempt = _attempt(proxy, None)
    if attempt is not None:
        answer = _sent(attempt, call, args, kwargs)
        attempt.completed()
        return answer
    if not raw_calls_are_on():
        return call(*args, **kwargs)
    span = _others_span()

    def run(*args: Any, **kwargs: Any) -> Any:
        own = _attempt(proxy, span)
        answer = _sent(own, call, args, kwargs)
        if own is not None:
            own.completed()
        return answer

    return observe(run, proxy, args, kwargs)


def _running(
    proxy: Any, observe: Wrapper, hold: _Holder, call: _Call, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """A call that returns while the RPC is still running."""
    attempt = _attempt(proxy, None)
    if attempt is not None:
        return hold(_sent(attempt, call, args, kwargs), proxy._self_method.target, None, attempt)
    if not raw_calls_are_on():
        return call(*args, **kwargs)
    span = _others_span()
    return observe(lambda *args, **kwargs: _sent(_attempt(proxy, span), call, args, kwargs), proxy, args, kwargs)


def _own(target: Target, hold: _Holder) -> Callable[[Operation, Any], Any]:
    """`hold` for an RPC that is an operation of its own."""
    return lambda operation, result: hold(result, target, operation, operation.last_attempt)


def _sent(attempt: Attempt | None, call: _Call, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    try:
        return call(*args, **kwargs)
    except BaseException as error:
        if attempt is not None:
            attempt.raised(error)
        raise


@guarded
def _attempt(proxy: Any, span: Span | None) -> Attempt | None:
    """Starts an attempt of the operation that is running; None if the RPC belongs to none."""
    attempt = attempt_at(TRANSPORT, proxy._self_server.netlocs[0], None)
    if attempt is not None:
        attempt.span = span or _others_span()
    return attempt


def _others_span() -> Span | None:
    """The span that the official gRPC instrumentation has open for this RPC; it ends only after our last word on it."""
    span = trace.get_current_span()
    scope = getattr(span, "instrumentation_scope", None)
    return span if scope is not None and scope.name.startswith(_OTHERS_SCOPE) else None


def _hold_future(future: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> Any:
    # A weak reference: grpc cancels an RPC whose future nobody holds any more.
    done = partial(_future_done, weakref.ref(future), target, operation, attempt)
    if not future.add_callback(done):
        done()
    return future


@guarded
def _future_done(
    reference: Callable[[], Any], target: Target, operation: Operation | None, attempt: Attempt | None
) -> None:
    future = reference()
    if future is None:
        if operation is not None:
            operation.abandon()
        return
    if future.code() is not grpc.StatusCode.OK:
        _failed(future, operation, attempt)
        return
    if attempt is not None:
        attempt.completed()
    if operation is not None:
        _succeeded(operation, target, future.result())


def _failed(error: BaseException, operation: Operation | None, attempt: Attempt | None) -> None:
    if attempt is not None:
        attempt.raised(error)
    if operation is not None:
        operation.fail(error)


def _succeeded(operation: Operation, target: Target, response: Any) -> None:
    try:
        target.read(operation.answer, response)
    finally:
        operation.succeed()


class _CallProxy:
    """What `call` streams add to streams: their own attributes are the call's."""

    __slots__ = ()

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_self_") or name == "__wrapped__":
            object.__setattr__(self, name, value)
        else:
            setattr(self.__wrapped__, name, value)  # type: ignore[attr-defined]


class _SyncCall(_CallProxy, SyncStream):
    """A stream of `grpc`: an iterator that is also call, future and error."""

    __slots__ = ("_self_attempt",)

    def __init__(self, call: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> None:
        super().__init__(call, target, operation)
        self._self_attempt = attempt
        if attempt is not None:
            self._self_next = partial(_pulled, call.__next__, attempt)

    def next(self) -> Any:
        return self.__next__()

    def cancel(self) -> bool:
        is_cancelled: bool = self.__wrapped__.cancel()
        if is_cancelled:
            operation, self._self_state = self._self_state, None
            _ended(self.__wrapped__, operation, self._self_attempt)
        return is_cancelled

    def _self_abandon(self) -> None:
        _note_unread(self.__wrapped__, self._self_attempt)
        super()._self_abandon()


def _pulled(step: Callable[[], Any], attempt: Attempt) -> Any:
    try:
        return step()
    except StopIteration:
        attempt.completed()
        raise
    except BaseException as error:
        attempt.raised(error)
        raise


@guarded
def _ended(error: BaseException, operation: Any, attempt: Attempt | None) -> None:
    _failed(error, operation if isinstance(operation, Operation) else None, attempt)


@guarded
def _note_unread(call: Any, attempt: Attempt | None) -> None:
    """An RPC that had failed already when the application dropped its stream is a failed attempt."""
    if attempt is None or attempt.is_over or call.is_active():
        return
    if call.code() is not grpc.StatusCode.OK:
        attempt.raised(call)


@guarded
def _hold_async(call: Any, done: Callable[[Any], None]) -> None:
    call.add_done_callback(done)


def _hold_call(call: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> Any:
    call.add_done_callback(partial(_call_done, target, operation, attempt))
    return call


@guarded
def _call_done(target: Target, operation: Operation | None, attempt: Attempt | None, call: Any) -> None:
    """Runs when the status is known, which is before the answer is deserialized."""
    error = _error_of(call)
    if error is not None:
        _failed(error, operation, attempt)
        return
    if attempt is not None:
        attempt.completed()
    if operation is not None:
        asyncio.get_running_loop().call_soon(_call_answered, target, operation, call)


@guarded
def _call_answered(target: Target, operation: Operation, call: Any) -> None:
    try:
        response = _now(call)
    except BaseException as error:
        operation.fail(error)
    else:
        _succeeded(operation, target, response)


def _error_of(call: Any) -> BaseException | None:
    """How a call of `grpc.aio` that is over failed; None for OK."""
    try:
        code = _now(call.code())
        if code is grpc.StatusCode.OK:
            return None
        trailing = _now(call.trailing_metadata())
        error: BaseException = grpc.aio.AioRpcError(code, None, trailing, _now(call.details()))
        return error
    except BaseException as error:
        return error  # an interceptor's own


def _now(awaitable: Awaitable[Any]) -> Any:
    """The result of something that is over, without waiting."""
    step = awaitable.__await__()
    try:
        next(step)
    except StopIteration as stop:
        return stop.value
    step.close()
    raise RuntimeError("the RPC is not over")


class _AsyncCall(_CallProxy, AsyncStream):
    """A stream of `grpc.aio`: read by `async for` or by `read()`."""

    __slots__ = ("_self_attempt", "_self_iterator")

    def __init__(self, call: Any, target: Target, operation: Operation | None, attempt: Attempt | None) -> None:
        super().__init__(call, target, operation)
        self._self_attempt = attempt
        self._self_iterator: _AsyncIterator | None = None

    def __aiter__(self) -> Any:
        if self._self_iterator is None:
            chunks = self.__wrapped__.__aiter__()
            state, self._self_state = self._self_state, None
            self._self_iterator = _AsyncIterator(chunks, self._self_target, state, self._self_attempt)
        return self._self_iterator

    async def read(self) -> Any:
        try:
            return await self._self_step(_read_step, self.__wrapped__.read, self._self_attempt)
        except StopAsyncIteration:
            return grpc.aio.EOF

    async def wait_for_connection(self) -> None:
        try:
            await self.__wrapped__.wait_for_connection()
        except BaseException as error:
            self._self_fail(error)
            raise

    def cancel(self) -> bool:
        is_cancelled: bool = self.__wrapped__.cancel()
        if is_cancelled:
            self._self_fail(None)
        return is_cancelled

    def _self_fail(self, error: BaseException | None) -> None:
        """`error` None: the call itself knows."""
        holder = self if self._self_iterator is None else self._self_iterator
        operation, holder._self_state = holder._self_state, None
        error = error or _error_of(self.__wrapped__)
        if error is not None:
            _ended(error, operation, self._self_attempt)


class _AsyncIterator(AsyncStream):
    """The iterator of an `async for` over a call."""

    __slots__ = ()

    def __init__(self, chunks: Any, target: Target, state: Any, attempt: Attempt | None) -> None:
        super().__init__(chunks, target, state)
        if attempt is not None:
            self._self_next = partial(_async_pulled, chunks.__anext__, attempt)


async def _async_pulled(step: Callable[[], Awaitable[Any]], attempt: Attempt | None) -> Any:
    try:
        chunk = await step()
    except BaseException as error:
        if attempt is not None:
            if isinstance(error, StopAsyncIteration):
                attempt.completed()
            else:
                attempt.raised(error)
        raise
    return chunk


async def _read_step(read: Callable[[], Awaitable[Any]], attempt: Attempt | None) -> Any:
    async def step() -> Any:
        chunk = await read()
        if chunk is grpc.aio.EOF:
            raise StopAsyncIteration
        return chunk

    return await _async_pulled(step, attempt)


class _WithInnermost:
    """A channel's interceptors and, if there are any, ours below them: it sees every RPC that they make of one call."""

    def __init__(self, others: Any) -> None:
        self._others = others

    def __len__(self) -> int:
        return len(self._others or ()) and len(self._others) + 1

    def __iter__(self) -> Any:
        yield from self._others or ()
        if self._others:
            yield _INNERMOST


class _Innermost:
    async def _intercept(self, continuation: Callable[..., Awaitable[Any]], details: Any, request: Any) -> Any:
        attempt = _wire_attempt()
        call = await continuation(details, request)
        if attempt is not None:
            _hold_async(call, partial(_call_done, None, None, attempt))
        return call

    intercept_unary_unary = _intercept
    intercept_unary_stream = _intercept
    intercept_stream_unary = _intercept
    intercept_stream_stream = _intercept


_INNERMOST = _Innermost()


@guarded
def _wire_attempt() -> Attempt | None:
    """The attempt that was started with the call, or another one if an interceptor tries again."""
    operation = current_operation()
    attempt = None if operation is None else operation.last_attempt
    if operation is None or attempt is None or attempt.transport != TRANSPORT:
        return None
    if attempt.is_over:
        attempt = operation.start_attempt(TRANSPORT, None)
    attempt.span = _others_span()
    return attempt
