"""An OpenTelemetry collector that keeps what it is sent as it came: OTLP over HTTP, on a free local port."""

from __future__ import annotations

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final

SIGNALS: Final = ("traces", "metrics", "logs")
_STOP_LIMIT: Final = 10.0


class Collector:
    """Listens for the time of a `with` block."""

    def __init__(self) -> None:
        self._bodies: dict[str, list[bytes]] = {signal: [] for signal in SIGNALS}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._bodies))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="genai-triage-collector", daemon=True)

    def __enter__(self) -> Collector:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(_STOP_LIMIT)

    @property
    def url(self) -> str:
        """`OTEL_EXPORTER_OTLP_ENDPOINT` of whoever exports to it."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def bodies(self, signal: str) -> tuple[bytes, ...]:
        """Returns what came for a signal, each request's body unpacked."""
        return tuple(self._bodies[signal])


def _handler(bodies: dict[str, list[bytes]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            kept = bodies.get(self.path.removeprefix("/v1/"))
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if kept is not None:
                kept.append(_unpacked(body, self.headers.get("content-encoding", "")))
            self.send_response(404 if kept is None else 200)
            self.send_header("content-type", "application/x-protobuf")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Nothing: what is printed here would stand in the program's own output."""

    return Handler


def _unpacked(body: bytes, encoding: str) -> bytes:
    return gzip.decompress(body) if encoding == "gzip" else body
