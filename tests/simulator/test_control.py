"""The control endpoint `/_sim`."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from gigachat import GigaChat

from genai_triage.simulator import Simulator
from genai_triage.taxonomy import CAUSES

MODEL = "gemini-2.5-flash"


def generate(simulator: Simulator, key: str = "any") -> int:
    url = f"{simulator.gemini_url}/v1beta/models/{MODEL}:generateContent?key={key}"
    return httpx.post(url, json={"contents": [{"parts": [{"text": "a secret prompt"}]}]}).status_code


def test_causes_are_listed_with_how(simulator: Simulator) -> None:
    listed = httpx.get(f"{simulator.url}/_sim/causes").json()

    assert [entry["cause"] for entry in listed] == list(CAUSES)
    assert all(entry["how"] and entry["way"] for entry in listed)


def test_schedules_are_set_listed_restarted_and_cleared(simulator: Simulator) -> None:
    url = f"{simulator.url}/_sim/schedules"
    posted = httpx.post(url, json={"cause": "gemini.internal", "first": 1}).json()
    assert [entry["cause"] for entry in posted] == ["gemini.internal"]
    assert [generate(simulator), generate(simulator)] == [500, 200]
    assert httpx.post(f"{url}/restart").status_code == 204
    assert generate(simulator) == 500
    assert httpx.delete(url).status_code == 204

    assert httpx.get(url).json() == []


def test_bad_schedule_is_refused_with_a_sentence(simulator: Simulator) -> None:
    url = f"{simulator.url}/_sim/schedules"

    for content in (b'{"cause": "gemini.nothing"}', b'{"cause": "gemini.internal", "every": []}', b"[]", b"{"):
        answer = httpx.post(url, content=content)
        assert (answer.status_code, answer.json()["error"][-1]) == (400, ".")
    assert httpx.get(url).json() == []


def test_requests_are_logged_without_bodies_and_keys(simulator: Simulator) -> None:
    generate(simulator, key="a-secret-key")
    answer = httpx.get(f"{simulator.url}/_sim/requests")

    assert "secret" not in answer.text
    assert answer.json() == [
        {
            "number": 1,
            "method": "POST",
            "path": f"/v1beta/models/{MODEL}:generateContent",
            "provider": "gemini",
            "endpoint": "generate",
            "model": MODEL,
            "cause": "",
            "status": 200,
        }
    ]


def test_log_is_bounded() -> None:
    with Simulator(latency=0) as running, httpx.Client() as client:
        for _ in range(1005):
            client.get(f"{running.gemini_url}/v1beta/models")

        assert [running.requests[0].number, running.requests[-1].number] == [6, 1005]


def test_tokens_expire_on_demand(simulator: Simulator, gigachat: Callable[..., GigaChat]) -> None:
    with gigachat() as client:
        client.get_models()
        httpx.post(f"{simulator.url}/_sim/tokens/expire")
        client.get_models()

    assert [record.cause for record in simulator.requests] == ["", "", "gigachat.token_expired", "", ""]


def test_reset_forgets_requests_and_schedules(simulator: Simulator) -> None:
    simulator.schedule("gemini.internal")
    generate(simulator)
    httpx.post(f"{simulator.url}/_sim/reset")

    assert simulator.requests == ()
    assert generate(simulator) == 200
