"""llama-index needs no code of ours: each call of it is one operation with the right outcome."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from genai_triage.simulator import Simulator
from tests.support.recorded import Recorded
from tests.support.told import told

pytest.importorskip("llama_index.llms.google_genai")

from google.genai.errors import ClientError
from llama_index.llms.google_genai import GoogleGenAI


def llm(simulator: Simulator, model: str = "gemini-2.5-flash", retries: int = 1) -> GoogleGenAI:
    return GoogleGenAI(
        model=model,
        api_key="any",
        http_options={"base_url": simulator.gemini_url},
        max_retries=retries,
        context_window=1000,
        max_tokens=100,
    )


def generations(telemetry: Recorded) -> list[Any]:
    """Operations that generate; the framework looks the model up as well."""
    return [span for span in telemetry.operations if span.name.startswith("generate_content")]


WAYS = ("complete", "stream_complete", "acomplete", "astream_complete")


def ask(model: GoogleGenAI, way: str) -> None:
    async def later() -> None:
        answer = await getattr(model, way)("Hi")
        if way == "astream_complete":
            async for _ in answer:
                pass

    if way.startswith("a"):
        asyncio.run(later())
    elif way == "stream_complete":
        list(model.stream_complete("Hi"))
    else:
        model.complete("Hi")


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_calling_is_one_operation(telemetry: Recorded, simulator: Simulator, way: str) -> None:
    ask(llm(simulator), way)
    (span,) = generations(telemetry)
    assert span.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert ("gen_ai.request.stream" in span.attributes) is ("stream" in way)
    assert "triage.class" not in span.attributes


@pytest.mark.parametrize("way", WAYS)
def test_a_failure_keeps_its_class_through_the_framework(telemetry: Recorded, simulator: Simulator, way: str) -> None:
    with pytest.raises(ClientError) as raised:
        ask(llm(simulator, "fail-gemini.requests_per_day"), way)
    assert told(raised.value).cause.id == "gemini.requests_per_day"
    (span,) = generations(telemetry)
    assert span.attributes["triage.class"] == "quota"


@pytest.mark.parametrize("way", ["complete", "acomplete"])
def test_what_llama_index_retries_is_an_operation_each(
    telemetry: Recorded, simulator: Simulator, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It calls the SDK again, after four seconds or more."""
    monkeypatch.setattr("tenacity.wait.wait_exponential.__call__", lambda self, retry_state: 0)
    model = llm(simulator, retries=3)
    simulator.schedule("gemini.unavailable", first=1)
    ask(model, way)
    failed, healed = generations(telemetry)
    assert failed.attributes["triage.cause"] == "gemini.unavailable"
    assert "triage.class" not in healed.attributes
    assert "triage.retries" not in healed.attributes
