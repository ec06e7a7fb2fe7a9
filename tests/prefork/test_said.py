"""What would be lost in silence is said in one line, by real servers; the documentation quotes it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from opentelemetry.sdk.resources import ResourceDetector

from genai_triage.audit.collector import Collector
from genai_triage.simulator import Simulator
from tests.prefork import servers
from tests.prefork.servers import GUNICORN, HAS_GUNICORN, OBSERVES_SPAWNED, UVICORN

pytestmark = [pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"), pytest.mark.timeout(600)]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "prefork.md"
FORKED = (
    "Process 4711 is a fork: the Prometheus page was set up before it and shows nothing of its calls. "
    "Set OTEL_METRICS_EXPORTER=triage_prometheus, and each process has a page on a port of its own."
)
SPAWNED = (
    "Processes that process 4711 spawns find its Prometheus port taken, and are not observed. "
    "Set OTEL_METRICS_EXPORTER=triage_prometheus, and each process has a page on a port of its own."
)
SHARED = (
    "Process 4711 sends metrics under the same service.instance.id as others, which reads as counters that are reset. "
    "Set OTEL_METRICS_EXPORTER=triage_otlp, and each process has an id of its own."
)
NOT_OBSERVED = (
    "This release of opentelemetry-instrumentation does not observe the processes that process 4711 spawns. "
    "Type: pip install --upgrade 'opentelemetry-instrumentation>=0.63b0' opentelemetry-distro"
)
RENEWS_IDS = hasattr(ResourceDetector, "is_process_dependent")


@pytest.mark.parametrize("line", [FORKED, SPAWNED, SHARED, NOT_OBSERVED])
def test_the_documentation_quotes_the_line(line: str) -> None:
    assert line in PAGE.read_text(encoding="utf-8")


@pytest.mark.skipif(not HAS_GUNICORN, reason="needs gunicorn")
def test_forked_workers_behind_a_page_of_their_parent_say_so(
    simulator: Simulator, tmp_path: Path, first_port: int
) -> None:
    told = servers.environment(
        simulator, tmp_path, OTEL_METRICS_EXPORTER="prometheus", OTEL_EXPORTER_PROMETHEUS_PORT=str(first_port)
    )
    with servers.server(GUNICORN, tmp_path, told) as running:
        running.ask_until(workers=2)
    assert running.own_lines == {FORKED}
    assert running.said.count("is a fork") == 2


def test_whoever_spawns_workers_for_a_page_that_is_taken_says_so(
    simulator: Simulator, tmp_path: Path, first_port: int
) -> None:
    told = servers.environment(
        simulator, tmp_path, OTEL_METRICS_EXPORTER="prometheus", OTEL_EXPORTER_PROMETHEUS_PORT=str(first_port)
    )
    with servers.server(UVICORN, tmp_path, told) as running:
        running.ask()
    assert running.own_lines == {SPAWNED if OBSERVES_SPAWNED else NOT_OBSERVED}


@pytest.mark.skipif(not HAS_GUNICORN, reason="needs gunicorn")
@pytest.mark.skipif(RENEWS_IDS, reason="this SDK gives each forked process an id of its own")
def test_forked_workers_of_one_identity_say_so(simulator: Simulator, collector: Collector, tmp_path: Path) -> None:
    told = servers.environment(
        simulator, tmp_path, OTEL_METRICS_EXPORTER="otlp", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url
    )
    with servers.server(GUNICORN, tmp_path, told) as running:
        running.ask_until(workers=2)
    assert running.own_lines == {SHARED}


@pytest.mark.exhaustive
@pytest.mark.skipif(not OBSERVES_SPAWNED, reason="this release observes no spawned processes")
@pytest.mark.parametrize(("exporter", "lines", "instances"), [("otlp", {SHARED}, 1), ("triage_otlp", set(), 2)])
def test_spawned_workers_of_one_given_identity_say_so(
    exporter: str, lines: set[str], instances: int, simulator: Simulator, collector: Collector, tmp_path: Path
) -> None:
    told = servers.environment(
        simulator,
        tmp_path,
        OTEL_METRICS_EXPORTER=exporter,
        OTEL_EXPORTER_OTLP_ENDPOINT=collector.url,
        OTEL_RESOURCE_ATTRIBUTES="service.name=shop,service.instance.id=pod-1",
    )
    with servers.server(UVICORN, tmp_path, told) as running:
        running.ask_until(workers=2)
    assert running.own_lines == lines
    found = servers.calls_by_instance(collector)
    assert set(found) == ({"pod-1"} if instances == 1 else {f"pod-1-{number}" for number in running.workers})
