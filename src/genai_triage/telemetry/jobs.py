"""The jobs that the process has asked for: what became of each is counted once, however often it is polled."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

from opentelemetry.trace import Span, SpanContext

_MAX_JOBS: Final = 1000
_FORGOTTEN_AFTER: Final = 7 * 24 * 3600.0
"""Seconds after the last question; no job of the vendors' runs as long."""


class _Job:
    __slots__ = ("asked_at", "creator", "first_at", "goes_on", "outcome")

    def __init__(self, now: float, creator: SpanContext | None) -> None:
        self.first_at = self.asked_at = now
        self.creator = creator
        self.goes_on = False
        self.outcome: str | None = None


class Jobs:
    """Remembers at most 1,000 jobs by provider and name; neither is ever a label.

    Each step on the dictionary is atomic, so that no lock is held that a fork could leave held.
    """

    def __init__(self) -> None:
        self._jobs: dict[tuple[str, str], _Job] = {}

    def seen(
        self, provider_name: str, name: str, span: Span, *, is_made: bool, goes_on: bool, outcome: str | None
    ) -> tuple[bool, SpanContext | None]:
        """Notes what a call learned of a job.

        Args:
            provider_name: of the job.
            name: the job's name or id.
            span: of the call.
            is_made: whether this call has made the job; a name may be given again, to a thread's next run for one.
            goes_on: whether the job is not finished.
            outcome: id of the cause that it failed with; None if it did not.

        Returns:
            Whether this outcome was learned before, and the span of the call that made the job, if an earlier one did.
        """
        now, key = time.monotonic(), (provider_name, name[:200])
        job = None if is_made else self._jobs.get(key)
        if job is None:
            job = self._jobs[key] = _Job(now, span.get_span_context() if is_made else None)
            self._drop_oldest()
        is_repeated = outcome is not None and job.outcome == outcome
        job.asked_at, job.goes_on, job.outcome = now, goes_on, outcome
        return is_repeated, None if is_made else job.creator

    def oldest(self) -> Iterable[tuple[str, float]]:
        """Returns, for each provider, the seconds since its oldest unfinished job was first heard of."""
        now = time.monotonic()
        oldest: dict[str, float] = {}
        for (provider_name, _), job in list(self._jobs.items()):
            if job.goes_on and now - job.asked_at < _FORGOTTEN_AFTER:
                oldest[provider_name] = max(now - job.first_at, oldest.get(provider_name, 0.0))
        return oldest.items()

    def _drop_oldest(self) -> None:
        for key in list(self._jobs)[:-_MAX_JOBS]:
            self._jobs.pop(key, None)
