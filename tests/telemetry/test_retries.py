"""Retries of an operation and the time waited between them, by sequences of its requests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from opentelemetry import trace

from genai_triage.taxonomy.model import Provider
from genai_triage.telemetry import attempt as attempts
from genai_triage.telemetry.attempt import Attempt, Response
from genai_triage.telemetry.retries import Retries

API = "https://gigachat.devices.sberbank.ru/api/v1/chat/completions"
OAUTH = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth"
PASSWORD = "https://gigachat.devices.sberbank.ru/api/v1/token"
COUNT = "https://gigachat.devices.sberbank.ru/api/v1/tokens/count"
GEMINI = "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent"
ELSEWHERE = "https://elsewhere.test/v1/x"
RESET = httpx.ReadError("reset")
BROKEN = "broken"


class Clock:
    """Time that passes only as a test says."""

    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(attempts, "time", clock)
    return clock


def _sent(requests: list[tuple[str, Any]], clock: Clock, *, provider: Provider = "gigachat") -> Retries:
    """The retries of an operation that sends these requests: a second each, two seconds between them."""
    retries = Retries()
    last: Attempt | None = None
    for url, end in requests:
        if last is not None:
            retries.ended(provider, last)
            clock.now += 2
        last = Attempt(provider, "httpx", SimpleNamespace(url=url), trace.INVALID_SPAN)
        retries.sent(provider, last)
        clock.now += 1
        _end(last, end)
    return retries


def _end(attempt: Attempt, end: Any) -> None:
    if isinstance(end, Exception):
        attempt.record_exception(end)
        return
    attempt.on_response(Response(200 if end == BROKEN else end, {}))
    if end == BROKEN:
        attempt.break_off()


@pytest.mark.parametrize(
    ("requests", "count", "seconds"),
    [
        pytest.param([(API, 200)], 0, 0, id="once"),
        pytest.param([(API, 503), (API, 503), (API, 200)], 2, 4, id="twice again"),
        pytest.param([(API, 503), (API, 503)], 1, 2, id="in vain"),
        pytest.param([(API, RESET), (API, 200)], 1, 2, id="after a reset"),
        pytest.param([(API, BROKEN), (API, 200)], 1, 2, id="after a stream that broke off"),
        pytest.param([(OAUTH, 200), (API, 200)], 0, 0, id="token first"),
        pytest.param([(API, 401), (OAUTH, 200), (API, 200)], 1, 2, id="token renewed"),
        pytest.param([(API, 401), (PASSWORD, 200), (API, 200)], 1, 2, id="token renewed by password"),
        pytest.param([(API, 401), (OAUTH, 401)], 0, 0, id="token refused"),
        pytest.param([(OAUTH, 503), (OAUTH, 200), (API, 200)], 1, 2, id="token again"),
        pytest.param([(COUNT, 503), (COUNT, 200)], 1, 2, id="tokens counted"),
        pytest.param([(API, 302), (ELSEWHERE, 200)], 0, 0, id="redirect"),
        pytest.param([(API, 503), (ELSEWHERE, 200)], 1, 2, id="elsewhere"),
        pytest.param([(API, 200), (API, 200)], 0, 0, id="two rounds"),
        pytest.param([(API, 503), (API, 200), (API, 200)], 1, 2, id="two rounds, the first again"),
        pytest.param([(API, 200), (API, 503), (API, 200)], 1, 2, id="two rounds, the second again"),
    ],
)
def test_a_retry_is_a_request_after_one_that_failed(
    requests: list[tuple[str, Any]], count: int, seconds: float, clock: Clock
) -> None:
    retries = _sent(requests, clock)

    assert (retries.count, retries.seconds) == (count, seconds)


def test_requests_of_other_providers_are_no_token_requests(clock: Clock) -> None:
    retries = _sent([(GEMINI, 503), (GEMINI, 200)], clock, provider="gemini")

    assert (retries.count, retries.seconds) == (1, 2)


def test_an_rpc_has_no_address_and_is_counted(clock: Clock) -> None:
    retries = Retries()
    first, second = (Attempt("gigachat", "grpc", None, trace.INVALID_SPAN) for _ in range(2))
    first.record_exception(RESET)

    retries.ended("gigachat", first)
    retries.sent("gigachat", second)

    assert retries.count == 1


def test_a_failed_rpc_explains_no_error_of_the_application_s_own() -> None:
    attempt = Attempt("gigachat", "grpc", None, trace.INVALID_SPAN)
    attempt.record_exception(TimedOut())
    attempt.rpc_status = "DEADLINE_EXCEEDED"

    assert attempt.explains(TimedOut())
    assert not attempt.explains(RuntimeError("the row is locked"))


class TimedOut(Exception):
    """As grpc raises it."""

    def code(self) -> SimpleNamespace:
        return SimpleNamespace(name="DEADLINE_EXCEEDED")


@pytest.mark.parametrize(
    ("wait", "seconds"), [(0.25, 0.25), (0.0, 0.0), (-0.5, 0.0)], ids=["soon", "at once", "before"]
)
def test_a_wait_is_as_long_as_it_was_and_none_if_the_next_request_was_faster(
    wait: float, seconds: float, clock: Clock
) -> None:
    retries = Retries()
    first = Attempt("gemini", "httpx", None, trace.INVALID_SPAN)
    first.on_response(Response(503, {}))
    retries.ended("gemini", first)
    clock.now += wait
    retries.sent("gemini", Attempt("gemini", "httpx", None, trace.INVALID_SPAN))

    assert (retries.count, retries.seconds) == (1, seconds)
