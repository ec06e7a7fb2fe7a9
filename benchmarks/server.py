"""A server of fixed answers on a socket, in a process of its own: the first part of the path says which.

It ends with the process that has started it.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
from collections.abc import Iterable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final, Literal

from benchmarks import answers

Kind = Literal["success", "quota", "gigachat", "stream"]
_JSON: Final = "application/json"
_numbers: Final = itertools.count()


@cache
def address() -> str:
    """Starts the server on first use, and returns its URL without a slash at the end."""
    running = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.server"],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    _kept.append(running)
    assert running.stdout is not None
    return running.stdout.readline().strip()


_kept: Final[list[subprocess.Popen[str]]] = []
"""Their pipes stay open as long as this process lives."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        kind = self.path.split("/")[1]
        if kind == "stream":
            self._stream(answers.PIECES)
        elif kind == "quota":
            self._answer(429, answers.quota(next(_numbers)))
        else:
            self._answer(200, answers.GIGACHAT_GOOD if kind == "gigachat" else answers.GOOD)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", _JSON)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, pieces: Iterable[bytes]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for piece in pieces:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 1024


def main() -> None:
    """Serves until its standard input ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
