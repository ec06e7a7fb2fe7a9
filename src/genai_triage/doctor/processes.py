"""Servers of several processes: whether metrics of each process arrive, by docs/prefork.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from packaging.version import Version

from genai_triage.doctor.model import Check
from genai_triage.doctor.target import SERVERS, Target
from genai_triage.exporters import named

_SDK_RENEWS_IDS: Final = Version("1.44")
_INSTRUMENTS_SPAWNED: Final = Version("0.63b0")
_SPAWNING: Final = ("uvicorn", "granian")
"""Servers that spawn their workers; the others fork them."""


def checks(target: Target) -> Iterator[Check]:
    """Yields what a server of several processes needs; of one that is only installed, what it would need."""
    server = target.server
    if server is not None and not _has_workers(server, target.command):
        yield Check("processes", server, "ok", f"{server} runs in one process")
        return
    found = [server] if server else [name for name in SERVERS if name in target.versions]
    problems = [(name, problem) for name in found for problem in _problems(name, target)]
    for name, (text, fix) in problems:
        start = f"{name} makes calls in several processes" if server else f"{name} is installed; if it serves this"
        yield Check("processes", name, "fail" if server else "warn", f"{start}: {text}", fix)
    if found and not problems:
        yield Check("processes", found[0], "ok", f"the metrics of each process of {', '.join(found)} arrive")
    if not found:
        yield Check("processes", "servers", "ok", "no server of several processes is started or installed")


def _has_workers(server: str, command: tuple[str, ...]) -> bool:
    """Whether a command starts more than one process: uvicorn and its kin do so only when asked to."""
    if server not in ("uvicorn", "granian", "hypercorn"):
        return True
    words = " ".join(command).replace("=", " ").split()
    places = [place for place, word in enumerate(words) if word in ("--workers", "-w")]
    return any(words[place + 1 : place + 2] not in ([], ["1"]) for place in places)


def _problems(server: str, target: Target) -> Iterator[tuple[str, str]]:
    exporters = {word for word, _ in named.named("metrics", target.environ)}
    sdk = Version(target.versions.get("opentelemetry-sdk", "0"))
    instrumentation = Version(target.versions.get("opentelemetry-instrumentation", "0"))
    if "prometheus" in exporters:
        text = "the official Prometheus page shows nothing of workers."
        yield text, "Type: export OTEL_METRICS_EXPORTER=triage_prometheus"
    given = "service.instance.id" in target.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    if "otlp" in exporters and (sdk < _SDK_RENEWS_IDS or (given and server in _SPAWNING)):
        text = "all push under one service.instance.id, which reads as counters that are reset."
        yield text, "Type: export OTEL_METRICS_EXPORTER=triage_otlp"
    if server in _SPAWNING and instrumentation < _INSTRUMENTS_SPAWNED:
        fix = f"Type: {target.executable} -m pip install --upgrade 'opentelemetry-instrumentation>=0.63b0'"
        yield "this release of opentelemetry-instrumentation does not observe its workers.", fix
