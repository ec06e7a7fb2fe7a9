"""Every public method of google-genai is answered as the real service would: the SDK reads what it gets."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import warnings
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import types

from genai_triage.simulator import Simulator
from tests.support.surface import DEVELOPER_ONLY, VERTEX_ONLY, arguments, methods

pytestmark = pytest.mark.filterwarnings("ignore")


def _called(method: Any, path: str) -> Any:
    answer = method(**arguments(path, method))
    return list(answer) if inspect.isgenerator(answer) else answer


def _unanswered(client: genai.Client, simulator: Simulator, *, skipped: frozenset[str]) -> dict[str, str]:
    """What was refused or never asked for, by method."""
    wrong: dict[str, str] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path, method in methods(client):
            if path in skipped:
                continue
            simulator.reset()
            try:
                _called(method, path)
            except Exception as error:
                wrong[path] = repr(error)[:200]
            if not simulator.requests:
                wrong.setdefault(path, "nothing was sent")
    return wrong


def test_every_method_of_the_gemini_api_is_served(gemini: genai.Client, simulator: Simulator) -> None:
    assert _unanswered(gemini, simulator, skipped=VERTEX_ONLY) == {}


def test_every_method_of_vertex_alone_is_served(vertex: genai.Client, simulator: Simulator) -> None:
    others = frozenset(path for path, _ in methods(vertex)) - VERTEX_ONLY

    assert _unanswered(vertex, simulator, skipped=others | DEVELOPER_ONLY) == {}


@pytest.mark.parametrize("endpoint", ["files", "caches", "batches", "models", "interactions"])
def test_a_schedule_fails_an_endpoint(endpoint: str, gemini: genai.Client, simulator: Simulator) -> None:
    simulator.schedule("gemini.internal", endpoint=endpoint)
    calls: dict[str, Any] = {
        "files": lambda: gemini.files.get(name="files/x"),
        "caches": lambda: gemini.caches.get(name="cachedContents/x"),
        "batches": lambda: gemini.batches.get(name="batches/x"),
        "models": lambda: gemini.models.get(model="gemini-2.5-flash"),
        "interactions": lambda: gemini.interactions.get("x"),
    }

    for name, call in calls.items():
        with pytest.raises(Exception, match="500") if name == endpoint else contextlib.nullcontext():
            call()


def test_what_is_downloaded_is_a_file(gemini: genai.Client) -> None:
    picture = b"\xff\xd8\xff\xe0"

    assert gemini.files.download(file="files/x").startswith(picture)
    assert asyncio.run(gemini.aio.files.download(file="files/x")).startswith(picture)


def test_a_list_holds_what_can_be_got(gemini: genai.Client) -> None:
    (file,) = gemini.files.list()

    assert file.name is not None
    assert gemini.files.get(name=file.name) == file


def test_a_store_takes_a_file_in_an_operation(gemini: genai.Client) -> None:
    store = gemini.file_search_stores.create(config={"display_name": "Notes"})
    assert store.display_name == "Notes"
    begun = gemini.file_search_stores.import_file(file_search_store_name=str(store.name), file_name="files/x")

    states = [begun.done]
    while not states[-1]:
        begun = gemini.operations.get(begun)
        states.append(begun.done)
    assert states == [None, None, True]
    assert begun.response
    assert begun.response.document_name == f"{store.name}/documents/{str(begun.name).rpartition('/')[2]}"


def test_a_credential_is_answered_without_its_secret(simulator: Simulator) -> None:
    url = f"{simulator.gemini_url}/v1/credentials"
    answer = httpx.post(url, json={"type": "bearer_token", "id": "c", "token": "secret"})

    assert (answer.json()["id"], "secret" in answer.text) == ("c", False)


def test_pictures_that_were_filtered_say_why(simulator: Simulator, vertex: genai.Client) -> None:
    answer = vertex.models.generate_images(model="imagen-4-fail-gemini.media_filtered", prompt="Hello")

    (picture,) = list(answer.generated_images or [])
    assert str(picture.rai_filtered_reason).startswith("Unable to show generated images.")
    assert [record.endpoint for record in simulator.requests] == ["predict"]


def test_embeddings_by_prediction_are_no_pictures(vertex: genai.Client) -> None:
    config = types.EmbedContentConfig(output_dimensionality=8)
    answer = vertex.models.embed_content(model="text-embedding-005", contents="Hello", config=config)

    assert len(answer.embeddings or ()) == 1
