"""Beside other instrumentations of google-genai: one operation of ours, and nothing of theirs changes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from opentelemetry.trace import StatusCode

import genai_triage
from genai_triage.simulator import Simulator
from tests.support.recorded import Recorded

genai = pytest.importorskip("google.genai")

QUOTA = "fail-gemini.requests_per_day"
GOOD = "gemini-2.5-flash"
WAYS = ("sync", "stream", "async", "async stream")
every_way = pytest.mark.parametrize("way", WAYS)


def openinference() -> Any:
    module = pytest.importorskip("openinference.instrumentation.google_genai")
    return module.GoogleGenAIInstrumentor()


def openllmetry() -> Any:
    module = pytest.importorskip("opentelemetry.instrumentation.google_generativeai")
    return module.GoogleGenerativeAiInstrumentor()


@pytest.fixture(params=[openinference, openllmetry])
def neighbour(request: pytest.FixtureRequest, recorded: Recorded) -> Iterator[str]:
    """The other instrumentation on, recording in the same memory; gives the name of its scope."""
    theirs = request.param()
    theirs.instrument(tracer_provider=recorded.tracer_provider, meter_provider=recorded.meter_provider)
    yield type(theirs).__module__
    theirs.uninstrument()


@pytest.fixture
def beside(neighbour: str, telemetry: Recorded) -> Recorded:
    """Both on: the other one first."""
    return telemetry


@pytest.fixture
def client(simulator: Simulator) -> Any:
    return genai.Client(api_key="any", http_options={"base_url": simulator.gemini_url})


def ask(client: Any, way: str, model: str) -> None:
    request = {"model": model, "contents": "Hello"}

    async def later() -> None:
        if way == "async":
            await client.aio.models.generate_content(**request)
        else:
            async for _ in await client.aio.models.generate_content_stream(**request):
                pass

    if way.startswith("async"):
        asyncio.run(later())
    elif way == "stream":
        list(client.models.generate_content_stream(**request))
    else:
        client.models.generate_content(**request)


def try_to_ask(client: Any, way: str, model: str) -> None:
    with contextlib.suppress(genai.errors.ClientError):
        ask(client, way, model)


def of_scope(recorded: Recorded, scope: str) -> list[Any]:
    return [span for span in recorded.spans if span.instrumentation_scope.name == scope]


def shown(span: Any) -> tuple[Any, ...]:
    """What is the neighbour's own of its span; of an answer, which is another each time, the kinds of values."""
    own = {name: value for name, value in span.attributes.items() if not name.startswith("triage.")}
    if span.status.status_code is not StatusCode.ERROR:
        own = {name: type(value) for name, value in own.items()}
    return span.name, span.kind, span.status.status_code, span.status.description, own, [e.name for e in span.events]


@every_way
@pytest.mark.parametrize("model", [GOOD, QUOTA])
def test_one_operation_of_ours_whatever_else_is_installed(way: str, model: str, beside: Recorded, client: Any) -> None:
    try_to_ask(client, way, model)
    assert [span.name for span in beside.operations] == [f"generate_content {model}"]
    assert beside.calls == {"ok" if model == GOOD else "quota": 1}


@every_way
@pytest.mark.parametrize("model", [GOOD, QUOTA])
def test_nothing_of_theirs_changes(way: str, model: str, neighbour: str, recorded: Recorded, client: Any) -> None:
    try_to_ask(client, way, model)
    alone = [shown(span) for span in of_scope(recorded, neighbour)]
    recorded.forget_spans()
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    try:
        try_to_ask(client, way, model)
    finally:
        genai_triage.uninstrument()
    assert [shown(span) for span in of_scope(recorded, neighbour)] == alone


@pytest.mark.parametrize("neighbour", [openinference], indirect=True)
@every_way
def test_a_current_span_of_theirs_is_told_and_ours_is_its_child(
    way: str, neighbour: str, beside: Recorded, client: Any
) -> None:
    """OpenLLMetry's span is not made current, so nobody can know that it stands for the call."""
    try_to_ask(client, way, QUOTA)
    (theirs,) = of_scope(beside, neighbour)
    assert theirs.attributes["triage.class"] == "quota"
    assert theirs.attributes["triage.cause"] == "gemini.requests_per_day"
    assert theirs.attributes["triage.fix"] == beside.attributes["triage.fix"]
    assert beside.operation.parent == theirs.context


@pytest.mark.parametrize("make", [openinference, openllmetry])
def test_their_uninstrument_leaves_ours(make: Callable[[], Any], telemetry: Recorded, client: Any) -> None:
    """Where they were first, theirs puts back what it found, which takes away whatever was added later."""
    theirs = make()
    theirs.instrument()
    theirs.uninstrument()
    ask(client, "sync", GOOD)
    assert len(telemetry.operations) == 1
