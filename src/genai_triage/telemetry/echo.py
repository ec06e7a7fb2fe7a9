"""Takes out of a service's message what it repeats of the request: a prompt is recorded nowhere, quoted or not.

Runs of words that stand in the request's contents are elided. Only a failure with a message gets here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, Final

from genai_triage.evidence.limits import MAX_BODY
from genai_triage.patterns import late, lower
from genai_triage.taxonomy import CAUSES, Cause
from genai_triage.telemetry.redaction import ELIDED

_RUN: Final = 3
"""Words in a row that are a piece of a text, and no coincidence."""
_LONG: Final = 20
_LONG_WITH_DIGITS: Final = 8
"""Characters of a word that is told by itself: a token, or the number of a document."""
_MAX_STRINGS: Final = 1000
_MAX_LEVELS: Final = 12
_LEAST: Final = 4
"""Characters of a text that can hold a piece."""
_SMALL: Final = 512
"""Bytes of a request that is looked over before it is taken apart."""
_HALF: Final = MAX_BODY // 2
_BREAK: Final = " \uffff "
"""Stands between two texts: no run goes from one to the next."""
_NO_CONTENTS: Final = frozenset({"model", "role", "mimeType", "mime_type", "type", "data", "name", "id"})
"""Members that name something, and a file's bytes."""
_WORD: Final = late(r"[0-9A-Za-z\u0080-\U0010fffe]+")
_VALUE: Final = late(rb":\s{0,9}\"[^\"]{7}")
_ITEM: Final = late(rb"\[\s{0,9}\"")
_KEY_OR_VALUE: Final = late(r"\s*(:?)")
_END_OF_STRING: Final = late(r"\"\s*[,}\]]")
_ESCAPE: Final = late(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_HAS_DIGIT: Final = late(r"\d")
_MARKS: Final = "\u00ab\u00bb\u201c\u201d\u201e\u2018\u2019\u2013\u2014\u2026\u00a0"
_SPACES: Final = bytes(
    code if code > 127 or chr(code).isdigit() or chr(code).islower() else ord(" ") for code in range(256)
)
"""Every character of a text in lower case as itself, and what parts words as a space."""


def words_sent(sent: object) -> bytes:
    """Returns the words of a request's contents, each with a space before and behind it; empty for none.

    Args:
        sent: the body of the request in any of its forms: JSON in bytes or text, an object of it, a protobuf message.
    """
    if sent is None or (type(sent) is bytes and len(sent) < _SMALL and not _has_text(sent)):
        return b""
    return _words(_BREAK.join(_contents(sent)))


def _has_text(sent: bytes) -> bool:
    """Whether JSON has a value that is no number and no single short word: some small requests have none.

    Three looks that each begin with one character are quicker than a pattern of all.
    """
    return b'\\"' in sent or _VALUE.search(sent) is not None or _ITEM.search(sent) is not None


def without_echo(message: str, contents: bytes, cause: Cause, model: str | None = None) -> str:
    """Returns a scrubbed message without the runs of words that stand in the request's contents.

    Args:
        message: as it would be recorded; it may end where it was cut.
        contents: as `words_sent` gives them.
        cause: of the failure; what its row knows as the service's own words stays.
        model: that was asked for, which is no content.
    """
    words = list(_WORD.finditer(_plain(message)))
    if not contents or not words:
        return message
    is_echo = [False] * len(words)
    for start in range(len(words)):
        is_cut = start + _RUN >= len(words) and message.endswith("…")
        for count in (_RUN, 1):
            run = words[start : start + count]
            if len(run) < count or not _stands_in(run, contents, is_cut=is_cut):
                continue
            if not _stands_in(run, _own_words(cause.id, model)):
                is_echo[start : start + count] = [True] * count
                break
    return _elided(message, words, is_echo) if True in is_echo else message


def _stands_in(run: list[re.Match[str]], contents: bytes, *, is_cut: bool = False) -> bool:
    if len(run) < _RUN and not _is_telling(run[0][0]):
        return False
    searched = " " + " ".join(word[0] for word in run)
    return searched.encode("utf-8", "replace") + (b"" if is_cut else b" ") in contents


def _is_telling(word: str) -> bool:
    return len(word) >= _LONG or (len(word) >= _LONG_WITH_DIGITS and _HAS_DIGIT.search(word) is not None)


def _elided(message: str, words: list[re.Match[str]], is_echo: list[bool]) -> str:
    kept, position, was_echo = [], 0, False
    for word, echo in zip(words, is_echo, strict=True):
        if echo:
            if not was_echo:
                kept += [message[position : word.start()], ELIDED]
            position = word.end()
        was_echo = echo
    return "".join((*kept, message[position:]))


def _plain(text: str) -> str:
    """The text in lower case, every character at its place, without the marks that part words beyond ASCII."""
    text = lower(text)
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
    return text


def _words(text: str) -> bytes:
    """The words of a text with one space around each."""
    found = _plain(text).encode("utf-8", "replace").translate(_SPACES).split()
    return b" " + b" ".join(found) + b" " if found else b""


@lru_cache(maxsize=64)
def _own_words(cause_id: str, model: str | None) -> bytes:
    """The words that the row knows as the service's own, and the model's name."""
    cause = CAUSES[cause_id]
    example = cause.example
    known = [model or "", *(phrase for signal in cause.signals for phrase in (*signal.text, *signal.subject))]
    if example is not None:
        body = [example.body] if isinstance(example.body, str) else _strings(example.body)
        known += [example.exception, *(example.grpc or ()), *body]
    return _words(_BREAK.join(known))


def _contents(sent: object) -> Iterator[str]:
    """The texts in a request that may be a prompt, a file or a setting of the caller's own."""
    if isinstance(sent, (bytes, bytearray)):
        head = bytes(sent[:MAX_BODY] if len(sent) <= MAX_BODY else sent[:_HALF]).decode("utf-8", "replace")
        tail = bytes(sent[-_HALF:]).decode("utf-8", "replace") if len(sent) > MAX_BODY else ""
    elif type(sent) is str:
        head, tail = (sent, "") if len(sent) <= MAX_BODY else (sent[:_HALF], sent[-_HALF:])
    else:
        yield from _bounded(_strings(sent))
        return
    if head.lstrip()[:1] not in ("{", "["):
        return  # a form or a file
    yield from _strings_of_json(head, 0)
    inside = _END_OF_STRING.search(tail)  # it begins anywhere, most likely inside a text
    if inside is not None:
        yield _unescaped(tail[: inside.start()])
        yield from _strings_of_json(tail, inside.end() - 1)


def _bounded(texts: Iterable[str]) -> Iterator[str]:
    room = MAX_BODY
    for text in islice(texts, _MAX_STRINGS):
        if room <= 0:
            return
        yield text[:room]
        room -= len(text)


def _strings_of_json(text: str, position: int) -> Iterator[str]:
    """The texts in JSON that need not be whole, but for the members that only name something."""
    key = ""
    for _ in range(_MAX_STRINGS):
        position = text.find('"', position) + 1
        if not position:
            return
        try:
            value, position = scanstring(text, position, False)
        except ValueError:  # it is cut
            yield _unescaped(text[position:])
            return
        found = _KEY_OR_VALUE.match(text, position)
        if found is not None and found[1]:
            key = value
        elif key not in _NO_CONTENTS and len(value) >= _LEAST:
            yield value


def _unescaped(cut: str) -> str:
    """The text of a string of JSON that is cut anywhere; most clients escape all that is not ASCII."""
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], cut.replace("\\n", " "))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # two escapes may be one character


