"""Switched on and off across others that wrap the same functions, we leave the SDK with its own function objects."""

from __future__ import annotations

import functools
import importlib
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import requests
import wrapt
from google import genai
from google.genai import _api_client, types
from google.genai.models import AsyncModels, Models
from opentelemetry.instrumentation.instrumentor import BaseInstrumentor  # type: ignore[attr-defined]

import genai_triage
from genai_triage.telemetry.current import current_operation
from tests.support.answering import answering
from tests.support.recorded import Recorded

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


def test_an_sdks_request_is_no_call_of_its_own_where_others_have_wrapped_the_client(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering() as server:
        server.answer(200, {"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}]})
        monkeypatch.setenv("GENAI_TRIAGE_HOSTS", f"127.0.0.1:{server.server_port}=gemini")
        sends = (getattr(_api_client, "httpx2", None) or httpx).Client
        monkeypatch.setattr(sends, "send", wrapt.FunctionWrapper(sends.send, _passing_on))
        genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
        client = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=server.url))
        client.models.generate_content(model="gemini-2.5-flash", contents="Hello")
        genai_triage.uninstrument()

    assert (recorded.calls, recorded.attempts) == ({"ok": 1}, {"ok": 1})


class TakingOffTheOutermost(BaseInstrumentor):  # type: ignore[misc]
    """Puts a plain function on, and takes off whatever says that it is that: OpenTelemetry's of requests does."""

    def instrumentation_dependencies(self) -> tuple[str, ...]:
        return ()

    def _instrument(self, **kwargs: Any) -> None:
        found = requests.Session.send

        @functools.wraps(found)
        def send(*args: Any, **kwargs: Any) -> Any:
            self.seen.append(current_operation() is not None)
            return found(*args, **kwargs)

        send.is_theirs = True  # type: ignore[attr-defined]
        self.seen: list[bool] = []
        requests.Session.send = send  # type: ignore[method-assign]

    def _uninstrument(self, **kwargs: Any) -> None:
        if getattr(requests.Session.send, "is_theirs", False):
            requests.Session.send = requests.Session.send.__wrapped__  # type: ignore[attr-defined,method-assign]


@pytest.mark.parametrize("are_first", [True, False], ids=["they first", "we first"])
def test_a_plain_function_of_others_is_under_ours_and_goes_when_they_are_switched_off(
    are_first: bool, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, theirs = requests.Session.send, TakingOffTheOutermost()

    def they_on() -> None:
        theirs.instrument()

    def we_on() -> None:
        genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)

    def called(url: str) -> None:
        requests.post(f"{url}/v1beta/models/gemini-2.5-flash:generateContent", json={"contents": []}, timeout=60)

    with answering() as server:
        server.answer(429, {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Too many requests."}})
        monkeypatch.setenv("GENAI_TRIAGE_HOSTS", f"127.0.0.1:{server.server_port}=gemini")
        for switch in (they_on, we_on) if are_first else (we_on, they_on):
            switch()
        called(server.url)
        theirs.uninstrument()
        called(server.url)
        genai_triage.uninstrument()

    assert (theirs.seen, recorded.calls) == ([True], {"rate_limit": 2})
    assert requests.Session.send is found
