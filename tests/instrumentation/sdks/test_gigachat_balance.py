"""The balance is polled only on request, and the poll is no operation of the application."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from gigachat import GigaChat

import genai_triage
from genai_triage.instrumentation import instrumentors
from genai_triage.instrumentation.sdks.gigachat.balance import BalancePoller
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
        assert thread.daemon  # or a program could not end
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
        self.seconds: float | None = None

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds = timeout
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


class Giga:
    """A client, as far as it is polled: gives one answer after the other, or raises it."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)

    def get_balance(self) -> Any:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(balance=answer)


def polled(client: Any, polls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has a client polled so often, used before each, and ends the poller."""
    rounds, telemetry = Rounds(), runtime.current()
    assert telemetry is not None
    monkeypatch.setattr(runtime, "_current", replace(telemetry, ended=rounds))
    balances = BalancePoller("gigachat")
    for poll in range(polls):
        balances.watch(client)
        if poll:
            rounds.over.release()
        assert rounds.begun.acquire(timeout=WAIT)
    assert rounds.seconds == 3600
    rounds.set()
    rounds.over.release()


GIVEN = [SimpleNamespace(usage="GigaChat", value=1_000_000), SimpleNamespace(usage="GigaChat-Pro", value=5)]


@pytest.fixture
def prepared(polling: Recorded, client: Callable[[], GigaChat]) -> Recorded:
    """With the SDK imported, so that everything is set up."""
    instrumentors.configure()
    return polling


def test_a_balance_is_told_by_model(prepared: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    polled(Giga(GIVEN), 1, monkeypatch)
    provider, model = "gen_ai.provider.name", "gen_ai.request.model"
    assert sorted((value, labels) for labels, value in prepared.points("triage.balance")) == [
        (5, {provider: "gigachat", model: "GigaChat-Pro"}),
        (1_000_000, {provider: "gigachat", model: "GigaChat"}),
    ]


def test_no_balance_at_all_is_none_to_tell(prepared: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    polled(Giga(None), 1, monkeypatch)
    assert prepared.points("triage.balance") == []


class Refused(Exception):
    """Of gigachat 0.2, which tells the status by name."""

    def __init__(self, status_code: int) -> None:
        super().__init__("no")
        self.status_code = status_code


@pytest.mark.breaks_us
@pytest.mark.parametrize(
    ("error", "is_asked_again"),
    [
        (Refused(403), False),
        (Exception("https://giga.test", 403, b"", None), False),
        (Refused(401), True),
        (Refused(500), True),
        (ConnectionError(), True),
    ],
    ids=["403", "403 of 0.1", "401", "500", "no connection"],
)
def test_only_a_contract_without_a_balance_ends_the_polling(
    error: Exception, is_asked_again: bool, prepared: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Giga(error, GIVEN)
    polled(client, 2, monkeypatch)
    assert (len(client.answers), bool(prepared.points("triage.balance"))) == (
        0 if is_asked_again else 1,
        is_asked_again,
    )


def test_a_client_that_can_only_be_awaited_is_not_polled(prepared: Recorded) -> None:
    balances = BalancePoller("gigachat")
    balances.watch(type("GigaChatAsyncClient", (), {})())
    assert balances._thread is None


def test_the_child_of_a_fork_polls_although_it_has_inherited_the_object_of_a_thread(
    prepared: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    balances, inherited = BalancePoller("gigachat"), threading.Thread(target=print)
    balances._thread = inherited
    begun: list[Any] = []
    monkeypatch.setattr(threading.Thread, "start", lambda thread: begun.append(thread))
    balances.watch(Giga(GIVEN))
    assert begun == [balances._thread] != [inherited]
