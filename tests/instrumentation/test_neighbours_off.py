"""A neighbour that was on before ours and is switched off takes nothing of ours with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pytest
import requests
from google import genai
from google.genai import models
from opentelemetry.instrumentation.instrumentor import BaseInstrumentor  # type: ignore[attr-defined]
from opentelemetry.instrumentation.requests import RequestsInstrumentor

import genai_triage
from genai_triage.instrumentation import neighbours
from genai_triage.instrumentation.patch import Patch
from genai_triage.instrumentation.raw import hosts
from genai_triage.simulator import Simulator
from tests.support.recorded import Recorded

MODEL = "gemini-2.5-flash"


class _Restoring(BaseInstrumentor):  # type: ignore[misc]
    """Keeps a function as it finds it and puts it back, as several do."""

    def instrumentation_dependencies(self) -> list[str]:
        return []

    def _instrument(self, **kwargs: Any) -> None:
        found = models.Models.generate_content

        @wraps(found)
        def theirs(*args: Any, **kwargs: Any) -> Any:
            return found(*args, **kwargs)

        self._found = found
        models.Models.generate_content = theirs  # type: ignore[method-assign]

    def _uninstrument(self, **kwargs: Any) -> None:
        models.Models.generate_content = self._found  # type: ignore[method-assign]


class _Hiding(_Restoring):
    """The same, whose function does not tell what it wraps."""

    def _instrument(self, **kwargs: Any) -> None:
        found = self._found = models.Models.generate_content
        models.Models.generate_content = lambda *args, **kwargs: found(*args, **kwargs)  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    before = models.Models.generate_content
    yield
    genai_triage.uninstrument()
    assert models.Models.generate_content is before


def _on(recorded: Recorded) -> None:
    genai_triage.instrument(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)


def _ask(client: genai.Client) -> None:
    client.models.generate_content(model=MODEL, contents="Hello")


every_neighbour = pytest.mark.parametrize("neighbour", [_Restoring, _Hiding])


@every_neighbour
def test_ours_stays_when_a_neighbour_that_was_there_before_is_switched_off(
    neighbour: type[BaseInstrumentor], recorded: Recorded, gemini: Callable[..., genai.Client]
) -> None:
    theirs = neighbour()
    theirs.instrument()
    _on(recorded)
    theirs.uninstrument()
    _ask(gemini())

    assert [span.name for span in recorded.operations] == [f"generate_content {MODEL}"]
    assert recorded.calls == {"ok": 1}


@every_neighbour
def test_a_neighbour_that_comes_and_goes_leaves_one_operation_for_a_call(
    neighbour: type[BaseInstrumentor], recorded: Recorded, gemini: Callable[..., genai.Client]
) -> None:
    theirs = neighbour()
    _on(recorded)
    for switch in (theirs.instrument, theirs.uninstrument, theirs.instrument):
        switch()
        _ask(gemini())
    theirs.uninstrument()

    assert recorded.calls == {"ok": 3}


def test_ours_is_off_when_it_was_switched_off_before_the_neighbour(
    recorded: Recorded, gemini: Callable[..., genai.Client]
) -> None:
    theirs = _Restoring()
    theirs.instrument()
    _on(recorded)
    genai_triage.uninstrument()
    theirs.uninstrument()
    _ask(gemini())

    assert recorded.operations == []


def test_the_official_instrumentation_of_requests_takes_nothing_with_it(
    recorded: Recorded, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(hosts.HOSTS_VARIABLE, f"127.0.0.1:{simulator.url.rpartition(':')[2]}=gemini")
    theirs = RequestsInstrumentor()
    theirs.instrument()
    _on(recorded)
    theirs.uninstrument()
    requests.get(f"{simulator.url}/v1beta/models/m", timeout=10)

    assert [span.name for span in recorded.operations] == ["get_model m"]


@pytest.mark.breaks_us
@pytest.mark.parametrize("step", ["step_over", "step_aside", "renew"])
def test_a_neighbour_is_switched_on_and_off_though_we_fail_at_it(
    step: str, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError(step)

    _on(recorded)
    before = models.Models.generate_content
    theirs = _Restoring()
    monkeypatch.setattr(Patch, step, broken)
    theirs.instrument()
    assert models.Models.generate_content is not before
    theirs.uninstrument()
    assert models.Models.generate_content is before


@pytest.mark.breaks_us
def test_ours_is_switched_off_though_we_cannot_look_at_neighbours(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("neighbours")

    _on(recorded)
    monkeypatch.setattr(neighbours, "_instrumentors", broken)
    genai_triage.uninstrument()
