"""Which requests are attempts of the operation that is running."""

from __future__ import annotations

import gc
import os
import weakref
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry import context as otel_context
from opentelemetry.instrumentation.utils import suppress_http_instrumentation, suppress_instrumentation

from genai_triage.telemetry import runtime
from genai_triage.telemetry.attempt import Response
from genai_triage.telemetry.calls import call_in
from genai_triage.telemetry.current import attempt_at, attempt_of, is_step, is_suppressed, passes
from genai_triage.telemetry.operation import OPERATION_KEY, Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.session import Session
from genai_triage.telemetry.settings import Settings
from tests.support.recorded import Recorded

KEY = "AIzaSyA0123456789abcdefghijklmnopqrstuv"
VENDOR, OTHER = "vendor.test:8080", "elsewhere.test"


@pytest.fixture
def operation(recorded: Recorded) -> Iterator[Operation]:
    telemetry = runtime.configure(
        recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings()
    )
    server = server_of(f"http://{VENDOR}/v1beta")
    yield Operation(telemetry, Request("gemini", "gcp.gemini", "generate_content", "m", server))
    runtime.drop()


def test_a_request_to_the_server_of_the_operation_is_its_attempt(operation: Operation) -> None:
    attempt = call_in(operation.context, attempt_at, "httpx", lambda: VENDOR, object())
    assert attempt is not None
    assert operation.last_attempt is attempt
    assert call_in(operation.context, is_step, VENDOR) is True


@pytest.mark.parametrize("netloc", [OTHER, "vendor.test", "vendor.test:9090"])
def test_a_request_to_another_server_is_none(operation: Operation, netloc: str) -> None:
    assert call_in(operation.context, attempt_at, "httpx", lambda: netloc, object(), client=object()) is None
    assert call_in(operation.context, is_step, netloc) is False
    assert operation.last_attempt is None


def test_of_a_raw_call_every_request_of_its_client_is_an_attempt_wherever_redirects_lead(operation: Operation) -> None:
    operation.client = client = object()
    assert call_in(operation.context, attempt_at, "httpx", lambda: OTHER, object(), client=object()) is None
    assert call_in(operation.context, attempt_at, "httpx", lambda: OTHER, object(), client=client) is not None


def test_a_suppressed_request_is_none(operation: Operation) -> None:
    def suppressed() -> object:
        with suppress_http_instrumentation():
            return attempt_at("httpx", lambda: VENDOR, object())

    assert call_in(operation.context, suppressed) is None


