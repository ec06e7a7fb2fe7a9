from __future__ import annotations

from typing import Any

import pytest

from genai_triage.simulator import Simulator
from tests.support import AUTHORIZATION_KEY


@pytest.fixture
def giga(simulator: Simulator) -> dict[str, Any]:
    """How GigaChain's users make a client, pointed at the simulator."""
    return {
        "credentials": AUTHORIZATION_KEY,
        "scope": "GIGACHAT_API_B2B",
        "base_url": simulator.gigachat_url,
        "auth_url": simulator.oauth_url,
    }
