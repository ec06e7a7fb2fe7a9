"""Metrics that are pushed: the workers' counts add up to the calls that were made, however a worker ends."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from opentelemetry.sdk.resources import ResourceDetector

from genai_triage.audit.collector import Collector
from genai_triage.simulator import Simulator
from tests.prefork import servers
from tests.prefork.servers import (
    CELERY,
    GUNICORN,
    HAS_CELERY,
    HAS_GUNICORN,
    OBSERVES_SPAWNED,
    PATIENCE,
    UVICORN,
    calls_by_instance,
)
from tests.support.stack import wait_for

pytestmark = [pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"), pytest.mark.timeout(600)]

EXPORTER = "otlp" if hasattr(ResourceDetector, "is_process_dependent") else "triage_otlp"
"""The one that the documentation names for the SDK that is installed."""
ON_GUNICORN = pytest.mark.skipif(not HAS_GUNICORN, reason="needs gunicorn")
THREADS = (*GUNICORN, "--worker-class", "gthread", "--threads", "4")
ON_CELERY = pytest.mark.skipif(not HAS_CELERY, reason="needs celery")
TASKS = 6
SPAWNS = pytest.mark.skipif(not OBSERVES_SPAWNED, reason="this release observes no spawned processes")
SHORT_LIVED = ("--limit-max-requests", "1", "--timeout-worker-healthcheck", "10")
"""uvicorn notices the end of a worker only when that does not answer it."""
ON_UVICORN = ("gunicorn", "service:asgi", *GUNICORN[2:], "--worker-class", "uvicorn_worker.UvicornWorker")


def variables(simulator: Simulator, folder: Path, collector: Collector, exporter: str = EXPORTER) -> dict[str, str]:
    return servers.environment(
        simulator, folder, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_METRICS_EXPORTER=exporter
    )


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(GUNICORN, id="gunicorn", marks=ON_GUNICORN),
        pytest.param((*GUNICORN, "--preload"), id="gunicorn --preload", marks=[ON_GUNICORN, pytest.mark.exhaustive]),
        pytest.param(ON_UVICORN, id="gunicorn with uvicorn's workers", marks=[ON_GUNICORN, pytest.mark.exhaustive]),
        pytest.param(THREADS, id="gunicorn with threads", marks=[ON_GUNICORN, pytest.mark.exhaustive]),
        pytest.param(UVICORN, id="uvicorn", marks=SPAWNS),
    ],
)
def test_the_counts_of_all_workers_are_the_calls_that_were_made(
    command: tuple[str, ...], simulator: Simulator, collector: Collector, tmp_path: Path
) -> None:
    with servers.server(command, tmp_path, variables(simulator, tmp_path, collector)) as running:
        running.ask_until(workers=2)
    assert len(calls_by_instance(collector)) == 2, running.said
    assert sum(calls_by_instance(collector).values()) == len(simulator.requests)
    assert running.own_lines == set()


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "command",
    [
        pytest.param((*GUNICORN, "--max-requests", "1"), id="gunicorn", marks=ON_GUNICORN),
        pytest.param((*UVICORN, *SHORT_LIVED), id="uvicorn", marks=SPAWNS),
    ],
)
def test_a_worker_that_ends_after_a_number_of_requests_loses_none(
    command: tuple[str, ...], simulator: Simulator, collector: Collector, tmp_path: Path
) -> None:
    with servers.server(command, tmp_path, variables(simulator, tmp_path, collector)) as running:
        running.ask_until(workers=3)
    # A worker that ends may have made a call for a request that it leaves unanswered.
    assert len(calls_by_instance(collector)) >= len(running.workers), running.said
    assert sum(calls_by_instance(collector).values()) == len(simulator.requests)


@ON_CELERY
def test_a_pool_of_celery_counts_every_task(simulator: Simulator, collector: Collector, tmp_path: Path) -> None:
    with tasks_of_celery((), simulator, collector, tmp_path) as done:
        pass
    assert len(calls_by_instance(collector)) == len(workers_of(done))
    assert sum(calls_by_instance(collector).values()) == TASKS


@ON_CELERY
@pytest.mark.exhaustive
def test_a_worker_of_celery_that_ends_after_a_task_loses_none(
    simulator: Simulator, collector: Collector, tmp_path: Path
) -> None:
    with tasks_of_celery(("--max-tasks-per-child", "1"), simulator, collector, tmp_path) as done:
        # Before Celery is told to end: those that took another's place were made by a thread, with which they die.
        wait_for(lambda: len(calls_by_instance(collector)) == TASKS, "what each worker exported", PATIENCE)
    assert len(workers_of(done)) == TASKS
    assert list(calls_by_instance(collector).values()) == [1] * TASKS


@contextmanager
def tasks_of_celery(
    options: tuple[str, ...], simulator: Simulator, collector: Collector, folder: Path
) -> Iterator[Path]:
    """Has Celery do the tasks, and yields the folder of files that each of them leaves, before it is told to end."""
    done, told = folder / "done", variables(simulator, folder, collector)
    done.mkdir()
    send = f"import tasks\nfor _ in range({TASKS}): tasks.ask.delay({str(done)!r})"
    subprocess.run([servers.PROGRAMS / "python", "-c", send], cwd=servers.APPLICATION, env=told, check=True)
    with servers.server((*CELERY, *options), folder, told) as running:
        wait_for(lambda: len(list(done.iterdir())) == TASKS, f"the tasks ({running.said})", PATIENCE)
        yield done


def workers_of(done: Path) -> set[str]:
    """Numbers of the processes that did the tasks."""
    return {file.read_text(encoding="utf-8") for file in done.iterdir()}


@pytest.mark.parametrize(
    "manner",
    [
        "fork",
        pytest.param("spawn", marks=[SPAWNS, pytest.mark.exhaustive]),
        pytest.param("forkserver", marks=[SPAWNS, pytest.mark.exhaustive]),
    ],
)
def test_a_pool_of_processes_counts_every_call(
    manner: str, simulator: Simulator, collector: Collector, tmp_path: Path
) -> None:
    done = subprocess.run(
        [servers.PROGRAMS / "opentelemetry-instrument", servers.PROGRAMS / "python", "pool.py", manner],
        cwd=servers.APPLICATION,
        env=variables(simulator, tmp_path, collector),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert sum(calls_by_instance(collector).values()) == 8, done.stderr
