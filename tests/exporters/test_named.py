"""An exporter that is not installed is a sentence with what to type; one that is stays what it is."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

from genai_triage.exporters import absent, console, launcher, named

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
        "OTLP is to be sent over http/json, which no exporter for Python does, so traces "
        f"{HERE} Type: export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"
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


@pytest.mark.usefixtures("none_installed")
@pytest.mark.parametrize("name", ["OTEL_CONFIG_FILE", "OTEL_EXPERIMENTAL_CONFIG_FILE"])
def test_a_file_of_settings_names_the_exporters_so_none_is_missed(name: str) -> None:
    assert named.missing({name: "otel.yaml", "OTEL_TRACES_EXPORTER": "otlp"}) == []


@pytest.mark.parametrize(
    ("file", "reader", "problem"),
    [
        (None, False, None),
        ("otel.yaml", None, None),
        ("otel.yaml", True, None),
        ("otel.yaml", False, "OTEL_CONFIG_FILE is set and opentelemetry-configuration is not installed"),
        ("gone.yaml", True, "OTEL_CONFIG_FILE names 'gone.yaml', which is no file"),
    ],
)
def test_a_file_of_settings_that_the_sdk_cannot_read_is_told(
    file: str | None, reader: bool | None, problem: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("otel.yaml").touch()
    unread = named.unread_file({"OTEL_CONFIG_FILE": file} if file else {}, lambda: reader)
    assert (unread and unread.problem) == problem


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        (["python", "app.py"], ["python", "app.py"]),
        (["--traces_exporter", "otlp", "python"], ["--traces_exporter", "triage_console", "python"]),
    ],
)
def test_the_launcher_passes_the_terminal_on_for_a_file_that_cannot_be_read(
    words: list[str], rest: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = named.Unread("It is on the moon", "Fetch it.")
    monkeypatch.setattr(named, "unread_file", lambda environ: problem if "OTEL_CONFIG_FILE" in environ else None)
    env = {"OTEL_CONFIG_FILE": "otel.yaml", "OTEL_METRICS_EXPORTER": "otlp"}
    line = ["opentelemetry-instrument", *words]
    assert launcher.replace_unknown(env, line) == [
        "It is on the moon, so nothing is exported and failures are shown here. Fetch it."
    ]
    signals = named.SIGNALS[1:] if rest != words else named.SIGNALS
    assert (env, line[1:]) == ({named.variable(signal): "triage_console" for signal in signals}, rest)


@pytest.mark.parametrize(
    ("environ", "words", "changed", "rest"),
    [
        ({"OTEL_TRACES_EXPORTER": "console,otpl"}, [], {"OTEL_TRACES_EXPORTER": "console,triage_console"}, []),
        ({"OTEL_TRACES_EXPORTER": "otpl,oltp"}, [], {"OTEL_TRACES_EXPORTER": "triage_console"}, []),
        ({}, ["--traces_exporter=otpl"], {}, ["--traces_exporter=triage_console"]),
        ({}, ["--traces_exporter", "console,otpl"], {}, ["--traces_exporter", "console,triage_console"]),
        ({"OTEL_TRACES_EXPORTER": "otpl"}, ["--traces_exporter", "none"], {}, ["--traces_exporter", "none"]),
        ({}, ["--service_name", "shop", "python", "--traces_exporter", "otpl"], {}, None),
        ({}, ["--traces_exporter"], {}, None),
        ({"OTEL_TRACES_EXPORTER": "console"}, ["python"], {}, None),
    ],
)
def test_the_launcher_passes_the_terminal_on_for_an_exporter_that_nobody_has(
    environ: dict[str, str], words: list[str], changed: dict[str, str], rest: list[str] | None
) -> None:
    env = {"OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none", **environ}
    line = ["opentelemetry-instrument", *words]
    expected = {**env, **changed}
    launcher.replace_unknown(env, line)
    assert (env, line[1:]) == (expected, words if rest is None else rest)


def test_where_nothing_takes_its_place_opentelemetrys_end_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_METRICS_EXPORTER", "promtheus")
    monkeypatch.setattr(absent, "_told", set())
    absent._tell()
    assert [line for line in caplog.messages if "promtheus" in line] == [
        "genai-triage: OTEL_METRICS_EXPORTER names 'promtheus', an exporter that no installed package has. "
        "OpenTelemetry gives up at it, so nothing is observed. Correct it to 'prometheus', or install the package "
        "that has it."
    ]


@pytest.mark.parametrize("signal", named.SIGNALS)
@pytest.mark.parametrize(
    ("protocols", "name"),
    [
        ({}, "otlp_proto_grpc"),
        ({"": "http/protobuf"}, "otlp_proto_http"),
        ({"": "grpc", "own": "http/protobuf"}, "otlp_proto_http"),
        ({"": "http/protobuf", "own": " grpc "}, "otlp_proto_grpc"),
        ({"": "http/protobuf", "own": ""}, "otlp_proto_http"),
        ({"other": "http/protobuf"}, "otlp_proto_grpc"),
    ],
)
def test_the_protocol_of_a_signal_comes_before_that_of_all(signal: str, protocols: dict[str, str], name: str) -> None:
    other = next(one for one in named.SIGNALS if one != signal)
    parts = {"": "", "own": f"{signal.upper()}_", "other": f"{other.upper()}_"}
    environ = {f"OTEL_EXPORTER_OTLP_{parts[whose]}PROTOCOL": value for whose, value in protocols.items()}

    assert named.named(signal, environ) == [("otlp", name)]
