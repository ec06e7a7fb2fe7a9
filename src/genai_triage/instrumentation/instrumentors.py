"""The instrumentors: what `opentelemetry-instrument` loads by entry point."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Collection
from typing import Any

import wrapt
from opentelemetry.instrumentation.instrumentor import BaseInstrumentor  # type: ignore[attr-defined]

AUDIT = "GENAI_TRIAGE_AUDIT"
"""Set by `genai-triage audit` in the program that it runs."""
_RUNTIME = "genai_triage.telemetry.runtime"
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
        if not _active or any(providers.values()):
            _use(providers)
        _active.add(self.entry_point)
        if self.library in sys.modules:
            self._apply()
        else:
            wrapt.register_post_import_hook(lambda _module: self._apply(), self.library)

    def _apply(self) -> None:
        if self.entry_point not in _active or getattr(self, "_applied", False):
            return
        self._applied = True
        try:
            self._place()
        except Exception:
            # Runs inside the application's own import statement.
            _logger.exception("genai-triage cannot observe %s.", self.library)

    def _place(self) -> None:
        _configure()
        self._add(_patches(self.module))

    def _add(self, patches: Any) -> None:
        """Applies patches and notes them for removal."""
        for patch in patches:
            patch.apply()
            self._placed = (*getattr(self, "_placed", ()), patch)

    def _uninstrument(self, **kwargs: Any) -> None:
        _active.discard(self.entry_point)
        self._applied = False
        placed, self._placed = getattr(self, "_placed", ()), ()
        for patch in placed:
            patch.remove()
        if placed:
            _module("patch").forget()
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
    """Raw gRPC; what observes a call follows with the first method of a GenAI service."""

    entry_point = "triage_grpc"
    library = "grpc"

    def _place(self) -> None:
        from genai_triage.instrumentation.grpc import channels as grpc

        self._is_awake = False
        self._add(grpc.patches(self._wake))

    def _wake(self) -> None:
        if self._is_awake:
            return
        with _waking():
            if not self._is_awake:
                _configure()
                _module("grpc.calls")
                self._is_awake = True


class _RawInstrumentor(_LazyInstrumentor):
    """Raw requests; the layer that sees attempts follows with the first request to a host of ours."""

    raw: str
    """Our file for the library, in `raw`."""

    def _place(self) -> None:
        self._sender: Any = None
        self._add(self._raw_patches())

    def _raw_patches(self) -> Any:
        return _module(f"raw.{self.raw}").patches(self._wake)

    def _attempt_patches(self) -> Any:
        """What sees attempts on the way, where that is another function than the one that the call is observed at."""
        return ()

    def _wake(self) -> Any:
        if self._sender is None:
            with _waking():
                if self._sender is None:
                    _configure()
                    call = _module(f"raw.{self.raw}_call")
                    self._add(self._attempt_patches())
                    self._sender = call.sender
        return self._sender


class _RawHttpxInstrumentor(_RawInstrumentor):
    raw = "httpx"

    def _raw_patches(self) -> Any:
        return _module("raw.httpx").patches(self.library, self._wake)

    def _attempt_patches(self) -> Any:
        patches = [patch for patch in _patches("transports.httpx") if patch.module == self.library]
        return [patch for patch in patches if patch not in self._placed]


class HttpxInstrumentor(_RawHttpxInstrumentor):
    """Raw httpx."""

    entry_point = "triage_httpx"
    library = "httpx"


class Httpx2Instrumentor(_RawHttpxInstrumentor):
    """Raw httpx2."""

    entry_point = "triage_httpx2"
    library = "httpx2"


class RequestsInstrumentor(_RawInstrumentor):
    """Raw requests, and keys in the URLs of other instrumentations' spans."""

    entry_point = "triage_requests"
    library = raw = "requests"

    def _place(self) -> None:
        super()._place()
        self._add(_module("transports.others_spans").requests_patches())


class AiohttpInstrumentor(_RawInstrumentor):
    """Raw aiohttp, and keys in the URLs of other instrumentations' spans."""

    entry_point = "triage_aiohttp"
    library = raw = "aiohttp"

    def _place(self) -> None:
        super()._place()
        self._add(_module("transports.others_spans").aiohttp_patches())


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


def _waking() -> Any:
    """Held while what a first request needs is loaded: requests of other threads wait until they will be observed."""
    return _module("forks").waking  # loaded with the patches: a program without any of the libraries does without it


def _patches(module: str) -> Any:
    return _module(module).PATCHES


def _module(name: str) -> Any:
    return importlib.import_module(f"genai_triage.instrumentation.{name}")


def _use(providers: dict[str, Any]) -> None:
    """Notes the providers; they are asked for a tracer when the first SDK is imported, or now if one is in use."""
    global _providers
    if _providers.items() == providers.items() and _RUNTIME in sys.modules and _runtime().current() is not None:
        return  # each instrumentor is told: the settings are read, and warned of, once
    _providers = providers
    if _RUNTIME in sys.modules and _runtime().running() is not None:
        _runtime().configure(**providers)


def _configure() -> None:
    if _runtime().running() is None:
        _runtime().configure(**_providers)


def _drop() -> None:
    if _RUNTIME in sys.modules:
        _runtime().drop()


def _runtime() -> Any:
    """Imported, even if another thread is only at it."""
    return importlib.import_module(_RUNTIME)
