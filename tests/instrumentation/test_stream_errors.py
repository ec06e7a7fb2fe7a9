"""An error object inside a stream is the failure, however the application leaves the stream, raw or through an SDK."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import httpx
import pytest
import requests

pytest.importorskip("google.generativeai")
pytest.importorskip("grpc")

from tests.support import twins
from tests.support.recorded import Recorded
from tests.support.twins import Said, Scene

GEMINI_ERROR = {
    "error": {"code": 429, "message": "Resource has been exhausted (e.g. check quota).", "status": "RESOURCE_EXHAUSTED"}
}
GIGACHAT_ERROR = {"status_code": 429, "message": "Too Many Requests"}
GEMINI_CAUSE, GIGACHAT_CAUSE = "gemini.shared_capacity", "gigachat.parallel_requests"


class LeftError(Exception):
    """What an application raises when it meets an error in a stream."""


def answer_gemini(scene: Scene) -> None:
    chunk, *_ = twins.gemini_documents(Said(), whole=False)
    scene.answer(twins.events([chunk, GEMINI_ERROR]), twins.EVENTS)


def answer_gigachat(scene: Scene) -> None:
    chunk, *_ = twins.gigachat_documents(Said(), whole=False)
    scene.answer_gigachat(twins.events([chunk, GIGACHAT_ERROR]), twins.EVENTS)


VENDORS: dict[str, tuple[Callable[[Scene], None], Callable[[Scene], str], str]] = {
    "gemini": (
        answer_gemini,
        lambda scene: f"{scene.gemini_url}/v1beta/models/m:streamGenerateContent?alt=sse",
        GEMINI_CAUSE,
    ),
    "gigachat": (answer_gigachat, lambda scene: f"{scene.gigachat_url}/v1/chat/completions", GIGACHAT_CAUSE),
}
every_vendor = pytest.mark.parametrize(("answer", "url", "cause"), VENDORS.values(), ids=VENDORS)


def is_error(line: str) -> bool:
    document = json.loads(line.removeprefix("data: ")) if line.startswith("data: {") else {}
    return "error" in document or "status_code" in document


@pytest.mark.parametrize("leaves", ["break", "raise", "read on"])
@every_vendor
def test_an_error_in_a_raw_stream_is_its_failure(
    answer: Any, url: Any, cause: str, leaves: str, scene: Scene, watched: Recorded
) -> None:
    answer(scene)
    with (
        contextlib.suppress(LeftError),
        httpx.Client(verify=False) as client,
        client.stream("POST", url(scene), json={"stream": True}) as response,
    ):
        for line in response.iter_lines():
            if is_error(line) and leaves == "raise":
                raise LeftError
            if is_error(line) and leaves == "break":
                break
    assert watched.attributes["triage.cause"] == cause


@pytest.mark.parametrize("leaves", ["break", "raise", "read on"])
@every_vendor
def test_an_error_in_an_asynchronous_raw_stream_is_its_failure(
    answer: Any, url: Any, cause: str, leaves: str, scene: Scene, watched: Recorded
) -> None:
    answer(scene)

    async def run() -> None:
        async with (
            httpx.AsyncClient(verify=False) as client,
            client.stream("POST", url(scene), json={"stream": True}) as response,
        ):
            async for line in response.aiter_lines():
                if is_error(line) and leaves == "raise":
                    raise LeftError
                if is_error(line) and leaves == "break":
                    break

    with contextlib.suppress(LeftError):
        asyncio.run(run())
    assert watched.attributes["triage.cause"] == cause


@pytest.mark.parametrize("leaves", ["break", "raise", "read on"])
@every_vendor
def test_an_error_in_a_raw_stream_of_requests_is_its_failure(
    answer: Any, url: Any, cause: str, leaves: str, scene: Scene, watched: Recorded
) -> None:
    answer(scene)
    with (
        contextlib.suppress(LeftError),
        requests.post(url(scene), json={"stream": True}, stream=True, timeout=60) as response,
    ):
        for line in map(bytes.decode, response.iter_lines()):
            if is_error(line) and leaves == "raise":
                raise LeftError
            if is_error(line) and leaves == "break":
                break
    assert watched.attributes["triage.cause"] == cause


@pytest.mark.parametrize("leaves", ["break", "raise", "read on"])
@every_vendor
def test_an_error_in_a_raw_stream_of_aiohttp_is_its_failure(
    answer: Any, url: Any, cause: str, leaves: str, scene: Scene, watched: Recorded
) -> None:
    answer(scene)

    async def run() -> None:
        async with aiohttp.ClientSession() as session, session.post(url(scene), json={"stream": True}) as response:
            async for line in response.content:
                if is_error(line.decode()) and leaves == "raise":
                    raise LeftError
                if is_error(line.decode()) and leaves == "break":
                    break

    with contextlib.suppress(LeftError):
        asyncio.run(run())
    assert watched.attributes["triage.cause"] == cause


_CHOKING = [name for name in twins.GEMINI_READERS if name.startswith("google-genai") and "stream" in name]
"""Readers of streams whose SDK knows no names of events."""

SDK_STREAMS = {
    **{f"gemini: {name}": (reader, GEMINI_CAUSE) for name, reader in twins.GEMINI_READERS.items()},
    **{f"gigachat: {name}": (reader, GIGACHAT_CAUSE) for name, reader in twins.GIGACHAT_READERS.items()},
}


@pytest.mark.parametrize(
    ("reader", "cause"),
    [
        pytest.param(*row, id=name)
        for name, row in SDK_STREAMS.items()
        if "stream" in name and not any(other in name for other in ("grpc", "generativeai"))
    ],
)
def test_an_error_in_a_stream_of_an_sdk_is_its_failure(
    reader: twins.Reader, cause: str, scene: Scene, watched: Recorded
) -> None:
    error = GEMINI_ERROR if cause == GEMINI_CAUSE else GIGACHAT_ERROR
    # What the SDKs raise for it, or whether they drop it, is theirs.
    with contextlib.suppress(Exception):
        reader.ask(scene, Said(end=twins.events([error])))
    assert watched.attributes["triage.cause"] == cause


@pytest.mark.parametrize("name", _CHOKING)
def test_an_error_that_an_sdk_chokes_on_is_the_failure_all_the_same(name: str, scene: Scene, watched: Recorded) -> None:
    with contextlib.suppress(Exception):
        twins.GEMINI_READERS[name].ask(scene, Said(end=b"event: error\n" + twins.events([GEMINI_ERROR])))
    assert watched.attributes["triage.cause"] == GEMINI_CAUSE
