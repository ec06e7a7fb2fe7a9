"""The scenarios: one call of an application each, on a stubbed network or over a socket."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from benchmarks import answers, server
from benchmarks.wire import SocketWire, StreamWire, Wire

Call = Callable[[], Iterable[Any] | None]
"""One call; a stream's returns the iterator that is to be read."""
State = Literal["on", "no provider", "suppressed", "disabled"]

_URL = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
_STREAM_URL = _URL.replace(":generateContent", ":streamGenerateContent?alt=sse")
_BODY = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}], "generationConfig": {"temperature": 0.5}}


@dataclass(frozen=True)
class Scenario:
    """One row of the table."""

    name: str
    what: str
    make: Callable[[], tuple[Wire, Call]]
    calls: int = 3
    """Calls of one window."""
    units: int = 1
    """What a call is divided by: the chunks of a stream."""
    state: State = "on"
    environment: Mapping[str, str] = field(default_factory=dict)
    """Settings, as the application's environment has them."""
    has_floor: bool = True


def gemini(wire: Wire) -> Any:
    """A client of google-genai on the wire."""
    from google import genai
    from google.genai import types

    # An asynchronous client that it makes itself reads all certificates.
    clients = {"httpx_client": wire.client(), "httpx_async_client": wire.async_client()}
    options = types.HttpOptions(base_url=wire.address, **clients)
    return genai.Client(api_key="bench", http_options=options)


def library() -> Any:
    """What google-genai sends with: since 3 it is httpx2."""
    from google.genai.version import __version__

    return importlib.import_module("httpx2" if int(__version__.partition(".")[0]) >= 3 else "httpx")


def _generate(status: int, body: bytes | Callable[[], bytes]) -> tuple[Wire, Call]:
    return _generate_on(Wire(library(), status, body))


def _generate_on(wire: Wire) -> tuple[Wire, Call]:
    from google.genai.errors import APIError

    models = gemini(wire).models

    def call() -> None:
        try:
            models.generate_content(model="gemini-2.5-flash", contents="Hi", config={"temperature": 0.5})
        except APIError:
            return

    return wire, call


def _succeed() -> tuple[Wire, Call]:
    return _generate(200, answers.GOOD)


def _exceed() -> tuple[Wire, Call]:
    return _generate(429, answers.QUOTA)


def _exceed_anew() -> tuple[Wire, Call]:
    numbers = itertools.count()
    return _generate(429, lambda: answers.quota(next(numbers)))


def _over_socket(kind: server.Kind) -> tuple[Wire, Call]:
    return _generate_on(SocketWire(library(), kind))


def _stream() -> tuple[Wire, Call]:
    return _stream_on(StreamWire(library()))


def _stream_over_socket() -> tuple[Wire, Call]:
    return _stream_on(SocketWire(library(), "stream"))


def _stream_on(wire: Wire) -> tuple[Wire, Call]:
    models = gemini(wire).models

    def call() -> Iterable[Any]:
        found: Iterable[Any] = models.generate_content_stream(
            model="gemini-2.5-flash", contents="Hi", config={"temperature": 0.5}
        )
        return found

    return wire, call


def _count() -> tuple[Wire, Call]:
    wire = Wire(library(), 200, answers.COUNT)
    models = gemini(wire).models
    return wire, lambda: _nothing(models.count_tokens(model="gemini-2.5-flash", contents="Hi"))


def _get_model() -> tuple[Wire, Call]:
    wire = Wire(library(), 200, answers.MODEL)
    models = gemini(wire).models
    return wire, lambda: _nothing(models.get(model="gemini-2.5-flash"))


def _chat(status: int, body: bytes) -> tuple[Wire, Call]:
    import httpx

    return _chat_on(Wire(httpx, status, body))


def _chat_over_socket() -> tuple[Wire, Call]:
    import httpx

    return _chat_on(SocketWire(httpx, "gigachat"))


