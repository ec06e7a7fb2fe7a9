"""Replays the answers of labelled cases to the real SDKs: what they raise, and what the operation says of it.

One server on a real socket gives the answer that is set; the calls follow each other, so that none gets another's.
"""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from gigachat import GigaChat
from google import genai
from google.genai import types
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import genai_triage

Case = dict[str, Any]
Attributes = dict[str, Any]

_EVENTS = "text/event-stream"
_JSON = "application/json"
_FRAMING = ("content-length", "transfer-encoding", "content-encoding", "connection")
_TOKEN = {"access_token": "any", "expires_at": 4_000_000_000_000}
_CHAT = {"model": "GigaChat", "messages": [{"role": "user", "content": "Привет"}]}
_REQUEST: dict[str, Any] = {"model": "gemini-2.5-flash", "contents": "Hello"}


@dataclass
class Outcome:
    """What one call came to, as classes of failure; None is success."""

    raised: str | None
    """Of the exception that the application got, by itself."""
    operation: str | None
    """`triage.class` of the operation's span."""
    exception: str = ""
    span: Attributes = field(default_factory=dict)
    """All attributes of the operation's span."""


@dataclass
class _Answer:
    status: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    answer: _Answer
    token_answer: _Answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self._give(self.server.token_answer if "/oauth" in self.path else self.server.answer)

    def do_GET(self) -> None:
        self._give(self.server.answer)

    def _give(self, answer: _Answer) -> None:
        self.send_response(answer.status)
        for name, value in {**answer.headers, "content-length": str(len(answer.content))}.items():
            self.send_header(name, value)
        buffered = b"".join(self._headers_buffer) + b"\r\n" + answer.content  # type: ignore[attr-defined]
        self._headers_buffer: list[bytes] = []
        self.wfile.write(buffered)  # in one piece: the pause between two is forty milliseconds

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged."""


@contextmanager
def _serving() -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


Way = Callable[[], Awaitable[Any]]


class Replay:
    """The SDKs' clients, instrumented, against one server."""

    def __init__(self, server: _Server, spans: InMemorySpanExporter) -> None:
        self._server = server
        self._spans = spans
        self._url = f"http://127.0.0.1:{server.server_address[1]}"

    async def run(self, cases: list[Case]) -> dict[str, dict[str, Outcome]]:
        """Outcomes by case and way; a case that no call of either SDK can meet has none."""
        outcomes: dict[str, dict[str, Outcome]] = {}
        async with self._clients() as ways:
            for case in cases:
                found = outcomes.setdefault(case["id"], {})
                for way, answer in forms(case).items():
                    is_token = case.get("endpoint") == "oauth"
                    self._server.token_answer = answer if is_token else _Answer(200, json.dumps(_TOKEN).encode())
                    self._server.answer = answer
                    found[way] = await self._outcome(ways[way])
        return outcomes

    async def _outcome(self, call: Way) -> Outcome:
        self._spans.clear()
        try:
            await call()
        except Exception as error:
            raised: str | None = genai_triage.classify(error).failure_class.value
            printed = f"{type(error).__module__}.{type(error).__name__}: {error}"
        else:
            raised, printed = None, ""
        (span,) = self._operations()
        attributes = dict(span.attributes or {})
        found = attributes.get("triage.class")
        return Outcome(raised, None if found is None else str(found), printed, attributes)

    def _operations(self) -> list[ReadableSpan]:
        return [span for span in self._spans.get_finished_spans() if span.instrumentation_scope.name == "genai_triage"]

    def _clients(self) -> Any:
        return _Clients(self._url)


class _Clients:
    """Every way of calling, by name; the clients are closed at the end."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> dict[str, Way]:
        options = types.HttpOptions(base_url=self._url)
        gemini = self._gemini = genai.Client(api_key="any", http_options=options)
        gigachat = self._gigachat = GigaChat(
            base_url=f"{self._url}/v1",
            auth_url=f"{self._url}/oauth",
            credentials=base64.b64encode(b"client:secret").decode(),
            model="GigaChat",
        )

        def signed_out() -> GigaChat:
            gigachat._reset_token()
            return gigachat

        return {
            "gemini": _sync(lambda: gemini.models.generate_content(**_REQUEST)),
            "gemini stream": _sync(lambda: list(gemini.models.generate_content_stream(**_REQUEST))),
            "gemini async": lambda: gemini.aio.models.generate_content(**_REQUEST),
            "gemini async stream": lambda: _drain(gemini.aio.models.generate_content_stream(**_REQUEST)),
            "gigachat": _sync(lambda: signed_out().chat(_CHAT)),
            "gigachat stream": _sync(lambda: list(signed_out().stream(_CHAT))),
            "gigachat async": lambda: signed_out().achat(_CHAT),
            "gigachat async stream": lambda: _drain(signed_out().astream(_CHAT)),
            "gigachat v2": _sync(lambda: signed_out().chat.create(_CHAT)),
            "gigachat v2 stream": _sync(lambda: list(signed_out().chat.stream(_CHAT))),
            "gigachat v2 async": lambda: signed_out().achat.create(_CHAT),
            "gigachat v2 async stream": lambda: _drain(signed_out().achat.stream(_CHAT)),
            "gigachat embeddings": _sync(lambda: signed_out().embeddings(["Привет"])),
            "gigachat async embeddings": lambda: signed_out().aembeddings(["Привет"]),
            "gigachat tokens": _sync(lambda: signed_out().tokens_count(["Привет"])),
            "gigachat balance": _sync(lambda: signed_out().get_balance()),
        }

    async def __aexit__(self, *error: object) -> None:
        await self._gemini.aio.aclose()
        self._gemini.close()
        await self._gigachat.aclose()
        self._gigachat.close()


def _sync(call: Callable[[], Any]) -> Way:
    async def way() -> Any:
        return call()

    return way


async def _drain(stream: AsyncIterator[Any] | Awaitable[AsyncIterator[Any]]) -> list[Any]:
    chunks = stream if isinstance(stream, AsyncIterator) else await stream
    return [chunk async for chunk in chunks]


def forms(case: Case) -> dict[str, _Answer]:
    """The ways in which a case's answer can reach an SDK, each with the answer as it is sent."""
    status, body = case.get("http_status"), case.get("body")
    if not status or case.get("elapsed") or status in range(201, 400):
        return {}
    if case["provider"] == "gigachat":
        return _gigachat_forms(case, status, body)
    return _gemini_forms(case, status, body)


