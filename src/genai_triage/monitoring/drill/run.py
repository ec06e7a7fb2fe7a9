"""One drill: every stage in turn, each waited for."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import Final

from genai_triage.monitoring.drill.api import ApiError
from genai_triage.monitoring.drill.delivery import Delivery
from genai_triage.monitoring.drill.evaluation import Evaluation
from genai_triage.monitoring.drill.production import Production
from genai_triage.monitoring.drill.stages import Passed, Result, Stage, Stuck
from genai_triage.monitoring.drill.subject import Setting, Subject

_POLL: Final = 0.2
_SLACK: Final = 15.0
_APP_LIMIT: Final = 60.0
_USER_LIMIT: Final = 300.0
"""Seconds for a person to make calls."""
_GROUP_WAIT: Final = 360.0
"""Seconds: Alertmanager's default for a group that was told of before, and a minute."""

Check = Callable[[], Passed | Stuck]
Watch = Callable[[Stage, Stuck, float], None]
"""Told what a stage waits for, and for how many seconds already."""


class Drill:
    """One run through the stages. The failure is brought about while it runs and ends with it."""

    def __init__(self, setting: Setting, watch: Watch = lambda stage, stuck, seconds: None) -> None:
        subject = Subject(setting)
        self._of = setting
        self._watch = watch
        self._production = Production(setting, subject)
        self._evaluation = Evaluation(setting, subject)
        self._delivery = Delivery(setting, subject)
        self._pause = threading.Event()
        self._is_counted = False

    def run(self) -> Generator[Result, None, None]:
        """Results as they come, up to the first stage that is not reached; then whether the failure is seen to be over.

        Rules keep an alert until a call succeeds.
        """
        try:
            for stage, check, limit in self._stages():
                result = Result(stage, None) if check is None else self._await(stage, check, limit)
                if stage is Stage.SCRAPED and not result.stopped:
                    self._is_counted = True
                yield result
                if result.stopped:
                    break
                if stage is Stage.READY:
                    self._production.begin()
                if stage in (Stage.READY, Stage.SCRAPED, Stage.PENDING):
                    self._delivery.begin()
            self._before_the_end()
        finally:
            self._production.end()
        if self._is_counted and not self._of.is_local:
            rules = self._evaluation
            yield self._await(Stage.OVER, rules.succeeded, lambda: 2 * rules.scrape_interval + _SLACK)

    def _before_the_end(self) -> None:
        with contextlib.suppress(ApiError):
            self._evaluation.ending()

    def _stages(self) -> Iterator[tuple[Stage, Check | None, Callable[[], float]]]:
        """Yields each stage with its check (None: it cannot be looked at) and the seconds that it may take."""
        app, rules, delivery = self._production, self._evaluation, self._delivery
        yield Stage.READY, rules.ready, lambda: 0.0
        yield Stage.PRODUCED, app.produced, lambda: _APP_LIMIT if self._of.app else _USER_LIMIT
        yield Stage.EXPOSED, app.exposed if self._of.metrics_url else None, lambda: _SLACK
        yield Stage.SCRAPED, rules.scraped, lambda: 2 * rules.scrape_interval + _SLACK
        yield Stage.PENDING, rules.pending, lambda: 5 * rules.interval + _SLACK
        yield Stage.FIRING, rules.firing, lambda: rules.longest_wait + 3 * rules.interval + _SLACK
        yield Stage.RECEIVED, delivery.received, lambda: 2 * rules.interval + _SLACK
        yield Stage.DELIVERED, delivery.delivered, lambda: _GROUP_WAIT

    def _await(self, stage: Stage, check: Check, limit: Callable[[], float]) -> Result:
        started = time.monotonic()
        while True:
            outcome = _outcome(check)
            seconds = time.monotonic() - started
            if isinstance(outcome, Passed) or outcome.final or seconds >= self._limit(stage, limit):
                return Result(stage, outcome, seconds)
            self._watch(stage, outcome, seconds)
            self._pause.wait(_POLL)

    def _limit(self, stage: Stage, limit: Callable[[], float]) -> float:
        patience = self._of.patience
        return limit() if patience is None or stage is Stage.READY else patience


def _outcome(check: Check) -> Passed | Stuck:
    try:
        return check()
    except ApiError as problem:
        return Stuck(f"{problem}.", "Check the address, and that the server runs.")
