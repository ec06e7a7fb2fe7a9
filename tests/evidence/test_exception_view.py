"""An exception as seen from outside: hostile ones say nothing, endless ones say little."""

from __future__ import annotations

import sys
from itertools import count
from types import SimpleNamespace as Having
from typing import Any, cast

import pytest

from genai_triage.evidence.exception_view import (
    call,
    class_names,
    frames_of,
    items,
    mapping,
    peek,
    provider_of_names,
    text_of,
    view_exception,
)
from genai_triage.evidence.limits import MAX_BASES, MAX_FIELDS, MAX_FRAMES, MAX_ITEMS, MAX_TEXT


class Hostile(Exception):
    """Raises whatever it is asked."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def __str__(self) -> str:
        raise self.error

    def __iter__(self) -> Any:
        raise self.error

    @property
    def member(self) -> Any:
        raise self.error

    def method(self) -> Any:
        raise self.error

    items = method


READERS = [
    pytest.param(text_of, "", id="text"),
    pytest.param(lambda error: peek(error, "member"), None, id="attribute"),
    pytest.param(lambda error: call(error, "method"), None, id="method"),
    pytest.param(lambda error: call(error, "member"), None, id="method that is read"),
    pytest.param(items, [], id="members"),
    pytest.param(mapping, {}, id="mapping"),
]


@pytest.mark.parametrize("error", [ValueError(), RecursionError(), GeneratorExit(), BaseException()], ids=repr)
@pytest.mark.parametrize(("read", "nothing"), READERS)
def test_what_raises_when_it_is_asked_says_nothing(read: Any, nothing: Any, error: BaseException) -> None:
    assert read(Hostile(error)) == nothing


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(2)], ids=repr)
@pytest.mark.parametrize(("read", "nothing"), READERS)
def test_who_stops_the_program_is_heard(read: Any, nothing: Any, error: BaseException) -> None:
    with pytest.raises(type(error)) as raised:
        read(Hostile(error))
    assert raised.value is error


class TimeLimitError(Exception):
    """What an application's signal handler raises."""


def on_alarm(number: int, frame: Any) -> None:
    raise TimeLimitError


class Slow(Hostile):
    """Is interrupted by a signal whatever it is asked."""

    @property
    def error(self) -> BaseException:
        on_alarm(14, sys._getframe())
        raise AssertionError

    @error.setter
    def error(self, error: BaseException) -> None: ...


@pytest.mark.parametrize(("read", "nothing"), READERS)
def test_what_a_signal_handler_raises_meanwhile_is_the_application_s(read: Any, nothing: Any) -> None:
    with pytest.raises(TimeLimitError):
        read(Slow(ValueError()))


def test_the_classes_of_a_hostile_class_are_known() -> None:
    class Meta(type):
        def __getattribute__(cls, name: str) -> Any:
            raise TimeLimitError

    assert class_names(Meta("Any", (), {})) == ("builtins.object",)


def test_a_text_is_asked_for_once() -> None:
    class Counted(Exception):
        asked = 0

        def __str__(self) -> str:
            self.asked += 1
            return "said"

    error = Counted()
    view = view_exception(error, None)
    assert (view.text, view.text, error.asked) == ("said", "said", 1)


def test_of_an_endless_text_the_beginning_is_looked_at() -> None:
    error = ValueError("x" * (MAX_TEXT + 1))
    assert text_of(error) == "x" * MAX_TEXT
    assert view_exception(error, None).text == "x" * MAX_TEXT
    assert view_exception(error, None, limit=5).text == "xxxxx"


def test_of_many_members_the_first_are_looked_at() -> None:
    assert items(count()) == list(range(MAX_ITEMS))
    assert mapping(dict.fromkeys(map(str, range(MAX_FIELDS + 1)))) == dict.fromkeys(map(str, range(MAX_FIELDS)))


@pytest.mark.parametrize("value", [None, "text", b"bytes", 5])
def test_what_has_no_members_gives_none(value: object) -> None:
    assert (items(value), mapping(value)) == ([], {})


@pytest.mark.parametrize("holder", [None, Having(method=5), Having(method=None)])
def test_what_is_no_method_returns_nothing(holder: object) -> None:
    assert call(holder, "method") is None


