"""Where our cost goes: the bytecodes that each function of ours executes in one call. Exact, and needs no valgrind."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

from benchmarks.measure import in_fork, plain
from benchmarks.scenarios import Scenario
from benchmarks.worker import on

_PACKAGE = "genai_triage"
_WARM_UP = 3

Functions = list[tuple[str, int, int]]
"""(function, times called, bytecodes executed in it), the most expensive first."""


def functions(scenario: Scenario) -> Functions:
    """Follows one warm call in a fork, as the instrumentation stays on there."""
    found: Functions = in_fork(lambda: _followed(scenario))
    return found


def as_text(found: Functions, most: int = 25) -> str:
    """A line for each of the most expensive functions, and the sum of all."""
    lines = [f"{bytecodes:>8,}{f'{calls} ×':>7}  {name}" for name, calls, bytecodes in found[:most]]
    return "\n".join([*lines, f"{sum(bytecodes for *_, bytecodes in found):>8,}         in all"])


def _followed(scenario: Scenario) -> Functions:
    with on(scenario):
        run = plain(scenario.make()[1])
        for _ in range(_WARM_UP):
            run()
        calls, bytecodes = _follow(run)
    return [(name, calls[name], count) for name, count in bytecodes.most_common()]


def _follow(run: Callable[[], None]) -> tuple[Counter[str], Counter[str]]:
    calls: Counter[str] = Counter()
    bytecodes: Counter[str] = Counter()

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        if event == "opcode":
            bytecodes[_name(frame)] += 1
        elif event == "call":
            if not _module(frame).startswith(_PACKAGE):
                return None
            calls[_name(frame)] += 1
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return trace

    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(None)
    return calls, bytecodes


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _name(frame: FrameType) -> str:
    code = frame.f_code
    return f"{_module(frame)}.{getattr(code, 'co_qualname', code.co_name)}"
