"""What a worker is told, and what is exported when it ends, without a server."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource

from genai_triage.telemetry import flush, identity, processes

FORKED = "is a fork: the Prometheus page was set up before it"
SHARED = "under the same service.instance.id as others"
AUTO = f"/site/{processes._AUTO}"
RUN = f"/site/{processes._RUN}"


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a process is that has just begun."""
    for name in ("_is_forked", "_has_inherited", "_is_checked", "_has_spawned"):
        monkeypatch.setattr(processes, name, False)
    monkeypatch.setattr(flush, "_watched", set())
    monkeypatch.setattr(flush, "at_end", lambda providers, is_forked: None)


def checked(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, exporters: str, **state: bool) -> str:
    for name, value in state.items():
        monkeypatch.setattr(processes, f"_{name}", value)
    monkeypatch.setenv("OTEL_METRICS_EXPORTER", exporters)
    processes.check((None, None, None))
    processes.check((None, None, None))
    return "\n".join(record.message for record in caplog.records)


@pytest.mark.parametrize("exporters", ["prometheus", "otlp", "console, prometheus"])
def test_a_process_of_its_own_is_told_nothing(
    exporters: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert checked(monkeypatch, caplog, exporters) == ""


@pytest.mark.parametrize(
    ("exporters", "temporality", "said"),
    [
        ("otlp", "delta", 1),
        ("", "DELTA", 1),
        ("console, triage_otlp", "lowmemory", 1),
        ("otlp", "cumulative", 0),
        ("otlp", "", 0),
        ("prometheus", "delta", 0),
        ("none", "delta", 0),
    ],
)
def test_deltas_are_told_once_where_they_are_pushed(
    exporters: str, temporality: str, said: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", temporality)
    found = checked(monkeypatch, caplog, exporters)
    start = f"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE={temporality.lower()}: Prometheus and the collector's"
    assert found.count(start) == len(caplog.records) == said


@pytest.mark.parametrize(
    ("exporters", "said"),
    [("prometheus", 1), ("console, prometheus", 1), ("triage_prometheus", 0), ("console", 0), ("none", 0), ("", 0)],
)
def test_a_forked_process_is_told_once_that_no_page_shows_it(
    exporters: str, said: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    found = checked(monkeypatch, caplog, exporters, has_inherited=True)
    assert found.count(FORKED) == len(caplog.records) == said


@pytest.mark.parametrize(
    ("provider", "missing", "said"),
    [
        (MeterProvider, (), 1),
        (NoOpMeterProvider, (), 0),
        (MeterProvider, ("opentelemetry.sdk.metrics",), 0),
        (MeterProvider, ("opentelemetry.metrics",), 0),
    ],
    ids=["set up", "not set up", "without the SDK", "without the API"],
)
def test_a_fork_is_told_so_where_the_sdk_was_set_up_before_it(
    provider: Any,
    missing: tuple[str, ...],
    said: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("opentelemetry.metrics.get_meter_provider", provider)
    for name in missing:
        monkeypatch.delitem(sys.modules, name)
    for name in ("_is_checked", "_has_spawned"):  # by the process before it
        monkeypatch.setattr(processes, name, True)
    processes._after_fork()
    assert processes._has_spawned is False
    found = checked(monkeypatch, caplog, "prometheus")
    assert found.count(FORKED) == len(caplog.records) == said


@pytest.mark.parametrize(
    ("exporters", "renews", "said"),
    [("otlp", False, 1), ("otlp_proto_http", False, 1), ("otlp", True, 0), ("triage_otlp", False, 0)],
)
def test_a_forked_process_is_told_that_its_identity_is_shared(
    exporters: str, renews: bool, said: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(identity, "renews_ids", lambda: renews)
    found = checked(monkeypatch, caplog, exporters, has_inherited=True)
    assert found.count(SHARED) == len(caplog.records) == said


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        (Resource({}), 1),
        (Resource({identity.INSTANCE: "pod-1"}), 1),
        (Resource({identity.INSTANCE: "another"}), 0),
        (None, 0),
    ],
    ids=["no id", "the environment's", "its own", "not known"],
)
def test_a_spawned_process_is_told_that_its_identity_is_shared(
    resource: Resource | None, said: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", f"{identity.INSTANCE}=pod-1")
    process = SimpleNamespace(parent_process=lambda: object())
    monkeypatch.setitem(sys.modules, "multiprocessing.process", process)
    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", lambda: SimpleNamespace(resource=resource))
    assert checked(monkeypatch, caplog, "otlp").count(SHARED) == len(caplog.records) == said


@pytest.mark.parametrize("is_loaded", [True, False], ids=["nobody's child", "without multiprocessing"])
def test_a_process_that_nobody_has_spawned_shares_no_identity(
    is_loaded: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delitem(sys.modules, "multiprocessing.process", raising=False)
    if is_loaded:
        process = SimpleNamespace(parent_process=lambda: None)
        monkeypatch.setitem(sys.modules, "multiprocessing.process", process)
    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", lambda: SimpleNamespace(resource=Resource({})))
    assert checked(monkeypatch, caplog, "otlp") == ""


@pytest.mark.parametrize(
    ("site", "path", "exporters", "port", "said"),
    [
        (AUTO, AUTO, "prometheus", "", "find its Prometheus port taken"),
        (AUTO, AUTO, "prometheus", "0", ""),
        (AUTO, AUTO, "prometheus", " 0 ", ""),
        (RUN, "", "console, prometheus", "9464", "find its Prometheus port taken"),
        (RUN, "", "prometheus", "0", ""),
        (RUN, "", "otlp", "", ""),
        (AUTO, AUTO, "otlp", "", ""),
        (AUTO, "/elsewhere", "otlp", "", "does not observe the processes"),
        ("/site", "", "prometheus", "", ""),
    ],
)
def test_whoever_spawns_is_told_once_what_will_not_be_observed(
    site: str,
    path: str,
    exporters: str,
    port: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setitem(sys.modules, "sitecustomize", SimpleNamespace(__file__=f"{site}/sitecustomize.py"))
    monkeypatch.setenv("PYTHONPATH", f"/a{os.pathsep}{path}")
    monkeypatch.setenv("OTEL_METRICS_EXPORTER", exporters)
    monkeypatch.setenv("OTEL_EXPORTER_PROMETHEUS_PORT", port)
    for _ in range(2):
        processes.on_spawn()
    assert len(caplog.records) == bool(said)
    assert said in caplog.text


@pytest.mark.parametrize(
    ("attributes", "given"),
    [
        ("service.instance.id=pod-1", "pod-1"),
        ("service.name=shop, service.instance.id = pod%201 ", "pod 1"),
        ("service.instance.id=", None),
        ("service.name=shop", None),
        ("", None),
    ],
)
def test_the_id_that_the_environment_gives_is_read(
    attributes: str, given: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", attributes)
    assert identity.given_id() == given


class Provider:
    def __init__(self, flushing: Callable[[], object] = lambda: None) -> None:
        self.flushed = 0
        self._flushing = flushing

    def force_flush(self) -> bool:
        self.flushed += 1
        self._flushing()
        return True


def fails() -> None:
    raise ValueError("sk-secret")


def test_all_providers_are_flushed_whatever_one_of_them_raises(caplog: pytest.LogCaptureFixture) -> None:
    providers = Provider(), Provider(fails), Provider()
    flush._flush(providers)
    assert [provider.flushed for provider in providers] == [1, 1, 1]
    assert [record.message for record in caplog.records] == [
        f"Process {os.getpid()} could not export all that it recorded: ValueError"
    ]


def test_a_collector_that_takes_nothing_delays_the_end_by_no_more_than_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(flush, "_LIMIT", 0.05)
    taken = threading.Event()
    points = Provider(taken.wait)
    flush._flush((None, points, None))
    assert points.flushed == 1
    taken.set()


class _Server:
    """Stands in for uvicorn's."""

    def __init__(self, points: Provider) -> None:
        self.points = points
        self.flushed_before = -1

    async def shutdown(self, sockets: Any = None) -> Any:
        self.flushed_before = self.points.flushed
        return sockets


def test_uvicorn_flushes_once_after_its_shutdown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(flush, "_watched", set())
    kind = type("Server", (_Server,), {"shutdown": _Server.shutdown})
    monkeypatch.setitem(sys.modules, "uvicorn.server", SimpleNamespace(Server=kind))
    points = Provider()
    for _ in range(2):  # a process, and one that is forked from it
        flush.at_end((Provider(), points, Provider()), is_forked=False)
    server = kind(points)
    assert asyncio.run(server.shutdown(["sockets"])) == ["sockets"]
    assert (server.flushed_before, points.flushed) == (0, 1)
