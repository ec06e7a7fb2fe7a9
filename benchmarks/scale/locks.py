"""While calls wait for the network, in whichever layer, others go on, and metrics are collected."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import httpx

from benchmarks import answers
from benchmarks.scale import network
from benchmarks.scale.finding import Finding, equal
from benchmarks.scale.network import post
from benchmarks.scale.observed import Observed
from benchmarks.scenarios import gemini, library
from benchmarks.wire import Wire

_WAITING: Final = 32
_PATIENCE: Final = 120.0
"""Seconds after which a call that has not come back is taken to wait for a lock."""


def run(calls: int) -> list[Finding]:
    """Has 32 calls of each layer wait for an answer, makes the number of others, and lets the 32 go on."""
    with Observed().on() as observed, ThreadPoolExecutor(2 * _WAITING + 1) as pool:
        held = _Held(2 * _WAITING)
        waiting = [pool.submit(one) for _ in range(_WAITING) for one in held.calls()]
        arrived = held.all_have_arrived(_PATIENCE)
        others = pool.submit(_others, observed, calls)
        counted = _within(others, _PATIENCE)
        still = sum(not one.done() for one in waiting)
        held.let_go()
        done = sum(_within(one, _PATIENCE) == 200 for one in waiting)
        in_the_end = observed.calls()
    return [
        equal("calls that wait for the network", 2 * _WAITING if arrived else -1, 2 * _WAITING),
        equal("others that were made and collected meanwhile", counted, calls),
        equal("calls that still waited then", still, 2 * _WAITING),
        equal("of them answered in the end", done, 2 * _WAITING),
        equal("triage.calls", in_the_end, calls + 2 * _WAITING),
    ]


class _Held:
    """A network that keeps requests waiting until they are let go."""

    def __init__(self, expected: int) -> None:
        self._arrived = threading.Semaphore(0)
        self._expected = expected
        self._open = threading.Event()

    def calls(self) -> list[Callable[[], int]]:
        """A call of google-genai, and a raw one."""
        raw = network.client(self._wait)
        models = gemini(_Waiting(self)).models
        return [lambda: post(raw).status_code, lambda: 200 if models.count_tokens(model="m", contents="Hi") else 0]

    def all_have_arrived(self, patience: float) -> bool:
        return all(self._arrived.acquire(timeout=patience) for _ in range(self._expected))

    def let_go(self) -> None:
        self._open.set()

    def wait(self) -> None:
        self._arrived.release()
        self._open.wait(_PATIENCE)

    def _wait(self, request: httpx.Request) -> httpx.Response:
        self.wait()
        return httpx.Response(200, json={})


class _Waiting(Wire):
    """The same for google-genai."""

    def __init__(self, held: _Held) -> None:
        super().__init__(library(), 200, answers.COUNT)
        self.mark = held.wait


def _others(observed: Observed, calls: int) -> int:
    before = observed.calls()
    with network.client(lambda request: httpx.Response(200, json={})) as one:
        for _ in range(calls):
            post(one)
    return observed.calls() - before


def _within(found: Future[int], patience: float) -> int:
    try:
        return found.result(timeout=patience)
    except TimeoutError:
        return -1
