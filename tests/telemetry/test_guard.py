"""What happens to an exception in our own code: nothing, for the application."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

import genai_triage
from genai_triage.telemetry import gate, guard, runtime
from genai_triage.telemetry.settings import Settings

_KEY = "AIza" + "SyD-9tSrke72PouQMnMX_a7eZSW0jkFMBWY"


@pytest.fixture
def quiet(recorded: Any) -> Iterator[Any]:
    guard._reported.clear()
    runtime.configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider, Settings())
    yield recorded
    runtime.drop()


class SoftTimeLimitExceeded(Exception):
    """What a task queue's signal handler raises into whatever runs."""


def _handler(number: int, frame: Any) -> None:
    raise SoftTimeLimitExceeded


def _handler_that_unregisters_itself(number: int, frame: Any) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    raise SoftTimeLimitExceeded


def _handler_that_delegates(*args: Any) -> None:
    _handler(*args)


class _Limits:
    def handle(self, number: int, frame: Any) -> None:
        raise SoftTimeLimitExceeded


_HANDLERS = (
    _handler,
    _handler_that_unregisters_itself,
    _handler_that_delegates,
    _Limits().handle,
    partial(lambda task, number, frame: _handler(number, frame), "task"),
)


@pytest.fixture
def alarm() -> Iterator[Callable[[Any], None]]:
    before = signal.getsignal(signal.SIGALRM)

    def ring(handler: Any) -> None:
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, 0.02)

    yield ring
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def _busy(*_: Any) -> None:
    while True:
        pass


class _Busy(list[Any]):
    def __getitem__(self, item: Any) -> Any:
        _busy()


_PLACES: dict[str, Callable[[], Any]] = {
    "guarded": guard.guarded(_busy),
    "the gate": lambda: gate.clean({"triage.findings": _Busy()}),
}


@pytest.mark.parametrize("handler", _HANDLERS, ids=["function", "unregistered", "delegating", "method", "partial"])
@pytest.mark.parametrize("place", _PLACES.values(), ids=_PLACES)
def test_what_a_signal_handler_raises_into_our_code_reaches_the_application(
    quiet: Any, alarm: Any, place: Callable[[], Any], handler: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SoftTimeLimitExceeded):
        alarm(handler)
        place()
    assert [record for record in caplog.records if record.name == "genai_triage"] == []


def test_what_a_signal_handler_raises_into_the_classification_reaches_the_application(alarm: Any) -> None:
    class Slow(Exception):
        @property
        def response(self) -> Any:
            return _busy()

    with pytest.raises(SoftTimeLimitExceeded):
        alarm(_handler)
        genai_triage.classify(Slow())


@pytest.mark.breaks_us
@pytest.mark.parametrize("kind", [ValueError, SoftTimeLimitExceeded, RecursionError])
def test_an_exception_that_no_handler_raised_stays_with_us(quiet: Any, kind: type[Exception]) -> None:
    def broken() -> None:
        raise kind

    assert guard.guarded(broken)() is None


@pytest.mark.breaks_us
def test_a_failure_of_ours_is_counted_by_its_place(quiet: Any) -> None:
    @guard.guarded
    def broken() -> None:
        raise ValueError

    for _ in range(3):
        broken()
    ((labels, count),) = quiet.points("triage.skipped")
    assert (dict(labels), count) == ({"triage.place": broken.__qualname__}, 3)


@pytest.mark.breaks_us
def test_our_log_names_type_and_place_and_no_exception_of_the_sdk(quiet: Any, caplog: pytest.LogCaptureFixture) -> None:
    @guard.guarded
    def broken() -> None:
        raise LookupError(f"of ours, about {_KEY}")

    try:
        raise ValueError(f"of the SDK, with {_KEY} and a prompt")
    except ValueError:
        broken()
    (record,) = [record for record in caplog.records if record.name == "genai_triage"]
    assert record.exc_info is None
    assert re.fullmatch(
        r"genai-triage failed in \S*broken and skipped it \(LookupError at test_guard\.py:\d+\); "
        r"the call is not affected\.",
        record.getMessage(),
    )
    assert _KEY not in caplog.text
    assert "prompt" not in caplog.text


@pytest.mark.breaks_us
def test_threads_do_not_lose_what_they_count(quiet: Any) -> None:
    @guard.guarded
    def broken() -> None:
        raise ValueError

    threads = [threading.Thread(target=lambda: [broken() for _ in range(50)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ((_, count),) = quiet.points("triage.skipped")
    assert count == 200


def _broken_at(place: str) -> Callable[[], Any]:
    def broken() -> None:
        raise ValueError

    broken.__qualname__ = place
    return guard.guarded(broken)


@pytest.mark.breaks_us
def test_a_failure_of_ours_is_logged_once_for_its_place(quiet: Any, caplog: pytest.LogCaptureFixture) -> None:
    for place in ("one", "other", "one", "other", "one"):
        _broken_at(place)()
    assert [record.getMessage().split()[3] for record in caplog.records] == ["one", "other"]


@pytest.mark.breaks_us
def test_places_without_end_are_a_hundred_lines_at_most(quiet: Any, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(150):
        _broken_at(f"place{number}")()
    assert len(caplog.records) == len(guard._reported) == 100
