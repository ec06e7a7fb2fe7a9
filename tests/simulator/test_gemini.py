"""Good answers of the Gemini API, as google-genai reads them."""

import json
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import types
from pydantic import BaseModel

from genai_triage.simulator import Simulator

MODEL = "gemini-2.5-flash"


# The SDK reads these annotations, and older ones cannot read them as text: no future import in this file.
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def test_generate_content_has_text_and_usage(gemini: genai.Client) -> None:
    answer = gemini.models.generate_content(model=MODEL, contents="x" * 400)

    assert answer.text
    assert answer.candidates
    assert answer.candidates[0].finish_reason == types.FinishReason.STOP
    assert answer.usage_metadata
    assert answer.usage_metadata.prompt_token_count == 100
    assert answer.model_version == MODEL


@pytest.mark.parametrize("version", ["v1", "v1beta", "v1alpha"])
def test_every_api_version_is_served(simulator: Simulator, version: str) -> None:
    answer = httpx.post(f"{simulator.gemini_url}/{version}/models/{MODEL}:generateContent", json={})

    assert answer.json()["candidates"][0]["finishReason"] == "STOP"


def test_stream_ends_with_finish_reason_and_usage(gemini: genai.Client) -> None:
    chunks = list(gemini.models.generate_content_stream(model=MODEL, contents="Hello"))

    assert len(chunks) == 4
    reasons = [chunk.candidates[0].finish_reason for chunk in chunks if chunk.candidates]
    assert reasons == [None, None, None, types.FinishReason.STOP]
    assert chunks[-1].usage_metadata
    assert chunks[-1].usage_metadata.candidates_token_count


def test_stream_without_sse_is_one_json_array(simulator: Simulator) -> None:
    answer = httpx.post(f"{simulator.gemini_url}/v1beta/models/{MODEL}:streamGenerateContent", json={})

    assert [chunk["candidates"][0]["index"] for chunk in answer.json()] == [0, 0, 0, 0]


def test_answer_stops_at_the_token_limit(gemini: genai.Client) -> None:
    config = types.GenerateContentConfig(max_output_tokens=3)
    answer = gemini.models.generate_content(model=MODEL, contents="Hello", config=config)

    assert answer.candidates
    assert answer.candidates[0].finish_reason == types.FinishReason.MAX_TOKENS
    assert answer.usage_metadata
    assert answer.usage_metadata.candidates_token_count == 3


def test_structured_answer_fits_its_schema(gemini: genai.Client) -> None:
    class Verdict(BaseModel):
        title: str
        scores: list[int]

    config = types.GenerateContentConfig(response_mime_type="application/json", response_schema=Verdict)
    answer = gemini.models.generate_content(model=MODEL, contents="Hello", config=config)

    assert answer.parsed == Verdict(title="example", scores=[1])


def test_function_is_called_once_and_then_answered(gemini: genai.Client) -> None:
    chat = gemini.chats.create(model=f"{MODEL}-call-function", config=types.GenerateContentConfig(tools=[add]))
    answer = chat.send_message("Add one and one.")

    assert answer.text
    responses = [part.function_response for content in chat.get_history() for part in content.parts or []]
    assert [response.response for response in responses if response] == [{"result": 2}]


def test_count_tokens_grows_with_the_prompt(gemini: genai.Client) -> None:
    models = gemini.models

    assert models.count_tokens(model=MODEL, contents="x" * 40).total_tokens == 10
    assert models.count_tokens(model=MODEL, contents="x" * 80).total_tokens == 20


def test_embeddings_one_for_each_input(gemini: genai.Client) -> None:
    answer = gemini.models.embed_content(model="gemini-embedding-001", contents=["a", "bb"])

    assert [len(item.values or ()) for item in answer.embeddings or ()] == [768, 768]


def test_models_are_listed_and_described(gemini: genai.Client) -> None:
    models = gemini.models

    assert f"models/{MODEL}" in [model.name for model in models.list()]
    assert models.get(model=MODEL).name == f"models/{MODEL}"


def test_interaction_completes(gemini: genai.Client) -> None:
    interaction: Any = gemini.interactions.create(model=MODEL, input="Hello")

    assert interaction.status == "completed"
    assert interaction.output_text


def test_interaction_stream_runs_from_created_to_completed(gemini: genai.Client) -> None:
    events = list(gemini.interactions.create(model=MODEL, input="Hello", stream=True))

    kinds = [event.event_type for event in events]
    assert kinds == ["interaction.created", "step.start", *["step.delta"] * 4, "step.stop", "interaction.completed"]


def test_vertex_generates_and_embeds(simulator: Simulator, vertex: genai.Client) -> None:
    models = vertex.models

    assert models.generate_content(model=MODEL, contents="Hello").text
    by_predict = models.embed_content(model="text-embedding-005", contents=["a", "b"]).embeddings or []
    by_embed = models.embed_content(model="gemini-embedding-001", contents="a").embeddings or []
    assert [len(by_predict), len(by_embed)] == [2, 1]
    assert [record.endpoint for record in simulator.requests] == ["generate", "embed", "embed"]
    assert all("/publishers/google/models/" in record.path for record in simulator.requests)


def test_old_sdk_reads_answers_and_streams(simulator: Simulator) -> None:
    legacy = pytest.importorskip("google.generativeai")
    legacy.configure(api_key="any", transport="rest", client_options={"api_endpoint": simulator.gemini_url})
    model = legacy.GenerativeModel(MODEL)

    assert model.generate_content("Hello").text
    assert len(list(model.generate_content("Hello", stream=True))) == 4


def test_unknown_method_is_not_found(simulator: Simulator) -> None:
    answer = httpx.post(f"{simulator.gemini_url}/v1beta/models/{MODEL}:paint", json={})

    assert (answer.status_code, answer.json()["error"]["status"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("body", [b"", b"[]", b"not json", b'{"contents": 1, "tools": [1], "generationConfig": []}'])
def test_odd_bodies_are_answered(simulator: Simulator, body: bytes) -> None:
    answer = httpx.post(f"{simulator.gemini_url}/v1beta/models/{MODEL}:generateContent", content=body)

    assert answer.status_code == 200


def test_texts_repeat_with_the_seed() -> None:
    def texts(seed: int) -> list[str]:
        with Simulator(latency=0, seed=seed) as running:
            url = f"{running.gemini_url}/v1beta/models/{MODEL}:generateContent"
            return [json.dumps(httpx.post(url, json={}).json()) for _ in range(5)]

    assert texts(7) == texts(7)
    assert texts(7) != texts(8)
