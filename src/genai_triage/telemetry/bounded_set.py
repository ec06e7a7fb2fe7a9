"""A bound on the values of a label."""

from __future__ import annotations

from typing import Final

from genai_triage.telemetry import names

_MAX_LABEL: Final = 100


class BoundedSet:
    """Bounds the values of a label that come from outside: the first ones stay, all others are one."""

    __slots__ = ("_free", "_other", "_seen")

    def __init__(self, limit: int = 100, other: str = names.OTHER_VALUE) -> None:
        self._free = [True] * limit  # taken one by one: threads that come at once do not exceed the limit
        self._other = other
        self._seen: set[str] = set()

    def label(self, value: str) -> str:
        """Returns the value itself, or the one that stands for all others."""
        if value in self._seen:
            return value
        if not value or len(value) > _MAX_LABEL:
            return self._other
        try:
            self._free.pop()
        except IndexError:
            return self._other
        self._seen.add(value)
        return value
