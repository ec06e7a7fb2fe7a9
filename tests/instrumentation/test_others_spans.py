"""Keys in the spans of the official HTTP instrumentations: hidden where the request goes to a vendor, else theirs."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import socket
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("opentelemetry.exporter.otlp.proto.common")

from opentelemetry import context as otel_context
from opentelemetry import trace

import genai_triage
from genai_triage.instrumentation import instrumentors
from genai_triage.instrumentation.raw.hosts import Hosts
from genai_triage.instrumentation.transports.httpx import _ahiding_keys, _hiding_keys
from genai_triage.instrumentation.transports.others_spans import hide_keys_of, hide_keys_of_exception, others_span
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
    for switch_off in (
        (theirs.uninstrument, genai_triage.uninstrument) if order else (genai_triage.uninstrument, theirs.uninstrument)
    ):
        switch_off()


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


VENDOR = "https://generativelanguage.googleapis.com/v1beta"
ELSEWHERE = "https://elsewhere.example/v1beta"


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        (f"{VENDOR}/models?key={PLAIN_KEY}", PLAIN_KEY),
        (f"https://user:{PLAIN_KEY}@generativelanguage.googleapis.com/v1beta/models", PLAIN_KEY),
        (f"{VENDOR}/{KEY}/models", KEY),
    ],
    ids=["query", "user", "path"],
)
@pytest.mark.parametrize(
    ("scope", "is_hidden"), [("opentelemetry.instrumentation.requests", True), ("opentelemetry", False), ("app", False)]
)
def test_wherever_it_stands_a_key_is_hidden_on_the_spans_of_other_instrumentations_and_on_no_other(
    scope: str, is_hidden: bool, url: str, secret: str, recorded: Recorded
) -> None:
    with recorded.tracer_provider.get_tracer(scope).start_as_current_span("GET", attributes={"url.full": url}) as span:
        hide_keys_of(url, Hosts())
        assert (others_span() is span) is is_hidden

    assert (secret in str(recorded.spans[0].attributes)) is not is_hidden


@pytest.mark.parametrize(
    ("host", "told", "is_hidden"),
    [
        (VENDOR, {}, True),
        (VENDOR, {"is_attempt": True}, True),
        (ELSEWHERE, {}, False),
        (ELSEWHERE, {"is_attempt": False}, False),
        (ELSEWHERE, {"is_attempt": True}, True),
    ],
)
def test_whose_request_it_is_decides(host: str, told: dict[str, bool], is_hidden: bool, recorded: Recorded) -> None:
    url = f"{host}/models?key={PLAIN_KEY}"
    tracer = recorded.tracer_provider.get_tracer("opentelemetry.instrumentation.httpx")
    with tracer.start_as_current_span("GET", attributes={"url.full": url}):
        hide_keys_of(url, Hosts(), **told)

    assert (PLAIN_KEY not in str(recorded.spans[0].attributes)) is is_hidden


@pytest.mark.parametrize(
    ("went", "first", "is_hidden"),
    [
        (VENDOR, VENDOR, True),
        (VENDOR, None, True),
        (VENDOR, ELSEWHERE, True),
        (ELSEWHERE, VENDOR, True),
        (ELSEWHERE, ELSEWHERE, False),
        (ELSEWHERE, None, False),
    ],
)
def test_the_text_of_an_exception_is_without_keys_if_the_request_was_ours_when_it_began_or_when_it_failed(
    went: str, first: str | None, is_hidden: bool, recorded: Recorded
) -> None:
    attributes = None if first is None else {"url.full": f"{first}/models"}
    tracer = recorded.tracer_provider.get_tracer("opentelemetry.instrumentation.httpx")
    with contextlib.suppress(ValueError), tracer.start_as_current_span("GET", attributes=attributes):
        hide_keys_of_exception(f"{went}/models", Hosts())
        raise ValueError(f"no route to {went}/models?key={PLAIN_KEY}")

    assert (PLAIN_KEY not in as_sent(recorded)) is is_hidden


def _sent(request: Any, raises: BaseException | None, by_name: bool) -> Any:
    def send(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        assert instance == "transport"
        if raises is not None:
            raise raises
        return "answer"

    args, kwargs = ((), {"request": request}) if by_name else ((request,), {})
    return _hiding_keys(send)(_sent, "transport", args, kwargs)


def _sent_async(request: Any, raises: BaseException | None, by_name: bool) -> Any:
    async def send(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        assert instance == "transport"
        if raises is not None:
            raise raises
        return "answer"

    args, kwargs = ((), {"request": request}) if by_name else ((request,), {})
    return asyncio.run(_ahiding_keys(send)(_sent_async, "transport", args, kwargs))


@pytest.mark.parametrize("send", [_sent, _sent_async])
@pytest.mark.parametrize("by_name", [False, True])
@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize(
    "target", [f"?key={PLAIN_KEY}", f"/{KEY}", ""], ids=["in the query", "in the path", "only in the exception"]
)
def test_a_transport_of_httpx_shows_no_key_whether_or_not_a_call_is_observed(
    send: Any, by_name: bool, fails: bool, target: str, recorded: Recorded
) -> None:
    import httpx

    request = httpx.Request("GET", f"{VENDOR}/models{target}")
    error = httpx.ConnectError(f"no route to {VENDOR}/models?key={PLAIN_KEY}") if fails else None
    tracer = recorded.tracer_provider.get_tracer("opentelemetry.instrumentation.httpx")
    with (
        contextlib.suppress(httpx.ConnectError),
        tracer.start_as_current_span("GET", attributes={"url.full": str(request.url)}),
    ):
        assert send(request, error, by_name) == "answer"

    sent = as_sent(recorded)
    assert [secret for secret in (PLAIN_KEY, KEY) if secret in sent] == []
    assert len(recorded.spans[0].events) == (1 if fails else 0)


@pytest.mark.breaks_us
@pytest.mark.parametrize("send", [_sent, _sent_async])
@pytest.mark.parametrize("by_name", [False, True])
@pytest.mark.parametrize("request_of_the_application", [None, object(), SimpleNamespace(url="https://a.example")])
def test_what_is_no_request_of_httpx_is_handed_on_as_it_is(
    send: Any, by_name: bool, request_of_the_application: Any, recorded: Recorded
) -> None:
    error = TypeError("no request")
    with recorded.tracer_provider.get_tracer("opentelemetry.instrumentation.httpx").start_as_current_span("GET"):
        assert send(request_of_the_application, None, by_name) == "answer"
        with pytest.raises(TypeError) as raised:
            send(request_of_the_application, error, by_name)
    assert raised.value is error


def _traced_aiohttp(url: str, recorded: Recorded) -> list[str]:
    """Sends a request of aiohttp with a span as its official instrumentation makes it; which hooks ran."""
    import aiohttp

    config, hooks = aiohttp.TraceConfig(), []
    tracer = recorded.tracer_provider.get_tracer("opentelemetry.instrumentation.aiohttp_client")

    async def started(session: Any, context: Any, params: Any) -> None:
        hooks.append("started")
        context.span = tracer.start_span("GET", attributes={"url.full": str(params.url)})
        context.token = otel_context.attach(trace.set_span_in_context(context.span))

    async def failed(session: Any, context: Any, params: Any) -> None:
        hooks.append("failed")
        context.span.record_exception(ValueError(f"no route to {params.url}"))
        context.span.end()
        otel_context.detach(context.token)

    config.on_request_start.append(started)
    config.on_request_exception.append(failed)

    async def main() -> None:
        async with aiohttp.ClientSession(trace_configs=[config]) as session:
            with pytest.raises(aiohttp.ClientConnectorError):
                await session.get(url)

    asyncio.run(main())
    return hooks


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_span_that_hooks_of_aiohttp_make_shows_no_key_of_ours(
    is_ours: bool, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("aiohttp")
    refusing = _refused()
    monkeypatch.setenv("GENAI_TRIAGE_HOSTS", f"{refusing}=gemini" if is_ours else "")
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    try:
        hooks = _traced_aiohttp(f"http://{refusing}/v1beta/models?key={PLAIN_KEY}", recorded)
    finally:
        genai_triage.uninstrument()

    assert hooks == ["started", "failed"]
    (span,) = _https(recorded)
    texts = (span.attributes["url.full"], span.events[0].attributes["exception.message"])
    assert [PLAIN_KEY in text for text in texts] == [not is_ours, not is_ours]


def test_outside_any_span_there_is_nothing_to_hide() -> None:
    assert others_span() is None
    hide_keys_of(f"{VENDOR}/models?key={PLAIN_KEY}", Hosts())
    hide_keys_of_exception(f"{VENDOR}/models?key={PLAIN_KEY}", Hosts())


def test_a_span_that_has_ended_is_nobody_s(recorded: Recorded) -> None:
    tracer = recorded.tracer_provider.get_tracer("opentelemetry.instrumentation.httpx")
    with tracer.start_as_current_span("GET") as span:
        span.end()
        assert others_span() is None
