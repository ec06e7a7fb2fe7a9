from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gigachat import GigaChat
from google import genai
from google.genai import types
from google.oauth2.credentials import Credentials

from genai_triage.simulator import Simulator


@pytest.fixture(scope="session")
def shared() -> Iterator[Simulator]:
    with Simulator(latency=0, stall=5) as running:
        yield running


@pytest.fixture
def simulator(shared: Simulator) -> Iterator[Simulator]:
    """A running simulator with no schedules and no past requests."""
    shared.reset()
    yield shared
    shared.reset()


@pytest.fixture
def gemini(simulator: Simulator) -> genai.Client:
    return genai.Client(api_key="any", http_options=types.HttpOptions(base_url=simulator.gemini_url))


@pytest.fixture
def vertex(simulator: Simulator) -> genai.Client:
    return genai.Client(
        vertexai=True,
        project="example-project",
        location="us-central1",
        credentials=Credentials(token="any"),  # type: ignore[no-untyped-call]
        http_options=types.HttpOptions(base_url=simulator.gemini_url),
    )


@pytest.fixture
def gigachat(simulator: Simulator) -> Callable[..., GigaChat]:
    """Makes a client; takes the SDK's own settings."""

    def make(**settings: Any) -> GigaChat:
        key = base64.b64encode(b"client:secret").decode()
        defaults = {
            "base_url": simulator.gigachat_url,
            "auth_url": simulator.oauth_url,
            "credentials": key,
            "model": "GigaChat-2",
        }
        return GigaChat(**{**defaults, **settings})

    return make
