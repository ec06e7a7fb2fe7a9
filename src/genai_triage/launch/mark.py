"""The mark that `genai-triage run` leaves in the environment of the program that it starts."""

from __future__ import annotations

import os
from typing import Final

RUN: Final = "GENAI_TRIAGE_RUN"
TERMINAL: Final = "terminal"
"""Failures are shown, and OpenTelemetry is not set up: a program that sets it up itself keeps what it has."""
EXPORT: Final = "export"
"""OpenTelemetry is set up as `opentelemetry-instrument` does it."""


def mark(how: str) -> str:
    """Returns the mark for a program that takes this process's place."""
    return f"{how}:{os.getpid()}"


def how_started() -> str | None:
    """Returns how the program of this process was started; None if by something else."""
    how = os.environ.get(RUN, "").partition(":")[0]
    return how if how in (TERMINAL, EXPORT) else None


def first_process() -> int | None:
    """Returns the number of the program's first process; None if it was started by something else."""
    number = os.environ.get(RUN, "").partition(":")[2]
    return int(number) if number.isdecimal() else None
