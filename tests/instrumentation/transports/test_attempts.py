"""The wrappers around what puts a request on the wire."""

from __future__ import annotations

import asyncio
from typing import Any

from genai_triage.instrumentation.transports.attempts import async_send, sync_send


def _nothing(*_: Any) -> Any:
    raise AssertionError("There is no operation.")


async def _answer(given: str) -> str:
    return given


def test_outside_an_operation_a_library_is_left_alone() -> None:
    assert sync_send(_nothing, _nothing)(lambda given: given, None, ("answer",), {}) == "answer"


def test_outside_an_operation_a_coroutine_of_a_library_is_its_own() -> None:
    coroutine = _answer("answer")
    assert async_send(_nothing, _nothing)(lambda: coroutine, None, (), {}) is coroutine
    assert asyncio.run(coroutine) == "answer"
