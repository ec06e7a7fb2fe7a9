"""The operation that is running in this context, and the attempts that belong to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opentelemetry import context as otel_context

from genai_triage.telemetry import idle
from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.operation import OPERATION_KEY, Operation, running_in
from genai_triage.telemetry.suppression import is_enabled, is_http_enabled


def current_operation() -> Operation | None:
    """Returns the operation that is running in this context, if any."""
    context = otel_context.get_current()
    return running_in(context) if OPERATION_KEY in context else None


def is_step(netloc: str) -> bool:
    """Returns whether a request to `netloc` is a step of the operation that is running in this context."""
    running = current_operation()
    return running is not None and netloc in running.request.server.netlocs


def passes(url: object, at: Callable[[Any], tuple[str, object]]) -> bool:
    """Returns whether a request is nobody's call, or a step of the running one, which notes its URL.

    `at` finds the address in a URL and the service there, None for nobody's.
    """
    context = otel_context.get_current()
    if context and not is_http_enabled(context):
        return True
    netloc, service = at(url)
    if service is None:
        return True
    running = running_in(context) if OPERATION_KEY in context else None
    if running is None or netloc not in running.request.server.netlocs:
        return False
    running.step = url
    return True


idle.passes = passes


def is_suppressed(argument: object) -> bool:
    """Returns whether a call of an SDK is nobody's: not observed, and no step of an operation."""
    context = otel_context.get_current()
    return not (not context or OPERATION_KEY in context or is_enabled(context))


def _sending() -> Operation | None:
    """Returns the operation whose attempts the requests in this context may be."""
    context = otel_context.get_current()
    operation = running_in(context) if OPERATION_KEY in context else None
    return operation if operation is not None and is_http_enabled(context) else None


def attempt_of(
    transport: str, client: object, request: Any, netloc_of: Callable[[Any], str], is_stream: Callable[[Any], bool]
) -> Attempt | None:
    """Does what `attempt_at` does for a request of httpx, about which it asks only what it needs."""
    operation = _sending()
    if operation is None:
        return None
    is_raw = operation.client is not None
    is_known = request.url is operation.step or (is_raw and operation.client is client)
    if not is_known and netloc_of(request) not in operation.request.server.netlocs:
        return None
    attempt = operation.start_attempt(
        transport, request, operation.request.stream and not is_raw and is_stream(request)
    )
    if operation.fingerprints is not None:
        operation.authorized_with(request.headers, request.url)
    return attempt


def attempt_at(
    transport: str,
    netloc_of: Callable[[], str],
    request: object,
    *,
    headers: object = None,
    url: object = "",
    client: object | None = None,
    is_stream: Callable[[], bool] | None = None,
) -> Attempt | None:
    """Starts an attempt for a request; None if it belongs to no operation that is running.

    `netloc_of` says where the request goes; it is not asked where that does not matter. `headers` and `url` show its
    credential.
    """
    operation = _sending()
    if operation is None:
        return None
    is_of_client = client is not None and operation.client is client
    if not is_of_client and netloc_of() not in operation.request.server.netlocs:
        return None
    # A raw call's own watch follows its stream.
    is_raw = operation.client is not None
    expects_stream = operation.request.stream and not is_raw and is_stream is not None and is_stream()
    attempt = operation.start_attempt(transport, request, expects_stream)
    if operation.fingerprints is not None:
        operation.authorized_with(headers, url)
    return attempt
