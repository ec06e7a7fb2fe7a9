"""Instrumentation is suppressed where OpenTelemetry says that it is."""

from __future__ import annotations

from opentelemetry import context
from opentelemetry.instrumentation.utils import (
    is_http_instrumentation_enabled,
    is_instrumentation_enabled,
    suppress_http_instrumentation,
    suppress_instrumentation,
)

from genai_triage.telemetry.suppression import is_enabled, is_http_enabled


def _asked() -> tuple[bool, bool]:
    here = context.get_current()
    assert is_enabled(here) is is_instrumentation_enabled()
    assert is_http_enabled(here) is is_http_instrumentation_enabled()
    return is_enabled(here), is_http_enabled(here)


def test_suppression_is_known_as_opentelemetry_says_it() -> None:
    assert _asked() == (True, True)
    with suppress_instrumentation():
        assert _asked() == (False, False)
    with suppress_http_instrumentation():
        assert _asked() == (True, False)
    with suppress_instrumentation():
        token = context.attach(context.Context(dict.fromkeys(context.get_current(), False)))
        assert _asked() == (True, True)
        context.detach(token)
    assert _asked() == (True, True)


def test_each_of_the_keys_suppresses_by_itself() -> None:
    with suppress_instrumentation():
        keys = list(context.get_current())
    for key in keys:
        token = context.attach(context.set_value(key, True))
        assert _asked() == (False, False)
        context.detach(token)


def test_what_else_is_in_a_context_suppresses_nothing() -> None:
    token = context.attach(context.set_value("a key of the application", True))
    assert _asked() == (True, True)
    context.detach(token)
