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
from typing import Any

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
    made = FunctionType(layer.__code__, wrapped.__globals__, wrapped.__name__, None, layer.__closure__)
    made.__kwdefaults__ = wrapped.__kwdefaults__
    setattr(made, "__signature__", inspect.signature(wrapped))  # for who does not follow `__wrapped__`: getfullargspec
    return update_wrapper(made, wrapped)


_CODE: CodeType = function_layer(can_stand_for, can_stand_for, []).__code__
_SWITCH = _CODE.co_freevars.index("switch")


def switch_of(function: Any) -> list[bool] | None:
    """The switch of a layer made here; None for any other function."""
    if type(function) is not FunctionType or function.__code__ is not _CODE:
        return None
    switch: list[bool] = function.__closure__[_SWITCH].cell_contents  # type: ignore[index]
    return switch
