"""Begins to observe in a Python that `genai-triage run` has started."""

from __future__ import annotations

import genai_triage
from genai_triage.launch.mark import EXPORT, how_started


def observe() -> None:
    """Sets OpenTelemetry up if something is to be exported; else only looks on, and leaves that to the program."""
    if how_started() == EXPORT:
        from opentelemetry.instrumentation.auto_instrumentation import initialize

        initialize()
    else:
        genai_triage.instrument()
