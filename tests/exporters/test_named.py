"""An exporter that is not installed is a sentence with what to type; one that is stays what it is."""

from __future__ import annotations

import os
import sys
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
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "  ", "OTEL_TRACES_EXPORTER": " None "}, False),
        ({"OTEL_EXPERIMENTAL_CONFIG_FILE": "otel.yaml"}, True),
        ({"OTEL_CONFIG_FILE": " "}, False),
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
        (".", True, "OTEL_CONFIG_FILE names '.', which is no file"),
        ("x" * 201, True, f"OTEL_CONFIG_FILE names '{'x' * 200}', which is no file"),
        (None, None, None),
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
        ({"OTEL_TRACES_EXPORTER": "otlp,otpl"}, [], {"OTEL_TRACES_EXPORTER": "otlp,triage_console"}, []),
        (
            {"OTEL_TRACES_EXPORTER": "console,otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"},
            [],
            {"OTEL_TRACES_EXPORTER": "console,triage_console"},
            [],
        ),
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


@pytest.mark.parametrize(
    ("reader", "remedy"),
    [
        (False, "To export, type: pip install opentelemetry-configuration"),
        (True, "To export, correct OTEL_CONFIG_FILE."),
    ],
)
def test_what_to_do_about_a_file_that_is_not_read_follows_the_problem(reader: bool, remedy: str) -> None:
    unread = named.unread_file({"OTEL_CONFIG_FILE": "/none/otel.yaml"}, lambda: reader)
    assert unread is not None
    assert (unread.remedy, unread.sentence()) == (
        remedy,
        f"{unread.problem}, so nothing is exported and failures are shown here. {remedy}",
    )


@pytest.mark.parametrize(
    ("variable", "modules", "found"),
    [
        (False, {"opentelemetry.configuration"}, None),
        (True, {"opentelemetry.sdk._configuration.file"}, None),
        (True, {"opentelemetry.configuration"}, True),
        (True, set(), False),
    ],
)
def test_a_release_of_the_sdk_reads_a_file_by_itself_or_by_a_package_or_not_at_all(
    variable: bool, modules: set[str], found: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opentelemetry.sdk import environment_variables

    monkeypatch.delattr(environment_variables, "OTEL_CONFIG_FILE", raising=False)
    if variable:
        monkeypatch.setattr(environment_variables, "OTEL_CONFIG_FILE", "OTEL_CONFIG_FILE", raising=False)
    monkeypatch.setattr(named, "find_spec", lambda module: object() if module in modules else None)
    assert named.has_reader() is found


def test_a_package_whose_parent_is_not_installed_is_not_there() -> None:
    assert [named._is_there("none.such"), named._is_there("json.decoder")] == [False, True]


def test_the_newer_variable_of_a_file_of_settings_is_named_first() -> None:
    both = {"OTEL_EXPERIMENTAL_CONFIG_FILE": "a", "OTEL_CONFIG_FILE": "b"}
    assert named.file_of_settings(both) == "OTEL_CONFIG_FILE"
    assert named.file_of_settings({"OTEL_EXPERIMENTAL_CONFIG_FILE": "a", "OTEL_CONFIG_FILE": " "}) == (
        "OTEL_EXPERIMENTAL_CONFIG_FILE"
    )
    assert named.file_of_settings({}) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, ["otlp"]),
        ("", ["otlp"]),
        ("none", []),
        (" NONE ", []),
        ("none,otlp", ["none", "otlp"]),
        (" console , ,zipkin_json", ["console", "zipkin_json"]),
    ],
)
def test_the_exporters_of_a_signal_are_the_words_of_its_variable(text: str | None, words: list[str]) -> None:
    environ = {} if text is None else {"OTEL_LOGS_EXPORTER": text}
    assert [word for word, _ in named.named("logs", environ)] == words


@pytest.mark.parametrize(
    ("name", "signals", "said"),
    [
        ("promtheus", ("metrics",), "OTEL_METRICS_EXPORTER names 'promtheus'"),
        ("x", ("traces", "logs"), "OTEL_TRACES_EXPORTER and OTEL_LOGS_EXPORTER name 'x'"),
        ("x", named.SIGNALS, "OTEL_TRACES_EXPORTER, OTEL_METRICS_EXPORTER and OTEL_LOGS_EXPORTER name 'x'"),
    ],
)
def test_a_name_that_nobody_has_is_told_with_every_variable_that_has_it(
    name: str, signals: tuple[str, ...], said: str
) -> None:
    assert named.Missing(name, signals).unknown() == f"{said}, an exporter that no installed package has"


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("promtheus", "Correct it to 'prometheus', or install the package that has it."),
        ("otpl", "Correct it to 'otlp', or install the package that has it."),
        ("non", "Correct it to 'none', or install the package that has it."),
        ("triage_consoles", "Correct it to 'triage_console', or install the package that has it."),
        ("qqqq", "Correct the name, or install the package that has it."),
        ("otlp over http/json", "Type: export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"),
    ],
)
def test_a_name_that_nobody_has_is_corrected_to_the_nearest(name: str, remedy: str) -> None:
    assert named.Missing(name, ("metrics",)).correct() == remedy


