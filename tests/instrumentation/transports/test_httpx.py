"""Requests inside an operation, over every transport: counted, not read ahead, and handed on untouched.

The operation is google-genai's; the servers are sockets that say exactly these bytes.
"""

from __future__ import annotations

import asyncio
import collections.abc
import contextlib
import gzip
import json
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from google import genai
from google.auth.transport.requests import AuthorizedSession
from google.genai import _api_client, errors, types
from google.oauth2.credentials import Credentials
from opentelemetry import trace
from opentelemetry.instrumentation import httpx as official_httpx

import genai_triage
from genai_triage.evidence.limits import MAX_BODY
from genai_triage.instrumentation.transports.httpx import _arrived, _hiding_keys, _passing, _starter
from genai_triage.instrumentation.transports.streams import AsyncTailed, Tailed, aread_ahead, read_ahead, stream_type
from genai_triage.simulator import Simulator
from genai_triage.telemetry.attempt import Attempt, Response
from genai_triage.telemetry.operation import Operation
from tests.support.recorded import Recorded

Clients = Callable[..., genai.Client]
MODEL = "gemini-2.5-flash"
ERROR = {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}
GOOD = {"candidates": [{"content": {"parts": [{"text": "Hi"}], "role": "model"}, "finishReason": "STOP", "index": 0}]}
DEFAULT: Any = getattr(_api_client, "httpx2", None) or httpx
"""What this version of the SDK sends with, if it is not told otherwise."""
TAKES_CLIENTS = "httpx_client" in types.HttpOptions.model_fields
SENDS_BY_REQUESTS = hasattr(_api_client.BaseApiClient, "_use_google_auth_sync")
LIBRARIES = {library.__name__: library for library in ((httpx, DEFAULT) if TAKES_CLIENTS else (DEFAULT,))}


class Server:
    """Answers the n-th connection with the n-th bytes, the last for ever, and closes it."""

    def __init__(self, *answers: bytes, hold: bool = False) -> None:
        self._answers = answers
        self._hold = hold
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._stop = threading.Event()
        self.served = 0
        self.sent = threading.Event()
        """Set when the first answer is on its way."""
        self.closed = threading.Event()
        """Set when a client closes a connection that is held open."""
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                if self._stop.is_set():
                    return
                connection.settimeout(10)
                self._read(connection)
                connection.sendall(self._answers[min(self.served, len(self._answers) - 1)])
                self.served += 1
                self.sent.set()
                if self._hold:
                    with contextlib.suppress(OSError):
                        while connection.recv(65536):
                            pass
                    self.closed.set()

    def _read(self, connection: socket.socket) -> None:
        """Head and body of the request."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        missing = (int(lengths[0].split(b":")[1]) if lengths else 0) - len(body)
        while missing > 0:
            missing -= len(connection.recv(65536))

    def stop(self) -> None:
        self._stop.set()
        with contextlib.suppress(OSError):
            socket.create_connection(self._listener.getsockname()).close()
        self._thread.join(60)
        self._listener.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts a server with the given answers."""
    with contextlib.ExitStack() as stack:

        def start(*answers: bytes, **options: Any) -> Server:
            server = Server(*answers, **options)
            stack.callback(server.stop)
            return server

        yield start


