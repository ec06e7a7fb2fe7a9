"""Every public method of google-genai against the simulator: one operation, good and failed, however many requests."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import types
from google.oauth2.credentials import Credentials

from genai_triage.simulator import Simulator
from tests.support.declared import declared
from tests.support.recorded import Recorded
from tests.support.surface import DEVELOPER_ONLY, VERTEX_ONLY, arguments, methods

CAUSE = "gemini.internal"
IN_PARTS = {"files.upload": 2, "environments.files.upload": 2, "file_search_stores.upload_to_file_search_store": 2}
"""Requests of a call that takes several."""
TAKES_CLIENTS = "httpx_async_client" in types.HttpOptions.model_fields

pytestmark = pytest.mark.filterwarnings("ignore")
Walk = Iterator[tuple[str, Callable[[], None]]]


def _clients(
    simulator: Simulator, credential: str, options: Callable[[], dict[str, Any]] = dict
) -> Iterator[tuple[genai.Client, bool]]:
    settings = {"base_url": simulator.gemini_url, "retry_options": types.HttpRetryOptions(attempts=1)}

    def http() -> types.HttpOptions:
        return types.HttpOptions(**{**settings, **options()})

    yield genai.Client(api_key=credential, http_options=http()), False
    token = Credentials(token=credential)
    yield genai.Client(vertexai=True, project="p", location="l", credentials=token, http_options=http()), True


def _is_of(path: str, *, is_vertex: bool) -> bool:
    return (path in VERTEX_ONLY) is is_vertex and not (is_vertex and path in DEVELOPER_ONLY)


def _sync(simulator: Simulator, credential: str) -> Walk:
    for client, is_vertex in _clients(simulator, credential):
        for path, method in methods(client):
            if _is_of(path, is_vertex=is_vertex):
                yield path, lambda path=path, method=method: _call(path, method)  # type: ignore[misc]


def _call(path: str, method: Callable[..., Any]) -> None:
    answer = method(**arguments(path, method))
    if inspect.isgenerator(answer):
        list(answer)


def _async(simulator: Simulator, credential: str, options: Callable[[], dict[str, Any]] = dict) -> Walk:
    loop = asyncio.new_event_loop()
    for client, is_vertex in _clients(simulator, credential, options):
        for path, method in methods(client.aio):
            if _is_of(path, is_vertex=is_vertex):
                yield path, lambda path=path, method=method: loop.run_until_complete(_acall(path, method))  # type: ignore[misc]
        if hasattr(client.aio, "aclose"):
            loop.run_until_complete(client.aio.aclose())
    loop.close()


async def _acall(path: str, method: Callable[..., Any]) -> None:
    answer = await method(**arguments(path, method))
    if hasattr(answer, "__anext__") and path.endswith("_stream"):
        _ = [chunk async for chunk in answer]


def _async_httpx(simulator: Simulator, credential: str) -> Walk:
    return _async(simulator, credential, lambda: {"httpx_async_client": httpx.AsyncClient()})


WAYS = [
    pytest.param(_sync, id="sync"),
    pytest.param(_async, id="async"),
    pytest.param(_async_httpx, id="async-httpx", marks=pytest.mark.skipif(not TAKES_CLIENTS, reason="takes none")),
]


def _walked(walk: Walk, simulator: Simulator, telemetry: Recorded) -> Iterator[tuple[str, list[tuple[str, str]], int]]:
    """Path, name and cause of each operation that was recorded, and the number of requests."""
    for path, call in walk:
        telemetry.forget_spans()
        simulator.reset()
        with contextlib.suppress(Exception):
            call()
        found = [(str(one.attributes["gen_ai.operation.name"]), _cause(one)) for one in telemetry.operations]
        yield path, found, len(simulator.requests)


def _cause(operation: Any) -> str:
    return str(operation.attributes.get("triage.cause", "ok"))


@pytest.mark.parametrize("way", WAYS)
def test_every_call_that_is_answered_is_one_good_operation(
    way: Callable[..., Walk], simulator: Simulator, telemetry: Recorded
) -> None:
    listed, walked = declared("google-genai"), 0
    wrong: dict[str, Any] = {}
    for path, found, sent in _walked(way(simulator, "any"), simulator, telemetry):
        walked += 1
        meant = listed[path].operation if path in listed else found[:1] and found[0][0]
        if found != [(meant, "ok")] or sent != IN_PARTS.get(path, 1):
            wrong[path] = (found, sent)

    assert walked > 20
    assert wrong == {}, (
        f"of {', '.join(wrong)}: what was recorded and how many requests were sent are not one good call of the name "
        "that surface.py gives it. Does the simulator answer its address (simulator/resources/), are its arguments "
        "good (tests/support/surface.py), and how many requests does it take (IN_PARTS)?"
    )


@pytest.mark.parametrize("way", WAYS)
def test_every_call_that_is_refused_is_one_failed_operation(
    way: Callable[..., Walk], simulator: Simulator, telemetry: Recorded
) -> None:
    walked, wrong = 0, {}
    for path, found, sent in _walked(way(simulator, f"fail-{CAUSE}"), simulator, telemetry):
        walked += 1
        if [cause for _, cause in found] != [CAUSE] or not sent:  # old versions try again whatever they are told
            wrong[path] = (found, sent)

    assert walked > 20
    assert wrong == {}
