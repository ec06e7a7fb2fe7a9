"""Makes all checks at once, within a time that is bounded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from genai_triage.doctor import exporter, followed, monitoring, packages, processes, providers
from genai_triage.doctor.model import Check, Report, report
from genai_triage.doctor.target import look_at

SECONDS: Final = followed.SECONDS + 2
"""The longest that all of them take; each of the network's waits 2 s a step."""


@dataclass(slots=True)
class _Task:
    """A check that is made in a thread; one that hangs, in a look-up of a name, holds up no other and not the end."""

    group: str
    make: Callable[[], Iterable[Check]]
    found: list[Check] = field(default_factory=list)
    thread: threading.Thread | None = None

    def start(self) -> None:
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            found = list(self.make())
        except Exception as error:
            found = [
                Check(self.group, "check", "warn", f"this could not be looked at: {type(error).__name__}: {error}")
            ]
        self.found = found

    def result(self, until: float) -> list[Check]:
        if self.thread is not None:
            self.thread.join(max(0.0, until - time.monotonic()))
        late = Check(
            self.group, "check", "fail", "there was no answer in time.", "Look at name resolution and proxies."
        )
        return self.found if self.thread is None or not self.thread.is_alive() else [late]


def examine(
    words: Sequence[str], environ: Mapping[str, str], *, prometheus: str | None = None, alertmanager: str | None = None
) -> Report:
    """Looks at a program's surroundings, or at this interpreter's if there is no program.

    Raises:
        TargetError: If there is no such program.
    """
    target = look_at(words, environ)
    tasks = [
        _Task("installed", lambda: packages.checks(target)),
        *(_Task("exporter", lambda make=make: [make()]) for make in exporter.checks(target)),  # type: ignore[misc]
        _Task("processes", lambda: processes.checks(target)),
        _Task("providers", lambda: providers.checks(target)),
        *_monitoring(prometheus, alertmanager),
        _Task("a failure", lambda: followed.checks(target)),
    ]
    for task in tasks:
        task.start()
    until = time.monotonic() + SECONDS
    return report([check for task in tasks for check in task.result(until)])


def _monitoring(prometheus: str | None, alertmanager: str | None) -> Iterator[_Task]:
    if prometheus:
        yield _Task("monitoring", lambda: monitoring.prometheus(prometheus))
    if alertmanager:
        yield _Task("monitoring", lambda: monitoring.alertmanager(alertmanager))
    if not prometheus:
        text, fix = "Prometheus was not looked at", "Add --prometheus URL, and --alertmanager URL."
        yield _Task("monitoring", lambda: [Check("monitoring", "prometheus", "ok", text, fix)])
