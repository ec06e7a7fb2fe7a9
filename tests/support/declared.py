"""The methods that the instrumentation declares for the version of an SDK that is installed."""

from __future__ import annotations

import re
from importlib.metadata import version

from genai_triage.instrumentation.surface import SDKS, Method, Sdk


def declared(distribution: str) -> dict[str, Method]:
    """By the path of each."""
    installed = numbers(version(distribution))
    return {
        method.path: method
        for method in _sdk(distribution).methods
        if numbers(method.since) <= installed and (not method.until or installed < numbers(method.until))
    }


def is_all_declared(distribution: str) -> bool:
    """Whether the list says nothing of a newer version only."""
    newest = numbers(_sdk(distribution).newest)
    return numbers(version(distribution))[: len(newest)] <= newest


def _sdk(distribution: str) -> Sdk:
    return next(sdk for sdk in SDKS if sdk.distribution == distribution)


def numbers(text: str) -> tuple[int, ...]:
    """A version as numbers that compare as it does."""
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])
