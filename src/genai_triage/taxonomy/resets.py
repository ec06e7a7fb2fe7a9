"""When a quota comes back, where that is known: at the vendor's midnight, or after the time that the answer states."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

from .gateways import SERVICE
from .model import Cause, Evidence, FailureClass, Quota
from .vendors import vendor_of

now: Callable[[], float] = time.time
"""The clock, in seconds since 1970; a test sets it."""

_SHORT: Final = frozenset({None, "second", "minute", "hour"})
_HOUR: Final = timedelta(hours=1)


def with_reset(quota: Quota | None, cause: Cause, evidence: Evidence) -> Quota | None:
    """Adds to the deciding quota when it comes back; where the answer names no quota, a quota that says only that.

    `quota` is as it was made for this failure, which nobody else has seen yet.
    """
    end = _end(quota, cause, evidence)
    if end is None:
        return quota
    if quota is None:
        return Quota(model=evidence.metadata.get("model"), resets_at=end)
    object.__setattr__(quota, "resets_at", end)  # a second one would cost more than all the rest here
    return quota


def _end(quota: Quota | None, cause: Cause, evidence: Evidence) -> datetime | None:
    """The end of the window; None where nothing tells it.

    How long to wait before the next try says nothing of a long window: a dead daily quota is answered with seconds.
    """
    window = None if quota is None else quota.window
    if cause.failure_class is FailureClass.RATE_LIMIT:
        stated = evidence.retry_after if evidence.reset_after is None else evidence.reset_after
        return _after(stated) if window in _SHORT else None
    if cause.failure_class is not FailureClass.QUOTA or (quota is not None and quota.limit == 0):
        return None
    if evidence.reset_after is not None:
        return _after(evidence.reset_after)
    vendor = vendor_of(evidence.provider)
    if quota is None or window != "day" or vendor is None or not vendor.quota_day:
        return None
    if evidence.answered_by not in (None, SERVICE) and not (quota.id or quota.metric):
        return None  # it may be the gateway's own, which keeps days of its own
    return _midnight_after(vendor.quota_day, int(now() // 3600))


def _after(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(math.ceil(now() + seconds), timezone.utc)


@lru_cache(maxsize=4)  # a storm of failures asks thousands of times
def _midnight_after(zone: str, hour: int) -> datetime:
    """The end of the day that an hour since 1970 is in: a zone that is whole hours from UTC ends no day inside one."""
    return next_midnight(zone_of(zone), hour * 3600)


def next_midnight(zone: tzinfo, moment: float) -> datetime:
    """The end of the day that `moment` is in, by the clocks of `zone`; in UTC."""
    local = datetime.fromtimestamp(moment, zone)
    tomorrow = local.date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(timezone.utc)


@lru_cache(maxsize=4)
def zone_of(name: str) -> tzinfo:
    """The zone by the machine's own data; where it has none, as Windows and small images, by the law of 2005."""
    try:
        from zoneinfo import ZoneInfo

        return ZoneInfo(name)
    except Exception:  # no data, or data that cannot be read
        return UsPacific()


class UsPacific(tzinfo):
    """Pacific time by the Energy Policy Act: summer time from March's second Sunday to November's first, at 2:00."""

    def utcoffset(self, dt: datetime | None) -> timedelta:
        return -8 * _HOUR + self.dst(dt)

    def dst(self, dt: datetime | None) -> timedelta:
        if dt is None:
            return timedelta(0)
        begins, ends = _sunday(dt.year, 3, 8), _sunday(dt.year, 11, 1)
        wall = dt.replace(tzinfo=None)
        return _HOUR if begins + 2 * _HOUR <= wall < ends + 2 * _HOUR else timedelta(0)

    def tzname(self, dt: datetime | None) -> str:
        return "PDT" if self.dst(dt) else "PST"


def _sunday(year: int, month: int, earliest: int) -> datetime:
    """The first Sunday on or after a day of a month, at midnight."""
    day = earliest + (6 - date(year, month, earliest).weekday()) % 7
    return datetime(year, month, day)
