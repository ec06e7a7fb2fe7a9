"""Very many calls: each is counted, and the last costs what the first did."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import httpx

import genai_triage
from benchmarks.scale.finding import Finding, at_most, equal, told
from benchmarks.scale.network import FAILING, client, post
from benchmarks.scale.observed import Observed, processor, resident

_THREADS: Final = 64
_PARTS: Final = 10
_GROWTH: Final = 4.0
"""MB that the allocator may hold on to."""
_DEARER: Final = 1.25
"""Times the cost of the beginning: the machine's other load changes it."""


def run(calls: int) -> list[Finding]:
    """Makes the calls in ten parts; the first two are the warm-up."""
    each = calls // _PARTS // _THREADS
    made = each * _PARTS * _THREADS
    memory, costs, series = [], [], []
    with Observed().on() as observed, client() as one, ThreadPoolExecutor(_THREADS) as pool:
        for _ in range(_PARTS):
            began = processor()
            list(pool.map(lambda _: [post(one).status_code for _ in range(each)] and None, range(_THREADS)))
            costs.append((processor() - began) / (each * _THREADS) * 1e6)
            memory.append(resident())
            series.append(observed.series())
        counted, failed = observed.calls(), made // FAILING
        good = observed.calls(triage_class="ok")
    return [
        equal("triage.calls", counted, made),
        equal("of them without a failure", good, made - failed),
        equal("series at the end, as after two tenths", series[-1], series[1]),
        told("resident memory after two tenths", memory[1], "MB"),
        at_most("growth from there to the end", memory[-1] - memory[1], _GROWTH, "MB"),
        told("processor time of a call, bare and instrumented, at the end", costs[-1], "µs"),
        at_most("that, in ratio to the second tenth's", costs[-1] / costs[1], _DEARER),
    ]


def traced(calls: int) -> list[Finding]:
    """Makes the calls with every allocation traced, and compares two halves after a warm-up as long as one."""
    tracemalloc.start()
    with Observed().on() as observed, client() as one:
        _half(one, calls // 2)
        before = _ours()
        _half(one, calls - calls // 2)
        growth = _ours() - before
        counted = observed.calls()
    tracemalloc.stop()
    return [
        equal("triage.calls", counted, calls),
        at_most("growth of what our code has allocated, in the second half", growth / 1024, 64, "KB"),
    ]


def _half(one: httpx.Client, calls: int) -> None:
    for _ in range(calls):
        post(one)


def _ours() -> int:
    """Returns the bytes that lines of ours have allocated and that are still there."""
    folder = str(Path(genai_triage.__file__).parent / "*")
    chosen = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, folder)])
    return sum(one.size for one in chosen.statistics("filename"))
