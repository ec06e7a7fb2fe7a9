"""The same answer in every form in which it can arrive, and every reader that it can arrive at.

A reader is one way of asking: a method of an SDK, a stub of gRPC, a raw request. What an answer says is written down
once (`Said`); each reader is sent its own form of it, over a real socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import warnings
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import aiohttp
import grpc
import httpx
import requests
from gigachat import GigaChat
from google import genai
from google.ai.generativelanguage_v1beta import GenerateContentResponse
from google.ai.generativelanguage_v1beta.services.generative_service import transports
from google.genai import types
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

from genai_triage.simulator.proto import gigachatv1_pb2 as giga
from genai_triage.taxonomy import CAUSES
from tests.support import AUTHORIZATION_KEY
from tests.support.answering import AnsweringServer, answering

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)
    import google.generativeai as old_genai

JSON, EVENTS = "application/json", "text/event-stream"
MODEL = "m-1"
PROMPT = "Hi"
ID = "r-1"
MESSAGES = [{"role": "user", "content": PROMPT}]
CONTENTS = {"contents": [{"parts": [{"text": PROMPT}]}]}
USAGE = {"input": 7, "output": 3, "thoughts": 4, "tools": 2, "cached": 5}


@dataclass(frozen=True)
class Said:
    """What an answer says, whoever reads it."""

    finish: str | None = None
    """The finish reason in the vendor's spelling; None for none."""
    pieces: tuple[str, ...] = ("Hel", "lo")
    """The text: a chunk each of a stream."""
    before: str | None = None
    """The finish reason in all chunks before the last."""
    block: str | None = None
    parts: tuple[dict[str, Any], ...] = ()
    """Gemini's further parts of the last chunk; of GigaChat, members of its message."""
    usage: dict[str, int] = field(default_factory=lambda: dict(USAGE))
    end: bytes = b""
    """What follows the last event of a stream."""


_CALL = {"functionCall": {"name": "f", "args": {}}}
GEMINI_SAID: dict[str, tuple[Said, str, str | None]] = {
    "a good answer": (Said("STOP"), "stop", None),
    "unspecified before the end": (Said("STOP", before="FINISH_REASON_UNSPECIFIED"), "stop", None),
    "a call": (Said("STOP", ("",), parts=(_CALL,)), "stop", None),
    "one piece": (Said("STOP", ("Hello",)), "stop", None),
    "no content": (Said("STOP", ("",)), "stop", "gemini.empty_answer"),
    "nothing but empty parts": (Said("STOP", ("",), parts=({"text": ""},) * 2), "stop", "gemini.empty_answer"),
    "too long": (Said("MAX_TOKENS"), "length", "gemini.max_tokens"),
    "filtered": (Said("SAFETY"), "content_filter", "gemini.answer_safety"),
    "blocked": (Said(block="PROHIBITED_CONTENT", pieces=("",)), "", "gemini.prompt_prohibited"),
}
GIGACHAT_SAID: dict[str, tuple[Said, str, str | None]] = {
    "a good answer": (Said("stop", end=b"data: [DONE]\n\n"), "stop", None),
    "one piece": (Said("stop", ("Hello",), end=b"data: [DONE]\n\n"), "stop", None),
    "no end mark": (Said("stop"), "stop", None),
    "a call": (
        Said("function_call", ("",), parts=({"function_call": {"name": "f", "arguments": {}}},)),
        "tool_call",
        None,
    ),
    "a file": (Said("stop", ("",), parts=({"functions_state_id": "s"},)), "stop", None),
    "no content": (Said("stop", ("",), end=b"data: [DONE]\n\n"), "stop", "gigachat.empty_answer"),
    "too long": (Said("length"), "length", "gigachat.length"),
    "filtered": (Said("blacklist", ("",)), "content_filter", "gigachat.blacklist"),
}
"""What is said, and the finish reason and the cause that are recorded of it."""


# Gemini's forms


def gemini_documents(said: Said, *, whole: bool) -> list[dict[str, Any]]:
    """The answer as JSON: one document, or one a chunk."""
    texts = ["".join(said.pieces)] if whole else list(said.pieces)
    documents = [
        {**_candidate(said, text, said.finish if last else said.before, last), "modelVersion": MODEL, "responseId": ID}
        for last, text in ((number == len(texts) - 1, text) for number, text in enumerate(texts))
    ]
    documents[-1]["usageMetadata"] = {
        "promptTokenCount": said.usage["input"],
        "candidatesTokenCount": said.usage["output"],
        "thoughtsTokenCount": said.usage["thoughts"],
        "toolUsePromptTokenCount": said.usage["tools"],
        "cachedContentTokenCount": said.usage["cached"],
    }
    return documents


