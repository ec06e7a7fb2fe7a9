"""websockets: the close of a Live session."""

from __future__ import annotations

from genai_triage.evidence.close import evidence_of_close
from genai_triage.evidence.exception_view import ExceptionView, mapping, peek
from genai_triage.taxonomy import Evidence
from genai_triage.taxonomy.vendors import GEMINI


def of_close(view: ExceptionView) -> Evidence | None:
    """websockets' ConnectionClosed: the frame received, in the attributes of old and new versions."""
    if not view.is_a("websockets.ConnectionClosed", "websockets.ConnectionClosedError"):
        return None
    frame = view.get("rcvd")
    if frame is not None:
        code, reason = peek(frame, "code"), peek(frame, "reason")
    else:  # `code` is a deprecated property of new versions, and an instance attribute of old ones
        own = mapping(view.get("__dict__"))
        code, reason = own.get("code", 1006), own.get("reason", "")
    return evidence_of_close(code, reason, provider=view.provider or GEMINI.provider)
