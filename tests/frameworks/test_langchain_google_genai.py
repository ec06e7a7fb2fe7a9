"""langchain-google-genai needs no code of ours: each call of it is one operation with the right outcome."""

from __future__ import annotations

import asyncio
import gc

import pytest

from genai_triage.simulator import Simulator
from tests.support.recorded import Recorded
from tests.support.told import told

pytest.importorskip("langchain_google_genai")

from langchain_google_genai import ChatGoogleGenerativeAI, GoogleGenerativeAIEmbeddings
from langchain_google_genai.chat_models import ChatGoogleGenerativeAIError


def chat(simulator: Simulator, model: str = "gemini-2.5-flash", retries: int = 1) -> ChatGoogleGenerativeAI:
    return ChatGoogleGenerativeAI(model=model, google_api_key="any", base_url=simulator.gemini_url, max_retries=retries)


def test_invoke_is_one_operation(telemetry: Recorded, simulator: Simulator) -> None:
    chat(simulator).invoke("Hi")
    assert telemetry.operation.name == "generate_content gemini-2.5-flash"
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)


def test_a_stream_is_one_operation(telemetry: Recorded, simulator: Simulator) -> None:
    assert list(chat(simulator).stream("Hi"))
    assert telemetry.attributes["gen_ai.request.stream"] is True
    assert "triage.class" not in telemetry.attributes


def test_async_calls_and_streams_are_operations(telemetry: Recorded, simulator: Simulator) -> None:
    async def run() -> None:
        model = chat(simulator)
        await model.ainvoke("Hi")
        assert [chunk async for chunk in model.astream("Hi")]

    asyncio.run(run())
    assert telemetry.calls == {"ok": 2}
    assert len(telemetry.operations) == 2


def test_embeddings_are_an_operation(telemetry: Recorded, simulator: Simulator) -> None:
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
    telemetry: Recorded, simulator: Simulator, cause: str, failure_class: str
) -> None:
    with pytest.raises(Exception):  # noqa: B017  # whatever the framework makes of it
        chat(simulator, f"fail-{cause}").invoke("Hi")
    assert telemetry.attributes["triage.cause"] == cause
    assert telemetry.attributes["triage.class"] == failure_class


def test_a_blocked_prompt_is_a_failure_though_the_framework_returns_it(
    telemetry: Recorded, simulator: Simulator
) -> None:
    chat(simulator, "fail-gemini.prompt_safety").invoke("Hi")
    assert telemetry.attributes["triage.class"] == "safety"


@pytest.mark.parametrize("stream", [False, True], ids=["call", "stream"])
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_every_way_of_calling_keeps_the_class(
    telemetry: Recorded, simulator: Simulator, is_async: bool, stream: bool
) -> None:
    model = chat(simulator, "fail-gemini.requests_per_day")

    async def run() -> None:
        if not stream:
            await model.ainvoke("Hi")
        async for _ in model.astream("Hi"):
            pass

    with pytest.raises(ChatGoogleGenerativeAIError) as raised:
        if is_async:
            asyncio.run(run())
        elif stream:
            list(model.stream("Hi"))
        else:
            model.invoke("Hi")
    assert told(raised.value).cause.id == "gemini.requests_per_day"
    assert telemetry.attributes["triage.class"] == "quota"
    assert telemetry.attributes["error.type"] == "RESOURCE_EXHAUSTED"


def test_a_truncated_answer_is_a_failure_though_the_framework_returns_it(
    telemetry: Recorded, simulator: Simulator
) -> None:
    chat(simulator, "fail-gemini.max_tokens").invoke("Hi")
    assert telemetry.attributes["triage.class"] == "truncated"
    assert telemetry.operation.status.is_unset


def test_a_failed_embedding_keeps_its_class(telemetry: Recorded, simulator: Simulator) -> None:
    embedder = GoogleGenerativeAIEmbeddings(
        model="fail-gemini.key_invalid", google_api_key="any", base_url=simulator.gemini_url
    )
    with pytest.raises(Exception):  # noqa: B017  # whatever the framework makes of it
        embedder.embed_query("Hi")
    assert telemetry.attributes["triage.class"] == "auth"


def test_a_stream_that_is_left_is_no_failure(telemetry: Recorded, simulator: Simulator) -> None:
    for _ in chat(simulator).stream("Hi"):
        break
    gc.collect()
    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.calls == {"ok": 1}


# Who tries again decides what it is. `max_retries` becomes the SDK's own retry options: attempts of one operation.
# `with_retry` calls the model again: an operation each.


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("cause", "failure_class"), [("gemini.unavailable", "overloaded"), ("gemini.requests_per_minute", "rate_limit")]
)
def test_what_the_sdk_retries_is_an_attempt_of_one_operation(
    telemetry: Recorded, simulator: Simulator, cause: str, failure_class: str, is_async: bool
) -> None:
    simulator.schedule(cause, first=1)
    model = chat(simulator, retries=3)
    if is_async:
        asyncio.run(model.ainvoke("Hi"))
    else:
        model.invoke("Hi")
    assert telemetry.attributes["triage.retries"] == 1
    assert "triage.class" not in telemetry.attributes
    assert telemetry.attempts == {failure_class: 1, "ok": 1}
    assert telemetry.calls == {"ok": 1}


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_what_langchain_retries_is_an_operation_each(telemetry: Recorded, simulator: Simulator, is_async: bool) -> None:
    simulator.schedule("gemini.requests_per_minute", first=1)
    patient = chat(simulator).with_retry(stop_after_attempt=2, wait_exponential_jitter=False)
    if is_async:
        asyncio.run(patient.ainvoke("Hi"))
    else:
        patient.invoke("Hi")
    failed, healed = telemetry.operations
    assert failed.attributes["triage.cause"] == "gemini.requests_per_minute"
    assert "triage.class" not in healed.attributes
    assert telemetry.calls == {"rate_limit": 1, "ok": 1}


def test_what_langchain_falls_back_from_is_a_failure(telemetry: Recorded, simulator: Simulator) -> None:
    chat(simulator, "fail-gemini.requests_per_day").with_fallbacks([chat(simulator)]).invoke("Hi")
    assert telemetry.calls == {"quota": 1, "ok": 1}
