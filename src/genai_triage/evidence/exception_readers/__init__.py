"""Answers that exceptions carry, by the attributes of each library's classes → evidence; a file for each library.

No SDK is imported: classes are told by their names over the MRO, attributes by trying. A reader returns None for what
is none of its library's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from genai_triage.evidence.exception_readers.api_core import of_api_core
from genai_triage.evidence.exception_readers.crashes import of_crash
from genai_triage.evidence.exception_readers.gigachat import of_gigachat_error
from genai_triage.evidence.exception_readers.google_genai import of_closed_interaction, of_genai_error
from genai_triage.evidence.exception_readers.google_generativeai import of_stopped
from genai_triage.evidence.exception_readers.parsers import of_document
from genai_triage.evidence.exception_readers.rpc import of_rpc_error
from genai_triage.evidence.exception_readers.status_errors import of_status_error
from genai_triage.evidence.exception_readers.validation import of_validation
from genai_triage.evidence.exception_readers.websockets import of_close
from genai_triage.evidence.exception_view import ExceptionView
from genai_triage.taxonomy import Evidence

_READERS: Final[tuple[Callable[[ExceptionView], Evidence | None], ...]] = (
    of_rpc_error,
    of_api_core,
    of_close,
    of_closed_interaction,
    of_genai_error,
    of_gigachat_error,
    of_stopped,
    of_validation,
    of_crash,
    of_document,
)


def evidence_carried(view: ExceptionView, elapsed: float | None) -> Evidence | None:
    """The evidence of the answer that an exception holds, or None if it holds none.

    Args:
        view: of the exception.
        elapsed: seconds the call took.
    """
    for reader in _READERS:
        evidence = reader(view)
        if evidence is not None:
            evidence.elapsed = elapsed if evidence.elapsed is None else evidence.elapsed
            return evidence
    return of_status_error(view, elapsed)
