"""Our layer goes on under everybody else's, and exactly it comes off."""

from __future__ import annotations

import copy
import functools
import importlib
import importlib.util
import inspect
import logging
import pickle
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import wrapt
from opentelemetry.instrumentation.utils import unwrap

from genai_triage.instrumentation import patch as patches
from genai_triage.instrumentation.instrumentors import INSTRUMENTORS
from genai_triage.instrumentation.patch import Found, Patch

MODULE = "patched_library"
SOURCE = """
class Client:
    def call(self, trace):
        trace.append("call")
        return trace

def make():
    return Client()

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


def test_an_inherited_function_that_others_had_wrapped_and_have_unwrapped_is_as_it_was(library: Any) -> None:
    module = library()
    original = vars(module.Client)["call"]
    wrapt.wrap_function_wrapper(module, "Client.call", noting("theirs"))
    patch = ours("Child.call")
    patch.apply()
    assert module.Child().call([]) == ["theirs", "ours", "call"]
    unwrap(module.Client, "call")
    assert module.Child().call([]) == ["ours", "call"]
    patch.remove()
    assert module.Child().call([]) == ["call"]
    assert "call" not in vars(module.Child)
    assert vars(module.Client)["call"] is original


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


@pytest.mark.parametrize("error", [TypeError("immutable"), AttributeError("immutable"), RuntimeError("immutable")])
def test_a_function_that_cannot_be_wrapped_is_one_warning(
    error: Exception, library: Any, caplog: pytest.LogCaptureFixture
) -> None:
    module = library()

    class Immutable(type):
        def __setattr__(cls, name: str, value: Any) -> None:
            raise error

    module.Client = Immutable("Client", (module.Client,), {"call": module.Client.call})
    patch = ours(("Client.gone", "Client.call"))
    patch.apply()
    assert [record.getMessage() for record in caplog.records] == [
        "patched_library.Client.gone cannot be observed (immutable); the rest is."
    ]
    assert module.Client().call([]) == ["call"]
    patch.remove()


@pytest.mark.parametrize("kind", [staticmethod, classmethod])
def test_a_function_that_is_bound_to_no_object_is_wrapped_as_what_it_is(kind: Any, library: Any) -> None:
    module = library()
    module.Client.make = before = kind(lambda *given: given[-1])
    patch = ours("Client.make")
    patch.apply()
    assert module.Client.make([]) == module.Client().make([]) == ["ours"]
    patch.remove()
    assert vars(module.Client)["make"] is before


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda function: pickle.loads(pickle.dumps(function))])
@pytest.mark.parametrize("path", ["Client.call", "make"])
def test_a_wrapped_function_is_copied_and_pickled_as_itself(library: Any, clone: Any, path: str) -> None:
    module = library()
    ours(path).apply()
    function = functools.reduce(getattr, path.split("."), module)
    assert clone(function) == function


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda function: pickle.loads(pickle.dumps(function))])
def test_a_wrapped_method_is_copied_and_pickled_with_its_object(library: Any, clone: Any) -> None:
    module = library()
    ours().apply()
    method = clone(module.Client().call)
    assert type(method.__self__) is module.Client
    assert method([]) == ["ours", "call"]


def test_a_deep_copy_of_what_keeps_a_wrapped_method_keeps_that_of_the_copied_object(library: Any) -> None:
    module = library()
    ours().apply()
    client = module.Client()
    copied, method = copy.deepcopy((client, client.call))
    assert copied is not client
    assert method.__self__ is copied


def test_what_is_pickled_can_be_loaded_without_us(library: Any) -> None:
    module = library()
    ours().apply()
    assert b"genai_triage" not in pickle.dumps(module.Client.call)


@pytest.mark.parametrize("path", ["Client.call", "make"])
def test_a_wrapped_function_is_shown_as_itself(library: Any, path: str) -> None:
    module = library()
    before = repr(functools.reduce(getattr, path.split("."), module))
    ours(path).apply()
    assert repr(functools.reduce(getattr, path.split("."), module)) == before


def test_a_wrapped_method_is_shown_with_its_object(library: Any) -> None:
    module = library()
    client = module.Client()
    before = repr(client.call)
    ours().apply()
    assert repr(client.call) == before


BUSY = """
import inspect

class Client:
    def call(self, trace, *, key=1):
        "Says call."
        trace.append("call")
        return trace
    def steps(self, trace):
        yield from trace
    async def acall(self, trace):
        return trace
