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
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from genai_triage.telemetry import idle

_RUNS_LATER = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR | inspect.CO_ITERABLE_COROUTINE
"""What inspect reads off a function's code, and does not find in ours."""


def can_stand_for(function: Any) -> bool:
    """Whether the function is one that is shown, asked and called as its layer is: a plain method."""
    return (
        type(function) is FunctionType and not function.__code__.co_flags & _RUNS_LATER and "." in function.__qualname__
    )


def function_layer(wrapped: Any, wrapper: Callable[..., Any], switch: list[bool]) -> Any:
    """Returns a method that calls `wrapper` as wrapt does; once `switch` is empty, it only passes calls on."""

    def layer(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        if switch and (state.look is None or not state.look()):
            return wrapper(bound(wrapped, self), self, args, kwargs)
        return wrapped(self, *args, **kwargs)

    bound, state = MethodType, idle  # in cells, as the globals are those of the function
    code = layer.__code__.replace()  # its own, as others remember a function by its code
    made = FunctionType(code, wrapped.__globals__, wrapped.__name__, None, layer.__closure__)
    made.__kwdefaults__ = wrapped.__kwdefaults__
    setattr(made, "__signature__", inspect.signature(wrapped))  # for who does not follow `__wrapped__`: getfullargspec
    _made[made] = _Made(switch, code)
    return update_wrapper(made, wrapped)


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
