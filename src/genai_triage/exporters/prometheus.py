"""`OTEL_METRICS_EXPORTER=triage_prometheus`: OpenTelemetry's Prometheus page, one for each process.

The official exporter takes one port when OpenTelemetry is set up. A worker that is forked later has no page then, and
one that is spawned finds the port taken and is not observed at all. Here each takes the first port that is free.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import threading
import weakref
from typing import Any, Final

try:
    from opentelemetry.exporter.prometheus import PrometheusMetricReader
    from prometheus_client import start_http_server
except ImportError as error:
    raise ImportError(
        "triage_prometheus needs one more package: pip install opentelemetry-exporter-prometheus"
    ) from error

HOST: Final = "OTEL_EXPORTER_PROMETHEUS_HOST"
PORT: Final = "OTEL_EXPORTER_PROMETHEUS_PORT"
PORTS: Final = 64
"""How many are tried, from the first."""
_DEFAULT_PORT: Final = 9464
_TRACKER: Final = "multiprocessing.resource_tracker"
"""A process that `multiprocessing` spawns for itself."""
_logger = logging.getLogger("genai_triage")


class ProcessPrometheusMetricReader(PrometheusMetricReader):
    """Serves the metrics of this process, and those of each process that it forks, on the first free port.

    Source: OpenTelemetry, environment variables of the Prometheus exporter.
    """

    def __init__(self) -> None:
        super().__init__()
        self._server: Any = None
        self.port: int | None = None
        """Where the page is; None if no port was free."""
        if _TRACKER in " ".join(sys.orig_argv):
            return  # of no worker
        self._serve()
        if hasattr(os, "register_at_fork"):
            after_fork = weakref.WeakMethod(self._after_fork)
            os.register_at_fork(after_in_child=lambda: (after_fork() or _nothing)())

    def _serve(self) -> None:
        host, first = os.environ.get(HOST, "localhost"), _first_port()
        for port in range(first, min(first + PORTS, 65_536)):
            try:
                served = start_http_server(port=port, addr=host)
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
            self._server, self.port = served[0] if isinstance(served, tuple) else None, port
            _logger.info("Metrics of process %d are at http://%s:%d/metrics.", os.getpid(), host, port)
            return
        self.port = None
        _logger.warning(
            "No port from %d on is free for the metrics of process %d: nobody sees them. Set %s to another port.",
            *(first, os.getpid(), PORT),
        )

    def _after_fork(self) -> None:
        """In a thread: to look a host's name up may wait for a lock that a thread of the parent held at the fork."""
        threading.Thread(target=self._renew, name="genai-triage-page", daemon=True).start()

    def _renew(self) -> None:
        """The page that was inherited has no thread here; its socket must not outlive the parent in a child."""
        try:
            self._close()
            self._serve()
        except Exception as error:
            _logger.warning("Process %d has no page of metrics: %s", os.getpid(), error)

    def _close(self) -> None:
        if self._server is not None:
            self._server.server_close()
            self._server = None


def _first_port() -> int:
    text = os.environ.get(PORT, "").strip()
    if not text:
        return _DEFAULT_PORT
    if text.isdecimal() and 0 < int(text) < 65_536:
        return int(text)
    _logger.warning("%s=%r is no port; using %d.", PORT, text[:40], _DEFAULT_PORT)
    return _DEFAULT_PORT


def _nothing() -> None:
    """Of a reader that is gone."""