def test_a_request_outside_or_after_the_operation_is_none(operation: Operation) -> None:
    context = operation.context
    assert attempt_at("httpx", lambda: VENDOR, object()) is None
    operation.succeed()
    assert call_in(context, attempt_at, "httpx", lambda: VENDOR, object()) is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_request_of_a_child_forked_inside_the_operation_is_none(operation: Operation) -> None:
    child = os.fork()
    if child == 0:
        found = call_in(operation.context, attempt_at, "httpx", lambda: VENDOR, object())
        os._exit(0 if found is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_an_attempt_that_was_counted_is_not_counted_again(operation: Operation, recorded: Recorded) -> None:
    attempt = operation.start_attempt("httpx", object())
    operation._report.attempt(attempt)
    operation.succeed()
    assert recorded.attempts == {"ok": 1}


def test_an_operation_that_has_ended_lets_go_of_its_attempt(operation: Operation) -> None:
    attempt = weakref.ref(operation.start_attempt("httpx", object()))
    operation.succeed()
    gc.collect()
    assert attempt() is None


@pytest.mark.parametrize(
    ("streams", "is_raw", "is_stream", "expected"),
    [
        (True, False, True, True),
        (True, False, False, False),
        (True, False, None, False),
        (False, False, True, False),
        (True, True, True, False),
    ],
    ids=["events of a stream", "a token for a stream", "not known", "no stream", "watched by the raw call"],
)
def test_an_attempt_is_followed_to_its_end_if_it_brings_the_stream_of_the_operation(
    operation: Operation, streams: bool, is_raw: bool, is_stream: bool | None, expected: bool
) -> None:
    operation.request.stream = streams
    operation.client = object() if is_raw else None
    asked = None if is_stream is None else lambda: is_stream
    attempt = call_in(operation.context, attempt_at, "httpx", lambda: VENDOR, object(), is_stream=asked)
    assert attempt is not None
    assert attempt.expects_stream is expected


@pytest.mark.parametrize(
    ("seconds", "cause"),
    [(300.0, "gigachat.gateway_time_limit"), (1.0, "gigachat.gateway_fault")],
    ids=["at the limit", "at once"],
)
def test_an_attempt_that_a_time_limit_ended_is_told_by_how_long_it_took(
    operation: Operation, seconds: float, cause: str
) -> None:
    operation.request.provider = "gigachat"
    attempt = operation.start_attempt("httpx", object())
    attempt.started_at -= seconds
    attempt.on_response(Response(502, {}, "", lambda: b""))
    assert attempt.failure is not None
    assert attempt.failure.cause.id == cause


@pytest.mark.parametrize(
    ("headers", "url"),
    [({"x-goog-api-key": KEY}, f"http://{VENDOR}/"), ({}, f"http://{VENDOR}/?key={KEY}")],
    ids=["header", "URL"],
)
def test_a_request_shows_the_credential_of_the_operation(recorded: Recorded, headers: dict[str, str], url: str) -> None:
    telemetry = runtime.configure(
        *(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider),
        Settings(credential_fingerprint=True),
    )
    operation = Operation(telemetry, Request("gemini", "gcp.gemini", "generate_content", "m", server_of(url)))
    operation.fingerprints = telemetry.fingerprints
    call_in(operation.context, attempt_at, "httpx", lambda: VENDOR, object(), headers=headers, url=url)
    operation.fail(ConnectionRefusedError())
    runtime.drop()
    assert recorded.attributes["triage.credential"] == "87ab823a"


def test_where_a_request_of_the_operation_s_own_client_goes_is_not_asked(operation: Operation) -> None:
    operation.client = client = object()
    found = call_in(operation.context, attempt_at, "httpx", lambda: pytest.fail("asked"), None, client=client)
    assert found is operation.last_attempt


def test_an_operation_that_has_ended_holds_nothing_of_the_application(operation: Operation) -> None:
    operation.client = object()
    operation.session = Session(operation)
    operation.start_attempt("httpx", object())
    operation.succeed()
    held = [getattr(operation, name) for name in ("client", "session", "last_attempt", "context")]
    assert held == [None, None, None, None]


def _no_events(request: Any) -> bool:
    return False


def _at(netloc: str, service: object = "a vendor's") -> Callable[[object], tuple[str, object]]:
    """What finds an address and its service in a URL."""
    return lambda url: (netloc, service)


def _attempt_of(request: Any, netloc: str) -> object:
    return attempt_of("httpx", object(), request, lambda _: netloc, _no_events)


def test_a_step_that_has_passed_is_an_attempt_without_another_look_at_where_it_goes(operation: Operation) -> None:
    request = SimpleNamespace(url=object())
    assert call_in(operation.context, passes, request.url, _at(VENDOR)) is True
    assert call_in(operation.context, _attempt_of, request, "never asked") is operation.last_attempt is not None


@pytest.mark.parametrize("netloc", [OTHER, VENDOR])
def test_any_other_request_is_an_attempt_by_where_it_goes(operation: Operation, netloc: str) -> None:
    assert call_in(operation.context, passes, object(), _at(VENDOR)) is True
    found = call_in(operation.context, _attempt_of, SimpleNamespace(url=object()), netloc)
    assert (found is not None) is (netloc == VENDOR)


def test_a_request_to_another_host_of_a_vendor_does_not_pass_unless_suppressed(operation: Operation) -> None:
    def suppressed() -> bool:
        with suppress_http_instrumentation():
            return passes(object(), _at(OTHER))

    assert call_in(operation.context, passes, object(), _at(OTHER)) is False
    assert passes(object(), _at(VENDOR)) is False
    assert call_in(operation.context, suppressed) is True
    assert suppressed() is True


def test_a_request_to_nobodys_host_passes_wherever_it_is_made(operation: Operation) -> None:
    assert passes(object(), _at(OTHER, None)) is True
    assert call_in(operation.context, passes, object(), _at(OTHER, None)) is True
    assert operation.step is None


def test_a_suppressed_request_is_not_even_looked_at() -> None:
    with suppress_http_instrumentation():
        assert passes(object(), _not_asked) is True


def _not_asked(url: object) -> tuple[str, object]:
    raise AssertionError(url)


def test_a_call_is_nobodys_only_where_it_is_suppressed_and_no_step(operation: Operation) -> None:
    assert is_suppressed(None) is False
    with suppress_instrumentation():
        assert is_suppressed(None) is True
        # An operation that owns the calls inside it reads their answers.
        assert call_in(otel_context.set_value(OPERATION_KEY, operation), is_suppressed, None) is False
    assert call_in(operation.context, is_suppressed, None) is False
