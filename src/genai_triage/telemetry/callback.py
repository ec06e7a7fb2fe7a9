"""The application's own function that is told of every failure: for fail-over or key rotation."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from typing import Any, Final

from opentelemetry import context as otel_context
from opentelemetry.trace import Span

from genai_triage.taxonomy.model import Failure
from genai_triage.telemetry.guard import report
from genai_triage.telemetry.redaction import scrub_failure

OnFailure = Callable[[Failure, Span], Any]
"""(failure, the operation's span, still open)"""

_logger = logging.getLogger("genai_triage")
_TELLING: Final = otel_context.create_key("genai_triage.on_failure")


def checked(on_failure: Any) -> OnFailure | None:
    """Returns what can be called; anything else costs one warning and is left out."""
    if on_failure is None:
        return None
    if not callable(on_failure):
        _logger.warning("on_failure must be a function, not %s; it is ignored.", type(on_failure).__name__)
        return None
    if inspect.iscoroutinefunction(on_failure) or inspect.iscoroutinefunction(type(on_failure).__call__):
        _logger.warning("on_failure must be a plain function, as nobody awaits a coroutine; it is ignored.")
        return None
    known: OnFailure = on_failure
    return known


def tell(on_failure: OnFailure, failure: Failure, span: Span) -> None:
    """Calls the application's function; what it raises is one log line, and what it calls itself is not told to it."""
    if otel_context.get_value(_TELLING):
        return
    token = otel_context.attach(otel_context.set_value(_TELLING, True))
    try:
        on_failure(scrub_failure(failure), span)
    except Exception as error:
        report("on_failure", error)
    finally:
        otel_context.detach(token)
