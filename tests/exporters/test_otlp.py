"""Each process exports under an identity that no other has."""

from __future__ import annotations

import os
import uuid
from typing import Any

import pytest
from opentelemetry.sdk.metrics.export import MetricExportResult, MetricsData, ResourceMetrics
from opentelemetry.sdk.resources import Resource

with pytest.MonkeyPatch.context() as patch:  # of the two official exporters the one that is installed here
    patch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
    from genai_triage.exporters import otlp

ID = "service.instance.id"


@pytest.fixture(autouse=True)
def renewing(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the environment gives as an id, and whether the SDK gives each process another."""
    said: dict[str, Any] = {"given": None, "renews": True}
    monkeypatch.setattr(otlp, "given_id", lambda: said["given"])
    monkeypatch.setattr(otlp, "renews_ids", lambda: said["renews"])
    return said


def of(attributes: dict[str, str]) -> str:
    found = otlp._of_this_process(Resource({"service.name": "a", **attributes}))
    assert found.attributes["service.name"] == "a"
    return str(found.attributes[ID])


def test_an_id_that_the_sdk_made_for_this_process_is_kept() -> None:
    assert of({ID: "own"}) == "own"


@pytest.mark.parametrize(("given", "renews"), [("pod", True), ("pod", False), (None, False)])
def test_an_id_that_others_may_have_gets_the_process_s_number(
    renewing: dict[str, Any], given: str | None, renews: bool
) -> None:
    renewing.update(given=given, renews=renews)
    assert of({ID: "pod"}) == f"pod-{os.getpid()}"


def test_without_an_id_one_is_made_whatever_the_environment_gives(renewing: dict[str, Any]) -> None:
    renewing.update(given="pod")
    assert str(uuid.UUID(of({})))


def test_without_an_id_one_is_made_and_kept_and_a_child_s_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    made = of({})
    assert str(uuid.UUID(made)) == made
    assert of({}) == made
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert of({}) != made


def test_everything_is_exported_under_it(renewing: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    renewing.update(given="pod")
    got: list[Any] = []

    def export(self: Any, data: MetricsData, *args: Any, **kwargs: Any) -> MetricExportResult:
        got.append((data, args, kwargs))
        return MetricExportResult.FAILURE

    base = otlp.ProcessMetricExporter.__mro__[1]
    monkeypatch.setattr(base, "export", export)
    metrics = [ResourceMetrics(Resource({"service.name": "a", ID: own}), [], "url") for own in ("own", "pod")]
    exporter = object.__new__(otlp.ProcessMetricExporter)
    assert exporter.export(MetricsData(metrics), 5, x=1) == MetricExportResult.FAILURE
    ((data, args, kwargs),) = got
    assert [(one.resource.attributes[ID], one.scope_metrics, one.schema_url) for one in data.resource_metrics] == [
        ("own", [], "url"),
        (f"pod-{os.getpid()}", [], "url"),
    ]
    assert (args, kwargs) == ((5,), {"x": 1})


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({}, "otlp_proto_grpc"),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}, "otlp_proto_http"),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": " grpc "}, "otlp_proto_grpc"),
        ({"OTEL_EXPORTER_OTLP_METRICS_PROTOCOL": "", "OTEL_EXPORTER_OTLP_PROTOCOL": ""}, "otlp_proto_grpc"),
        (
            {"OTEL_EXPORTER_OTLP_METRICS_PROTOCOL": "http/protobuf", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            "otlp_proto_http",
        ),
    ],
)
def test_the_protocol_chooses_the_official_exporter(
    environ: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(otlp, "installed", lambda signal, found: asked.append((signal, found)))
    for variable in ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environ.items():
        monkeypatch.setenv(variable, value)
    package = f"opentelemetry-exporter-{name.replace('_', '-')}"
    with pytest.raises(ImportError) as raised:
        otlp._exporter()
    assert str(raised.value) == f"triage_otlp needs one more package: pip install {package}"
    assert asked == [("metrics", name)]


def test_a_protocol_that_nobody_speaks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")
    with pytest.raises(
        ImportError, match=r"^OTEL_EXPORTER_OTLP_PROTOCOL='http/json' is neither grpc nor http/protobuf\.$"
    ):
        otlp._exporter()
