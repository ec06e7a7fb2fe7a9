"""Where telemetry goes: exporters that OTEL_* names, whether they are installed, and whether their address answers.

An OTLP endpoint over HTTP gets one empty request for each signal, with the headers that are set for it.
Source: OpenTelemetry, OTLP exporter configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from packaging.version import Version

from genai_triage.doctor import net
from genai_triage.doctor.model import Check, State
from genai_triage.doctor.target import Target
from genai_triage.exporters import named
from genai_triage.telemetry.processes import DELTAS, TEMPORALITY

_HTTP, _GRPC = "otlp_proto_http", "otlp_proto_grpc"
_OURS: Final = {
    "triage_otlp": ("opentelemetry-exporter-otlp-proto-grpc", "opentelemetry-exporter-otlp-proto-http"),
    "triage_prometheus": ("opentelemetry-exporter-prometheus",),
}
"""Our exporters, and the packages of which they need one."""
_READ_BY_PACKAGE: Final = Version("1.44")
"""From this release on the SDK reads a file of settings by a package of its own."""
_START: Final = (
    "Start the collector, or correct OTEL_EXPORTER_OTLP_ENDPOINT; 4317 is OTLP's port of gRPC, 4318 of HTTP."
)
_NOT_PROXIED: Final = "Add the collector's host to NO_PROXY, unless the proxy of HTTP_PROXY or HTTPS_PROXY leads to it."


def checks(target: Target) -> Iterator[Callable[[], Check]]:
    """Yields the checks, which may wait for the network."""
    env = target.environ
    if not named.is_export_named(env):
        yield lambda: Check(
            "exporter",
            "named",
            "warn",
            f"Nothing says where to export to: {_by_default(target)}",
            "Set OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_PROTOCOL, or OTEL_METRICS_EXPORTER=prometheus.",
        )
        return
    if unread := named.unread_file(env, lambda: _has_reader(target)):
        yield lambda: Check("exporter", "named", "fail", f"{unread.problem}.", unread.remedy)
        return
    if file := named.file_of_settings(env):
        yield lambda: Check("exporter", "named", "ok", f"{file} names a file of settings, which was not looked into")
        return
    for signal in named.SIGNALS:
        found = named.named(signal, env)
        if not found:
            yield lambda signal=signal: Check("exporter", signal, "ok", f"{signal} are not exported, as is set")  # type: ignore[misc]
        for word, name in found:
            yield lambda signal=signal, word=word, name=name: _exporter(signal, word, name, target)  # type: ignore[misc]
    yield lambda: _temporality(env)


def _has_reader(target: Target) -> bool | None:
    """As `named.has_reader`, of the program's interpreter."""
    sdk = target.versions.get("opentelemetry-sdk")
    return named.READER in target.versions if sdk and Version(sdk) >= _READ_BY_PACKAGE else None


def _by_default(target: Target) -> str:
    """Where failures are seen if nothing is set: the distribution's default is OTLP over gRPC."""
    if named.PACKAGES[_GRPC] not in target.versions:
        return "genai-triage run and opentelemetry-instrument show failures in the terminal."
    return (
        "genai-triage run shows failures in the terminal, and opentelemetry-instrument sends to http://localhost:4317."
    )


def _exporter(signal: str, word: str, name: str, target: Target) -> Check:
    packages = _OURS.get(name) or ((named.PACKAGES[name],) if name in named.PACKAGES else ())
    if packages and not any(package in target.versions for package in packages):
        fix = f"Type: {target.executable} -m pip install {packages[-1]}"
        return Check(
            "exporter", signal, "fail", f"{signal}: {word} is named, and {packages[-1]} is not installed.", fix
        )
    if not packages and name not in target.exporters.get(signal, ()):
        missing = named.Missing(name, (signal,))
        return Check("exporter", signal, "fail", f"{signal}: {missing.unknown()}.", missing.correct())
    if name in (_HTTP, _GRPC, "triage_otlp"):
        return _reached(signal, _protocol(signal, name, target.environ), target.environ)
    return Check("exporter", signal, "ok", f"{signal}: {word} is installed")


