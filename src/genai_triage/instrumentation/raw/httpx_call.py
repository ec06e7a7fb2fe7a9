"""One raw request as an operation: begun before it is sent, judged as its body passes, finished with it."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from opentelemetry import context as otel_context

from genai_triage.instrumentation.raw.endpoints import read_request
from genai_triage.instrumentation.raw.hosts import Service
from genai_triage.instrumentation.raw.watch import Facts, judged, nothing, watching
from genai_triage.instrumentation.transports.streams import AsyncWatched, Watched, stream_type
from genai_triage.telemetry.calls import Wrapper, async_call, sync_call
from genai_triage.telemetry.current import is_step
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request
from genai_triage.telemetry.suppression import is_http_enabled
from genai_triage.telemetry.target import Target


def sender(service: Service, netloc: str, is_async: bool) -> Wrapper | None:
    """The wrapper of `Client.send` or `AsyncClient.send` for a request to a host of `service`.

    None for a step of the operation that is running, and where nobody wants to know of requests; of a coroutine that is
    only known where it is awaited.
    """
    if not is_async and (is_step(netloc) or not is_http_enabled(otel_context.get_current())):
        return None
    return _wrapper(service, is_async)


@lru_cache(maxsize=8)
def _wrapper(service: Service, is_async: bool) -> Wrapper:
    if is_async:
        return async_call(Target(partial(_describe_awaited, service), nothing, is_raw=True), _areceived)
    return sync_call(Target(partial(_describe, service), nothing, is_raw=True), received)


def _describe_awaited(service: Service, client: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request | None:
    url = (args[0] if args else kwargs["request"]).url
    if not is_http_enabled(otel_context.get_current()) or is_step(url.netloc.decode("ascii", "replace")):
        return None
    return _describe(service, client, args, kwargs)


def _describe(service: Service, client: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request | None:
    """None for what is no endpoint of the service."""
    request = args[0] if args else kwargs["request"]
    url = request.url
    text = str(url)
    described = read_request(service, text, url.path, getattr(request, "_content", None), request.method)
    if described is not None:
        described.url = url, text
    return described


def _areceived(operation: Operation, response: Any) -> Any:
    return received(operation, response, is_async=True)


def received(operation: Operation, response: Any, *, is_async: bool = False) -> Any:
    """Judges an answer that is read already, and watches one that is still to be read.

    `is_async`: it is read asynchronously, though its stream may be of both kinds.
    """
    facts = Facts(response.status_code, response.headers, operation.request.text_of(response.url))
    if judged(operation, facts, getattr(response, "_content", None)):
        return response
    watch = watching(operation, facts, facts.headers.get("content-encoding", ""))
    mixin = AsyncWatched if is_async or not hasattr(response.stream, "__iter__") else Watched
    response.stream = stream_type(_library_of(operation, response), mixin)(response.stream, watch)
    return response


def _library_of(operation: Operation, response: Any) -> str:
    """The library that sent the request; `response` may be of a class of the application."""
    last = operation.last_attempt
    return type(response).__module__.partition(".")[0] if last is None else last.transport
