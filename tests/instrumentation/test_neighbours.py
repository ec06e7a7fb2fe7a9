"""Switched on and off across others that wrap the same functions, we leave the SDK with its own function objects."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import wrapt
from google.genai.models import AsyncModels, Models
from opentelemetry.instrumentation.instrumentor import BaseInstrumentor  # type: ignore[attr-defined]

import genai_triage

METHODS = [(owner, name) for owner in (Models, AsyncModels) for name in ("generate_content", "embed_content")]
STEPS = ("we on", "we off", "they on", "they off")
ORDERS = [
    order
    for order in itertools.permutations(STEPS)
    if order.index("we on") < order.index("we off") and order.index("they on") < order.index("they off")
]
CYCLES = 12
OFFICIAL = "opentelemetry/instrumentation/google_genai"


class Keeping(BaseInstrumentor):  # type: ignore[misc]
    """Keeps each function as it finds it and puts it back, as several instrumentations do."""

    def instrumentation_dependencies(self) -> tuple[str, ...]:
        return ()

    def _instrument(self, **kwargs: Any) -> None:
        self._kept = Kept()
        for owner, name in METHODS:
            setattr(self._kept, f"{owner.__name__}_{name}", getattr(owner, name))
            wrapt.wrap_function_wrapper(owner, name, _passing_on)

    def _uninstrument(self, **kwargs: Any) -> None:
        for owner, name in METHODS:
            setattr(owner, name, getattr(self._kept, f"{owner.__name__}_{name}"))


class Kept:
    """What was found."""

    __slots__ = tuple(f"{owner.__name__}_{name}" for owner, name in METHODS)


def _passing_on(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
    return wrapped(*args, **kwargs)


class KeepingItself(Keeping):
    """Keeps them among its own attributes."""

    _instance = None  # each kind of instrumentor is one object
    _kept = property(lambda self: self, lambda self, kept: None)


class KeepingCode(Keeping):
    """Names its file in each function's code, and puts the code back: the official one does, for Google's ADK."""

    _instance = None  # each kind of instrumentor is one object

    def _instrument(self, **kwargs: Any) -> None:
        self._codes = Kept()
        for owner, name in METHODS:
            setattr(self._codes, f"{owner.__name__}_{name}", getattr(owner, name).__code__)
        super()._instrument()
        for owner, name in METHODS:
            function = getattr(owner, name).__wrapped__
            function.__code__ = function.__code__.replace(co_filename=OFFICIAL)

    def _uninstrument(self, **kwargs: Any) -> None:
        for name in Kept.__slots__:
            getattr(self._kept, name).__code__ = getattr(self._codes, name)
        super()._uninstrument()


def _official() -> Any:
    return importlib.import_module("opentelemetry.instrumentation.google_genai").GoogleGenAiSdkInstrumentor()


def _openinference() -> Any:
    return importlib.import_module("openinference.instrumentation.google_genai").GoogleGenAIInstrumentor()


WHO = {
    "one that keeps": Keeping,
    "one that keeps by itself": KeepingItself,
    "one that keeps codes": KeepingCode,
    "official": _official,
    "openinference": _openinference,
}


@pytest.fixture(params=list(WHO.values()), ids=list(WHO))
def steps(request: pytest.FixtureRequest) -> Iterator[dict[str, Callable[[], Any]]]:
    """What switches either on and off."""
    try:
        theirs = request.param()
    except ImportError:
        pytest.skip("is not installed")
    yield {
        "we on": genai_triage.instrument,
        "we off": genai_triage.uninstrument,
        "they on": lambda: theirs.instrument(skip_dep_check=True),
        "they off": theirs.uninstrument,
    }
    genai_triage.uninstrument()


@pytest.mark.parametrize("orders", [*[(order,) for order in ORDERS], ORDERS], ids=lambda orders: "; ".join(orders[0]))
def test_the_very_functions_are_back_after_any_order(steps: Any, orders: Any) -> None:
    before = [vars(owner)[name] for owner, name in METHODS]
    for _ in range(CYCLES):
        for order in orders:
            for step in order:
                steps[step]()
            assert all(
                vars(owner)[name] is function for (owner, name), function in zip(METHODS, before, strict=True)
            ), order


def test_a_layer_that_nobody_could_know_of_is_not_wrapped_again() -> None:
    """What keeps it is no instrumentor: it is put back, passes calls on, and goes with our next switching off."""
    original = vars(Models)["generate_content"]
    for _ in range(CYCLES):
        genai_triage.instrument()
        kept = Models.generate_content
        genai_triage.uninstrument()
        setattr(Models, "generate_content", kept)
    genai_triage.instrument()
    genai_triage.uninstrument()
    assert vars(Models)["generate_content"] is original


def _is_seen() -> bool:
    """Whether Google's ADK would find the official instrumentation, and leave its own spans out."""
    function: Any = Models.generate_content
    while wrapped := getattr(function, "__wrapped__", None):
        if OFFICIAL in function.__code__.co_filename:
            return True
        function = wrapped
    return False


@pytest.mark.parametrize("steps", [KeepingCode, _official], indirect=True, ids=["alike", "official"])
@pytest.mark.parametrize("order", [("we on", "they on"), ("they on", "we on")], ids="; ".join)
def test_who_looks_for_the_official_one_finds_it_beside_us(steps: Any, order: tuple[str, ...]) -> None:
    assert not _is_seen()
    for step in order:
        steps[step]()
    assert _is_seen()
    steps["they off"]()
    assert not _is_seen()
