"""requests as an SDK's transport: which requests are attempts of the running call, and how their answers are noted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import requests

from genai_triage.instrumentation.transports.requests import _begun, _note, _start
from genai_triage.telemetry.operation import Operation
from tests.support.recorded import Recorded

OURS, OTHERS = "https://api.example/v1?alt=sse", "https://other.example/v1"


def prepared(url: str) -> Any:
    return requests.Request("POST", url, data=b"asked").prepare()


@pytest.mark.parametrize(("url", "is_attempt"), [(OURS, True), (OTHERS, False)])
@pytest.mark.parametrize("by_name", [False, True])
def test_a_request_to_the_calls_server_is_an_attempt(
    running: Operation, url: str, is_attempt: bool, by_name: bool
) -> None:
    request = prepared(url)
    attempt = _start(object(), () if by_name else (request,), {"request": request} if by_name else {})
    assert (attempt is not None, attempt) == (is_attempt, running.last_attempt)
    if attempt is not None:
        assert (attempt.transport, attempt.sent(), attempt.expects_stream) == ("requests", b"asked", False)


def test_a_request_outside_of_a_call_is_none(telemetry: Recorded) -> None:
    assert _start(object(), (prepared(OURS),), {}) is None


@pytest.mark.parametrize("url", [OURS, OTHERS])
def test_the_requests_of_a_raw_call_are_begun_by_its_own_layer_wherever_they_are_redirected_to(
    running: Operation, url: str
) -> None:
    running.client = session = object()
    assert _start(session, (prepared(url),), {}) is None
    assert _begun(session, (prepared(url),), {}) is running.last_attempt is not None


def test_no_key_stays_on_the_span_of_another_instrumentation(running: Operation, telemetry: Recorded) -> None:
    request = prepared("https://api.example/v1?key=plainlookingsecret")
    tracer = telemetry.tracer_provider.get_tracer("opentelemetry.instrumentation.requests")
    with tracer.start_as_current_span("POST", attributes={"url.full": request.url}):
        assert _start(object(), (request,), {}) is not None

    (span,) = [span for span in telemetry.spans if span.name == "POST"]
    assert span.attributes is not None
    assert span.attributes["url.full"] == "https://api.example/v1?key=REDACTED"


class Answer:
    """Notes that its body is read, which may raise."""

    headers: dict[str, str] = {}  # noqa: RUF012
    url = OURS

    def __init__(self, status: int, error: Exception | None = None) -> None:
        self.status_code, self._error, self.is_read = status, error, False

    @property
    def content(self) -> bytes:
        self.is_read = True
        if self._error is not None:
            raise self._error
        return b""


@pytest.mark.parametrize(
    ("status", "is_of_sdk", "has_span", "is_read"),
    [
        (400, True, True, True),
        (503, True, True, True),
        (399, True, True, False),
        (200, True, True, False),
        (503, True, False, False),
        (503, False, True, False),
    ],
)
def test_only_an_sdks_refusal_is_read_at_once_and_only_for_the_span_of_another_instrumentation(
    running: Operation, status: int, is_of_sdk: bool, has_span: bool, is_read: bool
) -> None:
    attempt = _start(None, (prepared(OURS),), {})
    assert attempt is not None
    running.client = None if is_of_sdk else object()
    attempt.span = _span() if has_span else None
    answer = Answer(status)
    _note(attempt, answer)
    assert (answer.is_read, attempt.status) == (is_read, status)


def test_a_refusal_whose_body_breaks_off_is_noted_and_breaks_off_for_the_reader_only(running: Operation) -> None:
    attempt = _start(None, (prepared(OURS),), {})
    assert attempt is not None
    attempt.span = _span()
    _note(attempt, Answer(503, ConnectionResetError()))
    assert (attempt.status, attempt.is_unread) == (503, True)


def _span() -> Any:
    """Of another instrumentation."""
    nothing: Any = lambda *_, **__: None  # noqa: E731
    return SimpleNamespace(
        is_recording=lambda: True, set_attribute=nothing, set_attributes=nothing, attributes={}, set_status=nothing
    )
