"""Many services in one page of metrics, whose calls fail from a minute on: what Prometheus scrapes of a fleet."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from genai_triage.taxonomy import CAUSES
from tests.support.served import served

Labels = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One reason for which calls to a provider of its own fail."""

    provider: str
    cause: str
    services: Sequence[Labels]
    """Labels of those that call the provider, `job` among them."""
    failing: int
    """How many of them fail: the first."""
    begins: float
    """Minute in which the first fails."""
    onset: float = 0
    """Minutes until the last does."""
    lasts: float = 10_000
    """Minutes, of each."""
    share: float = 1
    """Of a service's calls that fail."""
    model: str = "gemini-2.5-flash"
    more: Labels = field(default_factory=dict)
    """Further labels, such as the credential's."""

    def failed(self, number: int, minute: float) -> float:
        """Minutes of failures that a service has had."""
        begins = self.begins + self.onset * number / max(1, self.failing - 1)
        return min(self.lasts, max(0.0, minute - begins)) * self.share if number < self.failing else 0.0


def _values(incident: Incident, minute: float, rate: float) -> Iterator[tuple[str, int]]:
    cause = CAUSES[incident.cause]
    shared = {"gen_ai_provider_name": incident.provider, **incident.more}
    failing = {"triage_class": cause.failure_class.value, "triage_owner": cause.owner.value}
    further = {"gen_ai_operation_name": "chat", "gen_ai_request_model": incident.model, "triage_cause": cause.id}
    for number, service in enumerate(incident.services):
        of = {**service, "instance": f"{service['job']}-0", **shared}
        bad = int(rate * incident.failed(number, minute))
        good = {**of, "triage_class": "ok", "triage_owner": "none"}
        yield _named("triage_calls_total", good), int(rate * minute) - bad
        yield _named("triage_calls_total", {**of, **failing}), bad
        yield _named("triage_failures_total", {**of, **failing, **further}), bad


def _named(name: str, labels: Labels) -> str:
    pairs = ",".join(f'{key}="{text}"' for key, text in labels.items())
    return f"{name}{{{pairs}}}"


def samples(incidents: Sequence[Incident], end: int, *, rate: float = 60) -> dict[str, str]:
    """The same, as samples a minute apart in promtool's notation."""
    found: dict[str, list[int]] = {}
    for minute in range(end + 1):
        for one in incidents:
            for series, value in _values(one, minute, rate):
                found.setdefault(series, []).append(value)
    return {series: " ".join(map(str, values)) for series, values in found.items()}


class Fleet:
    """A page of metrics whose minutes pass as fast as the rules' do."""

    def __init__(self, incidents: Sequence[Incident], speed: int, rate: float) -> None:
        self.url = ""
        self._incidents, self._speed, self._rate = incidents, speed, rate
        self._began = time.monotonic()

    @property
    def minute(self) -> float:
        """Minutes since the beginning."""
        return (time.monotonic() - self._began) * self._speed / 60

    def wait(self, minute: float) -> None:
        """Returns when a minute has come."""
        threading.Event().wait(max(0.0, (minute - self.minute) * 60 / self._speed))

    def page(self) -> str:
        minute = self.minute
        found = (pair for one in self._incidents for pair in _values(one, minute, self._rate))
        return "".join(f"{series} {value}\n" for series, value in found)


@contextmanager
def fleet(incidents: Sequence[Incident], speed: int, *, rate: float = 60) -> Iterator[Fleet]:
    """Serves the page; `rate` is how many calls a service makes in a minute."""
    found = Fleet(incidents, speed, rate)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = found.page().encode()
            self.send_response(200)
            self.send_header("content-type", "text/plain; version=0.0.4")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Keeps the tests' output."""

    with served(Handler) as url:
        found.url = f"{url}/metrics"
        yield found
