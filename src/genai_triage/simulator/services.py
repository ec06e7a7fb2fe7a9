"""The services the simulator stands in for, behind one interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from genai_triage.simulator import gemini, gigachat
from genai_triage.simulator.exchange import Facts, SimResponse
from genai_triage.simulator.reply import Reply
from genai_triage.taxonomy.model import Example, Provider


class Service(Protocol):
    """How a provider writes its answers. Its module is the implementation."""

    def good(self, facts: Facts, reply: Reply) -> SimResponse: ...

    def ended(self, facts: Facts, example: Example, reply: Reply) -> SimResponse: ...

    def error(self, status: int, message: str) -> SimResponse: ...

    def event(self, facts: Facts, body: Any) -> bytes: ...

    def soft_body(self, facts: Facts, body: Any) -> Any: ...

    def soft_stream(self, facts: Facts, body: Any) -> SimResponse | None: ...


SERVICES: Mapping[Provider, Service] = {"gemini": gemini, "gigachat": gigachat}
