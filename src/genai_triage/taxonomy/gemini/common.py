"""What several families of Gemini's rows share: pages, statuses, and ways to write a signal."""

from __future__ import annotations

from typing import Final

from genai_triage.taxonomy.model import Cause, Example, FailureClass, Signal
from genai_triage.taxonomy.payloads import blocked, finished, interactions_error

DOCS: Final = "https://ai.google.dev/gemini-api/docs/"
TROUBLESHOOTING: Final = DOCS + "troubleshooting"
API_ERRORS: Final = DOCS + "api-errors"
TOKENS: Final = DOCS + "tokens"
FILES: Final = DOCS + "files"
CACHING: Final = DOCS + "caching"
FUNCTIONS: Final = DOCS + "function-calling"
SAFETY: Final = DOCS + "safety-settings"
POLICY: Final = "https://ai.google.dev/gemini-api/terms"
IMAGES: Final = DOCS + "image-generation"
LIVE: Final = DOCS + "live-session"
REFERENCE: Final = "https://ai.google.dev/api/generate-content"
ERROR_REASONS: Final = "https://cloud.google.com/apis/design/errors"

INVALID: Final = ("INVALID_ARGUMENT", "400")
PRECONDITION: Final = ("FAILED_PRECONDITION", "400")
REFUSED: Final = ("INVALID_ARGUMENT", "FAILED_PRECONDITION", "400")
UNAUTHENTICATED: Final = ("UNAUTHENTICATED", "401")
DENIED: Final = ("PERMISSION_DENIED", "403")
NOT_FOUND: Final = ("NOT_FOUND", "404")
EXHAUSTED: Final = ("RESOURCE_EXHAUSTED", "429")
INTERNAL: Final = ("INTERNAL", "500")
UNAVAILABLE: Final = ("UNAVAILABLE", "503")
CLOSED: Final = (1007, 1008, 1011)


def said(
    *text: str, status: tuple[str, ...] = (), subject: tuple[str, ...] = (), live: bool = True
) -> tuple[Signal, ...]:
    """Looks for the words in an HTTP or RPC answer and, unless `live` is off, in the reason of a Live API close."""
    answered = Signal(status=status, text=text, subject=subject)
    return (answered, Signal(close=CLOSED, text=text, subject=subject)) if live else (answered,)


def enum_row(
    name: str,
    *,
    finish: tuple[str, ...] = (),
    block: tuple[str, ...] = (),
    code: tuple[str, ...] = (),
    source: str = "",
    doc: str = SAFETY,
    failure_class: FailureClass = FailureClass.SAFETY,
) -> Cause:
    """Builds a row that an enum value of the answer, or a code of the Interactions API, shows."""
    signals = [Signal(finish=finish)] if finish else []
    signals += [Signal(block=block)] if block else []
    signals += [Signal(code=code)] if code else []
    body = (
        finished(finish[0])
        if finish
        else blocked(block[0])
        if block
        else interactions_error(code[0], "The response was blocked.")
    )
    return Cause(
        id=f"gemini.{name}",
        failure_class=failure_class,
        doc=doc,
        source=source or "observed: enum value of the API reference",
        signals=tuple(signals),
        example=Example(http=200 if finish or block else 400, body=body),
    )
