"""Who refused a request, and under which id, is on its span, and in the counter of failures who it was."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

import genai_triage
from genai_triage.instrumentation.raw import hosts
from tests.support.answering import AnsweringServer, answering
from tests.support.recorded import Recorded

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
CALL_ID = "9f1d3c52-7c5e-4a3e-8f0e-5a2d9e4b7c10"


@pytest.fixture
def gateway(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> Iterator[AnsweringServer]:
    """Instrumented; the server is an address of Gemini's, and refuses as LiteLLM does."""
    with answering() as server:
        error = {
            "message": "Budget has been exceeded! Current cost: 26.07, Max budget: 0.25",
            "type": "budget_exceeded",
        }
        server.answer(400, {"error": error}, x_litellm_call_id=CALL_ID)
        monkeypatch.setenv(hosts.HOSTS_VARIABLE, f"127.0.0.1:{server.server_port}=gemini")
        genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
        yield server
        genai_triage.uninstrument()


def test_the_span_says_who_it_was_and_the_id(gateway: AnsweringServer, recorded: Recorded) -> None:
    httpx.post(gateway.url + PATH, json={})
    attributes = recorded.attributes
    assert (attributes["triage.answered_by"], attributes["triage.request_id"]) == ("litellm", CALL_ID)


def test_the_counter_of_failures_says_who_it_was_and_no_id(gateway: AnsweringServer, recorded: Recorded) -> None:
    httpx.post(gateway.url + PATH, json={})
    ((labels, _),) = recorded.points("triage.failures")
    assert labels["triage.answered_by"] == "litellm"
    assert "triage.request_id" not in labels
