"""The first stages: a call fails, is classified, and is counted by the application."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.drill.api import ApiError, Sample, metrics_page
from genai_triage.monitoring.drill.stages import Passed, Stuck, by_class, times
from genai_triage.monitoring.drill.subject import Setting, Subject


class Production:
    """Brings the failure about, and looks for it at the simulator and in the application."""

    def __init__(self, setting: Setting, subject: Subject) -> None:
        self._of = setting
        self._class = subject.failure_class
        self._counted_before = 0.0
        self._requests_before = 0
        self._outcomes_before: Counter[str] = Counter()

    def begin(self) -> None:
        """Makes calls fail from now on."""
        of = self._of
        self._counted_before = self._counted_so_far()
        self._requests_before = max((record.number for record in of.simulator.requests), default=0)
        if of.app is not None:
            self._outcomes_before = of.app.outcomes(of.plan.provider)
            of.app.manner(of.plan.provider, of.plan.manner)
        if of.plan.by_service:
            of.simulator.schedule(**of.plan.schedule)

    def end(self) -> None:
        """Makes calls succeed from now on."""
        self._of.simulator.reset()
        if self._of.app is not None:
            self._of.app.manner(self._of.plan.provider, "ask")

    def produced(self) -> Passed | Stuck:
        """Checks that the simulator has answered with the cause, or the application's call has raised it."""
        cause = self._of.plan.cause.id
        fresh = [record for record in self._of.simulator.requests if record.number > self._requests_before]
        answered = sum(record.cause == cause for record in fresh)
        if self._of.app is not None:
            return self._classified(answered)
        if answered:
            return Passed(f"{times(answered)} answered with {cause}")
        if fresh:
            return Stuck(
                f"{len(fresh)} requests reached the simulator, but none that can fail with {cause}.",
                "Make a plain generate or chat call.",
            )
        return Stuck(
            f"No request has reached the simulator at {self._of.simulator.url}.",
            "Point the application there with the settings above, restart it, and let it make calls.",
        )

    def _classified(self, answered: int) -> Passed | Stuck:
        """Asks the drill's own application."""
        app, plan = self._of.app, self._of.plan
        assert app is not None
        if app.ended:
            return Stuck("The drill's application ended.", f"Its log ends with: {app.ended}.", final=True)
        classes = app.outcomes(plan.provider)
        classes.subtract(self._outcomes_before)
        if classes[self._class.value] > 0:
            return Passed(f"{times(classes[self._class.value])} classified as {self._class}, {plan.cause.id}")
        # A failure inside an answer raises nothing, so the application alone cannot tell.
        if answered and classes["ok"] > 0 and not plan.raises:
            return Passed(f"{times(answered)} answered with {plan.cause.id}")
        others = ", ".join(name for name in +classes if name != "ok")
        if others:
            return Stuck(
                f"Calls were classified as {others} instead of {self._class}.",
                "Look at the failed span's triage.message; if the class is wrong, report it.",
            )
        return Stuck("The application has made no failed call yet.", "It needs a few seconds to start.")

    def exposed(self) -> Passed | Stuck:
        """Checks that the application's metrics page counts the failure."""
        url = self._of.metrics_url
        samples = _calls(url)
        count = _of_class(samples, self._class) - self._counted_before
        if count > 0:
            return Passed(f"{url} counts {times(count)} of class {self._class}")
        if not samples:
            return Stuck(
                f"{url} has no {m.CALLS.name}.",
                "Start the application under opentelemetry-instrument with genai-triage installed beside it.",
            )
        return Stuck(
            f"{url} counts calls, but none of class {self._class}: {by_class(samples)}.",
            "See that this is the page of the process that makes the calls.",
        )

    def _counted_so_far(self) -> float:
        if not self._of.metrics_url or self._of.app is not None:
            return 0.0
        try:
            return _of_class(_calls(self._of.metrics_url), self._class)
        except ApiError:
            return 0.0


def _calls(url: str) -> list[Sample]:
    return [sample for name, sample in metrics_page(url, (m.CALLS.name,)) if name == m.CALLS.name]


def _of_class(samples: Iterable[Sample], failure_class: str) -> float:
    return sum(sample.value for sample in samples if sample.labels.get(m.CLASS) == failure_class)
