"""What a group label is called where there is no Prometheus: resource attributes keep the dots of their names."""

from __future__ import annotations

from typing import Final

from genai_triage.monitoring.traces_and_logs import resource_attributes
from genai_triage.telemetry import names

SERVICE: Final = "service.name"
SCOPES: Final = (
    names.SCOPE,
    "opentelemetry.instrumentation.google_genai",
    "opentelemetry.util.genai.handler",
)
"""Scopes of the spans that stand for a call: ours, and the official instrumentation's, which has them instead of ours.

A span of any other scope that is about the same call has ours inside, and would count it twice.
"""


def attribute(label: str) -> str:
    """Returns the resource attribute of a group label: of `service_namespace`, `service.namespace`."""
    known = resource_attributes(label)
    return known[0] if known else label.replace("_", ".")
