"""What the simulator remembers is shared by the threads of its servers and by the test's own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from genai_triage.simulator.backend import Backend
from genai_triage.simulator.gemini import read
from genai_triage.taxonomy import CAUSES


class _Noting:
    """A lock that tells whether it was taken."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.was_taken = False

    def __enter__(self) -> None:
        self.was_taken = True
        self._lock.acquire()

    def __exit__(self, *error: Any) -> None:
        self._lock.release()


FACTS = read("POST", "/v1beta/models/m:generateContent", {}, {}, {}, 0)
SHARED: dict[str, Callable[[Backend], Any]] = {
    "records": lambda backend: backend.records,
    "reset": lambda backend: backend.reset(),
    "known": lambda backend: backend.known(FACTS),
    "answer": lambda backend: backend.answer(FACTS),
    "decide": lambda backend: backend.decide(FACTS),
    "due_at": lambda backend: backend.due_at(FACTS),
}


@pytest.mark.parametrize("use", SHARED.values(), ids=SHARED.keys())
def test_what_threads_share_is_used_by_one_at_a_time(use: Callable[[Backend], Any]) -> None:
    backend = Backend(CAUSES, seed=1, token_life=60)
    lock: Any = _Noting()
    backend._lock = lock
    use(backend)
    assert lock.was_taken
