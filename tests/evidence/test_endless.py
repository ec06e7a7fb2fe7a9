"""What never comes to an end is read as far as its bound, whoever holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from genai_triage import classify_grpc, classify_response
from tests.support.told import told

MOST = 10_000
"""Members after which it ends all the same, so that a failing test does."""


class Endless(dict[str, str]):
    """A mapping and an iterable of pairs that goes on, and knows how many of them were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def items(self) -> Any:
        return iter(self)

    def __iter__(self) -> Iterator[Any]:
        while self.asked < MOST:
            self.asked += 1
            yield "key", "value"

    def __bool__(self) -> bool:
        return True


def held(module: str, name: str, **attributes: Any) -> Exception:
    """An exception of a library that holds endless things."""
    kind = type(name, (Exception,), {"__module__": module, **attributes})
    error: Exception = kind("message")
    return error


HOLDERS: dict[str, Callable[[Endless], Exception]] = {
    "metadata of an RPC": lambda endless: held(
        "grpc",
        "RpcError",
        code=lambda self: "UNAVAILABLE",
        details=lambda self: "",
        initial_metadata=lambda self: None,
        trailing_metadata=lambda self: endless,
    ),
    "violations of google-api-core": lambda endless: held(
        "google.api_core.exceptions",
        "GoogleAPICallError",
        code=429,
        details=[held("google.rpc", "QuotaFailure", violations=endless, metadata=endless)],
    ),
    "headers of an HTTP error": lambda endless: held("openai", "APIError", status_code=429, headers=endless, body={}),
    "members of a group": lambda endless: held("builtins", "ExceptionGroup", exceptions=endless),
}


@pytest.mark.parametrize("holder", HOLDERS.values(), ids=list(HOLDERS))
def test_an_exception_that_holds_something_endless_is_classified(holder: Callable[[Endless], Exception]) -> None:
    endless = Endless()

    assert told(holder(endless)).cause.id
    assert endless.asked < MOST


@pytest.mark.parametrize(
    "ask",
    [
        lambda endless: classify_response("gemini", 429, {}, endless),
        lambda endless: classify_grpc("gemini", "UNAVAILABLE", "", endless),
    ],
    ids=["headers", "metadata"],
)
def test_what_is_given_is_read_as_far_as_its_bound(ask: Callable[[Any], Any]) -> None:
    endless = Endless()

    assert ask(endless) is not None
    assert 0 < endless.asked < MOST
