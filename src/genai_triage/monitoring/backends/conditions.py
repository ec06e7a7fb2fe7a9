"""When an alert fires, in numbers: what a backend without PromQL compares.

An alert's own expression says more (a spike over yesterday, two windows that both burn). What is here is the part that
one query over one window can say; `Condition.without` tells the rest. Whether no call succeeds is another query.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts import Alert, alerts, notes, provider, retries
from genai_triage.monitoring.alerts.failing import (
    FAILURE_COUNT,
    FAILURE_SHARE,
    FIRST_FAILURES,
    ROWS,
    TOTAL_CALLS,
    TOTAL_SHARE,
)
from genai_triage.monitoring.metrics import Metric
from genai_triage.monitoring.options import Options, Threshold
from genai_triage.monitoring.panels import FAILURE_CLASS
from genai_triage.monitoring.recording import FAILED_RUN, HOUR, OUTAGE_CALLS, OUTAGE_SHARE, WINDOW
from genai_triage.taxonomy.model import FailureClass

RARE: Final = (HOUR, 8 * HOUR)
"""Seconds in which it is told of those that call rarely that no call succeeded: of three an hour, and of nine a day."""
NEVER: Final = 1_000_000
"""How many failures a success outweighs, where none may be."""
ABOVE: Final = 0.01
"""Failures by which the number that fires is above what one failure fewer can reach."""
_LARGEST_SHARE: Final = 0.9
"""A low objective times a high burn rate would ask for more failures than there are calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """So many failures, and such a share, in one window, of one service that calls one provider."""

    metric: Metric = m.CALLS
    """The counter of what failed and what did not, with a class on every point."""
    classes: tuple[FailureClass, ...] = ()
    """What is counted as a failure; empty: all but `ok`."""
    window: int
    """Seconds."""
    count: float
    """Failures, at least."""
    share: float | None = None
    """Failures by calls, at least; None where no call may have succeeded."""
    none_succeeds: bool = False
    """Whether besides no call may have succeeded in the window; then there is no share."""
    without: str = ""
    """What the alert asks for besides, in English; it is not asked for here."""

    @property
    def weight(self) -> float:
        """What is subtracted from the failures: for each call, or, where none may succeed, for each success."""
        return NEVER if self.none_succeeds else self.share or 0

    @property
    def excess(self) -> float:
        """The least number of failures above `share` times the calls that fires.

        `failures - share * calls > (count - 1) * (1 - share)` is one number, which every backend can compare. Where it
        holds, both the share and the count are reached; where both are reached, it holds at most
        `(count - 1) * (1 - share)` failures later.
        """
        if self.share is None:
            return self.count
        return float(f"{(math.ceil(self.count) - 1) * (1 - self.share) + ABOVE:.6g}")

    @property
    def recovery(self) -> float:
        """The number below which it is over: no more than the share fails, or none at all, or one has succeeded."""
        return ABOVE / 2 if self.share is not None else 0.5


@dataclass(frozen=True, slots=True)
class Monitor:
    """An alert with one of its conditions: what a backend has a file for."""

    alert: Alert
    condition: Condition

    @property
    def uid(self) -> str:
        """The alert's, and, of what only asks whether no call succeeds, the window."""
        return f"{self.alert.uid}{self._window('-')}"

    @property
    def name(self) -> str:
        """The alert's name with what tells monitors of that name apart."""
        return f"{self.alert.name} ({self.alert.severity}{self._window(', ')})"

    def _window(self, before: str) -> str:
        return f"{before}{self.condition.window // HOUR}h" if self.condition.none_succeeds else ""


def monitors(options: Options) -> Iterator[Monitor]:
    """Yields each alert with its condition, and those that rare callers need with whether no call succeeds."""
    for alert in alerts(options):
        found = condition(alert, options)
        if found is None:
            continue
        yield Monitor(alert, found)
        if found.share and alert.severity == "critical" and found.window == WINDOW:
            for window in RARE:
                count = options.thresholds[FAILED_RUN]
                yield Monitor(alert, Condition(classes=alert.classes, window=window, count=count, none_succeeds=True))


