"""The exceptions behind an exception, outermost first, bounded and safe against cycles."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from .exception_view import peek
from .limits import MAX_EXCEPTIONS, MAX_MEMBERS


def exceptions_in(exc: BaseException) -> Iterator[BaseException]:
    """The exception itself, then what it wraps: explicit causes, group members, attributes and arguments, contexts."""
    waiting: deque[BaseException] = deque([exc])
    seen: set[int] = set()
    while waiting and len(seen) < MAX_EXCEPTIONS:
        current = waiting.popleft()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting.extendleft(reversed([inner for inner in _inside(current) if id(inner) not in seen]))


def _inside(exc: BaseException) -> Iterable[BaseException]:
    found = [peek(exc, "__cause__"), *_members(exc)]
    found += [
        peek(exc, name)
        for name in ("cause", "_cause", "reason", "original_exception", "original_error", "os_error", "_last_error")
    ]
    found.append(_last_attempt(exc))
    arguments = peek(exc, "args")
    if isinstance(arguments, tuple):
        found += arguments[:MAX_MEMBERS]
    if not peek(exc, "__suppress_context__"):
        found.append(peek(exc, "__context__"))
    return [inner for inner in found if isinstance(inner, BaseException)]


def _members(exc: BaseException) -> list[Any]:
    members = peek(exc, "exceptions")
    return list(members[:MAX_MEMBERS]) if isinstance(members, (tuple, list)) else []


def _last_attempt(exc: BaseException) -> Any:
    """What tenacity's RetryError holds: a finished future."""
    attempt = peek(exc, "last_attempt")
    if attempt is None:
        return None
    stored = peek(attempt, "_exception")
    return stored if isinstance(stored, BaseException) else None
