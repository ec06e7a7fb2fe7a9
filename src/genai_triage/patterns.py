"""Regular expressions that are compiled with their first use: most processes never need most of ours.

And the lower case in which words are looked for before a pattern is tried.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "sub", "findall", "finditer", "split")


class _Late:
    """Stands for a pattern and takes its methods over, so that from the second use on each is the pattern's own."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled: Any = re.compile(self._pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Returns what searches, matches and replaces as the compiled pattern does."""
    return cast("re.Pattern[AnyStr]", _Late(pattern, flags))


def lower(text: str) -> str:
    """Returns the text in lower case, every character at its place: of one capital the small letter is two."""
    return (text if text.isascii() else text.replace("\u0130", "i")).lower()
