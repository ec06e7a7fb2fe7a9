"""Metrics that are scraped: each process has a page, on the first port that is free."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from genai_triage.exporters.prometheus import HOST, PORT, PORTS, ProcessPrometheusMetricReader
from genai_triage.simulator import Simulator
from tests.prefork import servers
from tests.prefork.servers import GUNICORN, HAS_GUNICORN, PATIENCE, UVICORN
from tests.support.stack import instant, prometheus, wait_for

pytestmark = [pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"), pytest.mark.timeout(600)]

_FORKS = """
import os, signal, threading
from genai_triage.exporters.prometheus import ProcessPrometheusMetricReader

reader = ProcessPrometheusMetricReader()
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    for thread in threading.enumerate():
        if thread.name == "genai-triage-page":
            thread.join()
    os.write(writing, str(reader.port).encode())
    signal.pause()
port = os.read(reading, 5).decode()
reader.shutdown()
reader._server.shutdown()
reader._server.server_close()
print(reader.port, port, ProcessPrometheusMetricReader().port)
os.kill(child, signal.SIGKILL)
"""
SUM = 'sum(triage_calls_total{triage_class="ok"})'


@pytest.fixture
def on_page(first_port: int, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv(HOST, "127.0.0.1")
    monkeypatch.setenv(PORT, str(first_port))
    return first_port


@contextmanager
def scraping(folder: Path, first_port: int) -> Iterator[str]:
    """A real Prometheus with the configuration of the documentation."""
    folder.mkdir()
    targets = [f"127.0.0.1:{port}" for port in range(first_port, first_port + 10)]
    scrapes = [{"job_name": "shop", "scrape_interval": "200ms", "static_configs": [{"targets": targets}]}]
    with prometheus(folder, {"scrape_configs": scrapes}) as url:
        yield url


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(GUNICORN, id="gunicorn", marks=pytest.mark.skipif(not HAS_GUNICORN, reason="needs gunicorn")),
        pytest.param(UVICORN, id="uvicorn", marks=pytest.mark.exhaustive),
    ],
)
def test_prometheus_adds_the_workers_up(
    command: tuple[str, ...], simulator: Simulator, on_page: int, tmp_path: Path
) -> None:
    told = servers.environment(simulator, tmp_path, OTEL_METRICS_EXPORTER="triage_prometheus")
    with scraping(tmp_path / "prometheus", on_page) as url, servers.server(command, tmp_path, told) as running:
        running.ask_until(workers=2)

        def counted() -> float:
            found = instant(url, SUM, time.time())
            return found[0][1][0][1] if found else 0

        wait_for(lambda: counted() == len(simulator.requests), f"all calls ({running.said})", PATIENCE)
        assert len(instant(url, "count by (instance) (triage_calls_total > 0)", time.time())) == 2
    assert running.own_lines == set()


def test_a_page_is_on_the_first_free_port_and_the_next_on_another(on_page: int) -> None:
    with page() as first, page() as second:
        assert first is not None
        assert second is not None
        assert on_page <= first < second < on_page + PORTS
        assert _page(second).startswith(b"#")


def test_without_a_free_port_one_line_says_that_nobody_sees_the_metrics(
    on_page: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("genai_triage.exporters.prometheus.PORTS", 1)
    with page(), page() as second:
        assert second is None
    assert [record.message for record in caplog.records] == [
        f"No port from {on_page} on is free for the metrics of process {os.getpid()}: nobody sees them. "
        "Set OTEL_EXPORTER_PROMETHEUS_PORT to another port."
    ]


@pytest.mark.parametrize("text", ["many", "0", "65536", "-1"])
def test_a_wrong_port_is_warned_of(
    text: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(PORT, text)
    with page():
        pass
    assert caplog.records[0].message == f"OTEL_EXPORTER_PROMETHEUS_PORT={text!r} is no port; using 9464."


def test_the_process_that_multiprocessing_spawns_for_itself_has_no_page(
    on_page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = "from multiprocessing.resource_tracker import main;main(4)"
    monkeypatch.setattr(sys, "orig_argv", [sys.executable, "-c", call])
    with page() as port:
        assert port is None


def test_a_forked_process_closes_the_page_of_its_parent(on_page: int) -> None:
    printed = subprocess.run([sys.executable, "-c", _FORKS], capture_output=True, text=True, timeout=300, check=True)
    parents, forked, successors = map(int, printed.stdout.split())
    assert successors == parents != forked


@contextmanager
def page() -> Iterator[int | None]:
    """The port of a page that is served."""
    reader = ProcessPrometheusMetricReader()
    try:
        yield reader.port
    finally:
        reader.shutdown()
        if reader._server is not None:
            reader._server.shutdown()
            reader._server.server_close()


def _page(port: int) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        return bytes(answer.read())
