"""Puts what observes a library in its place, when the application imports the library, and takes it away again."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from genai_triage.instrumentation import instrumentors
from genai_triage.instrumentation.forks import waking
from genai_triage.instrumentation.patch import NEIGHBOURS, forget


class Placing:
    """The patches of one library, an SDK's all at once."""

    def __init__(self, library: str, module: str) -> None:
        self.library = library
        self.module = module
        self._placed: tuple[Any, ...] = ()

    def place(self) -> None:
        instrumentors.configure()
        self._add(_patches(self.module))

    def remove(self) -> None:
        """Takes all patches off."""
        placed, self._placed = self._placed, ()
        for patch in placed:
            patch.remove()
        if placed:
            forget()

    def _add(self, patches: Iterable[Any]) -> None:
        """Applies patches and notes them for removal; with the first, those that see neighbours switched on and off."""
        for patch in patches if self._placed else (*NEIGHBOURS, *patches):
            patch.apply()
            self._placed = (*self._placed, patch)


class GrpcPlacing(Placing):
    """What observes a call follows with the first method of a GenAI service."""

    def place(self) -> None:
        self._is_awake = False
        self._add(_module(self.module).patches(self._wake))

    def _wake(self) -> None:
        if self._is_awake:
            return
        with waking:
            if not self._is_awake:
                instrumentors.configure()
                _module("grpc.calls")
                self._is_awake = True


class RawPlacing(Placing):
    """The layer that sees attempts follows with the first request to a host of ours."""

    def place(self) -> None:
        self._sender: Any = None
        self._add(self._raw_patches())

    def _raw_patches(self) -> Any:
        return _module(self.module).patches(self._wake)

    def _attempt_patches(self) -> Any:
        """What sees attempts on the way, where that is another function than the one that the call is observed at."""
        return ()

    def _wake(self) -> Any:
        if self._sender is None:
            with waking:  # requests of other threads wait until they will be observed
                if self._sender is None:
                    instrumentors.configure()
                    call = _module(f"{self.module}_call")
                    self._add(self._attempt_patches())
                    self._sender = call.sender
        return self._sender


class HttpxPlacing(RawPlacing):
    """httpx or httpx2."""

    def _raw_patches(self) -> Any:
        return _module(self.module).patches(self.library, self._wake)

    def _attempt_patches(self) -> Any:
        patches = [patch for patch in _patches("transports.httpx") if patch.module == self.library]
        return [patch for patch in patches if patch not in self._placed]


class RequestsPlacing(RawPlacing):
    """Also hides the keys in the URLs of other instrumentations' spans."""

    def place(self) -> None:
        super().place()
        self._add(_module("transports.others_spans").requests_patches())


class AiohttpPlacing(RawPlacing):
    """Also hides the keys in the URLs of other instrumentations' spans."""

    def place(self) -> None:
        super().place()
        self._add(_module("transports.others_spans").aiohttp_patches())


_KINDS: Final[Mapping[str, type[Placing]]] = {
    "grpc.channels": GrpcPlacing,
    "raw.httpx": HttpxPlacing,
    "raw.requests": RequestsPlacing,
    "raw.aiohttp": AiohttpPlacing,
}


def placing_of(library: str, module: str) -> Placing:
    """Returns what will place our file `module` for a library."""
    return _KINDS.get(module, Placing)(library, module)


def _patches(module: str) -> Any:
    return _module(module).PATCHES


def _module(name: str) -> Any:
    return importlib.import_module(f"genai_triage.instrumentation.{name}")
