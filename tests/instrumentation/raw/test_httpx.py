"""Raw requests over real sockets: operations with the same contract as an SDK's, read as they pass."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import gzip
import importlib
import json
import socket
import socketserver
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from opentelemetry.instrumentation.utils import suppress_http_instrumentation, suppress_instrumentation

import genai_triage
from genai_triage.instrumentation import HttpxInstrumentor, instrumentors
from genai_triage.instrumentation.raw import hosts
from genai_triage.simulator import Simulator
from tests.support.recorded import Recorded

try:
    import h2.config
    import h2.connection
    import h2.events
except ImportError:
    h2 = None  # type: ignore[assignment]

LIBRARIES = ("httpx", "httpx2")
BODY = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}], "generationConfig": {"temperature": 0.5}}
URL = "https://generativelanguage.googleapis.com/v1/models/m:generateContent"
GOOD = {
    "candidates": [{"content": {"parts": [{"text": "Hello"}]}, "finishReason": "STOP", "index": 0}],
    "usageMetadata": {"promptTokenCount": 2, "candidatesTokenCount": 1, "thoughtsTokenCount": 4},
    "modelVersion": "gemini-2.5-flash",
    "responseId": "r-1",
}


class Caller:
    """The same call through either library, sync or async."""

    def __init__(self, library: str, is_async: bool) -> None:
        self.library = importlib.import_module(library)
        self.name = library
        self.is_async = is_async

    def post(self, url: str, body: Any = None, *, transport: Any = None, **options: Any) -> Any:
        if not self.is_async:
            with self.library.Client(transport=transport, **options) as client:
                return client.post(url, json=body)

        async def run() -> Any:
            async with self.library.AsyncClient(transport=transport, **options) as client:
                return await client.post(url, json=body)

        return asyncio.run(run())

    def stream(self, url: str, body: Any, pieces: int | None = None, *, transport: Any = None) -> bytes:
        """Reads `pieces` of a streamed answer, or all of it."""
        read: list[bytes] = []
        if not self.is_async:
            with self.library.Client(transport=transport) as client, client.stream("POST", url, json=body) as response:
                for piece in response.iter_raw():
                    read.append(piece)
                    if len(read) == pieces:
                        break
            return b"".join(read)

        async def run() -> None:
            async with (
                self.library.AsyncClient(transport=transport) as client,
                client.stream("POST", url, json=body) as response,
            ):
                async for piece in response.aiter_raw():
                    read.append(piece)
                    if len(read) == pieces:
                        break

        asyncio.run(run())
        return b"".join(read)


@pytest.fixture(params=[(library, is_async) for library in LIBRARIES for is_async in (False, True)], ids=str)
def caller(request: pytest.FixtureRequest) -> Caller:
    pytest.importorskip(request.param[0])
    return Caller(*request.param)


def generate(simulator: Simulator, model: str, method: str = "generateContent") -> str:
    return f"{simulator.url}/v1beta/models/{model}:{method}"


def answering(caller: Caller, answer: Callable[[Any], Any]) -> Any:
    return caller.library.MockTransport(answer)


def test_a_good_answer_is_an_operation_with_everything_the_body_says(raw: Recorded, caller: Caller) -> None:
    transport = answering(caller, lambda request: caller.library.Response(200, json=GOOD))
    answer = caller.post(URL.replace("/m:", "/g-1:"), BODY, transport=transport)
    assert answer.json() == GOOD
    assert raw.operation.name == "generate_content g-1"
    assert raw.attributes == {
        "gen_ai.operation.name": "generate_content",
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.model": "g-1",
        "gen_ai.request.temperature": 0.5,
        "server.address": "generativelanguage.googleapis.com",
        "server.port": 443,
        "gen_ai.response.id": "r-1",
        "gen_ai.response.model": "gemini-2.5-flash",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 2,
        "gen_ai.usage.output_tokens": 5,
        "gen_ai.usage.reasoning.output_tokens": 4,
    }
    assert raw.points("triage.attempts") == [
        ({"gen_ai.provider.name": "gcp.gemini", "triage.class": "ok", "triage.transport": caller.name}, 1)
    ]
    assert raw.points("triage.calls") == [
        ({"gen_ai.provider.name": "gcp.gemini", "triage.class": "ok", "triage.owner": "none"}, 1)
    ]
    (duration,) = raw.points("gen_ai.client.operation.duration")
    assert duration[1][0] == 1


def test_a_refusal_is_a_failed_operation_and_its_body_is_untouched(
    raw: Recorded, caller: Caller, simulator: Simulator
) -> None:
    answer = caller.post(generate(simulator, "fail-gemini.requests_per_day"), BODY)
    assert answer.status_code == 429
    assert answer.json()["error"]["status"] == "RESOURCE_EXHAUSTED"
    attributes = raw.attributes
    assert attributes["triage.class"] == "quota"
    assert attributes["triage.cause"] == "gemini.requests_per_day"
    assert attributes["error.type"] == "RESOURCE_EXHAUSTED"
    assert attributes["http.response.status_code"] == 429
    assert attributes["triage.quota.window"] == "day"
    assert attributes["triage.quota.resets_at"] == "2026-07-15T07:00:00Z"
    assert raw.operation.status.description == "quota: gemini.requests_per_day"
    assert raw.points("triage.attempts") == [
        ({"gen_ai.provider.name": "gcp.gemini", "triage.class": "quota", "triage.transport": caller.name}, 1)
    ]
    assert raw.events == []


@pytest.mark.parametrize(
    ("cause", "failure_class"),
    [("gemini.max_tokens", "truncated"), ("gemini.recitation", "recitation"), ("gemini.answer_safety", "safety")],
)
def test_a_failure_inside_a_200_is_found(
    raw: Recorded, caller: Caller, simulator: Simulator, cause: str, failure_class: str
) -> None:
    caller.post(generate(simulator, f"fail-{cause}"), BODY)
    assert raw.attributes["triage.cause"] == cause
    assert raw.attributes["triage.class"] == failure_class
    assert raw.operation.status.is_unset
    assert "error.type" not in raw.attributes


def test_a_stream_is_one_operation_until_its_end(raw: Recorded, caller: Caller, simulator: Simulator) -> None:
    body = caller.stream(generate(simulator, "gemini-2.5-flash", "streamGenerateContent") + "?alt=sse", BODY)
    assert body.count(b"data:") > 1
    assert raw.attributes["gen_ai.request.stream"] is True
    assert raw.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert "triage.class" not in raw.attributes
    ((_, (first_chunks, _)),) = raw.points("gen_ai.client.operation.time_to_first_chunk")
    assert first_chunks == 1


def test_a_stream_that_ends_without_a_finish_reason_was_cut(raw: Recorded, caller: Caller) -> None:
    event = json.dumps({**GOOD, "candidates": [{"content": {"parts": [{"text": "Hel"}]}}]}).encode()

    def answer(request: Any) -> Any:
        body = pieces(caller, b"data: " + event + b"\r\n\r\n")
        return caller.library.Response(200, stream=body, headers={"content-type": "text/event-stream"})

    caller.stream(
        "https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent?alt=sse",
        BODY,
        transport=answering(caller, answer),
    )
    assert raw.attributes["triage.cause"] == "network.stream_cut"


def test_an_error_object_at_the_end_of_a_stream_decides(raw: Recorded, caller: Caller) -> None:
    error = b'data: {"error": {"code": 503, "message": "overloaded", "status": "UNAVAILABLE"}}\r\n\r\n'
    good = b'data: {"candidates": [{"content": {"parts": [{"text": "a"}]}}]}\r\n\r\n'

    def answer(request: Any) -> Any:
        body = pieces(caller, good + error)
        return caller.library.Response(200, stream=body, headers={"content-type": "text/event-stream"})

    caller.stream(
        "https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent?alt=sse",
        BODY,
        transport=answering(caller, answer),
    )
    assert raw.attributes["triage.class"] == "overloaded"


def test_a_stream_left_early_is_no_failure(raw: Recorded, caller: Caller, simulator: Simulator) -> None:
    caller.stream(generate(simulator, "gemini-2.5-flash", "streamGenerateContent") + "?alt=sse", BODY, pieces=1)
    gc.collect()
    assert "triage.class" not in raw.attributes
    assert raw.calls == {"ok": 1}


def test_a_gzipped_answer_is_read_and_handed_on_as_it_came(raw: Recorded, caller: Caller) -> None:
    packed = gzip.compress(json.dumps(GOOD).encode())
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    transport = answering(
        caller, lambda request: caller.library.Response(200, stream=pieces(caller, packed), headers=headers)
    )
    read = caller.stream("https://example.test/v1/models/m:generateContent", BODY, transport=transport)
    assert read == packed
    assert raw.attributes["gen_ai.usage.input_tokens"] == 2
    assert raw.attributes["gen_ai.provider.name"] == "gcp.vertex_ai"


def pieces(caller: Caller, body: bytes) -> Any:
    """A body in pieces of ten bytes, as a stream of the caller's library."""
    cut = [body[start : start + 10] for start in range(0, len(body), 10)]
    if not caller.is_async:

        class Sync(caller.library.SyncByteStream):  # type: ignore[misc, name-defined]
            def __iter__(self) -> Any:
                yield from cut

        return Sync()

    class Async(caller.library.AsyncByteStream):  # type: ignore[misc, name-defined]
        async def __aiter__(self) -> Any:
            for piece in cut:
                yield piece

    return Async()