def test_the_names_of_a_class_are_its_package_and_name_over_all_its_bases() -> None:
    assert class_names(UnicodeDecodeError) == (
        "builtins.UnicodeDecodeError",
        "builtins.UnicodeError",
        "builtins.ValueError",
        "builtins.Exception",
        "builtins.BaseException",
        "builtins.object",
    )
    assert class_names(type("Refused", (), {"__module__": "a.b.c"})) == ("a.Refused", "builtins.object")
    assert class_names(type("Refused", (), {"__module__": 5})) == ("builtins.object",)


def test_of_many_bases_the_most_derived_are_named() -> None:
    kind: type = Exception
    for number in range(MAX_BASES + 5):
        kind = type(f"E{number}", (kind,), {})
    names = [name.partition(".")[2] for name in class_names(kind)]
    assert names == [f"E{number}" for number in reversed(range(5, MAX_BASES + 5))]


@pytest.mark.parametrize(
    ("names", "provider"),
    [
        (("gigachat.ResponseError", "builtins.Exception"), "gigachat"),
        (("my.Error", "gigachat.ResponseError"), "gigachat"),
        *(((f"{package}.E",), "gigachat") for package in ("gigachat", "langchain_gigachat", "gpt2giga")),
        *(((f"{package}.E",), "gemini") for package in ("google", "langchain_google_genai", "vertexai")),
        (("langchain_google_vertexai.E",), "gemini"),
        (("my.gigachat",), None),
        ((), None),
    ],
)
def test_a_vendor_is_told_by_the_package_of_any_class(names: tuple[str, ...], provider: str | None) -> None:
    assert provider_of_names(names) == provider


def chain_of(modules: list[Any]) -> Any:
    trace = None
    for module in reversed(modules):
        trace = Having(tb_frame=Having(f_globals=module), tb_next=trace)
    return trace


@pytest.mark.parametrize(
    ("modules", "provider"),
    [
        ([{"__name__": "app"}, {"__name__": "gigachat.client"}, {"__name__": "httpx"}], "gigachat"),
        ([{"__name__": "google.genai.models"}, {"__name__": "gigachat.client"}], "gemini"),
        ([{"__name__": 5}, {}, None, {"__name__": "gigachat.client"}], "gigachat"),
        *(
            ([{"__name__": name}], "gemini")
            for name in ("google.generativeai.x", "google.ai.generativelanguage_v1beta")
        ),
        ([{"__name__": "vertexai.generative_models"}], "gemini"),
        ([{"__name__": "app.gigachat"}], None),
        ([{"__name__": "app"}] * (MAX_FRAMES - 1) + [{"__name__": "gigachat.client"}], "gigachat"),
        ([{"__name__": "app"}] * MAX_FRAMES + [{"__name__": "gigachat.client"}], None),
        ([], None),
    ],
    ids=["inside", "first", "odd", "old", "gapic", "vertexai", "no sdk", "last", "too far", "never raised"],
)
def test_a_vendor_is_told_by_the_sdk_that_an_exception_came_through(modules: list[Any], provider: str | None) -> None:
    class Traced(Exception):
        __traceback__ = cast("Any", chain_of(modules))

    error = Traced()
    assert view_exception(error, None).provider == provider
    assert len(list(frames_of(error))) == min(len(modules), MAX_FRAMES)


def test_a_class_is_a_vendor_s_before_a_frame_is_and_the_caller_knows_best() -> None:
    kind = type(
        "Refused",
        (Exception,),
        {"__module__": "gigachat.x", "__traceback__": chain_of([{"__name__": "google.genai.models"}])},
    )
    assert view_exception(kind(), None).provider == "gigachat"
    assert view_exception(kind(), "gemini").provider == "gemini"


def test_an_exception_is_any_of_its_classes_by_whole_names() -> None:
    view = view_exception(UnicodeError("a"), None)
    assert view.is_a("x.Y", "builtins.ValueError") is True
    assert (view.is_a("ValueError"), view.is_a(), view.is_a("builtins.TypeError")) == (False, False, False)
