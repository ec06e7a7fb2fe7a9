"""The simulator on real sockets, and clients of both SDKs that talk to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("google.genai")
pytest.importorskip("gigachat")

from google import genai
from google.genai import types

from genai_triage.simulator import Simulator


@pytest.fixture(scope="session")
def plain_gemini(running_simulator: Simulator) -> genai.Client:
    """Making a client costs more than a hundred calls, so that tests without wishes share one."""
    return genai.Client(api_key="any", http_options=types.HttpOptions(base_url=running_simulator.gemini_url))


@pytest.fixture
def gemini(simulator: Simulator, plain_gemini: genai.Client) -> Callable[..., genai.Client]:
    """Gives a client; takes fields of `HttpOptions`, and `client` for the client's own arguments."""

    def make(client: dict[str, Any] | None = None, **options: Any) -> genai.Client:
        if client is None and not options:
            return plain_gemini
        options = {"base_url": simulator.gemini_url, **options}
        return genai.Client(**(client or {"api_key": "any"}), http_options=types.HttpOptions(**options))

    return make
