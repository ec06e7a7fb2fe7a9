"""Answers that are too long to parse: a few keys are searched for in their beginning and their end."""

from __future__ import annotations

import re
from typing import Final

from genai_triage.patterns import late

from .limits import MAX_CANDIDATES
from .reading import DIALECTS, Reading

# A key inside a text has its quotes escaped, so none of these. They begin with a literal: only then is a scan fast.
_TEXTS: Final = late(
    r'"(finishReason|finish_reason|blockReason|block_reason|modelVersion|model|responseId)"\s*:\s*"([^"\\]{1,200})"'
)
_NUMBERS: Final = late(
    rf'"({"|".join(sorted({name for dialect in DIALECTS for name in dialect.parts}))})"\s*:\s*(\d{{1,12}})'
)
_CONTENT: Final = late(
    rb'"(?:(?:text|content)"\s*:\s*(?:"[^"]|\[\s*(?:"[^"]|\{\s*"(?!text")))'
    rb'|(?:functionCall|function_call|tool_calls|inlineData|fileData|executableCode)"\s*:\s*(?:\{|\[\s*[^\]\s]))'
)
_STRINGS: Final = late(r'"(?:[^"\\]|\\.)*"')
_OPENING: Final = late(r"[\[{]")
_CLOSING: Final = late(r"[\]}]")


def shows_content(piece: bytes) -> bool:
    """Whether a piece of an answer holds any text, call or file."""
    return _CONTENT.search(piece) is not None


def scan(head: str, tail: str, reading: Reading, *, is_stream: bool) -> None:
    """Adds finish reasons, usage, model and id of a text of which only the beginning and the end are at hand."""
    found = _TEXTS.findall(head) + [(m[1], m[2]) for m in _TEXTS.finditer(tail) if _is_telling(m, tail)]
    reasons = []
    for key, value in found:
        if key in ("finishReason", "finish_reason"):
            reasons.append(value)
        elif key in ("blockReason", "block_reason"):
            reading.block_reason = value
        elif key == "responseId":
            reading.id = value
        elif reading.model is None or key == "modelVersion":
            reading.model = value
    # A stream repeats its reason; a whole answer has one for each candidate.
    for index, reason in enumerate(reasons[-1:] if is_stream else reasons[:MAX_CANDIDATES]):
        # What is so long that it is not parsed holds something.
        reading.add_candidate(index, reason, True)
    _scan_usage(head + tail, reading)


def _is_telling(found: re.Match[str], tail: str) -> bool:
    """A `model` counts only at the answer's own level: what follows it closes no more than the answer."""
    return found[1] != "model" or _levels_closed(tail[found.end() :]) == 1


def _levels_closed(rest: str) -> int:
    bare = _STRINGS.sub("", rest)
    return len(_CLOSING.findall(bare)) - len(_OPENING.findall(bare))


def _scan_usage(text: str, reading: Reading) -> None:
    numbers = _NUMBERS.findall(text)
    counts = {key: int(number) for key, number in numbers}
    dialect = next((dialect for dialect in DIALECTS if dialect.input in counts), None)
    if dialect is None:
        return
    reading.set_tokens(*(counts.get(name) for name in dialect.parts))
    if '"embedding"' in text[:1000]:
        # GigaChat counts the tokens of each embedding by itself.
        reading.output_tokens = None
        reading.input_tokens = sum(int(number) for key, number in numbers if key == dialect.input)
