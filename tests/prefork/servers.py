"""Real servers of several processes under `opentelemetry-instrument`, and what they export."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
from opentelemetry.instrumentation import auto_instrumentation
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from genai_triage.audit.collector import Collector
from genai_triage.simulator import Simulator
from tests.support.stack import wait_for

APPLICATION = Path(__file__).parent / "application"
PROGRAMS = Path(sys.executable).parent
OBSERVES_SPAWNED = hasattr(auto_instrumentation, "_initialize")
"""Whether this release of OpenTelemetry's observes spawned processes, from 0.63b0 on."""
HAS_GUNICORN = find_spec("gunicorn") is not None
HAS_CELERY = find_spec("celery") is not None
PATIENCE = 120.0
"""Seconds that a server may take on a loaded machine."""

GUNICORN = ("gunicorn", "service:wsgi", "--workers", "2", "--bind", "unix:{socket}")
UVICORN = (
    *("uvicorn", "service:asgi", "--workers", "2", "--uds", "{socket}"),
    *("--timeout-worker-healthcheck", "120"),  # a worker that starts for longer is killed: on a loaded machine each is
)
CELERY = ("celery", "-A", "tasks", "worker", "--concurrency", "2", "--loglevel", "warning", "--without-mingle")


def environment(simulator: Simulator, folder: Path, **chosen: str) -> dict[str, str]:
    """The variables of a program that calls the simulator."""
    quiet = {"OTEL_TRACES_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}
    return {
        **os.environ,
        **quiet,
        "BROKER": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "GEMINI_URL": simulator.gemini_url,
        "GENAI_TRIAGE_HOSTS": f"{simulator.url.removeprefix('http://')}=gemini",
        "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": "httpx,httpx2,requests,grpc_client,grpc_aio_client",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_METRIC_EXPORT_INTERVAL": "600000",  # what is exported is exported at the end
        **chosen,
    }


@dataclass
class Server:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    socket: Path
    log: Path
    workers: set[str] = field(default_factory=set)
    """Numbers of the processes that have answered."""

    def ask(self) -> None:
        """Makes one request; the server may be about to begin, or between two workers."""
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(self.socket))) as client:
            answer = wait_for(lambda: _answer(client), f"an answer ({self.said})", PATIENCE)
        self.workers.add(answer)

    def ask_until(self, workers: int) -> None:
        """Makes requests until so many processes have answered."""

        def have_answered() -> bool:
            self.ask()
            return len(self.workers) >= workers

        wait_for(have_answered, f"{workers} workers", PATIENCE)

    @property
    def said(self) -> str:
        """What it has written to its standard output and error."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def own_lines(self) -> set[str]:
        """Our lines in its log, with 4711 for the number of any process."""
        return own_lines(self.said)


def _answer(client: httpx.Client) -> str | None:
    with contextlib.suppress(httpx.TransportError):
        return client.get("http://server/").text
    return None


def own_lines(said: str) -> set[str]:
    """Our warnings in a log, with 4711 for the number of any process."""
    found = {line for line in said.splitlines() if "triage_" in line or "does not observe" in line}
    return {" ".join("4711" if word.isdecimal() else word for word in line.split()) for line in found}


@contextmanager
def server(command: tuple[str, ...], folder: Path, variables: Mapping[str, str]) -> Iterator[Server]:
    """Runs a server; at the end it is asked to end, as an init system does it."""
    socket, log = folder / "socket", folder / "log"
    arguments = [word.format(socket=socket) for word in command[1:]]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [PROGRAMS / "opentelemetry-instrument", PROGRAMS / command[0], *arguments],
            cwd=APPLICATION,
            env=dict(variables),
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Server(process, socket, log)
            process.terminate()
            process.wait(PATIENCE)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def calls_by_instance(collector: Collector) -> dict[str, int]:
    """How many calls each process has counted, by its `service.instance.id`, as they stood last."""
    latest: dict[str, dict[str, int]] = defaultdict(dict)
    for body in collector.bodies("metrics"):
        for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
            instance = _named(resource.resource.attributes).get("service.instance.id", "")
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    if metric.name == "triage.calls":
                        latest[instance].update(_points(metric))
    counted = {instance: sum(points.values()) for instance, points in latest.items()}
    return {instance: calls for instance, calls in counted.items() if calls}


def _points(metric: Any) -> dict[str, int]:
    return {str(sorted(_named(point.attributes).items())): point.as_int for point in metric.sum.data_points}


def _named(pairs: Any) -> dict[str, str]:
    return {pair.key: pair.value.string_value for pair in pairs}
