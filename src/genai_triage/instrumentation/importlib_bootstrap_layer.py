"""A layer that is a function of Python's own: on a busy path it costs half of what wrapt's object does.

It has the name, the module, the globals, the signature and the `__wrapped__` of the function that it stands for; its
code is ours.
The file's name has the two words by which Python's `warnings` knows a frame that `stacklevel` does not count.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import update_wrapper
from types import CodeType, FunctionType, MethodType
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from genai_triage.telemetry import idle

Passes = Callable[[Any], bool]
"""(first argument) → whether a call is passed on as it is; does not raise."""
_RUNS_LATER = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR | inspect.CO_ITERABLE_COROUTINE
"""What inspect reads off a function's code, and does not find in ours."""


def can_stand_for(function: Any) -> bool:
    """Whether the function is one that is shown, asked and called as its layer is: a plain method."""
    return (
        type(function) is FunctionType and not function.__code__.co_flags & _RUNS_LATER and "." in function.__qualname__
    )


def function_layer(wrapped: Any, wrapper: Callable[..., Any], switch: list[bool], passes: Passes | None = None) -> Any:
    """Returns a method that calls `wrapper` as wrapt does; once `switch` is empty, it only passes calls on.

    So it does where `passes` says that a call needs nothing of us.
    """

    make = _SHAPES.get(_parameters(wrapped), _of_any)
    layer = make(_Parts(wrapped, wrapper, MethodType, switch, idle, passes or _none))
    code = layer.__code__.replace()  # its own, as others remember a function by its code
    defaults = None if make is _of_any else wrapped.__defaults__
    made = FunctionType(code, wrapped.__globals__, wrapped.__name__, defaults, layer.__closure__)
    made.__kwdefaults__ = {**(layer.__kwdefaults__ or {}), **(wrapped.__kwdefaults__ or {})} or None
    setattr(made, "__signature__", inspect.signature(wrapped))  # for who does not follow `__wrapped__`: getfullargspec
    _made[made] = _Made(switch, code)
    return update_wrapper(made, wrapped)


class _Parts(NamedTuple):
    """What a layer has in cells, as its globals are those of the function."""

    wrapped: Any
    wrapper: Any
    bound: Any
    switch: Any
    idle: Any
    passes: Any


def _none(argument: Any) -> bool:
    """No call is passed on as it is."""
    return False


# A layer with the very parameters of its function passes a call on at a fifth of the cost of one with any.


def _of_any(parts: _Parts) -> Any:
    wrapped, wrapper, bound, switch, state, passes = parts

    def layer(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        if switch and (state.look is None or not state.look()) and not passes(args[0] if args else None):
            return wrapper(bound(wrapped, self), self, args, kwargs)
        return wrapped(self, *args, **kwargs)

    return layer


def _of_single_request(parts: _Parts) -> Any:
    """For `httpx.Client._send_single_request`."""
    wrapped, wrapper, bound, switch, state, passes = parts

    def layer(self: Any, request: Any) -> Any:
        if switch and (state.look is None or not state.look()) and not passes(request):
            return wrapper(bound(wrapped, self), self, (request,), {})
        return wrapped(self, request)

    return layer


def _of_send(parts: _Parts) -> Any:
    """For `httpx.Client.send`."""
    wrapped, wrapper, bound, switch, state, passes = parts

    def layer(self: Any, request: Any, *, stream: Any, auth: Any, follow_redirects: Any) -> Any:
        if switch and (state.look is None or not state.look()) and not passes(request):
            options = {"stream": stream, "auth": auth, "follow_redirects": follow_redirects}
            return wrapper(bound(wrapped, self), self, (request,), options)
        return wrapped(self, request, stream=stream, auth=auth, follow_redirects=follow_redirects)

    return layer


def _of_request(parts: _Parts) -> Any:
    """For `request` of google-genai's `BaseApiClient`."""
    wrapped, wrapper, bound, switch, state, passes = parts

    def layer(self: Any, http_method: Any, path: Any, request_dict: Any, http_options: Any) -> Any:
        if switch and (state.look is None or not state.look()) and not passes(http_method):
            return wrapper(bound(wrapped, self), self, (http_method, path, request_dict, http_options), {})
        return wrapped(self, http_method, path, request_dict, http_options)

    return layer


_MISSING: Final[Any] = object()


def _of_content(parts: _Parts) -> Any:
    """For the methods of google-genai's `Models` that are given contents, all by name.

    What is missing, or is none of these, is for the function to refuse, where that is observed.
    """
    wrapped, wrapper, bound, switch, state, passes = parts
    of_any, missing = _of_any(parts), _MISSING

    def layer(
        self: Any, /, *args: Any, model: Any = _MISSING, contents: Any = _MISSING, config: Any = None, **others: Any
    ) -> Any:
        if args or others or model is missing or contents is missing:
            given = {"model": model, "contents": contents} | ({} if config is None else {"config": config})
            return of_any(self, *args, **{name: given[name] for name in given if given[name] is not missing}, **others)
        if switch and (state.look is None or not state.look()) and not passes(None):
            named = {"model": model, "contents": contents, "config": config}
            return wrapper(bound(wrapped, self), self, (), named)
        return wrapped(self, model=model, contents=contents, config=config)

    return layer


def _parameters(function: Any) -> tuple[Any, ...]:
    """The names of all parameters, and how many come by position only, by position, by name only and as a rest."""
    code = function.__code__
    known = code.co_argcount + code.co_kwonlyargcount
    rest = code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS)
    return code.co_varnames[:known], code.co_posonlyargcount, code.co_argcount, rest


_SHAPES: Final = {
    **{_parameters(make(_Parts(*[None] * 6))): make for make in (_of_single_request, _of_send, _of_request)},
    (("self", "model", "contents", "config"), 0, 1, 0): _of_content,
}
"""By their parameters, the functions through which every request goes, and those that are called most."""


class _Made(NamedTuple):
    switch: list[bool]
    code: CodeType


_made: WeakKeyDictionary[Any, _Made] = WeakKeyDictionary()
"""By layer. The official instrumentation gives each function under its layers another code, ours as well."""


def switch_of(function: Any) -> list[bool] | None:
    """The switch of a layer made here; None for any other function."""
    made = _of(function)
    return None if made is None else made.switch


def code_of(function: Any) -> CodeType | None:
    """The code that a layer made here had at first; None for any other function."""
    made = _of(function)
    return None if made is None else made.code


def _of(function: Any) -> _Made | None:
    return _made.get(function) if type(function) is FunctionType else None
