"""What an SDK tries again by itself is one call: retries that heal are no failures, those in vain are one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gigachat import GigaChat
from gigachat.settings import Settings
from google import genai
from google.genai import types

from genai_triage.simulator import Simulator
from tests.support.answering import AnsweringServer, answering
from tests.support.recorded import Recorded


def _waited(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


GEMINI: dict[str, Callable[[Any], Any]] = {
    "files.get": lambda client: client.files.get(name="files/x"),
    "batches.get": lambda client: client.batches.get(name="batches/x"),
    "caches.get": lambda client: client.caches.get(name="cachedContents/x"),
    "models.get": lambda client: client.models.get(model="models/gemini-2.5-flash"),
}
INTERACTIONS: dict[str, Callable[[Any], Any]] = {
    "interactions.create": lambda client: client.interactions.create(model="gemini-2.5-flash", input="Hello"),
}
"""They wait by rules of their own, in vain for seconds."""
HEALED = {**GEMINI, **(INTERACTIONS if hasattr(genai.Client, "interactions") else {})}
GIGACHAT: dict[str, Callable[[GigaChat], Any]] = {
    "get_models": lambda client: client.get_models(),
    "threads.list": lambda client: client.threads.list(),
    "aget_models": lambda client: _waited(client.aget_models()),
    "a_threads.list": lambda client: _waited(client.a_threads.list()),
    "threads.run_messages_stream": lambda client: list(client.threads.run_messages_stream(["Hello"], thread_id="t")),
}
WAIT = 0.01
every_gemini = pytest.mark.parametrize("call", GEMINI.values(), ids=list(GEMINI))
every_gigachat = pytest.mark.parametrize("call", GIGACHAT.values(), ids=list(GIGACHAT))
needs_retries = pytest.mark.skipif("max_retries" not in Settings.__annotations__, reason="needs gigachat 0.2")


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering() as running:
        running.answer(200, {"name": "x"})
        yield running


@pytest.fixture
def patient(server: AnsweringServer) -> genai.Client:
    """A client that tries three times."""
    retries = types.HttpRetryOptions(attempts=3, initial_delay=WAIT, max_delay=WAIT, exp_base=1, jitter=0)
    options = types.HttpOptions(base_url=server.url, retry_options=retries)
    return genai.Client(api_key="any", http_options=options)


def _is_healed(telemetry: Recorded) -> None:
    assert telemetry.calls == {"ok": 1}
    assert telemetry.points("triage.failures") == []
    assert telemetry.attributes["triage.retries"] == 2
    assert 2 * WAIT <= telemetry.attributes["triage.backoff"] < 5


def _is_one_failure(telemetry: Recorded) -> None:
    assert telemetry.calls == {"overloaded": 1}
    assert telemetry.attributes["triage.retries"] == 2
    assert telemetry.attempts["overloaded"] == 3


@pytest.mark.parametrize("call", HEALED.values(), ids=list(HEALED))
def test_what_google_genai_heals_is_one_good_call(
    call: Callable[[Any], Any], telemetry: Recorded, server: AnsweringServer, patient: genai.Client
) -> None:
    server.outages = 2

    call(patient)

    _is_healed(telemetry)


@every_gemini
def test_what_google_genai_tries_in_vain_is_one_failure(
    call: Callable[[Any], Any], telemetry: Recorded, server: AnsweringServer, patient: genai.Client
) -> None:
    server.outages = 3

    with pytest.raises(genai.errors.ServerError):
        call(patient)

    _is_one_failure(telemetry)


@pytest.fixture
def stubborn(gigachat: Callable[..., GigaChat], monkeypatch: pytest.MonkeyPatch) -> GigaChat:
    """A client that tries three times."""
    monkeypatch.setattr("gigachat.retry._calculate_backoff", lambda *args: WAIT)
    return gigachat(max_retries=2)


@needs_retries
@every_gigachat
def test_what_gigachat_heals_is_one_good_call(
    call: Callable[[GigaChat], Any], telemetry: Recorded, simulator: Simulator, stubborn: GigaChat
) -> None:
    simulator.schedule("gigachat.unavailable", first=2, endpoint="*")

    call(stubborn)

    _is_healed(telemetry)


@needs_retries
@every_gigachat
def test_what_gigachat_tries_in_vain_is_one_failure(
    call: Callable[[GigaChat], Any], telemetry: Recorded, simulator: Simulator, stubborn: GigaChat
) -> None:
    simulator.schedule("gigachat.unavailable", endpoint="*")

    with pytest.raises(Exception, match="503"):
        call(stubborn)

    _is_one_failure(telemetry)
