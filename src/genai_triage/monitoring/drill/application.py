"""The drill's own application as a process under `opentelemetry-instrument`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from genai_triage.monitoring.drill.plan import DrillError
from genai_triage.simulator import Simulator
from genai_triage.taxonomy.vendors import VENDORS

_MODULE: Final = "genai_triage.monitoring.drill.app"
_LAUNCHER: Final = "opentelemetry-instrument"
_STOP_LIMIT: Final = 5.0
_FOREIGN: Final = ("OTEL_", "GENAI_TRIAGE_", "GEMINI_", "GOOGLE_", "GIGACHAT_")
"""Settings of the user's own services, which must not reach the drill."""
_NEEDED: Final[Mapping[str, tuple[str, str]]] = {vendor.provider: vendor.sdk for vendor in VENDORS}
"""Module and distribution of each provider's SDK."""
_EXPORTER: Final = "opentelemetry.exporter.prometheus"


class Application:
    """Calls providers at a simulator until the `with` block ends, and counts what became of the calls.

    Args:
        providers: Words `gemini` and `gigachat`.
        simulator: Where the calls go.
        port: Of its metrics page, on all addresses of this machine, so that a Prometheus in a container reaches it.
        log: File for what it writes to stderr.
        service: Its `service.name`.
        otlp: Address of a collector that gets its traces, metrics and logs too; empty for none.

    Raises:
        DrillError: On entering, if something that it needs is not installed.
    """

    def __init__(
        self,
        providers: Iterable[str],
        simulator: Simulator,
        *,
        port: int,
        log: Path,
        service: str,
        otlp: str = "",
        host: str = "127.0.0.1",
    ) -> None:
        self._providers = tuple(providers)
        self._environment = _environment(simulator, service, host, port, otlp)
        self._log = log
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._process: subprocess.Popen[str] | None = None
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Application:
        command = [_launcher(), sys.executable, "-m", _MODULE, *self._providers]
        for provider in self._providers:
            _require(*_NEEDED[provider])
        _require(_EXPORTER, "opentelemetry-exporter-prometheus")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
            )
        self._reader.start()
        return self

    def __exit__(self, *raised: object) -> None:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return
        process.stdin.close()
        try:
            process.wait(_STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._reader.join(_STOP_LIMIT)
        process.stdout.close()

    @property
    def ended(self) -> str:
        """Says how the process ended, with the last line of its log; empty while it runs."""
        status = self._process.poll() if self._process is not None else None
        if status is None:
            return ""
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f"exit status {status}{f': {lines[-1]}' if lines else ''}"

    def manner(self, provider: str, manner: str) -> None:
        """Changes how a provider is called from now on."""
        if self._process is None or self._process.stdin is None or self.ended:
            return
        self._process.stdin.write(f"{provider} {manner}\n")
        self._process.stdin.flush()

    def outcomes(self, provider: str) -> Counter[str]:
        """Counts the calls of a provider so far, by class; `ok` is also a failure inside an answer."""
        found: Counter[str] = Counter()
        for (whose, failure_class), count in list(self._outcomes.items()):
            if whose == provider:
                found[failure_class] += count
        return found

    def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                told = json.loads(line)
                self._outcomes[told["provider"], told["class"]] += 1
            except (ValueError, KeyError, TypeError):
                continue


def installed_provider() -> str:
    """Returns the provider whose SDK is installed, Gemini first.

    Raises:
        DrillError: If neither is.
    """
    for provider, (module, _) in _NEEDED.items():
        if _found(module):
            return provider
    raise DrillError('Neither google-genai nor gigachat is installed; type: pip install "genai-triage[drill]"')


def _launcher() -> str:
    beside = Path(sys.executable).with_name(_LAUNCHER)
    found = str(beside) if beside.exists() else shutil.which(_LAUNCHER)
    if found is None:
        raise DrillError(f'{_LAUNCHER} is not installed; type: pip install "genai-triage[drill]"')
    return found


def _require(module: str, distribution: str) -> None:
    if not _found(module):
        raise DrillError(f"{distribution} is not installed; the drill's application needs it.")


def _found(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _environment(simulator: Simulator, service: str, host: str, port: int, otlp: str) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    exporters = {
        "OTEL_TRACES_EXPORTER": "otlp" if otlp else "none",
        "OTEL_LOGS_EXPORTER": "otlp" if otlp else "none",
        "OTEL_METRICS_EXPORTER": "prometheus,otlp" if otlp else "prometheus",
    }
    if otlp:
        exporters |= {
            # Prometheus needs it to tell the instances of a service apart.
            "OTEL_RESOURCE_ATTRIBUTES": f"service.instance.id={service}",
            "OTEL_EXPORTER_OTLP_ENDPOINT": otlp,
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_METRIC_EXPORT_INTERVAL": "5000",
        }
    return {
        **kept,
        **exporters,
        "OTEL_SERVICE_NAME": service,
        "OTEL_EXPORTER_PROMETHEUS_HOST": host,
        "OTEL_EXPORTER_PROMETHEUS_PORT": str(port),
        "GEMINI_API_KEY": "drill",
        "GOOGLE_GEMINI_BASE_URL": simulator.gemini_url,
        "GIGACHAT_CREDENTIALS": "ZHJpbGw6ZHJpbGw=",
        "GIGACHAT_BASE_URL": simulator.gigachat_url,
        "GIGACHAT_AUTH_URL": simulator.oauth_url,
        **{name: f"{os.environ.get(name, '')},127.0.0.1,localhost" for name in ("NO_PROXY", "no_proxy")},
        "PYTHONWARNINGS": "ignore",
    }
