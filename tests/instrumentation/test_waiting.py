"""A header that asks for a wait is sent by the simulator and recorded of every call that meets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from gigachat.exceptions import ResponseError
from google.genai import errors

from genai_triage.simulator import Simulator
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause
from tests.support.recorded import Recorded

from .sdks.test_gigachat import every_call, payload
from .sdks.test_google_genai import ask, every_way

WAITS = [
    (cause, cause.example.headers["Retry-After"])
    for cause in CAUSES.values()
    if cause.example and "Retry-After" in cause.example.headers
]
every_wait = pytest.mark.parametrize(("cause", "wait"), WAITS, ids=[cause.id for cause, _ in WAITS])


def check(recorded: Recorded, cause: Cause, wait: str) -> None:
    assert recorded.attributes["triage.retry_after"] == float(wait)
    ((attributes, value),) = recorded.points("triage.retry_after")
    assert attributes["triage.class"] == recorded.attributes["triage.class"] == cause.failure_class.value
    assert value == (1, float(wait))


def test_a_row_asks_for_a_wait() -> None:
    assert {cause.failure_class.value for cause, _ in WAITS} == {"rate_limit", "overloaded"}


@every_wait
def test_the_simulator_sends_the_header(cause: Cause, wait: str, simulator: Simulator) -> None:
    url = f"{simulator.gemini_url}/v1beta/models/fail-{cause.id}:generateContent"
    answer = httpx.post(url, json={}, headers={"x-goog-api-key": "any"})
    assert (answer.status_code, answer.headers["retry-after"]) == (cause.example and cause.example.http, wait)


@every_wait
@every_way
def test_a_call_of_google_genai_records_the_wait(
    way: str, cause: Cause, wait: str, telemetry: Recorded, gemini: Callable[..., Any]
) -> None:
    with pytest.raises(errors.APIError):
        ask(gemini(), way, model=f"fail-{cause.id}")
    check(telemetry, cause, wait)


@every_wait
@every_call
def test_a_call_of_gigachat_records_the_wait(
    call: Callable[[Any, Any], Any], cause: Cause, wait: str, telemetry: Recorded, gigachat: Callable[..., Any]
) -> None:
    with pytest.raises(ResponseError):
        call(gigachat(), payload(f"fail-{cause.id}"))
    check(telemetry, cause, wait)
