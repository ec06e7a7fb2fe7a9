"""The conditions that several alerts have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.options import Options, number
from genai_triage.monitoring.recording import (
    HOUR,
    STEADY,
    WINDOW,
    by,
    failed_share,
    failed_since_success,
    group,
    recorded,
    share_since_success,
)
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import FailureClass, Owner

FAILED_RUN: Final = number(
    "failed_run", 3, "failures since the last success from which it is critical that none succeeds"
)

LEAST_OF_RUN: Final = 0.25
"""Share of those failures that one reason has: at most four are told, and a service is never silent."""
_CLEARLY: Final = 0.5
"""What part of a share is clearly below it."""
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
        several = len(self.classes) > 1
        chosen = f'{record}{{{m.CLASS}{"=~" if several else "="}"{"|".join(self.classes)}"}}'
        return by(group(self.options), chosen) if several else chosen

    @property
    def share(self) -> str:
        """Their share of the calls of five minutes."""
        return self.of(failed_share(WINDOW, self.options))

    def none_succeeds(self, least_share: float, least: float) -> str:
        """Returns their share of the failures since the last success, where it is enough and all are enough.

        It holds until a call succeeds, for those that call too rarely for five minutes to say anything.
        """
        every = by(group(self.options), failed_since_success(self.options))
        share = self.of(share_since_success(self.options))
        return f"{share} >= {least_share:g} and {on_group(self.options)} {every} >= {least:g}"

    def still(self, condition: str, least_share: float, minutes: int) -> str:
        """Returns their share of ten minutes, where it is not clearly below what an alert began at.

        Args:
            condition: What began it.
            least_share: The share that it compares with.
            minutes: For how many minutes of the last hour the condition must have held.
        """
        hour = f"{self.options.time(HOUR)}:{self.options.time(_MINUTE)}"
        share = f"{self.of(failed_share(STEADY, self.options))} >= {_CLEARLY * least_share:g}"
        return f"{share} and count_over_time(({condition})[{hour}]) >= {minutes}"


def most_fail(part: Part, least_share: float, least_calls: float, wait: int) -> str:
    """Returns the share of the calls that failed, where it is large and there are enough calls, or none succeeds.

    Args:
        part: The failed calls.
        least_share, least_calls: Of five minutes.
        wait: Seconds for which it must hold (`for`).
    """
    every = recorded("all_calls", part.options)
    large = f"{part.share} >= {least_share:g} and {on_group(part.options)} {every} >= {least_calls:g}"
    none = part.none_succeeds(LEAST_OF_RUN, part.options.thresholds[FAILED_RUN])
    return f"{large} or {part.still(large, least_share, wait // _MINUTE + 1)} or {none}"
