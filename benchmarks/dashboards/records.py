"""What the recording rules would have recorded of the history, every minute, as far as the dashboards read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import BURN_WINDOWS, HOUR, burn, class_share, recorded, success_share
from genai_triage.taxonomy import CAUSES, FailureClass, Owner
from genai_triage.telemetry import names

INTERVAL: Final = 60
"""Seconds between evaluations of the rules."""
_OPTIONS: Final = Options()
_OUTCOMES: Final = (names.OK, *(member.value for member in FailureClass))
_ALL: Final = "all"
_PROVIDERS: Final = "the provider's"


class Recorder:
    """A service's records, from its calls of each step."""

    def __init__(self, job: str, provider: str, step: int) -> None:
        self._labels = f'{m.JOB}="{job}",{m.PROVIDER}="{provider}"'
        self._step = step
        self._steps: list[Counter[str]] = []
        self._sums: dict[int, Counter[str]] = {window: Counter() for window in {step, HOUR, *BURN_WINDOWS}}

    def add(self, loads: Iterable[Mapping[str, int]]) -> None:
        """Takes a step's calls of each process, by cause or `ok`."""
        found: Counter[str] = Counter()
        for load in loads:
            for cause, times in load.items():
                row = CAUSES.get(cause)
                found[row.failure_class.value if row else names.OK] += times
                found[_PROVIDERS] += times if row and row.owner is Owner.PROVIDER else 0
                found[_ALL] += times
        self._steps.append(found)
        for window, total in self._sums.items():
            total.update(found)
            if len(self._steps) > window // self._step:
                total.subtract(self._steps[-1 - window // self._step])

    def values(self) -> Iterator[tuple[str, float]]:
        """Yields each series' text up to the value, and the value."""
        latest, hour = self._sums[self._step], self._sums[HOUR]
        yield self._text(recorded("all_calls", _OPTIONS)), latest[_ALL]
        if latest[_ALL]:
            yield self._text(success_share(_OPTIONS)), latest[names.OK] / latest[_ALL]
        for outcome in _OUTCOMES if hour[_ALL] else ():
            yield self._text(class_share(_OPTIONS), f',{m.CLASS}="{outcome}"'), hour[outcome] / hour[_ALL]
        for window in BURN_WINDOWS:
            if self._sums[window][_ALL]:
                yield self._text(burn(window, _OPTIONS)), self._sums[window][_PROVIDERS] / self._sums[window][_ALL]

    def _text(self, name: str, more: str = "") -> str:
        return f"{name}{{{self._labels}{more}}} "
