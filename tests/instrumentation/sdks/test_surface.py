"""Every public method of google-genai is exactly one operation, on each transport, good and refused."""

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

from genai_triage.instrumentation.sdks.google_genai import models
from genai_triage.instrumentation.surface import SDKS, Sdk
from genai_triage.telemetry.operation_names import operation_of_request
from tests.support.answering import AnsweringServer, answering
from tests.support.declared import declared, is_all_declared, numbers
from tests.support.recorded import Recorded
from tests.support.surface import arguments, methods

TAKES_CLIENTS = "httpx_async_client" in types.HttpOptions.model_fields
REFUSAL = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota"}}

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering() as running:
        yield running


def _client(server: AnsweringServer, **options: Any) -> genai.Client:
    options = {"base_url": server.url, "retry_options": types.HttpRetryOptions(attempts=1), **options}
    return genai.Client(api_key="any", http_options=types.HttpOptions(**options))


def _sync(server: AnsweringServer) -> Iterator[tuple[str, Callable[[], None]]]:
    for path, method in methods(_client(server)):
        yield path, lambda path=path, method=method: _call(path, method)  # type: ignore[misc]


def _call(path: str, method: Callable[..., Any]) -> None:
    answer = method(**arguments(path, method))
    if inspect.isgenerator(answer):
        list(answer)


def _async(server: AnsweringServer, **options: Any) -> Iterator[tuple[str, Callable[[], None]]]:
    client = _client(server, **options)
    loop = asyncio.new_event_loop()
    for path, method in methods(client.aio):
        yield path, lambda path=path, method=method: loop.run_until_complete(_acall(path, method))  # type: ignore[misc]
    if hasattr(client.aio, "aclose"):
        loop.run_until_complete(client.aio.aclose())
    loop.close()


async def _acall(path: str, method: Callable[..., Any]) -> None:
    answer = await method(**arguments(path, method))
    if hasattr(answer, "__anext__") and path.endswith("_stream"):
        _ = [chunk async for chunk in answer]


def _async_httpx(server: AnsweringServer) -> Iterator[tuple[str, Callable[[], None]]]:
    return _async(server, httpx_async_client=httpx.AsyncClient())


WAYS = [
    pytest.param(_sync, id="sync"),
    pytest.param(_async, id="async"),
    pytest.param(_async_httpx, id="async-httpx", marks=pytest.mark.skipif(not TAKES_CLIENTS, reason="takes none")),
]


@pytest.mark.parametrize("status", [200, 429])
@pytest.mark.parametrize("way", WAYS)
def test_every_public_method_is_exactly_one_operation(
    way: Callable[[AnsweringServer], Any], status: int, server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(status, {} if status == 200 else REFUSAL)
    found, wrong = 0, {}
    for path, call in way(server):
        telemetry.forget_spans()
        with contextlib.suppress(Exception):
            call()
        found += 1
        if len(telemetry.operations) != 1:
            wrong[path] = [span.name for span in telemetry.operations]

    assert found > 20
    assert wrong == {}


def test_a_raw_request_has_the_name_of_the_method_that_would_have_sent_it(
    server: AnsweringServer, telemetry: Recorded
) -> None:
    server.answer(200, {})
    named, wrong = 0, {}
    for path, call in _sync(server):
        telemetry.forget_spans()
        server.requests.clear()
        with contextlib.suppress(Exception):
            call()
        for method, url in server.requests:
            named += 1
            name = operation_of_request("gemini", method, url.partition("?")[0], content="alt=media" in url)
            if name != telemetry.attributes["gen_ai.operation.name"]:
                wrong[path] = (method, url, name)

    assert named > 20
    assert wrong == {}


@pytest.mark.parametrize("is_async", [False, True])
def test_the_list_of_methods_is_that_of_the_sdk(is_async: bool, server: AnsweringServer) -> None:
    client = _client(server)
    listed = {
        path
        for path, method in declared("google-genai").items()
        if (method.has_async if is_async else method.has_sync)
        and "websockets" not in method.transports
        and not path.startswith("chats.")
    }
    found = {path for path, _ in methods(client.aio if is_async else client)}

    gone, added = listed - found, found - listed
    assert gone == set(), f"the SDK has no {', '.join(sorted(gone))}: correct instrumentation/surface.py"
    assert added == set() or not is_all_declared("google-genai"), (
        f"the SDK has {', '.join(sorted(added))}: write it in instrumentation/surface.py, under its release"
    )


@pytest.mark.parametrize("sdk", SDKS, ids=lambda sdk: sdk.distribution)
def test_no_method_is_of_a_version_that_the_list_says_nothing_of(sdk: Sdk) -> None:
    newest = numbers(sdk.newest)
    later = [method.path for method in sdk.methods if numbers(method.since)[: len(newest)] > newest]
    assert later == [], (
        f"{', '.join(later)}: raise `newest` of {sdk.distribution} in SDKS of instrumentation/surface.py"
    )


def test_a_method_that_is_read_closely_is_so_in_both_clients() -> None:
    read = {path for patch in models.PATCHES for path in patch.paths}
    asynchronous = {path for path in read if path.startswith("Async")}
    alone = {f"Async{path}" for path in read - asynchronous} ^ asynchronous
    assert alone == set(), f"PATCHES of models.py lack {', '.join(sorted(alone))} or its synchronous twin"


def test_a_method_that_is_listed_has_the_name_that_is_listed(server: AnsweringServer, telemetry: Recorded) -> None:
    server.answer(200, {})
    listed, wrong = declared("google-genai"), {}
    for path, call in _sync(server):
        telemetry.forget_spans()
        with contextlib.suppress(Exception):
            call()
        if path in listed and telemetry.attributes["gen_ai.operation.name"] != listed[path].operation:
            wrong[path] = telemetry.attributes["gen_ai.operation.name"]

    assert wrong == {}


@pytest.mark.parametrize("path", ["files.get", "caches.get", "models.get", "models.list", "caches.list"])
def test_what_the_service_refuses_is_classified(path: str, server: AnsweringServer, telemetry: Recorded) -> None:
    server.answer(429, REFUSAL)
    calls = _sync(server)

    with contextlib.suppress(Exception):
        next(call for name, call in calls if name == path)()

    assert telemetry.operation.attributes["triage.class"] == "rate_limit"
    assert telemetry.attempts == {"rate_limit": 1}


@pytest.mark.parametrize("way", ["sync", "async"])
def test_the_next_page_of_a_list_is_a_call(way: str, server: AnsweringServer, telemetry: Recorded) -> None:
    server.answer(200, {"files": [{"name": "files/1"}], "nextPageToken": "2"})
    client = _client(server)

    def refuse() -> None:
        server.answer(429, REFUSAL)

    async def run() -> None:
        try:
            pager = await client.aio.files.list()
            refuse()
            await pager.next_page()
        finally:
            if hasattr(client.aio, "aclose"):
                await client.aio.aclose()

    with contextlib.suppress(Exception):
        if way == "sync":
            pager = client.files.list()
            refuse()
            pager.next_page()
        else:
            asyncio.run(run())

    assert [span.name for span in telemetry.operations] == ["list_files", "list_files"]
    assert telemetry.calls == {"ok": 1, "rate_limit": 1}
