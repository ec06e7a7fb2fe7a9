"""A right that is taken once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from genai_triage.telemetry.once import Once


def test_only_the_first_caller_takes_it() -> None:
    once = Once()
    assert once.left
    assert [once.take(), once.take(), once.take()] == [True, False, False]
    assert not once.left


def test_of_threads_that_come_at_once_one_takes_it() -> None:
    rights = [Once() for _ in range(200)]
    start = Barrier(8)

    def take_all(_: int) -> list[bool]:
        start.wait()
        return [right.take() for right in rights]

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take_all, range(8)))
    assert [sum(column) for column in zip(*taken, strict=True)] == [1] * len(rights)
