"""Finishes what is dropped: it may be the garbage collector that drops it, at any instruction of the application."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import ParamSpec

P = ParamSpec("P")


def in_copied_context(function: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
    """Calls `function` in a copy of the current context.

    Python 3.10 and 3.11 may collect garbage in the middle of `ContextVar.set`, and crash if a finalizer sets a context
    variable there too. A span processor may, as OpenTelemetry's simple one does when a span ends.
    """
    copy_context().run(function, *args, **kwargs)
