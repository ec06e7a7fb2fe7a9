"""The peers: what each is installed from. How each is switched on stands in `switches.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Peer:
    """An instrumentation of google-genai."""

    name: str
    """As its makers call it."""
    packages: tuple[str, ...]
    """What pip installs; `.` is this repository, whose extras may follow."""


_SDK: Final = "google-genai >= 2, < 4"
"""The newest that the peer allows."""
_BEFORE_3: Final = "google-genai >= 2, < 3"
"""The official instrumentation, which Logfire's is as well, does nothing with a newer one."""
_OTEL: Final = ("opentelemetry-sdk", "opentelemetry-instrumentation")

PEERS: Final = {
    "genai-triage": Peer("genai-triage", (".", _SDK)),
    "official": Peer("OpenTelemetry's own", ("opentelemetry-instrumentation-google-genai >= 1.0b0", _BEFORE_3, *_OTEL)),
    "openinference": Peer("OpenInference", ("openinference-instrumentation-google-genai", "google-genai", *_OTEL)),
    "openllmetry": Peer("OpenLLMetry", ("opentelemetry-instrumentation-google-generativeai", "google-genai", *_OTEL)),
    "openlit": Peer("OpenLIT", ("openlit >= 1.40", "google-genai >= 2")),
    "sentry": Peer("Sentry", ("sentry-sdk", "google-genai")),
    "ddtrace": Peer("ddtrace", ("ddtrace", "google-genai")),
    "logfire": Peer("Logfire", ("logfire[google-genai]", _BEFORE_3)),
}
"""By the name of their environment."""
