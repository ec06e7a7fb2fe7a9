"""The process as it is observed: what was counted, how many series there are, what memory and processor it takes."""

from __future__ import annotations

import gc
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import genai_triage
from benchmarks.providers import Providers
from genai_triage.telemetry import names

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


class Observed:
    """The instrumentation with providers of its own; spans are made and dropped."""

    def __init__(self) -> None:
        self._providers = Providers()

    @contextmanager
    def on(self) -> Iterator[Observed]:
        """Switches it on."""
        providers = self._providers
        genai_triage.instrument(providers.tracer_provider, providers.meter_provider, providers.logger_provider)
        try:
            yield self
        finally:
            genai_triage.uninstrument()

    def points(self) -> Iterator[tuple[str, dict[str, Any], Any]]:
        """Yields every point: its metric, its attributes, and itself."""
        data = self._providers.reader.get_metrics_data()
        for found in data.resource_metrics if data else ():
            for scope in found.scope_metrics:
                for metric in scope.metrics:
                    for point in metric.data.data_points:
                        yield metric.name, dict(point.attributes or {}), point

    def total(self, metric: str, **attributes: str) -> int:
        """Adds up a metric's points that have these attributes, whose dots are underscores."""
        wanted = {name.replace("_", "."): value for name, value in attributes.items()}
        found = (point for name, own, point in self.points() if name == metric and wanted.items() <= own.items())
        return sum(point.value for point in found)

    def calls(self, **attributes: str) -> int:
        """Returns what `triage.calls` says."""
        return self.total(names.METRIC_CALLS, **attributes)

    def series(self) -> int:
        """Returns how many series Prometheus would keep: a histogram has one for each bucket, its sum and its count."""
        return sum(
            len(point.bucket_counts) + 2 if hasattr(point, "bucket_counts") else 1 for *_, point in self.points()
        )


def resident() -> float:
    """Returns the MB of this process that are in memory, without garbage."""
    gc.collect()
    return resident_in(os.getpid())


def resident_in(process: int) -> float:
    """Returns the MB of a process that are in memory."""
    with open(f"/proc/{process}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * _PAGE / 2**20


def processor() -> float:
    """Returns the seconds of processor time that all threads of this process have used."""
    return time.process_time()


def allow_many_files() -> None:
    """Lets this process, and those that it starts, open as many files as the system lets it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
