"""Threads of GigaChat: a run is judged at its end, and every call of a thread names the thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from gigachat import GigaChat
from gigachat.models.threads import ThreadRunOptions
from pydantic import ValidationError

from genai_triage.simulator import Simulator
from tests.support.answering import AnsweringServer, answering
from tests.support.recorded import Recorded

Clients = Callable[..., GigaChat]
THREAD = "gen_ai.conversation.id"
BLOCKED = "gigachat.blacklist"


def _waited(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


async def _collected(stream: Any) -> list[Any]:
    return [chunk async for chunk in stream]


RUNS: dict[str, Callable[[GigaChat, dict[str, Any]], Any]] = {
    "run_messages": lambda client, given: client.threads.run_messages(["Hello"], **given),
    "run_messages_stream": lambda client, given: list(client.threads.run_messages_stream(["Hello"], **given)),
    "async run_messages": lambda client, given: _waited(client.a_threads.run_messages(["Hello"], **given)),
    "async run_messages_stream": lambda client, given: _waited(
        _collected(client.a_threads.run_messages_stream(["Hello"], **given))
    ),
}
every_run = pytest.mark.parametrize("run", RUNS.values(), ids=list(RUNS))


@every_run
def test_a_run_is_a_good_operation_with_its_thread_model_and_tokens(
    run: Callable[..., Any], telemetry: Recorded, gigachat: Clients
) -> None:
    run(gigachat(), {"thread_id": "t-1", "model": "GigaChat-2-Max"})

    attributes = telemetry.attributes
    assert telemetry.operation.name == "run_thread GigaChat-2-Max"
    assert attributes[THREAD] == "t-1"
    assert attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert attributes["gen_ai.usage.input_tokens"] > 0
    assert telemetry.calls == {"ok": 1}


@every_run
def test_a_run_that_makes_its_thread_names_it(run: Callable[..., Any], telemetry: Recorded, gigachat: Clients) -> None:
    run(gigachat(), {})

    assert len(telemetry.attributes[THREAD]) == 36


@every_run
def test_a_run_whose_answer_was_blocked_is_safety(
    run: Callable[..., Any], telemetry: Recorded, simulator: Simulator, gigachat: Clients
) -> None:
    simulator.schedule(BLOCKED, endpoint="threads")

    run(gigachat(), {"thread_id": "t-1"})

    assert telemetry.attributes["triage.cause"] == "gigachat.blacklist"
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("content_filter",)
    assert telemetry.operation.status.is_unset
    assert telemetry.calls == {"safety": 1}


@every_run
def test_a_threads_id_is_no_label(
    run: Callable[..., Any], telemetry: Recorded, simulator: Simulator, gigachat: Clients
) -> None:
    simulator.schedule(BLOCKED, endpoint="threads")

    run(gigachat(), {"thread_id": "t-1"})

    metrics = ("gen_ai.client.operation.duration", "gen_ai.client.token.usage", "triage.calls", "triage.failures")
    assert [labels for name in metrics for labels, _ in telemetry.points(name) if "t-1" in labels.values()] == []


def _result(client: GigaChat, *, is_async: bool) -> Any:
    return _waited(client.a_threads.get_run("t-1")) if is_async else client.threads.get_run("t-1")


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize(("cause", "failure_class"), [("gigachat.run_failed", "internal"), (BLOCKED, "safety")])
def test_the_result_of_a_run_that_failed_is_a_failure(
    cause: str, failure_class: str, is_async: bool, telemetry: Recorded, simulator: Simulator, gigachat: Clients
) -> None:
    simulator.schedule(cause, endpoint="threads")

    _result(gigachat(), is_async=is_async)

    assert telemetry.operation.name == "get_run"
    assert telemetry.attributes["triage.cause"] == cause
    assert telemetry.attributes[THREAD] == "t-1"
    assert telemetry.operation.status.is_unset
    assert telemetry.calls == {failure_class: 1}


@pytest.mark.parametrize("is_async", [False, True])
def test_the_result_of_a_good_run_is_good(is_async: bool, telemetry: Recorded, gigachat: Clients) -> None:
    _result(gigachat(), is_async=is_async)

    assert telemetry.calls == {"ok": 1}


@pytest.mark.skipif(not hasattr(GigaChat(access_token="t").threads, "create_thread"), reason="has none")
def test_a_new_thread_is_named(telemetry: Recorded, gigachat: Clients) -> None:
    thread = gigachat().threads.create_thread()

    assert telemetry.attributes[THREAD] == thread


def test_options_of_a_run_are_the_requests(telemetry: Recorded, gigachat: Clients) -> None:
    gigachat().threads.run("t-1", thread_options=ThreadRunOptions(temperature=0.3, max_tokens=10))

    assert telemetry.attributes["gen_ai.request.temperature"] == 0.3
    assert telemetry.attributes["gen_ai.request.max_tokens"] == 10


# Answers that the SDK cannot read


@pytest.fixture
def answers() -> Any:
    with answering() as server:
        yield server


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"data": [{"model": 1}]}, "malformed_output"),
        ({"status": 500, "message": "Internal Server Error"}, "internal"),
    ],
)
def test_an_answer_that_the_sdk_cannot_read_is_the_operations_failure(
    body: Any, expected: str, answers: AnsweringServer, telemetry: Recorded, gigachat: Clients
) -> None:
    answers.answer(200, body)

    with pytest.raises((ValidationError, ValueError)):
        gigachat(base_url=f"{answers.url}/api/v1").get_models()

    assert telemetry.attributes["triage.class"] == expected
    assert telemetry.calls == {expected: 1}
