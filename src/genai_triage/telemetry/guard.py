"""Keeps errors of our own code out of the application."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from pathlib import PurePath
from typing import ParamSpec, TypeVar

from genai_triage.interrupts import let_through

_logger = logging.getLogger("genai_triage")
_reported: set[str] = set()
_MOST_REPORTED = 100
_MAX_FRAMES = 200

P = ParamSpec("P")
R = TypeVar("R")


def guarded(function: Callable[P, R]) -> Callable[P, R | None]:
    """Turns an exception of `function` into one log line (per place) and None.

    Interpreter-level signals (KeyboardInterrupt, SystemExit) that happen to arrive in our code still reach the
    application, and so does what its own signal handlers raise: swallowing them would change its behaviour.
    """

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            report(function.__qualname__, error)
            return None

    return call


def report(place: str, error: BaseException) -> None:
    """Counts a failure of ours and logs one line per place and type; raises only what is the application's own."""
    let_through(error)
    try:
        _count(place)
        key = f"{place}:{type(error).__qualname__}"
        if key in _reported or len(_reported) >= _MOST_REPORTED:
            return
        _reported.add(key)
        # Type and place only: the exceptions that this one is chained to may be the SDK's, with a key or a prompt.
        _logger.error(
            "genai-triage failed in %s and skipped it (%s at %s); the call is not affected.",
            place,
            type(error).__qualname__,
            _line_of(error),
        )
    except Exception:
        return


def _count(place: str) -> None:
    from genai_triage.telemetry import runtime  # late: a process that makes no call loads none of it

    telemetry = runtime.running()
    if telemetry is not None:
        telemetry.instruments.skipped(place)


def _line_of(error: BaseException) -> str:
    """Returns `file.py:line` of where `error` was raised."""
    step = error.__traceback__
    for _ in range(_MAX_FRAMES):
        if step is None or step.tb_next is None:
            break
        step = step.tb_next
    return "?" if step is None else f"{PurePath(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}"
