"""Puts our layer on a function and takes exactly our layer off, whoever else has wrapped it before or after us."""

from __future__ import annotations

import copy
import importlib
import inspect
import logging
import pkgutil
import sys
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import wrapt

from genai_triage.instrumentation import neighbours
from genai_triage.instrumentation.forks import ForkLock
from genai_triage.instrumentation.importlib_bootstrap_layer import Passes, can_stand_for, function_layer, switch_of
from genai_triage.telemetry.guard import guarded

_logger = logging.getLogger("genai_triage")

_lock = ForkLock()
"""Held while layers are put on and taken off, as modules may be imported in several threads at once."""

Wrapper = Callable[[Callable[..., Any], Any, tuple[Any, ...], dict[str, Any]], Any]


_MAX_LAYERS = 100
"""Wrappers of others that we look under."""


class _Copied:
    """Is shown, copied and pickled as the function is; wrapt's own objects refuse the latter two."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(self.__wrapped__)  # type: ignore[attr-defined]

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        owner = getattr(self, "__self__", None)
        return self if owner is None else getattr(copy.deepcopy(owner, memo), self.__name__)  # type: ignore[attr-defined]

    def __reduce_ex__(self, protocol: Any) -> Any:
        # By names of the library's and the standard library's: whoever loads it need not have this package.
        function: Any = self
        owner = getattr(function, "__self__", None)
        if owner is not None:
            return getattr, (owner, function.__name__)
        return pkgutil.resolve_name, (f"{function.__module__}:{function.__qualname__}",)


class _BoundLayer(_Copied, wrapt.BoundFunctionWrapper):  # type: ignore[type-arg,unused-ignore]
    """What the layer is on an instance."""


class _Layer(_Copied, wrapt.FunctionWrapper):  # type: ignore[type-arg,unused-ignore]
    """Our wrapper around one function; once switched off, it only passes calls on."""

    __bound_function_wrapper__ = _BoundLayer

    def __init__(self, wrapped: Any, wrapper: Wrapper, switch: list[bool]) -> None:
        truth: Any = switch  # wrapt asks for it with every call
        super().__init__(wrapped, wrapper, truth)
        self._self_switch = switch


@dataclass(slots=True)
class _Placed:
    owner: Any
    name: str
    layer: Any
    switch: list[bool]
    inherited: bool


_patches: weakref.WeakSet[Patch] = weakref.WeakSet()
"""Those whose layers are in place, or were."""


class Patch:
    """Wraps a function of `module` as soon as the module is imported, and only then.

    The layer goes *under* every wrapper that others put there with wrapt: it sees their span as the current one, and
    their `uninstrument` does not take it away. Several instrumentations may use one patch: it stays while one does.
    """

    def __init__(
        self,
        module: str,
        paths: str | tuple[str, ...],
        wrapper: Wrapper,
        *,
        optional: bool = False,
        is_busy: bool = False,
        passes: Passes | None = None,
        is_outermost: bool = False,
    ) -> None:
        """`paths`: the names that versions of the library give the function; the first that is one is wrapped.

        `optional`: no version has to have it. `is_busy`: it is called so often that the layer is a function where it
        can be one. `passes` then says by the first argument of a call that the wrapper would only pass it on.
        `is_outermost`: it goes over what another instrumentor puts there without wrapt, later too.
        """
        self.module = module
        self.paths = (paths,) if isinstance(paths, str) else paths
        self._wrapper = wrapper
        self._optional = optional
        self._is_busy = is_busy
        self._passes = passes
        self._is_outermost = is_outermost
        self._users = 0
        self._is_hooked = False
        self._is_tried = False
        self._placed: _Placed | None = None

    def apply(self) -> None:
        module = _loaded(self.module)
        with _lock:
            self._users += 1
            if self._is_tried:
                return
            if module is not None:
                self._place(module)
                return
            is_hooked, self._is_hooked = self._is_hooked, True
        if not is_hooked:
            wrapt.register_post_import_hook(self._imported, self.module)

    def remove(self) -> None:
        with _lock:
            if self._users == 0:
                return
            self._users -= 1
            if self._users == 0:
                self._is_tried = False
                placed, self._placed = self._placed, None
                if placed is not None:
                    _take_off(placed)

    def step_aside(self, other: str) -> bool:
        """Takes the layer off, until it is renewed, if it is the outermost over a function of the module `other`."""
        with _lock:
            placed = self._placed
            if placed is None or not _is(_static(placed.owner, placed.name), placed.layer):
                return False
            is_over = _is_from(_beneath(placed.layer), other)
            if is_over:
                _uncover(placed)
            return is_over

    def step_over(self, other: str) -> None:
        """Places an outermost layer anew if a function of the module `other` has come over it."""
        with _lock:
            placed = self._placed
            if placed is not None and self._is_outermost and any(_is_from(one, other) for one in _over(placed) or ()):
                self._place_anew(placed)

    def renew(self) -> None:
        """Places the layer anew if somebody has put back a function without it."""
        with _lock:
            placed = self._placed
            if placed is not None and not _stands(placed):
                self._place_anew(placed)

    def _place_anew(self, placed: _Placed) -> None:
        _take_off(placed)
        self._placed, self._is_tried = None, False
        self._place(sys.modules[self.module])

    def _imported(self, module: Any) -> None:
        with _lock:
            if self._users:
                self._place(module)

    def _place(self, module: Any) -> None:
        if self._is_tried:
            return
        self._is_tried = True
        try:
            for path in self.paths:
                self._placed = _put_on(module, path, self._wrapper, is_busy=self._is_busy, passes=self._passes)
                if self._placed is not None:
                    _patches.add(self)
                    return
        except Exception as error:
            _logger.warning("%s.%s cannot be observed (%s); the rest is.", self.module, self.paths[0], error)
            return
        if not self._optional:
            _logger.warning(
                "%s has no function %s: calls of it are not observed; the rest is. Please report the version in use.",
                self.module,
                " or ".join(self.paths),
            )


class Found:
    """The patches of functions that are found in a module once it is imported: versions of a library differ in them."""

    def __init__(self, module: str, find: Callable[[Any], Iterable[Patch]]) -> None:
        self.module = module
        self._find = find
        self._users = 0
        self._is_hooked = False
        self._is_placed = False
        self._searched: Any = None
        """The module whose functions the patches are: to find them costs more than to place them."""
        self._patches: tuple[Patch, ...] = ()

    def apply(self) -> None:
        """Places the patches, now or when the module is imported."""
        self._users += 1
        module = _loaded(self.module)
        if module is not None:
            self._place(module)
        elif not self._is_hooked:
            self._is_hooked = True
            wrapt.register_post_import_hook(self._imported, self.module)

    def remove(self) -> None:
        """Takes the patches off, with the last user."""
        self._users = max(self._users - 1, 0)
        if not self._users:
            self._is_placed = False
            for patch in self._patches:
                patch.remove()

    def _imported(self, module: Any) -> None:
        if self._users:
            self._place(module)

    def _place(self, module: Any) -> None:
        if self._is_placed:
            return
        self._is_placed = True
        if self._searched is not module:
            self._search(module)
        for patch in self._patches:
            patch.apply()

    def _search(self, module: Any) -> None:
        self._patches = ()
        try:
            self._patches = tuple(self._find(module))
            self._searched = module
        except Exception as error:
            _logger.warning("Not all of %s can be observed (%s); the rest is.", self.module, error)


def _loaded(name: str) -> Any:
    """The module if it is imported; if another thread is at it, waits for that."""
    module = sys.modules.get(name)
    if not getattr(getattr(module, "__spec__", None), "_initializing", False):
        return module
    try:
        return importlib.import_module(name)
    except Exception:
        return None  # it failed there; the next import is waited for like a first one


def _put_on(module: Any, path: str, wrapper: Wrapper, *, is_busy: bool, passes: Passes | None) -> _Placed | None:
    """None if there is no function at `path`: a property of the same name, in another version, is not one."""
    owner = module
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent, None)
    current = _static(owner, name)
    if not callable(current) and not isinstance(current, (classmethod, staticmethod)):
        return None
    inherited = inspect.isclass(owner) and name not in vars(owner)
    innermost = _innermost(current)
    function = _living(current if innermost is None else innermost.__wrapped__)
    # Under others' layers it is wrapt's, which shows the function's own code: Google's ADK looks for a name in it.
    is_function = is_busy and innermost is None and inspect.isclass(owner) and can_stand_for(function)
    switch = [True]
    layer = function_layer(function, wrapper, switch, passes) if is_function else _Layer(function, wrapper, switch)
    if innermost is None:
        setattr(owner, name, layer)
    else:
        innermost.__wrapped__ = layer
        if inherited:  # it stands under their wrapper of the parent's function, and comes off there
            owner, inherited = next(base for base in owner.__mro__ if name in vars(base)), False
    return _Placed(owner, name, layer, switch, inherited)


def _static(owner: Any, name: str) -> Any:
    """The attribute as it stands there, bound to nothing; None if there is none."""
    own = getattr(owner, "__dict__", {})
    return own[name] if name in own else inspect.getattr_static(owner, name, None)


def _innermost(function: Any) -> Any:
    """The last wrapt wrapper before the function itself; None if there is none."""
    found = None
    while isinstance(function, wrapt.FunctionWrapper) and type(function) is not _Layer:
        found, function = function, function.__wrapped__
    return found


def _living(function: Any) -> Any:
    """The function under layers of ours that are switched off: somebody who had kept them has put them back."""
    for _ in range(_MAX_LAYERS):
        layer = function._self_parent if type(function) is _BoundLayer else function
        switch = layer._self_switch if type(layer) is _Layer else switch_of(layer)
        if switch is None or switch:
            break
        function = layer.__wrapped__
    return function


def _beneath(layer: Any) -> Any:
    """The function under our layers."""
    while type(layer) is _Layer or switch_of(layer) is not None:
        layer = layer.__wrapped__
    return layer


def _take_off(placed: _Placed) -> None:
    layer = placed.layer
    # Whoever still holds the layer, in a closure say, gets a function that does nothing of ours.
    placed.switch.clear()
    outer = _static(placed.owner, placed.name)
    if _is(outer, layer):
        _uncover(placed)
    else:
        _cut_out(layer, outer)


def _uncover(placed: _Placed) -> None:
    """Puts back what the layer, which is the outermost, stands over."""
    if placed.inherited:
        delattr(placed.owner, placed.name)
    else:
        setattr(placed.owner, placed.name, placed.layer.__wrapped__)


@guarded
def step_aside(other: str) -> None:
    """Lets a module find its own functions: OpenTelemetry's instrumentation of requests takes off the outermost one."""
    while any(patch.step_aside(other) for patch in list(_patches)):
        pass  # several of our layers may stand over one function


