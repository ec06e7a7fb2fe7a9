"""The phases, each in a process of its own; a phase makes calls, and says what it has found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from benchmarks.scale import at_once, forks, hostile, locks, long_run, sessions, sockets, streams
from benchmarks.scale.finding import Finding

Phase = Callable[[int], list[Finding]]
PHASES: Final[dict[str, tuple[str, Phase, int]]] = {
    "calls": ("calls over 64 threads, a tenth failing", long_run.run, 1),
    "memory": ("calls whose memory is traced", long_run.traced, 50),
    "tasks": ("asyncio tasks at once", at_once.run, 100),
    "hostile": ("hostile model names, statuses and quota ids", hostile.run, 10),
    "streams": ("streams that are open at once", streams.run, 1000),
    "sessions": ("Live sessions that are open at once, over sockets", sessions.run, 1000),
    "forks": ("calls in each of four forks of a process with threads", forks.run, 100),
    "locks": ("calls while others wait for the network", locks.run, 1000),
    "sockets": ("calls of both SDKs over sockets, 64 threads, to the simulator", sockets.run, 200),
}
"""By name: what it makes, and which part of the number of calls is its own."""
