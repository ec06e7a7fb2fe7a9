"""Calls of both services over gRPC, as an application with generated stubs makes them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from typing import Any

import gigachatv1_pb2 as gigachat  # generated from Sber's gigachatv1.proto
import grpc
import httpx_calls
from google.ai import generativelanguage_v1beta as gemini

TARGET = os.environ["GRPC_TARGET"]
KEY = (("x-goog-api-key", os.environ["GEMINI_API_KEY"]),)
GEMINI = "/google.ai.generativelanguage.v1beta.GenerativeService"
GIGACHAT = "/gigachat.v1.ChatService"
DEADLINE = 20.0

channel = grpc.insecure_channel(TARGET)

GEMINI_TYPES: dict[str, Any] = {
    "request_serializer": gemini.GenerateContentRequest.serialize,
    "response_deserializer": gemini.GenerateContentResponse.deserialize,
}
GIGACHAT_TYPES: dict[str, Any] = {
    "request_serializer": gigachat.ChatRequest.SerializeToString,
    "response_deserializer": gigachat.ChatResponse.FromString,
}


def question(model: str) -> gemini.GenerateContentRequest:
    parts = [{"text": "Why does a prism split white light?"}]
    return gemini.GenerateContentRequest(model=f"models/{model}", contents=[{"role": "user", "parts": parts}])


def ask_gemini(model: str) -> str:
    call = channel.unary_unary(f"{GEMINI}/GenerateContent", **GEMINI_TYPES)
    return gemini_text([call(question(model), metadata=KEY, timeout=DEADLINE)])


def stream_gemini(model: str) -> str:
    call = channel.unary_stream(f"{GEMINI}/StreamGenerateContent", **GEMINI_TYPES)
    return gemini_text(call(question(model), metadata=KEY, timeout=DEADLINE))


async def ask_gemini_async(model: str) -> str:
    async with grpc.aio.insecure_channel(TARGET) as own:
        call = own.unary_unary(f"{GEMINI}/GenerateContent", **GEMINI_TYPES)
        return gemini_text([await call(question(model), metadata=KEY, timeout=DEADLINE)])


async def stream_gemini_async(model: str) -> str:
    async with grpc.aio.insecure_channel(TARGET) as own:
        call = own.unary_stream(f"{GEMINI}/StreamGenerateContent", **GEMINI_TYPES)
        return gemini_text([answer async for answer in call(question(model), metadata=KEY, timeout=DEADLINE)])


def messages(model: str) -> gigachat.ChatRequest:
    question = gigachat.Message(role="user", content="Почему призма разлагает белый свет?")
    return gigachat.ChatRequest(model=model, messages=[question])


def bearer() -> tuple[tuple[str, str], ...]:
    """The access token, which there is over HTTP only."""
    return (("authorization", f"Bearer {httpx_calls.access_token()}"),)


def chat_gigachat(model: str) -> str:
    call = channel.unary_unary(f"{GIGACHAT}/Chat", **GIGACHAT_TYPES)
    return gigachat_text([call(messages(model), metadata=bearer(), timeout=DEADLINE)])


def stream_gigachat(model: str) -> str:
    call = channel.unary_stream(f"{GIGACHAT}/ChatStream", **GIGACHAT_TYPES)
    return gigachat_text(call(messages(model), metadata=bearer(), timeout=DEADLINE))


async def chat_gigachat_async(model: str) -> str:
    async with grpc.aio.insecure_channel(TARGET) as own:
        call = own.unary_unary(f"{GIGACHAT}/Chat", **GIGACHAT_TYPES)
        metadata = await asyncio.to_thread(bearer)
        return gigachat_text([await call(messages(model), metadata=metadata, timeout=DEADLINE)])


async def stream_gigachat_async(model: str) -> str:
    async with grpc.aio.insecure_channel(TARGET) as own:
        call = own.unary_stream(f"{GIGACHAT}/ChatStream", **GIGACHAT_TYPES)
        metadata = await asyncio.to_thread(bearer)
        answers = call(messages(model), metadata=metadata, timeout=DEADLINE)
        return gigachat_text([answer async for answer in answers])


def gemini_text(answers: Iterable[Any]) -> str:
    parts = [part for answer in answers for one in answer.candidates for part in one.content.parts]
    return shown("".join(part.text for part in parts))


def gigachat_text(answers: Iterable[Any]) -> str:
    return shown("".join(one.message.content for answer in answers for one in answer.alternatives))


def shown(text: str) -> str:
    return f"{text[:40]!r}" if text else "no text"
