"""Keys in the spans of the official HTTP instrumentations: hidden where the request goes to a vendor, else theirs."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("opentelemetry.exporter.otlp.proto.common")

from opentelemetry import context as otel_context

import genai_triage
from genai_triage.instrumentation import instrumentors
from genai_triage.instrumentation.transports.others_spans import hide_keys_of
from genai_triage.telemetry import runtime
from genai_triage.telemetry.current import current_operation
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from tests.leaks.exported import as_sent
from tests.support.answering import AnsweringServer, answering
from tests.support.recorded import Recorded

KEY = "AIzaSyD4nK7qXb2mR9vTzWcE1uHfGpLs6oJyQ8a"
TRACES = ("AIza", "4nK7qXb2m", "oJyQ8a")
PLAIN_KEY = "plainlookingsecret"


def _httpx(url: str, headers: dict[str, str]) -> None:
    import httpx

    with httpx.Client(follow_redirects=True) as client:
        client.get(url, headers=headers)


def _httpx_async(url: str, headers: dict[str, str]) -> None:
    import httpx

    async def main() -> None:
        async with httpx.AsyncClient(follow_redirects=True) as client:
            await client.get(url, headers=headers)

    asyncio.run(main())


def _requests(url: str, headers: dict[str, str]) -> None:
    import requests

    with requests.Session() as session:
        session.get(url, headers=headers)


def _aiohttp(url: str, headers: dict[str, str]) -> None:
    import aiohttp

    async def main() -> None:
        async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
            await response.read()

    asyncio.run(main())


LIBRARIES: dict[str, tuple[str, str, Callable[[str, dict[str, str]], None]]] = {
    "httpx": ("httpx", "HTTPXClientInstrumentor", _httpx),
    "httpx async": ("httpx", "HTTPXClientInstrumentor", _httpx_async),
    "requests": ("requests", "RequestsInstrumentor", _requests),
    "aiohttp": ("aiohttp_client", "AioHttpClientInstrumentor", _aiohttp),
}
Get = Callable[..., None]


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering() as running:
        yield running


@pytest.fixture
def vendor(server: AnsweringServer) -> str:
    """Whose the server is: a vendor's host."""
    server.answer(200, {})
    return f"127.0.0.1:{server.server_port}=gemini"


@pytest.fixture(params=[True, False], ids=["we first", "they first"])
def order(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=list(LIBRARIES))
def get(
    request: pytest.FixtureRequest, vendor: str, order: bool, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Get]:
    """Sends a request with ours and the library's official instrumentation on; what it raises is the application's."""
    package, name, send = LIBRARIES[request.param]
    official = pytest.importorskip(f"opentelemetry.instrumentation.{package}")
    importlib.import_module(package.partition("_")[0])
    monkeypatch.setenv("GENAI_TRIAGE_HOSTS", vendor)
    theirs = getattr(official, name)()

    def instrument() -> None:
        genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)

    def instrument_theirs() -> None:
        theirs.instrument(tracer_provider=recorded.tracer_provider, skip_dep_check=True)

    for switch in (instrument, instrument_theirs) if order else (instrument_theirs, instrument):
        switch()

    def get(url: str, **headers: str) -> None:
        with contextlib.suppress(Exception):
            send(url, {name.replace("_", "-"): value for name, value in headers.items()})

    yield get
    theirs.uninstrument()
    genai_triage.uninstrument()


def _https(recorded: Recorded) -> list[Any]:
    return [span for span in recorded.spans if span.instrumentation_scope.name.startswith("opentelemetry.")]


def _refused() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"127.0.0.1:{taken.getsockname()[1]}"


WAYS = ("models", "v1beta/models/m:generateContent", "v1beta/a/path/of/tomorrow")


@pytest.mark.parametrize(
    ("path", "key", "status"), [*((path, KEY, 200) for path in WAYS), *((path, PLAIN_KEY, 429) for path in WAYS[1:])]
)
def test_no_key_of_a_url_stays(
    get: Get, path: str, key: str, status: int, server: AnsweringServer, recorded: Recorded
) -> None:
    server.answer(status, {})
    get(f"{server.url}/{path}?alt=json&key={key}")

    assert len(_https(recorded)) == 1
    exported = as_sent(recorded)
    assert "key=REDACTED" in exported
    assert key not in exported


@pytest.mark.parametrize("path", [f"v1beta/{KEY}/models", f"v1beta/models?upload_id={KEY}"])
def test_no_key_stays_where_no_name_tells_it(get: Get, path: str, server: AnsweringServer, recorded: Recorded) -> None:
    get(f"{server.url}/{path}")

    assert _https(recorded)
    exported = as_sent(recorded)
    assert [trace for trace in TRACES if trace in exported] == []


def test_no_key_stays_where_a_request_was_redirected_to(get: Get, server: AnsweringServer, recorded: Recorded) -> None:
    server.answer(302, {}, location=f"/again?key={KEY}&token={PLAIN_KEY}")
    get(f"{server.url}/models?key={KEY}")

    assert _https(recorded)
    exported = as_sent(recorded)
    assert [trace for trace in (*TRACES, PLAIN_KEY) if trace in exported] == []


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> str:
    return _refused()


@pytest.mark.parametrize("vendor", [""])
def test_no_key_stays_in_the_exception_of_a_request_that_failed(
    get: Get, refusing: str, vendor: str, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENAI_TRIAGE_HOSTS", f"{refusing}=gemini")
    genai_triage.uninstrument()
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    get(f"http://{refusing}/v1beta/models?key={KEY}&token={PLAIN_KEY}")

    assert len(_https(recorded)) == 1
    exported = as_sent(recorded)
    assert [trace for trace in (*TRACES, PLAIN_KEY) if trace in exported] == []


@pytest.mark.parametrize("path", WAYS)
def test_no_key_stays_of_a_header_that_the_library_refuses(
    get: Get, path: str, server: AnsweringServer, recorded: Recorded
) -> None:
    get(f"{server.url}/{path}", x_goog_api_key=f"{KEY}\n", authorization=f"Bearer {KEY}\n")

    exported = as_sent(recorded)
    assert [trace for trace in TRACES if trace in exported] == []


@pytest.mark.parametrize("vendor", [""])
def test_the_url_of_anybody_else_is_left_as_it_is(
    get: Get, vendor: str, server: AnsweringServer, recorded: Recorded
) -> None:
    get(f"{server.url}/search?key=word")

    assert "key=word" in as_sent(recorded)


@pytest.mark.parametrize(("host", "is_hidden"), [("gateway.example", True), ("elsewhere.example", False)])
def test_a_gateway_that_only_the_running_call_names_is_the_vendor_s(
    host: str, is_hidden: bool, recorded: Recorded
) -> None:
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    instrumentors.configure()
    telemetry = runtime.current()
    assert telemetry is not None
    request = Request("gemini", "gcp.gemini", "generate_content", None, server_of("https://gateway.example"))
    operation = Operation(telemetry, request)
    assert operation.context is not None
    url = f"https://{host}/v1beta/models?key={PLAIN_KEY}"
    theirs = recorded.tracer_provider.get_tracer("opentelemetry.instrumentation.requests")
    token = otel_context.attach(operation.context)
    try:
        assert current_operation() is operation
        with theirs.start_as_current_span("GET", attributes={"url.full": url}):
            hide_keys_of(url)
    finally:
        otel_context.detach(token)
        genai_triage.uninstrument()
    assert (PLAIN_KEY not in str(_https(recorded)[0].attributes)) is is_hidden