def _protocol(signal: str, name: str, env: Mapping[str, str]) -> str:
    """The exporter that `triage_otlp` stands for, else the name itself."""
    if name != "triage_otlp":
        return name
    asked = env.get(f"OTEL_EXPORTER_OTLP_{signal.upper()}_PROTOCOL") or env.get("OTEL_EXPORTER_OTLP_PROTOCOL")
    return _HTTP if asked == "http/protobuf" else _GRPC


def endpoint(signal: str, name: str, env: Mapping[str, str]) -> str:
    """Returns the address that a signal is sent to."""
    own = env.get(f"OTEL_EXPORTER_OTLP_{signal.upper()}_ENDPOINT", "").strip()
    base = env.get("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip()
    if name == _GRPC:
        found = own or base or "http://localhost:4317"
        insecure = env.get("OTEL_EXPORTER_OTLP_INSECURE", "").strip().lower() == "true"
        return found if "://" in found else f"{'http' if insecure else 'https'}://{found}"
    return own or f"{(base or 'http://localhost:4318').rstrip('/')}/v1/{signal}"


def _headers(signal: str, env: Mapping[str, str]) -> dict[str, str]:
    text = env.get(f"OTEL_EXPORTER_OTLP_{signal.upper()}_HEADERS") or env.get("OTEL_EXPORTER_OTLP_HEADERS", "")
    pairs = (pair.partition("=") for pair in text.split(",") if "=" in pair)
    return {unquote(name.strip()).lower(): unquote(value.strip()) for name, _, value in pairs}


def _reached(signal: str, name: str, env: Mapping[str, str]) -> Check:
    url = endpoint(signal, name, env)
    cafile = env.get("OTEL_EXPORTER_OTLP_CERTIFICATE")
    try:
        if name == _HTTP:
            return _posted(signal, url, env, cafile)
        if variable := net.grpc_proxy_of(url, env):
            return _through_a_proxy(signal, url, variable)
        net.connect(url, cafile)
    except net.Unreachable as problem:
        fix = _NOT_PROXIED if name == _HTTP and net.is_proxied(url) else _START
        return Check("exporter", signal, "fail", f"{signal}: {net.shown(url)} is not reached: {problem}.", fix)
    return Check("exporter", signal, "ok", f"{signal}: {net.shown(url)} accepts connections (OTLP over gRPC)")


def _through_a_proxy(signal: str, url: str, variable: str) -> Check:
    text = f"{signal}: gRPC reaches {net.shown(url)} through the proxy that {variable} names, if that allows CONNECT."
    fix = f"If nothing arrives, add {urlsplit(url).hostname} to no_proxy, or use OTLP over HTTP."
    return Check("exporter", signal, "warn", text, fix)


def _posted(signal: str, url: str, env: Mapping[str, str], cafile: str | None) -> Check:
    if not net.is_proxied(url):
        net.connect(url, cafile)
    if cafile:
        return Check("exporter", signal, "ok", f"{signal}: {net.shown(url)} is reached, with its certificate")
    headers = {**_headers(signal, env), "Content-Type": "application/x-protobuf"}
    status, _ = net.ask(url, body=b"", headers=headers)
    state: State = "ok" if status < 300 else "fail"
    text = f"{signal}: {net.shown(url)} answers an empty request with {status}"
    return Check("exporter", signal, state, text, "" if state == "ok" else _advice(status))


def _advice(status: int) -> str:
    if status in (401, 403):
        return "Correct the credential in OTEL_EXPORTER_OTLP_HEADERS."
    if status in (404, 405):
        return "No OTLP is received there: OTEL_EXPORTER_OTLP_ENDPOINT is the address without /v1/traces, on port 4318."
    return "Read the log of what receives it."


def _temporality(env: Mapping[str, str]) -> Check:
    chosen = env.get(TEMPORALITY, "").strip().lower()
    if chosen not in DELTAS:
        return Check("exporter", "temporality", "ok", "counters are cumulative, as Prometheus and our rules read them")
    return Check(
        "exporter",
        "temporality",
        "warn",
        f"{TEMPORALITY}={chosen}: Prometheus drops such counters; Datadog and Dynatrace want them.",
        f"For Prometheus, put delta_to_cumulative into the collector, or type: unset {TEMPORALITY}",
    )