def test_an_error_body_beyond_64_kib_is_handed_on_whole(raw: Recorded, caller: Caller) -> None:
    page = b"<html>" + b"x" * 200_000 + b"</html>"
    transport = answering(caller, lambda request: caller.library.Response(502, stream=pieces(caller, page)))
    answer = caller.post(URL, BODY, transport=transport)
    assert answer.content == page
    assert raw.attributes["triage.class"] == "internal"


def test_gigachat_is_read_too(raw: Recorded, caller: Caller, simulator: Simulator) -> None:
    url = simulator.gigachat_url.replace("127.0.0.1", "localhost") + "/chat/completions"
    caller.post(url, {"model": "GigaChat-2", "messages": [{"role": "user", "content": "x"}], "stream": False})
    assert raw.operation.name == "chat GigaChat-2"
    assert raw.attributes["gen_ai.provider.name"] == "gigachat"
    assert raw.attributes["triage.class"] == "auth"
    assert raw.attributes["error.type"] == "401"


def test_a_transport_error_reaches_the_application_as_it_was(raw: Recorded, caller: Caller) -> None:
    error = caller.library.ConnectError("[Errno 111] Connection refused")

    def refuse(request: Any) -> Any:
        raise error

    with pytest.raises(caller.library.ConnectError) as caught:
        caller.post("https://api.giga.chat/v1/chat/completions", {"model": "G"}, transport=answering(caller, refuse))
    assert caught.value is error
    assert raw.attributes["triage.class"] == "network"
    assert raw.attributes["error.type"] == f"{caller.name}.ConnectError"
    assert len(raw.events) == 1


def test_redirects_and_auth_flows_are_attempts_of_one_operation(raw: Recorded, caller: Caller) -> None:
    def answer(request: Any) -> Any:
        if request.url.host == "generativelanguage.googleapis.com":
            return caller.library.Response(
                307, headers={"location": "https://elsewhere.test/v1/models/m:generateContent"}
            )
        return caller.library.Response(200, json=GOOD)

    caller.post(
        "https://generativelanguage.googleapis.com/v1/models/m:generateContent",
        BODY,
        transport=answering(caller, answer),
        follow_redirects=True,
    )
    assert "triage.retries" not in raw.attributes
    assert raw.attempts == {"ok": 2}


