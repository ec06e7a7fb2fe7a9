"""Which of many phrases a text has, without looking for each: an error may show any of hundreds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_SIZE: Final = 4
"""Bytes of a piece: as many as an integer has."""
_LEAST: Final = 2 * _SIZE - 1
"""So long a phrase has a whole piece of the text, wherever the text is cut."""
_FEW: Final = 32
"""So many phrases are sooner looked for one by one than a text is cut."""


class Phrases(Generic[T]):
    """Phrases, each with what it stands for.

    A text is cut into pieces of four bytes. A phrase is looked for only if the text has one of the four pieces that its
    rarest part can be cut into.
    """

    __slots__ = ("_by_piece", "_short", "_values")

    def __init__(self, values: Mapping[str, T]) -> None:
        self._values = values
        self._by_piece: dict[int, list[str]] | None = None
        self._short = [phrase for phrase in values if len(phrase) < _LEAST]

    def __bool__(self) -> bool:
        return bool(self._values)

    def found_in(self, text: str) -> list[T]:
        """What the phrases stand for that the text has, in no order."""
        if len(self._values) <= _FEW:
            if True not in map(text.__contains__, self._values):  # most have none: no step of ours for each phrase
                return []
            return [value for phrase, value in self._values.items() if phrase in text]
        by_piece = self._by_piece
        if by_piece is None:  # made for the first text: most statuses are never met
            by_piece = self._by_piece = _by_piece(phrase for phrase in self._values if len(phrase) >= _LEAST)
        pieces = by_piece.keys() & _pieces(_encoded(text))
        likely = {phrase for piece in pieces for phrase in by_piece[piece]} if pieces else ()
        values = self._values
        return [values[phrase] for some in (likely, self._short) for phrase in some if phrase in text]


def _by_piece(phrases: Iterable[str]) -> dict[int, list[str]]:
    parts = {phrase: list(_parts(_encoded(phrase))) for phrase in phrases}
    how_often = Counter(piece for some in parts.values() for part in some for piece in part)
    found: dict[int, list[str]] = {}
    for phrase, some in parts.items():
        for piece in set(min(some, key=lambda part: sum(how_often[piece] for piece in part))):
            found.setdefault(piece, []).append(phrase)
    return found


def _parts(phrase: bytes) -> Iterator[list[int]]:
    """The four pieces that each part of a phrase can be cut into."""
    pieces = [_pieces(phrase[start : start + _SIZE])[0] for start in range(len(phrase) - _SIZE + 1)]
    for start in range(len(pieces) - _SIZE + 1):
        yield pieces[start : start + _SIZE]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _pieces(data: bytes) -> memoryview:
    """The bytes as integers; what is left of them at the end is no piece."""
    return memoryview(data)[: len(data) // _SIZE * _SIZE].cast("I")
