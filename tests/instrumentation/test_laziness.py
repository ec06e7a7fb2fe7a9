"""The application sees status and bytes as early as without us: the server sends a piece only when it is told to.

Whoever reads ahead waits for a piece that nobody has asked for, and runs into the client's time limit.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from dataclasses import dataclass, field
from typing import Any

import pytest
from google import genai
from google.genai import types
from opentelemetry import context as otel_context

import genai_triage
from genai_triage.instrumentation.raw import hosts
from genai_triage.telemetry import runtime
from genai_triage.telemetry.operation import Operation
from genai_triage.telemetry.request import Request, server_of
from tests.support.recorded import Recorded

PATIENCE = 30
"""Seconds that a client waits for a piece."""
CHUNK = {"candidates": [{"content": {"parts": [{"text": "Hi"}], "role": "model"}, "finishReason": "STOP", "index": 0}]}
EVENT = b"data: " + json.dumps(CHUNK).encode() + b"\r\n\r\n"
ERROR = json.dumps({"error": {"code": 429, "message": "Slow down.", "status": "RESOURCE_EXHAUSTED"}}).encode()


@dataclass(frozen=True)
class Answer:
    """What a server says."""

    status: int
    pieces: tuple[bytes, ...]
    kind: str = "text/event-stream"
    is_cut: bool = False


ANSWERS = {
    "good": Answer(200, (EVENT,) * 3),
    "good, called JSON": Answer(200, (EVENT,) * 3, kind="application/json"),
    "refused": Answer(429, (ERROR,), kind="application/json"),
    "dripping": Answer(429, (ERROR[:20], ERROR[20:40], ERROR[40:]), kind="application/json"),
    "dripping page": Answer(502, (b"<html>", b"Bad gateway", b"</html>"), kind="text/html"),
    "cut": Answer(200, (EVENT,) * 2, is_cut=True),
    "cut refusal": Answer(503, (ERROR[:20], ERROR[20:40]), kind="application/json", is_cut=True),
}
every_answer = pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())


@dataclass
class Scene:
    """What the application saw, each with the number of pieces that the server had sent by then."""

    seen: list[str] = field(default_factory=list)
    sent: int = 0
    _asked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def see(self, what: object) -> None:
        """Notes what the application has, and asks for the next piece."""
        self.seen.append(f"{what} after {self.sent}")
        self._asked.release()

    def go_on(self) -> None:
        """Asks for all that is left."""
        self._asked.release(10)

    def wait(self) -> None:
        """The server's: until the next piece is asked for."""
        self._asked.acquire(timeout=2 * PATIENCE)


class Server:
    """Answers one request over HTTP/1.1, piece by piece."""

    def __init__(self, answer: Answer, scene: Scene) -> None:
        self._answer, self._scene = answer, scene
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection, contextlib.suppress(OSError):
            self._read(connection)
            head = f"HTTP/1.1 {self._answer.status} X\r\nContent-Type: {self._answer.kind}\r\nConnection: close\r\n"
            connection.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
            for piece in self._answer.pieces:
                self._scene.wait()
                self._scene.sent += 1
                connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            self._scene.wait()
            if not self._answer.is_cut:
                connection.sendall(b"0\r\n\r\n")

    def _read(self, connection: socket.socket) -> None:
        """Reads the whole request: what is left unread would turn the end into a reset."""
        head, body = b"", b""
        while not head:
            body += connection.recv(65536)
            head, end, rest = body.partition(b"\r\n\r\n")
            head, body = (head, rest) if end else (b"", body)
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        while len(body) < int(length.partition(b":")[2]):
            body += connection.recv(65536)

    def stop(self) -> None:
        self._scene.go_on()
        with contextlib.suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=1).close()
        self._thread.join(60)
        self._listener.close()


@contextlib.contextmanager
def serving(answer: Answer) -> Iterator[tuple[Scene, str]]:
    scene = Scene()
    server = Server(answer, scene)
    try:
        yield scene, server.address
    finally:
        server.stop()


def _url(address: str) -> str:
    return f"http://{address}/v1beta/models/m:streamGenerateContent?alt=sse"


def _httpx(library: Any, address: str, scene: Scene) -> None:
    with library.Client(timeout=PATIENCE) as client, client.stream("POST", _url(address), content=b"{}") as response:
        scene.see(response.status_code)
        for piece in response.iter_raw():
            scene.see(piece)


def _async_httpx(library: Any, address: str, scene: Scene) -> None:
    async def main() -> None:
        async with (
            library.AsyncClient(timeout=PATIENCE) as client,
            client.stream("POST", _url(address), content=b"{}") as response,
        ):
            scene.see(response.status_code)
            async for piece in response.aiter_raw():
                scene.see(piece)

    asyncio.run(main())


