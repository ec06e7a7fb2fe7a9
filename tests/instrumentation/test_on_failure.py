"""`on_failure`: the application's own function is told of every failure, and can hurt nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from google import genai
from google.genai import errors
from opentelemetry.trace import Span

import genai_triage
from genai_triage import Failure
from tests.support.recorded import Recorded

Clients = Callable[..., genai.Client]
QUOTA = "fail-gemini.requests_per_day"


@pytest.fixture
def switch(recorded: Recorded) -> Iterator[Callable[[Any], None]]:
    """Switches the instrumentation on with a function of the application's."""

    def switch_on(on_failure: Any) -> None:
        providers = (recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
        genai_triage.instrument(*providers, on_failure=on_failure)

    yield switch_on
    genai_triage.uninstrument()


def ask(client: genai.Client, way: str, model: str) -> None:
    if way == "sync":
        client.models.generate_content(model=model, contents="Hello")
    elif way == "stream":
        list(client.models.generate_content_stream(model=model, contents="Hello"))
    else:

        async def main() -> None:
            if way == "async":
                await client.aio.models.generate_content(model=model, contents="Hello")
            else:
                async for _ in await client.aio.models.generate_content_stream(model=model, contents="Hello"):
                    pass

        asyncio.run(main())


every_way = pytest.mark.parametrize("way", ["sync", "stream", "async", "async stream"])


@every_way
def test_it_is_told_of_a_failure_once_with_the_finished_span_still_open(
    way: str, switch: Callable[[Any], None], recorded: Recorded, gemini: Clients
) -> None:
    told: list[tuple[str, str, bool, Any]] = []

    def on_failure(failure: Failure, span: Any) -> None:
        told.append((failure.cause.id, failure.owner, span.is_recording(), span.attributes["triage.cause"]))
        span.set_attribute("app.key", "second")

    switch(on_failure)
    with pytest.raises(errors.APIError):
        ask(gemini(), way, QUOTA)
    assert told == [("gemini.requests_per_day", "account", True, "gemini.requests_per_day")]
    assert recorded.attributes["app.key"] == "second"


@every_way
def test_it_is_told_of_a_failure_in_a_good_answer(way: str, switch: Callable[[Any], None], gemini: Clients) -> None:
    told: list[str] = []
    switch(lambda failure, span: told.append(failure.failure_class))
    ask(gemini(), way, "fail-gemini.answer_safety")
    assert told == ["safety"]


@every_way
def test_a_good_call_is_not_told(way: str, switch: Callable[[Any], None], gemini: Clients) -> None:
    told: list[Failure] = []
    switch(lambda failure, span: told.append(failure))
    ask(gemini(), way, "gemini-2.5-flash")
    assert told == []


@pytest.mark.breaks_us
def test_what_it_raises_reaches_nobody(
    switch: Callable[[Any], None], recorded: Recorded, gemini: Clients, caplog: pytest.LogCaptureFixture
) -> None:
    class RotationError(Exception):
        pass

    def on_failure(failure: Failure, span: Span) -> None:
        raise RotationError("a key")

    switch(on_failure)
    with caplog.at_level(logging.ERROR, "genai_triage"), pytest.raises(errors.ClientError):
        ask(gemini(), "sync", QUOTA)
    assert recorded.attributes["triage.class"] == "quota"
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("genai-triage failed in on_failure and skipped it (")
    assert "RotationError at test_on_failure.py:" in line
    assert "a key" not in line


@pytest.mark.breaks_us
def test_what_it_calls_itself_is_recorded_but_not_told(
    switch: Callable[[Any], None], recorded: Recorded, gemini: Clients
) -> None:
    told: list[str] = []

    def on_failure(failure: Failure, span: Span) -> None:
        told.append(failure.cause.id)
        ask(gemini(), "sync", "fail-gemini.model_overloaded")

    switch(on_failure)
    with pytest.raises(errors.ClientError):
        ask(gemini(), "sync", QUOTA)
    assert told == ["gemini.requests_per_day"]
    assert recorded.calls == {"quota": 1, "overloaded": 1}


def test_its_failure_is_scrubbed(switch: Callable[[Any], None], gemini: Clients) -> None:
    told: list[Failure] = []
    switch(lambda failure, span: told.append(failure))
    with pytest.raises(errors.ClientError) as raised:
        ask(gemini(), "sync", QUOTA)
    assert told == [genai_triage.classify(raised.value)]


def test_it_is_told_where_nothing_is_recorded(gemini: Clients) -> None:
    told: list[str] = []
    genai_triage.instrument(on_failure=lambda failure, span: told.append(failure.cause.id))
    try:
        with pytest.raises(errors.ClientError):
            ask(gemini(), "sync", QUOTA)
    finally:
        genai_triage.uninstrument()
    assert told == ["gemini.requests_per_day"]


def test_it_is_forgotten_with_the_next_call_of_instrument(switch: Callable[[Any], None], gemini: Clients) -> None:
    told: list[Failure] = []
    switch(lambda failure, span: told.append(failure))
    switch(None)
    with pytest.raises(errors.ClientError):
        ask(gemini(), "sync", QUOTA)
    assert told == []


async def _coroutine(failure: Failure, span: Span) -> None:
    """Would never run."""


class _Awaited:
    async def __call__(self, failure: Failure, span: Span) -> None:
        """Would never run."""


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("rotate", "on_failure must be a function, not str; it is ignored."),
        (True, "on_failure must be a function, not bool; it is ignored."),
        (_coroutine, "on_failure must be a plain function, as nobody awaits a coroutine; it is ignored."),
        (_Awaited(), "on_failure must be a plain function, as nobody awaits a coroutine; it is ignored."),
    ],
    ids=["text", "flag", "coroutine function", "awaited object"],
)
def test_what_cannot_be_called_is_one_clear_warning(
    wrong: Any,
    sentence: str,
    switch: Callable[[Any], None],
    recorded: Recorded,
    gemini: Clients,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "genai_triage"):
        switch(wrong)
        with pytest.raises(errors.ClientError):
            ask(gemini(), "sync", QUOTA)
    assert [record.getMessage() for record in caplog.records] == [sentence]
    assert recorded.calls == {"quota": 1}
