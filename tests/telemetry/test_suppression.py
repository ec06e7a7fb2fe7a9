"""Instrumentation is suppressed where OpenTelemetry says that it is."""

from __future__ import annotations

import sys

import pytest
from opentelemetry import context
from opentelemetry.instrumentation.utils import (
    is_http_instrumentation_enabled,
    is_instrumentation_enabled,
    suppress_http_instrumentation,
    suppress_instrumentation,
)
from opentelemetry.trace import INVALID_SPAN
from opentelemetry.util.http import httplib

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


def test_what_is_suppressed_while_requests_sends_are_those_that_it_is_built_on() -> None:
    """Their instrumentation of requests does it, inside of which we are where it was switched on last."""
    with httplib.set_ip_on_next_http_connection(INVALID_SPAN), suppress_http_instrumentation():
        assert is_http_enabled(context.get_current())
        with suppress_instrumentation():
            assert not is_http_enabled(context.get_current())


@pytest.mark.parametrize("missing", ["module", "function"])
def test_the_application_s_own_suppression_holds_where_nobody_instruments_requests(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if missing == "module":
        monkeypatch.delitem(sys.modules, httplib.__name__)
    else:
        monkeypatch.delattr(httplib, "set_ip_on_next_http_connection")
    with suppress_http_instrumentation():
        assert not is_http_enabled(context.get_current())
