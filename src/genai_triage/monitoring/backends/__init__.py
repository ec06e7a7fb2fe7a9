"""Monitors, dashboards and queries for backends that are sent OTLP and have no Prometheus: a file for each backend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from genai_triage.monitoring.backends import datadog, elastic, honeycomb, signoz
from genai_triage.monitoring.options import Format, Options

WRITERS: Final[Mapping[Format, Callable[[Options], dict[str, str]]]] = {
    "datadog": datadog.artifacts,
    "honeycomb": honeycomb.artifacts,
    "signoz": signoz.artifacts,
    "elastic": elastic.artifacts,
}
"""What writes a backend's files, by the format that asks for them; a plain export has none of them."""
