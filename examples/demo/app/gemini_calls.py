"""Calls of Gemini through google-genai, as an application makes them. Each returns what its user gets to see."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from google import genai
from google.genai import types

# The key and the address come from GEMINI_API_KEY and GOOGLE_GEMINI_BASE_URL.
client = genai.Client()

QUESTION = "Why does a prism split white light?"
TEXTS = ["A prism splits white light.", "Glass slows each wavelength differently."]


def http(**options: Any) -> types.GenerateContentConfig | None:
    """Options of one request, e.g. its timeout in milliseconds."""
    return types.GenerateContentConfig(http_options=types.HttpOptions(**options)) if options else None


def ask(model: str, **options: Any) -> str:
    return shown(client.models.generate_content(model=model, contents=QUESTION, config=http(**options)))


async def ask_async(model: str, **options: Any) -> str:
    return shown(await client.aio.models.generate_content(model=model, contents=QUESTION, config=http(**options)))


def stream(model: str, **options: Any) -> str:
    return shown(*client.models.generate_content_stream(model=model, contents=QUESTION, config=http(**options)))


async def stream_async(model: str, **options: Any) -> str:
    chunks = await client.aio.models.generate_content_stream(model=model, contents=QUESTION, config=http(**options))
    return shown(*[chunk async for chunk in chunks])


def chat(model: str, turns: int = 1) -> str:
    conversation = client.chats.create(model=model)
    return shown(*[conversation.send_message(QUESTION) for _ in range(turns)])


async def chat_async(model: str, turns: int = 1) -> str:
    conversation = client.aio.chats.create(model=model)
    return shown(*[await conversation.send_message(QUESTION) for _ in range(turns)])


def embed(model: str) -> str:
    vectors = client.models.embed_content(model=model, contents=TEXTS).embeddings or []
    return f"{len(vectors)} vectors"


async def embed_async(model: str) -> str:
    vectors = (await client.aio.models.embed_content(model=model, contents=TEXTS)).embeddings or []
    return f"{len(vectors)} vectors"


def count_tokens(model: str) -> str:
    return f"{client.models.count_tokens(model=model, contents=QUESTION).total_tokens} tokens"


async def count_tokens_async(model: str) -> str:
    return f"{(await client.aio.models.count_tokens(model=model, contents=QUESTION)).total_tokens} tokens"


def call_function(model: str) -> str:
    """Automatic function calling: the SDK runs `weather` and asks again with its result."""

    def weather(city: str) -> str:
        """The weather in a city, in one word."""
        return "sunny"

    config = types.GenerateContentConfig(tools=[weather])
    return shown(client.models.generate_content(model=model, contents="What is the weather in Kazan?", config=config))


def ask_patiently(model: str) -> str:
    """The SDK asks again, up to five times, while the service is overloaded."""
    return ask(model, retry_options=PATIENCE)


async def ask_patiently_async(model: str) -> str:
    return await ask_async(model, retry_options=PATIENCE)


PATIENCE = types.HttpRetryOptions(attempts=5, initial_delay=0.05, max_delay=0.2, jitter=0.01)


async def ask_and_give_up(model: str, after: float) -> str:
    """The user closes the page after so many seconds: the task is cancelled."""
    return await given_up(ask_async(model), after)


async def stream_and_give_up(model: str, after: float) -> str:
    return await given_up(stream_async(model), after)


async def given_up(call: Any, after: float) -> str:
    task = asyncio.create_task(call)
    _done, waiting = await asyncio.wait([task], timeout=after)
    for late in waiting:
        late.cancel()
    try:
        return str(await task)
    except asyncio.CancelledError:
        return "CancelledError: the user went away"


def read_first_chunk(model: str) -> str:
    """Stop reading a stream when the first words are there."""
    for chunk in client.models.generate_content_stream(model=model, contents=QUESTION):
        return f"{chunk.text!r}, and no more of it"
    return "nothing"


def ask_nothing(model: str) -> str:
    return shown(client.models.generate_content(model=model, contents=[]))


def ask_with_a_number(model: str) -> str:
    question: Any = 42
    return shown(client.models.generate_content(model=model, contents=question))


def embed_truncated(model: str) -> str:
    """Only Vertex AI truncates by itself."""
    config = types.EmbedContentConfig(auto_truncate=True)
    return f"{len(client.models.embed_content(model=model, contents=TEXTS, config=config).embeddings or [])} vectors"


def call_coroutine_function(model: str) -> str:
    """A synchronous call cannot run an asynchronous tool."""

    async def weather(city: str) -> str:
        """The weather in a city, in one word."""
        return "sunny"

    config = types.GenerateContentConfig(tools=[weather])
    return shown(client.models.generate_content(model=model, contents="What is the weather in Kazan?", config=config))


def ask_too_hotly(model: str) -> str:
    """The service refuses this temperature."""
    config = types.GenerateContentConfig(temperature=2.5, top_p=1.5)
    return shown(client.models.generate_content(model=model, contents=QUESTION, config=config))


def ask_after_closing(model: str) -> str:
    closed = genai.Client()
    closed.close()
    return shown(closed.models.generate_content(model=model, contents=QUESTION))


def ask_with_a_cyrillic_key(model: str) -> str:
    return ask(model, headers={"x-goog-api-key": "ключ"})


class VaultSealed(Exception):
    """The application's own key vault is locked."""


class VaultTransport(httpx.BaseTransport):
    """Takes the API key of each request from the application's own vault, which is locked."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise VaultSealed("key vault is sealed")


def ask_through_a_vault(model: str) -> str:
    """No SDK and no HTTP library knows this exception."""
    options = types.HttpOptions(httpx_client=httpx.Client(transport=VaultTransport()))
    with genai.Client(http_options=options) as behind_vault:
        return shown(behind_vault.models.generate_content(model=model, contents=QUESTION))


def shown(*answers: types.GenerateContentResponse) -> str:
    """The text of an answer or of a stream's chunks, else why there is none."""
    text = "".join(answer.text or "" for answer in answers)
    ends = [candidate.finish_reason for answer in answers for candidate in answer.candidates or ()]
    end = next((reason.value for reason in reversed(ends) if reason), "")
    return (f"{text[:40]!r}" if text else "no text") + (f" ({end})" if end not in ("", "STOP") else "")
