"""Lines that fit a terminal; what goes to a file or another program keeps its lines."""

from __future__ import annotations

import shutil
import sys

from genai_triage.wrapping import wrapped

__all__ = ["fitted", "wrapped"]


def fitted(text: str) -> str:
    """Wraps lines that are longer than the terminal is wide, where standard output is one."""
    return wrapped(text, shutil.get_terminal_size().columns) if sys.stdout.isatty() else text
