"""Beside the official google-genai instrumentation: its span is enriched, and nothing is recorded twice."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from google import genai
from google.genai import errors, types

import genai_triage
from genai_triage.simulator import Simulator
from tests.support.recorded import Recorded

official = pytest.importorskip("opentelemetry.instrumentation.google_genai")

Clients = Callable[..., genai.Client]
MODEL = "gemini-2.5-flash"
DURATION = "gen_ai.client.operation.duration"


@pytest.fixture(params=[True, False], ids=["we first", "they first"])
def both(request: pytest.FixtureRequest, recorded: Recorded) -> Iterator[Any]:
    """Both instrumentations on, in either order, recording in the same memory."""
    theirs = official.GoogleGenAiSdkInstrumentor()
    providers: dict[str, Any] = {
        "tracer_provider": recorded.tracer_provider,
        "meter_provider": recorded.meter_provider,
        "logger_provider": recorded.logger_provider,
    }
    switches = [
        lambda: genai_triage.instrument(**providers),
        lambda: theirs.instrument(skip_dep_check=True, **providers),
    ]
    for switch in switches if request.param else reversed(switches):
        switch()
    yield recorded
    theirs.uninstrument()
    genai_triage.uninstrument()


def ask(client: genai.Client, way: str, **request: Any) -> None:
    if way == "sync":
        client.models.generate_content(**request)
    elif way == "stream":
        list(client.models.generate_content_stream(**request))
    else:

        async def main() -> None:
            if way == "async":
                await client.aio.models.generate_content(**request)
            else:
                async for _ in await client.aio.models.generate_content_stream(**request):
                    pass

        asyncio.run(main())


every_way = pytest.mark.parametrize("way", ["sync", "stream", "async", "async stream"])


def inferences(recorded: Recorded) -> list[Any]:
    return [span for span in recorded.spans if span.name.startswith("generate_content")]


@every_way
def test_a_good_call_is_one_span_and_one_duration_point(way: str, both: Recorded, gemini: Clients) -> None:
    ask(gemini(), way, model=MODEL, contents="Hello")
    assert len(inferences(both)) == 1
    assert both.operations == []
    assert both.durations == 1
    assert both.calls == {"ok": 1}


@every_way
def test_a_failure_enriches_their_span(way: str, both: Recorded, gemini: Clients) -> None:
    with pytest.raises(errors.APIError):
        ask(gemini(), way, model="fail-gemini.requests_per_day", contents="Hello")
    (span,) = inferences(both)
    assert span.attributes["triage.cause"] == "gemini.requests_per_day"
    assert span.attributes["triage.class"] == "quota"
    assert both.operations == []
    assert both.durations == 1
    assert [(a["triage.cause"], n) for a, n in both.points("triage.failures")] == [("gemini.requests_per_day", 1)]
    assert both.attempts == {"quota": 1}


def test_a_call_made_by_a_tool_counts_on_its_own(both: Recorded, gemini: Clients) -> None:
    inner = gemini()

    def count(city: str) -> int:
        """Counts."""
        return inner.models.count_tokens(model="counted", contents=city).total_tokens or 0

    count.__annotations__ = {"city": str, "return": int}  # old versions do not read them as texts
    config = types.GenerateContentConfig(tools=[count])
    gemini().models.generate_content(model=f"{MODEL}-call-function", contents="Hello", config=config)
    assert sum(both.calls.values()) == 2


@pytest.mark.parametrize("both", [True], ids=["we first"], indirect=True)
def test_their_uninstrument_leaves_ours(both: Recorded, simulator: Simulator, gemini: Clients) -> None:
    """Where they were first, theirs puts back what it found, which takes away whatever was added later."""
    official.GoogleGenAiSdkInstrumentor().uninstrument()
    client = gemini()
    client.models.generate_content(model=MODEL, contents="Hello")
    with contextlib.suppress(Exception):
        official.GoogleGenAiSdkInstrumentor().instrument(skip_dep_check=True)
    assert len(both.operations) == 1
    assert both.durations == 1


def test_our_uninstrument_leaves_theirs(both: Recorded, gemini: Clients) -> None:
    genai_triage.uninstrument()
    gemini().models.generate_content(model=MODEL, contents="Hello")
    assert len(inferences(both)) == 1
    assert both.calls == {}
