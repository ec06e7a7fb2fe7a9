"""The balance is polled only on request, and the poll is no operation of the application."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from gigachat import GigaChat

import genai_triage
from genai_triage.simulator import Simulator
from genai_triage.telemetry import runtime
from genai_triage.telemetry.instruments import Instruments
from tests.support.recorded import Recorded

WAIT = 60.0

pytestmark = pytest.mark.skipif(not hasattr(GigaChat, "get_balance"), reason="has no balance")


@pytest.fixture
def client(gigachat: Callable[..., GigaChat]) -> Callable[[], GigaChat]:
    return lambda: gigachat(model="GigaChat")


@pytest.fixture
def gauged(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when the gauge is."""
    done = threading.Event()
    original = Instruments.balance

    def balance(self: Instruments, *args: Any) -> None:
        original(self, *args)
        done.set()

    monkeypatch.setattr(Instruments, "balance", balance)
    return done


def poller() -> threading.Thread | None:
    return next((thread for thread in threading.enumerate() if thread.name == "genai-triage-balance"), None)


@pytest.fixture
def polling(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("GENAI_TRIAGE_BALANCE_INTERVAL", "3600")
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    yield recorded
    genai_triage.uninstrument()
    thread = poller()
    if thread is not None:
        thread.join(WAIT)


def test_a_client_in_use_is_polled(polling: Recorded, client: Callable[[], GigaChat], gauged: threading.Event) -> None:
    with client() as giga:
        giga.tokens_count(["a"])
        assert gauged.wait(WAIT)
    assert {attributes["gen_ai.provider.name"] for attributes, _ in polling.points("triage.balance")} == {"gigachat"}
    assert [span.name for span in polling.operations] == ["count_tokens GigaChat"]


def test_without_the_setting_nothing_is_polled(telemetry: Recorded, client: Callable[[], GigaChat]) -> None:
    with client() as giga:
        giga.tokens_count(["a"])
    assert poller() is None


def test_the_poller_ends_with_the_instrumentation(
    polling: Recorded, client: Callable[[], GigaChat], gauged: threading.Event
) -> None:
    with client() as giga:
        giga.tokens_count(["a"])
        assert gauged.wait(WAIT)
        thread = poller()
        assert thread is not None
        genai_triage.uninstrument()
        thread.join(WAIT)
        assert not thread.is_alive()
    assert runtime.current() is None


def test_the_poller_keeps_no_client_alive(
    polling: Recorded, client: Callable[[], GigaChat], gauged: threading.Event
) -> None:
    giga = client()
    giga.tokens_count(["a"])
    assert gauged.wait(WAIT)
    reference = weakref.ref(giga)
    giga.close()
    del giga
    gc.collect()
    assert reference() is None


class Rounds(threading.Event):
    """The pause between two polls, which lasts until the test ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.over = threading.Semaphore(0), threading.Semaphore(0)

    def wait(self, timeout: float | None = None) -> bool:
        self.begun.release()
        self.over.acquire(timeout=WAIT)
        return self.is_set()


def test_a_contract_without_a_balance_is_asked_once(
    polling: Recorded,
    simulator: Simulator,
    client: Callable[[], GigaChat],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not even when the client is used again before the next poll."""
    simulator.schedule("gigachat.balance_pay_as_you_go", every=1)
    rounds, telemetry = Rounds(), runtime.current()
    assert telemetry is not None
    monkeypatch.setattr(runtime, "_current", replace(telemetry, ended=rounds))
    with client() as giga:
        giga.tokens_count(["a"])
        assert rounds.begun.acquire(timeout=WAIT)
        giga.tokens_count(["a"])
        rounds.over.release()
        assert rounds.begun.acquire(timeout=WAIT)
        rounds.set()
        rounds.over.release()
    messages = [record.getMessage() for record in caplog.records if record.name == "genai_triage"]
    assert messages == ["The GigaChat contract has no prepaid balance to poll; polling of this client ends."]
    assert [request.path for request in simulator.requests if "balance" in request.path] == ["/api/v1/balance"]
