"""What is exported when a process ends in a way that runs no exit handler."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry import _logs, metrics, trace

from genai_triage.telemetry import flush, watch

MODULES = ("multiprocessing.util", "multiprocessing.process", "celery.signals", "uvicorn.server")


class Provider:
    def __init__(self) -> None:
        self.flushed = 0

    def force_flush(self) -> None:
        self.flushed += 1


@pytest.fixture
def providers(monkeypatch: pytest.MonkeyPatch) -> tuple[Provider, Provider, Provider]:
    monkeypatch.setattr(flush, "_watched", set())
    monkeypatch.setattr(watch, "watcher", None)
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    return Provider(), Provider(), Provider()


def _flushed(providers: tuple[Provider, ...]) -> list[int]:
    return [provider.flushed for provider in providers]


class Ending:
    """A module by which a process ends: it keeps what it is to call then."""

    def __init__(self) -> None:
        self.registered: list[tuple[Callable[[], None], dict[str, Any]]] = []
        self.worker_process_shutdown = self

    def Finalize(self, holder: object, function: Callable[[], None], **how: Any) -> None:
        assert holder is None
        self.registered.append((function, how))

    def connect(self, function: Callable[..., None], **how: Any) -> None:
        self.registered.append((lambda: function(sender=object(), pid=1), how))


def _of_multiprocessing(monkeypatch: pytest.MonkeyPatch, *, parent: object = True) -> Ending:
    util = Ending()
    monkeypatch.setitem(sys.modules, "multiprocessing.util", util)
    process = SimpleNamespace(parent_process=lambda: parent)
    monkeypatch.setitem(sys.modules, "multiprocessing.process", process)
    return util


def test_a_forked_process_of_multiprocessing_exports_by_a_finalizer(
    providers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    util = _of_multiprocessing(monkeypatch)
    flush.at_end(providers, is_forked=True)
    ((finalize, how),) = util.registered
    assert (how, _flushed(providers)) == ({"exitpriority": 0}, [0, 0, 0])
    finalize()
    assert _flushed(providers) == [1, 1, 1]


@pytest.mark.parametrize(("is_forked", "parent"), [(False, True), (True, None)], ids=["spawned", "another's fork"])
def test_any_other_process_runs_its_exit_handlers_itself(
    is_forked: bool, parent: object, providers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    util = _of_multiprocessing(monkeypatch, parent=parent)
    flush.at_end(providers, is_forked=is_forked)
    assert util.registered == []


def test_a_fork_without_multiprocessing_has_no_finalizer(providers: Any) -> None:
    flush.at_end(providers, is_forked=True)
    assert _flushed(providers) == [0, 0, 0]


@pytest.mark.parametrize(("is_forked", "times"), [(True, 1), (False, 0)], ids=["worker", "parent"])
def test_a_worker_of_celery_exports_by_its_signal(
    is_forked: bool, times: int, providers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    signals = Ending()
    monkeypatch.setitem(sys.modules, "celery.signals", signals)
    for _ in range(2):
        flush.at_end(providers, is_forked=is_forked)
    assert [how for _, how in signals.registered] == [{"weak": False}] * times
    for shut_down, _ in signals.registered:
        shut_down()
    assert _flushed(providers) == [times] * 3


class Server:
    """Stands in for uvicorn's."""

    async def shutdown(self) -> None:
        raise RuntimeError("a socket was closed")


def test_a_server_whose_shutdown_fails_exports_all_the_same(providers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn.server", SimpleNamespace(Server=type("Server", (Server,), {})))
    flush.at_end(providers, is_forked=False)
    with pytest.raises(RuntimeError, match="a socket was closed"):
        asyncio.run(sys.modules["uvicorn.server"].Server().shutdown())
    assert _flushed(providers) == [1, 1, 1]


def test_a_console_says_its_sum_before_anything_is_exported(providers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[list[int]] = []
    watcher: Any = SimpleNamespace(summarise=lambda: said.append(_flushed(providers)))
    monkeypatch.setattr(watch, "watcher", watcher)
    flush._flush(providers)
    assert (said, _flushed(providers)) == ([[0, 0, 0]], [1, 1, 1])


def test_a_python_that_starts_no_threads_any_more_ends_without_an_error(
    providers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(*_: object) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(threading.Thread, "start", start)
    flush._flush(providers)
    assert _flushed(providers) == [0, 0, 0]


def test_a_provider_that_cannot_flush_is_left_out(providers: Any, caplog: pytest.LogCaptureFixture) -> None:
    flush._flush((object(), providers[1], None))
    assert (providers[1].flushed, caplog.messages) == (1, [])


def test_metrics_come_first_and_what_is_not_given_is_global(providers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    traces, points, logs = providers
    assert list(flush.in_use(providers)) == [points, traces, logs]
    known = {trace: "get_tracer_provider", metrics: "get_meter_provider", _logs: "get_logger_provider"}
    for module, name in known.items():
        monkeypatch.setattr(module, name, lambda name=name: name)
    assert list(flush.in_use((None, None, None))) == [
        "get_meter_provider",
        "get_tracer_provider",
        "get_logger_provider",
    ]
