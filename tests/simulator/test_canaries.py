"""Texts planted in answers and errors."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from genai_triage.simulator import Simulator
from genai_triage.simulator.canaries import Canaries

GEMINI = "/v1beta/models/gemini-2.5-flash:generateContent"
GIGACHAT = "/api/v1/chat/completions"
FUNCTION = {"name": "f", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}


@pytest.fixture
def canaries() -> Canaries:
    return Canaries.random()


@pytest.fixture
def client(canaries: Canaries) -> Iterator[httpx.Client]:
    with Simulator(latency=0, canaries=canaries) as simulator, httpx.Client(base_url=simulator.url) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (GEMINI, {}),
        (GEMINI, {"generationConfig": {"responseMimeType": "application/json", "responseSchema": SCHEMA}}),
        (
            GEMINI,
            {
                "tools": [{"functionDeclarations": [FUNCTION]}],
                "toolConfig": {"functionCallingConfig": {"mode": "ANY"}},
            },
        ),
        (GIGACHAT, {"messages": []}),
        (GIGACHAT, {"messages": [], "functions": [FUNCTION], "function_call": {"name": "f"}}),
    ],
)
def test_a_good_answer_says_the_canary(client: httpx.Client, canaries: Canaries, path: str, body: object) -> None:
    answer = client.post(path, json=body)

    assert (answer.status_code, canaries.answer in answer.text) == (200, True)


@pytest.mark.parametrize(("path", "field"), [(GEMINI, "error"), (GIGACHAT, "")])
def test_every_second_request_is_refused_and_echoes_the_prompt_and_the_keys(
    client: httpx.Client, canaries: Canaries, path: str, field: str
) -> None:
    answers = [client.post(path, json={}) for _ in range(8)]

    assert [answer.is_success for answer in answers] == [True, False] * 4
    for refused in answers[1::2]:
        message = (refused.json()[field] if field else refused.json())["message"]
        assert f'"{canaries.prompt}"' in message
        assert all(key in message for key in canaries.keys.values())


def test_which_text_comes_first_changes(client: httpx.Client) -> None:
    messages = [client.post(GIGACHAT, json={}).json().get("message", "") for _ in range(8)][1::2]

    assert len({message[:10] + message[-10:] for message in messages}) == 4


def test_a_token_is_always_handed_out(client: httpx.Client) -> None:
    assert [client.post("/api/v2/oauth").status_code for _ in range(2)] == [200, 200]


def test_two_are_never_the_same() -> None:
    assert Canaries.random().answer != Canaries.random().answer
