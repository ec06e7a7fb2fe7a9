"""Classes are known by name alone, with the bases that they have where their library is installed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from itertools import chain
from json import JSONDecodeError

import pytest

from genai_triage.evidence.exception_view import class_names
from genai_triage.explain.classes import class_of, is_known, is_of_libraries
from genai_triage.taxonomy import CAUSES

_MODULES = (
    *("google.genai.errors", "google.genai._interactions_errors", "google.api_core.exceptions"),
    *("google.auth.exceptions", "gigachat.exceptions", "httpx", "httpcore", "aiohttp.client_exceptions"),
    *("requests.exceptions", "urllib3.exceptions", "websockets.exceptions", "pydantic_core._pydantic_core"),
    *("ssl", "socket", "json", "asyncio", "http.client"),
)
_OF_ROWS = {name for cause in CAUSES.values() for signal in cause.signals for name in signal.exception}


def _classes() -> Iterator[type[BaseException]]:
    for module in _MODULES:
        for kind in vars(importlib.import_module(module)).values():
            if isinstance(kind, type) and issubclass(kind, BaseException) and is_known(kind.__module__, kind.__name__):
                yield kind


_WHOLE = (
    *("google.genai.errors", "google.genai._interactions_errors", "google.auth.exceptions", "gigachat.exceptions"),
    *("httpx", "httpcore", "aiohttp.client_exceptions", "grpc", "grpc._channel", "ssl", "socket", "json"),
)
"""Modules of whose classes none is left out."""


@pytest.mark.parametrize("module", _WHOLE)
def test_every_class_that_a_library_raises_from_calls_is_known(module: str) -> None:
    kinds = [kind for kind in vars(importlib.import_module(module)).values() if isinstance(kind, type)]
    raised = {kind for kind in kinds if issubclass(kind, BaseException) and not issubclass(kind, Warning)}
    assert raised
    assert {kind for kind in raised if not is_known(kind.__module__, kind.__name__)} == set()


@pytest.mark.parametrize(
    ("module", "name", "base"),
    [
        ("pydantic.error_wrappers", "ValidationError", ValueError),
        ("pydantic_core._pydantic_core", "ValidationError", ValueError),
        ("simplejson.errors", "JSONDecodeError", ValueError),
        ("orjson", "JSONDecodeError", JSONDecodeError),
        ("openai", "RateLimitError", Exception),
        ("google.api_core.exceptions", "ResourceExhausted", Exception),
        ("requests.exceptions", "ConnectTimeout", OSError),
        ("urllib3.exceptions", "ProtocolError", Exception),
        ("websockets.exceptions", "ConnectionClosedError", Exception),
        ("grpc.aio._call", "AioRpcError", Exception),
        ("httpx2", "ReadTimeout", Exception),
    ],
)
def test_a_class_is_known_under_every_module_that_prints_it(module: str, name: str, base: type[BaseException]) -> None:
    assert is_known(module, name)
    assert is_of_libraries(module)
    assert issubclass(class_of(module, name), base)


def _told(names: tuple[str, ...]) -> list[str]:
    """The names that a row knows, in the order in which they are asked for."""
    forms = chain.from_iterable((name, f"*.{name.rpartition('.')[2]}") for name in names)
    return list(dict.fromkeys(form for form in forms if form in _OF_ROWS))


@pytest.mark.parametrize(
    "kind", sorted(set(_classes()), key=str), ids=lambda kind: f"{kind.__module__}.{kind.__name__}"
)
def test_rows_know_a_printed_class_by_the_names_of_the_real_one(kind: type[BaseException]) -> None:
    made = class_of(kind.__module__, kind.__name__)
    assert _told(class_names(made)) == _told(class_names(kind))


def test_a_class_of_a_library_is_made_without_the_library() -> None:
    before = set(sys.modules)
    made = class_of("openai", "RateLimitError")
    assert [base.__name__ for base in made.__mro__][:4] == [
        "RateLimitError",
        "APIStatusError",
        "APIError",
        "OpenAIError",
    ]
    assert set(sys.modules) == before


def test_a_class_that_nobody_knows_is_an_exception() -> None:
    assert class_of("any.module", "Odd").__mro__[1] is Exception
    assert not is_known("any.module", "Odd")
