"""Live sessions, as an application that talks with its user holds them."""

from __future__ import annotations

import os
import ssl
from typing import Any

from google import genai
from google.genai import types

context = ssl.create_default_context(cafile=os.environ["LIVE_CA_FILE"])
client = genai.Client(
    http_options=types.HttpOptions(
        base_url=os.environ["LIVE_BASE_URL"], async_client_args={"verify": context, "ssl": context}
    )
)

CONFIG = types.LiveConnectConfig(response_modalities=[types.Modality.TEXT])
QUESTION = types.Content(role="user", parts=[types.Part(text="Why does a prism split white light?")])


async def talk(model: str, turns: int = 1) -> str:
    said: list[types.LiveServerMessage] = []
    async with client.aio.live.connect(model=model, config=CONFIG) as session:
        for _ in range(turns):
            await session.send_client_content(turns=QUESTION)
            said += [message async for message in session.receive()]
    return f"{len(said)} messages"


async def wait_for_more(model: str) -> str:
    """Goes on listening after the answer, until the service has enough."""
    said: list[Any] = []
    async with client.aio.live.connect(model=model, config=CONFIG) as session:
        await session.send_client_content(turns=QUESTION)
        while True:
            said += [message async for message in session.receive()]
