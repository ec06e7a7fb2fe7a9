"""Servers that do not start."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from genai_triage.monitoring.drill import servers
from genai_triage.monitoring.drill.servers import (
    PROMETHEUS,
    ServerError,
    binary,
    free_port,
    prometheus,
    require_servers,
)
from tests.support.programs import needs


def test_missing_binary_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for check in (require_servers, lambda: binary(PROMETHEUS)):
        with pytest.raises(ServerError, match=r"^Prometheus is not on the PATH\.$"):
            check()


@needs("prometheus")
def test_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(ServerError, match=r"prometheus does not start: .*field nonsense not found"),
        prometheus(tmp_path, {"nonsense": True}),
    ):
        pytest.fail("it started")


def test_a_free_port_is_none_that_a_connection_may_be_given() -> None:
    ports = [free_port() for _ in range(50)]
    assert max(ports) < 32_768
    assert len(set(ports)) > 40


def test_a_port_that_is_taken_is_not_free(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setattr(servers, "_PORTS", [port] * 100)
        assert free_port() != port
