"""Interactions, and what belongs to them: agents, webhooks, triggers."""

from __future__ import annotations

from typing import Any

from google import genai
from google.genai import types

client = genai.Client(http_options=types.HttpOptions(retry_options=types.HttpRetryOptions(attempts=1)))

QUESTION = "Why does a prism split white light?"


def interact(model: str) -> str:
    return shown(client.interactions.create(model=model, input=QUESTION))


async def interact_async(model: str) -> str:
    return shown(await client.aio.interactions.create(model=model, input=QUESTION))


def stream(model: str) -> str:
    return last(list(client.interactions.create(model=model, input=QUESTION, stream=True)))


async def stream_async(model: str) -> str:
    events = await client.aio.interactions.create(model=model, input=QUESTION, stream=True)
    return last([event async for event in events])


def keep_an_agent() -> str:
    """Makes an agent, looks it up, and deletes it."""
    agent = client.agents.create(id="researcher", description="Reads the news")
    known = client.agents.get(str(agent.id))
    client.agents.delete(str(known.id))
    return f"{known.id} came and went"


def listen() -> str:
    """Registers a webhook, tries it, and changes its secret."""
    events: Any = ["batch.succeeded", "interaction.failed"]
    hook = client.webhooks.create(uri="https://example.com/hook", subscribed_events=events)
    client.webhooks.ping(str(hook.id))
    client.webhooks.rotate_signing_secret(str(hook.id))
    return f"{len(client.webhooks.list().webhooks or [])} webhooks"


async def schedule_async() -> str:
    """Has an agent called every night, and once at once."""
    interaction: Any = {"agent": "deep-research", "input": QUESTION}
    trigger = await client.aio.triggers.create(interaction=interaction, schedule="0 3 * * *", time_zone="UTC")
    return str((await client.aio.triggers.run(trigger.id)).status)


def shown(interaction: Any) -> str:
    return f"{interaction.status}: {(interaction.output_text or 'no text')[:40]}"


def last(events: list[Any]) -> str:
    interaction = getattr(events[-1], "interaction", None) if events else None
    return f"{len(events)} events, {getattr(interaction, 'status', 'no end')}"
