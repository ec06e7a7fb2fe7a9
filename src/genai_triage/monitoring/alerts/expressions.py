"""The conditions that several alerts have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import (
    COMING,
    FAILED_RUN,
    FAILED_SINCE_SUCCESS,
    HOUR,
    SHARE_SINCE_SUCCESS,
    STEADY,
    WINDOW,
    by,
    class_share,
    failed_share,
    failing_changes,
    group,
    recorded,
)
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import FailureClass, Owner

LEAST_OF_RUN: Final = 0.25
"""Share of those failures that one reason has: at most four are told, and a service is never silent."""
NO_CHANCE: Final = 4
"""Failures of five minutes that so many of as few calls have not by chance."""
CLEARLY: Final = 0.5
"""What part of a share is clearly below it."""
_LATELY: Final = 2 * HOUR
"""Seconds after the last of failures that come and go until they are over."""
_CHANGES: Final = 3
"""They have come, gone, and come again."""
_MINUTE: Final = 60


def owner_of(failure_class: FailureClass) -> Owner | None:
    """Returns the class's owner, or None where one of its causes has another: then the series says it."""
    owners = {cause.owner for cause in CAUSES.values() if cause.failure_class is failure_class}
    return failure_class.owner if owners <= {failure_class.owner} else None


def calls(failure_class: FailureClass, options: Options) -> str:
    """Selects the failed calls of a class in five minutes."""
    return f'{recorded("calls", options)}{{{m.CLASS}="{failure_class}"}}'


def on_group(options: Options) -> str:
    """Matches series of the same service and provider."""
    return f"on ({', '.join(group(options))})"


@dataclass(frozen=True, slots=True)
class Part:
    """The failed calls of one reason, of which an alert is told when their share of all calls is large.

    Each is kept apart by its class and owner, or, of several classes, summed.
    """

    classes: tuple[FailureClass, ...]
    options: Options

    def of(self, record: str) -> str:
        """Selects them in a record."""
        return self._summed(f"{record}{self._chosen}")

    @property
    def _chosen(self) -> str:
        return f'{{{m.CLASS}{"=~" if self._are_several else "="}"{"|".join(self.classes)}"}}'

    @property
    def _are_several(self) -> bool:
        return len(self.classes) > 1

    def _summed(self, expr: str) -> str:
        return by(group(self.options), expr) if self._are_several else expr

    @property
    def share(self) -> str:
        """Their share of the calls of five minutes."""
        return self.of(failed_share(WINDOW, self.options))

    def none_succeeds(self, least_share: float, least: float) -> str:
        """Returns their share of the failures since the last success, where it is enough and all are enough.

        It holds until a call succeeds, for those that call too rarely for five minutes to say anything.
        """
        every = by(group(self.options), FAILED_SINCE_SUCCESS)
        share = self.of(SHARE_SINCE_SUCCESS)
        return f"{share} >= {least_share:g} and {on_group(self.options)} {every} >= {least:g}"

    def over(self, how: str, record: str, window: int) -> str:
        """Applies a function of PromQL to the last seconds of a record, and adds the values of several classes."""
        return self._summed(f"{how}({record}{self._chosen}[{self.options.time(window)}])")

    def comes_and_goes(self) -> str:
        """Returns the most failures of five minutes, where they have gone and come back, and came lately.

        Of few calls an alert would begin and end with each.
        """
        most = self.over("max_over_time", recorded("calls", self.options), COMING)
        lately = self.over("max_over_time", recorded("calls", self.options), _LATELY)
        return f"{most} > 0 and {lately} > 0 and {self._often_changes}"

    @property
    def _often_changes(self) -> str:
        """Of several classes one: where one follows another, each has come once."""
        changes = f"{failing_changes(self.options)}{self._chosen} >= {_CHANGES}"
        return f"max by ({', '.join(group(self.options))}) ({changes})" if self._are_several else changes

    def large_and_comes_and_goes(self, large: str, least_share: float, run: float) -> str:
        """Returns the share of such failures, where it is not clearly below what an alert began at.

        Args:
            large: The condition that began it, where five minutes have enough calls.
            least_share: The share that it compares with.
            run: Failures since the last success that began it, where they have not.
        """
        hours = f"{self.options.time(COMING)}:{self.options.time(WINDOW)}"
        ran = self.over("max_over_time", FAILED_SINCE_SUCCESS, COMING)
        began = f"({ran} >= {run:g} or max_over_time(({large})[{hours}]) > 0)"
        return self.of_hours(least_share, f"{began} and {self.comes_and_goes()}")

    def of_hours(self, least_share: float, condition: str) -> str:
        """Returns their share of two hours' calls, where it was large enough in some hour, is not clearly below that
        now, and a condition of theirs is met."""
        was = f"{self.over('max_over_time', class_share(self.options), COMING)} >= {least_share:g}"
        share = f"{self.share_of_hours(CLEARLY * least_share)} and {was}"
        return f"({share}) * {self.on_share} group_right () ({condition}) ^ 0"

    def share_of_hours(self, least: float) -> str:
        """Returns their share of two hours' calls, by class but not by owner, where it is enough."""
        return f"{self.over('avg_over_time', class_share(self.options), _LATELY)} >= {least:g}"

    @property
    def on_share(self) -> str:
        """Matches a share of hours."""
        labels = group(self.options) if self._are_several else (*group(self.options), m.CLASS)
        return f"on ({', '.join(labels)})"

    def still(self, condition: str, least_share: float, minutes: int) -> str:
        """Returns their share of ten minutes, where it is not clearly below what an alert began at.

        Args:
            condition: What began it.
            least_share: The share that it compares with.
            minutes: For how many minutes of the last hour the condition must have held.
        """
        hour = f"{self.options.time(HOUR)}:{self.options.time(_MINUTE)}"
        share = f"{self.of(failed_share(STEADY, self.options))} >= {CLEARLY * least_share:g}"
        return f"{share} and count_over_time(({condition})[{hour}]) >= {minutes}"


def most_fail(part: Part, least_share: float, least_calls: float, wait: int) -> str:
    """Returns the share of the calls that failed, where it is large and there are enough calls, or none succeeds.

    Args:
        part: The failed calls.
        least_share, least_calls: Of five minutes.
        wait: Seconds for which it must hold (`for`).
    """
    every = recorded("all_calls", part.options)
    failed = f"{part.of(recorded('calls', part.options))} >= {NO_CHANCE}"
    large = f"{part.share} >= {least_share:g} and {failed} and {on_group(part.options)} {every} >= {least_calls:g}"
    run = part.options.thresholds[FAILED_RUN]
    none = part.none_succeeds(LEAST_OF_RUN, run)
    again = part.large_and_comes_and_goes(large, least_share, run)
    return f"{large} or {part.still(large, least_share, wait // _MINUTE + 1)} or {none} or {again}"
