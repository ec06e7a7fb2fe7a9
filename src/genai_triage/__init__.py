"""OpenTelemetry auto-instrumentation for Gemini and GigaChat that says what broke, whose it is and what to do.

Start an application with `opentelemetry-instrument python app.py`, or call `instrument()` in code.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from genai_triage._api import classify, classify_grpc, classify_response
    from genai_triage._version import __version__
    from genai_triage.taxonomy.model import Cause, Failure, FailureClass, Owner, Quota
    from genai_triage.telemetry.callback import OnFailure

__all__ = [
    "Cause",
    "Failure",
    "FailureClass",
    "Owner",
    "Quota",
    "__version__",
    "classify",
    "classify_grpc",
    "classify_response",
    "instrument",
    "uninstrument",
]

_HOMES = {
    **dict.fromkeys(("Cause", "Failure", "FailureClass", "Owner", "Quota"), "genai_triage.taxonomy.model"),
    "__version__": "genai_triage._version",
    **dict.fromkeys(("classify", "classify_grpc", "classify_response"), "genai_triage._api"),
}


_switching = threading.Lock()
"""Held while the instrumentation is switched on or off: several threads may try at once."""


def _renew() -> None:
    """A forked child does not wait for a thread that only its parent has."""
    global _switching
    _switching = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)


def instrument(
    tracer_provider: Any = None,
    meter_provider: Any = None,
    logger_provider: Any = None,
    *,
    on_failure: OnFailure | None = None,
) -> None:
    """Does what `opentelemetry-instrument` does: observes the SDKs, those imported already and those imported later.

    A provider that is left out is the global one. Calling it twice changes the providers and nothing else. Libraries
    named in `OTEL_PYTHON_DISABLED_INSTRUMENTATIONS` by our entry points' names are left out.

    `on_failure(failure, span)` is called once for every failure, raised or in an answer, when the span has its
    attributes and is still open; with it calls are judged even where no provider records. It runs in the thread of the
    call, so it must be quick. What it raises is logged and reaches nobody; failures of calls that it makes itself are
    recorded, but not told to it. A plain function: a coroutine would be awaited by nobody.
    """
    from genai_triage.instrumentation import INSTRUMENTORS
    from genai_triage.telemetry.sdk_switches import disabled_instrumentations

    disabled = disabled_instrumentations()
    providers = {
        "tracer_provider": tracer_provider,
        "meter_provider": meter_provider,
        "logger_provider": logger_provider,
        "on_failure": None if on_failure is None else _checked(on_failure),
    }
    with _switching:
        for kind in INSTRUMENTORS:
            if "*" not in disabled and kind.entry_point not in disabled:
                kind().switch_on(**providers)


def _checked(on_failure: OnFailure) -> OnFailure | None:
    from genai_triage.telemetry.callback import checked

    return checked(on_failure)


def uninstrument() -> None:
    """Undoes what `instrument` did, and nothing that others did."""
    from genai_triage.instrumentation import INSTRUMENTORS

    with _switching:
        for kind in INSTRUMENTORS:
            kind().switch_off()


def __getattr__(name: str) -> Any:
    """Loads a name on first use: an application that only instruments does not pay for it at launch."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value
