"""What servers of several processes need, by the command, by what is installed and by what is exported."""

from __future__ import annotations

from typing import Any

import pytest

from genai_triage.doctor import processes
from tests.doctor.test_checks import target


def of(command: str = "", environ: dict[str, str] | None = None, **versions: Any) -> list[tuple[str, str, str, str]]:
    found = processes.checks(target(environ, tuple(command.split()), **versions))
    assert {one.group for one in found} <= {"processes"}
    found = processes.checks(target(environ, tuple(command.split()), **versions))
    return [(one.name, one.state, one.text, one.fix) for one in found]


def test_without_a_server_nothing_is_needed() -> None:
    text = "no server of several processes is started or installed"
    assert of("python app.py") == [("servers", "ok", text, "")]


@pytest.mark.parametrize("server", ["gunicorn", "uvicorn", "celery", "hypercorn", "granian"])
def test_one_that_is_only_installed_is_warned_of_and_one_that_is_started_fails(server: str) -> None:
    versions: dict[str, Any] = {server: "1.0", "opentelemetry_sdk": "1.43.0"}
    problem = "all push under one service.instance.id, which reads as counters that are reset."
    fix = "Type: export OTEL_METRICS_EXPORTER=triage_otlp"
    assert of(**versions) == [(server, "warn", f"{server} is installed; if it serves this: {problem}", fix)]
    assert of(f"/venv/bin/{server} app:app --workers 2", **versions) == [
        (server, "fail", f"{server} makes calls in several processes: {problem}", fix)
    ]


def test_servers_that_need_nothing_are_one_line() -> None:
    text = "the metrics of each process of gunicorn, celery arrive"
    assert of(gunicorn="1", celery="1") == [("gunicorn", "ok", text, "")]


@pytest.mark.parametrize("server", ["uvicorn", "granian", "hypercorn"])
@pytest.mark.parametrize(
    ("workers", "several"),
    [("", False), ("--workers 1", False), ("-w 1", False), ("--workers=4", True), ("-w 4", True), ("--workers", False)],
)
def test_these_have_workers_only_where_they_are_asked_to(server: str, workers: str, several: bool) -> None:
    ((_, state, text, _),) = of(f"{server} app:app {workers}")
    assert (state, text == f"{server} runs in one process") == ("ok", not several)


@pytest.mark.parametrize("server", ["gunicorn", "celery"])
def test_others_have_them_unasked(server: str) -> None:
    assert of(f"{server} app:app")[0][2] == f"the metrics of each process of {server} arrive"


@pytest.mark.parametrize(
    ("command", "sdk", "attributes", "is_good"),
    [
        ("gunicorn app", "1.43.9", "", False),
        ("gunicorn app", "1.44.0", "", True),
        ("gunicorn app", "1.44.0", "service.instance.id=a", True),
        ("uvicorn app -w 2", "1.44.0", "service.instance.id=a", False),
        ("granian app -w 2", "1.44.0", "a=b,service.instance.id=a", False),
        ("uvicorn app -w 2", "1.44.0", "service.name=a", True),
    ],
)
def test_an_instance_s_id_is_each_process_s_own(command: str, sdk: str, attributes: str, is_good: bool) -> None:
    ((_, state, _, _),) = of(command, {"OTEL_RESOURCE_ATTRIBUTES": attributes}, opentelemetry_sdk=sdk)
    assert (state == "ok") is is_good


@pytest.mark.parametrize(
    ("command", "version", "is_good"),
    [
        ("uvicorn app -w 2", "0.62b1", False),
        ("uvicorn app -w 2", "0.63b0", True),
        ("granian app -w 2", "0.62b1", False),
        ("gunicorn app", "0.62b1", True),
    ],
)
def test_workers_that_are_spawned_are_observed_from_a_release_on(command: str, version: str, is_good: bool) -> None:
    ((_, state, text, fix),) = of(command, opentelemetry_instrumentation=version)
    assert (state == "ok") is is_good
    if not is_good:
        assert text.endswith(": this release of opentelemetry-instrumentation does not observe its workers.")
        assert fix == "Type: /venv/bin/python -m pip install --upgrade 'opentelemetry-instrumentation>=0.63b0'"


def test_the_official_page_shows_nothing_of_workers() -> None:
    ((_, state, text, fix),) = of("celery worker", {"OTEL_METRICS_EXPORTER": "prometheus"})
    assert (state, text) == (
        "fail",
        "celery makes calls in several processes: the official Prometheus page shows nothing of workers.",
    )
    assert fix == "Type: export OTEL_METRICS_EXPORTER=triage_prometheus"
