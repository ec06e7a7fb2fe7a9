"""Which exporters the environment names, which of them are installed, and what to type for those that are not.

Source: OpenTelemetry, environment variables; opentelemetry-distro's defaults.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from typing import Final

SIGNALS: Final = ("traces", "metrics", "logs")
CONSOLE: Final = "triage_console"
"""Our own: failures in the terminal."""
CONFIG_FILE: Final = "OTEL_CONFIG_FILE"
READER: Final = "opentelemetry-configuration"
"""What the SDK reads a file of settings with."""
_MOST: Final = 200
"""Characters of a file's name that are shown."""
_OTLP: Final = "otlp"
_PROTOCOL: Final = "OTEL_EXPORTER_OTLP_PROTOCOL"
_OVER: Final = f"{_OTLP} over "
"""Begins the name of an exporter for a protocol that none speaks."""
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
    return file_of_settings(environ) is not None or any(environ.get(name, "").strip() for name in endpoints)


def file_of_settings(environ: Mapping[str, str]) -> str | None:
    """Returns the variable that names a file of settings, which then says where to export to; None for none."""
    files = (CONFIG_FILE, "OTEL_EXPERIMENTAL_CONFIG_FILE")
    return next((name for name in files if environ.get(name, "").strip()), None)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of settings at which OpenTelemetry gives up."""

    problem: str
    """What is wrong, as a clause."""
    remedy: str
    """What to do, as a sentence."""

    def sentence(self) -> str:
        """Says what is not exported, and what to do."""
        return f"{self.problem}, so nothing is exported and failures are shown here. {self.remedy}"


def has_reader() -> bool | None:
    """Whether the package is installed by which the SDK reads a file of settings; before 1.44 it needs none: None."""
    from opentelemetry.sdk import environment_variables

    if not hasattr(environment_variables, CONFIG_FILE) or _is_there("opentelemetry.sdk._configuration.file"):
        return None
    return _is_there("opentelemetry.configuration")


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ImportError:
        return False


def unread_file(environ: Mapping[str, str], reader: Callable[[], bool | None] = has_reader) -> Unread | None:
    """Returns what keeps the SDK from reading its file of settings; None where it reads it, or asks for none."""
    file = environ.get(CONFIG_FILE, "")
    found = reader() if file else None
    if found is None:
        return None
    if not found:
        return Unread(f"{CONFIG_FILE} is set and {READER} is not installed", f"To export, type: pip install {READER}")
    if not os.path.isfile(file):
        return Unread(f"{CONFIG_FILE} names {file[:_MOST]!r}, which is no file", f"To export, correct {CONFIG_FILE}.")
    return None


def named(signal: str, environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Returns a signal's exporters: what the environment calls each, and the name of its entry point."""
    text = environ.get(variable(signal)) or _OTLP
    return [(word, _entry_point_of(signal, word, environ)) for word in _words(text)]


def with_terminal(signal: str, environ: Mapping[str, str], unknown: Collection[str]) -> str:
    """Returns a signal's exporters as their variable has them, with the terminal in the place of these."""
    words = [CONSOLE if name in unknown else word for word, name in named(signal, environ)]
    return ",".join(dict.fromkeys(words))


def _words(text: str) -> list[str]:
    words = [word.strip() for word in text.split(",")]
    return [] if text.strip().lower() == "none" else [word for word in words if word]


def _entry_point_of(signal: str, word: str, environ: Mapping[str, str]) -> str:
    if word != _OTLP:
        return word
    of_signal = environ.get(f"OTEL_EXPORTER_OTLP_{signal.upper()}_PROTOCOL")
    protocol = (of_signal or environ.get(_PROTOCOL) or "grpc").strip()
    return _BY_PROTOCOL.get(protocol, f"{_OVER}{protocol}")


@dataclass(frozen=True, slots=True)
class Missing:
    """An exporter that is named and not installed."""

    name: str
    """Of its entry point."""
    signals: tuple[str, ...]

    def sentence(self) -> str:
        """Says what is not exported, and what to type."""
        what = _listed(self.signals)
        if self.name not in PACKAGES:
            return f"{self.unknown()}, so {what} are not exported and failures are shown here. {self.correct()}"
        return (
            f"{PACKAGES[self.name]} is not installed, so {what} are not exported and failures are shown here. "
            f"To export, type: {self._to_type()}"
        )

    def stops(self) -> str:
        """Says what is wrong with a name that no package has, where OpenTelemetry sets itself up."""
        return f"{self.unknown()}. OpenTelemetry gives up at it, so nothing is observed."

    def unknown(self) -> str:
        """Says which name leads nowhere."""
        if self.name.startswith(_OVER):
            return f"OTLP is to be sent over {self.name.removeprefix(_OVER)}, which no exporter for Python does"
        variables = _listed([variable(signal) for signal in self.signals])
        verb = "names" if len(self.signals) == 1 else "name"
        return f"{variables} {verb} {self.name!r}, an exporter that no installed package has"

    def correct(self) -> str:
        """Says what to do about a name that no package has."""
        if self.name.startswith(_OVER):
            return f"Type: export {_PROTOCOL}=http/protobuf"
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
    if file_of_settings(env):
        return []
    wanting: dict[str, list[str]] = {}
    for signal in SIGNALS:
        for _, name in named(signal, env):
            if installed(signal, name) is None:
                wanting.setdefault(name, []).append(signal)
    return [Missing(name, tuple(signals)) for name, signals in wanting.items()]


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
