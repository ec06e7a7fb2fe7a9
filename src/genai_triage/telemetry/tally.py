"""Counts of what calls count, and limits that failures state, written when metrics are collected: once for many calls.

The SDK runs the callbacks of observable instruments before it collects anything else, so a reader finds every count.
With any other provider, whose habits we do not know, each is written at once.
"""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections import deque
from collections.abc import Mapping
from typing import Any, Final, Generic, TypeVar

from opentelemetry import metrics, trace
from opentelemetry.context import Context
from opentelemetry.metrics import Counter
from opentelemetry.metrics import _Gauge as Gauge  # public in no release yet
from opentelemetry.trace import NonRecordingSpan, SpanContext

from genai_triage.telemetry import gate
from genai_triage.telemetry.guard import report

_Instrument = TypeVar("_Instrument", Counter, Gauge)
_MOST: Final = 500
"""Counts that wait to be added: nobody may ever collect."""
_SDK: Final = "opentelemetry.sdk.metrics"
_NOWHERE: Final = trace.set_span_in_context(trace.INVALID_SPAN, Context())
"""Many calls have no trace in common that an exemplar could lead to."""

_tallies: weakref.WeakSet[Tally] = weakref.WeakSet()


class Series(Generic[_Instrument]):
    """One instrument with one set of labels."""

    __slots__ = ("instrument", "is_begun", "labels", "last_seen")

    def __init__(self, instrument: _Instrument, labels: Mapping[str, Any]) -> None:
        self.instrument: _Instrument = instrument
        self.labels = labels
        self.is_begun = False
        """Whether the instrument knows it: the first is written at once, as the series' time begins with it."""
        self.last_seen: SpanContext | None = None
        """The trace of the last that was counted, which an exemplar leads to; of no application's object."""


class Tally:
    """What is counted on the instruments of one provider."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider
        self._noted: deque[Series[Counter]] = deque()
        self._stated: dict[Series[Gauge], int | float] = {}
        self._lock = threading.RLock()
        self._is_at_once = True
        """Whether nothing may wait, as far as is known: the provider may be set later, and telemetry ends."""
        self._is_closed = False
        _tallies.add(self)

    def count(self, series: Series[Counter], context: Context | None = None) -> None:
        """Counts one thing; `context` is of the trace that an exemplar may lead to."""
        if self._is_at_once or not series.is_begun:
            self._begin(series)
            gate.count(series.instrument, 1, series.labels, _NOWHERE if context is None else context)
            return
        if context is not None:
            series.last_seen = trace.get_current_span(context).get_span_context()
        self._noted.append(series)
        if self._is_closed or len(self._noted) >= _MOST:
            self.add_all()

    def state(self, series: Series[Gauge], value: int | float) -> None:
        """Sets a gauge to what was stated last."""
        if self._is_at_once or not series.is_begun or self._is_closed:
            self._begin(series)
            gate.state(series.instrument, value, series.labels)
            return
        self._stated[series] = value

    def _begin(self, series: Series[Any]) -> None:
        if self._is_at_once and self._waits():
            self._is_at_once = False
        series.is_begun = not self._is_at_once

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
            while self._stated:
                _state(*self._stated.popitem())
            amounts: dict[Series[Counter], int] = {}
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


def _add(series: Series[Counter], amount: int) -> None:
    """Adds the last by itself, where it has a trace: an exemplar is of one call."""
    seen, series.last_seen = series.last_seen, None
    try:
        if seen is not None:
            gate.count(
                series.instrument, 1, series.labels, trace.set_span_in_context(NonRecordingSpan(seen), Context())
            )
            amount -= 1
        if amount:
            gate.count(series.instrument, amount, series.labels, _NOWHERE)
    except Exception as error:
        report("Tally.add", error)


def _state(series: Series[Gauge], value: int | float) -> None:
    try:
        gate.state(series.instrument, value, series.labels)
    except Exception as error:
        report("Tally.state", error)


def _after_fork() -> None:
    for tally in list(_tallies):
        tally.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
