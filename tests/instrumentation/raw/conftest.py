from __future__ import annotations

from collections.abc import Iterator

import pytest

from genai_triage.instrumentation.raw import hosts
from genai_triage.simulator import Simulator
from tests.support.answering import AnsweringServer, answering
from tests.support.left_on import LEFT_ON
from tests.support.recorded import Recorded


@pytest.fixture
def raw(recorded: Recorded, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """Instrumented, with the simulator as Gemini at 127.0.0.1 and as GigaChat at localhost."""
    port = simulator.url.rpartition(":")[2]
    monkeypatch.setenv(
        hosts.HOSTS_VARIABLE, f"127.0.0.1:{port}=gemini,localhost:{port}=gigachat,example.test=vertex_ai"
    )
    LEFT_ON.switch_on(recorded)
    return recorded


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    """Answers what a test has it answer."""
    with answering() as running:
        yield running


@pytest.fixture
def served(server: AnsweringServer, recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """Instrumented, with that server as Gemini."""
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, f"127.0.0.1:{server.server_port}=gemini")
    LEFT_ON.switch_on(recorded)
    return recorded
