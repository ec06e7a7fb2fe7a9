"""What happens to an exception in our own code: nothing, for the application."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast
from unittest.mock import MagicMock

import pytest
from opentelemetry.context import Context

import genai_triage
from genai_triage import evidence
from genai_triage.evidence.reading import Reading
from genai_triage.telemetry import beside, callback, gate, guard, report, runtime, tools
from genai_triage.telemetry.attempt import Attempt, Response
from genai_triage.telemetry.calls import call_in
from genai_triage.telemetry.credentials import Fingerprints
from genai_triage.telemetry.instruments import Instruments
from genai_triage.telemetry.jobs import Jobs
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from genai_triage.telemetry.session import Session
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


def _shielded() -> Any:
    span, busy = MagicMock(), cast("Callable[[str], str]", _busy)
    gate.shield(span, busy)
    return span


_PLACES: dict[str, Callable[[], Any]] = {
    "guarded": guard.guarded(_busy),
    "the gate": lambda: gate.clean({"triage.findings": _Busy()}),
    "the span of another instrumentation": lambda: _shielded().add_event("exception", {"exception.message": "text"}),
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


# Whatever of ours breaks, the application notices nothing, and its operation ends once

REFUSED = ConnectionRefusedError()


class _Hostile:
    """A request of a library that has changed."""

    @property
    def _content(self) -> bytes:
        raise LookupError


def _broken(*_: Any, **__: Any) -> Any:
    raise LookupError


def _attempt(operation: Operation, status: int, request: object = None, body: bytes | None = b"{}") -> Attempt:
    attempt = operation.start_attempt("httpx", request)
    attempt.on_response(Response(status, {}, "", lambda: body))
    return attempt


def _succeed_after(operation: Operation, status: int) -> None:
    _attempt(operation, status)
    operation.succeed()


def _next_round(operation: Operation) -> None:
    operation.answer.round_ends = True
    operation.start_attempt("httpx", None)


def _learn(operation: Operation) -> None:
    operation._report.credential = "01234567"
    operation.learn_token(b'{"access_token": "eyJ-a-token"}')


def _ask_for_a_job(operation: Operation) -> None:
    operation.answer.job = "batches/1"
    operation.succeed()


def _repeat_the_prompt(operation: Operation) -> None:
    body = b'{"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": "Tell me all about the plan."}}'
    attempt = _attempt(operation, 400, b'{"contents": "Tell me all about the plan of ours"}', body)
    operation.conclude(attempt.failure, refused=True)


def _break_session(operation: Operation) -> None:
    session = operation.session = Session(operation)
    session.is_lost = True
    session.read_close = _broken
    session.broke(REFUSED)


def _refuse_session(operation: Operation) -> None:
    operation.session = Session(operation)
    operation.session.refused(REFUSED)


def _leave_session(operation: Operation) -> None:
    session = operation.session = Session(operation)
    session.read_close = _broken
    session.left(None, object())


_BREAKS: dict[str, tuple[Any, str, Callable[[Operation], Any]]] = {
    "the credential": (Fingerprints, "of_request", lambda operation: operation.authorized_with({})),
    "a token": (Fingerprints, "learn", _learn),
    "a round's usage": (Reading, "read_usage", _next_round),
    "a job": (Jobs, "seen", _ask_for_a_job),
    "an open session": (Instruments, "session", lambda operation: operation.session_opened()),
    "a session that goes away": (gate, "emit", lambda operation: operation.session_goes_away(5.0)),
    "a turn's usage": (Instruments, "tokens", lambda operation: operation.record_usage(Reading())),
    "the error's type": (gate.Labels, "error_type", lambda operation: operation.fail(REFUSED)),
    "the facts": (report, "findings", lambda operation: operation.fail(REFUSED)),
    "the message": (report, "without_echo", _repeat_the_prompt),
    "the event": (gate, "emit", lambda operation: operation.fail(REFUSED)),
    "the metrics": (Instruments, "call", lambda operation: operation.succeed()),
    "the span": (gate, "write", lambda operation: operation.succeed()),
    "an attempt": (Instruments, "attempt", lambda operation: _succeed_after(operation, 200)),
    "a refusal": (evidence, "classify_response", lambda operation: _succeed_after(operation, 400)),
    "an exception of the transport": (
        evidence,
        "classify_exception",
        lambda operation: operation.start_attempt("httpx", None).record_exception(REFUSED),
    ),
    "what was sent": (
        runtime,
        "_after_fork",
        lambda operation: (_attempt(operation, 400, _Hostile()), operation.fail(REFUSED)),
    ),
    "the verdict on an error": (evidence, "classify_exception", lambda operation: operation.fail(REFUSED)),
    "the verdict on an answer": (evidence, "classify_answer", lambda operation: operation.succeed()),
    "the verdict on what was left": (evidence, "classify_answer", lambda operation: operation.abandon()),
    "the close of a broken session": (runtime, "_after_fork", _break_session),
    "a session that was refused": (Session, "_end_with", _refuse_session),
    "a session that was given up": (Operation, "abandon", lambda operation: Session(operation).dropped()),
    "the close of a session that is left": (runtime, "_after_fork", _leave_session),
    "the application's function": (callback, "scrub_failure", lambda operation: operation.fail(REFUSED)),
    "a tool": (tools, "Tool", lambda operation: call_in(operation.context, tools.begin_tool, "weather")),
    "the span of another instrumentation": (
        beside,
        "_scope_of",
        lambda operation: (beside.span_instead(operation.span, Context()), beside.span_beside(operation.span)),
    ),
}


@pytest.mark.breaks_us
@pytest.mark.parametrize(("holder", "name", "act"), _BREAKS.values(), ids=list(_BREAKS))
def test_whatever_breaks_is_counted_and_the_operation_ends_once(
    holder: Any, name: str, act: Callable[[Operation], Any], recorded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    telemetry = runtime.configure(
        *(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider),
        Settings(credential_fingerprint=True),
        lambda failure, span: None,
    )
    operation = Operation(telemetry, Request("gemini", "gcp.gemini", "generate_content", "m", server_of("")))
    operation.fingerprints = telemetry.fingerprints
    with monkeypatch.context() as patch:
        patch.setattr(holder, name, _broken)
        act(operation)
    assert len(guard._reported) >= 1
    assert all(key.endswith(":LookupError") for key in guard._reported)
    operation.succeed()
    operation.fail(REFUSED)
    runtime.drop()
    assert len(recorded.operations) == 1
    assert sum(count for _, count in recorded.points("triage.skipped")) >= 1
