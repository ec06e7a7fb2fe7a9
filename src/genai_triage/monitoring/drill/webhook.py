"""A receiver for Alertmanager's notifications."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

_MAX_BODY: Final = 1 << 20
_MAX_KEPT: Final = 1000


@dataclass(frozen=True, slots=True)
class Notification:
    """One alert of one notification. Source: Alertmanager's webhook payload, version 4."""

    receiver: str
    status: str
    """`firing` or `resolved`."""
    labels: Mapping[str, str]
    annotations: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.labels.get("alertname", "")


@dataclass(frozen=True, slots=True)
class Message:
    """What a person reads of one notification: Alertmanager has filled in its templates. Source: Slack's webhooks."""

    receiver: str
    title: str
    text: str


class Webhook:
    """Listens for the time of a `with` block and keeps what it was told, at most 1000 alerts.

    Args:
        host, port: Where to listen; port 0 takes a free one.

    Raises:
        OSError: If the port cannot be had.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._arrived = threading.Condition()
        self._kept: list[Notification] = []
        self._messages: list[Message] = []
        self._server = ThreadingHTTPServer((host, port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Webhook:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Address for `webhook_configs` on this machine; any path under it is taken."""
        host, port = self._server.server_address[:2]
        return f"http://{'127.0.0.1' if host == '0.0.0.0' else host!s}:{port}/"

    @property
    def notifications(self) -> tuple[Notification, ...]:
        """Returns what has arrived, the oldest first."""
        with self._arrived:
            return tuple(self._kept)

    def wait(self, wanted: Callable[[Notification], bool], seconds: float) -> Notification | None:
        """Returns the first notification that is wanted, past or to come; None when the time is over."""
        with self._arrived:
            self._arrived.wait_for(lambda: any(map(wanted, self._kept)), seconds)
            return next(filter(wanted, self._kept), None)

    def message(self, receiver: str, about: str, seconds: float) -> Message | None:
        """Returns the last message to a receiver that names an alert, past or to come; None when the time is over."""

        def found() -> Message | None:
            mine = (one for one in reversed(self._messages) if one.receiver == receiver)
            return next((one for one in mine if about in f"{one.title}{one.text}"), None)

        with self._arrived:
            self._arrived.wait_for(lambda: found() is not None, seconds)
            return found()

    def forget(self) -> None:
        """Drops what has arrived."""
        with self._arrived:
            self._kept.clear()
            self._messages.clear()

    def _take(self, path: str, body: bytes) -> bool:
        try:
            payload = json.loads(body)
            found, told = _notifications(payload), _messages(path, payload)
        except (ValueError, AttributeError, TypeError, LookupError):
            return False
        with self._arrived:
            self._kept = [*self._kept, *found][-_MAX_KEPT:]
            self._messages = [*self._messages, *told][-_MAX_KEPT:]
            self._arrived.notify_all()
        return True

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = min(int(self.headers.get("content-length") or 0), _MAX_BODY)
                self.send_response(200 if take(self.path, self.rfile.read(length)) else 400)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Keeps the terminal for the drill's own lines."""

        return Handler


def _notifications(payload: Any) -> list[Notification]:
    return [
        Notification(payload["receiver"], alert["status"], alert["labels"], alert.get("annotations", {}))
        for alert in payload.get("alerts", ())
    ]


def _messages(path: str, payload: Any) -> list[Message]:
    receiver = path.rsplit("/", 1)[-1]
    return [Message(receiver, str(one["title"]), str(one["text"])) for one in payload.get("attachments", ())]
