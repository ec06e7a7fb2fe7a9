"""Locks that no fork leaves held for ever."""

from __future__ import annotations

import os
import threading
from typing import Any

_PATIENCE = 5.0
"""Seconds that a fork waits for a holder, who imports modules of ours at most, in a tenth of that."""


class ForkLock:
    """A reentrant lock: a fork waits for its holder to finish, and the child has a new one.

    Without the wait the child would find what the holder was at half done, modules half imported for one, for ever.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._is_held_for_fork = False
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=self._before, after_in_parent=self._in_parent, after_in_child=self._in_child)

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *error: Any) -> None:
        self._lock.release()

    def _before(self) -> None:
        self._is_held_for_fork = self._lock.acquire(timeout=_PATIENCE)

    def _in_parent(self) -> None:
        if self._is_held_for_fork:
            self._lock.release()

    def _in_child(self) -> None:
        self._lock = threading.RLock()


waking = ForkLock()
