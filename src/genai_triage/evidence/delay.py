"""How long the provider asks to wait, in seconds."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

from genai_triage.patterns import late, lower

# By the first three letters, for `min` and `minutes` alike; micro is printed with either of two signs.
_LENGTHS: Final = (
    (1e-9, ("ns",)),
    (1e-6, ("us", "\u00b5s", "\u03bcs")),
    (0.001, ("ms", "mil")),
    (1.0, ("s", "sec")),
    (60.0, ("m", "min")),
    (3600.0, ("h", "hou")),
    (86400.0, ("d", "day")),
)
_UNITS: Final = {unit: length for length, units in _LENGTHS for unit in units}
_MAX_DIGITS: Final = 12
_NUMBER: Final = r"\d{1,12}(?:\.\d{1,12})?"
_SHORT: Final = r"(?:[num\u00b5\u03bc]?s|m|h|d)"
_WORD: Final = r"(?:milliseconds?|seconds?|secs?|minutes?|mins?|hours?|days?)"
_SPOKEN: Final = rf"{_NUMBER} ?(?:{_WORD}|{_SHORT})(?![a-z])"
_PART: Final = late(rf"({_NUMBER}) ?({_WORD}|{_SHORT})", re.I | re.A)
_DURATION: Final = late(rf"(?:{_NUMBER}{_SHORT} ?){{1,6}}", re.A)
_BEFORE: Final = ("retry in", "reset after", "retry after", "try again in", "wait")
_LENGTH: Final = rf"({_SPOKEN}(?:[, ]{{0,2}}{_SPOKEN}){{0,5}})"
_SAID: Final = late(rf"(?:{'|'.join(_BEFORE)}) {_LENGTH}", re.I | re.A)
_RESETS: Final = "reset after"
_RESET: Final = late(rf"{_RESETS} {_LENGTH}", re.I | re.A)
_MESSAGE_PEEK: Final = 4096
_MAX_SAID: Final = 20
_LONGEST: Final = 366 * 86400.0


def seconds(value: Any) -> float | None:
    """A `google.protobuf.Duration` in any of its forms (`"6776s"`, `{"seconds": 47}`, a number, a message), or None."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        text = value.strip()[:100]
        number = text[:-1]
        if text[-1:] == "s" and len(number) <= _MAX_DIGITS and number.isascii() and number.isdecimal():
            return _bounded(int(number))  # nearly every one
        return _sum(text) if _DURATION.fullmatch(text) else None
    if isinstance(value, (int, float)):
        return _bounded(value)
    if isinstance(value, Mapping):
        whole, nanos = value.get("seconds", 0), value.get("nanos", 0)
    else:
        whole, nanos = getattr(value, "seconds", "none"), getattr(value, "nanos", 0)
    return _bounded(float(whole) + float(nanos) / 1e9) if _plain(whole) and _plain(nanos) else None


def is_said_in(message: str) -> bool:
    """Whether a text can say how long to wait: it has words that stand before it."""
    return True in map(lower(message[:_MESSAGE_PEEK]).__contains__, _BEFORE)


def said_in(message: str) -> float | None:
    """What the text says, e.g. `Please retry in 38.29s` or `will reset after 3h20m10s`."""
    peek = message[:_MESSAGE_PEEK]
    lowered = lower(peek)
    found = [one for words in _BEFORE if words in lowered for one in _saying(_SAID, words, peek, lowered)]
    return _sum(min(found, key=re.Match.start)[1]) if found else None


def reset_said_in(message: str) -> float | None:
    """What the text says of the quota itself, `will reset after 3h20m10s`, and not of the next try."""
    peek = message[:_MESSAGE_PEEK]
    lowered = lower(peek)
    found = next(_saying(_RESET, _RESETS, peek, lowered), None) if _RESETS in lowered else None
    return _sum(found[1]) if found else None


def _saying(pattern: re.Pattern[str], words: str, text: str, lowered: str) -> Iterator[re.Match[str]]:
    """What a pattern finds first that begins with these words; nothing if the words stand there too often in vain."""
    start = -1
    for _ in range(_MAX_SAID):
        start = lowered.find(words, start + 1)
        if start < 0:
            return
        found = pattern.match(text, start)
        if found is not None:
            yield found
            return


def in_header(value: str | None) -> float | None:
    """A `Retry-After` header: seconds or an HTTP date."""
    if not value:
        return None
    text = value.strip()[:100]
    try:
        return _bounded(float(text))
    except ValueError:
        pass
    try:
        return _bounded(max(0.0, parsedate_to_datetime(text).timestamp() - time.time()))
    except (ValueError, TypeError, OverflowError):
        return None


def _sum(text: str) -> float | None:
    return _bounded(sum(float(number) * _UNITS[unit[:3].lower()] for number, unit in _PART.findall(text)))


def _plain(value: Any) -> bool:
    if isinstance(value, str):
        return value.isdecimal() and len(value) < 15
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _bounded(value: float) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and 0 <= number <= _LONGEST else None
