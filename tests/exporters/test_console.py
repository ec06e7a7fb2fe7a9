"""The terminal as an exporter: of whatever signal it is one, it shows failures and exports nothing."""

from __future__ import annotations

from typing import Any

import pytest
from opentelemetry.sdk._logs import export as logs
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, MetricReader
from opentelemetry.sdk.trace.export import SpanExporter

from genai_triage import console as terminal
from genai_triage.exporters import console, named


@pytest.mark.parametrize("signal", named.SIGNALS)
def test_the_terminal_as_an_exporter_of_any_signal_shows_failures(signal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    switched: list[bool] = []
    monkeypatch.setattr(terminal, "switch_on", lambda: switched.append(True))

    exporter = console.BY_SIGNAL[signal]()

    assert switched == [True]
    assert exporter.force_flush() is True
    exporter.shutdown()


@pytest.mark.parametrize(
    ("signal", "kind"),
    [
        ("traces", SpanExporter),
        ("metrics", MetricReader),
        ("logs", getattr(logs, "LogRecordExporter", None) or getattr(logs, "LogExporter", None)),
    ],
)
def test_it_is_what_opentelemetry_wants_for_the_signal(signal: str, kind: type) -> None:
    assert issubclass(console.BY_SIGNAL[signal], kind)


@pytest.mark.parametrize("signal", ["traces", "logs"])
def test_what_it_drops_counts_as_exported(signal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "switch_on", lambda: None)
    assert console.BY_SIGNAL[signal]().export([]).name == "SUCCESS"


def test_as_a_reader_of_metrics_it_can_be_collected_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "switch_on", lambda: None)
    reader: Any = console.BY_SIGNAL["metrics"]()
    assert set(vars(InMemoryMetricReader())) - set(vars(reader)) <= {"_lock", "_metrics_data"}
    assert reader.force_flush(1) is True
    reader._receive_metrics(None, 1)
    reader.shutdown(1)
