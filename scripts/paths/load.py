"""The real library under load: three services against the simulator, whose metrics go every way at once."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from prometheus_client import CollectorRegistry, start_http_server

import genai_triage
from genai_triage.simulator import Simulator
from tests.support.load import Application, Call, make

FAILING, LATEST, LASTING = "failing", "latest", "lasting"
SERVICES: Final = (FAILING, LATEST, LASTING)
_OPT_IN: Final = "OTEL_SEMCONV_STABILITY_OPT_IN"
_PAUSE: Final = 2.0
"""Seconds between the rounds: some exports, so that rates have something to compare."""
_ROUNDS: Final = 2
_DELTA: Final[dict[type, AggregationTemporality]] = {
    Counter: AggregationTemporality.DELTA,
    Histogram: AggregationTemporality.DELTA,
}


@dataclass
class Service:
    """A page of the Python exporter, and where else the metrics go."""

    name: str
    pushes: list[tuple[str, bool]] = field(default_factory=list)
    """URL for OTLP, and whether it is given deltas."""

    def __post_init__(self) -> None:
        self._registry = CollectorRegistry()
        self._server, self._thread = start_http_server(0, "127.0.0.1", self._registry)
        self.page = f"127.0.0.1:{self._server.server_port}"

    def start(self) -> MeterProvider:
        """Makes its metrics, once it is known where they go."""
        readers: list[MetricReader] = [PrometheusMetricReader(registry=self._registry)]
        for url, delta in self.pushes:
            exporter = OTLPMetricExporter(url, preferred_temporality=_DELTA if delta else None)
            readers.append(PeriodicExportingMetricReader(exporter, export_interval_millis=2000))
        resource = Resource({"service.name": self.name, "service.version": "1.0", "service.instance.id": "1"})
        self._meters = MeterProvider(readers, resource)
        return self._meters

    def stop(self) -> None:
        """Ends it."""
        self._meters.shutdown()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def work(services: Sequence[Service], is_enough: Callable[[], bool]) -> None:
    """Lets each service make its calls: every class of failure, under both conventions, and sessions and functions.

    Args:
        is_enough: Is asked after each round from the second on.
    """
    providers = [service.start() for service in services]
    with Simulator(latency=0.01) as simulator:
        application = Application(simulator)
        good, bad, lasting = application.succeeding(), application.failing(), application.lasting()
        mixed = _mixed(good, bad)
        calls = {FAILING: mixed, LATEST: mixed, LASTING: [*good, *lasting]}
        for number in itertools.count():
            if number >= _ROUNDS and is_enough():
                break
            for service, provider in zip(services, providers, strict=True):
                with _convention(latest=service.name == LATEST), _instrumented(provider):
                    make([*calls[service.name], *application.healing()])
            threading.Event().wait(_PAUSE)


def _mixed(few: Sequence[Call], many: Sequence[Call]) -> list[Call]:
    """Spreads some calls evenly among others: on a slow machine, too, one that succeeds is never minutes away."""
    placed = [(number / len(calls), call) for calls in (few, many) for number, call in enumerate(calls)]
    return [call for _, call in sorted(placed, key=itemgetter(0))]


@contextmanager
def _convention(*, latest: bool) -> Iterator[None]:
    os.environ.pop(_OPT_IN, None)
    if latest:
        os.environ[_OPT_IN] = "gen_ai_latest_experimental"
    try:
        yield
    finally:
        os.environ.pop(_OPT_IN, None)


@contextmanager
def _instrumented(provider: MeterProvider) -> Iterator[None]:
    genai_triage.instrument(meter_provider=provider)
    try:
        yield
    finally:
        genai_triage.uninstrument()
