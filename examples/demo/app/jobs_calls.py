"""Work that takes its time: batches, pictures and videos of Vertex AI, background interactions, runs of threads."""

from __future__ import annotations

from typing import Any

from gigachat import GigaChat
from google import genai
from google.genai import types
from google.oauth2.credentials import Credentials

client = genai.Client()
vertex = genai.Client(
    vertexai=True,
    project="demo",
    location="us-central1",
    credentials=Credentials(token="demo"),  # type: ignore[no-untyped-call]
)
threads = GigaChat()

QUESTIONS: Any = [{"contents": [{"parts": [{"text": "Why is the sky blue?"}], "role": "user"}]}]


def run_batch(model: str) -> str:
    job = client.batches.create(model=model, src=QUESTIONS)
    while not job.done:
        job = client.batches.get(name=str(job.name))
    return str(job.state and job.state.value)


async def run_batch_async(model: str) -> str:
    job = await client.aio.batches.create(model=model, src=QUESTIONS)
    while not job.done:
        job = await client.aio.batches.get(name=str(job.name))
    return str(job.state and job.state.value)


def cancel_batch(model: str) -> str:
    name = str(client.batches.create(model=model, src=QUESTIONS).name)
    client.batches.cancel(name=name)
    return f"{name} is to end"


def draw(model: str) -> str:
    pictures = vertex.models.generate_images(model=model, prompt="A prism").generated_images or []
    return f"{sum(picture.image is not None for picture in pictures)} pictures"


async def draw_async(model: str) -> str:
    pictures = (await vertex.aio.models.generate_images(model=model, prompt="A prism")).generated_images or []
    return f"{sum(picture.image is not None for picture in pictures)} pictures"


def film(model: str) -> str:
    operation = vertex.models.generate_videos(model=model, source=types.GenerateVideosSource(prompt="A prism"))
    while not operation.done:
        operation = vertex.operations.get(operation)
    made = operation.response.generated_videos if operation.response else None
    return f"{len(made or [])} videos"


def think_in_background(model: str) -> str:
    interaction: Any = client.interactions.create(model=model, input="Why is the sky blue?", background=True)
    while interaction.status == "in_progress":
        interaction = client.interactions.get(interaction.id)
    return str(interaction.status)


def run_thread(thread: str) -> str:
    threads.threads.run(thread)
    return str(threads.threads.get_run(thread).status.value)
