"""An answer's body as it passes: all of it up to 64 KB, the beginning and the end of a longer one."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any, Final

from genai_triage.evidence.limits import MAX_BODY, MAX_TAIL
from genai_triage.evidence.parse import Body, read_body, read_window
from genai_triage.evidence.scan import shows_content
from genai_triage.patterns import late

_HEAD: Final = MAX_BODY - MAX_TAIL
_MAX_INFLATED: Final = 1024 * 1024
_MAX_NUMBERS: Final = 4096
"""Bytes of an answer full of numbers that are parsed; there is little to see in more of it."""


_RESULT: Final = late(rb'"(?:values|embedding)"\s{0,2}:\s{0,2}["\[]')
"""How the numbers of an embedding begin: Gemini's, and GigaChat's and OpenAI's."""
_MAX_RESULT: Final = 20
"""Bytes that are longer than any of those."""


class BodyView:
    """A window on a body: its beginning and its end, or for a stream of events its end."""

    def __init__(self, content_type: str, encoding: str, *, counts: bool = False) -> None:
        """Begins empty; `counts`: the embeddings in it are to be counted, of which it keeps too few to see them."""
        self._counts = counts
        self._border = b""
        self._results = 0
        self.is_stream = _is_stream(content_type)
        self._head = bytearray()
        self._end = b""
        self._size = 0
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
        self._size += len(piece)
        if self._counts:
            seen, size = self._border + piece, len(self._border)
            self._results += sum(1 for found in _RESULT.finditer(seen) if found.end() > size)
            self._border = seen[-_MAX_RESULT:]
        if self.is_stream:
            self._has_content = self._has_content or shows_content(piece)
        else:
            room = _HEAD - len(self._head)
            if room > 0:
                self._head += piece[:room]
                piece = piece[room:]
        if piece:
            self._end = (self._end + piece)[-MAX_TAIL:]

    @property
    def kept(self) -> bytes | None:
        """What is kept; None if it could not be decoded."""
        return bytes(self._head) + self._end if self._is_readable else None

    def results(self) -> int:
        """How many embeddings have passed."""
        return self._results

    def body(self, *, is_complete: bool, is_numbers: bool = False) -> Body | None:
        """Reads what is kept; None if it could not be decoded.

        `is_complete`: the body ended by itself. `is_numbers`: it holds embeddings.
        """
        kept = self.kept
        if kept is None:
            return None
        if self._size > len(kept) or (is_numbers and self._size > _MAX_NUMBERS):
            read = read_window(bytes(self._head), self._end, is_stream=self.is_stream)
        else:
            read = read_body(kept)
            read.cut = False
        read.cut = read.cut or not is_complete
        read.had_content = self._has_content
        return read


class WholeBody:
    """A body that has been read already; its end tells as much as its beginning."""

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        self._body = body
        self._headers = headers

    @property
    def kept(self) -> bytes:
        """As much of it as a view would keep."""
        return self._body[:_HEAD]

    def results(self) -> int:
        """How many embeddings it holds."""
        return len(_RESULT.findall(self._body))

    def body(self, *, is_complete: bool, is_numbers: bool = False) -> Body:
        """Reads as much of it as a view would keep."""
        size = len(self._body)
        if size <= (_MAX_NUMBERS if is_numbers else MAX_BODY):
            read = read_body(self._body)
            read.cut = not is_complete
        else:
            is_stream = _is_stream(self._headers.get("content-type", ""))
            read = read_window(self._body[:_HEAD], self._body[_HEAD:][-MAX_TAIL:], is_stream=is_stream)
            read.cut = read.cut or not is_complete
        return read


def _is_stream(content_type: str) -> bool:
    return content_type.startswith("text/event-stream")


def _has_header(packed: bytes) -> bool:
    """Whether packed data begins as gzip or zlib (RFC 1952, 1950): `deflate` comes with and without a header."""
    return packed[0] == 0x1F or packed[0] & 0x0F == 8
