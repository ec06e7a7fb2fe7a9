"""Layers that are functions: with the very parameters of the functions that every request goes through."""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable
from typing import Any

import pytest

from genai_triage.instrumentation.importlib_bootstrap_layer import can_stand_for, code_of, function_layer, switch_of
from genai_triage.telemetry import idle

NOTHING = object()


class Client:
    """Has the functions by their names and parameters; each returns what it was given."""

    def _send_single_request(self, request: Any) -> Any:
        return {"request": request}

    def send(
        self, request: Any, *, stream: bool = False, auth: Any = NOTHING, follow_redirects: Any = NOTHING
    ) -> dict[str, Any]:
        return {"request": request, "stream": stream, "auth": auth, "follow_redirects": follow_redirects}

    def request(self, http_method: str, path: str, request_dict: Any, http_options: Any = None) -> dict[str, Any]:
        return {"http_method": http_method, "path": path, "request_dict": request_dict, "http_options": http_options}

    def generate_content(self, *, model: str, contents: Any, config: Any = None) -> dict[str, Any]:
        return {"model": model, "contents": contents, "config": config}

    def any(self, *args: Any, **kwargs: Any) -> Any:
        return args, kwargs


CALLS: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = (
    ("_send_single_request", ("r",), {}),
    ("_send_single_request", (), {"request": "r"}),
    ("send", ("r",), {}),
    ("send", (), {"request": "r", "stream": True}),
    ("send", ("r",), {"auth": None, "follow_redirects": True}),
    ("request", ("post", "p", {}), {}),
    ("request", ("post", "p", {}, {"timeout": 1}), {}),
    ("request", (), {"http_method": "post", "path": "p", "request_dict": {}, "http_options": 1}),
    ("generate_content", (), {"model": "m", "contents": "c"}),
    ("generate_content", (), {"model": "m", "contents": None, "config": {"seed": 1}}),
    ("any", ("a", "b"), {"c": 1}),
)


def _passed_on(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return "observed", wrapped(*args, **kwargs)


def _layer(name: str, switch: list[bool], passes: Callable[[Any], bool] | None) -> Callable[..., Any]:
    made: Callable[..., Any] = function_layer(getattr(Client, name), _passed_on, switch, passes)
    return made


@pytest.mark.parametrize(("name", "args", "kwargs"), CALLS)
def test_a_call_is_observed_as_it_was_made(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    expected = getattr(Client(), name)(*args, **kwargs)
    assert _layer(name, [True], None)(Client(), *args, **kwargs) == ("observed", expected)


@pytest.mark.parametrize(("name", "args", "kwargs"), CALLS)
@pytest.mark.parametrize("switch", [[], [True]], ids=["off", "on"])
def test_a_call_that_needs_nothing_of_us_is_passed_on(
    switch: list[bool], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    layer = _layer(name, switch, lambda argument: True)
    assert layer(Client(), *args, **kwargs) == getattr(Client(), name)(*args, **kwargs)


@pytest.mark.parametrize(("name", "args", "kwargs"), CALLS)
@pytest.mark.parametrize("is_idle", [True, False])
def test_a_call_is_observed_unless_the_process_is_idle(
    is_idle: bool, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "look", lambda: is_idle)
    expected = getattr(Client(), name)(*args, **kwargs)
    found = _layer(name, [True], None)(Client(), *args, **kwargs)
    assert found == (expected if is_idle else ("observed", expected))


def test_each_layer_is_known_by_a_code_of_its_own() -> None:
    layers = [_layer(name, [True], None) for name in ("send", "send", "any", "any")]
    codes = [code_of(layer) for layer in layers]
    assert [layer.__code__ for layer in layers] == codes
    assert len({id(code) for code in codes}) == 4
    assert code_of(Client.send) is None
    assert switch_of(Client.send) is None


@pytest.mark.parametrize("name", ["_send_single_request", "send", "request"])
def test_it_is_decided_by_the_first_argument(name: str) -> None:
    asked: list[Any] = []

    def passes(argument: Any) -> bool:
        asked.append(argument)
        return False

    layer = _layer(name, [True], passes)
    layer(Client(), "first", **({"path": "p", "request_dict": {}} if name == "request" else {}))
    assert asked == ["first"]


WRONG: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    (("m", "c"), {}),
    ((), {"model": "m"}),
    ((), {"contents": "c", "config": {"seed": 1}}),
    ((), {"model": "m", "contents": "c", "setting": 1}),
)


@pytest.mark.parametrize(("args", "kwargs"), WRONG)
def test_a_wrong_call_by_names_is_observed_as_it_is_refused(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    observed: list[Any] = []

    def wrapper(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        observed.append((args, kwargs))
        return wrapped(*args, **kwargs)

    with pytest.raises(TypeError) as expected:
        Client().generate_content(*args, **kwargs)
    with pytest.raises(TypeError) as refused:
        function_layer(Client.generate_content, wrapper, [True])(Client(), *args, **kwargs)
    assert str(refused.value) == str(expected.value)
    assert observed == [(args, kwargs)]


@pytest.mark.parametrize("name", ["_send_single_request", "send", "request", "any"])
def test_a_wrong_call_is_refused_in_the_words_of_the_function(name: str) -> None:
    with pytest.raises(TypeError) as expected:
        getattr(Client, name)()
    with pytest.raises(TypeError) as refused:
        _layer(name, [True], None)()
    assert str(refused.value) == str(expected.value)


@pytest.mark.parametrize("name", ["_send_single_request", "send", "request", "generate_content", "any"])
def test_a_layer_shows_the_signature_of_its_function(name: str) -> None:
    function = getattr(Client, name)
    assert inspect.signature(_layer(name, [True], None)) == inspect.signature(function)


class Kinds:
    """Functions of all kinds."""

    def plain(self) -> None: ...

    def steps(self) -> Any:
        yield

    async def awaited(self) -> None: ...

    async def awaited_steps(self) -> Any:
        yield

    @types.coroutine
    def awaited_by_yield(self) -> Any:
        yield

    partial = functools.partial(print)


def _of_module(self: Any) -> None: ...


@pytest.mark.parametrize(
    ("function", "can"),
    [(value, name == "plain") for name, value in vars(Kinds).items() if not name.startswith("__")]
    + [(_of_module, False), (print, False)],
)
def test_only_a_plain_method_can_be_stood_for(function: Any, can: bool) -> None:
    assert can_stand_for(function) is can