def _candidate(said: Said, text: str, finish: str | None, last: bool) -> dict[str, Any]:
    if said.block is not None:
        return {"promptFeedback": {"blockReason": said.block}}
    parts = [*([{"text": text}] if text or not said.parts else []), *(said.parts if last else ())]
    candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
    if finish is not None:
        candidate["finishReason"] = finish
    return {"candidates": [candidate]}


@cache
def newer_response() -> Any:
    """`GenerateContentResponse` with the fields and the reasons that the installed package does not know yet."""
    pool = descriptor_pool.DescriptorPool()
    own = GenerateContentResponse.pb(GenerateContentResponse()).DESCRIPTOR
    _add_file(own.file, pool, set())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(own.full_name))


def _add_file(file: Any, pool: Any, added: set[str]) -> None:
    if file.name in added:
        return
    added.add(file.name)
    for dependency in file.dependencies:
        _add_file(dependency, pool, added)
    written = descriptor_pb2.FileDescriptorProto()
    file.CopyToProto(written)
    for message in written.message_type:
        if message.name == "GenerateContentResponse":
            _add_field(message, "response_id", 5, descriptor_pb2.FieldDescriptorProto.TYPE_STRING)
            (usage,) = (nested for nested in message.nested_type if nested.name == "UsageMetadata")
            _add_field(usage, "tool_use_prompt_token_count", 8, descriptor_pb2.FieldDescriptorProto.TYPE_INT32)
            _add_field(usage, "thoughts_token_count", 10, descriptor_pb2.FieldDescriptorProto.TYPE_INT32)
            _add_names(message, "BlockReason", {name for signal in _signals() for name in signal.block})
        if message.name == "Candidate":
            _add_names(message, "FinishReason", {name for signal in _signals() for name in signal.finish})
    pool.Add(written)


def _add_field(message: Any, name: str, number: int, kind: Any) -> None:
    if all(known.name != name for known in message.field):
        message.field.add(name=name, number=number, type=kind, label=1)


def _add_names(message: Any, enum: str, wanted: set[str]) -> None:
    """Adds the reasons that the installed package lacks, under numbers that it does not use."""
    found = [values for values in message.enum_type if values.name == enum]
    found += [values for nested in message.nested_type for values in nested.enum_type if values.name == enum]
    (values,) = found
    known = {value.name for value in values.value}
    for number, name in enumerate(sorted(wanted - known - {"*"}), start=100):
        values.value.add(name=name, number=number)


def _signals() -> list[Any]:
    return [signal for cause in CAUSES.values() if cause.id.startswith("gemini.") for signal in cause.signals]


def gemini_messages(said: Said, *, whole: bool) -> list[bytes]:
    """The answer as serialized protobuf messages."""
    return [
        json_format.ParseDict(document, newer_response()()).SerializeToString()
        for document in gemini_documents(said, whole=whole)
    ]


# GigaChat's forms


def gigachat_documents(said: Said, *, whole: bool) -> list[dict[str, Any]]:
    """The answer of the first generation as JSON."""
    texts = ["".join(said.pieces)] if whole else list(said.pieces)
    documents = []
    for number, text in enumerate(texts):
        last = number == len(texts) - 1
        message = {"role": "assistant", "content": text, **_members(said, last)}
        choice: dict[str, Any] = {"message" if whole else "delta": message, "index": 0}
        finish = said.finish if last else said.before
        if finish is not None:
            choice["finish_reason"] = finish
        documents.append({"choices": [choice], "created": 1, "model": MODEL, "object": "chat.completion"})
    usage = said.usage
    documents[-1]["usage"] = {
        "prompt_tokens": usage["input"],
        "completion_tokens": usage["output"],
        "total_tokens": usage["input"] + usage["output"],
        "precached_prompt_tokens": usage["cached"],
    }
    return documents


