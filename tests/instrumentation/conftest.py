"""The simulator on real sockets, and clients of both SDKs that talk to it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("google.genai")
pytest.importorskip("gigachat")

from gigachat import GigaChat
from google import genai
from google.genai import types

from genai_triage.simulator import Simulator

AUTHORIZATION_KEY = base64.b64encode(b"client:secret").decode()


@pytest.fixture(scope="session")
def running() -> Iterator[Simulator]:
    with Simulator(latency=0, stall=5) as simulator:
        yield simulator


@pytest.fixture
def simulator(running: Simulator) -> Iterator[Simulator]:
    """A running simulator with no schedules and no past requests."""
    running.reset()
    yield running
    running.reset()


@pytest.fixture(scope="session")
def plain_gemini(running: Simulator) -> genai.Client:
    """Making a client costs more than a hundred calls, so that tests without wishes share one."""
    return genai.Client(api_key="any", http_options=types.HttpOptions(base_url=running.gemini_url))


@pytest.fixture
def gemini(simulator: Simulator, plain_gemini: genai.Client) -> Callable[..., genai.Client]:
    """Gives a client; takes fields of `HttpOptions`, and `client` for the client's own arguments."""

    def make(client: dict[str, Any] | None = None, **options: Any) -> genai.Client:
        if client is None and not options:
            return plain_gemini
        options = {"base_url": simulator.gemini_url, **options}
        return genai.Client(**(client or {"api_key": "any"}), http_options=types.HttpOptions(**options))

    return make


@pytest.fixture
def gigachat(simulator: Simulator) -> Callable[..., GigaChat]:
    """Makes a client; takes the SDK's own settings."""

    def make(**settings: Any) -> GigaChat:
        defaults = {
            "base_url": simulator.gigachat_url,
            "auth_url": simulator.oauth_url,
            "credentials": AUTHORIZATION_KEY,
            "model": "GigaChat-2",
        }
        return GigaChat(**{**defaults, **settings})

    return make


@pytest.fixture(scope="session")
def running_rpc() -> Iterator[Simulator]:
    pytest.importorskip("grpc")
    with Simulator(latency=0, stall=5, grpc_port=0) as simulator:
        yield simulator


@pytest.fixture
def rpc(running_rpc: Simulator) -> Iterator[Simulator]:
    """A running simulator that speaks gRPC too, with no schedules and no past requests."""
    running_rpc.reset()
    yield running_rpc
    running_rpc.reset()
