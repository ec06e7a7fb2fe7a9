"""Lines that fit a width."""

from __future__ import annotations

import re
import textwrap
from typing import Final

_NAME: Final = re.compile(r"\s*\S+(?: \S+)*\s{2,}|\s*")
"""Beginning of a row: its name and the space behind it, or its indentation."""
_LEAST: Final = 40
"""Columns below which nothing is wrapped: a row's text would be a word wide."""


def wrapped(text: str, columns: int) -> str:
    """Wraps lines to a width; a row goes on below its own text. What has no space, such as an address, stays whole."""
    if columns < _LEAST:
        return text
    return "\n".join(_wrapped(line, columns) if len(line) > columns else line for line in text.split("\n"))


def _wrapped(line: str, columns: int) -> str:
    found = _NAME.match(line)
    begin = found[0] if found is not None and len(found[0]) < columns // 2 else ""
    return textwrap.fill(
        line[len(begin) :],
        columns,
        initial_indent=begin,
        subsequent_indent=" " * (len(begin) or 4),
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        expand_tabs=False,
    )