@guarded
def step_over(other: str) -> None:
    """Goes over what a module has put over layers that are to be the outermost."""
    for patch in list(_patches):
        patch.step_over(other)


@guarded
def renew() -> None:
    """Places anew what others have taken off: several put back a function as they found it, without our layer."""
    for patch in list(_patches):
        patch.renew()


def _stands(placed: _Placed) -> bool:
    """Whether a call of the function comes through the layer."""
    return _over(placed) is not None


def _over(placed: _Placed) -> list[Any] | None:
    """What a call of the function comes through before the layer, the outermost first; None if it never gets there."""
    found: list[Any] = []
    function = _static(placed.owner, placed.name)
    for _ in range(_MAX_LAYERS):
        if function is None:
            return None
        if _is(function, placed.layer):
            break
        found.append(function)
        function = getattr(function, "__wrapped__", None)
    return found


def _is_from(function: Any, module: str) -> bool:
    """Whether a module has made the function, whatever it says of itself."""
    return isinstance(function, FunctionType) and function.__globals__.get("__name__") == module


def _switching_on(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Another instrumentor's `instrument`: what it puts over a layer that is to be outermost goes under it."""
    try:
        return wrapped(*args, **kwargs)
    finally:
        if not neighbours.is_ours(instance):
            step_over(type(instance).__module__)


def _switching_off(wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Another instrumentor's `uninstrument`: what it takes off with its own layers is placed anew."""
    if neighbours.is_ours(instance):
        return wrapped(*args, **kwargs)
    step_aside(type(instance).__module__)
    try:
        return wrapped(*args, **kwargs)
    finally:
        renew()


_INSTRUMENTOR = "opentelemetry.instrumentation.instrumentor"
NEIGHBOURS = (
    Patch(_INSTRUMENTOR, "BaseInstrumentor.instrument", _switching_on),
    Patch(_INSTRUMENTOR, "BaseInstrumentor.uninstrument", _switching_off),
)


def forget() -> None:
    """Has others forget the layers that were taken off: several put back a function as they found it."""
    neighbours.replace(_living)


def _cut_out(layer: Any, outer: Any) -> None:
    """Takes the layer off from under the wrappers of others."""
    for _ in range(_MAX_LAYERS):
        inner = getattr(outer, "__wrapped__", None)
        if inner is None:
            return
        if _is(inner, layer):
            if isinstance(outer, wrapt.FunctionWrapper):
                outer.__wrapped__ = layer.__wrapped__
            return
        outer = inner


def _is(function: Any, layer: Any) -> bool:
    """Whether it is the layer, or what another's unwrapping made of it: the layer bound to its class."""
    return function is layer or (isinstance(function, _BoundLayer) and function._self_parent is layer)
