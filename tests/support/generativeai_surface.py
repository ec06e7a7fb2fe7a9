"""The public calls of google-generativeai, found as an application would find them, and arguments for each."""

from __future__ import annotations

import importlib
import inspect
import io
from collections.abc import Callable, Iterator
from typing import Any, Final

MODULES: Final = ("models", "files", "operations", "permission", "retriever", "answer")
_ARGUMENTS: Final[dict[str, Any]] = {
    "name": "models/m",
    "model": "models/m",
    "source_model": "models/m",
    "training_data": [("one", "two")],
    "contents": "Hello",
    "inline_passages": ["Hello"],
    "tuned_model": "tunedModels/t",
    "updates": {"description": "x"},
    "path": io.BytesIO(b"Hello"),
    "mime_type": "text/plain",
    "answer_style": "abstractive",
}
_NAMES: Final = {
    "file": "files/f",
    "operation": "tunedModels/t/operations/o",
    "tuned_model": "tunedModels/t",
    "permission": "tunedModels/t/permissions/1",
    "corpus": "corpora/c",
}


def functions(*, is_async: bool) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function that asks for something, by its name."""
    for module in MODULES:
        loaded = importlib.import_module(f"google.generativeai.{module}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            parameters = inspect.signature(function).parameters
            is_call = module == "files" or "client" in parameters
            if name.startswith("_") or function.__module__ != loaded.__name__ or not is_call:
                continue
            if (inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)) is is_async:
                yield name, function


def caches() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every call about a cache."""
    from google.generativeai.caching import CachedContent

    yield "create", lambda: CachedContent.create(model="models/m", contents=["Hello"])
    yield "get", lambda: CachedContent.get("cachedContents/c")
    yield "list", lambda: list(CachedContent.list())
    cached = CachedContent._from_obj({"name": "cachedContents/c"})
    yield "update", lambda: cached.update(ttl=60)
    yield "delete", cached.delete


def arguments(name: str, function: Callable[..., Any]) -> dict[str, Any]:
    """Arguments with which a function can be called."""
    given = {
        one.name: _ARGUMENTS.get(one.name, "x")
        for one in inspect.signature(function).parameters.values()
        if one.name in ("mime_type", "inline_passages", "updates")
        or (one.default is one.empty and one.kind is not one.VAR_KEYWORD)
    }
    if name.startswith("get_permission"):
        given["name"] = ""
    if name == "get_base_model_name":
        given["model"] = "tunedModels/t"
    if "name" in given:
        found = next((value for part, value in _NAMES.items() if part in name), None)
        given["name"] = found if found is not None and name != "upload_file" else given["name"]
    return given
