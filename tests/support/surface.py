"""The public methods of a client of google-genai, found as an application would find them, and a call of each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Final

_SKIPPED: Final = frozenset(
    {"aio", "chats", "live", "parent_ref", "vertexai", "with_raw_response", "with_streaming_response"}
)
"""No resources, or none whose methods send requests themselves."""
_NO_CALLS: Final = frozenset({"do_request", "do_request_async", "connect", "close", "aclose"})
_ARGUMENTS: Final = {
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
    "interaction": {"model": "gemini-2.5-flash", "input": "Hello"},
    "schedule": "0 0 * * *",
    "time_zone": "UTC",
    "subscribed_events": ["batch.succeeded"],
    "uri": "https://example.test",
}
_OF_METHOD: Final[dict[str, dict[str, Any]]] = {
    "batches": {"name": "batches/x"},
    "caches": {"name": "cachedContents/x"},
    "tunings": {"name": "tunedModels/x"},
    "models": {"name": "models/x"},
    "documents": {"name": "fileSearchStores/s/documents/d"},
    "file_search_stores": {"name": "fileSearchStores/s"},
    "models.generate_images": {"model": "imagen-4.0-generate-001"},
    "models.generate_videos": {"model": "veo-3.1-generate-preview"},
    "interactions.create": {"model": "gemini-2.5-flash", "input": "Hello"},
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
        if one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)
        and (one.default is one.empty or one.name in ("model", "id", "name"))
    }
    resource, _, _ = path.rpartition(".")
    own = {**_OF_METHOD.get(resource.rpartition(".")[2], {}), **_OF_METHOD.get(path, {})}
    taken = {one.name for one in parameters} | ({"model", "input"} if path == "interactions.create" else set())
    return {**named, **{name: value for name, value in own.items() if name in taken}}
