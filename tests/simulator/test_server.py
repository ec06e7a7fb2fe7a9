"""The simulator's thread and its sockets."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import pytest

from genai_triage.simulator import server


def _ended(loop: asyncio.AbstractEventLoop | None) -> Any:
    """A thread whose loop has ended by itself, or never began."""
    made: Any = object.__new__(server._ServerThread)
    made._loop, made._stopping, made._thread = loop, asyncio.Event() if loop else None, threading.Thread()
    made._thread.start()
    return made


def test_a_server_that_has_ended_by_itself_is_stopped_quietly() -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    _ended(loop).stop()
    _ended(None).stop()


def test_a_server_that_does_not_come_up_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    made: Any = object.__new__(server._ServerThread)
    made._started, made._failed = threading.Event(), OSError("taken")
    made._thread = threading.Thread(target=made._started.set)
    with pytest.raises(RuntimeError, match=r"^The simulator did not start\.$") as raised:
        made.start()
    assert raised.value.__cause__ is made._failed


@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
def test_a_socket_is_of_its_address_s_family(
    host: str, family: socket.AddressFamily, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[int, ...]] = []

    def make(*how: int) -> None:
        made.append(how)
        raise OSError("no more")

    monkeypatch.setattr(socket, "socket", make)
    with pytest.raises(OSError, match="no more"):
        server._bound(host)
    assert made == [(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)]


def test_a_port_can_be_bound_again_at_once() -> None:
    with server._listening("127.0.0.1", 0) as opened:
        assert opened.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) != 0
        assert opened.getsockname()[1] > 0


def test_a_port_that_is_taken_leaves_no_socket_open() -> None:
    with server._listening("127.0.0.1", 0) as taken, pytest.raises(OSError, match="in use"):
        server._bound("127.0.0.1", taken.getsockname()[1])
