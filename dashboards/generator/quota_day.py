"""The day that Gemini's daily quotas count: it begins at midnight Pacific time, whatever the time of year.

Source: https://ai.google.dev/gemini-api/docs/rate-limits, "RPD quotas reset at midnight Pacific time".
"""

from __future__ import annotations

from typing import Final

from genai_triage.monitoring.facts import pacific_midnight

_DAY: Final = 86400
ELAPSED: Final = f"(time() + {_DAY} - ({pacific_midnight()}))"
"""Seconds since the day began: a series without labels."""
ENDS: Final = f"1000 * ({pacific_midnight()})"
"""When the day ends, in milliseconds since 1970: a series without labels."""


def used(counter: str) -> str:
    """Counts what a counter has grown by since the day began, series by series.

    One that was not there then, or was reset, counts from 0. The day begins at a full hour, so that a step an hour
    meets it.
    """
    now = f"last_over_time({counter}[1d])"
    before = f"last_over_time(({now} and on () ({ELAPSED} == 0))[25h:1h])"
    return f"({now} - {before} >= 0) or {now}"
