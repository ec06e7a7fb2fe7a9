"""How long it would take to parse a text: how many values it may hold, and how deep they may nest."""

from __future__ import annotations

from typing import Final

from .limits import MAX_LITERAL, MAX_NESTING, MAX_TEXT, MAX_WEIGHT

_OTHERS: Final = bytes(set(range(256)) - set(b',:[]{}"\\0123456789'))
"""What a parser passes at once, as it stands in texts."""
_LITERAL_OTHERS: Final = bytes(set(range(256)) - set(b",:[](){}+-'\""))
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_SQUARE: Final = bytes.maketrans(b"{}", b"[]")
_BLOCK: Final = 64
_RARE: Final = 16


def is_heavy(body: bytes | bytearray | memoryview) -> bool:
    """Whether a body may hold so many values that it is parsed in part only: no message of a service does."""
    return len(body) > MAX_WEIGHT and len(bytes(body).translate(None, _OTHERS)) > MAX_WEIGHT


def is_heavy_text(text: str) -> bool:
    """The same of a text."""
    return len(text) > MAX_WEIGHT and is_heavy(text.encode("ascii", "ignore"))


def is_heavy_literal(text: str) -> bool:
    """The same of what Python has printed, which takes far longer to parse."""
    if len(text) <= MAX_LITERAL:
        return False
    return len(text.encode("ascii", "ignore").translate(None, _LITERAL_OTHERS)) > MAX_LITERAL


def is_deep(text: str) -> bool:
    """Whether brackets may nest deeper than every interpreter can bear; nearly every text has fewer in all."""
    if len(text) <= MAX_NESTING or _count(text, "[") + _count(text, "{") <= MAX_NESTING:
        return False
    # Every second piece between quotation marks is inside a text. No step takes longer than a search: 64 KB may come.
    marked = text.replace("\\\\", "").replace('\\"', "") if "\\" in text else text
    bare = "".join(marked.split('"')[::2])
    brackets = bare.encode("ascii", "ignore").translate(_SQUARE, _NO_BRACKETS)
    depth = 0
    for start in range(0, len(brackets), _BLOCK):
        block = brackets[start : start + _BLOCK]
        opening = block.count(b"[")
        if depth + opening > MAX_NESTING:  # where a block has them one behind the other
            return True
        depth += 2 * opening - len(block)
    return False


def _count(text: str, bracket: str) -> int:
    """How many there are: where a character is rare, to find it is far quicker than to count it."""
    position = -1
    for found in range(_RARE) if len(text) > MAX_TEXT else ():
        position = text.find(bracket, position + 1)
        if position < 0:
            return found
    return text.count(bracket)