def _chat_on(wire: Wire) -> tuple[Wire, Call]:
    from gigachat import GigaChat
    from gigachat.exceptions import GigaChatException

    address = wire.address or "https://gigachat.devices.sberbank.ru/api/v1"
    giga = GigaChat(access_token="bench", base_url=address, max_retries=0)
    client = wire.client()
    client.base_url = address
    giga._client_instance = client
    payload = {"model": "GigaChat-2", "messages": [{"role": "user", "content": "Hi"}], "temperature": 0.5}

    def call() -> None:
        try:
            giga.chat(payload)
        except GigaChatException:
            return

    return wire, call


def _post(url: str, status: int, body: bytes, kind: str = "application/json") -> tuple[Wire, Call]:
    import httpx

    wire = Wire(httpx, status, body, kind)
    client = wire.client()
    return wire, lambda: _nothing(client.post(url, json=_BODY, headers={"x-goog-api-key": "bench"}))


def _nothing(answer: object) -> None:
    """Lets an answer go."""


_KINDS: tuple[tuple[str, str, State], ...] = (
    ("no-provider", "without a provider", "no provider"),
    ("suppressed", "while instrumentation is suppressed", "suppressed"),
    ("disabled", "with the OpenTelemetry SDK disabled", "disabled"),
)
_QUIET = tuple(
    Scenario(f"{name}-{kind}", f"{what} {when}", make, state=state, has_floor=False)
    for name, what, make in (
        ("success", "google-genai, success", _succeed),
        ("quota", "429 with quota details", _exceed),
    )
    for kind, when, state in _KINDS
)
_SOCKETS = (
    Scenario("socket-success", "over a socket: success", lambda: _over_socket("success"), has_floor=False),
    Scenario("socket-quota", "over a socket: 429, every text new", lambda: _over_socket("quota"), has_floor=False),
    Scenario("socket-gigachat", "over a socket: gigachat, success", _chat_over_socket, has_floor=False),
    Scenario(
        "socket-chunk",
        "over a socket: a chunk of a stream",
        _stream_over_socket,
        calls=1,
        units=answers.CHUNKS,
        has_floor=False,
    ),
)
"""The real transports; the server is another process. What is read at once differs, and so do the numbers, a little."""
SCENARIOS: tuple[Scenario, ...] = (
    Scenario("success", "google-genai, success", _succeed),
    Scenario("gigachat-success", "gigachat, success", lambda: _chat(200, answers.GIGACHAT_GOOD)),
    Scenario("raw-success", "raw httpx, success", lambda: _post(_URL, 200, answers.GOOD)),
    Scenario("quota", "429 with quota details, same text", _exceed),
    Scenario("quota-new", "429 with quota details, every text new", _exceed_anew),
    Scenario("small-400", "small 400", lambda: _generate(400, answers.SMALL)),
    Scenario("gigachat-failure", "gigachat, 429", lambda: _chat(429, answers.GIGACHAT_FAILURE)),
    Scenario("raw-failure", "raw httpx, 429 with quota details", lambda: _post(_URL, 429, answers.QUOTA)),
    Scenario("chunk", "a chunk of a stream", _stream, calls=1, units=answers.CHUNKS),
    Scenario(
        "chunk-no-times",
        "a chunk, GENAI_TRIAGE_CHUNK_TIMES=false",
        _stream,
        calls=1,
        units=answers.CHUNKS,
        environment={"GENAI_TRIAGE_CHUNK_TIMES": "false"},
    ),
    Scenario("no-json", "64 KB of error body that is no JSON", lambda: _generate(502, answers.NO_JSON), calls=1),
    Scenario("megabyte", "1 MB of error body that is no JSON", lambda: _generate(502, answers.MEGABYTE), calls=1),
    Scenario(
        "broken-events",
        "raw httpx, 64 KB of a stream whose events are no JSON",
        lambda: _post(_STREAM_URL, 200, answers.BROKEN_EVENTS, "text/event-stream"),
        calls=1,
    ),
    Scenario("foreign", "request to a foreign host", lambda: _post("https://example.com/", 200, answers.FOREIGN)),
    Scenario("count-tokens", "google-genai, count_tokens", _count),
    Scenario("unnamed", "google-genai, models.get", _get_model),
    *_QUIET,
    *_SOCKETS,
)
