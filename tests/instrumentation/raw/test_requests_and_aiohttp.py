"""Raw requests and aiohttp: a call of a vendor's host is an operation, judged as its body passes."""

from __future__ import annotations

import asyncio
import gc
import gzip
import inspect
import io
import json
import shutil
import socket
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import urllib3
from google import genai
from google.genai import types
from opentelemetry.instrumentation.utils import suppress_http_instrumentation, suppress_instrumentation

import genai_triage
from genai_triage.instrumentation.raw.hosts import HOSTS_VARIABLE
from genai_triage.instrumentation.raw.requests import _netloc
from tests.support.answering import AnsweringServer
from tests.support.left_on import LEFT_ON
from tests.support.recorded import Recorded

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
STREAM = "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
ASKED: Any = {"contents": [], "generationConfig": {"temperature": 0.5}}
REFUSAL = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Too many requests."}}
USAGE = {"promptTokenCount": 5, "candidatesTokenCount": 7}
Call = Callable[..., Any]


def answer(reason: str = "STOP") -> dict[str, Any]:
    candidate = {"content": {"role": "model", "parts": [{"text": "Hello"}]}, "finishReason": reason}
    return {"candidates": [candidate], "usageMetadata": USAGE, "modelVersion": "gemini-2.5-flash", "responseId": "r1"}


def events(*documents: dict[str, Any]) -> str:
    return "".join(f"data: {json.dumps(document)}\n\n" for document in documents)


@pytest.fixture
def raw(served: Recorded) -> Recorded:
    return served


def by_requests(url: str, *, read: int | None = None, **kwargs: Any) -> Any:
    """The body, or as many pieces of it as are read."""
    if read is None:
        return requests.post(url, json=ASKED, timeout=60, **kwargs).content
    with requests.post(url, json=ASKED, timeout=60, stream=True, **kwargs) as response:
        return [piece for piece, _ in zip(response.iter_lines(), range(read), strict=False)]


def by_aiohttp(url: str, *, read: int | None = None, **kwargs: Any) -> Any:
    async def run() -> Any:
        async with aiohttp.ClientSession() as session, session.post(url, json=ASKED, **kwargs) as response:
            if read is None:
                return await response.read()
            found = []
            async for line in response.content:
                found.append(line)
                if len(found) == read:
                    break
            return found

    return asyncio.run(run())


every_library = pytest.mark.parametrize("call", [by_requests, by_aiohttp])
every_reading = pytest.mark.parametrize("read", [None, 99], ids=["whole", "as it passes"])


@every_library
@every_reading
def test_a_good_answer_is_an_operation(call: Call, read: int | None, server: AnsweringServer, raw: Recorded) -> None:
    server.answer(200, answer())

    call(server.url + PATH, read=read)

    attributes = raw.attributes
    del attributes["server.port"]
    assert attributes == {
        "gen_ai.operation.name": "generate_content",
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.model": "gemini-2.5-flash",
        "gen_ai.request.temperature": 0.5,
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.response.id": "r1",
        "gen_ai.response.model": "gemini-2.5-flash",
        "gen_ai.usage.input_tokens": 5,
        "gen_ai.usage.output_tokens": 7,
        "server.address": "127.0.0.1",
    }
    library = "requests" if call is by_requests else "aiohttp"
    assert raw.attempts_by_transport == {("ok", library): 1}


@every_library
@every_reading
def test_a_refusal_is_classified(call: Call, read: int | None, server: AnsweringServer, raw: Recorded) -> None:
    server.answer(429, REFUSAL)

    call(server.url + PATH, read=read)

    assert raw.attributes["triage.class"] == "rate_limit"
    assert raw.attributes["http.response.status_code"] == 429
    assert raw.calls == raw.attempts == {"rate_limit": 1}


