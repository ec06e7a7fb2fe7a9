"""Every cause that a server answers with is told of a raw request, read whole or as a stream."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Any

import aiohttp
import httpx
import pytest
import requests

from genai_triage.simulator import Simulator, authorization_key, scenario
from genai_triage.taxonomy import CAUSES
from genai_triage.taxonomy.model import Cause
from tests.support.products import crossed
from tests.support.recorded import Recorded

GEMINI: dict[str, tuple[str, Any]] = {
    "": ("/v1beta/models/{model}:generateContent", {}),
    "generate": ("/v1beta/models/{model}:generateContent", {}),
    "stream": ("/v1beta/models/{model}:streamGenerateContent?alt=sse", {}),
    "embed": ("/v1beta/models/{model}:batchEmbedContents", {}),
    "count": ("/v1beta/models/{model}:countTokens", {}),
    "interactions": ("/v1beta/interactions", {"model": "{model}", "input": "Hello"}),
}
GIGACHAT: dict[str, tuple[str, Any]] = {
    "": ("/api/v1/chat/completions", {"model": "{model}", "messages": []}),
    "chat": ("/api/v1/chat/completions", {"model": "{model}", "messages": []}),
    "stream": ("/api/v1/chat/completions", {"model": "{model}", "messages": [], "stream": True}),
    "embeddings": ("/api/v1/embeddings", {"model": "{model}", "input": ["Hello"]}),
    "tokens": ("/api/v1/tokens/count", {"model": "{model}", "input": ["Hello"]}),
    "models": ("/api/v1/models/{model}", None),
    "balance": ("/api/v1/balance", None),
    "files": ("/api/v1/files", None),
    "threads": ("/api/v1/threads/messages/run", {"model": "{model}", "messages": []}),
}


BY_DURATION = ("gigachat.gateway_time_limit",)
"""Causes that only a long wait tells from others."""


def causes(way: str) -> list[Cause]:
    return [
        cause
        for cause in CAUSES.values()
        if scenario(cause).way == way and cause.id.startswith(("gemini.", "gigachat.")) and cause.id not in BY_DURATION
    ]


def check(raw: Recorded, cause: Cause, status: int) -> None:
    attributes = raw.attributes
    assert (attributes["triage.class"], attributes["triage.cause"]) == (cause.failure_class.value, cause.id)
    assert ("error.type" in attributes) is (status >= 300)
    assert attributes["http.response.status_code"] == status
    assert raw.calls == {cause.failure_class.value: 1}


def by_httpx(method: str, url: str, body: Any, headers: dict[str, str]) -> int:
    return httpx.request(method, url, json=body, headers=headers).status_code


def by_httpx_streamed(method: str, url: str, body: Any, headers: dict[str, str]) -> int:
    with httpx.stream(method, url, json=body, headers=headers) as response:
        for _ in response.iter_lines():
            pass
        return response.status_code


def by_requests(method: str, url: str, body: Any, headers: dict[str, str]) -> int:
    with requests.request(method, url, json=body, headers=headers, timeout=60, stream=True) as response:
        for _ in response.iter_lines():
            pass
        return response.status_code


def by_aiohttp(method: str, url: str, body: Any, headers: dict[str, str]) -> int:
    async def run() -> int:
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(method, url, json=body) as response,
        ):
            async for _ in response.content:
                pass
            return response.status

    return asyncio.run(run())


WAYS = [by_httpx, by_httpx_streamed, by_requests, by_aiohttp]


@pytest.mark.parametrize(
    ("cause", "send"),
    crossed(causes("answer"), WAYS, name=lambda value: value.id if isinstance(value, Cause) else value.__name__),
)
def test_every_cause_is_told(
    cause: Cause,
    send: Callable[[str, str, Any, dict[str, str]], int],
    raw: Recorded,
    simulator: Simulator,
) -> None:
    example = cause.example
    assert example is not None
    is_gigachat = cause.id.startswith("gigachat.")
    calls = GIGACHAT if is_gigachat else GEMINI
    path, template = calls["stream" if example.stream and not example.endpoint else example.endpoint]
    body = None if template is None else json.loads(json.dumps(template).replace("{model}", "m"))
    url = simulator.url.replace("127.0.0.1", "localhost") if is_gigachat else simulator.url

    status = send("GET" if body is None else "POST", url + path.format(model="m"), body, {"x-simulate": cause.id})

    check(raw, cause, status)


@pytest.mark.parametrize("cause", causes("token"), ids=lambda cause: cause.id)
def test_every_cause_of_a_token_request_is_told(cause: Cause, raw: Recorded, simulator: Simulator) -> None:
    headers = {"authorization": f"Basic {authorization_key(cause.id)}", "rquid": str(uuid.uuid4())}
    url = simulator.oauth_url.replace("127.0.0.1", "localhost")
    status = httpx.post(url, headers=headers, data={"scope": "GIGACHAT_API_PERS"}).status_code
    check(raw, cause, status)
    assert raw.operation.name == "get_token"
