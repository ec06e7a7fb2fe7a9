"""Calls of GigaChat through its own SDK, as an application makes them. Each returns what its user gets to see."""

from __future__ import annotations

import asyncio
from typing import Any

from gigachat import GigaChat
from gigachat.models import Chat, Function, Messages, MessagesRole

# The authorization key and the addresses come from GIGACHAT_CREDENTIALS, GIGACHAT_BASE_URL and GIGACHAT_AUTH_URL.
client = GigaChat()

QUESTION = "Почему призма разлагает белый свет?"
TEXTS = ["Призма разлагает белый свет.", "Стекло замедляет каждую длину волны по-своему."]


def payload(model: str, **fields: Any) -> Chat:
    return Chat(model=model, messages=[Messages(role=MessagesRole.USER, content=QUESTION)], **fields)


def chat(model: str) -> str:
    return shown(client.chat(payload(model)))


async def chat_async(model: str) -> str:
    return shown(await client.achat(payload(model)))


def stream(model: str) -> str:
    return shown(*client.stream(payload(model)))


async def stream_async(model: str) -> str:
    return shown(*[chunk async for chunk in client.astream(payload(model))])


def create(model: str) -> str:
    """The second generation of the chat API."""
    return shown_messages(client.chat.create({"model": model, "messages": [{"role": "user", "content": QUESTION}]}))


async def create_async(model: str) -> str:
    answer = await client.achat.create({"model": model, "messages": [{"role": "user", "content": QUESTION}]})
    return shown_messages(answer)


def embeddings(model: str) -> str:
    return f"{len(client.embeddings(TEXTS, model=model).data)} vectors"


async def embeddings_async(model: str) -> str:
    return f"{len((await client.aembeddings(TEXTS, model=model)).data)} vectors"


def count_tokens(model: str) -> str:
    return f"{client.tokens_count(TEXTS, model=model)[0].tokens} tokens"


async def count_tokens_async(model: str) -> str:
    return f"{(await client.atokens_count(TEXTS, model=model))[0].tokens} tokens"


def balance(**settings: Any) -> str:
    with GigaChat(**settings) as account:
        return f"{len(account.get_balance().balance)} packages of tokens"


def chat_as(model: str = "GigaChat-2", **settings: Any) -> str:
    """With a client of its own: another account, address or timeout."""
    with GigaChat(**settings) as other:
        return shown(other.chat(payload(model)))


async def chat_as_async(model: str = "GigaChat-2", **settings: Any) -> str:
    async with GigaChat(**settings) as other:
        return shown(await other.achat(payload(model)))


def stream_as(model: str = "GigaChat-2", **settings: Any) -> str:
    with GigaChat(**settings) as other:
        return shown(*other.stream(payload(model)))


async def stream_as_async(model: str = "GigaChat-2", **settings: Any) -> str:
    async with GigaChat(**settings) as other:
        return shown(*[chunk async for chunk in other.astream(payload(model))])


def chat_twice(model: str) -> str:
    """The second call finds that the token of the first has expired meanwhile; the SDK fetches another."""
    with GigaChat() as other:
        return shown(other.chat(payload(model)), other.chat(payload(model)))


async def chat_twice_async(model: str) -> str:
    async with GigaChat() as other:
        return shown(await other.achat(payload(model)), await other.achat(payload(model)))


def stream_twice(model: str) -> str:
    with GigaChat() as other:
        return shown(*other.stream(payload(model)), *other.stream(payload(model)))


def call_function(model: str) -> str:
    weather = Function.model_validate(
        {
            "name": "weather",
            "description": "Погода в городе",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
        }
    )
    call = client.chat(payload(model, functions=[weather], function_call="auto")).choices[0].message.function_call
    return f"{call.name}({call.arguments})" if call else "no function call"


def send_file(**settings: Any) -> str:
    with GigaChat(**settings) as other:
        return f"{other.upload_file(('notes.txt', b'A prism', 'text/plain')).bytes_} bytes are kept"


async def send_file_async(**settings: Any) -> str:
    async with GigaChat(**settings) as other:
        return f"{(await other.aupload_file(('notes.txt', b'A prism', 'text/plain'))).bytes_} bytes are kept"


async def chat_and_give_up(model: str, after: float) -> str:
    """The user closes the page after so many seconds: the task is cancelled."""
    task = asyncio.create_task(chat_async(model))
    _done, waiting = await asyncio.wait([task], timeout=after)
    for late in waiting:
        late.cancel()
    try:
        return await task
    except asyncio.CancelledError:
        return "CancelledError: the user went away"


def chat_in_a_wrong_role(model: str) -> str:
    message: Any = {"role": "tool", "content": QUESTION}
    return shown(client.chat({"model": model, "messages": [message]}))


def chat_without_a_model() -> str:
    return shown(client.chat(Chat(messages=[Messages(role=MessagesRole.USER, content=QUESTION)])))


def shown(*answers: Any) -> str:
    """The text of an answer or of a stream's chunks, else why there is none."""
    choices = [choice for answer in answers for choice in answer.choices]
    text = "".join((getattr(choice, "message", None) or choice.delta).content or "" for choice in choices)
    end = next((choice.finish_reason for choice in reversed(choices) if choice.finish_reason), "")
    return with_end(text, end)


def shown_messages(answer: Any) -> str:
    parts = [part for message in answer.messages or () for part in message.content or ()]
    return with_end("".join(getattr(part, "text", None) or "" for part in parts), answer.finish_reason)


def with_end(text: str, end: str | None) -> str:
    return (f"{text[:40]!r}" if text else "no text") + (f" ({end})" if end not in (None, "", "stop") else "")