def test_event_hooks_see_what_they_saw(raw: Recorded, caller: Caller) -> None:
    seen: list[int] = []

    def hook(response: Any) -> None:
        seen.append(response.status_code)

    async def async_hook(response: Any) -> None:
        hook(response)

    caller.post(
        "https://generativelanguage.googleapis.com/v1/models/m:generateContent",
        BODY,
        transport=answering(caller, lambda request: caller.library.Response(429, json={})),
        event_hooks={"response": [async_hook if caller.is_async else hook]},
    )
    assert seen == [429]
    assert len(raw.operations) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/v1beta/models/m:generateContent",
        "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/datasets",
        "http://127.0.0.1:1/x",
    ],
)
def test_anything_else_is_left_alone(raw: Recorded, caller: Caller, url: str) -> None:
    caller.post(url, BODY, transport=answering(caller, lambda request: caller.library.Response(500)))
    assert raw.operations == []


def test_an_unknown_path_of_a_known_host_is_a_call_without_a_name(raw: Recorded, caller: Caller) -> None:
    url = "https://generativelanguage.googleapis.com/v1beta/novelties:try"
    caller.post(url, BODY, transport=answering(caller, lambda request: caller.library.Response(500)))
    assert raw.attributes["gen_ai.operation.name"] == "other"
    assert raw.calls == {"internal": 1}


def test_an_application_of_httpx_that_never_calls_us_loads_next_to_nothing() -> None:
    code = (
        "import sys, genai_triage; genai_triage.instrument(); import httpx\n"
        "client = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200)))\n"
        "client.get('https://example.org/')\n"
        "ours = ('genai_triage.taxonomy', 'genai_triage.evidence')\n"
        "print(sorted(name for name in sys.modules if name.startswith(ours)))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "['genai_triage.taxonomy', 'genai_triage.taxonomy.vendors']\n"


def test_a_redirect_that_is_not_followed_is_a_failure(raw: Recorded, caller: Caller) -> None:
    moved = answering(caller, lambda request: caller.library.Response(302, headers={"location": "https://elsewhere"}))
    assert caller.post(URL, BODY, transport=moved).status_code == 302
    assert raw.attributes["triage.cause"] == "status.redirected"
    assert raw.attributes["error.type"] == "302"
    assert raw.operation.status.description == "invalid_request: status.redirected"


def test_a_cached_answer_that_is_still_good_is_no_failure(raw: Recorded, caller: Caller) -> None:
    unchanged = answering(caller, lambda request: caller.library.Response(304))
    caller.post(URL.replace("m:generateContent", "m"), transport=unchanged)
    assert "triage.cause" not in raw.attributes


EMPTY = {"candidates": [{"content": {"role": "model", "parts": [{"text": ""}]}, "finishReason": "STOP", "index": 0}]}


@pytest.mark.parametrize("method", ["generateContent", "streamGenerateContent"])
def test_an_answer_without_content_is_a_failure(raw: Recorded, caller: Caller, method: str) -> None:
    body = json.dumps(EMPTY).encode()
    kind = "application/json" if method == "generateContent" else "text/event-stream"
    content = body if method == "generateContent" else b"data: " + body + b"\r\n\r\n"
    empty = answering(
        caller,
        lambda request: caller.library.Response(
            200, content=iter_of(content, caller.is_async), headers={"content-type": kind}
        ),
    )
    caller.stream(URL.replace("generateContent", method), BODY, transport=empty)
    assert raw.attributes["triage.cause"] == "gemini.empty_answer"


def test_a_stream_whose_content_came_early_is_no_empty_answer(raw: Recorded, caller: Caller) -> None:
    first = GOOD | {"candidates": [{"content": {"parts": [{"text": "Hello"}]}, "index": 0}]}
    padding = [EMPTY | {"responseId": "r" * 150, "candidates": [{"content": {"role": "model"}}]}] * 100
    events = "".join(f"data: {json.dumps(event)}\r\n\r\n" for event in (first, *padding, EMPTY))
    stream = answering(
        caller,
        lambda request: caller.library.Response(
            200, content=iter_of(events.encode(), caller.is_async), headers={"content-type": "text/event-stream"}
        ),
    )
    caller.stream(URL.replace("generateContent", "streamGenerateContent"), BODY, transport=stream)
    assert "triage.cause" not in raw.attributes


def iter_of(content: bytes, is_async: bool) -> Any:
    """The content in pieces, for a body that is not read yet."""
    pieces = [content[start : start + 1000] for start in range(0, len(content), 1000)]

    async def later() -> Any:
        for piece in pieces:
            yield piece

    return later() if is_async else iter(pieces)


# Ways of reading

QUOTA = {
    "error": {
        "code": 429,
        "message": "You exceeded your current quota.",
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier", "quotaValue": "20"}],
            }
        ],
    }
}
SSE_URL = URL.replace("generateContent", "streamGenerateContent?alt=sse")


