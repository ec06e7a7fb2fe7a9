"""Where notifications arrive: an address for each receiver, and what was sent there."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.served import served


@dataclass(frozen=True)
class Sent:
    """One notification."""

    receiver: str
    """The last part of the address."""
    body: dict[str, Any]

    @property
    def status(self) -> str:
        return str(self.body["status"])

    @property
    def alerts(self) -> list[dict[str, str]]:
        """The labels of each alert that it is about, of Alertmanager's webhooks."""
        return [one["labels"] for one in self.body["alerts"]]


class Inbox:
    """What has arrived."""

    def __init__(self) -> None:
        self.url = ""
        self._arrived = threading.Condition()
        self._sent: list[Sent] = []

    def put(self, sent: Sent) -> None:
        with self._arrived:
            self._sent.append(sent)
            self._arrived.notify_all()

    @property
    def sent(self) -> list[Sent]:
        """Every notification, the oldest first."""
        with self._arrived:
            return [*self._sent]

    def wait(self, wanted: Callable[[Sent], bool], seconds: float = 60) -> Sent:
        """The first notification that is wanted; fails after the time."""
        with self._arrived:
            self._arrived.wait_for(lambda: any(map(wanted, self._sent)), seconds)
            found = next(filter(wanted, self._sent), None)
        assert found is not None, [(one.receiver, one.status) for one in self.sent]
        return found


@contextmanager
def inbox() -> Iterator[Inbox]:
    """Listens on this machine."""
    found = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            found.put(Sent(self.path.rsplit("/", 1)[-1], body))
            # As PagerDuty and Slack answer, whichever it is.
            answer = b'{"status": "success", "ok": true}'
            self.send_response(202 if "enqueue" in self.path else 200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            """Keeps the tests' output."""

    with served(Handler) as found.url:
        yield found
