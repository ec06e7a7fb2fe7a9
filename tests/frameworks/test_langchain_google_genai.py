"""langchain-google-genai needs no code of ours: each call of it is one operation with the right outcome."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from genai_triage.simulator import Simulator

pytest.importorskip("langchain_google_genai")

from langchain_google_genai import ChatGoogleGenerativeAI, GoogleGenerativeAIEmbeddings


def chat(simulator: Simulator, model: str = "gemini-2.5-flash", retries: int = 1) -> ChatGoogleGenerativeAI:
    return ChatGoogleGenerativeAI(model=model, google_api_key="any", base_url=simulator.gemini_url, max_retries=retries)


def test_invoke_is_one_operation(telemetry: Any, simulator: Simulator) -> None:
    chat(simulator).invoke("Hi")
    assert telemetry.operation.name == "generate_content gemini-2.5-flash"
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)


def test_a_stream_is_one_operation(telemetry: Any, simulator: Simulator) -> None:
    assert list(chat(simulator).stream("Hi"))
    assert telemetry.attributes["gen_ai.request.stream"] is True
    assert "triage.class" not in telemetry.attributes


def test_async_calls_and_streams_are_operations(telemetry: Any, simulator: Simulator) -> None:
    async def run() -> None:
        model = chat(simulator)
        await model.ainvoke("Hi")
        assert [chunk async for chunk in model.astream("Hi")]

    asyncio.run(run())
    assert [attributes["triage.class"] for attributes, _ in telemetry.points("triage.calls")] == ["ok"]
    assert len(telemetry.operations) == 2


def test_embeddings_are_an_operation(telemetry: Any, simulator: Simulator) -> None:
    GoogleGenerativeAIEmbeddings(
        model="gemini-embedding-001", google_api_key="any", base_url=simulator.gemini_url
    ).embed_query("Hi")
    assert telemetry.operation.name == "embeddings gemini-embedding-001"


@pytest.mark.parametrize(
    ("cause", "failure_class"),
    [
        ("gemini.requests_per_day", "quota"),
        ("gemini.key_invalid", "auth"),
        ("gemini.model_not_found", "not_found"),
        ("gemini.unavailable", "overloaded"),
    ],
)
def test_a_failure_keeps_its_class_through_the_framework(
    telemetry: Any, simulator: Simulator, cause: str, failure_class: str
) -> None:
    with pytest.raises(Exception):  # noqa: B017  # whatever the framework makes of it
        chat(simulator, f"fail-{cause}").invoke("Hi")
    assert telemetry.attributes["triage.cause"] == cause
    assert telemetry.attributes["triage.class"] == failure_class


def test_a_blocked_prompt_is_a_failure_though_the_framework_returns_it(telemetry: Any, simulator: Simulator) -> None:
    chat(simulator, "fail-gemini.prompt_safety").invoke("Hi")
    assert telemetry.attributes["triage.class"] == "safety"


def test_a_retry_that_heals_is_a_success_with_a_failed_attempt(telemetry: Any, simulator: Simulator) -> None:
    simulator.schedule("gemini.unavailable", first=1)
    chat(simulator, retries=3).invoke("Hi")
    assert telemetry.operations[-1].attributes.get("triage.class") is None
    counted = {attributes["triage.class"]: value for attributes, value in telemetry.points("triage.attempts")}
    assert counted == {"overloaded": 1, "ok": 1}