class Body:
    """An answer's body in pieces that notes how far it was read, and whether it was closed."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.read = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.read += 1
            yield piece

    async def __aiter__(self) -> Any:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def unread(caller: Caller, body: Body, status: int = 200, **headers: str) -> Any:
    """A transport that answers with a body that nobody has read."""
    base = caller.library.AsyncByteStream if caller.is_async else caller.library.SyncByteStream
    kind = type("Stream", (Body, base), {})
    body.__class__ = kind
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answering(caller, lambda request: caller.library.Response(status, stream=body, headers=named))


def events(count: int = 3) -> Body:
    chunk = {"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "index": 0}]}
    return Body(*(f"data: {json.dumps(event)}\r\n\r\n".encode() for event in [*[chunk] * (count - 1), GOOD]))


STYLES = ("iter_raw", "iter_bytes", "iter_text", "iter_lines", "read")


@pytest.mark.parametrize("style", STYLES)
def test_a_stream_is_read_as_the_application_reads_it(raw: Recorded, caller: Caller, style: str) -> None:
    body = events()
    transport = unread(caller, body, content_type="text/event-stream")
    seen: list[Any] = []

    def check(response: Any) -> None:
        assert body.read == 0
        assert response.status_code == 200
        assert raw.operations == []

    if caller.is_async:

        async def main() -> None:
            async with (
                caller.library.AsyncClient(transport=transport) as client,
                client.stream("POST", SSE_URL, json=BODY) as response,
            ):
                check(response)
                if style == "read":
                    seen.append(await response.aread())
                else:
                    async for piece in getattr(response, f"a{style}")():
                        seen.append(piece)
                        assert style == "iter_lines" or body.read == len([one for one in seen if one])

        asyncio.run(main())
    else:
        with (
            caller.library.Client(transport=transport) as client,
            client.stream("POST", SSE_URL, json=BODY) as response,
        ):
            check(response)
            if style == "read":
                seen.append(response.read())
            else:
                for piece in getattr(response, style)():
                    seen.append(piece)
                    assert style == "iter_lines" or body.read == len([one for one in seen if one])
    joined = b"".join(piece.encode() if isinstance(piece, str) else piece for piece in seen)
    whole = b"".join(body.pieces)
    assert joined == (whole.replace(b"\r\n", b"") if style == "iter_lines" else whole)
    assert body.closed
    assert raw.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    ((_, (gaps, _)),) = raw.points("gen_ai.client.operation.time_per_output_chunk")
    assert gaps == 2


@pytest.mark.parametrize("end", ["block", "close", "drop"])
@pytest.mark.parametrize("read", [0, 1])
def test_a_stream_that_is_left_is_abandoned(raw: Recorded, caller: Caller, end: str, read: int) -> None:
    body = events()
    transport = unread(caller, body, content_type="text/event-stream")
    if caller.is_async:

        async def main() -> None:
            client = caller.library.AsyncClient(transport=transport)
            response = await client.send(client.build_request("POST", SSE_URL, json=BODY), stream=True)
            if read:
                pieces = response.aiter_raw()
                await pieces.__anext__()
                await pieces.aclose()
            if end != "drop":
                await response.aclose()

        asyncio.run(main())
    else:
        client = caller.library.Client(transport=transport)
        response = client.send(client.build_request("POST", SSE_URL, json=BODY), stream=True)
        if read:
            next(response.iter_raw())
        if end != "drop":
            response.close()
        del response
    gc.collect()
    assert body.read == read
    assert body.closed or end == "drop"
    assert raw.attributes["triage.abandoned"] is True
    assert raw.calls == {"ok": 1}
    assert raw.attempts == {"ok": 1}


def test_a_stream_that_is_left_behind_its_end_mark_is_complete(raw: Recorded) -> None:
    chunk = {"object": "chat.completion", "choices": [{"delta": {"content": "Hi"}, "index": 0}]}
    body = Body(f"data: {json.dumps(chunk)}\n\n".encode(), b"data: [DONE]\n\n", b"\n")
    caller = Caller("httpx", is_async=False)
    url = "https://gigachat.devices.sberbank.ru/api/v1/chat/completions"
    with (
        httpx.Client(transport=unread(caller, body, content_type="text/event-stream")) as client,
        client.stream("POST", url, json={"model": "GigaChat-2", "stream": True}) as response,
    ):
        pieces = response.iter_raw()
        assert [next(pieces), next(pieces)] == list(body.pieces[:2])
    assert "triage.abandoned" not in raw.attributes


def test_a_stream_is_read_in_another_thread(raw: Recorded) -> None:
    caller = Caller("httpx", False)
    transport = unread(caller, events(), content_type="text/event-stream")
    with caller.library.Client(transport=transport) as client, client.stream("POST", SSE_URL) as response:
        reader = threading.Thread(target=response.read)
        reader.start()
        reader.join()
    assert raw.attributes["gen_ai.response.finish_reasons"] == ("stop",)


def test_a_stream_is_read_in_another_task(raw: Recorded) -> None:
    caller = Caller("httpx", True)
    transport = unread(caller, events(), content_type="text/event-stream")

    async def main() -> None:
        async with (
            caller.library.AsyncClient(transport=transport) as client,
            client.stream("POST", SSE_URL) as response,
        ):
            await asyncio.create_task(response.aread())

    asyncio.run(main())
    assert raw.attributes["gen_ai.response.finish_reasons"] == ("stop",)


@pytest.mark.parametrize("url", [SSE_URL, URL.replace("generateContent", "streamGenerateContent")])
def test_a_stream_that_is_an_array_is_not_read_ahead_either(raw: Recorded, caller: Caller, url: str) -> None:
    chunk = json.dumps({"candidates": [{"content": {"parts": [{"text": "x" * 1000}]}, "index": 0}]}).encode()
    last = json.dumps({"candidates": [{"finishReason": "MAX_TOKENS", "index": 0}]}).encode()
    body = Body(b"[" + chunk, *[b",\r\n" + chunk] * 100, b",\r\n" + last + b"]")
    transport = unread(caller, body, content_type="application/json")
    read = caller.stream(url, BODY, transport=transport)
    assert read == b"".join(body.pieces)
    assert raw.attributes["triage.cause"] == "gemini.max_tokens"
    assert raw.attributes["gen_ai.response.finish_reasons"] == ("length",)
    ((_, (first_chunks, _)),) = raw.points("gen_ai.client.operation.time_to_first_chunk")
    assert first_chunks == 1


def test_a_200_is_not_read_before_the_application_does(raw: Recorded) -> None:
    caller = Caller("httpx", False)
    body = Body(b"[", json.dumps(GOOD).encode(), b"]")
    with (
        caller.library.Client(transport=unread(caller, body, content_type="application/json")) as client,
        client.stream("POST", SSE_URL, json=BODY) as response,
    ):
        assert body.read == 0
        response.read()
    assert "triage.class" not in raw.attributes


# Bodies of errors


def packed(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.compress(body)
    if encoding == "br":
        compressed: bytes = pytest.importorskip("brotli").compress(body)
        return compressed
    packer = zlib.compressobj(wbits=-15 if encoding == "raw deflate" else 15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate", "br"])
def test_an_encoded_refusal_is_read_and_handed_on_as_it_came(raw: Recorded, caller: Caller, encoding: str) -> None:
    content = packed(json.dumps(QUOTA).encode(), encoding)
    headers = {"content_encoding": encoding.split()[-1], "content_type": "application/json"}
    answer = caller.post(URL, BODY, transport=unread(caller, Body(content[:50], content[50:]), 429, **headers))
    assert answer.json() == QUOTA
    assert raw.attributes["triage.cause"] == "gemini.requests_per_day"
    assert raw.attempts == {"quota": 1}
    body = Body(content[:50], content[50:])
    assert caller.stream(URL, BODY, transport=unread(caller, body, 429, **headers)) == content


def test_a_refusal_that_a_mock_has_read_already_is_not_decoded_twice(raw: Recorded, caller: Caller) -> None:
    content = gzip.compress(json.dumps(QUOTA).encode())
    headers = {"content-encoding": "gzip"}
    mock = answering(caller, lambda request: caller.library.Response(429, content=content, headers=headers))
    assert caller.post(URL, BODY, transport=mock).json() == QUOTA
    assert raw.attributes["triage.cause"] == "gemini.requests_per_day"


@contextlib.asynccontextmanager
async def streaming(caller: Caller, transport: Any) -> Any:
    async with caller.library.AsyncClient(transport=transport) as client, client.stream("POST", URL) as response:
        yield response


def test_a_refusal_is_judged_as_it_passes(raw: Recorded, caller: Caller) -> None:
    content = json.dumps(QUOTA).encode()
    body = Body(content[:50], content[50:])
    transport = unread(caller, body, 429)

    def check(response: Any) -> None:
        assert response.status_code == 429
        assert body.read == 0
        assert raw.operations == []

    if caller.is_async:

        async def main() -> None:
            async with streaming(caller, transport) as response:
                check(response)
                assert b"".join([piece async for piece in response.aiter_raw()]) == content

        asyncio.run(main())
    else:
        with caller.library.Client(transport=transport) as client, client.stream("POST", URL) as response:
            check(response)
            assert b"".join(response.iter_raw()) == content
    assert raw.attributes["triage.cause"] == "gemini.requests_per_day"
    assert raw.attributes["error.type"] == "RESOURCE_EXHAUSTED"
    assert [labels["triage.class"] for labels, _ in raw.points("triage.attempts")] == ["quota"]
    assert raw.points("gen_ai.client.operation.time_to_first_chunk") == []


@pytest.mark.parametrize("end", ["block", "drop"])
@pytest.mark.parametrize(
    ("read", "cause", "failure_class"),
    [(0, "gemini.rate_limited", "rate_limit"), (1, "gemini.requests_per_day", "quota")],
)
def test_a_refusal_that_is_left_is_judged_by_what_had_passed(
    raw: Recorded, caller: Caller, end: str, read: int, cause: str, failure_class: str
) -> None:
    body = Body(json.dumps(QUOTA).encode()[:-1], b"}")
    transport = unread(caller, body, 429)
    if caller.is_async:

        async def main() -> None:
            client = caller.library.AsyncClient(transport=transport)
            response = await client.send(client.build_request("POST", URL), stream=True)
            if read:
                pieces = response.aiter_raw()
                await pieces.__anext__()
                await pieces.aclose()
            if end == "block":
                await response.aclose()

        asyncio.run(main())
    else:
        client = caller.library.Client(transport=transport)
        response = client.send(client.build_request("POST", URL), stream=True)
        if read:
            next(response.iter_raw())
        if end == "block":
            response.close()
        del response
    gc.collect()
    assert body.read == read
    assert raw.attributes["triage.cause"] == cause
    assert [labels["triage.class"] for labels, _ in raw.points("triage.attempts")] == [failure_class]
    assert [labels["triage.class"] for labels, _ in raw.points("triage.calls")] == [failure_class]


def test_a_refusal_that_breaks_off_is_a_refusal_still(raw: Recorded) -> None:
    error = httpx.ReadError("cut")

    class Broken(Body, httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield from self.pieces
            raise error

    broken = httpx.MockTransport(lambda _: httpx.Response(429, stream=Broken(json.dumps(QUOTA).encode()[:-1])))
    with (
        httpx.Client(transport=broken) as client,
        client.stream("POST", URL) as response,
        pytest.raises(httpx.ReadError) as caught,
    ):
        response.read()
    assert caught.value is error
    assert raw.attributes["triage.cause"] == "gemini.requests_per_day"


@pytest.mark.parametrize("url", ["https://generativelanguage.googleapis.com/upload/v1beta/files", URL[:-16]])
def test_an_empty_answer_is_fine_where_nothing_is_generated(raw: Recorded, caller: Caller, url: str) -> None:
    caller.post(url, transport=answering(caller, lambda request: caller.library.Response(200)))
    assert "triage.class" not in raw.attributes


def test_a_file_is_no_unreadable_answer(raw: Recorded, caller: Caller) -> None:
    image = answering(caller, lambda request: caller.library.Response(200, content=b"\xff\xd8" * 100))
    caller.post("https://gigachat.devices.sberbank.ru/api/v1/files/1/content", transport=image)
    assert "triage.class" not in raw.attributes


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ({"id": "i", "status": "failed"}, "gemini.job_failed"),
        ({"name": "batches/b", "metadata": {"state": "BATCH_STATE_FAILED"}, "done": True}, "gemini.job_failed"),
        ({"id": "i", "status": "completed"}, None),
        (QUOTA, "gemini.requests_per_day"),
    ],
)
def test_a_job_that_failed_is_a_failure_inside_a_200(
    raw: Recorded, caller: Caller, answer: Any, cause: str | None
) -> None:
    url = "https://generativelanguage.googleapis.com/v1beta/interactions"
    caller.post(
        url, {"model": "m"}, transport=answering(caller, lambda request: caller.library.Response(200, json=answer))
    )
    assert raw.attributes.get("triage.cause") == cause
    assert raw.operation.name == "generate_content m"


# What applications bring


@pytest.mark.parametrize("reads", [True, False])
def test_a_hook_that_raises_for_the_status_is_the_refusal(raw: Recorded, caller: Caller, reads: bool) -> None:
    body = Body(json.dumps(QUOTA).encode())

    def check(response: Any) -> None:
        if reads:
            response.read()
        assert body.read == reads
        response.raise_for_status()

    async def async_check(response: Any) -> None:
        if reads:
            await response.aread()
        assert body.read == reads
        response.raise_for_status()

    with pytest.raises(caller.library.HTTPStatusError):
        caller.post(
            URL,
            BODY,
            transport=unread(caller, body, 429),
            event_hooks={"response": [async_check if caller.is_async else check]},
        )
    assert raw.attributes["triage.cause"] == ("gemini.requests_per_day" if reads else "gemini.rate_limited")
    assert raw.attributes["error.type"] == ("RESOURCE_EXHAUSTED" if reads else "429")
    assert len(raw.events) == 1


def test_an_auth_flow_that_tries_again_makes_two_attempts(raw: Recorded, caller: Caller) -> None:
    class Renewing(caller.library.Auth):  # type: ignore[misc, name-defined]
        requires_response_body = True

        def auth_flow(self, request: Any) -> Any:
            response = yield request
            assert response.json() == {"status": 401, "message": "Unauthorized"}
            request.headers["authorization"] = "Bearer new"
            yield request

    def answer(request: Any) -> Any:
        if "authorization" in request.headers:
            return caller.library.Response(
                200, json={"choices": [{"message": {"content": "x"}, "finish_reason": "stop"}]}
            )
        return caller.library.Response(401, json={"status": 401, "message": "Unauthorized"})

    url = "https://gigachat.devices.sberbank.ru/api/v1/chat/completions"
    answer_of_second = caller.post(url, {"model": "G"}, transport=answering(caller, answer), auth=Renewing())
    assert answer_of_second.status_code == 200
    assert raw.attributes["triage.retries"] == 1
    assert "triage.class" not in raw.attributes
    assert raw.attempts == {"auth": 1, "ok": 1}


def test_a_transport_of_the_application_is_asked_once(raw: Recorded, caller: Caller) -> None:
    class Own(caller.library.AsyncBaseTransport if caller.is_async else caller.library.BaseTransport):  # type: ignore[misc]
        asked = 0

        def handle_request(self, request: Any) -> Any:
            self.asked += 1
            return caller.library.Response(200, json=GOOD)

        async def handle_async_request(self, request: Any) -> Any:
            return self.handle_request(request)

    own = Own()
    caller.post(URL, BODY, transport=own)
    assert own.asked == 1
    assert raw.points("triage.attempts")[0][1] == 1


def test_a_client_that_was_made_before_is_observed(
    recorded: Recorded, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, simulator.url.split("//")[1] + "=gemini")
    with httpx.Client() as client:
        genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
        client.post(generate(simulator, "m"), json=BODY)
        genai_triage.uninstrument()
        client.post(generate(simulator, "m"), json=BODY)
    assert len(recorded.operations) == 1
    assert recorded.points("triage.attempts")[0][1] == 1


def test_first_requests_of_two_threads_are_both_observed(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    instrumentor = HttpxInstrumentor()  # alone: an SDK's instrumentation sees attempts from the start
    instrumentor.switch_on(tracer_provider=recorded.tracer_provider, meter_provider=recorded.meter_provider)
    set_up = instrumentors.configure

    def post() -> None:
        with httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200, json=GOOD))) as client:
            client.post(URL, json=BODY)

    other = threading.Thread(target=post)

    def configure() -> None:
        set_up()
        other.start()
        other.join(0.2)  # it waits for us, unless it goes ahead unobserved

    monkeypatch.setattr(instrumentors, "configure", configure)
    try:
        post()
        other.join()
    finally:
        instrumentor.switch_off()
    assert len(recorded.operations) == 2
    assert [n for _, n in recorded.points("triage.attempts")] == [2]


@pytest.mark.parametrize("suppress", [suppress_instrumentation, suppress_http_instrumentation])
def test_nothing_is_recorded_while_suppressed(raw: Recorded, caller: Caller, suppress: Any) -> None:
    with suppress():
        caller.post(URL, BODY, transport=answering(caller, lambda request: caller.library.Response(429)))
    assert raw.spans == []
    assert raw.calls == {}


def test_a_cancelled_request_is_a_cancelled_operation(raw: Recorded) -> None:
    async def main() -> None:
        asked = asyncio.Event()

        async def wait(request: Any) -> Any:
            asked.set()
            await asyncio.Event().wait()

        async with httpx.AsyncClient(transport=httpx.MockTransport(wait)) as client:
            task = asyncio.create_task(client.post(URL, json=BODY))
            await asked.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert raw.attributes["triage.class"] == "cancelled"


# HTTP/2


class Http2(socketserver.StreamRequestHandler):
    """Answers every request over HTTP/2, in the clear, with `server.body` in two frames."""

    def handle(self) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        self.wfile.write(connection.data_to_send())
        while data := self.rfile.read1(65536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.StreamEnded):
                    self.answer(connection, event.stream_id)
            self.wfile.write(connection.data_to_send())

    def answer(self, connection: Any, stream: int) -> None:
        status, kind, body = self.server.answer  # type: ignore[attr-defined]
        connection.send_headers(stream, [(":status", str(status)), ("content-type", kind)])
        connection.send_data(stream, body[:20])
        connection.send_data(stream, body[20:], end_stream=True)


@pytest.fixture
def http2() -> Iterator[Any]:
    pytest.importorskip("h2")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Http2) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "kind", "body", "cause"),
    [
        (200, "application/json", json.dumps(GOOD).encode(), None),
        (200, "text/event-stream", b"data: " + json.dumps(GOOD).encode() + b"\r\n\r\n", None),
        (429, "application/json", json.dumps(QUOTA).encode(), "gemini.requests_per_day"),
    ],
    ids=["json", "events", "refusal"],
)
def test_http_2_is_observed(
    recorded: Recorded,
    caller: Caller,
    http2: Any,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    kind: str,
    body: bytes,
    cause: Any,
) -> None:
    http2.answer = status, kind, body
    address = f"127.0.0.1:{http2.server_address[1]}"
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, f"{address}=gemini")
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    try:
        answer = caller.post(f"http://{address}/v1/models/m:generateContent", BODY, http1=False, http2=True)
    finally:
        genai_triage.uninstrument()
    assert answer.http_version == "HTTP/2"
    assert answer.content == body
    assert recorded.attributes.get("triage.cause") == cause
    assert recorded.points("triage.attempts")[0][1] == 1


# With the official instrumentation


def official(caller: Caller) -> Any:
    from opentelemetry.instrumentation import httpx as instrumentation

    kind: Any = instrumentation.HTTPXClientInstrumentor
    if caller.name == "httpx2":
        kind = getattr(instrumentation, "HTTPX2ClientInstrumentor", None) or pytest.skip("knows no httpx2")
    return kind()


@pytest.fixture
def pointed(recorded: Recorded, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """What switches ours on; it is off again at the end."""
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, simulator.url.split("//")[1] + "=gemini")
    yield lambda: genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    genai_triage.uninstrument()


def test_an_answer_that_is_no_stream_has_no_first_chunk_however_it_is_read(
    recorded: Recorded, simulator: Simulator, pointed: Callable[[], None], caller: Caller
) -> None:
    pointed()
    caller.stream(generate(simulator, "m"), BODY)
    assert "gen_ai.response.time_to_first_chunk" not in recorded.attributes
    assert recorded.points("gen_ai.client.operation.time_to_first_chunk") == []


def test_the_answer_that_a_transport_of_the_application_makes_of_another_is_the_attempt_s(
    recorded: Recorded, simulator: Simulator, pointed: Callable[[], None]
) -> None:
    class Replacing(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            super().handle_request(request).close()
            return httpx.Response(503, json={"error": {"code": 503, "status": "UNAVAILABLE", "message": "Busy."}})

    pointed()
    with httpx.Client(transport=Replacing()) as client:
        client.post(generate(simulator, "m"), json=BODY)
    assert recorded.attempts == {"overloaded": 1}
    assert recorded.attributes["http.response.status_code"] == 503


@pytest.fixture
def slow() -> Iterator[tuple[str, threading.Event]]:
    """The address of a server that refuses at once, and sends the body of its refusal when the event is set."""
    wanted = threading.Event()

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 2\r\n\r\n")
            if wanted.wait(60):
                connection.sendall(b"{}")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}", wanted
        thread.join()


def test_a_refusal_that_the_application_streams_is_not_read_before_it_does(
    recorded: Recorded, slow: tuple[str, threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, wanted = slow
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, f"{address}=gemini")
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    theirs = official(Caller("httpx", is_async=False))
    theirs.instrument(tracer_provider=recorded.tracer_provider)
    try:
        url = f"http://{address}/v1beta/models/m:generateContent"
        with httpx.Client() as client, client.stream("POST", url, json=BODY) as answer:
            wanted.set()
            assert answer.read() == b"{}"
    finally:
        theirs.uninstrument()
        genai_triage.uninstrument()


@pytest.mark.parametrize("ours_first", [True, False])
@pytest.mark.parametrize("ours_stays", [True, False])
def test_the_official_span_is_the_child_whoever_comes_and_goes_first(
    recorded: Recorded,
    simulator: Simulator,
    pointed: Callable[[], None],
    ours_first: bool,
    ours_stays: bool,
    caller: Caller,
) -> None:
    theirs = official(caller)
    library = caller.library
    functions = (
        (library.HTTPTransport, "handle_request"),
        (library.AsyncHTTPTransport, "handle_async_request"),
    )
    before = [vars(owner)[name] for owner, name in functions]
    switches: list[Callable[[], object]] = [
        pointed,
        lambda: theirs.instrument(tracer_provider=recorded.tracer_provider),
    ]
    try:
        for switch in switches if ours_first else reversed(switches):
            switch()
        caller.post(generate(simulator, "fail-gemini.unavailable"), BODY)
        child, operation = recorded.spans
        assert child.parent.span_id == operation.context.span_id
        assert child.attributes["triage.class"] == "overloaded"
        assert child.attributes["triage.cause"] == "gemini.unavailable"
        assert operation.instrumentation_scope.name == "genai_triage"
        if ours_stays:
            theirs.uninstrument()
        else:
            genai_triage.uninstrument()
        caller.post(generate(simulator, "fail-gemini.unavailable"), BODY)
        (left,) = recorded.spans[2:]
        assert (left.instrumentation_scope.name == "genai_triage") is ours_stays
        assert ("triage.class" in left.attributes) is ours_stays
    finally:
        if theirs.is_instrumented_by_opentelemetry:
            theirs.uninstrument()
        genai_triage.uninstrument()
    assert all(vars(owner)[name] is function for (owner, name), function in zip(functions, before, strict=True))


@pytest.mark.parametrize("path", ["/v1beta/models/m:generateContent", "/no/endpoint"])
def test_a_key_in_the_url_is_not_on_the_official_span(
    recorded: Recorded, simulator: Simulator, pointed: Any, caller: Caller, path: str
) -> None:
    key = "AIzaSyD0123456789abcdefghijklmnopqrstuv"
    theirs = official(caller)
    pointed()
    theirs.instrument(tracer_provider=recorded.tracer_provider)
    try:
        caller.post(f"{simulator.url}{path}?alt=json&key={key}", BODY)
        caller.post(f"{simulator.url.replace('127.0.0.1', 'localhost')}/elsewhere?key=other", BODY)
    finally:
        theirs.uninstrument()
        genai_triage.uninstrument()
    assert not any(key in str(value) for span in recorded.spans for value in dict(span.attributes).values())
    urls = [span.attributes["http.url"] for span in recorded.spans if "http.url" in span.attributes]
    assert urls[0] == f"{simulator.url}{path}?alt=json&key=REDACTED"
    assert urls[1].endswith("/elsewhere?key=other")


def test_uninstrument_leaves_the_very_functions(
    recorded: Recorded, pointed: Callable[[], None], simulator: Simulator
) -> None:
    owners = (httpx.Client, httpx.AsyncClient, httpx.HTTPTransport, httpx.AsyncHTTPTransport)
    before = [dict(vars(owner)) for owner in owners]
    pointed()
    httpx.post(generate(simulator, "m"), json=BODY)
    assert vars(httpx.Client)["send"] is not before[0]["send"]
    genai_triage.uninstrument()
    assert [dict(vars(owner)) for owner in owners] == before


def test_leaving_an_async_stream_closes_its_own_iterator(raw: Recorded) -> None:
    """As httpx2 does by itself; httpx leaves it to the garbage collector."""
    pytest.importorskip("httpx2")
    caller = Caller("httpx2", True)
    ended: list[bool] = []

    class Pieces(caller.library.AsyncByteStream):  # type: ignore[misc, name-defined]
        async def __aiter__(self) -> Any:
            try:
                yield b"data: 1\r\n\r\n"
                yield b"data: 2\r\n\r\n"
            finally:
                ended.append(True)

    def answer(request: Any) -> Any:
        return caller.library.Response(200, stream=Pieces(), headers={"content-type": "text/event-stream"})

    async def leave() -> None:
        url = URL.replace("generateContent", "streamGenerateContent")
        async with caller.library.AsyncClient(transport=answering(caller, answer)) as client:
            response = await client.send(client.build_request("POST", url, json=BODY), stream=True)
            iterator = response.stream.__aiter__()
            assert await iterator.__anext__() == b"data: 1\r\n\r\n"
            await iterator.aclose()
            assert ended == [True]
            await response.aclose()

    asyncio.run(leave())


@pytest.mark.parametrize("by_name", [True, False])
def test_a_built_request_is_observed_however_it_is_given(raw: Recorded, caller: Caller, by_name: bool) -> None:
    transport = answering(caller, lambda request: caller.library.Response(200, json=GOOD))

    def given(client: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
        request = client.build_request("POST", URL, json=BODY)
        return ((), {"request": request}) if by_name else ((request,), {})

    async def main() -> Any:
        async with caller.library.AsyncClient(transport=transport) as client:
            args, kwargs = given(client)
            return await client.send(*args, **kwargs)

    if caller.is_async:
        answer = asyncio.run(main())
    else:
        with caller.library.Client(transport=transport) as client:
            args, kwargs = given(client)
            answer = client.send(*args, **kwargs)
    assert answer.json() == GOOD
    assert raw.attributes["gen_ai.response.id"] == "r-1"
    assert raw.calls == raw.attempts == {"ok": 1}


def test_an_answer_of_a_client_that_sends_by_itself_is_judged_as_it_passes(raw: Recorded, caller: Caller) -> None:
    body = events()
    kind = caller.library.AsyncByteStream if caller.is_async else caller.library.SyncByteStream
    body.__class__ = type("Stream", (Body, kind), {})
    headers = {"content-type": "text/event-stream"}

    def made(request: Any) -> Any:
        return caller.library.Response(200, stream=body, headers=headers, request=request)

    class Own(caller.library.Client):  # type: ignore[misc, name-defined]
        def _send_single_request(self, request: Any) -> Any:
            return made(request)

    class AsyncOwn(caller.library.AsyncClient):  # type: ignore[misc, name-defined]
        async def _send_single_request(self, request: Any) -> Any:
            return made(request)

    async def main() -> bytes:
        async with AsyncOwn() as client, client.stream("POST", SSE_URL, json=BODY) as response:
            return await response.aread()

    if caller.is_async:
        read = asyncio.run(main())
    else:
        with Own() as client, client.stream("POST", SSE_URL, json=BODY) as response:
            assert body.read == 0
            read = response.read()
    assert read == b"".join(body.pieces)
    assert raw.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert (raw.calls, raw.attempts) == ({"ok": 1}, {})
