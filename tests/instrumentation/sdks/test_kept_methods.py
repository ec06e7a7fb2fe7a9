"""What an application has kept from before `instrument()` is observed like what it asks for afterwards."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from google import genai
from google.genai import types

import genai_triage
from genai_triage.simulator import Simulator
from tests.support.recorded import Recorded

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(not hasattr(genai.Client, "interactions"), reason="The SDK has no interactions."),
]
MODEL = "gemini-2.5-flash"
CAUSES = [(MODEL, None), ("fail-gemini.internal", "gemini.internal")]
SOFT = (f"{MODEL}-fail-gemini.interaction_budget", "gemini.interaction_budget")


@pytest.fixture
def client(simulator: Simulator) -> Any:
    """A client of its own, which keeps nothing of others'."""
    retry = types.HttpRetryOptions(attempts=1)
    return genai.Client(
        api_key="any", http_options=types.HttpOptions(base_url=simulator.gemini_url, retry_options=retry)
    )


@contextlib.contextmanager
def instrumented(recorded: Recorded) -> Iterator[None]:
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    try:
        yield
    finally:
        genai_triage.uninstrument()


def _ask(create: Callable[..., Any], model: str) -> None:
    create(model=model, input="Hello")


def _stream(create: Callable[..., Any], model: str) -> None:
    list(create(model=model, input="Hello", stream=True))


def _open(create: Callable[..., Any], model: str) -> None:
    with create(model=model, input="Hello") as answer:
        answer.read()


KEPT: dict[str, tuple[Callable[[Any], Any], Callable[[Callable[..., Any], str], None]]] = {
    "a method": (lambda client: client.interactions.create, _ask),
    "a method that streams": (lambda client: client.interactions.create, _stream),
    "with_raw_response": (lambda client: client.interactions.with_raw_response.create, _ask),
    "with_streaming_response": (lambda client: client.interactions.with_streaming_response.create, _open),
}
every_kept = pytest.mark.parametrize(("keep", "use"), KEPT.values(), ids=KEPT)


def _checked(recorded: Recorded, model: str, cause: str | None, requests: int = 1) -> None:
    (operation,) = recorded.operations
    assert operation.name == f"generate_content {model}"
    assert operation.attributes.get("triage.cause") == cause
    assert sum(recorded.calls.values()) == 1
    assert sum(recorded.attempts.values()) == requests >= 1


@every_kept
@pytest.mark.parametrize(("model", "cause"), [*CAUSES, SOFT])
def test_what_was_kept_is_one_operation(
    model: str, cause: str | None, keep: Any, use: Any, client: Any, simulator: Simulator, recorded: Recorded
) -> None:
    kept = keep(client)
    with instrumented(recorded), contextlib.suppress(Exception):
        use(kept, model)

    _checked(recorded, model, cause, len(simulator.requests))  # old versions try again whatever they are told


@every_kept
def test_what_was_used_before_is_one_operation_afterwards(keep: Any, use: Any, client: Any, recorded: Recorded) -> None:
    use(keep(client), MODEL)
    with instrumented(recorded):
        use(keep(client), MODEL)

    _checked(recorded, MODEL, None)


@pytest.mark.parametrize(("model", "cause"), CAUSES)
@pytest.mark.parametrize("mode", ["", "with_raw_response", "with_streaming_response"])
def test_what_was_kept_is_one_operation_of_an_asynchronous_client(
    mode: str, model: str, cause: str | None, client: Any, simulator: Simulator, recorded: Recorded
) -> None:
    interactions = client.aio.interactions
    create = getattr(interactions, mode).create if mode else interactions.create

    async def run() -> None:
        try:
            if mode == "with_streaming_response":
                async with create(model=model, input="Hello") as answer:
                    await answer.read()
            else:
                await create(model=model, input="Hello")
        finally:
            await client.aio.aclose()

    with instrumented(recorded), contextlib.suppress(Exception):
        asyncio.run(run())

    _checked(recorded, model, cause, len(simulator.requests))


@pytest.mark.skipif(not hasattr(genai.Client, "agents"), reason="The SDK has no agents.")
def test_what_was_kept_of_another_resource_has_its_own_name(client: Any, recorded: Recorded) -> None:
    get = client.agents.with_raw_response.get
    with instrumented(recorded):
        get("x")

    assert [span.name for span in recorded.operations] == ["get_agent"]


def test_a_request_that_is_sent_again_is_one_operation(simulator: Simulator, recorded: Recorded) -> None:
    simulator.schedule("gemini.model_overloaded", first=1)
    retry = types.HttpRetryOptions(attempts=3, initial_delay=0.01, max_delay=0.01)
    options = types.HttpOptions(base_url=simulator.gemini_url, retry_options=retry)
    client: Any = genai.Client(api_key="any", http_options=options)
    kept = client.interactions.create
    with instrumented(recorded):
        kept(model=MODEL, input="Hello")

    assert recorded.operation.attributes["triage.retries"] == 1
    assert recorded.calls == {"ok": 1}