def test_only_what_all_signals_have_under_another_protocol_is_chosen_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {("traces", "otlp_proto_grpc"), ("traces", "prometheus")}
    monkeypatch.setattr(named, "installed", lambda signal, name: (signal, name) in there or None)
    http = named.Missing("otlp_proto_http", ("traces", "logs"))
    assert http.sentence().endswith("To export, type: pip install opentelemetry-exporter-otlp-proto-http")
    assert (
        named.Missing("otlp_proto_http", ("traces",))
        .sentence()
        .endswith("To export, type: export OTEL_EXPORTER_OTLP_PROTOCOL=grpc")
    )
    assert (
        named.Missing("prometheus", ("traces",))
        .sentence()
        .endswith("To export, type: pip install opentelemetry-exporter-prometheus")
    )


@pytest.mark.usefixtures("none_installed")
def test_an_empty_environment_is_not_the_process_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for signal in named.SIGNALS:
        monkeypatch.setenv(named.variable(signal), "none")
    assert (named.missing(), named.missing({})) == ([], [named.Missing("otlp_proto_grpc", named.SIGNALS)])


def test_our_stand_ins_are_not_what_is_installed_and_our_own_exporters_are(monkeypatch: pytest.MonkeyPatch) -> None:
    class Point:
        def __init__(self, value: str) -> None:
            self.value = value

    ours, theirs = Point("genai_triage.exporters.absent:x"), Point("opentelemetry.exporter:x")
    monkeypatch.setattr(named, "entry_points", lambda group, name: [ours, theirs] if group else [])
    found: list[object] = [named.installed("traces", name) for name in ("otlp_proto_http", "triage_console")]
    assert found == [theirs, ours]


@pytest.mark.usefixtures("none_installed")
@pytest.mark.parametrize(
    ("words", "is_said"),
    [
        (["python", "app.py"], True),
        (["python", "-c", "from multiprocessing.spawn import spawn_main; spawn_main()"], False),
        (["app.exe", "--multiprocessing-fork"], False),
    ],
)
def test_a_process_that_multiprocessing_starts_leaves_the_sentence_to_its_parent(
    words: list[str], is_said: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(absent, "_told", set())
    monkeypatch.setattr(sys, "orig_argv", words)
    for signal in named.SIGNALS:
        monkeypatch.setenv(named.variable(signal), "zipkin_json")
    assert absent.logs__otlp_proto_http is console.BY_SIGNAL["logs"]
    assert len(caplog.messages) == is_said


@pytest.mark.parametrize("name", ["profiles__otlp_proto_grpc", "traces__other", "traces", "__path__"])
def test_nothing_else_stands_in_for_an_exporter(name: str) -> None:
    with pytest.raises(AttributeError, match=rf"^module 'genai_triage.exporters.absent' has no attribute '{name}'$"):
        getattr(absent, name)


def test_the_launcher_says_what_it_has_replaced_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["opentelemetry-instrument", "--logs_exporter", "otpl", "app"]
    monkeypatch.setattr("sys.argv", line)
    for signal, name in (("traces", "oltp"), ("metrics", "none")):
        monkeypatch.setenv(named.variable(signal), name)
    launcher._tell()
    out, err = capsys.readouterr()
    assert (out, err.count("genai-triage: OTEL_TRACES_EXPORTER names 'oltp'"), err.count("\n")) == ("", 1, 2)
    assert "genai-triage: OTEL_LOGS_EXPORTER names 'otpl'" in err
    assert (line[2], os.environ["OTEL_TRACES_EXPORTER"]) == ("triage_console", "triage_console")


def test_the_launcher_starts_the_program_whatever_goes_wrong_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher, "replace_unknown", None)
    launcher._tell()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("environ", "words", "rest"),
    [
        ({}, ["--logs_exporter=otpl,otpl2"], ["--logs_exporter=triage_console"]),
        (
            {},
            ["--service_name=otpl", "--logs_exporter=otpl"],
            ["--service_name=otpl", "--logs_exporter=triage_console"],
        ),
        ({}, ["--logs_exporter", "otpl", "otpl"], ["--logs_exporter", "triage_console", "otpl"]),
        ({"OTEL_LOGS_EXPORTER": "otpl"}, ["--logs_exporter="], ["--logs_exporter="]),
        ({}, ["--logs_exporter=x", "x=x"], ["--logs_exporter=triage_console", "x=x"]),
    ],
)
def test_of_the_launchers_options_only_the_name_that_nobody_has_is_replaced(
    environ: dict[str, str], words: list[str], rest: list[str]
) -> None:
    env = {"OTEL_METRICS_EXPORTER": "none", "OTEL_TRACES_EXPORTER": "none", **environ}
    line = ["opentelemetry-instrument", *words]
    launcher.replace_unknown(env, line)
    assert line[1:] == rest
    assert env.get("OTEL_LOGS_EXPORTER") == ("triage_console" if environ else None)


def test_every_name_that_nobody_has_is_replaced_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    env = {"OTEL_METRICS_EXPORTER": "promtheus", "OTEL_TRACES_EXPORTER": "otpl", "OTEL_LOGS_EXPORTER": "otlp"}
    said = launcher.replace_unknown(env, ["opentelemetry-instrument"])
    assert env == {
        "OTEL_METRICS_EXPORTER": "triage_console",
        "OTEL_TRACES_EXPORTER": "triage_console",
        "OTEL_LOGS_EXPORTER": "otlp",
    }
    assert [sentence.partition(" names ")[0] for sentence in said] == ["OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER"]
