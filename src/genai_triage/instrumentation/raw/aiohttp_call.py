"""One raw call of aiohttp as an operation: begun before it is sent, judged as its body passes, finished with it."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

from opentelemetry import context as otel_context
from wrapt import ObjectProxy

from genai_triage.instrumentation.raw.aiohttp import netloc_of_call
from genai_triage.instrumentation.raw.endpoints import read_request
from genai_triage.instrumentation.raw.hosts import Service
from genai_triage.instrumentation.raw.watch import Facts, Watch, judged, nothing, watching
from genai_triage.instrumentation.transports.aiohttp import raw_attempt
from genai_triage.telemetry.calls import Wrapper, async_call
from genai_triage.telemetry.current import is_step
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.suppression import is_http_enabled
from genai_triage.telemetry.target import Target


@lru_cache(maxsize=8)
def sender(service: Service) -> Wrapper:
    """The wrapper of `ClientSession._request` for requests to a host of `service`."""
    call = async_call(Target(partial(_describe, service), nothing, is_raw=True), _received)

    def wrapper(wrapped: Callable[..., Any], session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        attempted = raw_attempt(wrapped(*args, **kwargs), session, args, kwargs)
        return call(lambda *args, **kwargs: attempted, session, args, kwargs)

    return wrapper


def _describe(service: Service, session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request | None:
    """None for a step of the operation that is running: known only where the call is awaited."""
    if not is_http_enabled(otel_context.get_current()) or is_step(netloc_of_call(session, args, kwargs)):
        return None
    method = str(args[0] if args else kwargs.get("method", ""))
    url = str(args[1] if len(args) > 1 else kwargs.get("str_or_url", ""))
    if "://" not in url:
        url = str(session._build_url(url))
    return read_request(service, url, urlsplit(url).path, _body(kwargs), method.upper())


def _body(kwargs: Mapping[str, Any]) -> bytes | Mapping[str, Any] | None:
    given = kwargs.get("json")
    if isinstance(given, Mapping):
        return given
    data = kwargs.get("data")
    data = data.encode() if isinstance(data, str) else data
    return data if isinstance(data, bytes) else None


def _received(operation: Operation, response: Any) -> Any:
    """Judges an answer that is read already, and watches one that is still to be read."""
    facts = Facts(response.status, response.headers, response.url)
    body = response._body
    if body is None and response.content.at_eof():
        body = b""
    if not judged(operation, facts, body):
        watch = watching(operation, facts, "")
        response.content = _Watched(response.content, watch)
        _end_with(response, watch)
    return response


def _end_with(response: Any, watch: Watch) -> None:
    """Ends the operation when the application lets the answer go, read or not."""
    of = weakref.ref(response)

    def ending(name: str) -> Any:
        method = getattr(type(response), name)

        def ended(*args: Any, **kwargs: Any) -> Any:
            try:
                return method(of(), *args, **kwargs)
            finally:
                watch.closed()

        return ended

    response.close, response.release = ending("close"), ending("release")


class _Watched(ObjectProxy):  # type: ignore[type-arg]
    """aiohttp's stream reader, with a watch over what is read of it."""

    def __init__(self, wrapped: Any, watch: Watch) -> None:
        super().__init__(wrapped)
        self._self_watch = watch

    # The reader's own iterators, made to read through the proxy.

    def __aiter__(self) -> Any:
        return type(self.__wrapped__).__aiter__(self)

    def iter_any(self) -> Any:
        return type(self.__wrapped__).iter_any(self)

    def iter_chunked(self, *args: Any, **kwargs: Any) -> Any:
        return type(self.__wrapped__).iter_chunked(self, *args, **kwargs)

    def iter_chunks(self) -> Any:
        return type(self.__wrapped__).iter_chunks(self)

    async def read(self, *args: Any, **kwargs: Any) -> Any:
        return await self._self_passing(self.__wrapped__.read(*args, **kwargs))

    async def readany(self) -> Any:
        return await self._self_passing(self.__wrapped__.readany())

    async def readline(self, *args: Any, **kwargs: Any) -> Any:
        return await self._self_passing(self.__wrapped__.readline(*args, **kwargs))

    async def readuntil(self, *args: Any, **kwargs: Any) -> Any:
        return await self._self_passing(self.__wrapped__.readuntil(*args, **kwargs))

    async def readexactly(self, *args: Any, **kwargs: Any) -> Any:
        return await self._self_passing(self.__wrapped__.readexactly(*args, **kwargs))

    async def readchunk(self) -> Any:
        return await self._self_passing(self.__wrapped__.readchunk())

    async def wait_eof(self) -> Any:
        return await self._self_passing(self.__wrapped__.wait_eof())

    def read_nowait(self, *args: Any, **kwargs: Any) -> Any:
        return self._self_noted(self.__wrapped__.read_nowait(*args, **kwargs))

    def __del__(self) -> None:
        watch = getattr(self, "_self_watch", None)
        if watch is not None:
            watch.closed()

    async def _self_passing(self, reading: Any) -> Any:
        try:
            piece = await reading
        except BaseException as error:
            self._self_watch.failed(error)
            raise
        return self._self_noted(piece)

    def _self_noted(self, piece: Any) -> Any:
        data = piece[0] if isinstance(piece, tuple) else piece
        if data:
            self._self_watch.passed(data)
        if self.__wrapped__.at_eof():
            self._self_watch.ended()
        return piece
