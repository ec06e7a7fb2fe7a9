"""GigaChain needs no code of ours: each call of it is one operation with the right outcome."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from gigachat.exceptions import ResponseError

from genai_triage.simulator import Simulator, authorization_key
from tests.support.recorded import Recorded
from tests.support.told import told

pytest.importorskip("langchain_gigachat")

from langchain_gigachat import GigaChat
from langchain_gigachat.embeddings import GigaChatEmbeddings


def test_invoke_is_one_operation_with_the_token_request_as_an_attempt(
    telemetry: Recorded, giga: dict[str, Any]
) -> None:
    GigaChat(model="GigaChat-2-Pro", **giga).invoke("Привет")
    assert telemetry.operation.name == "chat GigaChat-2-Pro"
    assert "triage.retries" not in telemetry.attributes
    assert telemetry.attempts == {"ok": 2}
    assert "triage.class" not in telemetry.attributes


def test_a_stream_is_one_operation(telemetry: Recorded, giga: dict[str, Any]) -> None:
    assert len(list(GigaChat(model="GigaChat-2", streaming=True, **giga).stream("Привет"))) > 1
    assert telemetry.attributes["gen_ai.request.stream"] is True
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)


def test_async_calls_and_streams_are_operations(telemetry: Recorded, giga: dict[str, Any]) -> None:
    async def run() -> None:
        await GigaChat(model="GigaChat-2", **giga).ainvoke("Привет")
        assert [chunk async for chunk in GigaChat(model="GigaChat-2", streaming=True, **giga).astream("Привет")]

    asyncio.run(run())
    assert [span.name for span in telemetry.operations] == ["chat GigaChat-2", "chat GigaChat-2"]
    assert telemetry.calls == {"ok": 2}


def test_embeddings_are_an_operation(telemetry: Recorded, giga: dict[str, Any]) -> None:
    GigaChatEmbeddings(model="Embeddings", **giga).embed_query("Привет")
    assert telemetry.operation.name == "embeddings Embeddings"


@pytest.mark.parametrize(
    ("cause", "failure_class"),
    [
        ("gigachat.payment_required", "billing"),
        ("gigachat.parallel_requests", "rate_limit"),
        ("gigachat.payload_too_large", "too_large"),
    ],
)
def test_a_failure_keeps_its_class_through_the_framework(
    telemetry: Recorded, giga: dict[str, Any], cause: str, failure_class: str
) -> None:
    with pytest.raises(Exception):  # noqa: B017  # whatever the framework makes of it
        GigaChat(model=f"fail-{cause}", **giga).invoke("Привет")
    assert telemetry.attributes["triage.cause"] == cause
    assert telemetry.attributes["triage.class"] == failure_class


def test_a_blocked_answer_is_a_failure_though_the_framework_returns_it(
    telemetry: Recorded, giga: dict[str, Any]
) -> None:
    GigaChat(model="fail-gigachat.blacklist", **giga).invoke("Привет")
    assert telemetry.attributes["triage.class"] == "safety"
    assert telemetry.operation.status.is_unset


def test_a_refused_token_request_is_the_operations_failure(telemetry: Recorded, giga: dict[str, Any]) -> None:
    giga["credentials"] = authorization_key("gigachat.token_key_unknown")
    with pytest.raises(Exception):  # noqa: B017
        GigaChat(model="GigaChat-2", **giga).invoke("Привет")
    assert telemetry.attributes["triage.cause"] == "gigachat.token_key_unknown"


@pytest.mark.parametrize("streaming", [False, True], ids=["call", "stream"])
def test_an_async_failure_keeps_its_class(telemetry: Recorded, giga: dict[str, Any], streaming: bool) -> None:
    model = GigaChat(model="fail-gigachat.payment_required", streaming=streaming, **giga)

    async def run() -> None:
        if not streaming:
            await model.ainvoke("Привет")
        async for _ in model.astream("Привет"):
            pass

    with pytest.raises(ResponseError) as raised:
        asyncio.run(run())
    assert told(raised.value).cause.id == "gigachat.payment_required"
    assert telemetry.attributes["triage.class"] == "billing"
    assert telemetry.attributes["error.type"] == "402"


def test_a_failed_stream_keeps_its_class(telemetry: Recorded, giga: dict[str, Any]) -> None:
    with pytest.raises(ResponseError):
        list(GigaChat(model="fail-gigachat.internal", streaming=True, **giga).stream("Привет"))
    assert telemetry.attributes["triage.class"] == "internal"


def test_a_stream_that_is_left_is_no_failure(telemetry: Recorded, giga: dict[str, Any]) -> None:
    for _ in GigaChat(model="GigaChat-2", streaming=True, **giga).stream("Привет"):
        break
    gc.collect()
    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.calls == {"ok": 1}


def test_a_batch_is_an_operation_each(telemetry: Recorded, giga: dict[str, Any]) -> None:
    GigaChat(model="GigaChat-2", **giga).batch(["Привет", "Пока"])
    assert telemetry.calls == {"ok": 2}


# Who tries again decides: the SDK, within its call, makes an attempt; LangChain, which calls again, an operation.


def test_what_the_sdk_retries_is_an_attempt_of_one_operation(
    telemetry: Recorded, giga: dict[str, Any], simulator: Simulator
) -> None:
    simulator.schedule("gigachat.parallel_requests", first=1)
    GigaChat(model="GigaChat-2", max_retries=2, retry_backoff_factor=0.01, **giga).invoke("Привет")
    assert telemetry.attributes["triage.retries"] == 1
    assert "triage.class" not in telemetry.attributes
    assert telemetry.attempts == {"ok": 2, "rate_limit": 1}
    assert telemetry.calls == {"ok": 1}


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_what_langchain_retries_is_an_operation_each(
    telemetry: Recorded, giga: dict[str, Any], simulator: Simulator, is_async: bool
) -> None:
    simulator.schedule("gigachat.parallel_requests", first=1)
    patient = GigaChat(model="GigaChat-2", **giga).with_retry(
        retry_if_exception_type=(ResponseError,), stop_after_attempt=2, wait_exponential_jitter=False
    )
    if is_async:
        asyncio.run(patient.ainvoke("Привет"))
    else:
        patient.invoke("Привет")
    failed, healed = telemetry.operations
    assert failed.attributes["triage.cause"] == "gigachat.parallel_requests"
    assert "triage.class" not in healed.attributes
    assert telemetry.calls == {"rate_limit": 1, "ok": 1}


def test_what_langchain_falls_back_from_is_a_failure(telemetry: Recorded, giga: dict[str, Any]) -> None:
    second = GigaChat(model="GigaChat-2", **giga)
    GigaChat(model="fail-gigachat.payment_required", **giga).with_fallbacks([second]).invoke("Привет")
    assert telemetry.calls == {"billing": 1, "ok": 1}
