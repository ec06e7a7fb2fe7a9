"""Prometheus and Alertmanager as processes of our own, for the time of a `with` block."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

PROMETHEUS: Final = ("prometheus",)
ALERTMANAGER: Final = ("prometheus-alertmanager", "alertmanager")
"""Names of the binaries; Debian calls Alertmanager `prometheus-alertmanager`."""
_START_LIMIT: Final = 120.0
"""Seconds without a word: a loaded machine needs more than twenty. A server that fails ends at once."""
_STOP_LIMIT: Final = 5.0
_POLL: Final = 0.05
_TRIES: Final = 3
"""Another process may take a free port before the server does."""
_PORTS: Final = range(20_000, 32_000)
"""Below those that connections are given (Linux: from 32768): none of them takes a port before its server does."""
_MOST_PORTS: Final = 100
"""Ports that are tried before any will do."""


class ServerError(Exception):
    """A server that is not installed or does not start; the message is one sentence."""


def binary(names: Sequence[str]) -> str:
    """Finds the first of these commands that is installed.

    Raises:
        ServerError: If none is.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    raise ServerError(f"{names[-1].capitalize()} is not on the PATH.")


def require_servers() -> None:
    """Tells early that a server is missing.

    Raises:
        ServerError: If one is.
    """
    for names in (PROMETHEUS, ALERTMANAGER):
        binary(names)


def free_port() -> int:
    """Finds a port of 127.0.0.1 that nobody listens on now."""
    for port in (*random.sample(_PORTS, _MOST_PORTS), 0):
        with socket.socket() as opened, contextlib.suppress(OSError):
            opened.bind(("127.0.0.1", port))
            found: int = opened.getsockname()[1]
            return found
    raise ServerError("No port of 127.0.0.1 is free.")


@contextmanager
def prometheus(
    directory: Path, config: Mapping[str, Any], *, storage: Path | None = None, arguments: Sequence[str] = ()
) -> Iterator[str]:
    """Runs Prometheus.

    Args:
        directory: Where its configuration, its log and, by default, its data are written.
        config: Its configuration file.
        storage: Data that it starts with.
        arguments: Further ones of its command line.

    Yields:
        Its address.

    Raises:
        ServerError: If it is not installed or does not start.
    """
    data = storage or directory / "prometheus"
    files = [f"--config.file={_written(directory / 'prometheus.json', config)}", f"--storage.tsdb.path={data}"]
    with _running(PROMETHEUS, [*files, "--log.level=warn", *arguments], directory / "prometheus.log") as url:
        yield url


@contextmanager
def alertmanager(directory: Path, config: Mapping[str, Any]) -> Iterator[str]:
    """Runs Alertmanager, alone; for arguments, the result and errors see `prometheus`."""
    arguments = [
        f"--config.file={_written(directory / 'alertmanager.json', config)}",
        f"--storage.path={directory / 'alertmanager'}",
        "--cluster.listen-address=",
        "--log.level=warn",
    ]
    with _running(ALERTMANAGER, arguments, directory / "alertmanager.log") as url:
        yield url


def _written(path: Path, config: Mapping[str, Any]) -> Path:
    """As JSON, which is YAML too."""
    path.write_text(json.dumps(config, indent=2), encoding="utf-8")
    return path


@contextmanager
def _running(names: Sequence[str], arguments: Sequence[str], log: Path) -> Iterator[str]:
    command = [binary(names), *arguments]
    for left in reversed(range(_TRIES)):
        url = f"127.0.0.1:{free_port()}"
        with log.open("wb") as output:
            process = subprocess.Popen([*command, f"--web.listen-address={url}"], stdout=output, stderr=output)
        try:
            if _ready(process, f"http://{url}/-/ready"):
                yield f"http://{url}"
                return
        finally:
            _stop(process)
        if left == 0 or "address already in use" not in _tail(log):
            raise ServerError(f"{names[0]} does not start: {_tail(log).strip() or 'no answer'}")


def _ready(process: subprocess.Popen[bytes], url: str) -> bool:
    """Waits until the server answers; false if it ends before, or the time limit passes."""
    deadline = time.monotonic() + _START_LIMIT
    pause = threading.Event()
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with _DIRECT.open(url, timeout=1):
                return True
        except (urllib.error.URLError, OSError):
            pause.wait(_POLL)
    return False


_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Without the proxies of the environment: the servers are on this machine."""


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-500:]
