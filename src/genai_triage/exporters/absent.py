"""Stands in for OpenTelemetry's own exporters where they are not installed, so that it starts without them.

OpenTelemetry's distribution exports by OTLP unless told otherwise, and gives up all instrumentation, with a traceback,
if that exporter is not installed. Entry points by the exporters' own names lead here. Where the real one is installed,
it is what they give; else one sentence says what to type, failures are shown in the terminal, and nothing is exported.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, Final

from genai_triage.exporters import named

_logger = logging.getLogger("genai_triage")
_SPAWNED: Final = ("--multiprocessing-fork", "multiprocessing.")
"""In the command of a process that `multiprocessing` starts; its parent has said it."""
_told: set[str] = set()


def __getattr__(name: str) -> Any:
    signal, _, exporter = name.partition("__")
    if signal not in named.SIGNALS or exporter not in named.PACKAGES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    real = named.installed(signal, exporter)
    if real is not None:
        return real.load()
    _tell()
    from genai_triage.exporters import console

    return console.BY_SIGNAL[signal]


def _tell() -> None:
    for one in named.missing():
        if one.name not in _told and not any(word in " ".join(sys.orig_argv) for word in _SPAWNED):
            sentence = one.sentence() if one.name in named.PACKAGES else f"{one.stops()} {one.correct()}"
            _logger.warning("genai-triage: %s", sentence)
        _told.add(one.name)
