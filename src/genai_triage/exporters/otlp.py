"""`OTEL_METRICS_EXPORTER=triage_otlp`: OpenTelemetry's OTLP exporter, with an identity for each process.

Cumulative counters of two processes under one `service.instance.id` read as one counter that is reset for ever. The SDK
gives each process an id of its own from 1.44 on, but not where the id stands in `OTEL_RESOURCE_ATTRIBUTES`, as the
OpenTelemetry Operator writes it: spawned workers then share it.
"""

from __future__ import annotations

import os
import uuid
from dataclasses import replace
from typing import Any, Final

from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult, MetricsData
from opentelemetry.sdk.resources import Resource

from genai_triage.exporters.named import PACKAGES, installed
from genai_triage.telemetry.identity import INSTANCE, given_id, renews_ids

_PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_NAMES: Final = {"grpc": "otlp_proto_grpc", "http/protobuf": "otlp_proto_http"}
_ids: dict[int, str] = {}
"""The id of this process, by its number: a forked child makes another."""


def _exporter() -> type[MetricExporter]:
    """The official exporter that `OTEL_METRICS_EXPORTER=otlp` stands for."""
    asked = next((os.environ[name].strip() for name in _PROTOCOLS if os.environ.get(name)), "grpc")
    name = _NAMES.get(asked, asked)
    entry_point = installed("metrics", name)
    if entry_point is not None:
        found: type[MetricExporter] = entry_point.load()
        return found
    raise ImportError(
        f"triage_otlp needs one more package: pip install {PACKAGES[name]}"
        if name in _NAMES.values()
        else f"OTEL_EXPORTER_OTLP_PROTOCOL={asked!r} is neither {' nor '.join(_NAMES)}."
    )


class ProcessMetricExporter(_exporter()):  # type: ignore[misc]
    """Exports with a `service.instance.id` that no other process has."""

    def export(self, metrics_data: MetricsData, *args: Any, **kwargs: Any) -> MetricExportResult:
        told_apart = [
            replace(metrics, resource=_of_this_process(metrics.resource)) for metrics in metrics_data.resource_metrics
        ]
        exported: MetricExportResult = super().export(MetricsData(told_apart), *args, **kwargs)
        return exported


def _of_this_process(resource: Resource) -> Resource:
    found = resource.attributes.get(INSTANCE)
    if found is not None and found != given_id() and renews_ids():
        return resource
    instance = _id() if found is None else f"{found}-{os.getpid()}"
    return resource.merge(Resource({INSTANCE: instance}))


def _id() -> str:
    return _ids.setdefault(os.getpid(), str(uuid.uuid4()))
