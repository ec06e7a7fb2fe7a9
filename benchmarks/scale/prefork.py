"""A pre-fork server: gunicorn, whose workers push their metrics to a collector.

Every request asks for a model that no other has asked for, and every tenth fails. One server keeps its workers, so that
their memory and their series are seen; another replaces them all the time.

Runs in an environment of its own, which has gunicorn: python -m benchmarks.scale.prefork NUMBER
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from benchmarks.scale.finding import Finding, at_most, equal, told, told_by
from benchmarks.scale.network import FAILING
from benchmarks.scale.observed import resident_in
from benchmarks.scale.simulated import simulated
from genai_triage.audit.collector import Collector
from genai_triage.monitoring.drill.servers import free_port
from genai_triage.telemetry import names

WHAT: Final = "calls from the workers of gunicorn, which push their metrics"
_WORKERS: Final = 4
_CLIENTS: Final = 8
_PATIENCE: Final = 120.0
"""Seconds that the server may take to begin and to end, and a request to be answered."""
_GROWTH: Final = 4.0
"""MB that the allocator of a worker may hold on to."""
_OPTIONS: Final = ("--preload", "--workers", str(_WORKERS), "--timeout", "300")
"""A worker that is at one request for longer than the timeout, in seconds, would be killed."""
_LIVES: Final = 5
"""Workers that follow each other in one place, where they are replaced."""
_APPLICATION: Final = "benchmarks.scale.application:wsgi"
_PROGRAMS: Final = Path(sys.executable).parent


def run(calls: int) -> list[Finding]:
    """Makes half of the calls at each of the two servers."""
    half = calls // 2
    with simulated() as simulator:
        return [*_kept(half, simulator.url), *_replaced(calls - half, simulator.url)]


def _kept(calls: int, gemini: str) -> list[Finding]:
    """Asks workers that stay, in two halves of which the first is the warm-up."""
    with Collector() as collector:
        with _server(gemini, collector) as url:
            first = _ask(url, range(1, calls // 2 + 1))
            before = {worker: resident_in(worker) for worker in first}
            workers = first | _ask(url, range(calls // 2 + 1, calls + 1))
            growth = max(resident_in(worker) - memory for worker, memory in before.items())
        found = _Pushed(collector)
    return [
        equal("processes that answered", len(workers), _WORKERS),
        equal("triage.calls of all of them", found.calls(), calls),
        equal("of them without a failure", found.calls("ok"), calls - calls // FAILING),
        told("points of the worker that has most", max(found.points.values())),
        at_most("models of the worker that has most", max(map(len, found.models.values())), 101),
        told("resident memory of a worker after half", max(before.values()), "MB"),
        at_most("most that one has grown from there to the end", growth, _GROWTH, "MB"),
    ]


def _replaced(calls: int, gemini: str) -> list[Finding]:
    """Asks workers that end after a number of requests."""
    with Collector() as collector:
        with _server(gemini, collector, "--max-requests", str(max(1, calls // _WORKERS // _LIVES))) as url:
            workers = _ask(url, range(1, calls + 1))
        found = _Pushed(collector)
    return [
        told("workers that answered where each is replaced after a while", len(workers)),
        equal("triage.calls of workers that are replaced", found.calls(), calls),
        equal("of those without a failure", found.calls("ok"), calls - calls // FAILING),
    ]


@contextmanager
def _server(gemini: str, collector: Collector, *options: str) -> Iterator[str]:
    """Runs the server; at the end it is asked to end, and its workers push what is left."""
    port = free_port()
    command = [*map(str, (_PROGRAMS / "opentelemetry-instrument", _PROGRAMS / "gunicorn")), _APPLICATION]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", *_OPTIONS, *options],
            env={**os.environ, **_variables(gemini, collector)},
            stdout=log,
            stderr=log,
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _variables(gemini: str, collector: Collector) -> dict[str, str]:
    return {
        "GEMINI_URL": gemini,
        "OTEL_TRACES_EXPORTER": "none",
        "OTEL_LOGS_EXPORTER": "none",
        "OTEL_METRICS_EXPORTER": "otlp",
        "OTEL_METRIC_EXPORT_INTERVAL": "2000",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
    }


def _ask(url: str, numbers: range) -> set[int]:
    """Makes the requests, several at once; returns which processes have answered."""
    # A server that is about to begin refuses connections.
    transport = httpx.HTTPTransport(retries=10)
    with (
        httpx.Client(base_url=url, transport=transport, timeout=_PATIENCE) as one,
        ThreadPoolExecutor(_CLIENTS) as pool,
    ):
        return {int(text) for text in pool.map(lambda number: one.get(_path(number)).raise_for_status().text, numbers)}


def _path(number: int) -> str:
    return "/fail-gemini.internal" if number % FAILING == 0 else f"/gemini-{number}"


class _Pushed:
    """What the processes have told last, each under a `service.instance.id` of its own."""

    def __init__(self, collector: Collector) -> None:
        self.points: dict[str, int] = defaultdict(int)
        """How many each has."""
        self.models: dict[str, set[str]] = defaultdict(set)
        self._calls: list[tuple[str, int]] = []
        for instance, metrics in _last(collector).items():
            for metric in metrics:
                self._add(instance, metric)

    def _add(self, instance: str, metric: Any) -> None:
        for point in getattr(metric, metric.WhichOneof("data")).data_points:
            attributes = _named(point.attributes)
            self.points[instance] += 1
            if names.REQUEST_MODEL in attributes:
                self.models[instance].add(attributes[names.REQUEST_MODEL])
            if metric.name == names.METRIC_CALLS:
                self._calls.append((attributes[names.CLASS], point.as_int))

    def calls(self, triage_class: str | None = None) -> int:
        """Adds up `triage.calls` of all processes."""
        return sum(value for found, value in self._calls if triage_class in (None, found))


def _last(collector: Collector) -> dict[str, list[Any]]:
    """Returns the metrics that each process has pushed last: all that it has, as they are cumulative."""
    last = {}
    for body in collector.bodies("metrics"):
        for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
            instance = _named(resource.resource.attributes)["service.instance.id"]
            last[instance] = [metric for scope in resource.scope_metrics for metric in scope.metrics]
    return last


def _named(pairs: Any) -> dict[str, str]:
    return {pair.key: pair.value.string_value for pair in pairs}


def main() -> None:
    print(told_by("prefork", WHAT, run, int(sys.argv[1])))


if __name__ == "__main__":
    main()
