"""A server that says what a test wants it to say, and the instrumentation that knows it as both vendors'."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.answering import AnsweringServer, answering
from tests.support.left_on import LEFT_ON
from tests.support.recorded import Recorded

pytest.importorskip("google.genai")
pytest.importorskip("gigachat")

from tests.leaks import paths


@pytest.fixture(scope="session")
def running_server() -> Iterator[AnsweringServer]:
    with answering() as server:
        yield server
        paths.close_clients(server.url)


@pytest.fixture
def server(running_server: AnsweringServer) -> AnsweringServer:
    """The server, with a good answer."""
    running_server.answer(200, {})
    return running_server


@pytest.fixture
def telemetry(
    recorded: Recorded, server: AnsweringServer, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Recorded:
    """The instrumentation on, recording in memory; the server is a host of `vendor`, else of Gemini."""
    whose = request.getfixturevalue("vendor") if "vendor" in request.fixturenames else "gemini"
    monkeypatch.setenv("GENAI_TRIAGE_HOSTS", f"127.0.0.1:{server.server_port}={whose}")
    LEFT_ON.switch_on(recorded)
    return recorded
