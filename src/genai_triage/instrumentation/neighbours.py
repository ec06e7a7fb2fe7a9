"""Other instrumentors' memories: several keep a function as they find it and put it back when they are switched off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from types import CodeType
from typing import Any, Final

from opentelemetry.instrumentation.instrumentor import BaseInstrumentor  # type: ignore[attr-defined]

from genai_triage.instrumentation.importlib_bootstrap_layer import code_of
from genai_triage.telemetry.guard import guarded


@guarded
def replace(living: Callable[[Any], Any]) -> None:
    """Has every instrumentor keep what `living` gives for a function that it keeps, where that is another."""
    for instrumentor in _instrumentors(BaseInstrumentor):
        _replace_in(list(_holders(instrumentor)), living)


def _replace_in(holders: list[Any], living: Callable[[Any], Any]) -> None:
    codes: dict[int, Any] = {}
    for holder in holders:
        for name, value in _attributes(holder):
            function = living(value)
            if function is not value:
                setattr(holder, name, function)
                codes[id(code_of(value))] = getattr(function, "__code__", None)
    # The official instrumentation keeps a function's code as well, and gives the function that again.
    for holder in holders if codes else ():
        for name, value in _attributes(holder):
            if type(value) is CodeType and id(value) in codes:
                setattr(holder, name, codes[id(value)])


_OURS: Final = __name__.partition(".")[0]


def is_ours(instrumentor: Any) -> bool:
    """Whether an instrumentor is one of this package's, which keep patches and no functions."""
    return type(instrumentor).__module__.partition(".")[0] == _OURS


def _instrumentors(kind: Any) -> Iterator[Any]:
    """The one instance of each of others', as far as there is one."""
    for child in kind.__subclasses__():
        if child.__module__.partition(".")[0] == _OURS:
            continue
        instance = vars(child).get("_instance")
        if instance is not None:
            yield instance
        yield from _instrumentors(child)


def _holders(instrumentor: Any) -> Iterator[Any]:
    """The instrumentor, and what it has of its own to remember functions in."""
    yield instrumentor
    package = type(instrumentor).__module__.partition(".")[0]
    for _, value in _attributes(instrumentor):
        if type(value).__module__.partition(".")[0] == package:
            yield value


def _attributes(holder: Any) -> list[tuple[str, Any]]:
    kind: Any = type(holder)
    found = [(name, getattr(holder, name)) for name in _all_slots(kind) if hasattr(holder, name)]
    return [*found, *getattr(holder, "__dict__", {}).items()]


@lru_cache(maxsize=128)  # the same few instrumentors are asked whenever one of ours is switched off
def _all_slots(kind: Any) -> tuple[str, ...]:
    return tuple(name for base in kind.__mro__ for name in _slots(base))


def _slots(kind: type) -> tuple[str, ...]:
    slots = vars(kind).get("__slots__", ())
    return (
        (slots,) if isinstance(slots, str) else tuple(name for name in slots if name not in {"__dict__", "__weakref__"})
    )
