"""What can go wrong when a program calls Gemini or GigaChat: classes, causes and how evidence shows them."""

from __future__ import annotations

from .classify import CAUSES, UNCLASSIFIED, causes_of, classify, exception_rank
from .gemini import PARAMETER_RANGES
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
    "classify",
    "exception_rank",
]
