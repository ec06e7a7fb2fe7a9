"""What a group label is called where there is no Prometheus: resource attributes keep the dots of their names."""

from __future__ import annotations

from typing import Final

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
_NAMES: Final = {"namespace": "k8s.namespace.name", "cluster": "k8s.cluster.name"}
"""Labels that a scrape adds, and the attributes that say the same; other labels are attributes with underscores."""


def attribute(label: str) -> str:
    """Returns the resource attribute of a group label: of `service_namespace`, `service.namespace`."""
    return _NAMES.get(label, label.replace("_", "."))
