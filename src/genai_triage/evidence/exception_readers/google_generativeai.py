"""google-generativeai and vertexai: answers that hold no text, as exceptions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from genai_triage.evidence.exception_view import ExceptionView, peek
from genai_triage.evidence.judge import ends_badly
from genai_triage.evidence.reading import normal_name
from genai_triage.patterns import late
from genai_triage.taxonomy import Evidence
from genai_triage.taxonomy.vendors import GEMINI

# google.ai.generativelanguage.v1beta.Candidate.FinishReason by number, as old SDKs print it.
_FINISH_NUMBERS: Final = {
    2: "MAX_TOKENS",
    3: "SAFETY",
    4: "RECITATION",
    5: "OTHER",
    6: "LANGUAGE",
    7: "BLOCKLIST",
    8: "PROHIBITED_CONTENT",
    9: "SPII",
    10: "MALFORMED_FUNCTION_CALL",
    11: "IMAGE_SAFETY",
    12: "UNEXPECTED_TOOL_CALL",
    13: "TOO_MANY_TOOL_CALLS",
}
_FINISH_SAID: Final = late(
    r"finish[_ ]?reason[\]\"']?(?:\([^)\s]{1,200}\))?(?: is|:|=) ?[\"'<]?(?:FinishReason\.)?([A-Z_]{3,60}|\d{1,2})\b",
    re.I,
)
_BLOCK_SAID: Final = late(
    r"block_?reason[\"']?(?: is|:|=) ?[\"'<]?(?:BlockedReason\.|BlockReason\.)?([A-Z_]{3,60}|\d{1,2})\b", re.I
)
_BLOCK_NUMBERS: Final = {1: "SAFETY", 2: "OTHER", 3: "BLOCKLIST", 4: "PROHIBITED_CONTENT", 5: "IMAGE_SAFETY"}


def of_stopped(view: ExceptionView) -> Evidence | None:
    """The old SDK's StopCandidateException and BlockedPromptException, and its ValueError of `response.text`."""
    arguments = view.get("args")
    first = arguments[0] if isinstance(arguments, tuple) and arguments else None
    evidence = Evidence(provider=view.provider or GEMINI.provider)
    if view.is_a("google.StopCandidateException"):
        finish = peek(first, "finish_reason")
        evidence.finish = (
            _enum_name(finish, _FINISH_NUMBERS) or _said(_FINISH_SAID, view.text, _FINISH_NUMBERS) or "OTHER"
        )
        return evidence
    if view.is_a("google.BlockedPromptException"):
        block = peek(peek(first, "prompt_feedback"), "block_reason")
        evidence.block = _enum_name(block, _BLOCK_NUMBERS) or _said(_BLOCK_SAID, view.text, _BLOCK_NUMBERS) or "OTHER"
        return evidence
    is_refused = view.is_a("vertexai.ResponseValidationError", "vertexai.ResponseBlockedError")
    if not is_refused and view.names[:1] != ("builtins.ValueError",):
        return None
    text = view.text
    says_why = ("quick accessor" in text or "finish_reason" in text) and "multiple candidates" not in text
    if not (is_refused or says_why):
        return None
    evidence.message = text
    evidence.block = _said(_BLOCK_SAID, text, _BLOCK_NUMBERS)
    evidence.finish = None if evidence.block else _said(_FINISH_SAID, text, _FINISH_NUMBERS)
    if evidence.finish is None and evidence.block is None:
        evidence.fact = "empty_answer" if _FINISH_SAID.search(text) else "no_candidate"
    return evidence


def _enum_name(value: object, numbers: Mapping[int, str]) -> str | None:
    name = peek(value, "name")
    if isinstance(name, str):
        return normal_name(name)
    if isinstance(value, str) and value:
        return normal_name(value)
    return numbers.get(value) if isinstance(value, int) else None


def _said(pattern: re.Pattern[str], text: str, numbers: Mapping[int, str]) -> str | None:
    found = pattern.search(text)
    if not found:
        return None
    name = numbers.get(int(found[1])) if found[1].isdecimal() else normal_name(found[1])
    return None if name is None or name.endswith("UNSPECIFIED") or not ends_badly(name) else name
