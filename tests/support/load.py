"""Calls of both SDKs that succeed, that heal, and that fail with every class that a provider's failures can have."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
from gigachat import GigaChat
from gigachat.models import Chat, Messages, MessagesRole
from google import genai
from google.genai import types

from genai_triage.simulator import Simulator, scenario
from genai_triage.taxonomy import CAUSES, Cause, FailureClass
from tests.support import AUTHORIZATION_KEY

GEMINI, GIGACHAT = "gcp.gemini", "gigachat"
LOST = "gemini.live_session_over"
"""How a session of `lasting` ends."""
_QUESTION = "Why does a prism split white light?"
PATIENCE = 1.0
"""Seconds."""


@dataclass(frozen=True)
class Call:
    """One call of an application."""

    provider: str
    cause: str | None
    """What it must be classified as; None if it succeeds."""
    make: Callable[[], object]


class Application:
    """Clients of both SDKs that talk to a simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._gemini = self._gemini_client()
        self._gigachat = self._gigachat_client()

    def _gemini_client(self, url: str = "", **options: Any) -> genai.Client:
        options = {"base_url": url or self._simulator.gemini_url, **options}
        return genai.Client(api_key="any", http_options=types.HttpOptions(**options))

    def _gigachat_client(self, url: str = "", **settings: Any) -> GigaChat:
        url = url or self._simulator.url
        addresses = {"base_url": f"{url}/api/v1", "auth_url": f"{url}/api/v2/oauth"}
        return GigaChat(credentials=AUTHORIZATION_KEY, model="GigaChat-2", **{**addresses, **settings})

    def ask(self, model: str, client: genai.Client | None = None, contents: Any = _QUESTION) -> object:
        return (client or self._gemini).models.generate_content(model=model, contents=contents)

    def stream(self, model: str) -> object:
        return list(self._gemini.models.generate_content_stream(model=model, contents=_QUESTION))

    def chat(self, model: str, client: GigaChat | None = None) -> object:
        return (client or self._gigachat).chat(_payload(model))

    def chat_stream(self, model: str) -> object:
        return list(self._gigachat.stream(_payload(model)))

    def succeeding(self) -> list[Call]:
        """One call of each kind."""
        texts = ["A prism splits white light."]
        return [
            Call(GEMINI, None, lambda: self.ask("gemini-2.5-flash")),
            Call(GEMINI, None, lambda: self.stream("gemini-2.5-flash")),
            Call(GEMINI, None, lambda: self._gemini.models.embed_content(model="gemini-embedding-001", contents=texts)),
            Call(GIGACHAT, None, lambda: self.chat("GigaChat-2")),
            Call(GIGACHAT, None, lambda: self.chat_stream("GigaChat-2")),
            Call(GIGACHAT, None, lambda: self._gigachat.embeddings(texts)),
            Call(GIGACHAT, None, lambda: self._gigachat.get_balance()),
        ]

    def healing(self) -> list[Call]:
        """Two failed attempts behind a success."""
        self._simulator.reset()
        self._simulator.schedule("gemini.model_overloaded", first=2, model="gemini-2.5-pro")
        retries = types.HttpRetryOptions(attempts=5, initial_delay=0.01, max_delay=0.02, jitter=0.01)
        patient = self._gemini_client(retry_options=retries)
        return [Call(GEMINI, None, lambda: self.ask("gemini-2.5-pro", patient))]

    def lasting(self) -> list[Call]:
        """What is more than a request and its answer: sessions, one of which fails, a job, and functions of the
        application's."""
        asked = [types.InlinedRequest(contents=_QUESTION)]
        return [
            Call(GEMINI, None, lambda: asyncio.run(self._talk("gemini-live"))),
            Call(GEMINI, LOST, lambda: asyncio.run(self._talk(f"fail-{LOST}"))),
            Call(GEMINI, None, lambda: self._gemini.batches.create(model="gemini-2.5-flash-polls-9", src=asked)),
            Call(GEMINI, None, lambda: self._ask_with(_weather)),
            Call(GEMINI, None, lambda: self._ask_with(_time_of_day)),
        ]

    async def _talk(self, model: str) -> None:
        """Live goes over TLS only."""
        context = ssl.create_default_context(cafile=self._simulator.ca_file)
        options = types.HttpOptions(
            base_url=self._simulator.tls_url, async_client_args={"verify": context, "ssl": context}
        )
        client = genai.Client(api_key="any", http_options=options)
        async with client.aio.live.connect(
            model=model, config={"response_modalities": [types.Modality.TEXT]}
        ) as session:
            await session.send_client_content(turns=types.Content(role="user", parts=[types.Part(text=_QUESTION)]))
            async for _ in session.receive():
                pass

    def _ask_with(self, function: Callable[..., str]) -> object:
        client = self._gemini_client(httpx_client=httpx.Client(transport=_AsksFor(function.__name__)))
        config = types.GenerateContentConfig(tools=[function])
        return client.models.generate_content(model="gemini-2.5-flash", contents=_QUESTION, config=config)

    def failing(self) -> list[Call]:
        """A call for each class that a provider's own rows have, and those that no answer brings about."""
        return [*self._answered(), *self._unanswered()]

    def _answered(self) -> Iterator[Call]:
        for provider, prefix, ask, stream in (
            (GEMINI, "gemini.", self.ask, self.stream),
            (GIGACHAT, "gigachat.", self.chat, self.chat_stream),
        ):
            for cause in _one_of_each_class(prefix):
                assert cause.example is not None
                call = stream if cause.example.stream else ask
                yield Call(provider, cause.id, partial(call, f"fail-{cause.id}"))

    def _unanswered(self) -> Iterator[Call]:
        refused, stalled = self._simulator.refused_url, "fail-network.read_timeout"
        off_gemini, off_gigachat = self._gemini_client(refused), self._gigachat_client(refused)
        hasty_gemini = self._gemini_client(timeout=int(1000 * PATIENCE))
        hasty_gigachat = self._gigachat_client(timeout=PATIENCE)
        sealed = self._gemini_client(httpx_client=httpx.Client(transport=_SealedVault()))
        wrong: Any = {"model": "GigaChat-2", "messages": [{"role": "tool", "content": _QUESTION}]}
        nothing: Any = []
        return iter(
            [
                Call(GEMINI, "network.refused", lambda: self.ask("gemini-2.5-flash", off_gemini)),
                Call(GIGACHAT, "network.refused", lambda: self.chat("GigaChat-2", off_gigachat)),
                Call(GEMINI, "network.read_timeout", lambda: self.ask(stalled, hasty_gemini)),
                Call(GIGACHAT, "network.read_timeout", lambda: self.chat(stalled, hasty_gigachat)),
                Call(GEMINI, "network.pool_timeout", self._ask_while_the_pool_is_used_up),
                Call(GEMINI, "client.contents_required", lambda: self.ask("gemini-2.5-flash", contents=nothing)),
                Call(GIGACHAT, "client.request_invalid", lambda: self._gigachat.chat(wrong)),
                Call(GEMINI, "status.unclassified", lambda: self.ask("gemini-2.5-flash", sealed)),
                Call(GIGACHAT, "client.cancelled", lambda: asyncio.run(self._given_up(stalled))),
            ]
        )

    def _ask_while_the_pool_is_used_up(self) -> None:
        """A timeout whose owner is the caller."""
        pool = httpx.Client(limits=httpx.Limits(max_connections=1))
        crowded = self._gemini_client(httpx_client=pool, timeout=100)
        with pool, pool.stream("GET", f"{self._simulator.url}/_sim/causes"):
            self.ask("gemini-2.5-flash", crowded)

    async def _given_up(self, model: str) -> None:
        """The user goes away: the task is cancelled when the request is on its way."""
        before = len(self._simulator.requests)
        async with self._gigachat_client() as client:
            task = asyncio.create_task(client.achat(_payload(model)))
            while len(self._simulator.requests) < before + 2:  # for the token, then for the answer
                await asyncio.sleep(0.01)
            task.cancel()
            await task


