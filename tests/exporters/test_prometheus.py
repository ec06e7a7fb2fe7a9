"""Each process has a page of its own, on the first port that is free."""

from __future__ import annotations

import errno
import gc
import logging
import os
import sys
import threading
from typing import Any

import pytest

prometheus = pytest.importorskip("genai_triage.exporters.prometheus")


class Ports:
    """Ports of which some are taken."""

    def __init__(self) -> None:
        self.taken: set[int] = set()
        self.error = errno.EADDRINUSE
        self.tried: list[tuple[int, str]] = []
        self.closed = 0

    def start(self, port: int, addr: str) -> Any:
        self.tried.append((port, addr))
        if port in self.taken:
            raise OSError(self.error, "taken")
        return self, None

    def server_close(self) -> None:
        self.closed += 1


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> Ports:
    made = Ports()
    monkeypatch.setattr(prometheus, "start_http_server", made.start)
    for name in (prometheus.HOST, prometheus.PORT):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.fixture
def reader() -> Any:
    """One that serves nothing yet; its base class would register it for good."""
    made = object.__new__(prometheus.ProcessPrometheusMetricReader)
    made._server, made.port = None, None
    return made


def test_the_page_is_where_the_official_one_is(ports: Ports, reader: Any) -> None:
    reader._serve()
    assert (reader.port, ports.tried) == (9464, [(9464, "localhost")])


def test_a_port_that_is_taken_is_passed_over(ports: Ports, reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(prometheus.HOST, "0.0.0.0")
    monkeypatch.setenv(prometheus.PORT, " 9000 ")
    ports.taken = {9000, 9001}
    reader._serve()
    assert (reader.port, ports.tried) == (9002, [(port, "0.0.0.0") for port in (9000, 9001, 9002)])


@pytest.mark.parametrize(("first", "count"), [(9464, 64), (65_530, 6)])
def test_so_many_are_tried_and_then_it_is_told(
    ports: Ports,
    reader: Any,
    first: int,
    count: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv(prometheus.PORT, str(first))
    ports.taken = set(range(70_000))
    reader._serve()
    assert (reader.port, len(ports.tried)) == (None, count)
    (told,) = caplog.messages
    assert told.startswith(f"No port from {first} on is free for the metrics of process ")
    assert told.endswith(f": nobody sees them. Set {prometheus.PORT} to another port.")


def test_any_other_error_is_raised(ports: Ports, reader: Any) -> None:
    ports.taken, ports.error = {9464}, errno.EACCES
    with pytest.raises(OSError, match="taken"):
        reader._serve()
    assert len(ports.tried) == 1


@pytest.mark.parametrize("text", ["0", "-1", "65536", "many", "1.5"])
def test_what_is_no_port_is_told_and_the_usual_one_taken(
    ports: Ports, reader: Any, text: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(prometheus.PORT, text)
    reader._serve()
    assert reader.port == 9464
    assert caplog.messages == [f"{prometheus.PORT}={text!r} is no port; using 9464."]


@pytest.mark.parametrize("text", ["1", "65535"])
def test_the_first_and_the_last_port_are_ports(
    ports: Ports, reader: Any, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(prometheus.PORT, text)
    reader._serve()
    assert reader.port == int(text)


def test_a_forked_child_closes_what_it_inherited_and_serves_anew(
    ports: Ports, reader: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    reader._serve()
    ports.taken = {9464}
    reader._renew()
    assert (ports.closed, reader.port) == (1, 9465)
    assert [message.partition("at ")[2] for message in caplog.messages] == [
        f"http://localhost:{port}/metrics." for port in (9464, 9465)
    ]


def test_a_child_without_a_page_says_so_and_lives_on(
    ports: Ports, reader: Any, caplog: pytest.LogCaptureFixture
) -> None:
    ports.taken, ports.error = {9464}, errno.EACCES
    reader._renew()
    (told,) = caplog.messages
    assert told.startswith(f"Process {os.getpid()} has no page")
    assert " has no page of metrics: [Errno 13] taken" in told


def test_what_multiprocessing_spawns_for_itself_has_no_page(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "orig_argv", ["python", "-c", "from multiprocessing.resource_tracker import main"])
    assert prometheus.ProcessPrometheusMetricReader().port is None
    assert ports.tried == []


def test_where_no_port_is_left_a_forked_child_has_no_page(ports: Ports, reader: Any) -> None:
    reader._serve()
    ports.taken = set(range(70_000))
    reader._renew()
    assert (ports.closed, reader.port) == (1, None)
    reader._renew()
    assert ports.closed == 1  # there is none any more to be closed


def test_a_server_that_older_releases_do_not_hand_out_is_left_open(
    ports: Ports, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prometheus, "start_http_server", lambda port, addr: None)
    reader._serve()
    reader._close()
    assert (reader.port, ports.closed) == (9464, 0)


def test_any_error_of_a_page_after_a_fork_is_told_and_not_raised(
    reader: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def start(port: int, addr: str) -> None:
        raise UnicodeError("label too long")

    monkeypatch.setattr(prometheus, "start_http_server", start)
    reader._renew()
    assert [message.partition(" has ")[2] for message in caplog.messages] == ["no page of metrics: label too long"]


def test_where_a_page_is_is_said_with_the_process(ports: Ports, reader: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    reader._serve()
    assert caplog.messages == [f"Metrics of process {os.getpid()} are at http://localhost:9464/metrics."]


def test_of_what_is_no_port_so_much_is_shown(
    ports: Ports, reader: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(prometheus.PORT, "x" * 41)
    reader._serve()
    assert caplog.messages == [f"{prometheus.PORT}={'x' * 40!r} is no port; using 9464."]


def test_a_fork_gets_a_page_in_a_thread_that_holds_nobody_up_as_long_as_there_is_a_reader(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked: dict[str, Any] = {}
    monkeypatch.setattr(os, "register_at_fork", forked.update)
    registered: list[Any] = []
    monkeypatch.setattr(prometheus.PrometheusMetricReader, "__init__", lambda self: registered.append(type(self)))
    monkeypatch.setattr(sys, "orig_argv", ["python", "app.py"])
    started: list[threading.Thread] = []
    monkeypatch.setattr(threading.Thread, "start", lambda thread: started.append(thread))
    reader = prometheus.ProcessPrometheusMetricReader()
    assert registered == [prometheus.ProcessPrometheusMetricReader]
    assert (list(forked), reader.port) == (["after_in_child"], 9464)

    ports.taken = {9464}
    forked["after_in_child"]()
    (thread,) = started
    assert (thread.daemon, reader.port) == (True, 9464)
    thread.run()
    assert (ports.closed, reader.port) == (1, 9465)

    del reader, thread
    started.clear()
    gc.collect()
    forked["after_in_child"]()
    assert started == []
