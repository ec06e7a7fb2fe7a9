"""SDK and raw layer at once, as in production: the simulator is a known host of Gemini and GigaChat."""

from __future__ import annotations

import pytest

from genai_triage.instrumentation.raw import hosts
from genai_triage.simulator import Simulator


@pytest.fixture(autouse=True)
def known_hosts(request: pytest.FixtureRequest, running_simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an SDK sends is no call of its own, although the raw layer sees every request to the simulator."""
    servers = [running_simulator]
    if "rpc" in request.fixturenames:
        servers.append(request.getfixturevalue("running_rpc"))
    ports = [server.url.rpartition(":")[2] for server in servers]
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, ",".join(f"127.0.0.1:{port}=gemini" for port in ports))
