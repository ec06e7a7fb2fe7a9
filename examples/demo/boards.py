"""The run on the exported dashboards: a real Prometheus scrapes the application, and the preview draws what it has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from received import Received

from genai_triage.monitoring.drill.api import Prometheus
from genai_triage.monitoring.drill.local import SPEED, prometheus_config, written_rules
from genai_triage.monitoring.drill.servers import ServerError, free_port, prometheus
from genai_triage.monitoring.options import Options

ROOT = Path(__file__).parents[2]
PREVIEW = ROOT / "dashboards" / "preview"
SERVICE = "demo"
_PATIENCE = 60.0
"""Seconds for the scrape after the last step, and for the rules after that."""
_EVENT = "gen_ai.client.operation.exception"


@dataclass
class Boards:
    """What is needed to show the run; without Prometheus' address, why it cannot be shown."""

    problem: str = ""
    prometheus_url: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    """Further variables of the application."""
    started: float = field(default_factory=time.time)
    ended: float = 0.0

    def wait_for_the_last_scrape(self) -> None:
        """Lets Prometheus read what the last steps have counted, and evaluate the rules over it."""
        if not self.prometheus_url:
            return
        after, pause = time.time(), threading.Event()
        while not self._is_evaluated(after) and time.time() < after + _PATIENCE:
            pause.wait(0.2)
        self.ended = time.time()

    def _is_evaluated(self, after: float) -> bool:
        """Whether the target was scraped after a moment; rules, which are evaluated each second, get two more."""
        found = Prometheus(self.prometheus_url).query(f'timestamp(up{{job="{SERVICE}"}} == 1) > {after}')
        return bool(found) and time.time() > after + 3

    def show(self, received: Received) -> None:
        """Serves the dashboards until Ctrl+C, or says what is missing for it."""
        if self.problem:
            print(f"No dashboards: {self.problem}")
            return
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as states:
            json.dump([self._state(received)], states)
            states.flush()
            command = ["node", str(PREVIEW / "show.mjs")]
            with suppress(KeyboardInterrupt):
                subprocess.run(command, env={**os.environ, "STATES": states.name}, check=False)

    def _state(self, received: Received) -> dict[str, Any]:
        """The run as the preview reads it."""
        return {
            "name": SERVICE,
            "url": self.prometheus_url,
            "from": int((self.started - 30) * 1000),
            "to": int(self.ended * 1000),
            "failures": list(_failures(received)),
        }


def _failures(received: Received) -> Iterator[dict[str, Any]]:
    """Spans of failures, the last first, each with its event if it has one: what Tempo and Loki would have."""
    events = {event.span: event for event in received.events if event.name == _EVENT}
    # Spans of requests have classes, too.
    failed = [span for span in received.spans if span.scope == "genai_triage" and "triage.class" in span.attributes]
    for span in sorted(failed, key=lambda span: -span.start):
        event = events.get(span.id)
        yield {
            "at": span.start / 1e9,
            "service": SERVICE,
            "span": {"name": span.name, "attributes": span.attributes},
            "event": {"body": event.body, "attributes": event.attributes} if event else {},
        }


@contextmanager
def scraping(wanted: bool) -> Iterator[Boards]:
    """Runs a Prometheus with the exported rules, many times as fast, if dashboards are wanted and can be shown."""
    problem = _missing() if wanted else ""
    if problem or not wanted:
        yield Boards(problem)
        return
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        port = free_port()
        config = prometheus_config(
            {SERVICE: f"http://127.0.0.1:{port}/metrics"}, written_rules(folder, Options(speed=SPEED)), ""
        )
        try:
            url = held.enter_context(prometheus(folder, config))
        except ServerError as error:
            yield Boards(str(error))
            return
        yield Boards("", url, _scraped_at(port))


def _scraped_at(port: int) -> dict[str, str]:
    return {
        "OTEL_METRICS_EXPORTER": "otlp,prometheus",
        "OTEL_EXPORTER_PROMETHEUS_HOST": "127.0.0.1",
        "OTEL_EXPORTER_PROMETHEUS_PORT": str(port),
    }


def _missing() -> str:
    """What is not installed, and how to get it; empty if nothing."""
    sys.path.append(str(ROOT))
    from scripts import programs

    if absent := programs.missing(["dashboards"]):
        return f"not installed: {', '.join(programs.packages(absent))}. To get them: {programs.how_to_get(absent)}"
    if not (PREVIEW / "node_modules" / ".installed").exists():
        return "the packages that draw them are fetched by: make demo DASHBOARDS=1"
    return ""
