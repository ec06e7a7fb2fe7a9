"""An exception as seen from outside: its class names, its text, what reading its attributes yields. Never raises."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from genai_triage.interrupts import let_through
from genai_triage.taxonomy.model import Provider
from genai_triage.taxonomy.vendors import VENDORS

from .limits import MAX_BASES, MAX_FIELDS, MAX_FRAMES, MAX_ITEMS, MAX_TEXT

_PACKAGES: Final = {package: vendor.provider for vendor in VENDORS for package in vendor.packages}
_SDKS: Final = tuple((module, vendor.provider) for vendor in VENDORS for module in vendor.sdk_modules)


class ExceptionView:
    """An exception with what is known about it."""

    __slots__ = ("_limit", "_text", "exc", "names", "provider")

    names: tuple[str, ...]
    """`package.Class` over the MRO, most derived first."""

    def __init__(
        self,
        exc: BaseException,
        names: tuple[str, ...],
        provider: Provider | None,
        *,
        text: str | None = None,
        limit: int = MAX_TEXT,
    ) -> None:
        """Begins with what is known; `limit`: characters of its text that are looked at."""
        self.exc = exc
        self.names = names
        self.provider = provider
        self._text = text
        self._limit = limit

    @property
    def text(self) -> str:
        """`str(exc)`, bounded; asked for only where no attribute says more, as an SDK prints all of a long answer."""
        if self._text is None:
            self._text = text_of(self.exc)[: self._limit]
        return self._text

    def is_a(self, *names: str) -> bool:
        """Whether a class of the MRO has one of these names (`package.Class`)."""
        return any(name in self.names for name in names)

    def get(self, name: str) -> Any:
        """An attribute of the exception, or None."""
        return peek(self.exc, name)


def view_exception(exc: BaseException, provider: Provider | None, *, limit: int = MAX_TEXT) -> ExceptionView:
    """Looks at an exception; an unknown provider is told by the packages of its classes.

    `limit`: so many characters of its text are looked at, and never more than `MAX_TEXT`.
    """
    names = class_names(type(exc))
    known = provider or provider_of_names(names) or _provider_of_frames(exc)
    return ExceptionView(exc, names, known, limit=limit)


def class_names(kind: type) -> tuple[str, ...]:
    """`package.Class` over the MRO, most derived first."""
    names = []
    for cls in type.__dict__["__mro__"].__get__(kind)[:MAX_BASES]:
        module = peek(cls, "__module__")
        name = peek(cls, "__name__")
        if isinstance(module, str) and isinstance(name, str):
            names.append(f"{module.partition('.')[0]}.{name}")
    return tuple(names)


def provider_of_names(names: tuple[str, ...]) -> Provider | None:
    """The provider whose package defines one of the classes."""
    for name in names:
        provider = _PACKAGES.get(name.partition(".")[0])
        if provider:
            return provider
    return None


def _provider_of_frames(exc: BaseException) -> Provider | None:
    """The provider whose SDK an exception of another library came through."""
    for frame in frames_of(exc):
        module = peek(frame, "f_globals")
        name = module.get("__name__") if isinstance(module, dict) else None
        for package, provider in _SDKS:
            if isinstance(name, str) and name.startswith(package):
                return provider
    return None


def frames_of(exc: BaseException) -> Iterator[Any]:
    """The frames that an exception came through, outermost first; bounded."""
    trace = peek(exc, "__traceback__")
    for _ in range(MAX_FRAMES):
        if trace is None:
            return
        yield peek(trace, "tb_frame")
        trace = peek(trace, "tb_next")


def text_of(exc: BaseException) -> str:
    """`str(exc)`, bounded; empty if the exception cannot be printed."""
    try:
        return str(exc)[:MAX_TEXT]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        let_through(error)
        return ""


def peek(obj: object, name: str) -> Any:
    """An attribute of an object that may be hostile; None if reading it fails."""
    try:
        return getattr(obj, name, None)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        let_through(error)
        return None


def call(obj: object, name: str) -> Any:
    """What a method without arguments returns; None if there is none or it fails."""
    method = peek(obj, name)
    if not callable(method):
        return None
    try:
        return method()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        let_through(error)
        return None


def items(values: object) -> list[Any]:
    """The first members of anything that can be iterated; empty if it cannot."""
    if values is None or isinstance(values, (str, bytes)):
        return []
    try:
        return list(islice(values, MAX_ITEMS))  # type: ignore[call-overload]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        let_through(error)
        return []


def mapping(value: object) -> dict[str, Any]:
    """The first members of a mapping of any type as a dict; empty if it is none."""
    try:
        return dict(islice(value.items(), MAX_FIELDS)) if value else {}  # type: ignore[attr-defined]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        let_through(error)
        return {}
