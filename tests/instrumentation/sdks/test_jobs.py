"""A failed job is a failure at the moment that the caller learns of it: on every poll's span, counted once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import types

import genai_triage
from genai_triage.instrumentation.raw.hosts import HOSTS_VARIABLE
from tests.support.answering import AnsweringServer, answering
from tests.support.recorded import Recorded

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering() as running:
        yield running


@pytest.fixture(scope="module")
def client(server: AnsweringServer) -> Any:
    return genai.Client(api_key="any", http_options=types.HttpOptions(base_url=server.url))


def batch(state: str, **metadata: Any) -> dict[str, Any]:
    return {"name": "batches/1", "metadata": {"state": f"BATCH_STATE_{state}", **metadata}, "done": state != "RUNNING"}


FAILED_ITEM = {"error": {"code": 400, "message": "Request contains an invalid argument."}}
GOOD_ITEM = {"response": {"candidates": [{"content": {"parts": [{"text": "Hello"}]}, "finishReason": "MAX_TOKENS"}]}}


def inlined(*items: dict[str, Any]) -> dict[str, Any]:
    answer = batch("SUCCEEDED", output={"inlinedResponses": {"inlinedResponses": list(items)}})
    return {**answer, "response": {"inlinedResponses": {"inlinedResponses": list(items)}}}


ENDS = [
    ("batches", batch("SUCCEEDED"), None),
    ("batches", batch("FAILED"), "gemini.job_failed"),
    ("batches", batch("EXPIRED"), "gemini.job_expired"),
    ("batches", batch("CANCELLED"), "gemini.cancelled"),
    ("batches", inlined(GOOD_ITEM, FAILED_ITEM), "gemini.batch_items_failed"),
    ("batches", inlined(GOOD_ITEM, GOOD_ITEM), None),
    ("files", {"name": "files/1", "state": "FAILED"}, "gemini.job_failed"),
    ("files", {"name": "files/1", "state": "ACTIVE"}, None),
    ("files", {"name": "files/1", "state": "PROCESSING"}, None),
]


@pytest.mark.parametrize(("resource", "answer", "cause"), ENDS)
def test_a_poll_shows_what_became_of_the_job(
    resource: str, answer: Any, cause: str | None, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, answer)

    getattr(client, resource).get(name=answer["name"])

    assert telemetry.attributes.get("triage.cause") == cause


@pytest.mark.parametrize(("resource", "answer", "cause"), [end for end in ENDS if end[2]])
def test_every_poll_shows_the_failure_and_the_counters_count_it_once(
    resource: str, answer: Any, cause: str, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, answer)

    for _ in range(3):
        getattr(client, resource).get(name=answer["name"])

    assert [span.attributes["triage.cause"] for span in telemetry.operations] == [cause] * 3
    assert sum(value for _, value in telemetry.points("triage.failures")) == 1
    assert telemetry.calls["ok"] == 2
    assert telemetry.attempts["ok"] == 2


def test_the_failed_items_are_counted_in_a_finding(client: Any, server: AnsweringServer, telemetry: Recorded) -> None:
    server.answer(200, inlined(GOOD_ITEM, FAILED_ITEM, FAILED_ITEM))

    client.batches.get(name="batches/1")

    assert telemetry.attributes["triage.findings"] == ("2 of 3 items failed",)


BUSY_ITEM = {"error": {"code": 14, "message": "The model is overloaded. Please try again later."}}
BROKEN_ITEM = {"error": {"message": "?"}}
BY_ITEMS = [
    (
        inlined(GOOD_ITEM, FAILED_ITEM),
        "invalid_request",
        "caller",
        False,
        "1 of 2 items failed, {gemini.invalid_argument}",
    ),
    (
        inlined(FAILED_ITEM, BUSY_ITEM, BUSY_ITEM),
        "overloaded",
        "provider",
        True,
        "3 of 3 items failed, {gemini.model_overloaded}",
    ),
    (inlined(GOOD_ITEM, BROKEN_ITEM), "internal", "provider", True, "1 of 2 items failed"),
]
COUNTED = batch("SUCCEEDED", batchStats={"failedRequestCount": "2", "successfulRequestCount": "8"})


@pytest.mark.parametrize(
    ("way", "answer", "failure_class", "owner", "retryable", "message"),
    [
        *((way, *row) for way in ("sync", "async", "raw") for row in BY_ITEMS),
        # Without its items the SDK keeps nothing of what the answer says of them.
        ("raw", COUNTED, "internal", "provider", True, "2 of 10 items failed"),
    ],
)
def test_a_batch_with_failed_items_is_what_most_of_them_failed_with(
    way: str,
    answer: Any,
    failure_class: str,
    owner: str,
    retryable: bool,
    message: str,
    client: Any,
    server: AnsweringServer,
    telemetry: Recorded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.answer(200, answer)
    if way == "raw":
        monkeypatch.setenv(HOSTS_VARIABLE, f"127.0.0.1:{server.server_port}=gemini")
        genai_triage.uninstrument()
        genai_triage.instrument(telemetry.tracer_provider, telemetry.meter_provider, telemetry.logger_provider)
        httpx.get(f"{server.url}/v1beta/batches/1")
    elif way == "async":
        asyncio.run(client.aio.batches.get(name="batches/1"))
    else:
        client.batches.get(name="batches/1")

    found = telemetry.attributes
    assert found["triage.cause"] == "gemini.batch_items_failed"
    assert (found["triage.class"], found["triage.owner"], found["triage.retryable"]) == (
        failure_class,
        owner,
        retryable,
    )
    assert found["triage.message"] == message.replace("{", "most often with ").replace("}", "")
    assert telemetry.calls == {failure_class: 1}


def test_a_poll_is_linked_to_the_call_that_made_the_job(
    client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, batch("RUNNING"))
    client.batches.create(model="gemini-2.5-flash", src="files/1")
    server.answer(200, batch("FAILED"))
    client.batches.get(name="batches/1")

    created, polled = telemetry.operations
    assert [link.context.span_id for link in polled.links] == [created.context.span_id]


@pytest.mark.parametrize("asking", ["get", "list", "cancel"])
def test_a_poll_is_not_linked_to_a_call_that_only_asked_for_the_job(
    asking: str, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, batch("RUNNING") if asking != "list" else {"operations": [batch("RUNNING")]})
    ask = getattr(client.batches, asking)
    ask() if asking == "list" else ask(name="batches/1")
    server.answer(200, batch("FAILED"))
    client.batches.get(name="batches/1")

    assert [list(span.links) for span in telemetry.operations] == [[], []]


def test_a_poll_is_linked_past_other_polls(client: Any, server: AnsweringServer, telemetry: Recorded) -> None:
    server.answer(200, batch("RUNNING"))
    client.batches.create(model="gemini-2.5-flash", src="files/1")
    for _ in range(2):
        client.batches.get(name="batches/1")

    created, *polls = telemetry.operations
    assert [[link.context.span_id for link in poll.links] for poll in polls] == [[created.context.span_id]] * 2


def test_a_job_that_is_made_anew_under_the_same_name_is_another_one(
    client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    for _ in range(2):
        server.answer(200, batch("RUNNING"))
        client.batches.create(model="gemini-2.5-flash", src="files/1")
        server.answer(200, batch("FAILED"))
        client.batches.get(name="batches/1")

    assert telemetry.calls == {"ok": 2, "internal": 2}
    assert telemetry.operations[3].links[0].context.span_id == telemetry.operations[2].context.span_id


def test_the_oldest_unfinished_job_is_a_gauge(client: Any, server: AnsweringServer, telemetry: Recorded) -> None:
    server.answer(200, batch("RUNNING"))
    client.batches.get(name="batches/1")
    ((labels, seconds),) = telemetry.points("triage.jobs.oldest")
    server.answer(200, batch("SUCCEEDED"))
    client.batches.get(name="batches/1")

    assert labels == {"gen_ai.provider.name": "gcp.gemini"}
    assert seconds > 0
    assert telemetry.points("triage.jobs.oldest") == []


def test_a_raw_poll_is_counted_once_too(server: AnsweringServer, recorded: Recorded, monkeypatch: Any) -> None:
    monkeypatch.setenv(HOSTS_VARIABLE, f"127.0.0.1:{server.server_port}=gemini")
    server.answer(200, batch("FAILED"))
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    try:
        with httpx.Client(base_url=server.url) as raw:
            for _ in range(2):
                raw.get("/v1beta/batches/1")
    finally:
        genai_triage.uninstrument()

    assert [span.attributes["triage.cause"] for span in recorded.operations] == ["gemini.job_failed"] * 2
    assert recorded.calls == {"internal": 1, "ok": 1}


@pytest.mark.skipif(not hasattr(genai.Client, "interactions"), reason="has none")
def test_a_job_that_ends_because_it_was_to_end_is_no_failure(
    client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, {"id": "i", "object": "interaction", "status": "cancelled"})
    client.interactions.cancel("i")
    client.interactions.get("i")

    assert [span.attributes.get("triage.cause") for span in telemetry.operations] == [None, "gemini.cancelled"]