def _strings(value: Any, key: str = "", depth: int = 0) -> Iterator[str]:
    """The same of an object: of JSON, or a message of protobuf."""
    if isinstance(value, str):
        if key not in _NO_CONTENTS and len(value) >= _LEAST:
            yield value
    elif depth > _MAX_LEVELS:
        return
    elif isinstance(value, Mapping):
        for name, member in islice(value.items(), _MAX_STRINGS):
            yield from _strings(member, name if isinstance(name, str) else "", depth + 1)
    elif isinstance(value, (list, tuple)):
        for member in value[:_MAX_STRINGS]:
            yield from _strings(member, key, depth + 1)
    else:
        message = getattr(value, "_pb", value)  # proto-plus has the message under its own object
        if callable(getattr(message, "ListFields", None)):
            yield from _strings_of_message(message, depth)


def _strings_of_message(message: Any, depth: int) -> Iterator[str]:
    for field, member in message.ListFields():
        if isinstance(member, (str, bytes, bool, int, float)) or hasattr(member, "ListFields"):
            yield from _strings(member, field.name, depth + 1)
        elif hasattr(member, "items"):
            yield from _strings(dict(islice(member.items(), _MAX_STRINGS)), field.name, depth + 1)
        else:
            yield from _strings(list(islice(member, _MAX_STRINGS)), field.name, depth + 1)
