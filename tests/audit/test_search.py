"""What an audit finds, and how it names it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from genai_triage.audit.needles import Needle, canary_needles, environment_needles
from genai_triage.audit.search import Finding, search, search_log
from genai_triage.simulator.canaries import Canaries

SECRET = "n3edle-in-a-haystack"
NEEDLE = Needle("APP_KEY", "environment", frozenset({SECRET.encode()}))


def _pair(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": {"string_value": value}}


def _raw(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": {"bytes_value": value.encode()}}


def _bytes(kind: Any, fields: dict[str, Any]) -> bytes:
    return bytes(kind(**fields).SerializeToString())


def _spans(**fields: Any) -> bytes:
    scoped = {"scope": {"name": "app"}, "spans": [fields]}
    return _bytes(ExportTraceServiceRequest, {"resource_spans": [{"scope_spans": [scoped]}]})


def _resource() -> bytes:
    resource = {"resource": {"attributes": [_pair("host", SECRET)]}}
    return _bytes(ExportTraceServiceRequest, {"resource_spans": [resource]})


def _logs(**fields: Any) -> bytes:
    scoped = {"scope": {"name": "app"}, "log_records": [fields]}
    return _bytes(ExportLogsServiceRequest, {"resource_logs": [{"scope_logs": [scoped]}]})


def _metrics() -> bytes:
    metric = {"name": "calls", "sum": {"data_points": [{"attributes": [_pair("model", SECRET)]}]}}
    scoped = {"scope": {"name": "app"}, "metrics": [metric]}
    return _bytes(ExportMetricsServiceRequest, {"resource_metrics": [{"scope_metrics": [scoped]}]})


@pytest.mark.parametrize(
    ("signal", "body", "field", "scope"),
    [
        ("traces", _spans(name=f"chat {SECRET}"), "Span.name", "app"),
        ("traces", _spans(attributes=[_pair("url", f"x{SECRET}x")]), "Span.attributes.url", "app"),
        ("traces", _spans(attributes=[_pair(SECRET, "1")]), "Span.attributes (key)", "app"),
        ("traces", _spans(attributes=[_raw("blob", SECRET)]), "Span.attributes.blob", "app"),
        ("traces", _spans(status={"message": SECRET}), "Status.message", "app"),
        ("traces", _spans(events=[{"attributes": [_pair("text", SECRET)]}]), "Event.attributes.text", "app"),
        ("traces", _resource(), "Resource.attributes.host", ""),
        ("traces", b"no protobuf: " + SECRET.encode(), "bytes", ""),
        ("metrics", _metrics(), "NumberDataPoint.attributes.model", "app"),
        ("logs", _logs(body={"string_value": SECRET}), "LogRecord.body", "app"),
        (
            "logs",
            _logs(attributes=[{"key": "k", "value": {"array_value": {"values": [{"string_value": SECRET}]}}}]),
            "LogRecord.attributes.k",
            "app",
        ),
    ],
)
def test_a_leak_is_named_by_its_field(signal: str, body: bytes, field: str, scope: str) -> None:
    assert search(signal, [body], [NEEDLE]) == [Finding("APP_KEY", "environment", signal, field, scope)]


def test_a_scope_that_holds_the_secret_is_not_printed() -> None:
    scoped = {"scope": {"name": SECRET}, "spans": [{"name": SECRET}]}
    body = _bytes(ExportTraceServiceRequest, {"resource_spans": [{"scope_spans": [scoped]}]})

    assert {finding.recorded_by for finding in search("traces", [body], [NEEDLE])} == {"[name]"}


def test_a_name_that_holds_the_secret_is_not_printed() -> None:
    found = search("traces", [_spans(attributes=[_pair(SECRET, SECRET)])], [NEEDLE])

    assert [finding.field for finding in found] == ["Span.attributes (key)", "[name]"]


def test_the_same_field_of_many_spans_is_one_finding() -> None:
    assert len(search("traces", [_spans(name=SECRET)] * 3, [NEEDLE])) == 1


def test_a_line_of_our_own_log_is_searched() -> None:
    assert search_log(SECRET.encode(), [NEEDLE]) == [Finding("APP_KEY", "environment", "own log", "line")]


def test_clean_telemetry_has_no_findings() -> None:
    assert search("traces", [_spans(name="chat")], [NEEDLE, *canary_needles(Canaries.random())]) == []


@pytest.mark.parametrize(
    "part",
    [
        lambda canaries: canaries.answer,
        lambda canaries: canaries.answer.split()[1],
        lambda canaries: canaries.prompt.split()[3],
        lambda canaries: canaries.keys["Google API key"][20:],
        lambda canaries: canaries.keys["authorization key"][:20],
        lambda canaries: canaries.keys["access token"].split(".")[1],
    ],
)
def test_part_of_a_canary_is_enough(part: Callable[[Canaries], str]) -> None:
    canaries = Canaries.random()

    assert [needle.is_in(f"… {part(canaries)} …".encode()) for needle in canary_needles(canaries)].count(True) == 1


@pytest.mark.parametrize("value", ["abc/def+ghi=", "a" * 20 + "b" * 20])
def test_a_secret_is_found_whole_escaped_halved_and_decoded(value: str) -> None:
    encoded = base64.b64encode(f"{value}:another-part".encode()).decode()
    (needle,) = environment_needles({"MY_SECRET": encoded})

    for form in (encoded, encoded[: len(encoded) // 2], encoded[len(encoded) // 2 :], value, "another-part"):
        assert needle.is_in(form.encode()), form
    (plain,) = environment_needles({"MY_SECRET": value})
    assert plain.is_in(value.replace("/", "%2F").replace("+", "%2B").replace("=", "%3D").encode())


@pytest.mark.parametrize("name", ["A_KEY", "access_token", "SECRET_1", "GIGACHAT_CREDENTIALS", "DB_PASSWORD"])
def test_names_that_tell_of_a_secret(name: str) -> None:
    assert [needle.name for needle in environment_needles({name: "some-value"})] == [name]


def test_what_is_no_secret_is_not_searched_for(tmp_path: Path) -> None:
    environ = {"HOME": "/home/somebody", "SHORT_KEY": "1234567", "GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path)}

    assert environment_needles(environ) == ()


def test_a_needle_shows_its_name_only() -> None:
    assert SECRET not in repr(NEEDLE)