def _aiohttp(library: Any, address: str, scene: Scene) -> None:
    async def main() -> None:
        limit = library.ClientTimeout(sock_read=PATIENCE)
        async with (
            library.ClientSession(timeout=limit) as session,
            session.post(_url(address), data=b"{}") as response,
        ):
            scene.see(response.status)
            async for piece in response.content.iter_any():
                scene.see(piece)

    asyncio.run(main())


def _requests(library: Any, address: str, scene: Scene) -> None:
    with library.post(_url(address), data=b"{}", stream=True, timeout=PATIENCE) as response:
        scene.see(response.status_code)
        for piece in response.iter_content(None):
            scene.see(piece)


Read = Callable[[Any, str, Scene], None]
CLIENTS: dict[str, tuple[str, Read]] = {
    "httpx": ("httpx", _httpx),
    "httpx async": ("httpx", _async_httpx),
    "httpx2": ("httpx2", _httpx),
    "httpx2 async": ("httpx2", _async_httpx),
    "aiohttp": ("aiohttp", _aiohttp),
    "requests": ("requests", _requests),
}
every_client = pytest.mark.parametrize("client", CLIENTS)
raw_clients = pytest.mark.parametrize("client", [name for name in CLIENTS if name.startswith("httpx")])


def _watched(client: str, answer: Answer, around: Callable[[str], Any]) -> list[str]:
    """What the application sees while what `around` says of the address is on."""
    library, read = CLIENTS[client]
    module = pytest.importorskip(library)
    with serving(answer) as (scene, address), around(address):
        try:
            read(module, address, scene)
            scene.see("end")
        except Exception as error:
            scene.see(type(error).__name__)
        return scene.seen


def _bare(address: str) -> Any:
    return contextlib.nullcontext()


@pytest.fixture
def watching(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Raw requests to the server are operations."""

    @contextlib.contextmanager
    def on(address: str) -> Iterator[None]:
        monkeypatch.setenv(hosts.HOSTS_VARIABLE, f"{address}=gemini")
        genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
        try:
            yield
        finally:
            genai_triage.uninstrument()

    return on


@pytest.fixture
def inside(telemetry: Recorded) -> Callable[[str], Any]:
    """Requests to the server are attempts of an SDK's operation."""

    @contextlib.contextmanager
    def on(address: str) -> Iterator[None]:
        asked = Request("gemini", "gcp.gemini", "generate_content", "m", server_of(f"http://{address}"), stream=True)
        current = runtime.current()
        assert current is not None
        operation = Operation(current, asked)
        assert operation.context is not None
        token = otel_context.attach(operation.context)
        try:
            yield
        finally:
            otel_context.detach(token)
            operation.abandon()

    return on


@raw_clients
@every_answer
def test_a_raw_answer_is_seen_as_early_as_without_us(
    client: str, answer: Answer, watching: Callable[[str], Any], recorded: Recorded
) -> None:
    bare = _watched(client, answer, _bare)
    assert _watched(client, answer, watching) == bare
    assert bare[0] == f"{answer.status} after 0"
    assert len(recorded.operations) == 1


@every_client
@every_answer
def test_an_attempts_answer_is_seen_as_early_as_without_us(
    client: str, answer: Answer, inside: Callable[[str], Any], telemetry: Recorded
) -> None:
    genai_triage.uninstrument()
    bare = _watched(client, answer, _bare)
    genai_triage.instrument(telemetry.tracer_provider, telemetry.meter_provider, telemetry.logger_provider)
    assert _watched(client, answer, inside) == bare
    assert bare[0] == f"{answer.status} after 0"
    assert sum(n for _, n in telemetry.points("triage.attempts")) == 1


# The SDK


def _sdk_client(library: str, address: str, hooks: list[Any] | None = None) -> genai.Client:
    options: dict[str, Any] = {"base_url": f"http://{address}"}
    if library != "aiohttp":
        module = importlib.import_module(library.split()[0])
        is_async = library.endswith("async")
        client = (module.AsyncClient if is_async else module.Client)(
            timeout=PATIENCE, event_hooks={"response": hooks or []}
        )
        options["httpx_async_client" if is_async else "httpx_client"] = client
    return genai.Client(api_key="any", http_options=types.HttpOptions(**options))


def _asked_by_sdk(library: str, client: genai.Client, scene: Scene) -> None:
    asked: dict[str, Any] = {"model": "m", "contents": "Hello"}

    async def main() -> None:
        async for chunk in await client.aio.models.generate_content_stream(**asked):
            scene.see(chunk.text)

    try:
        if library in ("httpx", "httpx2"):
            for chunk in client.models.generate_content_stream(**asked):
                scene.see(chunk.text)
        else:
            asyncio.run(main())
        scene.see("end")
    except Exception as error:
        scene.see(type(error).__name__)


SDK_LIBRARIES = ("httpx", "httpx async", "httpx2", "httpx2 async", "aiohttp")
needs_clients = pytest.mark.skipif("httpx_client" not in types.HttpOptions.model_fields, reason="takes no clients")


def _skip_unless_taken(library: str) -> None:
    module = pytest.importorskip(library.split()[0])
    if library.startswith("httpx2") and not hasattr(importlib.import_module("google.genai._api_client"), "httpx2"):
        pytest.skip(f"this version of the SDK does not take {module.__name__}")


@needs_clients
@pytest.mark.parametrize("library", SDK_LIBRARIES)
@pytest.mark.parametrize("kind", ["text/event-stream", "application/json"])
def test_a_stream_of_the_sdk_arrives_as_it_comes_whatever_a_gateway_calls_it(
    library: str, kind: str, telemetry: Recorded
) -> None:
    _skip_unless_taken(library)
    with serving(Answer(200, (EVENT,) * 3, kind=kind)) as (scene, address):
        scene._asked.release()  # the SDK shows no status of its own
        _asked_by_sdk(library, _sdk_client(library, address), scene)
    assert scene.seen == ["Hi after 1", "Hi after 2", "Hi after 3", "end after 3"]
    assert telemetry.attributes["gen_ai.response.finish_reasons"] == ("stop",)


@needs_clients
@pytest.mark.parametrize("library", [library for library in SDK_LIBRARIES if library != "aiohttp"])
def test_a_hook_of_the_sdks_client_sees_the_status_of_a_refusal_that_drips(library: str, telemetry: Recorded) -> None:
    _skip_unless_taken(library)
    with serving(ANSWERS["dripping"]) as (scene, address):

        def hook(response: Any) -> None:
            scene.seen.append(f"{response.status_code} after {scene.sent}")
            scene.go_on()

        async def async_hook(response: Any) -> None:
            hook(response)

        hooks = [async_hook if library.endswith("async") else hook]
        _asked_by_sdk(library, _sdk_client(library, address, hooks), scene)
    assert scene.seen == ["429 after 0", "ClientError after 3"]
    assert telemetry.attributes["triage.class"] == "rate_limit"
    assert sum(n for _, n in telemetry.points("triage.attempts")) == 1


# gRPC


def _handler(scene: Scene, outcome: str) -> Any:
    grpc = pytest.importorskip("grpc")
    glm = pytest.importorskip("google.ai.generativelanguage_v1beta")

    def answer(request: Any, context: Any) -> Iterator[bytes]:
        for _ in range(0 if outcome == "refused" else 3):
            scene.wait()
            scene.sent += 1
            yield glm.GenerateContentResponse.serialize(glm.GenerateContentResponse(CHUNK_PB))
        scene.wait()
        if outcome != "good":
            context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "Slow down.")

    handler = grpc.unary_stream_rpc_method_handler(answer)
    service = "google.ai.generativelanguage.v1beta.GenerativeService"
    return grpc.method_handlers_generic_handler(service, {"StreamGenerateContent": handler})


