"""Whether instrumentation is suppressed in a context: by the application, or by another instrumentation.

The keys are found by doing what sets them, as their names are not public: to ask for them in a context that is at hand
costs a tenth of what OpenTelemetry's own functions cost, which look for the context with every key.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import Context as Empty
from functools import cache, partial
from typing import Any, Final

from opentelemetry import context as otel_context
from opentelemetry.context import Context
from opentelemetry.instrumentation.utils import suppress_http_instrumentation, suppress_instrumentation
from opentelemetry.trace import INVALID_SPAN


def _set_by(suppress: Callable[[], AbstractContextManager[Any]]) -> tuple[str, ...]:
    with suppress():
        return tuple(otel_context.get_current())


_FIRST, *_OTHERS = Empty().run(_set_by, suppress_instrumentation)
_ALL: Final = frozenset((_FIRST, *_OTHERS))
_HTTP: Final = _ALL | frozenset(Empty().run(_set_by, suppress_http_instrumentation))


def is_enabled(context: Context) -> bool:
    """Whether calls are to be observed in `context`."""
    if not context:
        return True
    if context.get(_FIRST):  # nearly always all of them are set, or none is
        return False
    return _ALL.isdisjoint(context) or not any(map(context.get, _ALL))


def is_http_enabled(context: Context) -> bool:
    """Whether requests are to be observed in `context`.

    OpenTelemetry's instrumentation of requests suppresses, while it sends, those of what requests is built on: we are
    none of these.
    """
    if not context:
        return True
    if context.get(_FIRST):
        return False
    if _HTTP.isdisjoint(context) or not any(map(context.get, _HTTP)):
        return True
    return is_enabled(context) and not _set_while_requests_sends().isdisjoint(context)


def _set_while_requests_sends() -> frozenset[str]:
    """The keys that the context then has; none where nobody has imported what sets them."""
    httplib = sys.modules.get("opentelemetry.util.http.httplib")
    begin = getattr(httplib, "set_ip_on_next_http_connection", None)
    return frozenset() if begin is None else _keys_of(begin)


@cache
def _keys_of(begin: Callable[..., AbstractContextManager[Any]]) -> frozenset[str]:
    return frozenset(Empty().run(_set_by, partial(begin, INVALID_SPAN)))
