"""Bodies of answers → JSON documents: plain JSON, event streams, NDJSON, concatenated JSON, arrays; bounded in size.

The body may be cut anywhere, since callers peek only its first bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

PEEK_LIMIT: Final = 64 * 1024
"""Characters or bytes of a body that are looked at."""

_TAIL: Final = 8 * 1024
_MAX_DOCUMENTS: Final = 4096
_MAX_LINES: Final = 1000
_MAX_NESTING: Final = 200
_HTML: Final = re.compile(r"<(?:!doctype html|html|head|body|title)\b", re.I)
_SSE_LINE: Final = re.compile(r"^(?:data|event|id|retry):|^:", re.M)
_DECODER: Final = json.JSONDecoder()


@dataclass(slots=True)
class Body:
    """What a body turned out to be."""

    documents: list[Any] = field(default_factory=list)
    """JSON values in order: one, or one per event or line of a stream."""
    text: str = ""
    """The text as received (bounded); empty if the body came parsed."""
    tail: str = ""
    """The end of a text that was too long to look at whole."""
    stream: bool = False
    cut: bool = False
    """The end is missing, because only a part was looked at."""
    html: bool = False
    given: bool = True
    """False: there is no body to judge (None); an empty text is a body."""
    done: bool = False
    """The stream ended with its own end marker."""

    @property
    def unparsable(self) -> bool:
        """The whole text is here, it is not blank, and yet no JSON came out."""
        return bool(self.text.strip()) and not self.documents and not self.cut


def read_body(body: object) -> Body:
    """Reads `bytes`, `str`, a parsed JSON value or None."""
    if body is None:
        return Body(given=False)
    if isinstance(body, (bytes, bytearray, memoryview)):
        return _read_text(*_decoded(body))
    if isinstance(body, str):
        return _read_text(*_cut(body))
    if isinstance(body, (dict, list, tuple)):
        return _of_parsed(body)
    return Body(given=False)


def _of_parsed(body: Any) -> Body:
    if isinstance(body, (list, tuple)):
        documents = list(body[:_MAX_DOCUMENTS])
        stream = bool(documents) and all(isinstance(item, dict) for item in documents)
        return Body(documents=documents, stream=stream and _is_chunk(documents[0]), cut=len(body) > _MAX_DOCUMENTS)
    return Body(documents=[body])


def _is_chunk(document: Mapping[str, Any]) -> bool:
    return any(key in document for key in ("candidates", "promptFeedback", "usageMetadata", "response"))


def _decoded(body: bytes | bytearray | memoryview) -> tuple[str, str, bool]:
    size = len(body)
    head = bytes(body[:PEEK_LIMIT])
    tail = bytes(body[-_TAIL:]) if size > PEEK_LIMIT else b""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace"), "", size >= PEEK_LIMIT
    return head.decode("utf-8-sig", "replace"), tail.decode("utf-8", "replace"), size >= PEEK_LIMIT


def _cut(body: str) -> tuple[str, str, bool]:
    size = len(body)
    return body[:PEEK_LIMIT].lstrip("\ufeff"), body[-_TAIL:] if size > PEEK_LIMIT else "", size >= PEEK_LIMIT


def _read_text(text: str, tail: str, cut: bool) -> Body:
    read = Body(text=text, tail=tail, cut=cut)
    stripped = text.strip()
    if not stripped:
        return read
    if stripped[0] in "{[":
        _read_json(stripped, read)
    elif stripped[0] == "<":
        read.html = _HTML.search(stripped[:2048]) is not None
    elif _SSE_LINE.search(stripped[:4096]):
        _read_events(stripped, read)
    return read


def _read_json(text: str, read: Body) -> None:
    """One value, or several in a row as NDJSON and concatenated streams have them."""
    if _too_deep(text):
        return
    position, end = 0, len(text)
    while position < end and len(read.documents) < _MAX_DOCUMENTS:
        value, position = _next_value(text, position)
        if position < 0:
            break
        read.documents.append(value)
        while position < end and text[position] in " \t\r\n,":
            position += 1
    if len(read.documents) > 1:
        read.stream = True
    elif read.documents and isinstance(read.documents[0], list):
        whole = _of_parsed(read.documents[0])
        read.documents, read.stream = whole.documents, whole.stream


def _next_value(text: str, position: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, position)
    except (ValueError, RecursionError):
        return None, -1


def _too_deep(text: str) -> bool:
    """Cheap guard against nesting that would exhaust the interpreter's stack."""
    return "[" * _MAX_NESTING in text.replace(" ", "") or text.count('{"') > 20_000


def _read_events(text: str, read: Body) -> None:
    """Server-sent events: `data:` lines (joined per event) and JSON between them; other fields are skipped."""
    read.stream = True
    pending: list[str] = []
    is_bare = False
    for line in (*text.splitlines(), ""):
        if line.startswith("data:"):
            pending.append(line[5:].strip())
            is_bare = False
        elif line[:1] in "{[" and line:
            pending.append(line)
            is_bare = True
        elif is_bare and line.strip():
            pending.append(line)  # an error object that is printed over several lines
        elif not line.strip() and pending:
            _add_event(pending, read)
            pending, is_bare = [], False
        if len(read.documents) >= _MAX_DOCUMENTS:
            read.cut = True
            return
    if not text.endswith("\n") and not read.documents:
        return


def _add_event(lines: list[str], read: Body) -> None:
    """An event's data as one value, or each line of it as one, for servers that leave the blank lines out."""
    joined = "\n".join(lines)
    candidates = [joined] if len(lines) == 1 or _parsed(joined) is not _BROKEN else lines[:_MAX_LINES]
    for data in candidates:
        if data == "[DONE]":
            read.done = True
            continue
        value = _parsed(data)
        if value is _BROKEN:
            read.documents.append(BrokenEvent(data[:PEEK_LIMIT]))
        elif isinstance(value, list):
            read.documents.extend(value[:100])
        else:
            read.documents.append(value)


@dataclass(frozen=True, slots=True)
class BrokenEvent:
    """Data of an event that is no JSON."""

    data: str


_BROKEN: Final = object()


def _parsed(data: str) -> Any:
    if _too_deep(data):
        return _BROKEN
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return _BROKEN
