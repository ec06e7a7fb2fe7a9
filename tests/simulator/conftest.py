from __future__ import annotations

import pytest
from google import genai
from google.genai import types
from google.oauth2.credentials import Credentials

from genai_triage.simulator import Simulator


@pytest.fixture
def gemini(simulator: Simulator) -> genai.Client:
    return genai.Client(api_key="any", http_options=types.HttpOptions(base_url=simulator.gemini_url))


@pytest.fixture
def vertex(simulator: Simulator) -> genai.Client:
    return genai.Client(
        vertexai=True,
        project="example-project",
        location="us-central1",
        credentials=Credentials(token="any"),
        http_options=types.HttpOptions(base_url=simulator.gemini_url),
    )