def _weather(city: str) -> str:
    """Says what the weather is like."""
    return f"Sunny in {city}"


def _time_of_day(city: str) -> str:
    """Says what time it is."""
    raise TimeoutError(f"the clock of {city} does not answer")


class _AsksFor(httpx.BaseTransport):
    """A model that asks for a function, and answers when it has the result."""

    def __init__(self, function: str) -> None:
        self._call = {"functionCall": {"name": function, "args": {"city": "Moscow"}}}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        part = {"text": "Sunny"} if b"functionResponse" in request.read() else self._call
        candidate = {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}
        return httpx.Response(200, json={"candidates": [candidate], "modelVersion": "gemini-2.5-flash"})


class VaultSealed(Exception):
    """The application's own; no SDK and no HTTP library knows it."""


class _SealedVault(httpx.BaseTransport):
    """Takes each request's key from a vault that is locked."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise VaultSealed("key vault is sealed")


def make(calls: list[Call]) -> None:
    """Make the calls; each raises what it raises."""
    for call in calls:
        with contextlib.suppress(Exception, asyncio.CancelledError):
            call.make()


def _payload(model: str) -> Chat:
    return Chat(model=model, messages=[Messages(role=MessagesRole.USER, content=_QUESTION)])


def _one_of_each_class(prefix: str) -> Iterator[Cause]:
    """The first row of each class that a chat can be answered with, and those with a limit by day and by minute."""
    found = [cause for cause in CAUSES.values() if cause.id.startswith(prefix) and _fits_a_chat(cause)]
    for failure_class in FailureClass:
        yield from [cause for cause in found if cause.failure_class is failure_class][:1]
    yield from [cause for cause in found if cause.id in ("gemini.requests_per_day", "gemini.requests_per_minute")]


def _fits_a_chat(cause: Cause) -> bool:
    example = cause.example
    if example is None or scenario(cause).way != "answer" or example.endpoint not in ("", "generate", "chat"):
        return False
    slow = any(signal.min_elapsed for signal in cause.signals)
    soft = example.http == 200 and isinstance(example.body, dict)
    return not slow and not (soft and not {"candidates", "promptFeedback", "choices"} & example.body.keys())
