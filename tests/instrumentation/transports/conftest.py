"""A call of Gemini's that is running, whose requests are attempts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry import context as otel_context

from genai_triage.instrumentation import instrumentors
from genai_triage.telemetry import runtime
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from tests.support.recorded import Recorded


@pytest.fixture
def running(telemetry: Recorded) -> Iterator[Operation]:
    """It goes to https://api.example and asks for a stream."""
    instrumentors.configure()
    provided = runtime.current()
    assert provided is not None
    server = server_of("https://api.example")
    operation = Operation(provided, Request("gemini", "gcp.gemini", "generate_content", "any", server, stream=True))
    assert operation.context is not None
    token = otel_context.attach(operation.context)
    yield operation
    otel_context.detach(token)
