"""The wrappers around what puts a request on the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry import context as otel_context

from genai_triage.instrumentation.transports import attempts
from genai_triage.instrumentation.transports.attempts import async_send, sync_send
from genai_triage.telemetry import idle
from genai_triage.telemetry.operation import OPERATION_KEY


def _nothing(*_: Any) -> Any:
    raise AssertionError("There is no operation.")


async def _answer(given: str) -> str:
    return given


def test_outside_an_operation_a_library_is_left_alone() -> None:
    assert sync_send(_nothing, _nothing)(lambda given: given, None, ("answer",), {}) == "answer"


def test_outside_an_operation_a_coroutine_of_a_library_is_its_own() -> None:
    coroutine = _answer("answer")
    assert async_send(_nothing, _nothing)(lambda: coroutine, None, (), {}) is coroutine
    assert asyncio.run(coroutine) == "answer"


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Inside an operation."""
    monkeypatch.setattr(idle, "has_begun", True)
    monkeypatch.setattr(attempts, "current_operation", object)
    token = otel_context.attach(otel_context.set_value(OPERATION_KEY, object()))
    yield
    otel_context.detach(token)


class Attempt(SimpleNamespace):
    """Notes what it is told."""

    def __init__(self) -> None:
        super().__init__(errors=[], answers=[])

    def record_exception(self, error: BaseException) -> None:
        self.errors.append(error)


def sync_sent(start: Any, note: Any, answered: Any) -> Any:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return answered(*args, **kwargs)

    return sync_send(start, note)(wrapped, "client", ("request",), {"stream": True})


def async_sent(start: Any, note: Any, answered: Any) -> Any:
    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        return answered(*args, **kwargs)

    return asyncio.run(async_send(start, note)(wrapped, "client", ("request",), {"stream": True}))


def _breaks(*_: Any, **__: Any) -> Any:
    raise ValueError("ours")


async def _breaks_later(*_: Any) -> None:
    raise ValueError("ours")


every_send = pytest.mark.parametrize("send", [sync_sent, async_sent])


@every_send
def test_a_request_is_started_with_what_was_given_and_noted_with_its_answer(send: Any, inside: None) -> None:
    attempt, started, noted = Attempt(), [], []
    answer = object()

    def start(*given: Any) -> Attempt:
        started.append(given)
        return attempt

    assert send(start, lambda *given: noted.append(given), lambda *args, **kwargs: answer) is answer
    assert started == [("client", ("request",), {"stream": True})]
    assert noted == [(attempt, answer)]
    assert attempt.errors == []


@every_send
def test_a_request_of_no_operation_is_not_noted(send: Any, inside: None) -> None:
    assert send(lambda *_: None, _nothing, lambda *args, **kwargs: (args, kwargs)) == (("request",), {"stream": True})


@every_send
@pytest.mark.parametrize("error", [ConnectionResetError(), KeyboardInterrupt(), GeneratorExit()], ids=repr)
def test_what_a_request_raises_is_noted_and_reaches_the_application(
    send: Any, error: BaseException, inside: None
) -> None:
    attempt = Attempt()

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    with pytest.raises(type(error)) as raised:
        send(lambda *_: attempt, _nothing, fail)
    assert raised.value is error
    assert attempt.errors == [error]


@pytest.mark.breaks_us
@every_send
def test_what_our_start_raises_reaches_nobody(send: Any, inside: None) -> None:
    assert send(_breaks, _nothing, lambda *_, **__: "answer") == "answer"


@pytest.mark.breaks_us
@pytest.mark.parametrize(("send", "note"), [(sync_sent, _breaks), (async_sent, _breaks), (async_sent, _breaks_later)])
def test_what_our_note_raises_reaches_nobody(send: Any, note: Any, inside: None) -> None:
    attempt = Attempt()
    assert send(lambda *_: attempt, note, lambda *_, **__: "answer") == "answer"
    assert attempt.errors == []


def test_what_is_noted_later_is_waited_for(inside: None) -> None:
    noted = []

    async def later(_: Any, answer: Any) -> None:
        noted.append(answer)

    assert async_sent(lambda *_: Attempt(), later, lambda *_, **__: "answer") == "answer"
    assert noted == ["answer"]
