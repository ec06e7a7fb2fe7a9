"""An answer's body as it passes: a bounded, decoded part of it, searched for a few keys and never parsed."""

from __future__ import annotations

import re
import zlib
from typing import Any, Final

from genai_triage.telemetry.request import Reading

MAX_KEPT: Final = 64 * 1024
"""Bytes of a body that are kept while it passes."""
_TAIL: Final = 8 * 1024
_HEAD: Final = MAX_KEPT - _TAIL
_MAX_INFLATED: Final = 1024 * 1024

# A key inside a text has its quotes escaped, so none of these. They begin with a literal: only then is a scan fast.
_TEXTS: Final = re.compile(
    rb'"(finishReason|finish_reason|blockReason|modelVersion|model|responseId)"\s*:\s*"([^"\\]{1,200})"'
)
_NUMBERS: Final = re.compile(
    rb'"(promptTokenCount|candidatesTokenCount|thoughtsTokenCount|toolUsePromptTokenCount|cachedContentTokenCount'
    rb'|prompt_tokens|completion_tokens|precached_prompt_tokens|input_tokens|output_tokens)"\s*:\s*(\d{1,12})'
)
_CONTENT: Final = re.compile(
    rb'"(?:(?:text|content)"\s*:\s*(?:"[^"]|\[\s*[^\]\s])'
    rb'|(?:functionCall|function_call|tool_calls|inlineData|fileData|executableCode)"\s*:\s*(?:\{|\[\s*[^\]\s]))'
)


class BodyView:
    """A window on a body: its beginning and its end, or for a stream of events its end."""

    def __init__(self, content_type: str, encoding: str) -> None:
        self.is_stream = content_type.startswith("text/event-stream")
        self._head = bytearray()
        self._end = b""
        self._has_content = False
        encoding = encoding.strip().lower()
        self._is_packed = encoding in ("gzip", "x-gzip", "deflate")
        self._inflate: Any = None
        self._is_readable = self._is_packed or encoding in ("", "identity")

    def add(self, piece: bytes) -> None:
        """A piece of the body as it came over the wire."""
        if not self._is_readable or not piece:
            return
        if self._is_packed:
            if self._inflate is None:
                self._inflate = zlib.decompressobj(47 if _has_header(piece) else -15)
            try:
                piece = self._inflate.decompress(piece, _MAX_INFLATED)
            except zlib.error:
                self._is_readable = False
                return
            self._is_readable = not self._inflate.unconsumed_tail
        if self.is_stream:
            self._has_content = self._has_content or _CONTENT.search(piece) is not None
        else:
            room = _HEAD - len(self._head)
            if room > 0:
                self._head += piece[:room]
                piece = piece[room:]
        if piece:
            self._end = (self._end + piece)[-_TAIL:]

    def add_whole(self, body: bytes) -> None:
        """The decoded body, once the application has read it; its end tells as much as its beginning."""
        self._is_readable = True
        self._head = bytearray(body[:_HEAD])
        self._end = body[_HEAD:][-_TAIL:]

    @property
    def kept(self) -> bytes | None:
        """What is kept; None if it could not be decoded."""
        return bytes(self._head) + self._end if self._is_readable else None

    @property
    def shows_content(self) -> bool:
        """Whether any text, call or file of an answer has been seen."""
        return self._has_content or _CONTENT.search(self._head + self._end) is not None

    def read(self, answer: Reading) -> None:
        """Reads finish reasons, usage, model and id of whatever is kept."""
        kept = bytes(self._head) + self._end
        reasons: list[str] = []
        for key, value in _TEXTS.findall(kept):
            text = value.decode("utf-8", "replace")
            if key in (b"finishReason", b"finish_reason"):
                reasons.append(text)
            elif key == b"blockReason":
                answer.block_reason = text
            elif key == b"responseId":
                answer.id = text
            elif answer.model is None or key == b"modelVersion":
                answer.model = text
        # A stream, of events or an array, repeats its reason; a whole answer has one for each candidate.
        answer.finish_reasons = reasons[-1:] if self.is_stream or kept[:1] == b"[" else reasons[:64]
        self._read_usage(answer, {key: int(number) for key, number in _NUMBERS.findall(kept)})

    def _read_usage(self, answer: Reading, counts: dict[bytes, int]) -> None:
        prompt = _first(counts, b"promptTokenCount", b"prompt_tokens", b"input_tokens")
        if prompt is None:
            return
        thoughts = counts.get(b"thoughtsTokenCount")
        answer.input_tokens = prompt + counts.get(b"toolUsePromptTokenCount", 0)
        output = _first(counts, b"candidatesTokenCount", b"completion_tokens", b"output_tokens")
        answer.output_tokens = (output or 0) + (thoughts or 0)
        answer.cached_tokens = _first(counts, b"cachedContentTokenCount", b"precached_prompt_tokens")
        answer.reasoning_tokens = thoughts


def _has_header(packed: bytes) -> bool:
    """Whether packed data begins as gzip or zlib (RFC 1952, 1950): `deflate` comes with and without a header."""
    return packed[0] == 0x1F or packed[0] & 0x0F == 8


def _first(counts: dict[Any, int], *keys: bytes) -> int | None:
    return next((counts[key] for key in keys if key in counts), None)