def condition(alert: Alert, options: Options) -> Condition | None:
    """Returns the numbers of an alert, or None where one query over one window cannot say it."""
    special = _SPECIAL.get(alert.name)
    if special is not None:
        return special(alert, options)
    return _of_class(alert, options) if len(alert.classes) == 1 and alert.dashboard == FAILURE_CLASS else None


def reason(alert: Alert) -> str:
    """Says in English why an alert has no condition here."""
    return _REASONS.get(alert.name, "Its condition needs PromQL.")


def _of_class(alert: Alert, options: Options) -> Condition:
    if alert.value == "count":
        (row,) = (one for one in ROWS if one.name == alert.name)
        return _numbers(alert, row.first_share, FIRST_FAILURES, WINDOW, options)
    share, count, window, without = _OF_CLASS[alert.severity]
    return _numbers(alert, share, count, window, options, without)


def _numbers(
    alert: Alert, share: Threshold, count: Threshold, window: int, options: Options, without: str = ""
) -> Condition:
    chosen = options.thresholds
    return Condition(classes=alert.classes, window=window, count=chosen[count], share=chosen[share], without=without)


_OF_CLASS: Final = {
    "critical": (TOTAL_SHARE, TOTAL_CALLS, WINDOW, ""),
    "warning": (FAILURE_SHARE, FAILURE_COUNT, WINDOW, ""),
    "info": (notes.NOTICE_SHARE, notes.NOTICE_COUNT, HOUR, ""),
}
"""Least share, least count, window and what is left out, by the severity of an alert about one class."""


def _spike(alert: Alert, options: Options) -> Condition:
    without = "The share is not compared with yesterday's."
    return _numbers(alert, notes.SAFETY_SHARE, notes.SAFETY_COUNT, HOUR, options, without)


def _outage(alert: Alert, options: Options) -> Condition:
    return _numbers(alert, OUTAGE_SHARE, OUTAGE_CALLS, WINDOW, options)


def _burning(alert: Alert, options: Options) -> Condition:
    pairs = provider.FAST if alert.severity == "critical" else provider.SLOW
    rate, window, _ = pairs[0]
    return Condition(
        classes=alert.classes,
        window=window,
        count=options.thresholds[provider.SLO_FAILURES],
        share=min(rate * (1 - options.thresholds[provider.SLO]), _LARGEST_SHARE),
        without="The error budget is judged by one window instead of two pairs, and a failure counts by its class.",
    )


def _retries(alert: Alert, options: Options) -> Condition:
    return Condition(
        metric=m.ATTEMPTS,
        window=WINDOW,
        count=options.thresholds[retries.RETRIES_COUNT],
        share=options.thresholds[retries.RETRIES_SHARE],
        without="It fires too when the calls fail with their requests.",
    )


_SPECIAL: Final[dict[str, Callable[[Alert, Options], Condition]]] = {
    "LLMSafetyBlocksSpike": _spike,
    "LLMProviderOutage": _outage,
    "LLMProviderDegraded": _burning,
    "LLMRetriesHideFailures": _retries,
}
"""By the name of an alert that is no plain one of a class."""
_REASONS: Final = {
    "LLMSharedFailure": "It counts the services that begin to fail together: group the notifications of their own "
    "alerts by provider.",
    "LLMProviderWideOutage": "It counts the services that see the same: group the notifications of the outage by "
    "provider.",
    "LLMQuotaRunningOut": "It divides a day's requests by a limit that another metric states: look at the headroom of "
    "the quotas.",
    "LLMBalanceRunningOut": "It foresees the end of a balance: look at the balance, and set a limit of your own.",
    "LLMTelemetryMissing": "With delta temporality a service without calls and one that is not heard look the same: "
    "watch the service itself.",
    **dict.fromkeys(
        ("LLMTelemetryRenamed", "LLMTelemetryMerged", "LLMTelemetryDropped", "LLMTelemetryRestarting"),
        "It is about how Prometheus stores the metrics: there is nothing like it here.",
    ),
}
"""Why an alert has no condition, by its name."""
