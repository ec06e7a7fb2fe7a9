"""An exporter that is not installed is a sentence with what to type; one that is stays what it is."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

from genai_triage.exporters import absent, console, named

HERE = "are not exported and failures are shown here."


@pytest.fixture
def none_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named, "installed", lambda signal, name: None)


@pytest.mark.usefixtures("none_installed")
@pytest.mark.parametrize("name", sorted(named.PACKAGES))
def test_what_is_to_be_typed_installs_the_package(name: str) -> None:
    package = named.PACKAGES[name]
    (found,) = [one for one in named.missing({"OTEL_TRACES_EXPORTER": name}) if one.signals[0] == "traces"]
    what = "traces, metrics and logs" if name == "otlp_proto_grpc" else "traces"
    assert found.sentence() == f"{package} is not installed, so {what} {HERE} To export, type: pip install {package}"


def test_an_exporter_that_is_there_under_another_protocol_is_chosen_by_it() -> None:
    (found,) = named.missing({"OTEL_LOGS_EXPORTER": "none"})
    assert found == named.Missing("otlp_proto_grpc", ("traces", "metrics"))
    assert found.sentence() == (
        f"opentelemetry-exporter-otlp-proto-grpc is not installed, so traces and metrics {HERE} "
        "To export, type: export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"
    )


def test_a_protocol_that_nobody_speaks_is_an_exporter_that_nobody_has() -> None:
    environ = {
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
        "OTEL_METRICS_EXPORTER": "none",
        "OTEL_LOGS_EXPORTER": "none",
    }
    assert named.missing(environ)[0].sentence() == (
        "OTEL_TRACES_EXPORTER names 'otlp over http/json', an exporter that no installed package has, so traces "
        f"{HERE} Correct the name, or install the package that has it."
    )


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "shop"}, False),
        ({"OTEL_TRACES_EXPORTER": "none"}, False),
        ({"OTEL_TRACES_EXPORTER": " , "}, False),
        ({"OTEL_METRICS_EXPORTER": "prometheus"}, True),
        ({"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_CONFIG_FILE": "otel.yaml"}, True),
    ],
)
def test_what_says_where_to_export_to(environ: dict[str, str], expected: bool) -> None:
    assert named.is_export_named(environ) is expected


@pytest.mark.parametrize(
    ("signal", "name", "real"),
    [("traces", "otlp_proto_http", OTLPSpanExporter), ("metrics", "otlp_proto_http", OTLPMetricExporter)],
)
def test_whichever_entry_point_is_found_first_the_exporter_that_is_installed_is_loaded(
    signal: str, name: str, real: type
) -> None:
    found = entry_points(group=named.group(signal), name=name)
    assert len({one.value for one in found}) == 2
    assert [one.load() for one in found] == [real] * len(found)


@pytest.mark.usefixtures("none_installed")
@pytest.mark.parametrize("signal", named.SIGNALS)
def test_what_is_not_installed_is_told_once_and_shows_failures(
    signal: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absent, "_told", set())
    for other in named.SIGNALS:
        monkeypatch.setenv(named.variable(other), "otlp" if other == signal else "none")
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_PROTOCOL", raising=False)
    for _ in range(2):
        assert getattr(absent, f"{signal}__otlp_proto_grpc") is console.BY_SIGNAL[signal]
    (sentence,) = [one.sentence() for one in named.missing()]
    assert caplog.messages == [f"genai-triage: {sentence}"]


def test_every_entry_point_of_ours_can_be_loaded() -> None:
    ours = [
        one for signal in named.SIGNALS for one in entry_points(group=named.group(signal)) if "absent:" in one.value
    ]
    assert len(ours) == 9
    assert all(one.name == one.value.rpartition("__")[2] for one in ours)
    with pytest.raises(AttributeError):
        _ = absent.traces__other
