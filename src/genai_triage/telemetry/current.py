"""The operation that is running in this context, and the attempts that belong to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry.context import Context

from genai_triage.telemetry import idle
from genai_triage.telemetry.attempt import Attempt
from genai_triage.telemetry.operation import OPERATION_KEY, Operation
from genai_triage.telemetry.suppression import is_http_enabled


def current_operation() -> Operation | None:
    """Returns the operation that is running in this context, if any."""
    return running_in(otel_context.get_current()) if idle.has_begun else None


def running_in(context: Context) -> Operation | None:
    """Returns the operation that is running in `context`, if any."""
    operation: Any = context.get(OPERATION_KEY)
    return operation if type(operation) is Operation and operation.is_open else None


def is_step(netloc: str) -> bool:
    """Returns whether a request to `netloc` is a step of the operation that is running in this context."""
    running = current_operation()
    return running is not None and netloc in running.request.server.netlocs


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
    context = otel_context.get_current()
    operation = running_in(context)
    if operation is None or not is_http_enabled(context):
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
