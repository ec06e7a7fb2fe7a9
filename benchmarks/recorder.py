"""Notes every OpenTelemetry call that the instrumentation makes, with its arguments.

What is spied on stays the SDK's own object. Neither reads are noted, as of the current span, nor what the SDK calls
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span

from benchmarks.providers import Providers

_MADE = {"get_tracer": "tracer", "get_meter": "meter", "get_logger": "logger", "start_span": "span"}
_SPIED = {
    "tracer_provider": ("get_tracer",),
    "meter_provider": ("get_meter",),
    "logger_provider": ("get_logger",),
    "tracer": ("start_span",),
    "logger": ("emit",),
    "meter": tuple(f"create_{kind}" for kind in ("counter", "up_down_counter", "histogram", "gauge")),
    "instrument": ("add", "record", "set"),
    "span": (
        *("set_attribute", "set_attributes", "add_event", "add_link", "update_name"),
        *("set_status", "record_exception", "end"),
    ),
}
CURRENT = "current"
"""The name of a context in which no span of ours is the current one."""


class Ref(NamedTuple):
    """Stands for an object that exists only while the calls are made."""

    name: str


class Event(NamedTuple):
    """One call: `result` is the name of what it returned, where that is used later. `mark`: the SDK is at work."""

    receiver: str
    method: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: str | None = None


MARK = Event("", "mark", (), {})


@dataclass
class Recording:
    """The calls of one operation, and those that made the tracer, the instruments and the logger."""

    setup: list[Event] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class Recorder:
    """Spies on three providers until it is let go."""

    def __init__(self, providers: Providers) -> None:
        self._events: list[Event] = []
        self._setup: list[Event] = []
        self._names: dict[int, tuple[str, Any]] = {}
        self._depth = 0
        self._count = 0
        for name in ("tracer_provider", "meter_provider", "logger_provider"):
            self._spy_on(getattr(providers, name), name, name)

    def mark(self) -> None:
        """A request or a piece of a stream passes: the SDK is at work."""
        self._events.append(MARK)

    def recorded(self, run: Callable[[], None]) -> Recording:
        """What one `run` calls."""
        self._events = []
        with self._contexts():
            run()
        if MARK not in self._events:
            raise RuntimeError("The call has sent no request.")
        return Recording(list(self._setup), list(self._events))  # what comes when all is switched off is no part of it

    def _spy_on(self, thing: Any, name: str, kind: str) -> None:
        self._names[id(thing)] = (name, thing)
        for method in _SPIED[kind]:
            if hasattr(thing, method):
                setattr(thing, method, self._spied(name, method, getattr(thing, method)))

    def _spied(self, receiver: str, method: str, original: Callable[..., Any]) -> Callable[..., Any]:
        kind = _MADE.get(method, "instrument" if method.startswith("create_") else None)

        def call(*args: Any, **kwargs: Any) -> Any:
            if self._depth:
                return original(*args, **kwargs)
            plain, plain_kwargs = self._plain(args), self._plain(kwargs)
            result = self._inside(original, args, kwargs)
            name = None
            if kind is not None:
                name = f"{kind}{self._count}"
                self._count += 1
                self._spy_on(result, name, kind)
            event = Event(receiver, method, plain, plain_kwargs, name)
            (self._events if kind in (None, "span") else self._setup).append(event)
            return result

        return call

    def _inside(self, original: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self._depth += 1
        try:
            return original(*args, **kwargs)
        finally:
            self._depth -= 1

    @contextmanager
    def _contexts(self) -> Iterator[None]:
        """Notes what is made current, however the functions of the API were imported."""
        runtime: Any = otel_context._RUNTIME_CONTEXT
        runtime.attach, attach = self._attaching(runtime.attach), runtime.attach
        runtime.detach, detach = self._detaching(runtime.detach), runtime.detach
        try:
            yield
        finally:
            runtime.attach, runtime.detach = attach, detach

    def _attaching(self, attach: Callable[[Context], Any]) -> Callable[[Context], Any]:
        def call(context: Context) -> Any:
            token = attach(context)
            if not self._depth:
                name = f"token{self._count}"
                self._count += 1
                self._names[id(token)] = (name, token)
                self._events.append(Event("", "attach", self._plain((context,)), {}, name))
            return token

        return call

    def _detaching(self, detach: Callable[[Any], None]) -> Callable[[Any], None]:
        def call(token: Any) -> None:
            detach(token)
            if not self._depth:
                self._events.append(Event("", "detach", (Ref(self._names[id(token)][0]),), {}))

        return call

    def _plain(self, value: Any) -> Any:
        """A copy that later changes do not reach, with names for what lives only now."""
        if isinstance(value, Context):
            span = trace.get_current_span(value)
            return Ref(f"context_{self._names[id(span)][0]}" if id(span) in self._names else CURRENT)
        if isinstance(value, Span):
            return Ref(self._names[id(value)][0])
        if isinstance(value, Mapping):
            return {key: self._plain(item) for key, item in value.items()}
        if type(value) in (list, tuple):
            return type(value)(self._plain(item) for item in value)
        return value
