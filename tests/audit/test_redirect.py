"""Where requests go in an audit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import httpx
import pytest
import requests

from genai_triage.audit.redirect import Redirect, Refused, patches, redirect_children
from genai_triage.simulator import Simulator

HOST = "generativelanguage.googleapis.com"
PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
URL = f"https://{HOST}{PATH}"
NO_PROXY = "http://127.0.0.1:9"


@pytest.fixture
def redirect(monkeypatch: pytest.MonkeyPatch) -> Redirect:
    monkeypatch.setenv("GENAI_TRIAGE_HOSTS", "gateway.invalid=gemini, 127.0.0.1=gigachat, corp.invalid:8443=gigachat")
    return Redirect("http://127.0.0.1:4000", "127.0.0.1:5000", "http://127.0.0.1:6000")


@pytest.mark.parametrize(
    ("url", "moved"),
    [
        (URL, PATH),
        (f"{URL}?key=k&alt=sse", f"{PATH}?key=k&alt=sse"),
        ("https://us-central1-aiplatform.googleapis.com/v1/projects/p/x:predict", "/v1/projects/p/x:predict"),
        ("https://ngw.devices.sberbank.ru:9443/api/v2/oauth", "/api/v2/oauth"),
        ("https://gigachat.devices.sberbank.ru/api/v1/models", "/api/v1/models"),
        ("https://user:word@API.GIGA.CHAT/v1/models", "/v1/models"),
        ("https://gateway.invalid/team/gemini/v1beta/models", "/v1beta/models"),
        ("http://corp.invalid:8443/api/v1/models", "/api/v1/models"),
        ("http://127.0.0.1:7000/v1/models", "/v1/models"),
    ],
)
def test_a_request_to_a_vendor_goes_to_the_simulator(redirect: Redirect, url: str, moved: str) -> None:
    assert redirect.url(url) == f"http://127.0.0.1:4000{moved}"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/v1/models",
        "https://storage.googleapis.com/bucket",
        "http://127.0.0.1:4000/v1/models",
        "http://127.0.0.1:6000/v1/traces",
    ],
)
def test_any_other_request_goes_where_it_went(redirect: Redirect, url: str) -> None:
    assert redirect.url(url) is None


@pytest.mark.parametrize("target", [f"{HOST}:443", HOST, f"dns:///{HOST}:443", f"dns:{HOST}", "gateway.invalid:50051"])
def test_a_channel_to_a_vendor_leads_to_the_simulator(redirect: Redirect, target: str) -> None:
    assert redirect.target(target) == "127.0.0.1:5000"


@pytest.mark.parametrize("target", ["example.com:443", "127.0.0.1:5000", "unix:/run/app.sock"])
def test_any_other_channel_leads_where_it_led(redirect: Redirect, target: str) -> None:
    assert redirect.target(target) is None


def test_a_channel_is_refused_where_the_simulator_has_no_grpc() -> None:
    with pytest.raises(Refused, match=f"{HOST}:443 over gRPC is not called in an audit"):
        Redirect("http://127.0.0.1:4000").target(f"{HOST}:443")


@pytest.mark.parametrize(
    "host", [HOST, HOST.encode(), f"{HOST}.", HOST.upper(), "europe-west4-aiplatform.googleapis.com"]
)
def test_the_address_of_a_vendor_is_not_looked_up(redirect: Redirect, host: object) -> None:
    with pytest.raises(Refused):
        redirect.refuse_host(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "gateway.invalid", "example.com", None])
def test_other_addresses_are_looked_up(redirect: Redirect, host: object) -> None:
    redirect.refuse_host(host)


@pytest.mark.parametrize("address", ["http://192.0.2.1:80", "http://example.com", ""])
def test_a_simulator_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        Redirect(address)


@pytest.fixture
def redirected(simulator: Simulator) -> Iterator[Simulator]:
    placed = patches(Redirect(simulator.url))
    for patch in placed:
        patch.apply()
    yield simulator
    for patch in placed:
        patch.remove()


def _httpx(**settings: Any) -> str:
    with httpx.Client(**settings) as client:
        return str(client.post(URL, json={}).raise_for_status().url)


async def _httpx_async(**settings: Any) -> str:
    async with httpx.AsyncClient(**settings) as client:
        return str((await client.post(URL, json={})).raise_for_status().url)


async def _aiohttp(**settings: Any) -> str:
    async with (
        aiohttp.ClientSession(f"https://{HOST}") as session,
        session.post(PATH, json={}, raise_for_status=True, **settings),
    ):
        return URL


def _requests() -> str:
    requests.post(URL, json={}, timeout=60, proxies={"https": NO_PROXY, "http": NO_PROXY}).raise_for_status()
    return URL


@pytest.mark.parametrize(
    "call",
    [
        _httpx,
        lambda: _httpx(proxy=NO_PROXY),
        lambda: asyncio.run(_httpx_async()),
        lambda: asyncio.run(_httpx_async(proxy=NO_PROXY)),
        lambda: asyncio.run(_aiohttp()),
        lambda: asyncio.run(_aiohttp(proxy=NO_PROXY)),
        _requests,
    ],
    ids=["httpx", "httpx proxy", "async httpx", "async httpx proxy", "aiohttp", "aiohttp proxy", "requests proxy"],
)
def test_the_program_sees_its_own_url_and_no_proxy_sees_the_request(
    redirected: Simulator, call: Callable[[], str]
) -> None:
    assert call() == URL
    assert [record.path for record in redirected.requests] == [PATH]


def test_a_session_whose_proxy_cannot_be_left_out_is_refused(redirected: Simulator) -> None:
    async def call() -> None:
        async with aiohttp.ClientSession(proxy=NO_PROXY) as session:
            await session.post(URL)

    with pytest.raises(Refused):
        asyncio.run(call())


def test_the_libraries_own_functions_are_back_afterwards(simulator: Simulator) -> None:
    before = httpx.HTTPTransport.handle_request
    placed = patches(Redirect(simulator.url))
    for patch in placed:
        patch.apply()
    assert httpx.HTTPTransport.handle_request is not before
    for patch in placed:
        patch.remove()

    assert httpx.HTTPTransport.handle_request is before


@pytest.mark.parametrize("path", [None, "", "/app", "/app:/lib"])
def test_a_child_s_python_loads_the_instrumentation_once_and_before_anything_else(path: str | None) -> None:
    environ = {} if path is None else {"PYTHONPATH": path}
    for _ in range(2):
        redirect_children(environ)
    folder, *others = environ["PYTHONPATH"].split(":")

    assert folder.endswith("auto_instrumentation")
    assert others == [part for part in (path or "").split(":") if part]
