"""Bodies of answers → JSON documents: plain JSON, event streams, NDJSON, concatenated JSON, arrays; bounded in size.

The body may be cut anywhere, since callers peek only its first bytes.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, Final

from genai_triage.patterns import late

from .limits import (
    MAX_BODY,
    MAX_BROKEN,
    MAX_DOCUMENTS,
    MAX_FIELDS,
    MAX_LINES,
    MAX_NESTING,
    MAX_OBJECTS,
    MAX_RAW,
    MAX_TAIL,
    MAX_TEXT,
    MAX_WEIGHT,
)
from .weight import is_deep, is_heavy, is_heavy_text

_HTML: Final = late(r"<(?:!doctype html|html|head|body|title)\b", re.I)
_SSE_FIELDS: Final = ("data:", "event:", "id:", "retry:")
_SSE_LINE: Final = late(r"^(?:data|event|id|retry):", re.M)
_KEY: Final = late(r"[\s,]{0,200}\"([^\"\\]{1,200})\"\s{0,200}:\s{0,200}")
_LINES_OF_EVENT: Final = 8
"""Lines that an event has at most, on an average."""
_LAST_LINES: Final = 200
"""Lines at the end of a stream in which its last events stand."""
_TELLING: Final = ('"error"', '"status"', '"status_code"', '"code"')
"""Members of an event that may be an error."""
_LONGEST_CHARACTER: Final = 4
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECODER: Final = json.JSONDecoder()
_CLOSING: Final = {"{": "}", "[": "]"}


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
    had_content: bool = False
    """A part of a stream that was not kept held content."""
    seen: dict[Any, Any] | None = None
    """What has been found in its text, for as long as the text is remembered; None if it is not."""


def read_body(body: object, *, is_refusal: bool = False) -> Body:
    """Reads `bytes`, `str`, a parsed JSON value or None.

    `is_refusal`: only an error is looked for, so that of many values the first are read, and of a text with far more
    of them than a message has, its beginning.
    """
    if type(body) is dict:
        return Body([body])
    if body is None:
        return Body(given=False)
    if isinstance(body, (bytes, bytearray, memoryview)):
        is_long = is_refusal and len(body) > _LONG
        return _read_again(bytes(body)) if is_long else _read_bytes(body, is_refusal=is_refusal)
    if isinstance(body, str):
        cut = _cut(body)
        return _read_text(*cut, is_refusal=is_refusal, is_too_heavy=partial(is_heavy_text, cut[0]))
    if isinstance(body, (dict, list, tuple)):
        return _of_parsed(body)
    return Body(given=False)


_LONG: Final = 2048
"""Bytes of a refusal that is worth being compared with the last ones."""
_pages: list[tuple[bytearray, Body]] = []
_MAX_PAGES: Final = 4
"""The last long refusals that are no JSON: what stands before a service answers with the same page again and again."""


def _read_again(body: bytes) -> Body:
    """Reads a long refusal, a page that is among the last ones only once."""
    global _pages
    for known, read in _pages:  # compared, and not hashed: that would take as long as to read it
        if known == body:
            return read
    read = _read_bytes(body, is_refusal=True)
    if not read.documents and len(body) <= MAX_BODY:
        read.seen = {}
        # A copy: the application's body is not kept alive.
        _pages = [(bytearray(body), read), *_pages[: _MAX_PAGES - 1]]
    return read


def _read_bytes(body: bytes | bytearray | memoryview, *, is_refusal: bool) -> Body:
    decoded = _decoded(body, is_refusal=is_refusal)
    return _read_text(*decoded, is_refusal=is_refusal, is_too_heavy=partial(is_heavy, body[:MAX_BODY]))


def parsed_by_sdk(error: BaseException, body: bytes) -> object:
    """Returns the JSON value of a refusal's body where an exception of google-genai holds it; else the body.

    It must have been made of that very body, and be what this module would make of it.
    """
    details = getattr(error, "__dict__", {}).get("details")  # a property of somebody's exception is not asked
    if type(details) is not dict or type(details.get("error")) is not dict:
        return body
    answer = error.__dict__.get("response")
    is_its_own = getattr(answer, "__dict__", {}).get("_content") is body  # of httpx and of requests
    is_plain = len(body) <= MAX_WEIGHT and body[:1] == b"{" and body.isascii()
    is_flat = len(body) <= MAX_NESTING or body.count(b"{") + body.count(b"[") <= MAX_NESTING
    return details if is_its_own and is_plain and is_flat else body


def read_last_events(end: bytes) -> Body:
    """Reads the last bytes of a stream, which may begin in the middle of an event: only its last events may tell."""
    is_cut = is_heavy(end)
    text = _text(end[-MAX_RAW:] if is_cut else end[-MAX_BODY:], is_refusal=True).strip()
    is_json = text[:1] in ("{", "[")
    lines = [text] if is_json else text.rsplit("\n", _LAST_LINES)
    if len(lines) > _LAST_LINES:
        text, is_cut = "\n".join(lines[1:]), True
    return _read_text(text, "", is_cut or len(end) >= MAX_BODY, is_refusal=is_json, is_too_heavy=lambda: False)


def read_window(head: bytes, tail: bytes, *, is_stream: bool) -> Body:
    """Reads what was kept of a body that was too long to keep: its beginning and its end, or a stream's end alone."""
    text, end = head.decode("utf-8-sig", "replace"), tail.decode("utf-8", "replace")
    if is_stream:
        read = Body(text=end, tail=end, stream=True)
        # The window may begin in the middle of an event.
        _read_events(end.partition("\n")[2].strip(), read, MAX_DOCUMENTS)
        return read
    return Body(text=text, tail=end, stream=text.lstrip()[:1] == "[", cut=True)


