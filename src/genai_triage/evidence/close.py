"""Closes of a Live API WebSocket → evidence."""

from __future__ import annotations

from genai_triage.taxonomy import Evidence, Provider

from .limits import MAX_TEXT


def evidence_of_close(code: object, reason: object, *, provider: Provider | None = "gemini") -> Evidence:
    """What the close frame of a WebSocket shows; the reason is cut at 123 bytes by the protocol."""
    number = code if isinstance(code, int) and not isinstance(code, bool) else 1006
    if isinstance(reason, (bytes, bytearray)):
        reason = bytes(reason[:500]).decode("utf-8", "replace")
    text = reason[:MAX_TEXT] if isinstance(reason, str) else ""
    return Evidence(provider=provider, close_code=number, endpoint="live", message=text or None, is_spoken=True)
