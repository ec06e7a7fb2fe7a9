"""Who looks on as operations end, beside OpenTelemetry: the console, where one is switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from genai_triage.telemetry.gate import Clean
    from genai_triage.telemetry.report import Outcome
    from genai_triage.telemetry.request import Request


class Watcher(Protocol):
    """Is told of each operation of the process, whatever a sampler drops and whether or not a provider is set."""

    def ended(self, request: Request, outcome: Outcome, facts: Clean | None, trace_id: int) -> None:
        """Is called once an operation; `facts` have passed the gate, and are None for a success."""

    def summarise(self) -> None:
        """Is called when the process ends in a way that runs no exit handlers."""


watcher: Watcher | None = None
"""The one of this process; None costs an operation nothing but the look."""
