"""The first call says once where what is observed goes, or that it goes nowhere."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry._logs import NoOpLoggerProvider
from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import NoOpTracerProvider

from genai_triage._version import __version__
from genai_triage.exporters.console import ConsoleSpanExporter
from genai_triage.simulator import Simulator
from genai_triage.telemetry import start, watch
from tests.launch.programs import environment

DO = (
    "To see failures in the terminal, start the program with genai-triage run -- python app.py; "
    "to export them, with opentelemetry-instrument, or set a provider with an exporter before the first call."
)
NO_PROVIDER = f"genai-triage sees calls, but no OpenTelemetry provider is set, so nothing is exported. {DO}"
NO_EXPORTER = f"genai-triage sees calls, but OpenTelemetry has no exporter, so nothing is exported. {DO}"
CALLS = """
import logging, os
logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
logging.getLogger("genai_triage").setLevel(logging.INFO)
import genai_triage
genai_triage.instrument()
SET_UP
from gigachat import GigaChat
for _ in range(2):
    with GigaChat(model="GigaChat-2", verify_ssl_certs=False) as client:
        client.chat("Hello")
"""
OWN = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
trace.set_tracer_provider(TracerProvider())
"""
EXPORTED = (
    OWN
    + """
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
class Nowhere(OTLPSpanExporter):
    def export(self, spans):
        pass
trace.get_tracer_provider().add_span_processor(SimpleSpanProcessor(Nowhere()))
"""
)


@pytest.fixture(scope="module")
def env() -> Iterator[dict[str, str]]:
    """Of a program that calls the simulator."""
    with Simulator(latency=0) as simulator:
        yield environment(simulator)


def said(env: dict[str, str], set_up: str, **chosen: str) -> list[str]:
    """What a program logs whose calls succeed."""
    code = CALLS.replace("SET_UP", set_up)
    done = subprocess.run(
        [sys.executable, "-c", code], env={**env, **chosen}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()


def test_calls_without_a_provider_are_one_warning(env: dict[str, str]) -> None:
    assert said(env, "") == [f"WARNING {NO_PROVIDER}"]


def test_calls_without_an_exporter_are_one_warning(env: dict[str, str]) -> None:
    assert said(env, OWN) == [f"WARNING {NO_EXPORTER}"]


@pytest.mark.parametrize(
    "chosen", [{"OTEL_SDK_DISABLED": "true"}, dict.fromkeys(start._EXPORTERS, "none")], ids=["disabled", "none"]
)
def test_whoever_wants_no_export_is_not_warned(env: dict[str, str], chosen: dict[str, str]) -> None:
    assert said(env, OWN if len(chosen) > 1 else "", **chosen) == []


def test_a_line_says_what_is_observed_and_where_it_goes_without_credentials(env: dict[str, str]) -> None:
    (line,) = said(
        env, EXPORTED, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="https://user:secret@collector.internal:4318/p?key=k"
    )
    found = re.fullmatch(r"INFO genai-triage (\S+) observes (.+); traces go to (.+)\.", line)
    assert found is not None, line
    assert (found[1], found[3]) == (__version__, "Nowhere at https://collector.internal:4318/p")
    assert re.search(r"\bgigachat \d+\.\d+", found[2])


def test_the_terminal_is_where_it_goes_if_failures_are_shown_there(env: dict[str, str]) -> None:
    line, summary = said(env, "", GENAI_TRIAGE_CONSOLE="1")
    assert line.startswith(f"INFO genai-triage {__version__} observes ")
    assert line.endswith("; failures are told to the terminal.")
    assert summary == "genai-triage: calls 2 · failed 0"


class _Somewhere(SpanExporter):
    """Has an address."""

    def __init__(self, endpoint: object) -> None:
        self._endpoint = endpoint


@pytest.mark.parametrize(
    ("endpoint", "shown"),
    [
        ("collector:4317", "_Somewhere at collector:4317"),
        ("http://[::1]:4318/v1/traces", "_Somewhere at http://[::1]:4318/v1/traces"),
        ("https://user:secret@a.example/v1/traces?token=x#y", "_Somewhere at https://a.example/v1/traces"),
        ("https://a.example:port/", "_Somewhere"),
        ("\n", "_Somewhere"),
        (None, "_Somewhere"),
    ],
)
def test_an_address_has_no_credentials(endpoint: object, shown: str) -> None:
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(_Somewhere(endpoint)))
    assert list(start._destinations("traces", provider)) == [shown]


