"""Counts of what every call counts, added to their counters when metrics are collected: an addition for many calls.

The SDK runs the callbacks of observable instruments before it collects anything else, so a reader finds every count.
With any other provider, whose habits we do not know, each count is added at once.
"""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

from opentelemetry import metrics, trace
from opentelemetry.context import Context
from opentelemetry.metrics import Counter

from genai_triage.telemetry import gate
from genai_triage.telemetry.guard import report

_MOST: Final = 500
"""Counts that wait to be added: nobody may ever collect."""
_SDK: Final = "opentelemetry.sdk.metrics"
_NOWHERE: Final = trace.set_span_in_context(trace.INVALID_SPAN, Context())
"""Many calls have no trace in common that an exemplar could lead to; the duration's lead to each of them."""

_tallies: weakref.WeakSet[Tally] = weakref.WeakSet()


class Series:
    """One counter with one set of labels."""

    __slots__ = ("counter", "is_begun", "labels")

    def __init__(self, counter: Counter, labels: Mapping[str, Any]) -> None:
        self.counter = counter
        self.labels = labels
        self.is_begun = False
        """Whether the counter knows it: the first count is added at once, as the series' time begins with it."""


class Tally:
    """What is counted on the instruments of one provider."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider
        self._noted: deque[Series] = deque()
        self._lock = threading.RLock()
        self._is_at_once = True
        """Whether nothing may wait, as far as is known: the provider may be set later, and telemetry ends."""
        self._is_closed = False
        _tallies.add(self)

    def count(self, series: Series) -> None:
        """Counts one thing."""
        if self._is_at_once or not series.is_begun:
            self._add_first(series)
            return
        self._noted.append(series)
        if self._is_closed or len(self._noted) >= _MOST:
            self.add_all()

    def _add_first(self, series: Series) -> None:
        if self._is_at_once and self._waits():
            self._is_at_once = False
        series.is_begun = not self._is_at_once
        gate.count(series.counter, 1, series.labels, _NOWHERE)

    def _waits(self) -> bool:
        """Whether the provider is the SDK's; one that is not given is the global one, which may be set later."""
        sdk = sys.modules.get(_SDK)
        if sdk is None or self._is_closed:
            return False
        provider = metrics.get_meter_provider() if self._provider is None else self._provider
        return isinstance(provider, sdk.MeterProvider)

    def add_all(self) -> None:
        """Adds what waits; who comes while another thread is at it waits, so that afterwards all is added."""
        with self._lock:
            amounts: dict[Series, int] = {}
            try:
                while self._noted:
                    series = self._noted.popleft()
                    amounts[series] = amounts.get(series, 0) + 1
                while amounts:
                    _add(*amounts.popitem())
            finally:
                for series, amount in amounts.items():  # a signal handler has raised
                    self._noted.extend([series] * amount)

    def close(self) -> None:
        """Adds what waits, and lets nothing wait from here on."""
        self._is_closed = True
        self.add_all()
        _tallies.discard(self)

    def renew(self) -> None:
        """A forked child does not wait for a thread that only its parent has."""
        self._lock = threading.RLock()


def add_all() -> None:
    """Adds all that waits, of whichever provider: the SDK keeps the first callback of several `instrument()` only."""
    for tally in list(_tallies):
        tally.add_all()


def _add(series: Series, amount: int) -> None:
    try:
        gate.count(series.counter, amount, series.labels, _NOWHERE)
    except Exception as error:
        report("Tally.add", error)


def _after_fork() -> None:
    for tally in list(_tallies):
        tally.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
