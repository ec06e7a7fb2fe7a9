"""Whatever of ours breaks on the way of a raw call: the application gets its answer, and the call ends once."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import httpx
import pytest
import requests

from tests.support.answering import AnsweringServer
from tests.support.recorded import Recorded

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
BODY = json.dumps({"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}]}).encode()
REFUSAL = json.dumps({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Too many."}}).encode()

pytestmark = pytest.mark.breaks_us


def by_requests(url: str, streams: bool) -> tuple[int, bytes]:
    with requests.post(url, json={}, timeout=60, stream=streams) as response:
        return response.status_code, b"".join(response.iter_content(100)) if streams else response.content


def by_aiohttp(url: str, streams: bool) -> tuple[int, bytes]:
    async def run() -> tuple[int, bytes]:
        async with aiohttp.ClientSession() as session, session.post(url, json={}) as response:
            if streams:
                return response.status, b"".join([piece async for piece in response.content.iter_any()])
            return response.status, await response.read()

    return asyncio.run(run())


def by_httpx(url: str, streams: bool) -> tuple[int, bytes]:
    with httpx.Client() as client:
        if streams:
            with client.stream("POST", url, json={}) as response:
                return response.status_code, b"".join(response.iter_raw())
        answer = client.post(url, json={})
        return answer.status_code, answer.content


def by_async_httpx(url: str, streams: bool) -> tuple[int, bytes]:
    async def run() -> tuple[int, bytes]:
        async with httpx.AsyncClient() as client:
            if streams:
                async with client.stream("POST", url, json={}) as response:
                    return response.status_code, b"".join([piece async for piece in response.aiter_raw()])
            answer = await client.post(url, json={})
            return answer.status_code, answer.content

    return asyncio.run(run())


@pytest.fixture
def raw(served: Recorded) -> Recorded:
    return served


OURS = {
    "the look-up of the host": "raw.hosts.Hosts.service",
    "the reader of the request": "raw.endpoints._options",
    "the start of the attempt": "telemetry.operation.Operation.start_attempt",
    "the end of the attempt": "telemetry.attempt.Attempt.on_response",
    "the view of the body": "raw.body_view.BodyView.__init__",
    "a piece of the body": "raw.body_view.BodyView.add",
    "the end of the body": "raw.body_view.BodyView.body",
    "a body at once": "raw.body_view.WholeBody.body",
    "the judge": "evidence.classify_body",
    "the judge of refusals": "evidence.classify_response",
}


UNSEEN = {"the look-up of the host", "the reader of the request"}
"""Without these nobody knows that it is a call."""


@pytest.mark.parametrize("call", [by_requests, by_aiohttp, by_httpx, by_async_httpx])
@pytest.mark.parametrize("streams", [False, True], ids=["whole", "as it passes"])
@pytest.mark.parametrize(("status", "body"), [(200, BODY), (429, REFUSAL)], ids=["good", "refused"])
@pytest.mark.parametrize("ours", OURS)
def test_what_breaks_in_our_code_reaches_nobody(
    ours: str,
    status: int,
    body: bytes,
    streams: bool,
    call: Callable[[str, bool], tuple[int, bytes]],
    server: AnsweringServer,
    raw: Recorded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("ours")

    path = OURS[ours]
    monkeypatch.setattr(f"genai_triage.{'instrumentation.' if path.startswith('raw') else ''}{path}", breaks)
    server.answer(status, body)

    assert call(server.url + PATH, streams) == (status, body)

    gc.collect()
    assert sum(raw.calls.values()) == len(raw.operations) == (0 if ours in UNSEEN else 1)