def gigachat_v2_documents(said: Said, *, whole: bool) -> list[dict[str, Any]]:
    """The answer of the second generation as JSON; its stream ends with an event that holds only the reason."""
    ends = {
        **({} if said.finish is None else {"finish_reason": said.finish}),
        "usage": {
            "input_tokens": said.usage["input"],
            "output_tokens": said.usage["output"],
            "input_tokens_details": {"cached_tokens": said.usage["cached"]},
        },
    }
    texts = ["".join(said.pieces)] if whole else list(said.pieces)
    head = {"model": MODEL, "created_at": 1}
    said_by = [
        {**head, "messages": [_v2_message(text, _members(said, number == len(texts) - 1))]}
        for number, text in enumerate(texts)
    ]
    return [{**said_by[0], **ends}] if whole else [*said_by, {**head, **ends}]


def _v2_message(text: str, members: dict[str, Any]) -> dict[str, Any]:
    content: list[dict[str, Any]] = [{"text": text}]
    if "function_call" in members:
        content.append({"function_call": members["function_call"]})
    if "functions_state_id" in members:
        content.append({"files": [{"id": members["functions_state_id"]}]})
    return {"role": "assistant", "content": content}


def _members(said: Said, last: bool) -> dict[str, Any]:
    return {name: value for part in (said.parts if last else ()) for name, value in part.items()}


def gigachat_messages(said: Said, *, whole: bool) -> list[bytes]:
    """The answer as serialized protobuf messages."""
    texts = ["".join(said.pieces)] if whole else list(said.pieces)
    messages = []
    for number, text in enumerate(texts):
        last = number == len(texts) - 1
        message = giga.ChatResponse(model_info=giga.ModelInfo(name=MODEL))
        said_message = giga.Message(role="assistant", content=text)
        for name, value in _members(said, last).items():
            if name == "function_call":
                said_message.function_call.name = value["name"]
            elif name == "attachments":
                said_message.attachments.extend(value)
            else:
                setattr(said_message, name, value)
        finish = said.finish if last else said.before
        message.alternatives.add(message=said_message, finish_reason=finish or "", index=0)
        if last:
            message.usage.prompt_tokens, message.usage.completion_tokens = said.usage["input"], said.usage["output"]
        messages.append(message.SerializeToString())
    return messages


# Bodies


def events(documents: list[Any], names: tuple[str, ...] = (), end: bytes = b"") -> bytes:
    """Documents as server-sent events; `names` for those that are named."""
    named = [
        f"event: {names[min(number, len(names) - 1)]}\n".encode() if names else b"" for number in range(len(documents))
    ]
    if names:
        named[-1] = f"event: {names[-1]}\n".encode()
    return (
        b"".join(
            name + b"data: " + as_json(document) + b"\n\n" for name, document in zip(named, documents, strict=True)
        )
        + end
    )


def as_json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


V2_EVENTS = ("response.message.delta", "response.message.done")


def raw_deflate(body: bytes) -> bytes:
    """`deflate` as some servers send it, without zlib's header."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


ENCODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "plain": ("", bytes),
    "gzip": ("gzip", gzip.compress),
    "zlib": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
}


# Servers and clients


class Scene:
    """Both servers, and clients of them; whatever is asked, the answer is the one that was set."""

    def __init__(self, http: AnsweringServer, rpc: _Messages, target: str) -> None:
        self.http, self.rpc, self.target = http, rpc, target
        self.gemini_url = http.url
        self.gigachat_url = http.url.replace("127.0.0.1", "localhost")
        self.encoding = "plain"
        options = types.HttpOptions(base_url=self.gemini_url)
        self.gemini = genai.Client(api_key="any", http_options=options)
        self.gigachat = GigaChat(
            base_url=f"{self.gigachat_url}/v1",
            auth_url=f"{self.gigachat_url}/oauth",
            credentials=AUTHORIZATION_KEY,
            model="GigaChat-2",
            verify_ssl_certs=False,
        )
        self.gigachat.get_token()

    @property
    def hosts(self) -> str:
        """The servers as known hosts, as `GENAI_TRIAGE_HOSTS` has them."""
        port = self.http.server_port
        return f"127.0.0.1:{port}=gemini,localhost:{port}=gigachat"

    def answer(self, body: bytes, content_type: str = JSON, **headers: str) -> None:
        """Sets the next HTTP answer, packed by the scene's encoding."""
        encoding, pack = ENCODINGS[self.encoding]
        if encoding:
            headers["content_encoding"] = encoding
        self.http.answer(200, pack(body), content_type, **headers)

    def answer_gigachat(self, body: bytes, content_type: str = JSON) -> None:
        self.answer(body, content_type, x_request_id=ID)


