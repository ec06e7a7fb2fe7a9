"""When a call of `grpc.aio` is over, however it is made and whoever still holds it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("grpc")

from genai_triage.instrumentation.grpc import aio_calls, sync_calls
from genai_triage.instrumentation.grpc.end import CallProxy


class Inner:
    """A call on the wire: what it is over with, it says by the callback of its core."""

    def __init__(self, is_done: bool = False) -> None:
        self._is_done = is_done
        self._cython_call = self
        self.callbacks: list[Callable[[], None]] = []

    def done(self) -> bool:
        return self._is_done

    def add_done_callback(self, callback: Callable[[], None]) -> None:
        self.callbacks.append(callback)


class Outer:
    """A call through interceptors, which make the call on the wire."""

    def __init__(self, task: Any) -> None:
        self._interceptors_task = task


async def _ended(is_kept: bool, end: Callable[[Any], None], inner: Inner) -> list[Any]:
    """What is told of the end of a call through interceptors, by name."""
    told: list[Any] = []
    task = asyncio.get_running_loop().create_future()
    outer = Outer(task)
    names = {id(outer): "outer", id(inner): "inner"}
    aio_calls._when_done(outer, lambda call: told.append(names.get(id(call), call)))
    if not is_kept:
        del outer
        gc.collect()
    end(task)
    for _ in range(3):
        await asyncio.sleep(0)
    before = list(told)
    for callback in inner.callbacks:
        callback()
    assert inner.callbacks == [] or before == []
    return told


@pytest.mark.parametrize(
    ("is_kept", "is_done", "told"),
    [(True, False, ["outer"]), (False, False, ["inner"]), (True, True, ["outer"]), (False, True, [None])],
)
def test_a_call_through_interceptors_is_over_with_theirs_whoever_holds_it(
    is_kept: bool, is_done: bool, told: list[Any]
) -> None:
    inner = Inner(is_done)
    assert asyncio.run(_ended(is_kept, lambda task: task.set_result(inner), inner)) == told


@pytest.mark.parametrize(
    "end", [lambda task: task.cancel(), lambda task: task.set_exception(ConnectionError())], ids=["cancelled", "failed"]
)
def test_a_call_whose_interceptors_make_none_is_over_with_them(end: Callable[[Any], None]) -> None:
    assert asyncio.run(_ended(True, end, Inner())) == ["outer"]


def test_a_call_that_is_dropped_before_its_end_is_told_as_gone() -> None:
    told: list[Any] = []
    call = Inner()
    callbacks = call.callbacks
    aio_calls._when_done(call, told.append)
    (callback,) = callbacks
    call._cython_call = None  # type: ignore[assignment]
    del call
    gc.collect()
    callback()
    assert told == [None]


@pytest.mark.breaks_us
def test_what_breaks_at_the_end_of_interceptors_reaches_no_event_loop() -> None:
    said: list[Any] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: said.append(context))
        task = loop.create_future()
        outer = Outer(task)
        aio_calls._when_done(outer, _breaks)
        task.set_result(Inner(is_done=True))
        for _ in range(3):
            await asyncio.sleep(0)

    asyncio.run(main())
    assert said == []


def _breaks(call: Any) -> None:
    raise ZeroDivisionError


class Attempt:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def record_exception(self, error: BaseException) -> None:
        self.told.append(error)


FORMS = ("unary_unary", "unary_stream", "stream_unary", "stream_stream")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("is_step", [True, False])
def test_what_an_rpc_below_interceptors_raises_is_its_attempts_failure_and_theirs_to_handle(
    form: str, is_step: bool
) -> None:
    attempt, error, started = Attempt(), ConnectionError(), []

    def start(metadata: Any) -> Any:
        started.append(metadata)
        return attempt if is_step else None

    async def continuation(details: Any, request: Any) -> Any:
        raise error

    target: Any = None
    *_, innermost = aio_calls.WithInnermost([object()], target, start)
    with pytest.raises(ConnectionError) as raised:
        asyncio.run(getattr(innermost, f"intercept_{form}")(continuation, SimpleNamespace(metadata="m"), "request"))
    assert raised.value is error
    assert (started, attempt.told) == (["m"], [error] if is_step else [])


@pytest.mark.parametrize("form", FORMS)
def test_a_call_of_no_operation_below_interceptors_is_the_original(form: str) -> None:
    async def continuation(details: Any, request: Any) -> Any:
        return request

    target: Any = None
    *_, innermost = aio_calls.WithInnermost([object()], target, lambda _: None)
    intercept = getattr(innermost, f"intercept_{form}")
    assert asyncio.run(intercept(continuation, SimpleNamespace(metadata=None), "request")) == "request"


@pytest.mark.parametrize(("others", "size"), [(None, 0), ([], 0), (["a"], 2), (["a", "b"], 3)])
def test_a_channel_without_interceptors_gets_none(others: Any, size: int) -> None:
    target: Any = None
    interceptors = aio_calls.WithInnermost(others, target, lambda _: None)
    assert (len(interceptors), len(list(interceptors))) == (size, size)
    assert list(interceptors)[:-1] == list(others or ())


@pytest.mark.parametrize("calls", [aio_calls, sync_calls])
@pytest.mark.parametrize("made", [[], iter(()), object()])
def test_what_an_interceptor_makes_of_a_stream_is_left_as_it_is_where_it_is_no_operation(calls: Any, made: Any) -> None:
    assert calls.finish_stream(made, None, None, None) is made


LATE = aio_calls._NotOver()


@pytest.mark.parametrize(
    ("is_over", "is_done", "error", "is_told"),
    [
        (False, True, ConnectionError(), True),
        (True, True, ConnectionError(), False),
        (False, False, ConnectionError(), False),
        (False, True, LATE, False),
        (False, True, None, False),
    ],
    ids=["failed", "told already", "running", "without a status yet", "good"],
)
def test_a_dropped_stream_is_a_failed_attempt_if_its_rpc_had_failed_by_then(
    monkeypatch: pytest.MonkeyPatch, is_over: bool, is_done: bool, error: Exception | None, is_told: bool
) -> None:
    monkeypatch.setattr(aio_calls, "_error_of", lambda call: error)
    attempt: Any = Attempt()
    attempt.is_over = is_over
    aio_calls._note_unread(Inner(is_done), attempt)
    assert attempt.told == ([error] if is_told else [])


def test_what_is_set_on_a_stream_of_an_rpc_is_set_on_the_call() -> None:
    call = SimpleNamespace()
    proxy: Any = type("Proxy", (CallProxy,), {})()
    proxy.__wrapped__, proxy._self_state = call, "ours"
    proxy.timeout, proxy._self = 3, "theirs"
    assert vars(proxy) == {"__wrapped__": call, "_self_state": "ours"}
    assert vars(call) == {"timeout": 3, "_self": "theirs"}
