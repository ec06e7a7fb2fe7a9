"""What can go wrong when a program calls Gemini or GigaChat: classes, causes and how evidence shows them.

A name is loaded when it is first asked for: a program that never calls a vendor needs `vendors` and nothing more.
`match.match` picks the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .match import CAUSES, UNCLASSIFIED, causes_of, exception_rank
    from .model import (
        Cause,
        Evidence,
        Example,
        Failure,
        FailureClass,
        Owner,
        Provider,
        Quota,
        Signal,
        Violation,
    )

__all__ = [
    "CAUSES",
    "UNCLASSIFIED",
    "Cause",
    "Evidence",
    "Example",
    "Failure",
    "FailureClass",
    "Owner",
    "Provider",
    "Quota",
    "Signal",
    "Violation",
    "causes_of",
    "exception_rank",
]

_IN_TABLES = frozenset({"CAUSES", "UNCLASSIFIED", "causes_of", "exception_rank"})


def __getattr__(name: str) -> object:
    """Loads the words or the tables with the first of their names."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{'match' if name in _IN_TABLES else 'model'}"), name)
    globals()[name] = value
    return value
