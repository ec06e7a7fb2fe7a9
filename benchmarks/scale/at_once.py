"""Very many tasks of asyncio, whose calls are all under way at once."""

from __future__ import annotations

import asyncio
from typing import Final

import httpx

from benchmarks.scale import network
from benchmarks.scale.finding import Finding, at_most, equal, told
from benchmarks.scale.observed import Observed, resident

_ROUNDS: Final = 4
_GROWTH: Final = 8.0


def run(tasks: int) -> list[Finding]:
    """Makes the tasks four times; all of a round are answered once the last has asked."""
    with Observed().on() as observed:
        memory = [asyncio.run(_round(tasks)) for _ in range(_ROUNDS)]
        after = [left for _, left in memory]
        counted, good = observed.calls(), observed.calls(triage_class="ok")
    made = tasks * _ROUNDS
    return [
        equal("triage.calls", counted, made),
        equal("of them without a failure", good, made - made // network.FAILING),
        told("resident memory with all under way", memory[-1][0], "MB"),
        at_most("growth from the second round's end to the last's", after[-1] - after[1], _GROWTH, "MB"),
    ]


async def _round(tasks: int) -> tuple[float, float]:
    """Returns the MB with all under way, and afterwards."""
    all_asked, asked, under_way = asyncio.Event(), 0, 0.0

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked, under_way
        asked += 1
        if asked == tasks:
            under_way = resident()
            all_asked.set()
        await all_asked.wait()
        return network.answer(request)

    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), limits=limits, timeout=None) as client:
        await asyncio.gather(*(client.post(network.url(), json=network.body()) for _ in range(tasks)))
    return under_way, resident()
