"""The simulator on real sockets, and clients of both SDKs that talk to it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from genai_triage.instrumentation.raw import hosts
from genai_triage.simulator import Simulator
from tests.support.left_on import LEFT_ON
from tests.support.recorded import Recorded

if TYPE_CHECKING:
    from google import genai

    from tests.support.twins import Scene


@pytest.fixture(scope="session")
def plain_gemini(running_simulator: Simulator) -> genai.Client:
    """Making a client costs more than a hundred calls, so that tests without wishes share one."""
    google_genai = pytest.importorskip("google.genai")
    options = google_genai.types.HttpOptions(base_url=running_simulator.gemini_url)
    client: genai.Client = google_genai.Client(api_key="any", http_options=options)
    return client


@pytest.fixture
def gemini(simulator: Simulator, plain_gemini: genai.Client) -> Callable[..., genai.Client]:
    """Gives a client; takes fields of `HttpOptions`, and `client` for the client's own arguments."""

    def make(client: dict[str, Any] | None = None, **options: Any) -> genai.Client:
        if client is None and not options:
            return plain_gemini
        options = {"base_url": simulator.gemini_url, **options}
        google_genai = sys.modules["google.genai"]
        made: genai.Client = google_genai.Client(
            **(client or {"api_key": "any"}), http_options=google_genai.types.HttpOptions(**options)
        )
        return made

    return make


@pytest.fixture(scope="session")
def both_servers() -> Iterator[Scene]:
    """Servers of both kinds that answer with what a test sets; where gRPC is missing, its tests are skipped."""
    twins = pytest.importorskip("tests.support.twins", exc_type=ImportError)
    with twins.scene() as running:
        yield running


@pytest.fixture
def scene(both_servers: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Both servers, as known hosts of Gemini and GigaChat."""
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, both_servers.hosts)
    both_servers.encoding = "plain"
    return both_servers


@pytest.fixture
def watched(scene: Scene, recorded: Recorded) -> Recorded:
    """Instrumented, with both servers as known hosts."""
    LEFT_ON.switch_on(recorded)
    return recorded
