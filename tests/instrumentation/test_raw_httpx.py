"""Raw requests over real sockets: operations with the same contract as an SDK's, read as they pass."""

from __future__ import annotations

import asyncio
import gc
import gzip
import importlib
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import genai_triage
from genai_triage.simulator import Simulator
from genai_triage.telemetry import hosts

LIBRARIES = ("httpx", "httpx2")
BODY = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}], "generationConfig": {"temperature": 0.5}}
URL = "https://generativelanguage.googleapis.com/v1/models/m:generateContent"
GOOD = {
    "candidates": [{"content": {"parts": [{"text": "Hello"}]}, "finishReason": "STOP", "index": 0}],
    "usageMetadata": {"promptTokenCount": 2, "candidatesTokenCount": 1, "thoughtsTokenCount": 4},
    "modelVersion": "gemini-2.5-flash",
    "responseId": "r-1",
}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator(latency=0) as running:
        yield running


@pytest.fixture
def raw(recorded: Any, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Instrumented, with the simulator as Gemini at 127.0.0.1 and as GigaChat at localhost."""
    port = simulator.url.rpartition(":")[2]
    monkeypatch.setenv(
        hosts.HOSTS_VARIABLE, f"127.0.0.1:{port}=gemini,localhost:{port}=gigachat,example.test=vertex_ai"
    )
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    yield recorded
    genai_triage.uninstrument()


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
    return Caller(*request.param)


def generate(simulator: Simulator, model: str, method: str = "generateContent") -> str:
    return f"{simulator.url}/v1beta/models/{model}:{method}"


def answering(caller: Caller, answer: Callable[[Any], Any]) -> Any:
    return caller.library.MockTransport(answer)


def test_a_good_answer_is_an_operation_with_everything_the_body_says(raw: Any, caller: Caller) -> None:
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
    raw: Any, caller: Caller, simulator: Simulator
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
    raw: Any, caller: Caller, simulator: Simulator, cause: str, failure_class: str
) -> None:
    caller.post(generate(simulator, f"fail-{cause}"), BODY)
    assert raw.attributes["triage.cause"] == cause
    assert raw.attributes["triage.class"] == failure_class
    assert raw.operation.status.is_unset
    assert "error.type" not in raw.attributes


def test_a_stream_is_one_operation_until_its_end(raw: Any, caller: Caller, simulator: Simulator) -> None:
    body = caller.stream(generate(simulator, "gemini-2.5-flash", "streamGenerateContent") + "?alt=sse", BODY)
    assert body.count(b"data:") > 1
    assert raw.attributes["gen_ai.request.stream"] is True
    assert raw.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    assert "triage.class" not in raw.attributes
    ((_, (first_chunks, _)),) = raw.points("gen_ai.client.operation.time_to_first_chunk")
    assert first_chunks == 1


def test_a_stream_that_ends_without_a_finish_reason_was_cut(raw: Any, caller: Caller) -> None:
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


def test_an_error_object_at_the_end_of_a_stream_decides(raw: Any, caller: Caller) -> None:
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


def test_a_stream_left_early_is_no_failure(raw: Any, caller: Caller, simulator: Simulator) -> None:
    caller.stream(generate(simulator, "gemini-2.5-flash", "streamGenerateContent") + "?alt=sse", BODY, pieces=1)
    gc.collect()
    assert "triage.class" not in raw.attributes
    assert [attributes["triage.class"] for attributes, _ in raw.points("triage.calls")] == ["ok"]


def test_a_gzipped_answer_is_read_and_handed_on_as_it_came(raw: Any, caller: Caller) -> None:
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


def test_an_error_body_beyond_64_kib_is_handed_on_whole(raw: Any, caller: Caller) -> None:
    page = b"<html>" + b"x" * 200_000 + b"</html>"
    transport = answering(caller, lambda request: caller.library.Response(502, stream=pieces(caller, page)))
    answer = caller.post(URL, BODY, transport=transport)
    assert answer.content == page
    assert raw.attributes["triage.class"] == "internal"


def test_gigachat_is_read_too(raw: Any, caller: Caller, simulator: Simulator) -> None:
    url = simulator.gigachat_url.replace("127.0.0.1", "localhost") + "/chat/completions"
    caller.post(url, {"model": "GigaChat-2", "messages": [{"role": "user", "content": "x"}], "stream": False})
    assert raw.operation.name == "chat GigaChat-2"
    assert raw.attributes["gen_ai.provider.name"] == "gigachat"
    assert raw.attributes["triage.class"] == "auth"
    assert raw.attributes["error.type"] == "401"


def test_a_transport_error_reaches_the_application_as_it_was(raw: Any, caller: Caller) -> None:
    error = caller.library.ConnectError("[Errno 111] Connection refused")

    def refuse(request: Any) -> Any:
        raise error

    with pytest.raises(caller.library.ConnectError) as caught:
        caller.post("https://api.giga.chat/v1/chat/completions", {"model": "G"}, transport=answering(caller, refuse))
    assert caught.value is error
    assert raw.attributes["triage.class"] == "network"
    assert raw.attributes["error.type"] == f"{caller.name}.ConnectError"
    assert len(raw.events) == 1


def test_redirects_and_auth_flows_are_attempts_of_one_operation(raw: Any, caller: Caller) -> None:
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
    assert raw.attributes["triage.attempts"] == 2


def test_event_hooks_see_what_they_saw(raw: Any, caller: Caller) -> None:
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
        "https://generativelanguage.googleapis.com/",
        "http://127.0.0.1:1/x",
    ],
)
def test_anything_else_is_left_alone(raw: Any, caller: Caller, url: str) -> None:
    caller.post(url, BODY, transport=answering(caller, lambda request: caller.library.Response(500)))
    assert raw.operations == []


@pytest.mark.parametrize("we_are_first", [True, False])
def test_the_official_span_is_the_child_and_carries_the_class(
    recorded: Any, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, we_are_first: bool, caller: Caller
) -> None:
    from opentelemetry.instrumentation import httpx as official

    kind = official.HTTPXClientInstrumentor if caller.name == "httpx" else official.HTTPX2ClientInstrumentor
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, simulator.url.split("//")[1] + "=gemini")
    providers = (recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    try:
        if we_are_first:
            genai_triage.instrument(*providers)
        kind().instrument(tracer_provider=recorded.tracer_provider)
        if not we_are_first:
            genai_triage.instrument(*providers)
        caller.post(generate(simulator, "fail-gemini.unavailable"), BODY)
    finally:
        genai_triage.uninstrument()
        kind().uninstrument()
    child, operation = recorded.spans
    assert child.parent.span_id == operation.context.span_id
    assert child.attributes["triage.class"] == "overloaded"
    assert child.attributes["triage.cause"] == "gemini.unavailable"
    assert operation.instrumentation_scope.name == "genai_triage"


def test_an_entry_of_the_variable_that_is_no_host_is_one_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, "proxy.test=openai, good.test=gigachat")
    with caplog.at_level(logging.WARNING, "genai_triage"):
        known = hosts.hosts_from_environment()
    assert known.service("good.test") == hosts.GIGACHAT
    assert known.service("proxy.test") is None
    assert [record.getMessage() for record in caplog.records] == [
        "GENAI_TRIAGE_HOSTS has the entry 'proxy.test=openai'; write host=gemini, host=vertex_ai or host=gigachat. "
        "The entry is ignored."
    ]


@pytest.mark.parametrize(
    "host", ["us-central1-aiplatform.googleapis.com", "aiplatform.eu.rep.googleapis.com", "aiplatform.googleapis.com"]
)
def test_vertex_is_known_in_every_region(host: str) -> None:
    assert hosts.Hosts().service(host) == hosts.VERTEX


def test_an_application_of_httpx_that_never_calls_us_loads_next_to_nothing() -> None:
    code = (
        "import sys, genai_triage; genai_triage.instrument(); import httpx\n"
        "client = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200)))\n"
        "client.get('https://example.org/')\n"
        "ours = ('genai_triage.taxonomy', 'genai_triage.evidence')\n"
        "print(sorted(name for name in sys.modules if name.startswith(ours)))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "[]\n"


def test_a_redirect_that_is_not_followed_is_a_failure(raw: Any, caller: Caller) -> None:
    moved = answering(caller, lambda request: caller.library.Response(302, headers={"location": "https://elsewhere"}))
    assert caller.post(URL, BODY, transport=moved).status_code == 302
    assert raw.attributes["triage.cause"] == "status.redirected"
    assert raw.attributes["error.type"] == "302"
    assert raw.operation.status.description == "invalid_request: status.redirected"


def test_a_cached_answer_that_is_still_good_is_no_failure(raw: Any, caller: Caller) -> None:
    unchanged = answering(caller, lambda request: caller.library.Response(304))
    caller.post(URL.replace("m:generateContent", "m"), transport=unchanged)
    assert "triage.cause" not in raw.attributes


EMPTY = {"candidates": [{"content": {"role": "model", "parts": [{"text": ""}]}, "finishReason": "STOP", "index": 0}]}


@pytest.mark.parametrize("method", ["generateContent", "streamGenerateContent"])
def test_an_answer_without_content_is_a_failure(raw: Any, caller: Caller, method: str) -> None:
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


def test_a_stream_whose_content_came_early_is_no_empty_answer(raw: Any, caller: Caller) -> None:
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
