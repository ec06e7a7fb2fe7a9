"""Live sessions over real sockets, all open and each with a turn, before the first one is closed."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack
from typing import Any, Final

from google import genai
from google.genai import types

from benchmarks.scale.finding import Finding, at_most, equal, told
from benchmarks.scale.observed import Observed, allow_many_files, resident
from benchmarks.scale.simulated import simulated
from genai_triage.telemetry import names

_ROUNDS: Final = 3
_AT_ONCE: Final = 50
"""Handshakes."""
_GROWTH: Final = 16.0
_CONFIG: Final = types.LiveConnectConfig(response_modalities=[types.Modality.TEXT])
_HELLO: Final = types.Content(role="user", parts=[types.Part(text="Hello")])


def run(sessions: int) -> list[Finding]:
    """Opens the sessions three times."""
    allow_many_files()
    with Observed().on() as observed, simulated() as addresses:
        context = ssl.create_default_context(cafile=addresses.ca_file)
        options = types.HttpOptions(
            base_url=addresses.tls_url, async_client_args={"verify": context, "ssl": context, "open_timeout": 120}
        )
        client = genai.Client(api_key="any", http_options=options)
        rounds = [asyncio.run(_round(client, sessions, observed)) for _ in range(_ROUNDS)]
        counted, left = observed.calls(), observed.total(names.METRIC_SESSIONS_OPEN)
    opened, under_way, after = zip(*rounds, strict=True)
    return [
        equal("triage.calls", counted, sessions * _ROUNDS),
        equal("triage.sessions.open while they are", opened[-1], sessions),
        equal("triage.sessions.open afterwards", left, 0),
        told("resident memory with all open", under_way[-1], "MB"),
        at_most("growth from the first round's end to the last's", after[-1] - after[0], _GROWTH, "MB"),
    ]


async def _round(client: Any, sessions: int, observed: Observed) -> tuple[int, float, float]:
    """Returns how many sessions are told to be open, the MB then, and the MB afterwards."""
    turns = asyncio.Semaphore(_AT_ONCE)
    async with AsyncExitStack() as stack:

        async def one() -> None:
            async with turns:
                connecting = client.aio.live.connect(model="gemini-live", config=_CONFIG)
                session = await stack.enter_async_context(connecting)
                await session.send_client_content(turns=_HELLO)
                async for _ in session.receive():
                    pass

        await asyncio.gather(*(one() for _ in range(sessions)))
        opened, under_way = observed.total(names.METRIC_SESSIONS_OPEN), resident()
    return opened, under_way, resident()
