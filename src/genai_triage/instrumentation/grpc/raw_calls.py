"""Whether RPCs outside an SDK's operation are operations: on while somebody uses the instrumentation of raw gRPC."""

from __future__ import annotations

from collections.abc import Callable

_users: list[Callable[[], None]] = []
"""What to call before a first RPC: one for each user of the instrumentation of raw gRPC."""


def raw_calls_are_on() -> bool:
    """Whether RPCs outside an SDK's operation are operations."""
    return bool(_users)


def wake_users() -> None:
    """Tells those who use the instrumentation that a multicallable of a GenAI service is about to be made."""
    for wake in _users:
        wake()


class RawCalls:
    """Switched on and off with the patches: makes RPCs outside an SDK's operation operations."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def apply(self) -> None:
        _users.append(self._wake)

    def remove(self) -> None:
        _users.remove(self._wake)
