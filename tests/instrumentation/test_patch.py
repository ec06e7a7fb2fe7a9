"""Our layer goes on under everybody else's, and exactly it comes off."""

from __future__ import annotations

import functools
import importlib
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import wrapt
from opentelemetry.instrumentation.utils import unwrap

from genai_triage.instrumentation._patch import Patch

MODULE = "patched_library"
SOURCE = """
class Client:
    def call(self, trace):
        trace.append("call")
        return trace

class Child(Client):
    pass

class Modern:
    @property
    def call(self):
        return lambda trace: trace
    def _call(self, trace):
        trace.append("_call")
        return trace
"""


def noting(name: str) -> Any:
    def wrapper(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
        args[0].append(name)
        return wrapped(*args, **kwargs)

    return wrapper


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A module that is on the path and not imported; calling the fixture imports it."""
    (tmp_path / f"{MODULE}.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    sys.modules.pop(MODULE, None)
    yield lambda: importlib.import_module(MODULE)
    sys.modules.pop(MODULE, None)


def ours(paths: str | tuple[str, ...] = "Client.call", **options: Any) -> Patch:
    return Patch(MODULE, paths, noting("ours"), **options)


def test_a_module_that_is_never_imported_is_not_imported_by_us(library: Any) -> None:
    patch = ours()
    patch.apply()
    assert MODULE not in sys.modules
    patch.remove()


def test_a_module_imported_later_is_wrapped(library: Any) -> None:
    ours().apply()
    assert library().Client().call([]) == ["ours", "call"]


def test_a_module_imported_before_is_wrapped(library: Any) -> None:
    module = library()
    ours().apply()
    assert module.Client().call([]) == ["ours", "call"]


def test_removing_before_the_import_leaves_nothing(library: Any) -> None:
    patch = ours()
    patch.apply()
    patch.remove()
    assert library().Client().call([]) == ["call"]


def test_removing_restores_the_very_function(library: Any) -> None:
    module = library()
    original = vars(module.Client)["call"]
    patch = ours()
    patch.apply()
    patch.remove()
    assert vars(module.Client)["call"] is original


def test_an_inherited_function_is_not_left_on_the_child(library: Any) -> None:
    module = library()
    patch = ours("Child.call")
    patch.apply()
    assert module.Child().call([]) == ["ours", "call"]
    assert module.Client().call([]) == ["call"]
    patch.remove()
    assert "call" not in vars(module.Child)


def test_one_patch_with_two_users_stays_until_both_are_gone(library: Any) -> None:
    module = library()
    patch = ours()
    patch.apply()
    patch.apply()
    patch.remove()
    assert module.Client().call([]) == ["ours", "call"]
    patch.remove()
    assert module.Client().call([]) == ["call"]


def test_removing_more_often_than_applying_does_nothing(library: Any) -> None:
    module = library()
    patch = ours()
    patch.remove()
    patch.apply()
    assert module.Client().call([]) == ["ours", "call"]


@pytest.mark.parametrize("we_are_first", [True, False])
def test_we_are_under_another_wrapper_in_either_order(library: Any, we_are_first: bool) -> None:
    module = library()
    patch = ours()
    if we_are_first:
        patch.apply()
    wrapt.wrap_function_wrapper(module, "Client.call", noting("theirs"))
    if not we_are_first:
        patch.apply()
    assert module.Client().call([]) == ["theirs", "ours", "call"]


@pytest.mark.parametrize("we_are_first", [True, False])
def test_their_unwrapping_leaves_ours(library: Any, we_are_first: bool) -> None:
    module = library()
    patch = ours()
    if we_are_first:
        patch.apply()
    wrapt.wrap_function_wrapper(module, "Client.call", noting("theirs"))
    if not we_are_first:
        patch.apply()
    unwrap(module.Client, "call")
    assert module.Client().call([]) == ["ours", "call"]


@pytest.mark.parametrize("we_are_first", [True, False])
def test_our_removal_leaves_theirs(library: Any, we_are_first: bool) -> None:
    module = library()
    original = vars(module.Client)["call"]
    patch = ours()
    if we_are_first:
        patch.apply()
    wrapt.wrap_function_wrapper(module, "Client.call", noting("theirs"))
    if not we_are_first:
        patch.apply()
    patch.remove()
    assert module.Client().call([]) == ["theirs", "call"]
    unwrap(module.Client, "call")
    assert vars(module.Client)["call"] is original


def test_a_plain_wrapper_that_keeps_ours_gets_a_function_that_only_passes_on(library: Any) -> None:
    module = library()
    patch = ours()
    patch.apply()
    inner = module.Client.call

    @functools.wraps(inner)
    def theirs(self: Any, trace: list[str]) -> Any:
        trace.append("theirs")
        return inner(self, trace)

    module.Client.call = theirs
    patch.remove()
    assert module.Client().call([]) == ["theirs", "call"]


def test_applied_again_after_removal_it_works_again(library: Any) -> None:
    module = library()
    patch = ours()
    for _ in range(3):
        patch.apply()
        assert module.Client().call([]) == ["ours", "call"]
        patch.remove()
        assert module.Client().call([]) == ["call"]


def test_the_first_name_that_is_a_function_is_wrapped(library: Any) -> None:
    module = library()
    ours(("Modern.call", "Modern._call")).apply()
    assert module.Modern()._call([]) == ["ours", "_call"]


def test_a_function_that_is_gone_is_one_warning(library: Any, caplog: pytest.LogCaptureFixture) -> None:
    library()
    with caplog.at_level(logging.WARNING, "genai_triage"):
        ours(("Client.gone", "Nobody.gone")).apply()
    assert [record.getMessage() for record in caplog.records] == [
        "patched_library has no function Client.gone or Nobody.gone: calls of it are not observed; the rest is. "
        "Please report the version in use."
    ]


def test_a_function_that_only_some_versions_have_is_no_warning(library: Any, caplog: pytest.LogCaptureFixture) -> None:
    library()
    with caplog.at_level(logging.WARNING, "genai_triage"):
        ours("Client.gone", optional=True).apply()
    assert caplog.records == []
