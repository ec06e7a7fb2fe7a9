"""What the simulator remembers is shared by the threads of its servers and by the test's own."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.simulator import Schedule
from genai_triage.simulator.backend import Backend, Decision
from genai_triage.simulator.exchange import SimResponse
from genai_triage.simulator.gemini import read
from genai_triage.simulator.scenarios import scenario
from genai_triage.taxonomy import CAUSES


class _Noting:
    """A lock that tells whether it was taken."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.was_taken = False

    def __enter__(self) -> None:
        self.was_taken = True
        self._lock.acquire()

    def __exit__(self, *error: Any) -> None:
        self._lock.release()


FACTS = read("POST", "/v1beta/models/m:generateContent", {}, {}, {}, 0)
SHARED: dict[str, Callable[[Backend], Any]] = {
    "records": lambda backend: backend.records,
    "reset": lambda backend: backend.reset(),
    "known": lambda backend: backend.known(FACTS),
    "answer": lambda backend: backend.answer(FACTS),
    "decide": lambda backend: backend.decide(FACTS),
    "due_at": lambda backend: backend.due_at(FACTS),
}


@pytest.mark.parametrize("use", SHARED.values(), ids=SHARED.keys())
def test_what_threads_share_is_used_by_one_at_a_time(use: Callable[[Backend], Any]) -> None:
    backend = Backend(CAUSES, seed=1, token_life=60)
    lock: Any = _Noting()
    backend._lock = lock
    use(backend)
    assert lock.was_taken


def asked_of(backend: Backend, model: str = "m", **more: Any) -> SimResponse:
    return backend.answer(replace(read("POST", f"/v1beta/models/{model}:generateContent", {}, {}, {}, 0), **more))


@pytest.fixture
def backend() -> Backend:
    return Backend(CAUSES, seed=1, token_life=60)


@pytest.mark.parametrize(
    ("model", "more", "cause"),
    [
        ("m", {}, ""),
        ("m-fail-gemini.internal", {"asked": "gemini.unavailable"}, "gemini.unavailable"),
        ("m-fail-gemini.internal", {"credential_cause": "gemini.key_expired"}, "gemini.internal"),
        ("m", {"credential_cause": "gemini.key_expired"}, "gemini.key_expired"),
        ("m", {"label": "x-fail-gemini.internal"}, "gemini.internal"),
        ("m-fail-gemini.unavailable", {"label": "x-fail-gemini.internal"}, "gemini.unavailable"),
        ("m", {"asked": "call-function", "credential_cause": "gemini.key_expired"}, ""),
    ],
)
def test_a_header_comes_before_a_name_and_a_name_before_a_credential(
    model: str, more: dict[str, Any], cause: str, backend: Backend
) -> None:
    asked_of(backend, model, **more)
    assert [one.cause for one in backend.records] == [cause]


def test_what_is_asked_for_comes_before_a_schedule_and_is_not_counted_by_it(backend: Backend) -> None:
    backend.schedules.add(Schedule("gemini.unavailable", first=1))
    for model in ("m-fail-gemini.internal", "m", "m"):
        asked_of(backend, model)
    assert [one.cause for one in backend.records] == ["gemini.internal", "gemini.unavailable", ""]


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        ("gemini.internal", 500),
        ("network.reset", 0),
        ("network.read_timeout", 0),
        ("network.stream_cut", 200),
        ("", 200),
    ],
)
def test_a_record_has_the_status_that_was_sent(cause: str, status: int, backend: Backend) -> None:
    """None, where the connection was reset or nothing came."""
    asked_of(backend, f"m-fail-{cause}" if cause else "m")
    assert [(one.cause, one.status) for one in backend.records] == [(cause, status)]


def test_records_are_numbered_from_one_again_after_a_reset(backend: Backend) -> None:
    for _ in range(2):
        asked_of(backend)
    assert [one.number for one in backend.records] == [1, 2]
    backend.schedules.add(Schedule("gemini.internal"))
    backend.reset()
    assert (backend.records, list(backend.schedules)) == ((), [])
    asked_of(backend)
    assert [(one.number, one.cause, one.status) for one in backend.records] == [(1, "", 200)]


def test_the_latest_thousand_records_are_kept(backend: Backend) -> None:
    for _ in range(1002):
        backend.remember(FACTS, Decision(backend.decide(FACTS).reply), 200)
    assert [one.number for one in backend.records] == list(range(3, 1003))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("gemini.nothing", "there is no cause 'gemini.nothing'; GET /_sim/causes lists them."),
        ("network.refused", f"network.refused cannot be answered here. {scenario(CAUSES['network.refused']).how}"),
        (
            "gemini.live_idle",
            f"gemini.live_idle does not happen at this endpoint. {scenario(CAUSES['gemini.live_idle']).how}",
        ),
        (
            "gigachat.grpc_not_found",
            "gigachat.grpc_not_found does not happen at this endpoint. "
            f"{scenario(CAUSES['gigachat.grpc_not_found']).how}",
        ),
    ],
)
def test_what_cannot_be_answered_is_a_complaint_and_no_failure(asked: str, says: str, backend: Backend) -> None:
    answer = asked_of(backend, asked=asked)
    assert (answer.status, json.loads(b"".join(answer.pieces))["error"]["message"]) == (400, f"simulator: {says}")
    assert [(one.cause, one.status) for one in backend.records] == [("", 400)]


def test_what_was_asked_for_and_scheduled_comes_before_the_failures_of_canaries() -> None:
    planted: Any = SimpleNamespace(planted=lambda reply: reply, failure=lambda facts: CAUSES["gemini.unavailable"])
    backend = Backend(CAUSES, seed=1, token_life=60, canaries=planted)
    backend.schedules.add(Schedule("gemini.internal", first=1))
    for model in ("m-fail-gemini.key_expired", "m", "m"):
        asked_of(backend, model)
    assert [one.cause for one in backend.records] == ["gemini.key_expired", "gemini.internal", "gemini.unavailable"]
