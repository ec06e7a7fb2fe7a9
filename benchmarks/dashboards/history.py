"""Thirty days of the library's metrics: what services with several instances show every five minutes.

Every process is started anew once a week: of one instance the counters are reset, those of the others end, and those
of a new instance begin.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.dashboards.records import INTERVAL, Recorder
from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.metrics import Metric
from genai_triage.taxonomy import CAUSES, FailureClass
from genai_triage.telemetry import names

STEP: Final = 300
"""Seconds between samples."""
SERVICES: Final = 10
INSTANCES: Final = 3

_WEEK: Final = 7 * 86400 // STEP
_RARE: Final = 0.004
"""Share of the steps in which a process meets a cause."""
_CALLS: Final = 20
"""Successful calls of a process in a step, on average."""

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a service calls, and what it meets there."""

    provider: str
    model: str
    causes: tuple[str, ...]


_GEMINI: Final = Kind(
    "gcp.gemini",
    "gemini-2.5-flash",
    (
        "gemini.requests_per_minute",
        "gemini.requests_per_day",
        "gemini.model_overloaded",
        "gemini.prompt_blocked",
        "network.read_timeout",
    ),
)
_GIGACHAT: Final = Kind(
    "gigachat",
    "GigaChat-2",
    ("gigachat.requests_per_minute", "gigachat.internal", "network.read_timeout", "network.refused"),
)
Load = Mapping[str, int]
"""Calls of a process in a step: by the cause of their failure, or `ok`."""


