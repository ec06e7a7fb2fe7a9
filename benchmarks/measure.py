"""Measures a piece of work in a fork of this process. Needs the standard library only."""

from __future__ import annotations

import os
import pickle
import signal
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, Final, Protocol

from benchmarks.scenarios import Call, Scenario

_WARM_UP: Final = 12


class Counter(Protocol):
    """Counts what passes between `start` and `stop`."""

    windows: int
    rounds: int
    """Forks of every measurement; the least of them counts."""

    def begin(self) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> int: ...


class Clock:
    """Nanoseconds of this process's time."""

    windows = 10
    rounds = 4

    def begin(self) -> None:
        """A clock always runs."""

    def start(self) -> None:
        self._began = time.process_time_ns()

    def stop(self) -> int:
        return time.process_time_ns() - self._began


def in_fork(work: Callable[[], Any]) -> Any:
    """What `work` returns in a forked child."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    if not answer:
        raise RuntimeError("A measurement failed; its traceback stands above.")
    return pickle.loads(answer)


def _answer(work: Callable[[], Any], writing: int) -> None:
    """Ends the process at once: its exit handlers are the parent's, and valgrind's last report takes seconds."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(work()))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    finally:
        os.kill(os.getpid(), signal.SIGKILL)


def plain(call: Call) -> Callable[[], None]:
    """Makes the call, and reads the stream if it is one."""

    def run() -> None:
        stream = call()
        if stream is not None:
            for _ in stream:
                pass

    return run


def least(counter: Counter, modes: dict[str, Callable[[], float]]) -> dict[str, float]:
    """Each mode's least number; they take turns, as the machine's load changes."""
    rounds = [{mode: in_fork(work) for mode, work in modes.items()} for _ in range(counter.rounds)]
    return {mode: min(one[mode] for one in rounds) for mode in modes}


def measure(counter: Counter, scenario: Scenario, run: Callable[[], None]) -> float:
    """What one unit costs: the median of the better half of the windows."""
    for _ in range(_WARM_UP if scenario.calls > 1 else 2):
        run()
    samples = []
    for _ in range(counter.windows):
        counter.start()
        for _ in range(scenario.calls):
            run()
        samples.append(counter.stop())
    half = sorted(samples)[: max(1, len(samples) // 2)]
    return statistics.median(half) / scenario.calls / scenario.units
