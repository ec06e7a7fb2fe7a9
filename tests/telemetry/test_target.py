"""Which calls are operations of their own, and which only a step of the one that is running."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.instrumentation.utils import suppress_instrumentation

from genai_triage.instrumentation import instrumentors
from genai_triage.telemetry import runtime
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.runtime import Telemetry
from genai_triage.telemetry.settings import Settings
from genai_triage.telemetry.target import Target, begin, is_wanted, owner
from tests.support.recorded import Recorded


def _target(**settings: Any) -> Target:
    request = Request("gemini", "gcp.gemini", "generate_content", None, server_of(""))
    return Target(lambda *_: request, lambda answer, response: None, **settings)


@pytest.mark.parametrize("owns", [True, False], ids=["a chat", "a call"])
@pytest.mark.parametrize("is_raw", [True, False], ids=["raw", "of an SDK"])
def test_a_call_of_an_sdk_inside_a_chat_is_its_step_and_a_raw_one_never(
    telemetry: Recorded, owns: bool, is_raw: bool
) -> None:
    instrumentors.configure()  # as the first import of an SDK does; here is none
    inner = _target(is_raw=is_raw)
    outer = begin(_target(owns_nested_calls=owns), None, (), {}, None)
    assert outer is not None
    assert outer.context is not None
    token = context.attach(outer.context)
    try:
        assert owner(inner) is (outer if owns and not is_raw else None)
        assert is_wanted(inner) is (is_raw or not owns)
    finally:
        context.detach(token)
    outer.succeed()
    assert owner(inner) is None


@pytest.fixture
def on(recorded: Recorded) -> Iterator[Telemetry]:
    yield runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    runtime.drop()


def _succeed(target: Target, client: object = None) -> None:
    operation = begin(target, client, (), {}, None)
    if operation is not None:
        operation.succeed()


def test_a_call_that_nothing_is_recorded_of_is_not_even_described(on: Telemetry) -> None:
    runtime.drop()
    target = Target(lambda *_: pytest.fail("described"), lambda *_: None)
    assert begin(target, None, (), {}, None) is None


def test_a_suppressed_call_is_not_even_described(on: Telemetry) -> None:
    target = Target(lambda *_: pytest.fail("described"), lambda *_: None)
    with suppress_instrumentation():
        assert begin(target, None, (), {}, None) is None


def test_a_raw_call_s_own_description_says_whether_it_is_suppressed(on: Telemetry, recorded: Recorded) -> None:
    with suppress_instrumentation():
        _succeed(_target(is_raw=True))
    assert recorded.calls == {"ok": 1}


def test_what_is_described_as_no_call_is_none(on: Telemetry, recorded: Recorded) -> None:
    assert begin(Target(lambda *_: None, lambda *_: None), None, (), {}, None) is None
    assert recorded.operations == []


@pytest.mark.breaks_us
@pytest.mark.parametrize("is_known", [True, False])
def test_of_a_call_that_cannot_be_described_the_least_is_recorded(
    on: Telemetry, recorded: Recorded, is_known: bool
) -> None:
    def describe(*_: Any) -> Request:
        raise LookupError

    least = Request("gemini", "gcp.gemini", "generate_content", None, server_of(""))
    _succeed(Target(describe, lambda *_: None, least=least if is_known else None))
    assert recorded.calls == ({"ok": 1} if is_known else {})
    assert recorded.points("triage.skipped") == [({"triage.place": "begin"}, 1)]


def test_an_operation_is_of_its_client_only_if_that_is_http_s(on: Telemetry) -> None:
    client = object()
    raw, other = (begin(_target(is_raw=is_raw), client, (), {}, None) for is_raw in (True, False))
    assert raw is not None
    assert other is not None
    assert (raw.client, other.client) == (client, None)


@pytest.mark.parametrize("needs_attempt", [True, False])
def test_a_call_that_sends_nothing_is_none_where_it_always_sends(
    on: Telemetry, recorded: Recorded, needs_attempt: bool
) -> None:
    _succeed(_target(needs_attempt=needs_attempt))
    assert recorded.calls == ({} if needs_attempt else {"ok": 1})
    assert len(recorded.operations) == (0 if needs_attempt else 1)


def test_a_call_that_fails_before_it_sends_has_failed_all_the_same(on: Telemetry, recorded: Recorded) -> None:
    operation = begin(_target(needs_attempt=True), None, (), {}, None)
    assert operation is not None
    operation.fail(ConnectionRefusedError())
    assert recorded.calls == {"network": 1}


def test_an_operation_begins_below_the_span_that_it_is_given(on: Telemetry, recorded: Recorded) -> None:
    span = recorded.tracer_provider.get_tracer("app").start_span("app")
    operation = begin(_target(), None, (), {}, trace.set_span_in_context(span, Context()))
    assert operation is not None
    operation.succeed()
    assert recorded.operation.parent == span.get_span_context()
