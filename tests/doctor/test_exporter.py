"""Where telemetry goes: which exporter each signal has, whether it is installed, and what answers at its address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from genai_triage.doctor import exporter, net
from genai_triage.doctor.model import Check
from tests.doctor.test_checks import target

GRPC = {"opentelemetry_exporter_otlp_proto_grpc": "1.45.0"}
HTTP = {"opentelemetry_exporter_otlp_proto_http": "1.45.0"}
ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4317"}
OVER_HTTP = {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}


class Net:
    """Addresses that answer with a status, or do not; notes what was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.status = 200
        self.problem = ""
        self.is_proxied = False
        self.connected: list[tuple[str, str | None]] = []
        self.asked: list[tuple[str, bytes | None, dict[str, str]]] = []
        monkeypatch.setattr(net, "connect", self._connect)
        monkeypatch.setattr(net, "ask", self._ask)
        monkeypatch.setattr(net, "is_proxied", lambda url: self.is_proxied)

    def _connect(self, url: str, cafile: str | None = None) -> None:
        self.connected.append((url, cafile))
        if self.problem:
            raise net.Unreachable(self.problem)

    def _ask(self, url: str, *, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append((url, body, headers))
        return self.status, b""


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Net:
    return Net(monkeypatch)


def looked_at(environ: dict[str, str], **versions: Any) -> list[Check]:
    return [make() for make in exporter.checks(target(environ, **versions))]


def of(signal: str, environ: dict[str, str], **versions: Any) -> list[tuple[str, str, str]]:
    return [(one.state, one.text, one.fix) for one in looked_at(environ, **versions) if one.name == signal]


def test_where_nothing_is_named_it_is_said_what_happens() -> None:
    (check,) = looked_at({})
    assert (check.group, check.name, check.state) == ("exporter", "named", "warn")
    assert check.fix == (
        "Set OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_PROTOCOL, or OTEL_METRICS_EXPORTER=prometheus."
    )


@pytest.mark.parametrize(
    ("versions", "where"),
    [
        ({}, "genai-triage run and opentelemetry-instrument show failures in the terminal."),
        (
            {"opentelemetry_exporter_otlp_proto_grpc": "1.40.0"},
            "genai-triage run shows failures in the terminal, and opentelemetry-instrument sends to "
            "http://localhost:4317.",
        ),
    ],
)
def test_where_failures_are_seen_if_nothing_is_set_is_said(versions: dict[str, Any], where: str) -> None:
    (make,) = exporter.checks(target({}, **versions))
    assert make().text == f"Nothing says where to export to: {where}"


def test_each_signal_has_a_line_and_the_counters_one(reached: Net) -> None:
    found = looked_at({"OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none", **ENDPOINT}, **GRPC)
    assert [(one.group, one.name, one.state, one.text) for one in found] == [
        ("exporter", "traces", "ok", "traces: http://collector:4317 accepts connections (OTLP over gRPC)"),
        ("exporter", "metrics", "ok", "metrics are not exported, as is set"),
        ("exporter", "logs", "ok", "logs are not exported, as is set"),
        ("exporter", "temporality", "ok", "counters are cumulative, as Prometheus and our rules read them"),
    ]


@pytest.mark.parametrize(
    ("word", "package"),
    [
        ("otlp", "opentelemetry-exporter-otlp-proto-grpc"),
        ("prometheus", "opentelemetry-exporter-prometheus"),
        ("triage_prometheus", "opentelemetry-exporter-prometheus"),
        ("triage_otlp", "opentelemetry-exporter-otlp-proto-http"),
    ],
)
def test_an_exporter_that_is_not_installed_fails_with_what_to_type(word: str, package: str) -> None:
    assert of("metrics", {"OTEL_METRICS_EXPORTER": word}) == [
        (
            "fail",
            f"metrics: {word} is named, and {package} is not installed.",
            f"Type: /venv/bin/python -m pip install {package}",
        )
    ]


def test_one_of_the_two_packages_that_ours_can_use_is_enough(reached: Net) -> None:
    named = {"OTEL_METRICS_EXPORTER": "triage_otlp", **ENDPOINT}
    assert of("metrics", named, **GRPC)[0][0] == "ok"
    assert of("metrics", {**named, **OVER_HTTP}, **HTTP)[0][0] == "ok"


def test_an_exporter_is_looked_for_among_those_of_the_programs_interpreter() -> None:
    named = target({"OTEL_METRICS_EXPORTER": "no_such"})
    (found, *_) = [make() for make in exporter.checks(named) if make().name == "metrics"]
    assert (found.state, found.text, found.fix) == (
        "fail",
        "metrics: OTEL_METRICS_EXPORTER names 'no_such', an exporter that no installed package has.",
        "Correct the name, or install the package that has it.",
    )
    there = replace(named, exporters={"metrics": ["no_such"], "traces": []})
    (found, *_) = [make() for make in exporter.checks(there) if make().name == "metrics"]
    assert (found.state, found.text) == ("ok", "metrics: no_such is installed")


@pytest.mark.parametrize("versions", [{"opentelemetry_configuration": "0.66b2"}, {"opentelemetry_sdk": "1.43.0"}])
def test_a_file_of_settings_is_not_looked_into(versions: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "otel.yaml").touch()
    assert [(one.state, one.text) for one in looked_at({"OTEL_CONFIG_FILE": f"{tmp_path}/otel.yaml"}, **versions)] == [
        ("ok", "OTEL_CONFIG_FILE names a file of settings, which was not looked into")
    ]


@pytest.mark.parametrize(
    ("reader", "text", "fix"),
    [
        (
            None,
            "OTEL_CONFIG_FILE is set and opentelemetry-configuration is not installed.",
            "To export, type: pip install opentelemetry-configuration",
        ),
        ("0.66b2", "OTEL_CONFIG_FILE names '/gone.yaml', which is no file.", "To export, correct OTEL_CONFIG_FILE."),
    ],
)
def test_a_file_of_settings_that_the_sdk_cannot_read_fails(reader: str | None, text: str, fix: str) -> None:
    versions: dict[str, Any] = {"opentelemetry_sdk": "1.44.0", "opentelemetry_configuration": reader}
    (found,) = looked_at({"OTEL_CONFIG_FILE": "/gone.yaml"}, **versions)
    assert (found.state, found.text, found.fix) == ("fail", text, fix)


@pytest.mark.parametrize(
    ("name", "environ", "address"),
    [
        ("otlp_proto_grpc", {}, "http://localhost:4317"),
        ("otlp_proto_grpc", {"": "http://a:1"}, "http://a:1"),
        ("otlp_proto_grpc", {"": "http://a:1", "TRACES_": " http://b:2 "}, "http://b:2"),
        ("otlp_proto_grpc", {"": "a:1"}, "https://a:1"),
        ("otlp_proto_grpc", {"": "a:1", "insecure": " TRUE "}, "http://a:1"),
        ("otlp_proto_grpc", {"": "a:1", "insecure": "false"}, "https://a:1"),
        ("otlp_proto_http", {}, "http://localhost:4318/v1/traces"),
        ("otlp_proto_http", {"": "http://a:1/"}, "http://a:1/v1/traces"),
        ("otlp_proto_http", {"": "http://a:1/otlp"}, "http://a:1/otlp/v1/traces"),
        ("otlp_proto_http", {"": "http://a:1", "TRACES_": "http://b:2/t"}, "http://b:2/t"),
    ],
)
def test_the_address_is_the_one_that_the_exporter_takes(name: str, environ: dict[str, str], address: str) -> None:
    variables = {
        "OTEL_EXPORTER_OTLP_INSECURE" if part == "insecure" else f"OTEL_EXPORTER_OTLP_{part}ENDPOINT": value
        for part, value in environ.items()
    }
    assert exporter.endpoint("traces", name, variables) == address


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, "http://localhost:4317"),
        (OVER_HTTP, "http://localhost:4318/v1/metrics"),
        ({"OTEL_EXPORTER_OTLP_METRICS_PROTOCOL": "http/protobuf"}, "http://localhost:4318/v1/metrics"),
        ({**OVER_HTTP, "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL": "grpc"}, "http://localhost:4317"),
    ],
)
def test_our_exporter_goes_where_the_protocol_says(reached: Net, environ: dict[str, str], address: str) -> None:
    alone = {"OTEL_METRICS_EXPORTER": "triage_otlp", "OTEL_TRACES_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}
    looked_at({**alone, **environ}, **GRPC, **HTTP)
    assert [url for url, _ in reached.connected] == [address]


def test_a_protocol_that_no_exporter_speaks_is_told_by_its_name() -> None:
    assert of("logs", {"OTEL_LOGS_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"}) == [
        (
            "fail",
            "logs: OTLP is to be sent over http/json, which no exporter for Python does.",
            "Type: export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
        )
    ]


def test_over_http_an_empty_request_is_sent_with_the_headers_that_are_set(reached: Net) -> None:
    environ = {
        **OVER_HTTP,
        "OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer%20x, a=b,broken",
        "OTEL_EXPORTER_OTLP_LOGS_HEADERS": "own=1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://me:pw@collector:4318",
    }
    states = {one.name: one.text for one in looked_at(environ, **HTTP) if one.name != "temporality"}
    assert states == {
        signal: f"{signal}: http://collector:4318/v1/{signal} answers an empty request with 200"
        for signal in ("traces", "metrics", "logs")
    }
    protobuf = {"Content-Type": "application/x-protobuf"}
    every = {"authorization": "Bearer x", "a": "b", **protobuf}
    assert reached.asked == [
        ("http://me:pw@collector:4318/v1/traces", b"", every),
        ("http://me:pw@collector:4318/v1/metrics", b"", every),
        ("http://me:pw@collector:4318/v1/logs", b"", {"own": "1", **protobuf}),
    ]
    assert len(reached.connected) == 3


def test_behind_a_proxy_the_collector_is_not_connected_to_directly(reached: Net) -> None:
    reached.is_proxied = True
    assert of("traces", {**OVER_HTTP, **ENDPOINT}, **HTTP)[0][0] == "ok"
    assert reached.connected == []


def test_a_proxy_before_the_collector_is_named_where_it_is_in_the_way(
    reached: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(url: str, **_: Any) -> Any:
        raise net.Unreachable("nothing listens at the proxy proxy:3128")

    reached.is_proxied = True
    monkeypatch.setattr(net, "ask", refused)
    assert of("traces", {**OVER_HTTP, **ENDPOINT}, **HTTP) == [
        (
            "fail",
            "traces: http://collector:4317/v1/traces is not reached: nothing listens at the proxy proxy:3128.",
            "Add the collector's host to NO_PROXY, unless the proxy of HTTP_PROXY or HTTPS_PROXY leads to it.",
        )
    ]


def test_grpc_behind_a_proxy_is_something_to_look_at(reached: Net) -> None:
    assert of("traces", {**ENDPOINT, "http_proxy": "http://proxy:3128"}, **GRPC) == [
        (
            "warn",
            "traces: gRPC reaches http://collector:4317 through the proxy that http_proxy names, "
            "if that allows CONNECT.",
            "If nothing arrives, add collector to no_proxy, or use OTLP over HTTP.",
        )
    ]
    assert reached.connected == []


def test_with_a_certificate_of_its_own_only_the_connection_is_tried(reached: Net) -> None:
    environ = {**OVER_HTTP, **ENDPOINT, "OTEL_EXPORTER_OTLP_CERTIFICATE": "ca.pem"}
    assert of("traces", environ, **HTTP) == [
        ("ok", "traces: http://collector:4317/v1/traces is reached, with its certificate", "")
    ]
    assert reached.connected[0] == ("http://collector:4317/v1/traces", "ca.pem")
    assert of("traces", {**ENDPOINT, "OTEL_EXPORTER_OTLP_CERTIFICATE": "ca.pem"}, **GRPC)[0][0] == "ok"
    assert reached.connected[-1] == ("http://collector:4317", "ca.pem")
    assert reached.asked == []


@pytest.mark.parametrize(
    ("status", "state", "fix"),
    [
        (200, "ok", ""),
        (299, "ok", ""),
        (300, "fail", "Read the log of what receives it."),
        (401, "fail", "Correct the credential in OTEL_EXPORTER_OTLP_HEADERS."),
        (403, "fail", "Correct the credential in OTEL_EXPORTER_OTLP_HEADERS."),
        *(
            (
                status,
                "fail",
                "No OTLP is received there: OTEL_EXPORTER_OTLP_ENDPOINT is the address without /v1/traces, "
                "on port 4318.",
            )
            for status in (404, 405)
        ),
        (500, "fail", "Read the log of what receives it."),
    ],
)
def test_a_refusal_is_told_with_what_to_correct(reached: Net, status: int, state: str, fix: str) -> None:
    reached.status = status
    assert of("traces", {**OVER_HTTP, **ENDPOINT}, **HTTP) == [
        (state, f"traces: http://collector:4317/v1/traces answers an empty request with {status}", fix)
    ]


@pytest.mark.parametrize("protocol", ["grpc", "http/protobuf"])
def test_an_address_that_is_not_reached_fails(reached: Net, protocol: str) -> None:
    reached.problem = "nothing listens at collector:4317"
    environ = {**ENDPOINT, "OTEL_EXPORTER_OTLP_PROTOCOL": protocol}
    place = "http://collector:4317" + ("" if protocol == "grpc" else "/v1/traces")
    assert of("traces", environ, **GRPC, **HTTP) == [
        (
            "fail",
            f"traces: {place} is not reached: nothing listens at collector:4317.",
            "Start the collector, or correct OTEL_EXPORTER_OTLP_ENDPOINT; 4317 is OTLP's port of gRPC, 4318 of HTTP.",
        )
    ]


@pytest.mark.parametrize(
    ("chosen", "state"),
    [("", "ok"), ("cumulative", "ok"), ("delta", "warn"), (" DELTA ", "warn"), ("lowmemory", "warn")],
)
def test_counters_that_prometheus_drops_are_told(reached: Net, chosen: str, state: str) -> None:
    variable = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"
    ((found, text, fix),) = of("temporality", {**ENDPOINT, variable: chosen}, **GRPC)
    assert found == state
    if state == "warn":
        assert text.startswith(f"{variable}={chosen.strip().lower()}: ")
        assert fix == f"For Prometheus, put delta_to_cumulative into the collector, or type: unset {variable}"


SECRET_PLACE = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://me:pw@collector:4317", "OTEL_METRICS_EXPORTER": "none"}


@pytest.mark.parametrize("is_proxied", [False, True])
def test_grpc_that_is_not_reached_is_told_without_a_password_and_whatever_proxy_http_has(
    is_proxied: bool, reached: Net
) -> None:
    reached.problem, reached.is_proxied = "nothing listens there", is_proxied
    assert of("traces", SECRET_PLACE, **GRPC) == [
        ("fail", "traces: http://collector:4317 is not reached: nothing listens there.", exporter._START)
    ]


def test_grpc_that_is_reached_is_told_without_a_password(reached: Net) -> None:
    said = "traces: http://collector:4317 accepts connections (OTLP over gRPC)"
    assert of("traces", SECRET_PLACE, **GRPC) == [("ok", said, "")]
    through = of("traces", {**SECRET_PLACE, "grpc_proxy": "http://proxy:1"}, **GRPC)
    assert through[0][1] == (
        "traces: gRPC reaches http://collector:4317 through the proxy that grpc_proxy names, if that allows CONNECT."
    )