def _gemini_forms(case: Case, status: int, body: Any) -> dict[str, _Answer]:
    headers = _headers(case)
    unary = ("gemini", "gemini async")
    streams = ("gemini stream", "gemini async stream")
    if status >= 400:
        return dict.fromkeys((*unary, *streams), _Answer(status, _bytes(body), {"content-type": _JSON, **headers}))
    if ":generateContent" not in case.get("url", ":generateContent"):
        return {}
    if isinstance(body, dict):
        if not {"candidates", "promptFeedback", "error"} & body.keys() or "name" in body or "id" in body:
            return {}
        forms = dict.fromkeys(unary, _Answer(status, _bytes(body), {"content-type": _JSON}))
        if case["class"] is not None or b"finishReason" in _bytes(body):
            event = b"data: " + _bytes(body) + b"\r\n\r\n"
            forms |= dict.fromkeys(streams, _Answer(status, event, {"content-type": _EVENTS}))
        return forms
    if isinstance(body, list):
        # A stream is asked for as events: only an error comes as an array instead.
        if not any("error" in item for item in body):
            return {}
        return dict.fromkeys(streams, _Answer(status, _bytes(body), {"content-type": _JSON}))
    if not isinstance(body, str) or "event_type" in body or "chat.completion" in body:
        return {}
    if body.startswith(("data:", "event:", ":")):
        return dict.fromkeys(streams, _Answer(status, _bytes(body), {"content-type": _EVENTS}))
    return dict.fromkeys((*unary, *streams), _Answer(status, _bytes(body), {"content-type": _JSON, **headers}))


def _gigachat_forms(case: Case, status: int, body: Any) -> dict[str, _Answer]:
    endpoint = case.get("endpoint") or ("" if "url" in case else "chat")
    if endpoint == "chat" and "/api/v2/" in case.get("url", ""):
        return {}  # the path is what is wrong
    answer = _Answer(status, _bytes(body), {"content-type": _JSON, **_headers(case)})
    unary = ("gigachat", "gigachat async")
    streams = ("gigachat stream", "gigachat async stream")
    v2 = ("gigachat v2", "gigachat v2 async")
    v2_streams = ("gigachat v2 stream", "gigachat v2 async stream")
    embeddings = ("gigachat embeddings", "gigachat async embeddings")
    if endpoint == "oauth":
        if case["class"] is None:
            return {}
        return dict.fromkeys((unary[0], streams[1], v2[0], v2_streams[1], embeddings[1]), answer)
    if endpoint == "embeddings":
        return dict.fromkeys(embeddings, answer)
    if endpoint in ("tokens", "balance"):
        return {f"gigachat {endpoint}": answer}
    if endpoint != "chat":
        return {}
    if status >= 400:
        return dict.fromkeys((*unary, *streams, v2[0], v2_streams[1]), answer)
    if isinstance(body, str) and body.startswith(("data:", "event:")):
        events = _Answer(status, _bytes(body), {"content-type": _EVENTS})
        return dict.fromkeys(v2_streams if "messages" in body else streams, events)
    if isinstance(body, dict) and "messages" in body:
        return dict.fromkeys(v2, answer)
    if isinstance(body, dict) and ("choices" in body or "response" in body):
        return dict.fromkeys(unary, answer) if "object" in body else {}
    if isinstance(body, dict):
        event = _Answer(status, b"data: " + _bytes(body) + b"\n\n", {"content-type": _EVENTS})
        return {**dict.fromkeys((*unary, *v2), answer), **dict.fromkeys((*streams, *v2_streams), event)}
    return dict.fromkeys((*unary, *v2), answer)


def _headers(case: Case) -> dict[str, str]:
    """The headers whose values the case knows; the framing is the server's."""
    known = {name.lower(): value for name, value in (case.get("headers") or {}).items() if value is not None}
    return {name: value for name, value in known.items() if name not in _FRAMING}


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()


def replayed(cases: list[Case]) -> dict[str, dict[str, Outcome]]:
    """Instruments the SDKs, replays the cases and takes the instrumentation off again."""
    spans = InMemorySpanExporter()
    tracer_provider = TracerProvider()
    tracer_provider.add_span_processor(SimpleSpanProcessor(spans))
    genai_triage.instrument(tracer_provider, MeterProvider())
    try:
        with _serving() as server, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return asyncio.run(Replay(server, spans).run(cases))
    finally:
        genai_triage.uninstrument()