def test_readers_and_foreign_providers_are_where_it_goes() -> None:
    assert list(start._destinations("metrics", MeterProvider([InMemoryMetricReader()]))) == ["InMemoryMetricReader"]
    assert list(start._destinations("metrics", MeterProvider())) == []
    assert list(start._destinations("logs", LoggerProvider())) == []
    assert list(start._destinations("traces", object())) == ["object"]


def test_an_exporter_that_only_shows_failures_exports_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")  # the console of this process stays off
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(ConsoleSpanExporter()))
    assert list(start._destinations("traces", provider)) == []


# What is said, in this process


class Collector:
    """A provider of a kind that nobody knows."""


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_is_said", "_is_unheard_said"):
        monkeypatch.setattr(start, name, False)
    monkeypatch.setattr(watch, "watcher", None)
    monkeypatch.setattr(start, "observed", {"grpc": None, "google.genai": None, "of.tomorrow": None})
    for name in start._EXPORTERS:
        monkeypatch.delenv(name, raising=False)


def _said(caplog: pytest.LogCaptureFixture, *providers: Any, level: int = logging.INFO, **told: Any) -> list[str]:
    """What is logged with two calls."""
    telemetry: Any = SimpleNamespace(providers=providers, **{"on_failure": None, **told})
    with caplog.at_level(level, "genai_triage"):
        for _ in range(2):
            start.say(telemetry)
    return [f"{record.levelname} {record.getMessage()}" for record in caplog.records]


def test_libraries_are_told_by_their_packages_and_versions(fresh: None, caplog: pytest.LogCaptureFixture) -> None:
    libraries = f"grpcio {version('grpcio')}, google-genai {version('google-genai')}"
    (line,) = _said(caplog, NoOpTracerProvider(), Collector(), NoOpLoggerProvider())
    assert line == (f"INFO genai-triage {__version__} observes {libraries}, of-tomorrow; metrics go to Collector.")


def test_all_that_goes_somewhere_is_told(fresh: None, caplog: pytest.LogCaptureFixture) -> None:
    start.observed.clear()
    traces = TracerProvider(shutdown_on_exit=False)
    for _ in range(2):
        traces.add_span_processor(SimpleSpanProcessor(InMemorySpanExporter()))
    points = MeterProvider([InMemoryMetricReader()], shutdown_on_exit=False)
    logs = LoggerProvider(shutdown_on_exit=False)
    (line,) = _said(caplog, traces, points, logs, on_failure=print)
    assert line == (
        f"INFO genai-triage {__version__} observes no library; metrics go to InMemoryMetricReader; "
        "traces go to InMemorySpanExporter and InMemorySpanExporter; failures are told to the application."
    )


def test_nothing_is_said_where_nobody_reads_it(fresh: None, caplog: pytest.LogCaptureFixture) -> None:
    assert _said(caplog, None, Collector(), None, level=logging.WARNING) == []


@pytest.mark.parametrize("told", ["console", "application", "nobody"])
def test_a_process_that_exports_nothing_is_warned_unless_somebody_is_told(
    told: str, fresh: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher: Any = object()
    monkeypatch.setattr(watch, "watcher", watcher if told == "console" else None)
    on_failure = print if told == "application" else None
    nowhere = NoOpTracerProvider(), NoOpMeterProvider(), NoOpLoggerProvider()
    (line,) = _said(caplog, *nowhere, on_failure=on_failure)
    if told == "nobody":
        assert line == f"WARNING {NO_EXPORTER}"
    else:
        assert line.endswith(f"; failures are told to the {'terminal' if told == 'console' else told}.")


@pytest.mark.parametrize(("left_out", "lines"), [(1, 1), (2, 1), (3, 0)])
def test_only_who_wants_no_signal_at_all_is_not_warned(
    left_out: int, lines: int, fresh: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in start._EXPORTERS[:left_out]:
        monkeypatch.setenv(name, " None ")
    assert len(_said(caplog, NoOpTracerProvider(), NoOpMeterProvider(), NoOpLoggerProvider())) == lines


@pytest.mark.parametrize(("is_disabled", "lines"), [("", [NO_PROVIDER]), ("true", [])])
def test_calls_that_nobody_hears_of_are_told_once_unless_that_is_wanted(
    is_disabled: str,
    lines: list[str],
    fresh: None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_SDK_DISABLED", is_disabled)
    for _ in range(2):
        start.unheard()
    assert caplog.messages == lines
