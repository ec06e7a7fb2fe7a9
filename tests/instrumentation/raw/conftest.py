from __future__ import annotations

import pytest

from genai_triage.instrumentation.raw import hosts
from genai_triage.simulator import Simulator
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
