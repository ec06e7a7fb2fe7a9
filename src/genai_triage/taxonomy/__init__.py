"""What can go wrong when a program calls Gemini or GigaChat: classes, causes and how evidence shows them."""

from __future__ import annotations

from .gemini import PARAMETER_RANGES
from .match import CAUSES, UNCLASSIFIED, causes_of, exception_rank, match
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
    "PARAMETER_RANGES",
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
    "match",
]
