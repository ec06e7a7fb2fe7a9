from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from genai_triage.simulator import Simulator


@pytest.fixture(scope="session")
def shared() -> Iterator[Simulator]:
    with Simulator(latency=0) as running:
        yield running


@pytest.fixture
def simulator(shared: Simulator) -> Iterator[Simulator]:
    shared.reset()
    yield shared
    shared.reset()


@pytest.fixture
def giga(simulator: Simulator) -> dict[str, Any]:
    """How GigaChain's users make a client, pointed at the simulator."""
    return {
        "credentials": base64.b64encode(b"client:secret").decode(),
        "scope": "GIGACHAT_API_B2B",
        "base_url": simulator.gigachat_url,
        "auth_url": simulator.oauth_url,
    }
