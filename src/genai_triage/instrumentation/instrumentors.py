"""The instrumentors: what `opentelemetry-instrument` loads by entry point.

All that is loaded at launch: what observes a library (`placing.py`) follows when the application imports it.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Collection
from typing import Any

import wrapt
from opentelemetry.instrumentation.instrumentor import BaseInstrumentor  # type: ignore[attr-defined]

from genai_triage.telemetry import processes, start

AUDIT = "GENAI_TRIAGE_AUDIT"
"""Set by `genai-triage audit` in the program that it runs."""
CONSOLE = "GENAI_TRIAGE_CONSOLE"
"""Of the settings, which are not loaded before they are needed."""
_RUNTIME = "genai_triage.telemetry.runtime"
_SPAWNING = "multiprocessing.popen_spawn_posix"
"""Imported when the first process is spawned: uvicorn's workers for one."""
_GIVEN = ("tracer_provider", "meter_provider", "logger_provider", "on_failure")
_logger = logging.getLogger("genai_triage")
_active: set[str] = set()
_providers: dict[str, Any] = {}


class _LazyInstrumentor(BaseInstrumentor):  # type: ignore[misc]
    """Loads our file for a library when the application imports that library."""

    entry_point: str
    library: str
    """The module whose import sets the patches."""
    module: str
    """Our file, relative to this package."""
    _placing: Any = None
    """What puts the patches on and takes them off; made with the first of them."""
    _is_applied = False

    def instrumentation_dependencies(self) -> Collection[str]:
        """None: what is missing is skipped, what has changed is one warning."""
        return ()

    def switch_on(self, **providers: Any) -> None:
        """Like `instrument`, but silent if it is on already: then only the providers change."""
        if self.is_instrumented_by_opentelemetry:
            _use(providers)
        else:
            self.instrument(skip_dep_check=True, **providers)

    def switch_off(self) -> None:
        """Like `uninstrument`, but silent if it is off already."""
        if self.is_instrumented_by_opentelemetry:
            self.uninstrument()

    def _instrument(self, **kwargs: Any) -> None:
        providers = {name: kwargs.get(name) for name in _GIVEN}
        if not _active:
            _audit()
            _console()
            wrapt.register_post_import_hook(processes.on_spawn, _SPAWNING)
        if not _active or any(providers.values()):
            _use(providers)
        _active.add(self.entry_point)
        if self.library in sys.modules:
            self._apply()
        else:
            wrapt.register_post_import_hook(lambda _module: self._apply(), self.library)

    def _apply(self) -> None:
        if self.entry_point not in _active or self._is_applied:
            return
        self._is_applied = True
        try:
            if self._placing is None:
                placing = importlib.import_module("genai_triage.instrumentation.placing")
                self._placing = placing.placing_of(self.library, self.module)
            self._placing.place()
            start.observed[self.library] = None
        except Exception:
            # Runs inside the application's own import statement.
            _logger.exception("genai-triage cannot observe %s.", self.library)

    def _uninstrument(self, **kwargs: Any) -> None:
        _active.discard(self.entry_point)
        self._is_applied = False
        start.observed.pop(self.library, None)
        if self._placing is not None:
            self._placing.remove()
        if not _active:
            _drop()


class GoogleGenaiInstrumentor(_LazyInstrumentor):
    """google-genai 1.32 to 3.x."""

    entry_point = "triage_google_genai"
    library = "google.genai"
    module = "sdks.google_genai"


class GoogleGenerativeAiInstrumentor(_LazyInstrumentor):
    """google-generativeai 0.8, the SDK before google-genai."""

    entry_point = "triage_google_generativeai"
    library = "google.generativeai"
    module = "sdks.google_generativeai"


class GigaChatInstrumentor(_LazyInstrumentor):
    """gigachat 0.1 and 0.2."""

    entry_point = "triage_gigachat"
    library = "gigachat"
    module = "sdks.gigachat"


class GrpcInstrumentor(_LazyInstrumentor):
    """Raw gRPC."""

    entry_point = "triage_grpc"
    library = "grpc"
    module = "grpc.channels"


class HttpxInstrumentor(_LazyInstrumentor):
    """Raw httpx."""

    entry_point = "triage_httpx"
    library = "httpx"
    module = "raw.httpx"


class Httpx2Instrumentor(_LazyInstrumentor):
    """Raw httpx2."""

    entry_point = "triage_httpx2"
    library = "httpx2"
    module = "raw.httpx"


class RequestsInstrumentor(_LazyInstrumentor):
    """Raw requests, and keys in the URLs of other instrumentations' spans."""

    entry_point = "triage_requests"
    library = "requests"
    module = "raw.requests"


class AiohttpInstrumentor(_LazyInstrumentor):
    """Raw aiohttp, and keys in the URLs of other instrumentations' spans."""

    entry_point = "triage_aiohttp"
    library = "aiohttp"
    module = "raw.aiohttp"


INSTRUMENTORS: tuple[type[_LazyInstrumentor], ...] = (
    GoogleGenaiInstrumentor,
    GoogleGenerativeAiInstrumentor,
    GigaChatInstrumentor,
    HttpxInstrumentor,
    Httpx2Instrumentor,
    RequestsInstrumentor,
    AiohttpInstrumentor,
    GrpcInstrumentor,
)


def _audit() -> None:
    """Puts what diverts requests under all that observes them, in an audit only."""
    if os.environ.get(AUDIT):
        importlib.import_module("genai_triage.audit.redirect").place()


def _console() -> None:
    """Shows failures in the terminal, where that is asked for."""
    if os.environ.get(CONSOLE):
        try:
            importlib.import_module("genai_triage.console").switch_on_as_set()
        except Exception:
            _logger.exception("genai-triage cannot show failures in the terminal.")


def _use(providers: dict[str, Any]) -> None:
    """Notes the providers; they are asked for a tracer when the first SDK is imported, or now if one is in use."""
    global _providers
    if _providers.items() == providers.items() and _RUNTIME in sys.modules and _runtime().current() is not None:
        return  # each instrumentor is told: the settings are read, and warned of, once
    _providers = providers
    if _RUNTIME in sys.modules and _runtime().running() is not None:
        _runtime().configure(**providers)


def configure() -> None:
    """Sets the telemetry up with the providers that were given, unless it is."""
    if _runtime().running() is None:
        _runtime().configure(**_providers)


def _drop() -> None:
    if _RUNTIME in sys.modules:
        _runtime().drop()


def _runtime() -> Any:
    """Imported, even if another thread is only at it."""
    return importlib.import_module(_RUNTIME)
