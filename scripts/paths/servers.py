"""The servers of the ways as processes of our own, for the time of a `with` block."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from genai_triage.monitoring.drill.servers import free_port
from scripts.paths import build

_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_PATIENCE: Final = 60.0
"""Seconds to wait for a server that starts on a busy machine."""


def address() -> str:
    """Returns a free address of this machine."""
    return f"127.0.0.1:{free_port()}"


def written(path: Path, config: Any) -> Path:
    """Writes a configuration as JSON, which is YAML too."""
    path.write_text(json.dumps(config, indent=2), encoding="utf-8")
    return path


@contextmanager
def running(command: Sequence[str], log: Path, ready: str) -> Iterator[None]:
    """Runs a server from when it answers.

    Args:
        ready: The URL that it answers then.

    Raises:
        RuntimeError: If it ends, or does not answer in time.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        _wait(process, ready, log)
        yield
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline, pause = time.monotonic() + _PATIENCE, threading.Event()
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), _DIRECT.open(url, timeout=1):
            return
        pause.wait(0.1)
    raise RuntimeError(f"{log.stem} does not start: {log.read_text(errors='replace')[-2000:]}")


@contextmanager
def prometheus(
    folder: Path,
    rules: Sequence[Path] = (),
    targets: Mapping[str, str] = {},
    *,
    old: bool = False,
    config: Mapping[str, Any] = {},
    job: Mapping[str, Any] = {},
    arguments: Sequence[str] = (),
) -> Iterator[str]:
    """Runs Prometheus, which scrapes and evaluates every other second; yields its URL.

    Args:
        targets: Job by address.
        old: Whether it is Debian's.
        config: Further settings of its configuration, and `job` of each scrape job.
    """
    folder.mkdir(parents=True, exist_ok=True)
    at = address()
    settings = {
        "global": {"scrape_interval": "2s", "evaluation_interval": "2s", "external_labels": {"replica": "a"}},
        "rule_files": list(map(str, rules)),
        "scrape_configs": [
            {"job_name": name, "static_configs": [{"targets": [target]}], **job} for target, name in targets.items()
        ],
        **config,
    }
    binary = build.old_prometheus() if old else build.binary("prometheus")
    command = [
        binary,
        f"--config.file={written(folder / 'prometheus.json', settings)}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={at}",
        "--log.level=warn",
        *arguments,
    ]
    with running(command, folder / "prometheus.log", f"http://{at}/-/ready"):
        yield f"http://{at}"


def validate_collector(config: Path) -> None:
    """Lets the collector read a configuration.

    Raises:
        subprocess.CalledProcessError: If it does not take it.
    """
    subprocess.run([build.binary("otelcol"), "validate", f"--config={config}"], check=True)


@contextmanager
def collector(folder: Path, exporters: Mapping[str, Any], processors: Mapping[str, Any] = {}) -> Iterator[str]:
    """Runs the collector with one pipeline of metrics; yields where it takes OTLP over HTTP."""
    folder.mkdir(parents=True, exist_ok=True)
    takes, health = address(), address()
    settings = {
        "receivers": {"otlp": {"protocols": {"http": {"endpoint": takes}}}},
        "processors": dict(processors),
        "exporters": dict(exporters),
        "extensions": {"health_check": {"endpoint": health}},
        "service": {
            "extensions": ["health_check"],
            "telemetry": {"metrics": {"level": "none"}},
            "pipelines": {
                "metrics": {"receivers": ["otlp"], "processors": list(processors), "exporters": list(exporters)}
            },
        },
    }
    command = [build.binary("otelcol"), f"--config={written(folder / 'collector.json', settings)}"]
    with running(command, folder / "collector.log", f"http://{health}/"):
        yield f"http://{takes}"


@contextmanager
def victoriametrics(folder: Path, arguments: Sequence[str] = (), targets: Mapping[str, str] = {}) -> Iterator[str]:
    """Runs VictoriaMetrics, which shows what it takes at once; yields its URL."""
    folder.mkdir(parents=True, exist_ok=True)
    at = address()
    jobs = [{"job_name": name, "static_configs": [{"targets": [target]}]} for target, name in targets.items()]
    scrapes = written(folder / "scrapes.json", {"global": {"scrape_interval": "2s"}, "scrape_configs": jobs})
    command = [
        build.binary("victoria-metrics"),
        f"-storageDataPath={folder / 'data'}",
        f"-httpListenAddr={at}",
        f"-promscrape.config={scrapes}",
        "-search.latencyOffset=0s",
        "-inmemoryDataFlushInterval=1s",
        "-memory.allowedBytes=300MB",
        *arguments,
    ]
    with running(command, folder / "victoria-metrics.log", f"http://{at}/health"):
        yield f"http://{at}"


@contextmanager
def vmalert(folder: Path, rules: Sequence[Path], data: str) -> Iterator[str]:
    """Runs vmalert on a VictoriaMetrics; yields its URL."""
    at = address()
    command = [
        build.binary("vmalert"),
        *(f"-rule={path}" for path in rules),
        f"-datasource.url={data}",
        f"-remoteWrite.url={data}",
        f"-remoteRead.url={data}",
        f"-httpListenAddr={at}",
        "-notifier.blackhole",
        "-evaluationInterval=2s",
        "-rule.evalDelay=0s",
        "-remoteWrite.flushInterval=200ms",
    ]
    with running(command, folder / "vmalert.log", f"http://{at}/health"):
        yield f"http://{at}"


@contextmanager
def thanos(folder: Path, rules: Sequence[Path], prometheus: str) -> Iterator[tuple[str, str]]:
    """Runs Thanos' sidecar, querier and ruler; yields the URLs of the querier and the ruler."""
    binary = build.binary("thanos")

    @contextmanager
    def part(name: str, *arguments: str) -> Iterator[tuple[str, str]]:
        http, grpc = address(), address()
        command = [binary, name, f"--http-address={http}", f"--grpc-address={grpc}", "--log.level=warn", *arguments]
        with running(command, folder / f"thanos-{name}.log", f"http://{http}/-/healthy"):
            yield http, grpc

    ruler = address()
    with (
        part("sidecar", f"--prometheus.url={prometheus}", f"--tsdb.path={folder / 'data'}") as (_, sidecar),
        part("query", f"--endpoint={sidecar}", f"--endpoint={ruler}") as (query, _),
        running(
            [
                binary,
                "rule",
                f"--query=http://{query}",
                f"--grpc-address={ruler}",
                f"--http-address={(ruled := address())}",
                f"--data-dir={folder / 'ruler'}",
                *(f"--rule-file={path}" for path in rules),
                "--eval-interval=2s",
                '--label=replica="b"',
                "--alert.label-drop=replica",
                "--log.level=warn",
            ],
            folder / "thanos-rule.log",
            f"http://{ruled}/-/healthy",
        ),
    ):
        yield f"http://{query}", f"http://{ruled}"