class Process:
    """A process of a service: the text of each of its series up to the value, and the value.

    Every fifth service streams, keeps sessions open and has functions that the model calls.
    """

    def __init__(self, service: int, instance: str, version: str = "1.0") -> None:
        self.kind = (_GEMINI, _GIGACHAT)[service % 2]
        self._own = {m.JOB: f"service-{service}", "instance": instance}
        self._provider = {m.PROVIDER: self.kind.provider}
        self._model = {**self._provider, m.MODEL: self.kind.model}
        self._places: dict[tuple[str, ...], int] = {}
        self._texts: list[str] = []
        self._values: list[float] = []
        self._has_more = service % 5 == 0
        self._start(version)

    def _start(self, version: str) -> None:
        """Shows what is there before the first failure."""
        self._set("target_info", {m.label("service.version"): version}, 1)
        for one in FailureClass:
            self._add(m.CALLS, {**self._provider, m.CLASS: one.value, m.OWNER: one.owner.value}, 0)
        if self._has_more:
            self._set(m.SESSIONS_OPEN.name, {**self._model, m.OPERATION: names.REALTIME}, 3)
            self._set(m.JOBS_OLDEST.name, self._provider, 3600)
        if self.kind is _GIGACHAT:
            self._set(m.BALANCE.name, self._model, 5_000_000)

    def lines(self, when: int) -> Iterator[str]:
        """Yields a line of OpenMetrics for each series."""
        ending = f" {when}"
        return (f"{text}{value}{ending}" for text, value in zip(self._texts, self._values, strict=True))

    def meet(self, load: Load) -> None:
        """Counts a step's calls."""
        for cause, times in load.items():
            if cause == names.OK:
                self._succeed(times)
            else:
                self._fail(cause, times)

    def _succeed(self, times: int) -> None:
        model = {**self._model, m.OPERATION: "generate_content"}
        self._add(m.CALLS, {**self._provider, m.CLASS: names.OK, m.OWNER: "none"}, times)
        self._add(m.ATTEMPTS, {**self._provider, m.CLASS: names.OK, m.TRANSPORT: "httpx"}, times)
        self._observe(m.OPERATION_DURATION, model, names.DURATION_BUCKETS, times)
        for kind in ("input", "output"):
            self._observe(m.TOKEN_USAGE, {**model, m.TOKEN_TYPE: kind}, names.TOKEN_BUCKETS, times)
        if self._has_more and times:
            tool = {m.OPERATION: "execute_tool", m.TOOL: "find_order"}
            self._observe(m.TOOL_DURATION, tool, names.DURATION_BUCKETS, times)
            self._observe(m.OPERATION_FIRST_CHUNK, model, names.DURATION_BUCKETS, times)
            self._observe(m.OPERATION_PER_CHUNK, model, names.DURATION_BUCKETS, times)
            self._observe(m.OPERATION_DURATION, {**self._model, m.OPERATION: names.REALTIME}, names.DURATION_BUCKETS, 1)

    def _fail(self, cause: str, times: int) -> None:
        row = CAUSES[cause]
        failed = {m.CLASS: row.failure_class.value}
        owned = {**self._provider, **failed, m.OWNER: row.owner.value}
        operation = {m.OPERATION: "generate_content"}
        self._add(m.CALLS, owned, times)
        window = {m.QUOTA_WINDOW: "minute"} if cause == self.kind.causes[0] else {}
        answered = {m.ANSWERED_BY: "service", **window}
        self._add(m.FAILURES, {**owned, **self._model, **operation, m.CAUSE: cause, **answered}, times)
        self._add(m.ATTEMPTS, {**self._provider, **failed, m.TRANSPORT: "httpx"}, 2 * times)
        if cause == self.kind.causes[0]:
            duration = {**self._model, **operation, **failed, m.ERROR_TYPE: "429"}
            self._observe(m.OPERATION_DURATION, duration, names.DURATION_BUCKETS, times)
            self._observe(m.RETRY_AFTER, {**self._provider, **failed}, names.RETRY_AFTER_BUCKETS, times)
            self._set(
                m.QUOTA_LIMIT.name, {**self._model, m.QUOTA_ID: "GenerateRequestsPerDayPerProjectPerModel"}, 10_000
            )

    def _add(self, metric: Metric, labels: Labels, times: int) -> None:
        self._values[self._place(metric.name, labels)] += times

    def _set(self, name: str, labels: Labels, value: float) -> None:
        self._values[self._place(name, labels)] = value

    def _observe(self, metric: Metric, labels: Labels, bounds: tuple[float, ...], times: int) -> None:
        """Counts in a histogram whose every bucket has as much of the calls as the others."""
        place = self._place(f"{metric.name}_count", labels)
        self._values[place] += times
        count = self._values[place]
        self._set(f"{metric.name}_sum", labels, count * bounds[len(bounds) // 2])
        for number, bound in enumerate(bounds):
            self._set(f"{metric.name}_bucket", {**labels, "le": f"{bound:g}"}, count * (number + 1) // len(bounds))
        self._set(f"{metric.name}_bucket", {**labels, "le": "+Inf"}, count)

    def _place(self, name: str, labels: Labels) -> int:
        key = (name, *labels.values())
        if key not in self._places:
            self._places[key] = len(self._texts)
            text = ",".join(f'{label}="{value}"' for label, value in {**self._own, **labels}.items())
            self._texts.append(f"{name}{{{text}}} ")
            self._values.append(0)
        return self._places[key]


class Service:
    """A service's processes, step by step, and what the rules record of them."""

    def __init__(self, number: int, instances: int) -> None:
        self._number = number
        self._random = random.Random(number)
        self._processes = [Process(number, f"pod-{place}") for place in range(instances)]
        kind = self._processes[0].kind
        self._causes = kind.causes
        self._recorder = Recorder(f"service-{number}", kind.provider, STEP)

    def lines(self, when: int, step: int) -> Iterator[str]:
        """Makes a step's calls and yields what there is in Prometheus then."""
        for place in range(len(self._processes)):
            if step and (step + 50 * (self._number + place)) % _WEEK == 0:
                self._restart(place, step)
        loads = [self._load() for _ in self._processes]
        for process, load in zip(self._processes, loads, strict=True):
            process.meet(load)
            yield from process.lines(when)
        self._recorder.add(loads)
        recorded = list(self._recorder.values())
        for minute in range(when - STEP + INTERVAL, when + 1, INTERVAL):
            yield from (f"{text}{value} {minute}" for text, value in recorded)

    def _restart(self, place: int, step: int) -> None:
        """Starts a process: the first under its old name."""
        name = f"pod-{place}" if place == 0 else f"pod-{place}-{step}"
        self._processes[place] = Process(self._number, name, version=f"1.{step // _WEEK}")

    def _load(self) -> Load:
        found = {names.OK: self._random.randrange(2 * _CALLS)}
        for cause in self._causes:
            if self._random.random() < _RARE:
                found[cause] = self._random.randrange(1, 6)
        return found


class History:
    """All services."""

    def __init__(self, *, services: int = SERVICES, instances: int = INSTANCES) -> None:
        self._services = [Service(number, instances) for number in range(services)]

    def lines(self, when: int, step: int) -> Iterator[str]:
        """Yields a step's samples, as lines of OpenMetrics."""
        for service in self._services:
            yield from service.lines(when, step)
