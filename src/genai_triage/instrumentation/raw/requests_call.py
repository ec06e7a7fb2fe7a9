"""One raw call of requests as an operation: begun before it is sent, judged as its body passes, finished with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

from opentelemetry import context as otel_context
from wrapt import ObjectProxy

from genai_triage.instrumentation.raw.endpoints import read_request
from genai_triage.instrumentation.raw.hosts import Service
from genai_triage.instrumentation.raw.watch import Facts, Watch, judged, nothing, watching
from genai_triage.instrumentation.transports.requests import raw_send
from genai_triage.telemetry.calls import Wrapper, sync_call
from genai_triage.telemetry.current import current_operation, is_step
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.suppression import is_http_enabled
from genai_triage.telemetry.target import Target


def sender(service: Service, netloc: str, session: Any) -> Wrapper | None:
    """The wrapper of `Session.send` for a request to a host of `service`.

    None for a request of an SDK's call; a redirect inside a raw call is an attempt of that.
    """
    running = current_operation()
    if running is not None and running.client is session:
        return raw_send  # type: ignore[no-any-return]
    return None if is_step(netloc) else _wrapper(service)


@lru_cache(maxsize=8)
def _wrapper(service: Service) -> Wrapper:
    call = sync_call(Target(partial(_describe, service), nothing, is_raw=True), _received)

    def wrapper(wrapped: Callable[..., Any], session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return call(lambda *args, **kwargs: raw_send(wrapped, session, args, kwargs), session, args, kwargs)

    return wrapper


def _describe(service: Service, session: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request | None:
    if not is_http_enabled(otel_context.get_current()):
        return None
    request = args[0] if args else kwargs["request"]
    body = request.body
    body = body.encode() if isinstance(body, str) else body
    path = urlsplit(request.url).path
    return read_request(service, request.url, path, body if isinstance(body, bytes) else None, request.method)


def _received(operation: Operation, response: Any) -> Any:
    """Judges an answer that is read already, and watches one that is still to be read."""
    facts = Facts(response.status_code, response.headers, response.url)
    content = response._content
    if not judged(operation, facts, None if content is False else content or b""):
        response.raw = _Watched(response.raw, operation, facts)
    return response


class _Watched(ObjectProxy):  # type: ignore[type-arg]
    """urllib3's answer, with a watch over what is read of it."""

    def __init__(self, wrapped: Any, operation: Operation, facts: Facts) -> None:
        super().__init__(wrapped)
        self._self_start = (operation, facts)
        self._self_watch: Watch | None = None

    def stream(self, *args: Any, **kwargs: Any) -> Iterator[bytes]:
        watch = self._self_begun(args[1] if len(args) > 1 else kwargs.get("decode_content"))
        try:
            for piece in self.__wrapped__.stream(*args, **kwargs):
                watch.passed(piece)
                try:
                    yield piece
                except BaseException:
                    watch.closed()  # whatever is raised here is how the reader leaves
                    raise
        except BaseException as error:
            watch.failed(error)
            raise
        watch.ended()

    # urllib3's own, made to read through the proxy.

    def __iter__(self) -> Iterator[bytes]:
        return type(self.__wrapped__).__iter__(self)  # type: ignore[no-any-return]

    def readinto(self, *args: Any) -> Any:
        return type(self.__wrapped__).readinto(self, *args)

    def read(self, amt: Any = None, decode_content: Any = None, *args: Any, **kwargs: Any) -> bytes:
        read = partial(self.__wrapped__.read, amt, decode_content, *args, **kwargs)
        return self._self_passing(read, decode_content, amt is None, amt)

    def read1(self, amt: Any = None, decode_content: Any = None) -> bytes:
        read = getattr(self.__wrapped__, "read1", self.__wrapped__.read)  # urllib3 1.x has none
        return self._self_passing(partial(read, amt, decode_content), decode_content, False, amt)

    def readline(self, size: Any = -1) -> bytes:
        return self._self_passing(partial(self.__wrapped__.readline, size), None, False, size)

    def _self_passing(self, read: Callable[[], bytes], decode_content: Any, reads_all: bool, amt: Any) -> bytes:
        """Watches one piece; an empty one is the end where one was asked for."""
        watch = self._self_begun(decode_content)
        try:
            piece = read()
        except BaseException as error:
            watch.failed(error)
            raise
        watch.passed(piece)
        if reads_all or (amt != 0 and not piece):
            watch.ended()
        return piece

    def close(self) -> None:
        try:
            self.__wrapped__.close()
        finally:
            self._self_begun(True).closed()

    def release_conn(self) -> Any:
        try:
            return self.__wrapped__.release_conn()
        finally:
            self._self_begun(True).closed()

    def __del__(self) -> None:
        if getattr(self, "_self_start", None) is not None:
            self._self_begun(True).closed()

    def _self_begun(self, decode_content: Any) -> Watch:
        """The watch; how the first piece is read says in which encoding the pieces arrive."""
        if self._self_watch is None:
            operation, facts = self._self_start
            is_decoded = self.__wrapped__.decode_content if decode_content is None else decode_content
            encoding = "" if is_decoded else facts.headers.get("content-encoding", "")
            self._self_watch = watching(operation, facts, encoding)
        return self._self_watch