def members_of_head(text: str) -> dict[str, Any]:
    """The members of a JSON object that are whole in the beginning of its text."""
    members: dict[str, Any] = {}
    found = _KEY.match(text, text.find("{") + 1) if text.lstrip()[:1] == "{" else None
    while found is not None and len(members) < MAX_FIELDS:
        value, position = _next_value(text, found.end())
        if position < 0:
            break
        members[found[1]] = value
        found = _KEY.match(text, position)
    return members


def _of_parsed(body: Any) -> Body:
    if isinstance(body, (list, tuple)):
        documents = list(body[:MAX_DOCUMENTS])
        stream = bool(documents) and all(isinstance(item, dict) for item in documents)
        return Body(documents=documents, stream=stream and _is_chunk(documents[0]), cut=len(body) > MAX_DOCUMENTS)
    return Body(documents=[body])


def _is_chunk(document: Mapping[str, Any]) -> bool:
    return any(key in document for key in ("candidates", "promptFeedback", "usageMetadata", "response"))


def members_of(body: bytes) -> dict[str, Any]:
    """The members of the JSON object that a whole body is; empty for anything else."""
    text = _text(body).lstrip()
    value = _next_value(text, 0)[0] if text[:1] == "{" and not is_deep(text) else None
    return value if isinstance(value, dict) else {}


def _decoded(body: bytes | bytearray | memoryview, *, is_refusal: bool) -> tuple[str, str, bool]:
    size = len(body)
    if size < MAX_BODY:
        return _text(bytes(body), is_refusal=is_refusal), "", False
    head = bytes(body[:MAX_BODY])
    is_wide = head.startswith(_WIDE)
    tail = bytes(body[-MAX_TAIL:]) if size > MAX_BODY and not is_wide else b""
    return _text(head, is_refusal=is_refusal), tail.decode("utf-8", "replace"), True


def _text(body: bytes, *, is_refusal: bool = False) -> str:
    if body.startswith(_WIDE):
        return body.decode("utf-16", "replace")
    body = body.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        is_cut = len(body) - error.start < _LONGEST_CHARACTER
        if is_refusal and not is_cut and len(body) > 2 * MAX_RAW:  # to replace what is no UTF-8 takes long
            body = body[:MAX_RAW] + b"\n" + body[-MAX_RAW:]
        return body.decode("utf-8", "replace")


def _cut(body: str) -> tuple[str, str, bool]:
    size = len(body)
    return body[:MAX_BODY].lstrip("\ufeff"), body[-MAX_TAIL:] if size > MAX_BODY else "", size >= MAX_BODY


def _read_text(text: str, tail: str, cut: bool, *, is_refusal: bool, is_too_heavy: Callable[[], bool]) -> Body:
    read = Body(text=text, tail=tail, cut=cut)
    stripped = text.strip()
    if not stripped:
        return read
    if stripped[0] == "<":
        read.html = _HTML.search(stripped[:2048]) is not None
        return read
    most = MAX_OBJECTS if is_refusal else MAX_DOCUMENTS
    is_json = stripped[0] in _CLOSING
    if not (_CLOSING[stripped[0]] in stripped if is_json else _is_stream(stripped[:4096])):
        return read
    if is_refusal and is_too_heavy():
        stripped = stripped[:MAX_RAW]
    if is_json:
        _read_json(stripped, read, most)
    else:
        _read_events(stripped, read, most)
    return read


