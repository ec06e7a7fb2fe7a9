from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from genai_triage.audit.collector import Collector


@pytest.fixture
def collector() -> Iterator[Collector]:
    """An OTLP collector that keeps what it is sent."""
    with Collector() as running:
        yield running


@pytest.fixture
def first_port() -> int:
    """A free port with others behind it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return min(int(probe.getsockname()[1]), 65_000)