@every_library
@every_reading
def test_what_the_answer_itself_says_is_the_failure(
    call: Call, read: int | None, server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(200, answer("SAFETY"))

    call(server.url + PATH, read=read)

    assert raw.attributes["triage.class"] == "safety"
    assert raw.calls == {"safety": 1}


@every_library
@pytest.mark.parametrize(
    ("pieces", "cause"),
    [
        ((answer(),), None),
        ((answer("MAX_TOKENS"),), "gemini.max_tokens"),
        ((REFUSAL,), "gemini.rate_limited"),
    ],
)
def test_a_stream_is_judged_by_its_events(
    call: Call, pieces: Any, cause: str | None, server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(200, events(*pieces), "text/event-stream")

    call(server.url + STREAM, read=99)

    assert raw.attributes.get("triage.cause") == cause
    assert raw.attributes["gen_ai.request.stream"] is True


@every_library
def test_a_stream_left_at_its_first_event_is_judged_by_that(call: Call, server: AnsweringServer, raw: Recorded) -> None:
    first = {"candidates": [{"content": {"parts": [{"text": "Hello"}]}}]}
    server.answer(200, events(first, answer()) + " " * 100_000, "text/event-stream")

    call(server.url + STREAM, read=1)

    assert raw.calls == {"ok": 1}


@every_library
def test_a_stream_left_at_its_end_mark_is_complete(call: Call, server: AnsweringServer, raw: Recorded) -> None:
    piece = {"candidates": [{"content": {"role": "model", "parts": [{"text": "Hello"}]}}]}
    server.answer(200, f"{events(piece)}data: [DONE]\n\n", "text/event-stream")

    call(server.url + STREAM, read=3)

    assert raw.calls == {"ok": 1}
    assert "triage.abandoned" not in raw.attributes


@every_library
def test_a_refusal_closed_unread_is_told_by_its_status(call: Call, server: AnsweringServer, raw: Recorded) -> None:
    server.answer(503, " " * 300_000)

    call(server.url + PATH, read=0)

    assert raw.attributes["triage.class"] == "overloaded"


@every_library
def test_what_the_application_gets_is_the_same(call: Call, server: AnsweringServer, raw: Recorded) -> None:
    server.answer(200, answer())

    assert json.loads(call(server.url + PATH)) == answer()


@every_library
def test_no_connection_is_the_failure(call: Call, raw: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    genai_triage.uninstrument()
    monkeypatch.setenv(HOSTS_VARIABLE, "127.0.0.1:1=gemini")
    genai_triage.instrument(raw.tracer_provider, raw.meter_provider, raw.logger_provider)

    with pytest.raises((requests.ConnectionError, aiohttp.ClientConnectionError)):
        call("http://127.0.0.1:1" + PATH)

    assert raw.attributes["triage.class"] == "network"
    assert raw.calls == raw.attempts == {"network": 1}


@every_library
def test_a_request_to_another_host_is_left_alone(call: Call, server: AnsweringServer, raw: Recorded) -> None:
    server.answer(200, answer())

    call(server.url.replace("127.0.0.1", "localhost") + PATH)

    assert raw.spans == []


@every_library
def test_the_session_sends_as_before_when_switched_off(call: Call, server: AnsweringServer, raw: Recorded) -> None:
    genai_triage.uninstrument()
    server.answer(200, answer())

    call(server.url + PATH)

    assert inspect.isfunction(vars(requests.Session)["send"])
    assert inspect.isfunction(vars(aiohttp.ClientSession)["_request"])
    assert raw.spans == []


def test_an_sdks_request_over_aiohttp_is_no_call_of_its_own(server: AnsweringServer, raw: Recorded) -> None:
    server.answer(200, answer())
    client = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=server.url))

    async def run() -> None:
        await client.aio.models.generate_content(model="gemini-2.5-flash", contents="Hello")
        if hasattr(client.aio, "aclose"):
            await client.aio.aclose()

    asyncio.run(run())

    assert len(raw.operations) == 1
    assert sum(raw.attempts.values()) == 1


def test_an_answer_that_is_read_in_pieces_is_recorded_at_its_end(server: AnsweringServer, raw: Recorded) -> None:
    server.answer(200, answer())

    with requests.post(server.url + PATH, json=ASKED, stream=True, timeout=60) as response:
        while response.raw.read(16):
            pass
        assert raw.attributes["gen_ai.response.finish_reasons"] == ("stop",)


def test_nobody_keeps_a_request_of_aiohttp_while_its_answer_is_read(raw: Recorded, server: AnsweringServer) -> None:
    class Asked(dict[str, Any]):
        """Can be referred to weakly."""

    async def run() -> Any:
        asked = Asked(ASKED)
        kept = weakref.ref(asked)
        async with aiohttp.ClientSession() as session:
            response = await session.post(server.url + PATH, json=asked)
            del asked
            gc.collect()
            found = kept()
            await response.read()
            return found

    server.answer(200, answer())
    assert asyncio.run(run()) is None


async def _in_chunks(content: Any) -> bytes:
    return b"".join([piece async for piece, _ in content.iter_chunks()])


async def _by_exact_sizes(content: Any) -> bytes:
    found = await content.readexactly(10)
    return bytes(found + await content.read())


async def _by_separators(content: Any) -> bytes:
    found = b""
    while piece := await content.readuntil(b"\n\n"):
        found += piece
    return found


async def _until_empty(read: Callable[[], Any]) -> bytes:
    found = b""
    while piece := await read():
        found += piece
    return found


async def _by_chunks(content: Any) -> bytes:
    found = b""
    while (piece := await content.readchunk()) != (b"", False):
        found += piece[0]
    return found


async def _without_waiting(content: Any) -> bytes:
    await content.wait_eof()
    return bytes(content.read_nowait())


async def _by_pieces(content: Any, pieces: Callable[[Any], Any]) -> bytes:
    return b"".join([piece async for piece in pieces(content)])


READING: dict[str, Callable[[Any], Any]] = {
    "lines": lambda content: _by_pieces(content, lambda one: one),
    "any": lambda content: _by_pieces(content, lambda one: one.iter_any()),
    "chunked": lambda content: _by_pieces(content, lambda one: one.iter_chunked(7)),
    "chunks": _in_chunks,
    "read": lambda content: content.read(),
    "read some": lambda content: _until_empty(lambda: content.read(7)),
    "readany": lambda content: _until_empty(content.readany),
    "readline": lambda content: _until_empty(content.readline),
    "readuntil": _by_separators,
    "readexactly": _by_exact_sizes,
    "readchunk": _by_chunks,
    "read_nowait": _without_waiting,
}
"""Every way in which an application can read a body of aiohttp's."""


def read_by_aiohttp(url: str, way: Callable[[Any], Any]) -> bytes:
    async def run() -> bytes:
        async with aiohttp.ClientSession() as session, session.post(url, json=ASKED) as response:
            return bytes(await way(response.content))

    return asyncio.run(run())


@pytest.mark.parametrize("way", READING.values(), ids=READING)
def test_a_body_says_the_same_however_the_application_reads_it(
    way: Callable[[Any], Any], server: AnsweringServer, raw: Recorded
) -> None:
    body = events(answer(""), answer("SAFETY"))
    server.answer(200, body, "text/event-stream")

    assert read_by_aiohttp(server.url + STREAM, way) == body.encode()
    assert raw.attributes["gen_ai.response.finish_reasons"] == ("content_filter",)
    assert raw.attributes["gen_ai.usage.output_tokens"] == 7
    assert raw.calls == {"safety": 1}


@pytest.mark.parametrize("way", READING.values(), ids=READING)
def test_a_body_that_breaks_off_is_the_failure_however_the_application_reads_it(
    way: Callable[[Any], Any], raw: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    with breaking_off() as url:
        monkeypatch.setenv(HOSTS_VARIABLE, f"{url.removeprefix('http://')}=gemini")
        LEFT_ON.switch_on(raw)
        with pytest.raises(aiohttp.ClientPayloadError):
            read_by_aiohttp(url + STREAM, way)

    assert raw.calls == {"network": 1}


def test_the_end_of_a_body_that_is_only_waited_for_ends_the_operation(
    raw: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(url: str, size: int, released: threading.Event) -> list[dict[str, int]]:
        async with aiohttp.ClientSession() as session, session.post(url, json=ASKED) as response:
            await response.content.readexactly(size)
            before = dict(raw.calls)
            released.set()
            await response.content.wait_eof()
            return [before, dict(raw.calls)]

    body, released = events(answer("SAFETY")).encode(), threading.Event()
    with ending_late(body, released) as url:
        monkeypatch.setenv(HOSTS_VARIABLE, f"{url.removeprefix('http://')}=gemini")
        LEFT_ON.switch_on(raw)
        assert asyncio.run(run(url + STREAM, len(body), released)) == [{}, {"safety": 1}]


@contextmanager
def ending_late(body: bytes, released: threading.Event) -> Iterator[str]:
    """A server that sends a body, and its end once it is told to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                connection.sendall(head + f"{len(body):x}\r\n".encode() + body + b"\r\n")
                released.wait(60)
                connection.sendall(b"0\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def _some(read: Callable[[], bytes]) -> bytes:
    return b"".join(iter(read, b""))


def _some_decoded(raw: Any) -> bytes:
    raw.decode_content = True
    return _some(lambda: raw.read(7))


def _into(raw: Any) -> bytes:
    found, buffer = b"", bytearray(7)
    while size := raw.readinto(buffer):
        found += buffer[:size]
    return found


def _copied(raw: Any) -> bytes:
    target = io.BytesIO()
    shutil.copyfileobj(raw, target)
    return target.getvalue()


REQUESTS_READING: dict[str, Callable[[Any], bytes]] = {
    "content": lambda response: bytes(response.content),
    "iter_content": lambda response: b"".join(response.iter_content(7)),
    "raw.stream": lambda response: b"".join(response.raw.stream(7, decode_content=True)),
    "raw.stream, by position": lambda response: b"".join(response.raw.stream(7, True)),
    "raw.read": lambda response: bytes(response.raw.read(decode_content=True)),
    "raw.read, by position": lambda response: bytes(response.raw.read(None, True)),
    "raw.read some": lambda response: _some(lambda: response.raw.read(7, decode_content=True)),
    "raw.stream, packed": lambda response: b"".join(response.raw.stream(7, decode_content=False)),
    "raw.stream, packed by position": lambda response: b"".join(response.raw.stream(7, False)),
    "raw.stream, packed by default": lambda response: b"".join(response.raw.stream(7)),
    "raw.read, packed": lambda response: bytes(response.raw.read()),
    "raw.read some, packed": lambda response: _some(lambda: response.raw.read(7)),
    "raw.read some, as the answer says": lambda response: _some_decoded(response.raw),
    "raw.read1": lambda response: _some(lambda: response.raw.read1(7)),
    "raw.readline": lambda response: _some(response.raw.readline),
    "raw.readinto": lambda response: _into(response.raw),
    "iter(raw)": lambda response: b"".join(response.raw),
    "copyfileobj": lambda response: _copied(response.raw),
}
"""Every way in which an application can read a body of requests'."""
PACKED = {
    "raw.stream, packed",
    "raw.stream, packed by position",
    "raw.stream, packed by default",
    "raw.read, packed",
    "raw.read some, packed",
    "raw.read1",
    "raw.readline",
    "raw.readinto",
    "copyfileobj",
}


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("way", REQUESTS_READING)
def test_a_body_of_requests_says_the_same_however_the_application_reads_it(
    way: str, encoding: str, server: AnsweringServer, raw: Recorded
) -> None:
    body = events(answer(""), answer("SAFETY")).encode()
    sent = gzip.compress(body) if encoding == "gzip" else body
    server.answer(200, sent, "text/event-stream", content_encoding=encoding)

    with requests.post(server.url + STREAM, json=ASKED, stream=True, timeout=60) as response:
        read = REQUESTS_READING[way](response)
        assert raw.calls == {"safety": 1}  # at the body's end, not when it is closed

    assert read == (sent if way in PACKED else body)
    assert raw.attributes["gen_ai.response.finish_reasons"] == ("content_filter",)
    assert raw.attributes["gen_ai.usage.output_tokens"] == 7
    assert raw.calls == {"safety": 1}


@pytest.mark.parametrize("way", [way for way in REQUESTS_READING if way != "raw.read1"])
def test_a_body_of_requests_that_breaks_off_is_the_failure_however_the_application_reads_it(
    way: str, raw: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    with breaking_off() as url:
        monkeypatch.setenv(HOSTS_VARIABLE, f"{url.removeprefix('http://')}=gemini")
        LEFT_ON.switch_on(raw)
        raised = pytest.raises((requests.RequestException, urllib3.exceptions.HTTPError))
        with requests.post(url + STREAM, json=ASKED, stream=True, timeout=60) as response, raised:
            REQUESTS_READING[way](response)

    assert raw.calls == {"network": 1}


def _left(response: Any) -> None:
    next(response.raw.stream(7))
    response.close()


def _raised(response: Any) -> None:
    pieces = response.raw.stream(7)
    next(pieces)
    with pytest.raises(ZeroDivisionError):
        pieces.throw(ZeroDivisionError)


def _let_go(response: Any) -> None:
    response.raw.read(7)
    response.raw.release_conn()


def _dropped(response: Any) -> None:
    response.raw.read(7)


@pytest.mark.parametrize("leave", [_left, _raised, _let_go, _dropped])
@pytest.mark.parametrize(("status", "told"), [(200, "ok"), (503, "overloaded")])
def test_an_answer_of_requests_that_is_left_is_over_and_no_failure_of_the_connection(
    leave: Callable[[Any], None], status: int, told: str, server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(status, events(answer(""), answer()) + " " * 300_000, "text/event-stream")

    response = requests.post(server.url + STREAM, json=ASKED, stream=True, timeout=60)
    leave(response)
    del response
    gc.collect()

    assert raw.calls == raw.attempts == {told: 1}
    assert raw.attributes.get("triage.abandoned") is (True if status == 200 else None)


@pytest.mark.parametrize(
    "let_go",
    [lambda answer: answer.raw.release_conn(), lambda answer: answer.raw.close(), lambda answer: answer.close()],
    ids=["connection released", "body closed", "answer closed"],
)
def test_an_answer_of_requests_that_is_let_go_is_over_while_it_is_still_held(
    let_go: Any, server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(200, answer())

    held = requests.post(server.url + PATH, json=ASKED, timeout=60, stream=True)
    assert raw.calls == {}
    let_go(held)

    assert raw.calls == {"ok": 1}


def test_reading_nothing_is_no_end(server: AnsweringServer, raw: Recorded) -> None:
    server.answer(200, events(answer(""), answer("SAFETY")), "text/event-stream")

    with requests.post(server.url + STREAM, json=ASKED, stream=True, timeout=60) as response:
        assert (response.raw.read(0), raw.calls) == (b"", {})
        assert response.raw.read()

    assert raw.calls == {"safety": 1}


class Redirecting(requests.adapters.HTTPAdapter):
    """Sends every request to another path first."""

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        if request.url.endswith("/again"):
            return super().send(request, *args, **kwargs)
        redirect = requests.Response()
        redirect.status_code, redirect.url, redirect.request = 307, request.url, request
        redirect.headers["location"], redirect.raw = PATH + "/again", io.BytesIO()
        return redirect


@pytest.mark.parametrize(
    ("status", "told", "attempts"), [(200, "ok", {"ok": 2}), (429, "rate_limit", {"ok": 1, "rate_limit": 1})]
)
def test_a_redirect_inside_a_call_of_requests_is_an_attempt_of_it(
    status: int, told: str, attempts: dict[str, int], server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(status, answer() if status == 200 else REFUSAL)
    with requests.Session() as session:
        session.mount(server.url, Redirecting())
        session.post(server.url + PATH, json=ASKED)

    assert raw.calls == {told: 1}
    assert raw.attempts == attempts


@pytest.fixture(params=[True, False], ids=["they last", "they first"])
def official(request: pytest.FixtureRequest, raw: Recorded) -> Iterator[Any]:
    """OpenTelemetry's own instrumentation of requests, which suppresses others' while it sends."""
    theirs = pytest.importorskip("opentelemetry.instrumentation.requests").RequestsInstrumentor()
    are_last = bool(request.param)
    if not are_last:
        genai_triage.uninstrument()
    theirs.instrument(tracer_provider=raw.tracer_provider, skip_dep_check=True)
    if not are_last:
        genai_triage.instrument(raw.tracer_provider, raw.meter_provider, raw.logger_provider)
    yield theirs
    if theirs.is_instrumented_by_opentelemetry:
        theirs.uninstrument()


def redirected(server: AnsweringServer) -> None:
    server.answer(200, answer())
    with requests.Session() as session:
        session.mount(server.url, Redirecting())
        session.post(server.url + PATH, json=ASKED)


def http_spans(recorded: Recorded) -> list[str]:
    return [
        one.name for one in recorded.spans if one.instrumentation_scope.name == "opentelemetry.instrumentation.requests"
    ]


def test_a_call_and_its_attempts_are_seen_beside_the_official_instrumentation_of_requests(
    official: Any, server: AnsweringServer, raw: Recorded
) -> None:
    redirected(server)

    assert (raw.calls, raw.attempts, http_spans(raw)) == ({"ok": 1}, {"ok": 2}, ["POST"])


def test_what_the_application_suppresses_is_not_seen_beside_it(
    official: Any, server: AnsweringServer, raw: Recorded
) -> None:
    with suppress_http_instrumentation():
        redirected(server)

    assert (raw.calls, raw.attempts, http_spans(raw)) == ({}, {}, [])


def test_switched_off_it_is_off_and_we_are_on(official: Any, server: AnsweringServer, raw: Recorded) -> None:
    """It takes off the outermost function that says it is its own, as one of ours on top of it does."""
    official.uninstrument()
    redirected(server)

    assert (raw.calls, raw.attempts, http_spans(raw)) == ({"ok": 1}, {"ok": 2}, [])


@contextmanager
def breaking_off() -> Iterator[str]:
    """A server that closes the connection in the middle of a body."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9999\r\n\r\n"
                connection.sendall(head + events(answer("")).encode())

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize("by_name", [True, False])
def test_a_prepared_request_is_observed_however_it_is_given(
    by_name: bool, server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(200, answer("SAFETY"))
    prepared = requests.Request("POST", server.url + PATH, json=ASKED).prepare()
    with requests.Session() as session:
        found = session.send(request=prepared) if by_name else session.send(prepared)

    assert found.json() == answer("SAFETY")
    assert raw.attributes["gen_ai.request.model"] == "gemini-2.5-flash"
    assert raw.calls == raw.attempts == {"safety": 1}


@pytest.mark.parametrize(
    ("url", "netloc"),
    [
        ("https://Vendor.test/v1?key=a", "vendor.test"),
        ("https://vendor.test:8443/v1", "vendor.test:8443"),
        ("https://user:secret@vendor.test/v1", "vendor.test"),
        ("https://vendor.test:443/v1", "vendor.test"),
        ("http://vendor.test:80/v1", "vendor.test"),
        ("http://vendor.test:443/v1", "vendor.test:443"),
        ("https://vendor.test:80/v1", "vendor.test:80"),
        ("https://vendor.test?next=https://a@b/c", "vendor.test"),
        ("https://vendor.test/a@b?x=y@z", "vendor.test"),
        ("http://[::1]:8080/v1", "[::1]:8080"),
    ],
)
def test_a_request_goes_to_the_host_of_its_url(url: str, netloc: str) -> None:
    assert _netloc(url) == netloc


def test_an_answer_of_aiohttp_that_a_hook_of_the_application_has_read_is_judged_by_what_it_says(
    server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(200, answer("SAFETY"))
    config = aiohttp.TraceConfig()

    async def read(session: Any, context: Any, params: Any) -> None:
        await params.response.read()

    config.on_request_end.append(read)

    async def run() -> Any:
        async with (
            aiohttp.ClientSession(trace_configs=[config]) as session,
            session.post(server.url + PATH, json=ASKED) as response,
        ):
            return await response.json()

    assert asyncio.run(run()) == answer("SAFETY")
    assert raw.attributes["triage.class"] == "safety"
    assert (raw.attributes["gen_ai.usage.input_tokens"], raw.attributes["gen_ai.usage.output_tokens"]) == (5, 7)


def test_a_relative_url_of_aiohttp_is_observed_as_the_whole_one(server: AnsweringServer, raw: Recorded) -> None:
    server.answer(200, answer())

    async def run() -> None:
        async with aiohttp.ClientSession(base_url=server.url) as session, session.post(PATH, json=ASKED) as response:
            await response.read()

    asyncio.run(run())

    told = raw.attributes
    assert (told["server.address"], told["server.port"]) == ("127.0.0.1", server.server_port)
    assert raw.operation.name == "generate_content gemini-2.5-flash"
    assert raw.calls == raw.attempts == {"ok": 1}


def _once() -> Iterator[bytes]:
    yield b'{"contents": '
    yield b"[]}"


SIZE = {"content-length": str(len(b"".join(_once())))}


async def _once_later() -> AsyncIterator[bytes]:
    for piece in _once():
        yield piece


def _streamed_by_aiohttp(url: str) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as session, session.post(url, data=_once_later(), headers=SIZE) as response:
            await response.read()

    asyncio.run(run())


@pytest.mark.parametrize(
    "post",
    [
        lambda url: httpx.post(url, content=_once(), headers=SIZE),
        lambda url: requests.post(url, data=io.BytesIO(b"".join(_once())), timeout=60),
        _streamed_by_aiohttp,
    ],
    ids=["httpx", "requests", "aiohttp"],
)
def test_a_body_that_can_be_read_only_once_is_left_to_the_library(
    post: Callable[[str], Any], server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(200, answer())

    post(server.url + PATH)

    assert raw.operation.name == "generate_content gemini-2.5-flash"
    assert raw.calls == raw.attempts == {"ok": 1}


@every_library
@pytest.mark.parametrize("suppress", [suppress_instrumentation, suppress_http_instrumentation])
def test_nothing_is_recorded_while_suppressed(
    suppress: Any, call: Call, server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(200, answer())

    with suppress():
        call(server.url + PATH)
    assert (raw.spans, raw.calls, raw.attempts) == ([], {}, {})

    call(server.url + PATH)
    assert (raw.calls, raw.attempts) == ({"ok": 1}, {"ok": 1})


@pytest.mark.parametrize("method", ["get", "GET"])
@pytest.mark.parametrize("by_name", [True, False])
def test_a_call_of_aiohttp_has_the_name_of_its_method_and_path_however_they_are_given(
    by_name: bool, method: str, server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(200, {"models": []})

    async def run() -> None:
        url = f"{server.url}/v1beta/models"
        async with aiohttp.ClientSession() as session:
            given: Any = {"method": method, "str_or_url": url} if by_name else {}
            response = await session._request(*(() if by_name else (method, url)), **given)
            await response.read()

    asyncio.run(run())

    assert raw.operation.name == "list_models"


@pytest.mark.parametrize("let_go", ["close", "release"])
@pytest.mark.parametrize(("status", "told"), [(200, "ok"), (503, "overloaded")])
def test_an_answer_of_aiohttp_that_is_let_go_unread_is_over_while_it_is_still_held(
    status: int, told: str, let_go: str, server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(status, " " * 300_000)

    async def run() -> list[Any]:
        async with aiohttp.ClientSession() as session:
            held = await session.post(server.url + PATH, json=ASKED)
            before = dict(raw.calls)
            getattr(held, let_go)()
            return [before, dict(raw.calls)]

    assert asyncio.run(run()) == [{}, {told: 1}]


@pytest.mark.parametrize(("status", "told"), [(200, "ok"), (503, "overloaded")])
def test_an_answer_of_aiohttp_that_is_forgotten_is_over_when_aiohttp_forgets_it_too(
    status: int, told: str, server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(status, " " * 300_000)

    async def run() -> None:
        async with aiohttp.ClientSession() as session:
            await session.post(server.url + PATH, json=ASKED)

    asyncio.run(run())
    gc.collect()

    assert raw.calls == {told: 1}


CHAT = {"model": "gemini-2.5-flash", "messages": [], "temperature": 0.5}
BODIES = {"an object": CHAT, "a text": json.dumps(CHAT), "bytes": json.dumps(CHAT).encode()}


def _posted_by_httpx(url: str, body: Any) -> None:
    httpx.post(url, **{"json" if isinstance(body, dict) else "content": body})


def _posted_by_requests(url: str, body: Any) -> None:
    requests.post(url, timeout=60, **{"json" if isinstance(body, dict) else "data": body})


def _posted_by_aiohttp(url: str, body: Any) -> None:
    async def run() -> None:
        sent: dict[str, Any] = {"json" if isinstance(body, dict) else "data": body}
        async with aiohttp.ClientSession() as session, session.post(url, **sent) as response:
            await response.read()

    asyncio.run(run())


@pytest.mark.parametrize("post", [_posted_by_httpx, _posted_by_requests, _posted_by_aiohttp])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_a_call_asks_for_is_read_however_its_body_is_given(
    body: Any, post: Any, server: AnsweringServer, raw: Recorded
) -> None:
    server.answer(200, {"choices": []})

    post(f"{server.url}/v1beta/openai/chat/completions", body)

    asked = raw.attributes
    assert (asked["gen_ai.request.model"], asked["gen_ai.request.temperature"]) == ("gemini-2.5-flash", 0.5)
