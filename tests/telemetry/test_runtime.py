"""Who is told of calls, and whether anybody is at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry import _logs, trace
from opentelemetry._logs import NoOpLoggerProvider
from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.trace import TracerProvider

from genai_triage._version import __version__
from genai_triage.telemetry import idle, runtime, watch
from genai_triage.telemetry.settings import Settings
from tests.support.recorded import Recorded

_NOTHING: dict[str, Any] = {
    "trace": trace.NoOpTracerProvider(),
    "metrics": NoOpMeterProvider(),
    "logs": NoOpLoggerProvider(),
}
"""The global providers while nobody has set any."""


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process in which no provider has been seen yet, and no global one is set."""
    runtime.drop()
    monkeypatch.setattr(runtime, "_is_live", False)
    monkeypatch.setattr(watch, "watcher", None)
    for api, provider in (("trace", "get_tracer_provider"), ("metrics", "get_meter_provider")):
        monkeypatch.setattr(getattr(runtime, api), provider, lambda index=api: _NOTHING[index])
    monkeypatch.setattr(_logs, "get_logger_provider", lambda: _NOTHING["logs"])
    yield
    runtime.drop()


def _configure(*providers: Any, on_failure: Any = None, **settings: Any) -> runtime.Telemetry:
    traces, points, logs = [*providers, None, None, None][:3]
    return runtime.configure(traces, points, logs, Settings(**settings), on_failure)


def test_without_a_provider_nothing_is_recorded() -> None:
    telemetry = _configure()
    assert (runtime.current(), runtime.running()) == (None, telemetry)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["traces", "metrics", "logs"])
def test_one_provider_that_is_given_is_enough(place: int) -> None:
    kinds: list[Any] = [TracerProvider, MeterProvider, LoggerProvider]
    providers: list[Any] = [None, None, None]
    providers[place] = kinds[place](shutdown_on_exit=False)
    telemetry = _configure(*providers)
    assert runtime.current() is telemetry
    assert telemetry.providers == tuple(providers)


@pytest.mark.parametrize("place", ["trace", "metrics", "logs"])
def test_one_global_provider_that_is_set_later_is_enough_and_stays(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    telemetry = _configure()
    assert runtime.current() is None
    before = _NOTHING[place]
    monkeypatch.setitem(_NOTHING, place, object())
    assert runtime.current() is telemetry
    monkeypatch.setitem(_NOTHING, place, before)
    assert runtime.current() is telemetry


def test_an_application_that_wants_to_be_told_is_enough() -> None:
    assert _configure(on_failure=lambda *_: None) is runtime.current()


def test_a_console_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    telemetry = _configure()
    watcher: Any = object()
    monkeypatch.setattr(watch, "watcher", watcher)
    assert runtime.current() is telemetry


@pytest.mark.parametrize("is_told", [True, False], ids=["the application is told", "nobody is told"])
def test_a_provider_counts_for_nothing_while_the_sdk_is_disabled(
    is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    telemetry = _configure(TracerProvider(shutdown_on_exit=False), on_failure=(lambda *_: None) if is_told else None)
    assert runtime.current() is (telemetry if is_told else None)


@pytest.mark.parametrize("is_wanted", [True, False])
def test_credentials_are_told_apart_only_if_that_is_wanted(is_wanted: bool) -> None:
    assert runtime.wants_credentials() is False
    telemetry = _configure(credential_fingerprint=is_wanted)
    assert (telemetry.fingerprints is not None, runtime.wants_credentials()) == (is_wanted, is_wanted)
    runtime.drop()
    assert runtime.wants_credentials() is False


def test_who_worked_for_the_telemetry_before_ends_when_another_takes_over() -> None:
    first = _configure()
    second = _configure()
    assert (first.ended.is_set(), second.ended.is_set(), runtime.running()) == (True, False, second)
    runtime.drop()
    assert (second.ended.is_set(), runtime.running(), runtime.current()) == (True, None, None)


def test_settings_that_are_not_given_are_the_environment_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENAI_TRIAGE_LANGUAGE", "ru")
    assert runtime.configure().settings == Settings(language="ru")


def test_what_is_recorded_names_its_scope_version_and_schema(recorded: Recorded) -> None:
    telemetry = _configure(recorded.tracer_provider, recorded.meter_provider, recorded.logger_provider)
    telemetry.tracer.start_span("any").end()
    telemetry.instruments.call("gcp.gemini", None)
    span_scope: Any = recorded.spans[0].instrumentation_scope
    (resource,) = recorded.metrics_data.resource_metrics
    (metrics_scope,) = {scope.scope for scope in resource.scope_metrics}
    for scope in (span_scope, metrics_scope):
        assert (scope.name, scope.version) == ("genai_triage", __version__)
        assert scope.schema_url.startswith("https://opentelemetry.io/schemas/")


def test_calls_do_not_pass_once_telemetry_is_set_up_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle, "look", lambda: True)
    _configure(TracerProvider(shutdown_on_exit=False))
    assert idle.look is None
