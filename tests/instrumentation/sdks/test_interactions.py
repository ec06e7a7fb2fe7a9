"""Interactions through the SDK: one operation each, judged at its end, whole and streamed, sync and async."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from google import genai
from google.genai import types

import genai_triage
from tests.support.answering import AnsweringServer, answering
from tests.support.recorded import Recorded

MODEL = "gemini-2.5-flash"
CREATED = {"event_type": "interaction.created", "interaction": {"id": "v1_x", "status": "in_progress", "model": MODEL}}
DELTA = {"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": "Hello"}}
ERROR = {"event_type": "error", "error": {"code": "too_many_requests", "message": "Too many requests"}}
USAGE = {"total_input_tokens": 5, "total_output_tokens": 7, "total_thought_tokens": 2}
DONE = "event: done\ndata: [DONE]\n\n"
LOOP = asyncio.new_event_loop()
"""Of every call, as connections of the client outlive a call."""

every_way = pytest.mark.parametrize("way", ["sync", "async"])
pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(not hasattr(genai.Client, "interactions"), reason="this version has no interactions"),
]


def interaction(status: str) -> dict[str, Any]:
    return {"id": "v1_x", "status": status, "model": MODEL, "usage": USAGE}


def completed(status: str) -> dict[str, Any]:
    return {"event_type": "interaction.completed", "interaction": interaction(status)}


def events(*documents: dict[str, Any]) -> str:
    return "".join(f"event: {one['event_type']}\ndata: {json.dumps(one)}\n\n" for one in documents)


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering() as running:
        yield running


@pytest.fixture(scope="module")
def client(server: AnsweringServer) -> Iterator[genai.Client]:
    options = types.HttpOptions(base_url=server.url, retry_options=types.HttpRetryOptions(attempts=1))
    made = genai.Client(api_key="any", http_options=options)
    yield made
    if hasattr(made.aio, "aclose"):
        LOOP.run_until_complete(made.aio.aclose())
    LOOP.close()


def create(client: Any, way: str, *, read: int | None = None, **body: Any) -> list[Any]:
    """The answer, or as many events of a stream as are read; a stream is closed then."""
    if way == "sync":
        answer = client.interactions.create(model=MODEL, input="Hello", **body)
        if not body.get("stream"):
            return [answer]
        with answer as stream:
            return [event for event, _ in zip(stream, range(read or 99), strict=False)]

    async def run() -> list[Any]:
        answer = await client.aio.interactions.create(model=MODEL, input="Hello", **body)
        if not body.get("stream"):
            return [answer]
        found = []
        async with answer as stream:
            async for event in stream:
                found.append(event)
                if len(found) == read:
                    break
        return found

    return LOOP.run_until_complete(run())


STATUSES = [
    ("completed", None),
    ("requires_action", None),
    ("failed", "gemini.job_failed"),
    ("incomplete", "gemini.max_tokens"),
    ("budget_exceeded", "gemini.interaction_budget"),
    ("cancelled", "gemini.cancelled"),
]


@every_way
@pytest.mark.parametrize(("status", "cause"), [*STATUSES, ("in_progress", None)])
def test_an_interaction_is_judged_by_its_status(
    way: str, status: str, cause: str | None, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, interaction(status))

    create(client, way)

    assert telemetry.attributes.get("triage.cause") == cause
    assert telemetry.operation.name == f"generate_content {MODEL}"


@every_way
def test_an_interaction_that_names_no_model_is_one_all_the_same(
    way: str, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    """The SDK leaves out the word that tells."""
    answer = {"id": "v1_x", "object": "interaction", "status": "incomplete"}
    server.answer(200, answer)

    create(client, way)

    failure = genai_triage.classify_response("gemini", 200, answer, url=f"{server.url}/v1beta/interactions")
    assert failure is not None
    assert telemetry.attributes["triage.cause"] == failure.cause.id == "gemini.max_tokens"


def test_an_interaction_with_an_agent_is_a_call_of_that_agent(
    client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, interaction("completed"))

    client.interactions.create(agent="deep-research", input="Hello")

    assert telemetry.attributes["gen_ai.request.model"] == telemetry.attributes["gen_ai.agent.name"] == "deep-research"


@every_way
@pytest.mark.parametrize(("status", "cause"), STATUSES)
def test_a_stream_is_judged_by_its_terminal_event(
    way: str, status: str, cause: str | None, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, events(CREATED, DELTA, completed(status)) + DONE, "text/event-stream")

    assert len(create(client, way, stream=True)) == 3

    assert telemetry.attributes.get("triage.cause") == cause
    assert "triage.abandoned" not in telemetry.attributes


@every_way
def test_an_interaction_has_its_ids_and_tokens(
    way: str, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, events(CREATED, DELTA, completed("completed")) + DONE, "text/event-stream")

    create(client, way, stream=True, previous_interaction_id="v1_before", generation_config={"temperature": 0.5})

    attributes = telemetry.attributes
    del attributes["gen_ai.response.time_to_first_chunk"], attributes["server.port"]
    assert attributes == {
        "gen_ai.operation.name": "generate_content",
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.model": MODEL,
        "gen_ai.request.previous_response.id": "v1_before",
        "gen_ai.request.stream": True,
        "gen_ai.request.temperature": 0.5,
        "gen_ai.response.id": "v1_x",
        "gen_ai.response.model": MODEL,
        "gen_ai.usage.input_tokens": 5,
        "gen_ai.usage.output_tokens": 9,
        "gen_ai.usage.reasoning.output_tokens": 2,
        "server.address": "127.0.0.1",
    }


@every_way
def test_an_error_event_is_the_failure(way: str, client: Any, server: AnsweringServer, telemetry: Recorded) -> None:
    server.answer(200, events(CREATED, DELTA, ERROR) + DONE, "text/event-stream")

    with contextlib.suppress(Exception):
        create(client, way, stream=True)

    assert telemetry.attributes["triage.class"] == "rate_limit"


@every_way
def test_a_stream_cut_before_its_terminal_event_is_the_failure(
    way: str, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, events(CREATED, DELTA), "text/event-stream")

    with contextlib.suppress(Exception):
        create(client, way, stream=True)

    assert telemetry.attributes["triage.cause"] == "network.stream_cut"


@every_way
def test_a_stream_that_is_left_at_its_terminal_event_is_complete(
    way: str, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, events(CREATED, DELTA, completed("completed")) + DONE, "text/event-stream")

    create(client, way, stream=True, read=3)

    assert telemetry.calls == {"ok": 1}
    assert "triage.abandoned" not in telemetry.attributes


@every_way
def test_a_stream_that_is_closed_before_is_abandoned(
    way: str, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, events(CREATED, DELTA, completed("completed")) + DONE, "text/event-stream")

    create(client, way, stream=True, read=1)

    assert telemetry.attributes["triage.abandoned"] is True
    assert telemetry.calls == {"ok": 1}


def test_retries_of_one_call_are_one_failure(server: AnsweringServer, telemetry: Recorded) -> None:
    server.answer(503, {"error": {"code": 503, "status": "UNAVAILABLE", "message": "overloaded"}})
    server.requests.clear()
    retries = types.HttpRetryOptions(attempts=3, initial_delay=0.01, max_delay=0.02)
    client = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=server.url, retry_options=retries))

    with pytest.raises(Exception, match="503"):
        client.interactions.create(model=MODEL, input="Hello")

    assert telemetry.calls == {"overloaded": 1}
    assert telemetry.attempts == {"overloaded": len(server.requests)}
    assert len(server.requests) > 1


@pytest.mark.parametrize(("status", "cause"), [("completed", None), ("failed", "gemini.job_failed")])
def test_an_answer_that_the_application_parses_is_judged_by_its_bytes(
    status: str, cause: str | None, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, interaction(status))
    fresh: Any = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=server.url))

    fresh.interactions.with_raw_response.create(model=MODEL, input="Hello")

    assert telemetry.attributes.get("triage.cause") == cause


@every_way
@pytest.mark.parametrize(("status", "cause"), STATUSES)
@pytest.mark.parametrize("streams", [False, True], ids=["whole", "events"])
def test_an_answer_that_the_application_reads_by_itself_is_judged_as_it_passes(
    streams: bool, way: str, status: str, cause: str | None, server: AnsweringServer, telemetry: Recorded
) -> None:
    if streams:
        server.answer(200, events(CREATED, DELTA, completed(status)) + DONE, "text/event-stream")
    else:
        server.answer(200, interaction(status))

    assert _read_streamed(server, way, stream=streams) == (server.body, False)

    assert telemetry.attributes.get("triage.cause") == cause
    assert telemetry.operation.name == f"generate_content {MODEL}"
    assert sum(telemetry.attempts.values()) == 1


@every_way
def test_an_answer_that_the_application_leaves_unread_is_judged_by_its_status(
    way: str, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, interaction("failed"))

    _read_streamed(server, way, reads=False)

    assert telemetry.calls == {"ok": 1}


def _read_streamed(server: AnsweringServer, way: str, *, reads: bool = True, **body: Any) -> tuple[bytes, bool]:
    """What was read, and whether anything had been before; of a client of its own, as old ones keep methods."""
    client: Any = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=server.url))
    if way == "sync":
        with client.interactions.with_streaming_response.create(model=MODEL, input="Hello", **body) as answer:
            was_read = answer.http_response.is_stream_consumed
            return b"".join(answer.iter_bytes() if reads else ()), was_read

    async def run() -> tuple[bytes, bool]:
        interactions = client.aio.interactions.with_streaming_response
        try:
            async with interactions.create(model=MODEL, input="Hello", **body) as answer:
                was_read = answer.http_response.is_stream_consumed
                return b"".join([piece async for piece in answer.iter_bytes()] if reads else ()), was_read
        finally:
            await client.aio.aclose()

    return LOOP.run_until_complete(run())


@every_way
def test_what_is_fetched_again_is_counted_with_no_tokens(
    way: str, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, {**interaction("completed"), "usage": {**USAGE, "total_cached_tokens": 3}})

    if way == "sync":
        client.interactions.get("v1_x")
    else:
        LOOP.run_until_complete(client.aio.interactions.get("v1_x"))

    assert telemetry.operation.name == "fetch_response"
    assert [name for name in telemetry.attributes if name.startswith("gen_ai.usage.")] == []
    assert telemetry.points("gen_ai.client.token.usage") == []


@every_way
def test_what_is_fetched_again_as_a_stream_is_counted_with_no_tokens(
    way: str, client: Any, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, events(CREATED, DELTA, completed("completed")) + DONE, "text/event-stream")

    async def run() -> list[Any]:
        async with await client.aio.interactions.get("v1_x", stream=True) as stream:
            return [event async for event in stream]

    if way == "sync":
        with client.interactions.get("v1_x", stream=True) as stream:
            read = list(stream)
    else:
        read = LOOP.run_until_complete(run())

    assert len(read) == 3
    assert telemetry.operation.name == "fetch_response"
    assert [name for name in telemetry.attributes if name.startswith("gen_ai.usage.")] == []
    assert telemetry.points("gen_ai.client.token.usage") == []
