"""The day that daily quotas count, against the clocks of the library, evaluated by promtool."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

pytest.importorskip("grafana_foundation_sdk", reason="needs Python 3.11")

from generator import quota_day

from genai_triage.monitoring.facts import PACIFIC
from genai_triage.taxonomy.resets import UsPacific, next_midnight
from genai_triage.taxonomy.vendors import VENDORS
from tests.support.evaluated import evaluated

HOUR = 3600


def at(month: int, day: int, hour: int = 0) -> int:
    """Hours since 1970, where promtool's time begins: the law of 2005 has a summer in any year."""
    return int(datetime(1970, month, day, hour, tzinfo=timezone.utc).timestamp()) // HOUR


FIRST_HOUR_AFTER_SUMMERS_LAST_MIDNIGHT = at(11, 1, 7)


def hours() -> Iterator[int]:
    """Each hour of the days around both changes, and some of each week of the year."""
    for begin in (at(3, 7), at(10, 31)):
        yield from range(begin, begin + 4 * 24)
    yield from range(25, 365 * 24, 37)


def test_day_ends_at_midnight_pacific_time_in_summer_and_in_winter(tmp_path: Path) -> None:
    """But for one hour of the year, in which it is said to end an hour early."""
    cases = [
        (quota_day.ENDS, f"{hour}h20m", {"{}": 1000 * next_midnight(UsPacific(), hour * HOUR + 1200).timestamp()})
        for hour in sorted(set(hours()))
        if hour != FIRST_HOUR_AFTER_SUMMERS_LAST_MIDNIGHT
    ]

    evaluated(tmp_path, {}, "20m", cases)


@pytest.mark.parametrize(("month", "midnight"), [(1, 8), (7, 7)])
def test_day_has_just_begun_at_midnight(tmp_path: Path, month: int, midnight: int) -> None:
    evaluated(tmp_path, {}, "1h", [(quota_day.ELAPSED, f"{at(month, 9, midnight)}h", {"{}": 0})])


def test_no_vendors_day_ends_elsewhere() -> None:
    assert {vendor.quota_day for vendor in VENDORS} <= {PACIFIC, ""}


NOON = at(1, 9, 20)
STORIES = {
    "grew since": ("0x203 3x13", 3),
    "grew before": ("0x100 3x116", 0),
    "grew before and since": ("0x190 5x14 9x11", 4),
    "born since": ("_x206 7x9", 7),
    "restarted since": ("8x206 2x9", 2),
    "gone since": ("0x190 5x14 6x5 stale _x5", 1),
    "gone before": ("0x190 5x5 stale _x19", 0),
}
"""Samples an hour apart; midnight is the 200th hour, and noon is when it is asked."""


@pytest.mark.parametrize("name", STORIES)
def test_what_was_used_since_midnight(tmp_path: Path, name: str) -> None:
    samples, used = STORIES[name]

    evaluated(tmp_path, {"used": samples}, "1h", [(f"sum({quota_day.used('used')})", f"{NOON}h", {"{}": used})])
