"""The drill's own application as a process."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from genai_triage.audit.collector import Collector
from genai_triage.monitoring.drill import application
from genai_triage.monitoring.drill.application import Application, installed_provider
from genai_triage.monitoring.drill.plan import DrillError
from genai_triage.monitoring.drill.servers import free_port
from genai_triage.simulator import Simulator

DEMO = Path(__file__).parents[3] / "examples" / "demo"


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(latency=0) as running:
        yield running


def until(condition: Callable[[], object]) -> bool:
    deadline, pause = time.monotonic() + 120, threading.Event()
    while not condition() and time.monotonic() < deadline:
        pause.wait(0.1)
    return bool(condition())


def test_it_pushes_to_a_collector_and_the_users_settings_do_not_reach_it(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(DEMO))
    from received import read

    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    monkeypatch.setenv("OTEL_PYTHON_DISABLED_INSTRUMENTATIONS", "triage_google_genai")
    with Collector() as collector:
        port, log = free_port(), tmp_path / "log"
        with Application(["gemini"], simulator, port=port, log=log, service="x", otlp=collector.url) as app:
            app.manner("gemini", "refused")
            assert until(lambda: app.outcomes("gemini")["client"]), app.ended
        points = read(collector).counters["triage.calls"]

    assert {labels["triage.class"]: value > 0 for labels, value in points}["client"]


def test_how_it_ended_is_told(simulator: Simulator, tmp_path: Path) -> None:
    """An application without providers ends as soon as it is told to."""
    with Application([], simulator, port=free_port(), log=tmp_path / "log", service="x") as app:
        assert app.ended == ""
    assert app.ended.startswith("exit status 0")


@pytest.mark.parametrize("module", ["opentelemetry.exporter.prometheus", "google.genai"])
def test_what_is_missing_is_named(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: str
) -> None:
    monkeypatch.setattr(application, "find_spec", lambda name: None if name == module else object())
    distribution = {"google.genai": "google-genai"}.get(module, "opentelemetry-exporter-prometheus")

    with (
        pytest.raises(DrillError, match=f"^{distribution} is not installed; the drill's application needs it"),
        Application(["gemini"], simulator, port=1, log=tmp_path / "log", service="x"),
    ):
        pytest.fail("it started")


@pytest.mark.parametrize(
    ("installed", "provider"), [({"gigachat", "google.genai"}, "gemini"), ({"gigachat"}, "gigachat")]
)
def test_provider_is_the_one_whose_sdk_is_installed(
    monkeypatch: pytest.MonkeyPatch, installed: set[str], provider: str
) -> None:
    monkeypatch.setattr(application, "find_spec", lambda name: name if name in installed else None)
    assert installed_provider() == provider


def test_no_sdk_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "find_spec", lambda name: None)
    with pytest.raises(DrillError, match=r"^Neither google-genai nor gigachat is installed"):
        installed_provider()


SIMULATOR: Any = SimpleNamespace(gemini_url="http://GEMINI", gigachat_url="http://GIGACHAT", oauth_url="http://OAUTH")
ALWAYS = {
    "OTEL_SERVICE_NAME": "x",
    "OTEL_EXPORTER_PROMETHEUS_HOST": "0.0.0.0",
    "OTEL_EXPORTER_PROMETHEUS_PORT": "9999",
    "GEMINI_API_KEY": "drill",
    "GOOGLE_GEMINI_BASE_URL": "http://GEMINI",
    "GIGACHAT_CREDENTIALS": "ZHJpbGw6ZHJpbGw=",
    "GIGACHAT_BASE_URL": "http://GIGACHAT",
    "GIGACHAT_AUTH_URL": "http://OAUTH",
    "NO_PROXY": "internal,127.0.0.1,localhost",
    "no_proxy": ",127.0.0.1,localhost",
    "PYTHONWARNINGS": "ignore",
    "PATH": "/bin",
}


@pytest.mark.parametrize(
    ("otlp", "exporters"),
    [
        (
            "",
            {"OTEL_TRACES_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none", "OTEL_METRICS_EXPORTER": "prometheus"},
        ),
        (
            "http://collector:4318",
            {
                "OTEL_TRACES_EXPORTER": "otlp",
                "OTEL_LOGS_EXPORTER": "otlp",
                "OTEL_METRICS_EXPORTER": "prometheus,otlp",
                "OTEL_RESOURCE_ATTRIBUTES": "service.instance.id=x",
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
                "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
                "OTEL_METRIC_EXPORT_INTERVAL": "5000",
            },
        ),
    ],
)
def test_it_has_settings_of_its_own_and_none_of_the_users_services(
    otlp: str, exporters: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = dict.fromkeys(
        ("OTEL_SERVICE_NAME", "GENAI_TRIAGE_HOSTS", "GEMINI_API_KEY", "GOOGLE_API_KEY", "GIGACHAT_SCOPE"), "secret"
    )
    monkeypatch.setattr(os, "environ", {**theirs, "PATH": "/bin", "NO_PROXY": "internal"})
    assert application._environment(SIMULATOR, "x", "0.0.0.0", 9999, otlp) == {**ALWAYS, **exporters}


@pytest.mark.parametrize(("log", "told"), [("", "exit status 3"), ("Traceback:\nNo key\n\n", "exit status 3: No key")])
def test_it_ends_with_the_last_line_of_its_log(log: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text(log, encoding="utf-8")
    app = Application([], SIMULATOR, port=1, log=file, service="x")
    assert app.ended == ""
    app._process = cast(Any, SimpleNamespace(poll=lambda: 3))
    assert app.ended == told
