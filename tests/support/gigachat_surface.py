"""The public methods of a client of gigachat, found as an application would find them, and a call of each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Final

from pydantic import BaseModel

NO_CALLS: Final = frozenset({"close", "aclose", "get_token", "aget_token"})
"""What sends no request, or none while the token is good."""


class Answer(BaseModel):
    name: str


_ARGUMENTS: Final[dict[str, Any]] = {
    "payload": "Hello",
    "response_format": Answer,
    "texts": ["Hello"],
    "input_": ["Hello"],
    "model": "GigaChat-2",
    "messages": ["Hello"],
    "message": "Hello",
    "threads_ids": ["t"],
}
_OF_METHOD: Final[dict[str, dict[str, Any]]] = {
    method: {"file": ("file.txt", b"Hello")} for method in ("upload_file", "aupload_file")
}


def methods(client: Any, *, is_async: bool) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public method by its path, e.g. `threads.run`; of the synchronous or of the asynchronous half."""
    for name in _halves(client)[is_async]:
        value = getattr(client, name)
        if callable(value):
            yield name, value
        if not inspect.isroutine(value):
            for method, function in inspect.getmembers(value, inspect.isroutine):
                if not method.startswith("_"):
                    yield f"{name}.{method}", function


def _halves(client: Any) -> tuple[list[str], list[str]]:
    public = [name for name in dir(client) if not name.startswith("_") and name not in NO_CALLS]
    public = [name for name in public if name != "token" and getattr(client, name) is not None]
    waiting = {form for name in public for form in (f"a{name}", f"a_{name}") if form in public}
    return [name for name in public if name not in waiting], sorted(waiting)


def arguments(path: str, method: Callable[..., Any]) -> dict[str, Any]:
    """Arguments with which a method can be called."""
    own = _OF_METHOD.get(path, {})
    return {
        one.name: own.get(one.name, _ARGUMENTS.get(one.name, "x"))
        for one in inspect.signature(method).parameters.values()
        if one.default is one.empty or one.name == "messages"
    }