"""


@pytest.fixture
def busy(tmp_path: Path, library: Any) -> Any:
    (tmp_path / f"{MODULE}.py").write_text(BUSY)
    return library()


def test_a_busy_method_has_a_function_as_its_layer_which_is_asked_as_the_method_is(busy: Any) -> None:
    before = busy.Client.call
    ours("Client.call", is_busy=True).apply()
    layer = busy.Client.call
    assert layer is not before
    assert type(layer) is type(before)
    assert layer.__wrapped__ is before
    assert layer.__globals__ is before.__globals__
    assert inspect.signature(layer) == inspect.signature(before)
    assert inspect.getfullargspec(layer) == inspect.getfullargspec(before)
    seen = ("__name__", "__qualname__", "__module__", "__doc__", "__annotations__", "__kwdefaults__")
    assert [getattr(layer, name) for name in seen] == [getattr(before, name) for name in seen]
    assert busy.Client().call([], key=2) == ["ours", "call"]
    assert busy.Client.call(busy.Client(), []) == ["ours", "call"]
    assert pickle.loads(pickle.dumps(layer)) is layer
    with pytest.raises(TypeError, match=r"Client.call\(\) missing 1 required positional argument: 'self'"):
        busy.Client.call()


@pytest.mark.parametrize("name", ["steps", "acall"])
def test_what_runs_later_is_no_function_of_ours(busy: Any, name: str) -> None:
    before = vars(busy.Client)[name].__code__
    ours(f"Client.{name}", is_busy=True).apply()
    assert vars(busy.Client)[name].__code__ is before


@pytest.mark.parametrize("we_are_first", [True, False])
def test_a_function_as_layer_is_under_another_wrapper_and_comes_off(busy: Any, we_are_first: bool) -> None:
    before = busy.Client.call
    patch = ours("Client.call", is_busy=True)
    steps = [patch.apply, lambda: wrapt.wrap_function_wrapper(busy, "Client.call", noting("theirs"))]
    for step in steps if we_are_first else reversed(steps):
        step()
    assert busy.Client().call([]) == ["theirs", "ours", "call"]
    patch.remove()
    assert busy.Client().call([]) == ["theirs", "call"]
    unwrap(busy.Client, "call")
    assert busy.Client.call is before


def test_a_function_as_layer_that_somebody_keeps_only_passes_on(busy: Any) -> None:
    patch = ours("Client.call", is_busy=True)
    patch.apply()
    kept, method = busy.Client.call, busy.Client().call
    patch.remove()
    assert kept(busy.Client(), []) == method([]) == ["call"]
    busy.Client.call = kept
    patch.apply()
    assert busy.Client().call([]) == ["ours", "call"]
    patch.remove()
    assert busy.Client().call([]) == ["call"]


def test_a_mock_in_the_functions_place_is_called_as_before(library: Any) -> None:
    module = library()
    with mock.patch.object(module.Client, "call") as double:
        patch = ours()
        patch.apply()
        module.Client().call([], key=1)
        double.assert_called_once_with(["ours"], key=1)
        patch.remove()
        assert vars(module.Client)["call"] is double


def test_a_mock_that_is_put_on_and_taken_off_leaves_ours(library: Any) -> None:
    module = library()
    ours().apply()
    with mock.patch.object(module.Client, "call", autospec=True) as double:
        module.Client().call(["x"])
    assert double.call_count == 1
    assert module.Client().call([]) == ["ours", "call"]


def test_threads_that_apply_at_once_put_one_layer_on(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is held inside until the second has had its chance; both are observed as soon as they go on."""
    module = library()
    patch = ours()
    inside, second = threading.Event(), threading.Event()
    seen: list[Any] = []
    static = patches._static

    def slow(*args: Any) -> Any:
        if not inside.is_set():
            inside.set()
            second.wait(0.2)
        return static(*args)

    monkeypatch.setattr(patches, "_static", slow)
    first = threading.Thread(target=patch.apply)
    first.start()
    assert inside.wait(60)

    def apply_and_tell() -> None:
        patch.apply()
        seen.append(module.Client().call([]))
        second.set()

    other = threading.Thread(target=apply_and_tell)
    other.start()
    first.join(60)
    other.join(60)
    assert seen == [["ours", "call"]]
    assert module.Client().call([]) == ["ours", "call"]


