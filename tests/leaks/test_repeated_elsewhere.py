"""No prompt leaves that a service repeats to requests, aiohttp and gRPC."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import grpc
import pytest
import requests
from google.ai import generativelanguage_v1beta as glm

from genai_triage.simulator.proto import gigachatv1_pb2 as giga
from tests.leaks.canaries import CONVERSATION, leaked
from tests.leaks.exported import everything
from tests.support import rpc_calls
from tests.support.answering import AnsweringServer
from tests.support.recorded import Recorded

MESSAGE = f"Refused as it says: {CONVERSATION.text}"
BODY: dict[str, Any] = {"contents": [{"parts": [{"text": CONVERSATION.text}]}]}
PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
REQUESTS: dict[str, Any] = {
    "gemini": glm.GenerateContentRequest(model="models/any", contents=BODY["contents"]),
    "gigachat": giga.ChatRequest(messages=[giga.Message(role="user", content=CONVERSATION.text)]),
}
UNARY = tuple(way for way in rpc_calls.WAYS if way not in rpc_calls.STREAMING and "future" not in way)


class _Refusing(grpc.GenericRpcHandler):  # type: ignore[misc]
    def service(self, details: Any) -> Any:
        def refuse(asked: Any, context: Any) -> Any:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, MESSAGE)

        return grpc.unary_unary_rpc_method_handler(refuse)


@pytest.fixture(scope="module")
def target() -> Iterator[str]:
    server = grpc.server(ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers((_Refusing(),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None)


def by_requests(url: str) -> None:
    requests.post(url, json=BODY, timeout=60)


def by_aiohttp(url: str) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as session, session.post(url, json=BODY) as response:
            await response.read()

    asyncio.run(run())


@pytest.mark.parametrize("call", [by_requests, by_aiohttp])
def test_a_raw_call(call: Any, telemetry: Recorded, server: AnsweringServer, caplog: pytest.LogCaptureFixture) -> None:
    server.answer(400, {"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": MESSAGE}})
    call(server.url + PATH)

    assert telemetry.attributes["triage.message"] == "Refused as it says: […]"
    assert leaked(CONVERSATION, everything(telemetry, caplog)) == []


@pytest.mark.parametrize("provider", ["gemini", "gigachat"])
@pytest.mark.parametrize("way", UNARY)
def test_an_rpc(way: str, provider: str, telemetry: Recorded, target: str, caplog: pytest.LogCaptureFixture) -> None:
    with contextlib.suppress(grpc.RpcError):
        rpc_calls.ask(way, target, provider, REQUESTS[provider])

    assert telemetry.attributes["triage.message"] == "Refused as it says: […]"
    assert leaked(CONVERSATION, everything(telemetry, caplog)) == []


def test_an_rpc_whose_request_is_given_by_name(
    telemetry: Recorded, target: str, caplog: pytest.LogCaptureFixture
) -> None:
    with grpc.insecure_channel(target) as channel, contextlib.suppress(grpc.RpcError):
        rpc_calls.method(channel, "gigachat", streams=False)(request=REQUESTS["gigachat"])

    assert telemetry.attributes["triage.message"] == "Refused as it says: […]"
    assert leaked(CONVERSATION, everything(telemetry, caplog)) == []
