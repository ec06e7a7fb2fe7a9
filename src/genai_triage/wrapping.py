"""Lines that fit a width."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Final

_NAME: Final = re.compile(r"\s*\S+(?: \S+)*\s{2,}|\s*")
"""Beginning of a row: its name and the space behind it, or its indentation."""
_TO_TYPE: Final = re.compile(r"(?<=\btype:) ", re.IGNORECASE)
"""Before a command."""
_LEAST: Final = 40
"""Columns below which nothing is wrapped: a row's text would be a word wide."""


def wrapped(text: str, columns: int) -> str:
    """Wraps lines to a width; a row goes on below its own text. What has no space, such as an address, stays whole."""
    if columns < _LEAST:
        return text
    return "\n".join(_wrapped(line, columns) if len(line) > columns else line for line in text.split("\n"))


def sentence(text: str, columns: int, *, first: str = "", others: str = "    ") -> str:
    """Wraps a sentence to a width, but not the command that it ends with: that stands on a line of its own, to copy.

    Args:
        text: The sentence; a command begins after the word `type:`.
        columns: The width.
        first: What the first line begins with.
        others: What every other line begins with.
    """
    if len(first + text) <= columns:
        return first + text
    found = _TO_TYPE.search(text)
    if found is None:
        return _filled(text, columns, first, others)
    return f"{_filled(text[: found.start()], columns, first, others)}\n{others}{text[found.end() :]}"


def _wrapped(line: str, columns: int) -> str:
    found = _NAME.match(line)
    begin = found[0] if found is not None and len(found[0]) < columns // 2 else ""
    return _filled(line[len(begin) :], columns, begin, " " * (len(begin) or 4))


def _filled(text: str, columns: int, first: str, others: str) -> str:
    return textwrap.fill(
        text,
        columns,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        expand_tabs=False,
    )


def any_of(words: Sequence[str]) -> str:
    """Returns two words or more as a sentence has them: `a, b or c`."""
    return f"{', '.join(words[:-1])} or {words[-1]}"
