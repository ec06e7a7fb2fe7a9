"""A program as a user's may be: calls both vendors by their own addresses, in every way that is observed.

Each way is used twice, so that the second request fails; prints how each ended.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any

import aiohttp
import google.generativeai
import httpx
import requests
from gigachat import GigaChat
from google import genai
from websockets.sync.client import connect

PATH = "/v1beta/models/gemini-2.5-flash:generateContent"
URL = f"https://generativelanguage.googleapis.com{PATH}"
BODY = {"contents": [{"parts": [{"text": "Hello"}]}]}
KEY = os.environ["GEMINI_API_KEY"]


def google_genai(client: genai.Client) -> None:
    client.models.generate_content(model="gemini-2.5-flash", contents="Hello")


def google_genai_stream(client: genai.Client) -> None:
    for _ in client.models.generate_content_stream(model="gemini-2.5-flash", contents="Hello"):
        pass


async def google_genai_async(client: genai.Client) -> None:
    await client.aio.models.generate_content(model="gemini-2.5-flash", contents="Hello")


def gigachat(client: GigaChat) -> None:
    client.chat("Hello")


async def gigachat_async() -> None:
    async with GigaChat(model="GigaChat-2") as client:
        await client.achat("Hello")


def raw_httpx() -> None:
    httpx.post(f"{URL}?key={KEY}", json=BODY).raise_for_status()


async def raw_httpx_async() -> None:
    async with httpx.AsyncClient() as client:
        (await client.post(URL, headers={"x-goog-api-key": KEY}, json=BODY)).raise_for_status()


def named_host() -> None:
    httpx.post(f"https://gateway.invalid/gemini{PATH}", json=BODY).raise_for_status()


def raw_requests() -> None:
    requests.post(f"{URL}?key={KEY}", json=BODY, timeout=60).raise_for_status()


async def raw_aiohttp() -> None:
    async with aiohttp.ClientSession(raise_for_status=True) as session, session.post(URL, json=BODY):
        pass


def over_grpc() -> None:
    google.generativeai.configure(api_key=KEY, transport="grpc")
    google.generativeai.GenerativeModel("gemini-2.5-flash").generate_content("Hello", request_options={"retry": None})


def over_websocket() -> None:
    connect("wss://generativelanguage.googleapis.com/ws/live").close()


async def by_itself() -> None:
    """As a library does that nobody observes."""
    await asyncio.open_connection("gigachat.devices.sberbank.ru", 443)


def main() -> None:
    gemini, sber = genai.Client(api_key=KEY), GigaChat(model="GigaChat-2")
    ways: dict[str, Callable[[], Any]] = {
        "google-genai": lambda: google_genai(gemini),
        "google-genai stream": lambda: google_genai_stream(gemini),
        "google-genai async": lambda: asyncio.run(google_genai_async(gemini)),
        "gigachat": lambda: gigachat(sber),
        "gigachat async": lambda: asyncio.run(gigachat_async()),
        "httpx": raw_httpx,
        "httpx async": lambda: asyncio.run(raw_httpx_async()),
        "named host": named_host,
        "requests": raw_requests,
        "aiohttp": lambda: asyncio.run(raw_aiohttp()),
        "grpc": over_grpc,
        "websocket": over_websocket,
        "socket": lambda: asyncio.run(by_itself()),
    }
    for name, way in ways.items():
        print(name, [_ended(way) for _ in range(2)], sep=": ")


def _ended(way: Callable[[], Any]) -> str:
    try:
        way()
    except Exception as error:
        return type(error).__name__
    return "ok"


if __name__ == "__main__":
    main()
