"""Lines that fit a terminal; what goes to a file or another program keeps its lines."""

from __future__ import annotations

import os
import shutil
import sys

from genai_triage.wrapping import sentence, wrapped

__all__ = ["fitted", "tell", "wrapped"]


def fitted(text: str) -> str:
    """Wraps lines that are longer than the terminal is wide, where standard output is one."""
    return wrapped(text, shutil.get_terminal_size().columns) if sys.stdout.isatty() else text


def tell(text: str) -> None:
    """Writes a sentence to stderr, wrapped where that is a terminal; a command that it ends with stays whole."""
    text = f"genai-triage: {text}"
    print(sentence(text, _columns()) if sys.stderr.isatty() else text, file=sys.stderr)


def _columns() -> int:
    """How wide the terminal behind stderr is; standard output may go to a file."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
