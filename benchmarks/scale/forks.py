"""Forks of a process that has made calls and has threads, as servers that load the application before they fork.

The threads are quiet while it forks: the SDK of OpenTelemetry has locks of its own, and a fork keeps one for ever that
another thread holds at that moment.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

from benchmarks.measure import in_fork
from benchmarks.scale.finding import Finding, equal
from benchmarks.scale.network import client, post
from benchmarks.scale.observed import Observed

_WORKERS: Final = 4
_THREADS: Final = 8


def run(calls: int) -> list[Finding]:
    """Makes the number of calls in the parent before each fork, and in each of its forks."""
    each = calls // _THREADS
    with Observed().on() as observed, ThreadPoolExecutor(_THREADS) as pool:
        grown = []
        for _ in range(_WORKERS):
            _make(pool, each)
            grown.append(in_fork(lambda: _in_worker(observed, each)))
        counted = observed.calls()
    return [
        *(equal(f"triage.calls of worker {number + 1}", found, each * _THREADS) for number, found in enumerate(grown)),
        equal("triage.calls of the parent", counted, each * _THREADS * _WORKERS),
    ]


def _make(pool: ThreadPoolExecutor, each: int) -> None:
    with client() as one:
        list(pool.map(lambda _: [post(one).status_code for _ in range(each)] and None, range(_THREADS)))


def _in_worker(observed: Observed, each: int) -> int:
    """Returns by how much the worker's own count has grown."""
    began = observed.calls()
    with ThreadPoolExecutor(_THREADS) as pool:
        _make(pool, each)
    return observed.calls() - began
