"""Calls of both services with plain httpx, as an application without an SDK makes them."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable
from typing import Any

import httpx

GEMINI = f"{os.environ['GOOGLE_GEMINI_BASE_URL']}/v1beta/models"
GEMINI_HEADERS = {"x-goog-api-key": os.environ["GEMINI_API_KEY"]}
GIGACHAT = os.environ["RAW_GIGACHAT_URL"]
OAUTH = os.environ["RAW_GIGACHAT_OAUTH_URL"]
TIMEOUT = 20.0


def question(text: str = "Why does a prism split white light?") -> dict[str, Any]:
    return {"contents": [{"role": "user", "parts": [{"text": text}]}]}


def ask_gemini(model: str) -> str:
    with httpx.Client(timeout=TIMEOUT) as client:
        answer = client.post(f"{GEMINI}/{model}:generateContent", headers=GEMINI_HEADERS, json=question())
    return gemini_text([answer.raise_for_status().json()])


async def ask_gemini_async(model: str) -> str:
    async with httpx.AsyncClient(timeout=TIMEOUT) as client:
        answer = await client.post(f"{GEMINI}/{model}:generateContent", headers=GEMINI_HEADERS, json=question())
    return gemini_text([answer.raise_for_status().json()])


def stream_gemini(model: str) -> str:
    url = f"{GEMINI}/{model}:streamGenerateContent?alt=sse"
    with (
        httpx.Client(timeout=TIMEOUT) as client,
        client.stream("POST", url, headers=GEMINI_HEADERS, json=question()) as answer,
    ):
        lines = list(answer.iter_lines())  # of a refusal too: its body says what is wrong
        answer.raise_for_status()
        return gemini_text(events(lines))


async def stream_gemini_async(model: str) -> str:
    url = f"{GEMINI}/{model}:streamGenerateContent?alt=sse"
    async with (
        httpx.AsyncClient(timeout=TIMEOUT) as client,
        client.stream("POST", url, headers=GEMINI_HEADERS, json=question()) as answer,
    ):
        lines = [line async for line in answer.aiter_lines()]
        answer.raise_for_status()
        return gemini_text(events(lines))


def chat_gigachat(model: str) -> str:
    with httpx.Client(timeout=TIMEOUT) as client:
        token = client.post(OAUTH, **token_request()).raise_for_status().json()["access_token"]
        answer = client.post(f"{GIGACHAT}/chat/completions", headers=bearer(token), json=messages(model))
    return gigachat_text([answer.raise_for_status().json()])


async def chat_gigachat_async(model: str) -> str:
    async with httpx.AsyncClient(timeout=TIMEOUT) as client:
        token = (await client.post(OAUTH, **token_request())).raise_for_status().json()["access_token"]
        answer = await client.post(f"{GIGACHAT}/chat/completions", headers=bearer(token), json=messages(model))
    return gigachat_text([answer.raise_for_status().json()])


def stream_gigachat(model: str) -> str:
    with httpx.Client(timeout=TIMEOUT) as client:
        token = client.post(OAUTH, **token_request()).raise_for_status().json()["access_token"]
        payload = messages(model, stream=True)
        with client.stream("POST", f"{GIGACHAT}/chat/completions", headers=bearer(token), json=payload) as answer:
            lines = list(answer.iter_lines())
            answer.raise_for_status()
            return gigachat_text(events(lines))


async def stream_gigachat_async(model: str) -> str:
    async with httpx.AsyncClient(timeout=TIMEOUT) as client:
        token = (await client.post(OAUTH, **token_request())).raise_for_status().json()["access_token"]
        payload = messages(model, stream=True)
        url = f"{GIGACHAT}/chat/completions"
        async with client.stream("POST", url, headers=bearer(token), json=payload) as answer:
            lines = [line async for line in answer.aiter_lines()]
            answer.raise_for_status()
            return gigachat_text(events(lines))


def fetch_token(credentials: str) -> str:
    return f"{len(access_token(credentials))} characters of token"


def access_token(credentials: str = os.environ["GIGACHAT_CREDENTIALS"]) -> str:
    with httpx.Client(timeout=TIMEOUT) as client:
        answer = client.post(OAUTH, **token_request(credentials)).raise_for_status()
    token: str = answer.json()["access_token"]
    return token


def token_request(credentials: str = os.environ["GIGACHAT_CREDENTIALS"]) -> dict[str, Any]:
    headers = {"Authorization": f"Basic {credentials}", "RqUID": str(uuid.uuid4())}
    return {"headers": headers, "data": {"scope": "GIGACHAT_API_PERS"}}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def messages(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": "Почему призма разлагает белый свет?"}], **fields}


def events(lines: Iterable[str]) -> Iterable[Any]:
    for line in lines:
        data = line.removeprefix("data: ").strip()
        if data and data != "[DONE]":
            yield json.loads(data)


def gemini_text(answers: Iterable[Any]) -> str:
    candidates = [candidate for answer in answers for candidate in answer.get("candidates", ())]
    parts = [part for candidate in candidates for part in candidate.get("content", {}).get("parts", ())]
    return shown("".join(part.get("text", "") for part in parts))


def gigachat_text(answers: Iterable[Any]) -> str:
    choices = [choice for answer in answers for choice in answer.get("choices", ())]
    texts = [(choice.get("message") or choice.get("delta") or {}).get("content") or "" for choice in choices]
    return shown("".join(texts))


def shown(text: str) -> str:
    return f"{text[:40]!r}" if text else "no text"