def _read_json(text: str, read: Body, most: int) -> None:
    """One value, or several in a row as NDJSON and concatenated streams have them."""
    if is_deep(text):
        return
    position, end = 0, len(text)
    while len(read.documents) < most:
        value, position = _next_value(text, position)
        if position < 0:
            break
        read.documents.append(value)
        while position < end and text[position] in " \t\r\n,":
            position += 1
        if position == end:
            break
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


def _is_stream(head: str) -> bool:
    """Whether a line begins as those of server-sent events do; their names are asked for before the pattern."""
    if head[:1] == ":" or "\n:" in head:
        return True
    return True in map(head.__contains__, _SSE_FIELDS) and _SSE_LINE.search(head) is not None


def _read_events(text: str, read: Body, most: int) -> None:
    """Server-sent events: `data:` lines (joined per event) and JSON between them; other fields are skipped."""
    read.stream = True
    if "data:" not in text and "{" not in text and "[" not in text:
        return
    pending: list[str] = []
    is_bare = False
    broken = 0
    for line in islice(_lines(text), most * _LINES_OF_EVENT):
        is_end = False
        if line.startswith("data:"):
            pending.append(line[5:].strip())
            is_bare = False
        elif line[:1] in "{[" and line:
            pending.append(line)
            is_bare = True
        elif not line.strip():
            is_end = bool(pending)
        elif is_bare:
            pending.append(line)  # an error object that is printed over several lines
        if is_end or len(pending) >= min(MAX_LINES, most):
            broken += _add_event(pending, read)
            pending, is_bare = [], False
        if broken >= MAX_BROKEN:
            _read_telling(text, read)
            return
        if len(read.documents) >= most:
            read.cut = True
            return


def _lines(text: str) -> Iterator[str]:
    """Splits a text into lines and an empty one, a piece at a time: its reader may have seen enough."""
    position = 0
    while position < len(text):
        end = text.find("\n", position + MAX_TEXT) + 1 or len(text)
        yield from text[position:end].splitlines()
        position = end
    yield ""


def _read_telling(text: str, read: Body) -> None:
    """Of a stream whose events are broken only those are read that may hold an error."""
    if '"' not in text:
        return
    starts = {start for mark in _TELLING for start in islice(_events_with(mark, text), MAX_BROKEN)}
    for start in sorted(starts)[:MAX_BROKEN]:
        value = _parsed(text[start:].partition("\n")[0].strip())
        if isinstance(value, dict):
            read.documents.append(value)


def _events_with(mark: str, text: str) -> Iterator[int]:
    """Where the data begins of the lines that have a mark in it."""
    position = text.find(mark)
    for _ in range(MAX_LINES):
        if position < 0:
            return
        start = text.rfind("\n", 0, position) + 1
        if text.startswith("data:", start):
            yield start + len("data:")
        end = text.find("\n", position)
        position = text.find(mark, end) if end >= 0 else -1


def _add_event(lines: list[str], read: Body) -> int:
    """An event's data as one value, or each line of it as one, for servers that leave the blank lines out.

    Returns how many of them are broken.
    """
    joined = "\n".join(lines)
    broken = 0
    candidates = [joined] if len(lines) == 1 or _parsed(joined) is not _BROKEN else lines
    for data in candidates:
        if data == "[DONE]":
            read.done = True
            continue
        value = _parsed(data)
        if value is _BROKEN:
            read.documents.append(BrokenEvent(data[:MAX_BODY]))
            broken += 1
            if broken >= MAX_BROKEN:
                break
        elif isinstance(value, list):
            read.documents.extend(value[:100])
        else:
            read.documents.append(value)
    return broken


@dataclass(frozen=True, slots=True)
class BrokenEvent:
    """Data of an event that is no JSON."""

    data: str


_BROKEN: Final = object()


def _parsed(data: str) -> Any:
    is_cut = data[:1] in _CLOSING and not data.rstrip().endswith(_CLOSING[data[:1]])
    if is_cut or is_deep(data):
        return _BROKEN
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return _BROKEN
