"""The day that Gemini's daily quotas count: it begins at midnight Pacific time, whatever the time of year.

Source: https://ai.google.dev/gemini-api/docs/rate-limits, "RPD quotas reset at midnight Pacific time".
"""

from __future__ import annotations

from typing import Final

ZONE: Final = "America/Los_Angeles"
"""The only one that a vendor's day ends in."""
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_DATE: Final = f"vector(time() - {8 * _HOUR})"
"""Has the date in winter time; the hour between the two midnights of summer belongs to the day before."""
_SUNDAY: Final = f"(day_of_month({_DATE}) - day_of_week({_DATE}))"
"""The day of the month on which the last Sunday was, today included; not above 0 if it was in the month before."""
_MONTH: Final = f"month({_DATE})"
_IS_SUMMER: Final = " + ".join(
    (
        f"({_MONTH} > bool 3) * ({_MONTH} < bool 11)",
        f"({_MONTH} == bool 3) * ({_SUNDAY} >= bool 8)",
        f"({_MONTH} == bool 11) * ({_SUNDAY} < bool 1)",
    )
)
"""By the Energy Policy Act: from March's second Sunday to November's first."""
ELAPSED: Final = f"((time() - {8 * _HOUR} + {_HOUR} * ({_IS_SUMMER})) % {_DAY})"
"""Seconds since the day began: a series without labels."""
ENDS: Final = f"1000 * (time() + {_DAY} - {ELAPSED})"
"""When the day ends, in milliseconds since 1970: a series without labels."""


def used(counter: str) -> str:
    """Counts what a counter has grown by since the day began, series by series.

    One that was not there then, or was reset, counts from 0. The day begins at a full hour, so that a step an hour
    meets it.
    """
    now = f"last_over_time({counter}[1d])"
    before = f"last_over_time(({now} and on () ({ELAPSED} == 0))[25h:1h])"
    return f"({now} - {before} >= 0) or {now}"