CHUNK_PB = {"candidates": [{"content": {"parts": [{"text": "Hi"}], "role": "model"}, "finish_reason": 1}]}
PATH = "/google.ai.generativelanguage.v1beta.GenerativeService/StreamGenerateContent"


def _watched_rpc(outcome: str, *, is_async: bool) -> list[str]:
    grpc = pytest.importorskip("grpc")
    glm = pytest.importorskip("google.ai.generativelanguage_v1beta")
    scene = Scene()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
    server.add_generic_rpc_handlers((_handler(scene, outcome),))
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    ways = (glm.GenerateContentRequest.serialize, glm.GenerateContentResponse.deserialize)
    request = glm.GenerateContentRequest(model="models/m")

    async def main() -> None:
        async with grpc.aio.insecure_channel(address) as channel:
            call = channel.unary_stream(PATH, *ways)(request, timeout=PATIENCE)
            scene.see("called")
            async for _ in call:
                scene.see("chunk")

    try:
        if is_async:
            asyncio.run(main())
        else:
            with grpc.insecure_channel(address) as channel:
                call = channel.unary_stream(PATH, *ways)(request, timeout=PATIENCE)
                scene.see("called")
                for _ in call:
                    scene.see("chunk")
        scene.see("end")
    except grpc.RpcError as error:
        scene.see(error.code())
    finally:
        server.stop(None)
    return scene.seen


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("outcome", ["good", "refused", "cut"])
def test_an_rpcs_chunks_are_seen_as_early_as_without_us(outcome: str, is_async: bool, recorded: Recorded) -> None:
    bare = _watched_rpc(outcome, is_async=is_async)
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    try:
        assert _watched_rpc(outcome, is_async=is_async) == bare
    finally:
        genai_triage.uninstrument()
    assert bare[:2] == [
        "called after 0",
        {"refused": "StatusCode.RESOURCE_EXHAUSTED after 0"}.get(outcome, "chunk after 1"),
    ]
    assert len(recorded.operations) == 1