def answer(
    status: int, body: bytes, *headers: str, length: int | None = None, content_type: str = "application/json"
) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if length is None else length}", "Connection: close"]
    lines += [f"Content-Type: {content_type}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def authorized(client: genai.Client) -> genai.Client:
    """As with a client certificate: google-genai sends over requests."""
    api = client._api_client
    api._use_google_auth_sync = lambda: True  # type: ignore[method-assign]
    api._authorized_session = AuthorizedSession(Credentials(token="any"))
    return client


async def close(client: genai.Client) -> None:
    """Old versions keep no session that could be closed."""
    if hasattr(client.aio, "aclose"):
        await client.aio.aclose()


class Way:
    """google-genai over one transport, sync or async."""

    def __init__(self, library: str, is_async: bool) -> None:
        self.library = library
        self.is_async = is_async

    def client(self, gemini: Clients, base_url: str, transport: Any = None) -> genai.Client:
        if self.library == "aiohttp":
            return gemini(base_url=base_url)
        if self.library == "requests":
            return authorized(gemini(base_url=base_url))
        module = LIBRARIES[self.library]
        if TAKES_CLIENTS:
            kind = module.AsyncClient if self.is_async else module.Client
            name = "httpx_async_client" if self.is_async else "httpx_client"
            return gemini(base_url=base_url, **{name: kind(verify=False, follow_redirects=True, transport=transport)})
        default = module.AsyncHTTPTransport if self.is_async else module.HTTPTransport
        name = "async_client_args" if self.is_async else "client_args"
        return gemini(base_url=base_url, **{name: {"transport": transport or default(verify=False)}})

    def ask(self, client: genai.Client, *, stream: bool = False) -> Any:
        request: dict[str, Any] = {"model": MODEL, "contents": "Hello"}
        if not self.is_async:
            models = client.models
            return list(models.generate_content_stream(**request)) if stream else models.generate_content(**request)

        async def main() -> Any:
            models = client.aio.models
            try:
                if stream:
                    return [chunk async for chunk in await models.generate_content_stream(**request)]
                return await models.generate_content(**request)
            finally:
                await close(client)

        return asyncio.run(main())

    def __str__(self) -> str:
        return f"{self.library}-{'async' if self.is_async else 'sync'}"


HTTPX_WAYS = [Way(library, is_async) for library in LIBRARIES for is_async in (False, True)]
WAYS = [*HTTPX_WAYS, Way("aiohttp", True), *([Way("requests", False)] if SENDS_BY_REQUESTS else [])]
every_way = pytest.mark.parametrize("way", WAYS, ids=str)
every_httpx = pytest.mark.parametrize("way", HTTPX_WAYS, ids=str)


def long_error(size: int) -> bytes:
    padded = {"error": {**ERROR["error"], "details": [{"@type": "type.googleapis.com/x.Y", "detail": "d" * size}]}}
    return json.dumps(padded).encode()


# The body


@every_way
@pytest.mark.parametrize("size", [0, 3 * MAX_BODY])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("stream", [False, True])
def test_the_sdk_gets_the_whole_error_body(
    way: Way, size: int, encoding: str, stream: bool, telemetry: Recorded, gemini: Clients, serve: Any
) -> None:
    body = long_error(size)
    sent = gzip.compress(body) if encoding == "gzip" else body
    server = serve(answer(503, sent, f"Content-Encoding: {encoding}"))
    with pytest.raises(errors.ServerError) as raised:
        way.ask(way.client(gemini, server.url), stream=stream)
    assert raised.value.details == json.loads(body)
    assert telemetry.attributes["triage.cause"] == "gemini.model_overloaded"
    assert telemetry.attempts_by_transport == {("overloaded", way.library): 1}


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How much of each answer was read when it was noted."""
    known: list[int] = []
    on_response = Attempt.on_response

    def noting(self: Attempt, response: Response) -> None:
        body = response.read_body()
        known.append(len(body) if isinstance(body, bytes) else 0)
        on_response(self, response)

    monkeypatch.setattr(Attempt, "on_response", noting)
    return known


@every_httpx
@pytest.mark.parametrize("stream", [False, True])
def test_a_refusal_is_not_read_before_the_sdk_does(
    way: Way, stream: bool, telemetry: Recorded, gemini: Clients, serve: Any, known: list[int]
) -> None:
    with pytest.raises(errors.ServerError):
        way.ask(way.client(gemini, serve(answer(503, json.dumps(ERROR).encode())).url), stream=stream)
    assert set(known) == {0}
    assert telemetry.attributes["triage.cause"] == "gemini.model_overloaded"
    assert telemetry.attempts_by_transport == {("overloaded", way.library): 1}


@every_httpx
@pytest.mark.parametrize("stream", [False, True])
def test_at_most_64_kib_are_read_ahead_for_a_span_that_ends_before(
    way: Way, stream: bool, telemetry: Recorded, gemini: Clients, serve: Any, known: list[int]
) -> None:
    body = long_error(20 * MAX_BODY)
    with official(way.library, telemetry), pytest.raises(errors.ServerError) as raised:
        way.ask(way.client(gemini, serve(answer(503, body)).url), stream=stream)
    assert raised.value.details == json.loads(body)
    assert MAX_BODY <= known[0] < 2 * MAX_BODY + 1
    (http,) = [span for span in telemetry.spans if span.name == "POST"]
    assert http.attributes["triage.cause"] == "gemini.model_overloaded"


@every_httpx
@pytest.mark.parametrize("encoding", ["identity", "gzip", "deflate"])
def test_a_span_that_ends_before_has_the_cause_that_a_packed_refusal_tells(
    way: Way, encoding: str, telemetry: Recorded, gemini: Clients, serve: Any
) -> None:
    ways: dict[str, Any] = {"identity": bytes, "gzip": gzip.compress, "deflate": zlib.compress}
    body = ways[encoding](json.dumps(ERROR).encode())
    with official(way.library, telemetry), pytest.raises(errors.ServerError):
        way.ask(way.client(gemini, serve(answer(503, body, f"Content-Encoding: {encoding}")).url))
    (http,) = [span for span in telemetry.spans if span.name == "POST"]
    assert http.attributes["triage.cause"] == "gemini.model_overloaded"


@every_way
@pytest.mark.parametrize("stream", [False, True])
def test_an_error_body_that_breaks_off_breaks_off_for_the_sdk_too(
    way: Way, stream: bool, telemetry: Recorded, gemini: Clients, serve: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The same exception as without us and no word in the log."""
    broken = answer(503, json.dumps(ERROR).encode()[:-1], length=10_000)
    raised = []
    for instrumented in (True, False):
        if not instrumented:
            genai_triage.uninstrument()
        with pytest.raises(Exception) as caught:
            way.ask(way.client(gemini, serve(broken).url), stream=stream)
        raised.append((type(caught.value), str(caught.value)))
    assert raised[0] == raised[1]
    assert len(telemetry.operations) == 1
    assert sum(telemetry.attempts_by_transport.values()) == 1
    assert [record for record in caplog.records if record.name == "genai_triage"] == []


def test_an_interrupt_while_reading_ahead_closes_the_answer() -> None:
    closed: list[str] = []

    class Interrupted:
        def __iter__(self) -> Iterator[bytes]:
            yield b"{"
            raise KeyboardInterrupt

        async def __aiter__(self) -> Any:
            yield b"{"
            raise asyncio.CancelledError

        def close(self) -> None:
            closed.append("sync")

        async def aclose(self) -> None:
            closed.append("async")

    with pytest.raises(KeyboardInterrupt):
        read_ahead(Interrupted())
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(aread_ahead(Interrupted()))
    assert closed == ["sync", "async"]


@pytest.mark.parametrize("way", [way for way in WAYS if way.is_async], ids=str)
def test_cancelling_while_an_error_body_is_on_its_way_closes_the_connection(
    way: Way, telemetry: Recorded, gemini: Clients, serve: Any
) -> None:
    server = serve(answer(503, b"{", length=1000), hold=True)
    client = way.client(gemini, server.url)

    async def main() -> None:
        call = asyncio.ensure_future(client.aio.models.generate_content(model=MODEL, contents="Hello"))
        assert await asyncio.to_thread(server.sent.wait, 60)
        for _ in range(20):  # rounds of the loop, in the first of which the answer's head is read
            await asyncio.sleep(0)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await asyncio.to_thread(server.closed.wait, 60)
        await close(client)

    asyncio.run(main())
    assert telemetry.attributes["triage.class"] == "cancelled"
    assert telemetry.attempts_by_transport == {("cancelled", way.library): 1}


def events(*bodies: Any) -> bytes:
    return b"".join(b"data: " + json.dumps(body).encode() + b"\r\n\r\n" for body in bodies)


@every_way
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_good_stream_is_handed_on_untouched(
    way: Way, encoding: str, telemetry: Recorded, gemini: Clients, serve: Any
) -> None:
    body = events(GOOD, GOOD, GOOD)
    sent = gzip.compress(body) if encoding == "gzip" else body
    server = serve(answer(200, sent, f"Content-Encoding: {encoding}", content_type="text/event-stream"))
    chunks = way.ask(way.client(gemini, server.url), stream=True)
    assert [chunk.text for chunk in chunks] == ["Hi", "Hi", "Hi"]
    assert telemetry.attempts_by_transport == {("ok", way.library): 1}


@every_httpx
def test_whoever_stops_reading_a_stream_closes_its_own_iterator(way: Way, telemetry: Recorded) -> None:
    """httpx2 closes the iterator of a stream that it leaves early; a generator around it would keep it open."""
    module = LIBRARIES[way.library]
    ended: list[bool] = []

    class Original(module.SyncByteStream, module.AsyncByteStream):  # type: ignore[misc, name-defined]
        def __iter__(self) -> Iterator[bytes]:
            try:
                yield b"data: 1\n\n"
                yield b"data: 2\n\n"
            finally:
                ended.append(True)

        async def __aiter__(self) -> Any:
            for piece in self:
                yield piece

    attempt = Attempt("gemini", way.library, object(), trace.INVALID_SPAN)
    if way.is_async:

        async def leave() -> None:
            iterator = stream_type(way.library, AsyncTailed)(Original(), attempt).__aiter__()
            assert isinstance(iterator, collections.abc.AsyncGenerator)
            assert await iterator.__anext__() == b"data: 1\n\n"
            await iterator.aclose()
            assert ended == [True]

        asyncio.run(leave())
    else:
        iterator = iter(stream_type(way.library, Tailed)(Original(), attempt))
        assert next(iterator) == b"data: 1\n\n"
        iterator.close()
    assert ended == [True]
    assert attempt.tail == (b"", b"data: 1\n\n")


# Transports of the application


@every_httpx
@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_whose_stream_is_sync_and_async_at_once(
    way: Way, stream: bool, telemetry: Recorded, gemini: Clients
) -> None:
    module = LIBRARIES[way.library]
    body = events(GOOD) if stream else json.dumps(GOOD).encode()
    kind = "text/event-stream" if stream else "application/json"

    class Transport(module.BaseTransport, module.AsyncBaseTransport):  # type: ignore[misc, name-defined]
        def handle_request(self, request: Any) -> Any:
            return module.Response(200, headers={"content-type": kind}, stream=module.ByteStream(body))

        async def handle_async_request(self, request: Any) -> Any:
            return self.handle_request(request)

    assert way.ask(way.client(gemini, "http://toy.test", Transport()), stream=stream)
    assert telemetry.attempts_by_transport == {("ok", way.library): 1}


@every_httpx
@pytest.mark.parametrize("status", [200, 503])
def test_an_answer_of_a_class_of_the_application(way: Way, status: int, telemetry: Recorded, gemini: Clients) -> None:
    module = LIBRARIES[way.library]
    body = json.dumps(GOOD if status == 200 else ERROR).encode()

    class Response(module.Response):  # type: ignore[misc, name-defined]
        pass

    class Transport(module.BaseTransport, module.AsyncBaseTransport):  # type: ignore[misc, name-defined]
        def handle_request(self, request: Any) -> Any:
            return Response(status, headers={"content-type": "application/json"}, stream=module.ByteStream(body))

        async def handle_async_request(self, request: Any) -> Any:
            return self.handle_request(request)

    client = way.client(gemini, "http://toy.test", Transport())
    if status == 200:
        assert way.ask(client).text == "Hi"
    else:
        with pytest.raises(errors.ServerError) as raised:
            way.ask(client)
        assert raised.value.details == ERROR
        assert telemetry.attributes["triage.cause"] == "gemini.model_overloaded"
    assert sum(telemetry.attempts_by_transport.values()) == 1


@every_httpx
def test_a_transport_of_the_application_that_tries_again_makes_two_attempts(
    way: Way, telemetry: Recorded, gemini: Clients, serve: Any
) -> None:
    module = LIBRARIES[way.library]
    server = serve(answer(503, json.dumps(ERROR).encode()), answer(200, json.dumps(GOOD).encode()))

    class Retrying(module.HTTPTransport):  # type: ignore[misc, name-defined]
        def handle_request(self, request: Any) -> Any:
            response = super().handle_request(request)
            if response.status_code == 503:
                response.close()
                response = super().handle_request(request)
            return response

    class AsyncRetrying(module.AsyncHTTPTransport):  # type: ignore[misc, name-defined]
        async def handle_async_request(self, request: Any) -> Any:
            response = await super().handle_async_request(request)
            if response.status_code == 503:
                await response.aclose()
                response = await super().handle_async_request(request)
            return response

    transport = AsyncRetrying(verify=False) if way.is_async else Retrying(verify=False)
    assert way.ask(way.client(gemini, server.url, transport)).text == "Hi"
    assert telemetry.attributes["triage.retries"] == 1
    assert telemetry.attempts_by_transport == {("overloaded", way.library): 1, ("ok", way.library): 1}


@every_httpx
def test_a_redirect_is_an_attempt(way: Way, telemetry: Recorded, gemini: Clients, serve: Any) -> None:
    server = serve(answer(307, b"", "Location: /v1beta/elsewhere"), answer(200, json.dumps(GOOD).encode()))
    assert way.ask(way.client(gemini, server.url)).text == "Hi"
    assert "triage.retries" not in telemetry.attributes
    assert telemetry.attempts_by_transport == {("ok", way.library): 2}


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
@pytest.mark.parametrize("way", [Way(DEFAULT.__name__, False), Way("aiohttp", True)], ids=str)
def test_an_ipv6_address_is_recognised(way: Way, telemetry: Recorded, gemini: Clients) -> None:
    try:
        with Simulator(host="::1", latency=0) as simulator:
            way.ask(way.client(gemini, simulator.url))
    except OSError:
        pytest.skip("no IPv6 loopback")
    assert telemetry.attempts_by_transport == {("ok", way.library): 1}


# Another instrumentation's HTTP spans


@contextlib.contextmanager
def official(library: str, recorded: Recorded) -> Iterator[None]:
    instrumentor = getattr(official_httpx, f"{library.upper()}ClientInstrumentor")()
    instrumentor.instrument(tracer_provider=recorded.tracer_provider, skip_dep_check=True)
    try:
        yield
    finally:
        instrumentor.uninstrument()


@every_httpx
@pytest.mark.parametrize("we_are_first", [True, False])
def test_each_attempts_span_carries_its_own_outcome(
    way: Way, we_are_first: bool, recorded: Recorded, gemini: Clients, serve: Any
) -> None:
    server = serve(answer(307, b"", "Location: /v1beta/elsewhere"), answer(503, json.dumps(ERROR).encode()))
    providers = (recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    try:
        with contextlib.ExitStack() as stack:
            if not we_are_first:
                stack.enter_context(official(way.library, recorded))
            genai_triage.instrument(*providers)
            if we_are_first:
                stack.enter_context(official(way.library, recorded))
            with pytest.raises(errors.ServerError):
                way.ask(way.client(gemini, server.url))
    finally:
        genai_triage.uninstrument()
    operation = recorded.operation
    http = [span for span in recorded.spans if span is not operation and span.name == "POST"]
    assert [span.parent.span_id for span in http] == [operation.context.span_id] * 2
    outcomes = [{name: span.attributes.get(name) for name in ("triage.class", "triage.cause")} for span in http]
    assert outcomes == [
        {"triage.class": None, "triage.cause": None},
        {"triage.class": "overloaded", "triage.cause": "gemini.model_overloaded"},
    ]
    assert "triage.fix" not in http[1].attributes
    assert "triage.retries" not in operation.attributes


@pytest.mark.parametrize("way", [Way(DEFAULT.__name__, False), Way(DEFAULT.__name__, True)], ids=str)
def test_a_connection_that_fails_is_on_the_attempts_span(
    way: Way, telemetry: Recorded, simulator: Simulator, gemini: Clients
) -> None:
    with official(way.library, telemetry), pytest.raises(DEFAULT.ConnectError):
        way.ask(way.client(gemini, simulator.refused_url))
    (http,) = [span for span in telemetry.spans if span.name == "POST"]
    assert http.attributes["triage.class"] == "network"
    assert http.attributes["triage.cause"] == telemetry.attributes["triage.cause"]


def test_a_request_outside_any_operation_is_left_alone(telemetry: Recorded, simulator: Simulator) -> None:
    with DEFAULT.Client() as client:
        client.get(f"{simulator.url}/_sim/causes")
    assert telemetry.attempts == {}
    assert telemetry.spans == []


SENT, AGAIN = httpx.Request("GET", "https://elsewhere.example/?key=any"), httpx.Request("GET", "https://api.example")


@pytest.mark.parametrize("is_own", [True, False])
def test_wherever_the_running_calls_own_request_goes_its_key_is_hidden_and_nobody_elses(
    is_own: bool, running: Operation, telemetry: Recorded
) -> None:
    running.start_attempt("httpx", SENT if is_own else AGAIN)
    tracer = telemetry.tracer_provider.get_tracer("opentelemetry.instrumentation.httpx")
    with tracer.start_as_current_span("GET", attributes={"url.full": str(SENT.url)}):
        _hiding_keys(lambda *_: None)(lambda: None, None, (SENT,), {})
    (span,) = [span for span in telemetry.spans if span.name == "GET"]
    assert span.attributes is not None
    assert ("key=any" not in str(span.attributes["url.full"])) is is_own


@pytest.mark.parametrize("by_name", [False, True])
def test_a_request_that_passes_through_a_transport_is_the_attempt_and_once_more_the_next(
    by_name: bool, running: Operation
) -> None:
    def passing(request: httpx.Request) -> Attempt | None:
        return _passing(None, () if by_name else (request,), {"request": request} if by_name else {})

    assert passing(SENT) is None
    first = running.start_attempt("httpx2", SENT, True)
    assert passing(AGAIN) is None
    assert passing(SENT) is passing(SENT) is first
    first.on_response(Response(503, {}, "", lambda: None))
    second = passing(SENT)
    assert second is running.last_attempt is not first
    assert second is not None
    assert (second.transport, second.request, second.expects_stream) == ("httpx2", SENT, True)


def test_outside_of_a_call_nothing_passes_through_a_transport(telemetry: Recorded) -> None:
    assert _passing(None, (SENT,), {}) is None


@pytest.mark.parametrize(
    ("url", "accept", "is_stream"),
    [
        ("https://api.example/?alt=sse", "*/*", True),
        ("https://api.example/", "text/event-stream", True),
        ("https://api.example/", "application/json, text/event-stream", True),
        ("https://api.example/?alt=json", "*/*", False),
    ],
)
@pytest.mark.parametrize("by_name", [False, True])
def test_a_request_for_events_expects_a_stream(
    url: str, accept: str, is_stream: bool, by_name: bool, running: Operation
) -> None:
    request = httpx.Request("POST", url, headers={"accept": accept})
    start = _starter("httpx2")
    attempt = start(object(), () if by_name else (request,), {"request": request} if by_name else {})
    assert attempt is running.last_attempt
    assert attempt is not None
    assert (attempt.transport, attempt.request, attempt.expects_stream) == ("httpx2", request, is_stream)


@pytest.mark.parametrize(
    ("first", "is_judged", "then", "told"),
    [
        (200, False, 503, "application"),
        (503, False, 503, "application"),
        (503, True, 503, "service"),
        (503, True, 429, "application"),
        (503, False, 200, "service"),
        (200, False, 200, "service"),
    ],
)
def test_the_answer_that_will_be_read_is_the_attempt_s_if_it_is_a_refusal_that_was_not_judged(
    first: int, is_judged: bool, then: int, told: str, running: Operation
) -> None:
    attempt = running.start_attempt("httpx", AGAIN)
    attempt.on_response(Response(first, {"by": "service"}, "", lambda: b"{}" if is_judged else None))
    assert (attempt.failure is not None, attempt.is_unread) == (first >= 400, first >= 400 and not is_judged)
    _arrived(attempt, httpx.Response(then, headers={"by": "application"}, content=b"{}"), Tailed)
    response = attempt.response()
    assert response is not None
    assert (response.headers["by"], attempt.status) == (told, then if told == "application" else first)
