"""The public methods of a client of google-genai, found as an application would find them, and a call of each."""

from __future__ import annotations

import base64
import inspect
from collections.abc import Callable, Iterator
from typing import Any, Final

from google.genai import types
from google.oauth2.credentials import Credentials

_SKIPPED: Final = frozenset(
    {"aio", "chats", "live", "parent_ref", "vertexai", "with_raw_response", "with_streaming_response"}
)
"""No resources, or none whose methods send requests themselves."""
_NO_CALLS: Final = frozenset({"do_request", "do_request_async", "connect", "close", "aclose"})
VERTEX_ONLY: Final = frozenset(
    {
        *(f"models.{name}" for name in ("compute_tokens", "generate_images", "edit_image", "upscale_image")),
        *(f"models.{name}" for name in ("recontext_image", "segment_image", "generate_videos")),
        *(f"tunings.{name}" for name in ("list", "tune", "validate_reward")),
    }
)
"""What some version of the SDK refuses of a client of the Gemini API before it sends anything."""
DEVELOPER_ONLY: Final = frozenset({"interactions.auth_tokens.create", "interactions.auth_tokens.delete"})
_PIXEL: Final = base64.b64encode(b"pixel").decode()
_IMAGE: Final = {"image_bytes": _PIXEL, "mime_type": "image/png"}
_ARGUMENTS: Final[dict[str, Any]] = {
    "name": "files/x",
    "id": "x",
    "model": "gemini-2.5-flash",
    "contents": "Hello",
    "prompt": "Hello",
    "file": "files/x",
    "parent": "fileSearchStores/s",
    "src": "files/a",
    "file_search_store_name": "fileSearchStores/s",
    "file_name": "files/x",
    "media_id": "fileSearchStores/s/media/m",
    "interaction": {"agent": "deep-research", "input": "Hello"},
    "schedule": "0 0 * * *",
    "time_zone": "UTC",
    "subscribed_events": ["batch.succeeded"],
    "uri": "https://example.test",
    "environment": "e",
    "auth": Credentials(token="any"),
    "uris": ["gs://bucket/file.txt"],
    "voice": {"type": "prompted", "prompted": {"input": "A calm voice"}},
    "image": _IMAGE,
    "upscale_factor": "x2",
    "reference_images": [{"reference_id": 1, "reference_image": _IMAGE, "reference_type": "REFERENCE_TYPE_RAW"}],
    "base_model": "gemini-2.5-flash",
    "training_dataset": {"gcs_uri": "gs://bucket/file.jsonl"},
    "sample_response": {"parts": [{"text": "Hello"}]},
    "example": {"contents": [{"parts": [{"text": "Hello"}], "role": "user"}]},
}
_CREDENTIAL: Final = {"type": "bearer_token", "id": "x", "token": "t"}
_OF_METHOD: Final[dict[str, dict[str, Any]]] = {
    "batches": {"name": "batches/x"},
    "caches": {"name": "cachedContents/x"},
    "tunings": {"name": "tunedModels/x"},
    "models": {"name": "models/x"},
    "documents": {"name": "fileSearchStores/s/documents/d"},
    "file_search_stores": {"name": "fileSearchStores/s"},
    "files": {"path": "notes.txt"},
    "models.generate_images": {"model": "imagen-4.0-generate-001"},
    "models.generate_videos": {"model": "veo-3.1-generate-preview", "source": {"prompt": "Hello"}},
    "models.update": {"config": {"display_name": "x"}},
    "models.recontext_image": {
        "model": "imagen-product-recontext",
        "source": {"person_image": _IMAGE, "product_images": [{"product_image": _IMAGE}]},
    },
    "models.segment_image": {"model": "image-segmentation-001", "source": {"image": _IMAGE}},
    "batches.create_embeddings": {"src": {"inlined_requests": {"contents": [{"parts": [{"text": "Hello"}]}]}}},
    "interactions.create": {"model": "gemini-2.5-flash", "input": "Hello"},
    "credentials.create": {"request": {"body": _CREDENTIAL}},
    "credentials.update": {"request": {"id": "x", "body": {"type": "bearer_token", "token": "t"}}},
    "decisions.create": {"questions": {"q": {"type": "noul", "instructions": "Is it so?"}}},
    "environments.get": {"id": "x"},
    "environments.delete": {"id": "x"},
    "files.upload": {"file": __file__},
    "environments.files.upload": {"file": b"Hello", "mime_type": "text/plain"},
    "file_search_stores.upload_to_file_search_store": {"file": __file__},
    "operations.get": {
        "operation": types.GenerateVideosOperation.model_validate({"name": "models/veo-3.1/operations/x"})
    },
    "tunings.validate_reward": {"parent": "projects/p/locations/l", "single_reward_config": {"reward_name": "r"}},
}


def methods(client: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public method by its path, e.g. `files.get`; of `client` or of `client.aio`."""
    for path, resource in _resources(client, ""):
        for name, method in inspect.getmembers(resource, callable):
            if not name.startswith("_") and name not in _NO_CALLS:
                yield f"{path}.{name}", method


def _resources(holder: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name in (*dir(type(holder)), *getattr(holder, "__dict__", {})):
        value = None if name.startswith("_") or name in _SKIPPED else getattr(holder, name, None)
        if value is None or not type(value).__module__.startswith("google.genai"):
            continue
        if any(hasattr(value, mark) for mark in ("_api_client", "do_request", "do_request_async", "_post")):
            yield f"{path}{name}", value
            yield from _resources(value, f"{path}{name}.")


_ALWAYS: Final = ("model", "id", "name", "environment")
"""Arguments that are given although a method declares a default."""
_UNNAMED: Final = {
    "interactions.create": {"model", "input"},
    "environments.get": {"id"},
    "environments.delete": {"id"},
}
"""Arguments of methods that take anything."""


def _parameters(method: Any) -> list[inspect.Parameter]:
    """A method's own; of one that takes anything, those of the one that it replaces."""
    own = list(inspect.signature(method).parameters.values())
    owner = getattr(method, "__self__", None)
    if owner is None or any(one.kind is one.POSITIONAL_OR_KEYWORD or one.kind is one.KEYWORD_ONLY for one in own):
        return own
    replaced = next((getattr(base, method.__name__, None) for base in type(owner).__mro__[1:]), None)
    return own if replaced is None else list(inspect.signature(replaced).parameters.values())[1:]


def arguments(path: str, method: Callable[..., Any]) -> dict[str, Any]:
    """Arguments with which a method can be called; what it refuses of them, it refuses before it sends anything."""
    parameters = _parameters(method)
    named = {
        one.name: _ARGUMENTS.get(one.name, "x")
        for one in parameters
        if one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL) and (one.default is one.empty or one.name in _ALWAYS)
    }
    resource, _, _ = path.rpartition(".")
    own = {**_OF_METHOD.get(resource.rpartition(".")[2], {}), **_OF_METHOD.get(path, {})}
    taken = {one.name for one in parameters} | _UNNAMED.get(path, set())
    return {**named, **{name: value for name, value in own.items() if name in taken}}
