"""A server on a real socket that answers every request with what a test has set."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class AnsweringServer(ThreadingHTTPServer):
    """Answers with `status`, `body` and `headers`; a request for a GigaChat token gets one."""

    daemon_threads = True
    status = 200
    body: bytes = b"{}"
    content_type = "application/json"
    extra_headers: dict[str, str]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.extra_headers = {}
        self.outages = 0
        """How many of the next requests get a 503 instead."""
        self.requests: list[tuple[str, str]] = []
        """Method and path of each request."""

    @property
    def url(self) -> str:
        """The address, e.g. `http://127.0.0.1:8080`."""
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, status: int, body: Any, content_type: str = "application/json", **headers: str) -> None:
        """Sets the answer; a body that is neither text nor bytes is sent as JSON in ASCII."""
        if not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        self.status, self.content_type = status, content_type
        self.body = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
        self.extra_headers = {name.replace("_", "-"): value for name, value in headers.items()}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # with it each answer waits 40 ms
    wbufsize = -1
    server: AnsweringServer

    def _answer(self) -> None:
        self.server.requests.append((self.command, self.path))
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path.endswith("/oauth"):
            self._send(200, b'{"access_token": "t", "expires_at": 99999999999999}', "application/json", {})
        elif self.server.outages > 0:
            self.server.outages -= 1
            self._send(503, b'{"error": {"code": 503, "status": "UNAVAILABLE"}}', "application/json", {})
        else:
            self._send(self.server.status, self.server.body, self.server.content_type, self.server.extra_headers)

    do_GET = do_POST = do_PATCH = do_DELETE = _answer

    def _send(self, status: int, body: bytes, content_type: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextlib.contextmanager
def answering() -> Iterator[AnsweringServer]:
    """Runs a server for the time of a `with` block."""
    with AnsweringServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
