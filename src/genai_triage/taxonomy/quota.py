"""Which quota violation of a RESOURCE_EXHAUSTED answer decides, and what it counts.

Source: the rate-limit rows of https://ai.google.dev/gemini-api/docs/rate-limits and the rules of the taxonomy:
a limit of zero outranks every window, and a long window outranks a short one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from genai_triage.patterns import late

from .model import Evidence, OpenQuota, Quota, Violation

_WINDOW: Final = late(r"per[ _-]?(second|minute|hour|day|week|month|year)")
_UNIT: Final = late(r"/(s|min|h|d)(?:/|$|\{)")
_UNIT_WINDOWS: Final = {"s": "second", "min": "minute", "h": "hour", "d": "day"}
_TEXT_METRIC: Final = late(
    r"metric: ?([\w./-]{1,200})|quota exceeded for ([\w-]{1,60}\.googleapis\.com/[\w/-]{1,140})", re.I
)
_TEXT_LIMIT: Final = late(r"\blimit: ?(\d{1,18})(?![\d.]*\d)")
_TEXT_MODEL: Final = late(r"\bmodel: ?([\w./-]{1,100})")
_TEXT_ID: Final = late(r"limit '([^']{1,200})'")
_NAMING: Final = frozenset({"quota_limit", "quota_metric", "quotaId"})
"""Metadata that name a quota."""
_MAX_VIOLATIONS: Final = 100
_TEXT_PEEK: Final = 4096

_Fields = tuple[str | None, str | None, int | None, str | None, str | None]
"""What a quota is made of: its id, metric, limit, window and model."""

# Longer allowances come back later, so they outrank shorter ones; an unnamed window stands between day and hour.
_SEVERITY: Final = {
    "zero": 9,
    "year": 8,
    "month": 7,
    "week": 6,
    "day": 5,
    "unknown": 4,
    "hour": 3,
    "minute": 2,
    "second": 1,
}


def deciding_quota(evidence: Evidence) -> tuple[str | None, Quota | None]:
    """What decides a quota failure, as (`{what}:{window}`, the quota), or (None, None) where nothing names one."""
    if evidence.violations:
        return _of_violations(evidence.violations[:_MAX_VIOLATIONS], evidence.message or "")
    if evidence.metadata and not _NAMING.isdisjoint(evidence.metadata):
        return _of_metadata(evidence)
    if evidence.status == "RESOURCE_EXHAUSTED" or 429 in (evidence.error_status, evidence.http_status):
        return _of_text((evidence.message or "")[:_TEXT_PEEK])
    if evidence.close_code is not None:
        return _of_text((evidence.message or "")[:_TEXT_PEEK])
    return None, None


def _of_violations(violations: tuple[Violation, ...], message: str) -> tuple[str, Quota]:
    if len(violations) == 1 and violations[0].value not in ("0", "", None):
        return _of_one(violations[0])
    limit_is_zero = _zero_limit(violations, message)
    zeros = [violation for violation in violations if violation.value in ("0", None)] if limit_is_zero else ()
    known = zeros or violations
    worst = known[0] if len(known) == 1 else max(known, key=_severity)
    window = "zero" if limit_is_zero else _window(worst.quota_id, worst.metric)
    return f"{_counted(worst.quota_id, worst.metric)}:{window}", _quota(worst, window)


def _of_one(violation: Violation) -> tuple[str, Quota]:
    """The same of the only violation, which says its limit, as nearly every one does."""
    key, fields = _read_once(violation.quota_id, violation.metric, violation.value, violation.model)
    return key, OpenQuota(*fields).closed()


@lru_cache(maxsize=256)
def _read_once(quota_id: str, metric: str, value: str | None, model: str) -> tuple[str, _Fields]:
    window = _window(quota_id, metric)
    return f"{_counted(quota_id, metric)}:{window}", _fields(Violation(quota_id, metric, value, model), window)


def _severity(violation: Violation) -> int:
    return _SEVERITY[_window(violation.quota_id, violation.metric)]


def _zero_limit(violations: tuple[Violation, ...], message: str) -> bool:
    """JSON omits a zero, so two violations or more without any value are a limit of zero."""
    values = [violation.value for violation in violations]
    if "0" in values:
        return True
    if any(values):
        return False
    return len(violations) > 1 or _says_zero(message[:_TEXT_PEEK])


def _of_metadata(evidence: Evidence) -> tuple[str | None, Quota]:
    """Service Control names the quota in `ErrorInfo.metadata` instead of a `QuotaFailure`."""
    metadata = evidence.metadata
    violation = Violation(
        quota_id=metadata.get("quota_limit") or metadata.get("quotaId", ""),
        metric=metadata.get("quota_metric", ""),
        value=metadata.get("quota_limit_value"),
        model=metadata.get("model", ""),
    )
    window = _window(violation.quota_id, violation.metric)
    unit = _UNIT.search(metadata.get("quota_unit", ""))
    if window == "unknown" and unit:
        window = _UNIT_WINDOWS[unit[1]]
    if window == "unknown":
        window = _text_window((evidence.message or "")[:_TEXT_PEEK].lower())
    if violation.value == "0":
        window = "zero"
    if window == "unknown":
        return None, _quota(violation, window)  # the reason beside the metadata says more
    return f"{_counted(violation.quota_id, violation.metric)}:{window}", _quota(violation, window)


def _of_text(message: str) -> tuple[str | None, Quota | None]:
    """A message that names the metric or the window is the last resort, used where the answer has no details."""
    lowered = message.lower()
    if "quota" not in lowered:
        return None, None
    metric = _TEXT_METRIC.search(message)
    limit_id = _TEXT_ID.search(message)
    limit = _TEXT_LIMIT.search(lowered)
    model = _TEXT_MODEL.search(message)
    violation = Violation(
        quota_id=limit_id[1] if limit_id else "",
        metric=(metric[1] or metric[2]).rstrip(".") if metric else "",
        value=limit[1] if limit else None,
        model=model[1].rstrip(".") if model else "",
    )
    window = "zero" if _says_zero(message) else _text_window(lowered)
    if window == "unknown":
        return None, _quota(violation, window) if metric else None
    return f"{_counted_in(lowered)}:{window}", _quota(violation, window)


def _says_zero(message: str) -> bool:
    return any(int(found) == 0 for found in _TEXT_LIMIT.findall(message.lower()))


def _text_window(lowered: str) -> str:
    windows = _WINDOW.findall(lowered)
    return max(windows, key=_SEVERITY.__getitem__) if windows else "unknown"


@lru_cache(maxsize=256)
def _window(*names: str) -> str:
    for name in names:
        found = _WINDOW.search(name.lower())
        if found:
            return found[1]
    return "unknown"


@lru_cache(maxsize=256)
def _counted(*names: str) -> str:
    return _counted_in(" ".join(names).lower())


def _counted_in(lowered: str) -> str:
    if "concurrent" in lowered:
        return "concurrent"
    return "tokens" if "token" in lowered else "requests"


def _quota(violation: Violation, window: str) -> Quota:
    return OpenQuota(*_fields(violation, window)).closed()


def _fields(violation: Violation, window: str) -> _Fields:
    value = violation.value
    return (
        violation.quota_id[:200] or None,
        violation.metric[:200] or None,
        int(value) if value and value.isdecimal() and len(value) <= 18 else (0 if window == "zero" else None),
        None if window in ("zero", "unknown") else window,
        violation.model[:100] or None,
    )
