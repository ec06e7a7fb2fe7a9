"""Keeps errors of our own code out of the application."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_logger = logging.getLogger("genai_triage")
_reported: set[str] = set()
_MOST_REPORTED = 100

P = ParamSpec("P")
R = TypeVar("R")


def guarded(function: Callable[P, R]) -> Callable[P, R | None]:
    """Turns an exception of `function` into one log line (per place) and None.

    Interpreter-level signals (KeyboardInterrupt, SystemExit) that happen to arrive in our code still reach the
    application: swallowing them would change its behaviour.
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
    """Logs one line per place and type of error; never raises."""
    try:
        key = f"{place}:{type(error).__qualname__}"
        if key in _reported or len(_reported) >= _MOST_REPORTED:
            return
        _reported.add(key)
        _logger.error("genai-triage failed in %s and skipped it; the call is not affected.", place, exc_info=error)
    except Exception:
        return
