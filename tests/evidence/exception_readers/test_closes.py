"""The close of a Live session or an interaction, as websockets of all versions and google-genai raise it."""

from __future__ import annotations

from types import SimpleNamespace as Having
from typing import Any

import pytest

from genai_triage.evidence import classify_end

from .made import raised

LEAKED = "Your API key was reported as leaked"


def cause(error: Any, **given: Any) -> tuple[str, str | None, str | None] | None:
    failure = classify_end(error, **given)
    return None if failure is None else (failure.cause.id, failure.provider, failure.message)


@pytest.mark.parametrize("name", ["ConnectionClosed", "ConnectionClosedError"])
@pytest.mark.parametrize(
    ("attributes", "known"),
    [
        ({"rcvd": Having(code=1008, reason=LEAKED)}, ("gemini.key_leaked", "gemini", LEAKED)),
        ({"code": 1008, "reason": LEAKED}, ("gemini.key_leaked", "gemini", LEAKED)),
        ({"rcvd": Having(code=1008, reason=LEAKED), "code": 1000}, ("gemini.key_leaked", "gemini", LEAKED)),
        ({"rcvd": None}, ("network.stream_cut", "gemini", None)),
        ({"rcvd": Having(code=1000, reason="")}, None),
    ],
)
def test_a_close_is_read_of_every_version_of_websockets(name: str, attributes: Any, known: Any) -> None:
    assert cause(raised("websockets.exceptions", name, **attributes)) == known


def test_only_a_close_is_read_as_one() -> None:
    error = raised("websockets.exceptions", "InvalidHandshake", rcvd=Having(code=1008, reason=LEAKED))
    assert cause(error) == ("network.connect_failed", None, None)


@pytest.mark.parametrize(
    ("code", "known"),
    [
        (1008, ("gemini.invalid_argument", "gemini", None)),
        (1000, None),
        ("1008", ("status.unclassified", "gemini", None)),
    ],
)
def test_the_close_of_an_interaction_has_a_code_alone(code: Any, known: Any) -> None:
    assert cause(raised("google.genai.errors", "APIWebSocketError", close_code=code)) == known


@pytest.mark.parametrize(
    ("code", "known"),
    [
        (1008, ("gemini.key_leaked", "gemini", LEAKED)),
        (3000, ("status.connection_closed", "gemini", LEAKED)),
        (4999, ("status.connection_closed", "gemini", LEAKED)),
        (1000, None),
        (999, ("status.unclassified", "gemini", None)),
        (5000, ("status.unclassified", "gemini", None)),
    ],
)
def test_a_close_that_google_genai_raises_has_its_code_and_reason(code: int, known: Any) -> None:
    assert cause(raised("google.genai.errors", "APIError", code=code, details=LEAKED)) == known


def test_who_called_is_known_better_than_any_class() -> None:
    of_genai = raised("google.genai.errors", "APIError", code=3999, details="")
    closed = raised("websockets.exceptions", "ConnectionClosed", code=3999)
    interaction = raised("google.genai.errors", "APIWebSocketError", close_code=3999)
    for error in (closed, interaction, of_genai):
        assert cause(error, provider="gigachat") == ("status.connection_closed", "gigachat", None)
