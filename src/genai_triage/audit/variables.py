"""The variables by which an audit tells the instrumented program what to do."""

from __future__ import annotations

from typing import Final

from genai_triage.instrumentation.instrumentors import AUDIT

SIMULATOR: Final = AUDIT
"""URL that requests to the vendors are sent to; its presence is what puts a program into an audit."""
RPC: Final = "GENAI_TRIAGE_AUDIT_GRPC"
"""The same for gRPC, as host:port; empty if it is not served."""
LOG: Final = "GENAI_TRIAGE_AUDIT_LOG"
"""File that receives our own log lines."""
