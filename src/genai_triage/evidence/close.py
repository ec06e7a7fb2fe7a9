"""What a Live session shows on its WebSocket: its close, and an error object among its messages."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy import Evidence, Failure, Provider
from genai_triage.taxonomy.vendors import GEMINI

from .error_body import find_error
from .limits import MAX_BODY, MAX_TEXT
from .parse import read_body
from .reading import Reading

_NORMAL: Final = 1000
_BY_CODE_ALONE: Final = "status.connection_closed"


def evidence_of_close(code: object, reason: object, *, provider: Provider | None = GEMINI.provider) -> Evidence:
    """What the close frame of a WebSocket shows; the reason is cut at 123 bytes by the protocol."""
    number = code if isinstance(code, int) and not isinstance(code, bool) else 1006
    if isinstance(reason, (bytes, bytearray)):
        reason = bytes(reason[:500]).decode("utf-8", "replace")
    text = reason[:MAX_TEXT] if isinstance(reason, str) else ""
    return Evidence(provider=provider, close_code=number, endpoint="live", message=text or None, is_spoken=True)


def is_normal_close(evidence: Evidence, failure: Failure) -> bool:
    """Whether a session ended as it should: with 1000, and a reason that no row knows (RFC 6455, section 7.4.1)."""
    return evidence.close_code == _NORMAL and failure.cause.id == _BY_CODE_ALONE


def read_session_message(message: bytes | str, reading: Reading) -> None:
    """Notes the error object that a message is; any other message says nothing here."""
    read = read_body(message[: MAX_BODY - 1])
    document = read.documents[0] if read.documents else None
    if isinstance(document, dict) and (document.get("error") or ("code" in document and "message" in document)):
        reading.error = find_error(document, failed=True)
        reading.received = True
