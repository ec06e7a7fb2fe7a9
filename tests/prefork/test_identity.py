"""`triage_otlp`: the official exporter, with an identity for each process."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import uuid
from types import ModuleType

import pytest
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics.export import MetricExportResult, MetricsData, ResourceMetrics
from opentelemetry.sdk.resources import Resource

INSTANCE = "service.instance.id"


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> list[Resource]:
    """The resources that the official exporter is given."""
    found: list[Resource] = []

    def export(self: OTLPMetricExporter, data: MetricsData, timeout_millis: float = 0) -> MetricExportResult:
        assert timeout_millis == 1000
        found.extend(metrics.resource for metrics in data.resource_metrics)
        return MetricExportResult.SUCCESS

    monkeypatch.setattr(OTLPMetricExporter, "export", export)
    return found


@pytest.fixture
def otlp(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The exporter, as it is loaded in a process that exports over HTTP."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
    monkeypatch.delitem(sys.modules, "genai_triage.exporters.otlp", raising=False)
    return importlib.import_module("genai_triage.exporters.otlp")


def send(otlp: ModuleType, resource: Resource) -> None:
    data = MetricsData([ResourceMetrics(resource, [], "schema")])
    assert otlp.ProcessMetricExporter().export(data, timeout_millis=1000) is MetricExportResult.SUCCESS


def test_a_process_without_an_id_gets_one_and_keeps_it(otlp: ModuleType, exported: list[Resource]) -> None:
    for _ in range(2):
        send(otlp, Resource({"service.name": "shop"}))
    first, second = (str(resource.attributes[INSTANCE]) for resource in exported)
    assert first == second == str(uuid.UUID(first))
    assert dict(exported[0].attributes) == {"service.name": "shop", INSTANCE: first}


def test_a_forked_process_gets_another_id(otlp: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    parents = otlp._id()
    monkeypatch.setattr(os, "getpid", lambda: 4711)
    assert otlp._id() not in (parents, None)


@pytest.mark.parametrize(
    ("given", "renews", "expected"),
    [
        ("", True, "made-by-the-sdk"),
        ("made-by-the-sdk", True, f"made-by-the-sdk-{os.getpid()}"),
        ("", False, f"made-by-the-sdk-{os.getpid()}"),
    ],
    ids=["each process has another", "the environment's", "an SDK that makes it once"],
)
def test_an_id_is_kept_where_each_process_has_another(
    given: str,
    renews: bool,
    expected: str,
    otlp: ModuleType,
    exported: list[Resource],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", f"{INSTANCE}={given}")
    monkeypatch.setattr(otlp, "renews_ids", lambda: renews)
    send(otlp, Resource({INSTANCE: "made-by-the-sdk"}))
    assert exported[0].attributes[INSTANCE] == expected


@pytest.mark.parametrize(
    ("protocol", "said"),
    [
        ("grpc", "triage_otlp needs one more package: pip install opentelemetry-exporter-otlp-proto-grpc"),
        ("carrier pigeon", "OTEL_EXPORTER_OTLP_PROTOCOL='carrier pigeon' is neither grpc nor http/protobuf."),
    ],
)
def test_one_sentence_says_which_exporter_is_missing(protocol: str, said: str) -> None:
    code = "from importlib import metadata; metadata.entry_points = lambda **_: ()\nimport genai_triage.exporters.otlp"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "OTEL_EXPORTER_OTLP_PROTOCOL": protocol},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr.splitlines()[-1] == f"ImportError: {said}"


def test_one_sentence_says_that_the_prometheus_exporter_is_missing() -> None:
    code = (
        "import sys; sys.modules['opentelemetry.exporter.prometheus'] = None\nimport genai_triage.exporters.prometheus"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.stderr.splitlines()[-1] == (
        "ImportError: triage_prometheus needs one more package: pip install opentelemetry-exporter-prometheus"
    )
