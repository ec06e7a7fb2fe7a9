"""How a request names a cause, and what it gets where the name makes no sense."""

from __future__ import annotations

import base64
from collections.abc import Callable

import httpx
import pytest
from gigachat import GigaChat
from google import genai
from google.genai import errors

from genai_triage.simulator import Simulator, scenario
from genai_triage.simulator.scenarios import fits_endpoint, named_by, named_by_authorization_key
from genai_triage.taxonomy import CAUSES
from tests.support import AUTHORIZATION_KEY

Clients = Callable[..., GigaChat]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("fail-gemini.internal", "gemini.internal"),
        ("gemini-2.5-flash-fail-gemini.requests_per_day", "gemini.requests_per_day"),
        ("gemini-2.5-flash-call-function", "call-function"),
        ("gemini-2.5-flash", ""),
        ("failover", ""),
        ("", ""),
    ],
)
def test_cause_stands_at_the_end_of_a_name(name: str, asked: str) -> None:
    assert named_by(name) == asked


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        (base64.b64encode(b"fail:gigachat.internal").decode(), "gigachat.internal"),
        (AUTHORIZATION_KEY, ""),
        (base64.b64encode(b"\xff:x").decode(), ""),
        ("?", ""),
        ("ключ", ""),
    ],
)
def test_cause_stands_in_an_authorization_key(key: str, asked: str) -> None:
    assert named_by_authorization_key(key) == asked


def test_named_model_survives_the_sdk(simulator: Simulator, gemini: genai.Client, vertex: genai.Client) -> None:
    for client in (gemini, vertex):
        with pytest.raises(errors.APIError) as caught:
            client.models.generate_content(model="gemini-2.5-flash-fail-gemini.unavailable", contents="Hello")
        assert caught.value.code == 503
    assert [record.cause for record in simulator.requests] == ["gemini.unavailable"] * 2


def test_api_cause_in_an_authorization_key_is_bound_to_the_token(simulator: Simulator, gigachat: Clients) -> None:
    cause = next(
        cause
        for cause in CAUSES.values()
        if cause.id.startswith("gigachat.") and cause.example and cause.example.http == 402
    )
    key = base64.b64encode(f"fail:{cause.id}".encode()).decode()
    with gigachat(credentials=key) as client, pytest.raises(Exception, match="402"):
        client.chat("Hello")
    assert [(record.endpoint, record.cause) for record in simulator.requests] == [("token", ""), ("chat", cause.id)]


def test_header_outranks_the_model(simulator: Simulator) -> None:
    httpx.post(
        f"{simulator.gemini_url}/v1beta/models/fail-gemini.internal:generateContent",
        headers={"x-simulate": "gemini.unavailable"},
        json={},
    )

    assert simulator.requests[-1].cause == "gemini.unavailable"


def test_unknown_cause_is_complained_about(simulator: Simulator) -> None:
    answer = httpx.post(f"{simulator.gemini_url}/v1beta/models/fail-gemini.nothing:generateContent", json={})

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("simulator: there is no cause 'gemini.nothing'")


@pytest.mark.parametrize("way", ["none", "url", "token", "live"])
def test_cause_that_cannot_be_answered_here_says_how(simulator: Simulator, way: str) -> None:
    cause = next(cause for cause in CAUSES.values() if scenario(cause).way == way)
    answer = httpx.post(f"{simulator.gemini_url}/v1beta/models/fail-{cause.id}:generateContent", json={})

    assert answer.status_code == 400
    assert scenario(cause).how in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("wanted", "endpoint", "fits"),
    [
        ("generate", "stream", True),
        ("stream", "generate", True),
        ("chat", "stream", True),
        ("generate", "chat", False),
        ("", "embed", True),
        ("*", "token", False),
        ("token", "token", True),
    ],
)
def test_a_cause_of_a_call_happens_to_its_stream_too(wanted: str, endpoint: str, fits: bool) -> None:
    assert fits_endpoint(wanted, endpoint) is fits


@pytest.mark.parametrize("way", ["query", "header", "bearer"])
def test_a_key_names_its_cause_wherever_it_is_sent(simulator: Simulator, way: str) -> None:
    key = "fail-gemini.key_expired"
    headers = {"header": {"x-goog-api-key": key}, "bearer": {"authorization": f"Bearer {key}"}}.get(way, {})
    httpx.post(
        f"{simulator.gemini_url}/v1beta/models/m:generateContent",
        params={"key": key} if way == "query" else {},
        headers=headers,
        json={},
    )

    assert simulator.requests[-1].cause == "gemini.key_expired"


def test_a_key_in_the_query_tells_whose_models_are_listed(simulator: Simulator) -> None:
    listed = httpx.get(f"{simulator.gemini_url}/v1/models", params={"key": "any"}).json()

    assert all(model["name"].startswith("models/gemini") for model in listed["models"])
