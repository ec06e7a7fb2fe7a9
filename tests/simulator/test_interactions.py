"""Interactions in the background, in streams that break, and with every end that they have."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from google import genai

from genai_triage.simulator import Simulator
from tests.simulator.test_causes import events

MODEL = "gemini-2.5-flash"


def _polled(client: genai.Client, model: str) -> list[str]:
    made: Any = client.interactions.create(model=model, input="Hello", background=True)
    return [made.status, *(client.interactions.get(made.id).status for _ in range(2))]


@pytest.mark.parametrize(
    ("model", "statuses"),
    [
        (MODEL, ["in_progress", "in_progress", "completed"]),
        (f"{MODEL}-polls-0", ["in_progress", "completed", "completed"]),
        (f"{MODEL}-job-fail-gemini.interaction_budget", ["in_progress", "in_progress", "budget_exceeded"]),
        (f"{MODEL}-polls-0-job-fail-gemini.internal", ["in_progress", "failed", "failed"]),
    ],
)
def test_an_interaction_in_the_background_ends(model: str, statuses: list[str], gemini: genai.Client) -> None:
    assert _polled(gemini, model) == statuses


def test_an_interaction_that_is_cancelled_is_cancelled(gemini: genai.Client) -> None:
    made: Any = gemini.interactions.create(model=f"{MODEL}-polls-9", input="Hello", background=True)

    assert gemini.interactions.cancel(made.id).status == "cancelled"
    assert gemini.interactions.get(made.id).status == "cancelled"


def _stream(simulator: Simulator, model: str) -> tuple[list[Any], bool]:
    """The events of a stream, and whether it ended by itself."""
    text, ended = "", True
    body = {"model": model, "input": "Hello", "stream": True}
    with httpx.stream("POST", f"{simulator.gemini_url}/v1beta/interactions", json=body) as answer:
        try:
            for piece in answer.iter_text():
                text += piece
        except httpx.RemoteProtocolError:
            ended = False
    return events(text), ended


def test_a_stream_breaks_off(simulator: Simulator) -> None:
    seen, ended = _stream(simulator, f"{MODEL}-turn-fail-gemini.internal")

    assert ([event["event_type"] for event in seen], ended) == (["interaction.created"], False)


def test_a_stream_is_ended_by_an_error(simulator: Simulator) -> None:
    seen, ended = _stream(simulator, f"{MODEL}-message-fail-gemini.internal")

    assert ([event["event_type"] for event in seen], ended) == (["interaction.created", "error"], True)
    assert seen[-1]["error"]["code"] == 500


def test_a_stream_ends_with_a_bad_status(simulator: Simulator) -> None:
    seen, _ = _stream(simulator, f"{MODEL}-fail-gemini.interaction_budget")

    assert seen[-1]["interaction"]["status"] == "budget_exceeded"


@pytest.mark.parametrize("mark", ["turn", "message"])
def test_a_stream_of_content_breaks_too(mark: str, simulator: Simulator) -> None:
    url = f"{simulator.gemini_url}/v1beta/models/{MODEL}-{mark}-fail-gemini.internal:streamGenerateContent?alt=sse"
    text = ""
    with httpx.stream("POST", url, json={}) as answer:
        try:
            for piece in answer.iter_text():
                text += piece
        except httpx.RemoteProtocolError:
            text += "cut"

    assert "candidates" in events(text)[0]
    assert ("cut" in text, "error" in events(text)[-1]) == (mark == "turn", mark == "message")


def test_an_interaction_is_got_as_a_stream(gemini: genai.Client) -> None:
    kinds = [event.event_type for event in gemini.interactions.get("x", stream=True)]

    assert (kinds[0], kinds[-1]) == ("interaction.created", "interaction.completed")