class _Messages(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Answers every RPC with the messages that are set."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    def service(self, details: Any) -> Any:
        if "Stream" in details.method:
            return grpc.unary_stream_rpc_method_handler(lambda request, context: iter(self.messages))
        return grpc.unary_unary_rpc_method_handler(lambda request, context: self.messages[0])


@contextmanager
def scene() -> Iterator[Scene]:
    """Runs both servers for the time of a `with` block."""
    handler = _Messages()
    with answering() as http, futures.ThreadPoolExecutor(2) as workers:
        server = grpc.server(workers, handlers=[handler])
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        try:
            yield Scene(http, handler, f"127.0.0.1:{port}")
        finally:
            server.stop(None).wait()


# Readers


Ask = Callable[[Scene, Said], Any]


@dataclass(frozen=True)
class Reader:
    """One way of asking for an answer."""

    ask: Ask
    whole: bool
    lacks: frozenset[str] = frozenset()
    """What its form of an answer cannot say: keys of `USAGE`, and `id`."""


async def _drain(stream: AsyncIterator[Any] | Awaitable[AsyncIterator[Any]]) -> None:
    async for _ in stream if hasattr(stream, "__anext__") else await stream:  # type: ignore[union-attr]
        pass


def _run(make: Callable[[], Awaitable[Any]]) -> None:
    async def main() -> None:
        await make()

    asyncio.run(main())


def _genai(call: Callable[[Any], Any], *, whole: bool) -> Reader:
    """A call of google-genai; `call` gets the client."""

    def ask(scene: Scene, said: Said) -> None:
        documents = gemini_documents(said, whole=whole)
        scene.answer(*((as_json(documents[0]), JSON) if whole else (events(documents, end=said.end), EVENTS)))
        call(scene.gemini)

    return Reader(ask, whole)


_ASKED: dict[str, Any] = {"model": "m", "contents": PROMPT}
_CHAT: dict[str, Any] = {"messages": MESSAGES}


async def _aclosing(client: Any, call: Callable[[Any], Awaitable[Any]]) -> None:
    """Sessions of aiohttp belong to one event loop."""
    try:
        await call(client.aio.models)
    finally:
        await client._api_client._aiohttp_session.close() if client._api_client._aiohttp_session else None


def _old_genai(transport: str, *, whole: bool) -> Reader:
    def ask(scene: Scene, said: Said) -> None:
        address = scene.http.url if transport == "rest" else scene.target
        chosen: Any = {"rest": "rest", "grpc": _over_grpc, "grpc_asyncio": _over_grpc_asyncio}[transport]
        old_genai.configure(api_key="any", transport=chosen, client_options={"api_endpoint": address})
        scene.rpc.messages = gemini_messages(said, whole=whole)
        documents = gemini_documents(said, whole=whole)
        scene.answer(as_json(documents[0] if whole else documents))
        options: dict[str, Any] = {"stream": not whole, "request_options": {"retry": None}}
        with contextlib.suppress(old_genai.types.BlockedPromptException):
            if transport == "grpc_asyncio":
                _run(lambda: _resolved(options))
            else:
                old_genai.GenerativeModel("m").generate_content(PROMPT, **options).resolve()

    return Reader(ask, whole, _NOT_IN_OLD_SDK)


async def _resolved(options: dict[str, Any]) -> None:
    answer = await old_genai.GenerativeModel("m").generate_content_async(PROMPT, **options)
    await answer.resolve()


def _over_grpc(**options: Any) -> Any:
    """The SDK's own transport without TLS."""
    return transports.GenerativeServiceGrpcTransport(**options, channel=lambda host, **_: grpc.insecure_channel(host))


def _over_grpc_asyncio(**options: Any) -> Any:
    return transports.GenerativeServiceGrpcAsyncIOTransport(
        **options, channel=lambda host, **_: grpc.aio.insecure_channel(host)
    )


_GEMINI_RPC = "/google.ai.generativelanguage.v1beta.GenerativeService/"
_GIGACHAT_RPC = "/gigachat.v1.ChatService/"


def _multicallable(channel: Any, provider: str, *, whole: bool) -> Any:
    form = channel.unary_unary if whole else channel.unary_stream
    if provider == "gemini":
        name = f"{_GEMINI_RPC}{'' if whole else 'Stream'}GenerateContent"
        return form(name, request_serializer=bytes, response_deserializer=newer_response().FromString)
    name = f"{_GIGACHAT_RPC}Chat{'' if whole else 'Stream'}"
    return form(name, request_serializer=bytes, response_deserializer=giga.ChatResponse.FromString)


def _rpc(provider: str, *, whole: bool, is_async: bool) -> Reader:
    messages = gemini_messages if provider == "gemini" else gigachat_messages

    def ask(scene: Scene, said: Said) -> None:
        scene.rpc.messages = messages(said, whole=whole)
        if is_async:
            _run(lambda: run(scene))
            return
        with grpc.insecure_channel(scene.target) as channel:
            call = _multicallable(channel, provider, whole=whole)(b"")
            if not whole:
                list(call)

    async def run(scene: Scene) -> None:
        async with grpc.aio.insecure_channel(scene.target) as channel:
            call = _multicallable(channel, provider, whole=whole)(b"")
            await (call if whole else _drain(call.__aiter__()))

    return Reader(ask, whole, _NOT_IN_GIGACHAT_RPC if provider == "gigachat" else frozenset())


def _sdk_gigachat(call: Callable[[GigaChat], Any], *, whole: bool, v2: bool = False) -> Reader:
    def ask(scene: Scene, said: Said) -> None:
        documents = (gigachat_v2_documents if v2 else gigachat_documents)(said, whole=whole)
        if whole:
            scene.answer_gigachat(as_json(documents[0]))
        else:
            scene.answer_gigachat(events(documents, V2_EVENTS if v2 else (), said.end), EVENTS)
        call(scene.gigachat)

    return Reader(ask, whole, _NOT_IN_GIGACHAT)


async def _aclosing_gigachat(client: GigaChat, call: Callable[[GigaChat], Awaitable[Any]]) -> None:
    """Connections of httpx belong to one event loop."""
    fresh = GigaChat(
        base_url=client._settings.base_url,
        auth_url=client._settings.auth_url,
        credentials=AUTHORIZATION_KEY,
        model="GigaChat-2",
        verify_ssl_certs=False,
    )
    fresh._access_token = client._access_token
    try:
        await call(fresh)
    finally:
        await fresh.aclose()


Send = Callable[[str, Any], Any]
"""(url, body): asks for a stream and reads it to its end."""


def _httpx(url: str, body: Any) -> None:
    with httpx.Client(verify=False) as client, client.stream("POST", url, json=body) as response:
        response.read()


def _httpx_async(url: str, body: Any) -> None:
    async def run() -> None:
        async with httpx.AsyncClient(verify=False) as client, client.stream("POST", url, json=body) as response:
            await response.aread()

    asyncio.run(run())


def _requests(url: str, body: Any) -> None:
    with requests.post(url, json=body, stream=True, timeout=60) as response:
        for _ in response.iter_content(100):
            pass


def _aiohttp(url: str, body: Any) -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
            await response.read()

    asyncio.run(run())


CLIENTS: dict[str, Send] = {
    "httpx": _httpx,
    "httpx async": _httpx_async,
    "requests": _requests,
    "aiohttp": _aiohttp,
}
"""Who sends raw requests."""


def _raw(url: Callable[[Scene], str], request: Any, body: Callable[[Said], tuple[bytes, str]], send: Send) -> Ask:
    def ask(scene: Scene, said: Said) -> None:
        (scene.answer_gigachat if "chat" in url(scene) else scene.answer)(*body(said))
        send(url(scene), request)

    return ask


def _raw_gemini(method: str, body: Callable[[Said], tuple[bytes, str]], send: Send) -> Reader:
    ask = _raw(lambda scene: f"{scene.gemini_url}/v1beta/models/m:{method}", CONTENTS, body, send)
    return Reader(ask, not method.startswith("stream"))


def _raw_gigachat(version: str, body: Callable[[Said], tuple[bytes, str]], send: Send) -> Reader:
    whole = body in (_v1_whole, _v2_whole)
    request = {"model": "m", "messages": MESSAGES, "stream": not whole}
    ask = _raw(lambda scene: f"{scene.gigachat_url}/{version}/chat/completions", request, body, send)
    return Reader(ask, whole, _NOT_IN_GIGACHAT)


def _rpc_readers(provider: str) -> dict[str, Reader]:
    return {
        f"{'grpc.aio' if is_async else 'grpc'} {'unary' if whole else 'stream'}": _rpc(
            provider, whole=whole, is_async=is_async
        )
        for is_async in (False, True)
        for whole in (True, False)
    }


_NOT_IN_OLD_SDK = frozenset({"id", "thoughts", "tools"})
"""What the installed google-ai-generativelanguage has no fields for."""
_NOT_IN_GIGACHAT = frozenset({"thoughts", "tools"})
_NOT_IN_GIGACHAT_RPC = _NOT_IN_GIGACHAT | {"id", "cached"}


def _gemini_whole(said: Said) -> tuple[bytes, str]:
    return as_json(gemini_documents(said, whole=True)[0]), JSON


def _gemini_events(said: Said) -> tuple[bytes, str]:
    return events(gemini_documents(said, whole=False), end=said.end), EVENTS


def _gemini_array(said: Said) -> tuple[bytes, str]:
    return as_json(gemini_documents(said, whole=False)), JSON


def _v1_whole(said: Said) -> tuple[bytes, str]:
    return as_json(gigachat_documents(said, whole=True)[0]), JSON


def _v1_events(said: Said) -> tuple[bytes, str]:
    return events(gigachat_documents(said, whole=False), end=said.end), EVENTS


def _v2_whole(said: Said) -> tuple[bytes, str]:
    return as_json(gigachat_v2_documents(said, whole=True)[0]), JSON


def _v2_events(said: Said) -> tuple[bytes, str]:
    return events(gigachat_v2_documents(said, whole=False), V2_EVENTS, said.end), EVENTS


GEMINI_READERS: dict[str, Reader] = {
    "google-genai": _genai(lambda client: client.models.generate_content(**_ASKED), whole=True),
    "google-genai stream": _genai(lambda client: list(client.models.generate_content_stream(**_ASKED)), whole=False),
    "google-genai async": _genai(
        lambda client: _run(lambda: _aclosing(client, lambda models: models.generate_content(**_ASKED))), whole=True
    ),
    "google-genai async stream": _genai(
        lambda client: _run(lambda: _aclosing(client, lambda models: _drain(models.generate_content_stream(**_ASKED)))),
        whole=False,
    ),
    **{
        f"google-generativeai {transport}{'' if whole else ' stream'}": _old_genai(transport, whole=whole)
        for transport in ("rest", "grpc", "grpc_asyncio")
        for whole in (True, False)
    },
    **_rpc_readers("gemini"),
    **{
        f"raw {name} {form}": _raw_gemini(method, body, send)
        for name, send in CLIENTS.items()
        for form, method, body in (
            ("whole", "generateContent", _gemini_whole),
            ("events", "streamGenerateContent?alt=sse", _gemini_events),
            ("array", "streamGenerateContent", _gemini_array),
        )
    },
}

GIGACHAT_READERS: dict[str, Reader] = {
    **{
        name: _sdk_gigachat(call, whole="stream" not in name, v2="v2" in name)
        for name, call in {
            "gigachat": lambda client: client.chat(PROMPT),
            "gigachat stream": lambda client: list(client.stream(PROMPT)),
            "gigachat async": lambda client: _run(lambda: _aclosing_gigachat(client, lambda own: own.achat(PROMPT))),
            "gigachat async stream": lambda client: _run(
                lambda: _aclosing_gigachat(client, lambda own: _drain(own.astream(PROMPT)))
            ),
            "gigachat v2": lambda client: client.chat.create(_CHAT),
            "gigachat v2 stream": lambda client: list(client.chat.stream(_CHAT)),
            "gigachat v2 async": lambda client: _run(
                lambda: _aclosing_gigachat(client, lambda own: own.achat.create(_CHAT))
            ),
            "gigachat v2 async stream": lambda client: _run(
                lambda: _aclosing_gigachat(client, lambda own: _drain(own.achat.stream(_CHAT)))
            ),
        }.items()
    },
    **_rpc_readers("gigachat"),
    **{
        f"raw {name} {form}": _raw_gigachat(version, body, send)
        for name, send in CLIENTS.items()
        for form, version, body in (
            ("whole", "v1", _v1_whole),
            ("events", "v1", _v1_events),
            ("v2 whole", "v2", _v2_whole),
            ("v2 events", "v2", _v2_events),
        )
    },
}
