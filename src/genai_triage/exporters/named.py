"""Which exporters the environment names, which of them are installed, and what to type for those that are not.

Source: OpenTelemetry, environment variables; opentelemetry-distro's defaults.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Final

SIGNALS: Final = ("traces", "metrics", "logs")
CONSOLE: Final = "triage_console"
"""Our own: failures in the terminal."""
_OTLP: Final = "otlp"
_PROTOCOL: Final = "OTEL_EXPORTER_OTLP_PROTOCOL"
_BY_PROTOCOL: Final = {"grpc": "otlp_proto_grpc", "http/protobuf": "otlp_proto_http"}
PACKAGES: Final = {
    "otlp_proto_grpc": "opentelemetry-exporter-otlp-proto-grpc",
    "otlp_proto_http": "opentelemetry-exporter-otlp-proto-http",
    "prometheus": "opentelemetry-exporter-prometheus",
    "zipkin_json": "opentelemetry-exporter-zipkin-json",
    "zipkin_proto": "opentelemetry-exporter-zipkin-proto-http",
}
"""OpenTelemetry's own exporters."""
_OURS: Final = "genai_triage."


def variable(signal: str) -> str:
    """The variable that names a signal's exporters."""
    return f"OTEL_{signal.upper()}_EXPORTER"


def group(signal: str) -> str:
    """The group of entry points that a signal's exporters stand in."""
    return f"opentelemetry_{signal}_exporter"


def installed(signal: str, name: str) -> EntryPoint | None:
    """Returns the entry point of an exporter, never that of our stand-in for it; None if it is not installed."""
    found = entry_points(group=group(signal), name=name)
    return next((one for one in found if not (one.value.startswith(_OURS) and name in PACKAGES)), None)


def is_export_named(environ: Mapping[str, str]) -> bool:
    """Whether the environment says where to export to: an exporter, an OTLP endpoint, a file of settings."""
    if any(_words(environ.get(variable(signal), "")) for signal in SIGNALS):
        return True
    endpoints = [f"OTEL_EXPORTER_OTLP_{part}ENDPOINT" for part in ("", "TRACES_", "METRICS_", "LOGS_")]
    files = ["OTEL_CONFIG_FILE", "OTEL_EXPERIMENTAL_CONFIG_FILE"]
    return any(environ.get(name, "").strip() for name in (*endpoints, *files))


def named(signal: str, environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Returns a signal's exporters: what the environment calls each, and the name of its entry point."""
    text = environ.get(variable(signal)) or _OTLP
    return [(word, _entry_point_of(signal, word, environ)) for word in _words(text)]


def _words(text: str) -> list[str]:
    words = [word.strip() for word in text.split(",")]
    return [] if text.strip().lower() == "none" else [word for word in words if word]


def _entry_point_of(signal: str, word: str, environ: Mapping[str, str]) -> str:
    if word != _OTLP:
        return word
    of_signal = environ.get(f"OTEL_EXPORTER_OTLP_{signal.upper()}_PROTOCOL")
    protocol = (of_signal or environ.get(_PROTOCOL) or "grpc").strip()
    return _BY_PROTOCOL.get(protocol, f"{_OTLP} over {protocol}")


@dataclass(frozen=True, slots=True)
class Missing:
    """An exporter that is named and not installed."""

    name: str
    """Of its entry point."""
    signals: tuple[str, ...]

    def sentence(self) -> str:
        """Says what is not exported, and what to type."""
        variables = " and ".join(map(variable, self.signals))
        what = _listed(self.signals)
        if self.name not in PACKAGES:
            return (
                f"{variables} names {self.name!r}, an exporter that no installed package has, so {what} are not "
                f"exported and failures are shown here. {self.correct()}"
            )
        return (
            f"{PACKAGES[self.name]} is not installed, so {what} are not exported and failures are shown here. "
            f"To export, type: {self._to_type()}"
        )

    def stops(self) -> str:
        """Says what is wrong with a name that no package has, where OpenTelemetry sets itself up."""
        variables = " and ".join(map(variable, self.signals))
        return (
            f"{variables} names {self.name!r}, an exporter that no installed package has. OpenTelemetry gives up at "
            "it, so nothing is observed."
        )

    def correct(self) -> str:
        """Says what to do about a name that no package has."""
        from difflib import get_close_matches

        known = {_OTLP, "none", *(one.name for signal in self.signals for one in entry_points(group=group(signal)))}
        near = get_close_matches(self.name, sorted(known), 1)
        return f"Correct {f'it to {near[0]!r}' if near else 'the name'}, or install the package that has it."

    def _to_type(self) -> str:
        others = [name for name in _BY_PROTOCOL.values() if name != self.name]
        if self.name in _BY_PROTOCOL.values() and all(installed(signal, others[0]) for signal in self.signals):
            protocol = next(protocol for protocol, name in _BY_PROTOCOL.items() if name == others[0])
            return f"export {_PROTOCOL}={protocol}"
        return f"pip install {PACKAGES[self.name]}"


def missing(environ: Mapping[str, str] | None = None) -> list[Missing]:
    """Returns the exporters that are named, or that the distribution takes by default, and that are not installed."""
    env = os.environ if environ is None else environ
    wanting: dict[str, list[str]] = {}
    for signal in SIGNALS:
        for _, name in named(signal, env):
            if installed(signal, name) is None:
                wanting.setdefault(name, []).append(signal)
    return [Missing(name, tuple(signals)) for name, signals in wanting.items()]


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