def test_a_layer_is_put_on_once_though_the_import_is_told_late(
    library: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first user waits for the import; the second finds the module before the first is told of it."""
    patch = ours()
    patch.apply()
    spec = importlib.util.spec_from_file_location(MODULE, tmp_path / f"{MODULE}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, MODULE, module)
    patch.apply()
    wrapt.notify_module_loaded(module)
    assert module.Client().call([]) == ["ours", "call"]


def test_a_module_that_another_thread_is_importing_is_waited_for(
    library: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / f"{MODULE}.py").write_text("import builtins\nbuiltins.patched_library_gate()\n" + SOURCE)
    importing, go_on = threading.Event(), threading.Event()

    def gate() -> None:
        importing.set()
        go_on.wait(60)

    with mock.patch("builtins.patched_library_gate", gate, create=True):
        importer = threading.Thread(target=library)
        importer.start()
        assert importing.wait(60)
        patch = ours()
        applier = threading.Thread(target=patch.apply)
        applier.start()
        go_on.set()
        importer.join(60)
        applier.join(60)
    assert library().Client().call([]) == ["ours", "call"]
    assert caplog.records == []


def test_a_modules_functions_are_searched_for_once_and_wrapped_each_time(library: Any) -> None:
    searched: list[Any] = []

    def find(module: Any) -> Iterator[Patch]:
        searched.append(module)
        yield ours()

    found = Found(MODULE, find)
    module = library()
    for _ in range(2):
        found.apply()
        assert module.Client().call([]) == ["ours", "call"]
        found.remove()
        assert module.Client().call([]) == ["call"]
    assert searched == [module]

    sys.modules.pop(MODULE)
    found.apply()
    assert library().Client().call([]) == ["ours", "call"]
    assert len(searched) == 2


@pytest.mark.parametrize("is_late", [False, True], ids=["imported before", "imported later"])
def test_what_is_found_stays_until_both_of_its_users_are_gone(library: Any, is_late: bool) -> None:
    found = Found(MODULE, lambda module: [ours()])
    module = None if is_late else library()
    found.apply()
    found.apply()
    module = module or library()
    assert module.Client().call([]) == ["ours", "call"]
    found.remove()
    assert module.Client().call([]) == ["ours", "call"]
    found.remove()
    assert module.Client().call([]) == ["call"]
    found.remove()  # once too often
    found.apply()
    assert module.Client().call([]) == ["ours", "call"]
    found.remove()
    assert module.Client().call([]) == ["call"]


def test_what_would_be_found_is_not_looked_for_when_nobody_uses_it_any_more(library: Any) -> None:
    found = Found(MODULE, lambda module: [ours()])
    found.apply()
    found.remove()
    assert library().Client().call([]) == ["call"]


def test_a_search_that_failed_is_made_again(library: Any, caplog: pytest.LogCaptureFixture) -> None:
    failures = iter([True, False])

    def find(module: Any) -> Iterator[Patch]:
        if next(failures):
            raise RuntimeError("no such base class")
        yield ours()

    found = Found(MODULE, find)
    module = library()
    found.apply()
    found.remove()
    found.apply()
    assert module.Client().call([]) == ["ours", "call"]
    assert [record.message for record in caplog.records] == [
        "Not all of patched_library can be observed (no such base class); the rest is."
    ]


_TOOLS = ("invoke_function_from_dict_args", "get_function_response_parts")
_CHATS = (("parse_root", "create", "stream", "parse"), "GigaChatSyncClient._chat_", "GigaChatAsyncClient._achat_")
_FORMS = ("unary_unary", "unary_stream", "stream_unary", "stream_stream")
_OF_SOME_VERSIONS = {
    *(f"google.genai._extra_utils:{name}{suffix}" for name in _TOOLS for suffix in ("", "_async")),
    "google.generativeai.types.content_types:FunctionLibrary.__call__",
    *(f"gigachat.client:{method}{name}" for name in _CHATS[0] for method in _CHATS[1:]),
    *("gigachat.client:GigaChatSyncClient.get_balance", "gigachat.client:GigaChatAsyncClient.aget_balance"),
    *(f"opentelemetry.instrumentation.grpc.grpcext._interceptor:_InterceptorChannel.{form}" for form in _FORMS),
    "google.api_core.gapic_v1.method_async:_AsyncGapicCallable.__call__",
}
"""Functions that versions of a library in support do not have, or that one of two libraries has."""


def _patches() -> Iterator[Any]:
    for library in INSTRUMENTORS:
        module = importlib.import_module(f"genai_triage.instrumentation.{library.module}")
        if hasattr(module, "PATCHES"):
            yield from module.PATCHES
        else:
            yield from module.patches(*([library.library] if "httpx" in library.library else []), lambda: None)


def test_only_what_some_version_in_support_lacks_is_missing_without_a_warning() -> None:
    silent = {f"{one.module}:{one.paths[0]}" for one in _patches() if isinstance(one, Patch) and one._optional}
    assert silent == _OF_SOME_VERSIONS
