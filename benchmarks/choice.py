"""What `--only` takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection


def some_of(known: Collection[str], what: str) -> Callable[[str], list[str]]:
    """Returns what reads names with commas between them, and refuses one that is not known."""

    def read(text: str) -> list[str]:
        names = text.split(",")
        unknown = [name for name in names if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"no {what} is named {', '.join(unknown)}; there are {', '.join(known)}")
        return names

    return read
