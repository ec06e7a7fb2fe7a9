"""Calls pass as if nothing observed them while nobody would be told, and no longer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from genai_triage.telemetry import idle, runtime, watch


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A process in which nothing has been observed yet; where its API keeps the global providers."""
    found = SimpleNamespace(_TRACER_PROVIDER=None, _METER_PROVIDER=None, _LOGGER_PROVIDER=None)
    for name in ("_TRACES", "_METRICS", "_LOGS"):
        monkeypatch.setattr(runtime, name, found)
    monkeypatch.setattr(runtime, "_is_live", False)
    monkeypatch.setattr(idle, "look", None)
    monkeypatch.setattr(idle, "has_begun", False)
    monkeypatch.setattr(watch, "watcher", None)
    return found


def _look() -> bool | None:
    return None if idle.look is None else idle.look()


@pytest.mark.parametrize("name", ["_TRACER_PROVIDER", "_METER_PROVIDER", "_LOGGER_PROVIDER"])
def test_calls_pass_until_a_provider_is_set(places: SimpleNamespace, name: str) -> None:
    runtime.rest()
    assert [_look(), _look()] == [True, True]
    setattr(places, name, object())
    assert [_look(), _look()] == [False, None]


def test_calls_pass_until_a_console_is_switched_on(places: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime.rest()
    watcher: Any = object()
    monkeypatch.setattr(watch, "watcher", watcher)
    assert [_look(), _look()] == [False, None]


def test_calls_do_not_pass_once_one_was_observed(places: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle, "has_begun", True)
    runtime.rest()
    assert idle.look is None


def test_calls_do_not_pass_where_the_api_keeps_its_providers_elsewhere(places: SimpleNamespace) -> None:
    del places._LOGGER_PROVIDER
    runtime.rest()
    assert idle.look is None
