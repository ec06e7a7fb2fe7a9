"""What a drill says where it stops, for each way in which a stack or an application is broken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from genai_triage.monitoring.drill.api import Prometheus
from genai_triage.monitoring.drill.application import Application
from genai_triage.monitoring.drill.plan import expected, plan
from genai_triage.monitoring.drill.run import Drill
from genai_triage.monitoring.drill.servers import free_port
from genai_triage.monitoring.drill.stages import Result, Stage, Stuck
from genai_triage.monitoring.drill.subject import Setting
from genai_triage.monitoring.options import Options
from genai_triage.simulator import Simulator

from .broken import WAYS, Broken
from .conftest import Fire, Lane, until


def stopped_at(result: Result) -> tuple[Stage, str, str]:
    """Stage, diagnosis and advice."""
    assert isinstance(result.outcome, Stuck)
    return result.stage, result.outcome.says, result.outcome.advice


def last_of(lane: Lane, **changes: Any) -> Result:
    """The end of a drill of a lane that is as it should be but for these changes."""
    setting: dict[str, Any] = {
        "plan": plan("auth", lane.provider),
        "simulator": lane.simulator,
        "app": lane.app,
        "metrics_url": lane.page,
        "patience": 1.5,
        **changes,
    }
    return [result for result in Drill(Setting(**setting)).run() if result.stage is not Stage.OVER][-1]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_broken_servers_are_told_apart(fire: Fire, way: Broken) -> None:
    failure_class, last = fire.broken[way.name]
    stage, says, advice = stopped_at(last)
    alert = expected(plan(failure_class, "gemini").failure_class, Options())[0].name

    assert stage is way.stage
    assert way.says.format_map({"alert": alert, "class": failure_class}) in says
    assert way.advice in advice


def test_prometheus_that_does_not_answer(fire: Fire) -> None:
    dead = f"127.0.0.1:{free_port()}"
    stage, says, _ = stopped_at(last_of(fire.lanes["gemini-2"], prometheus=Prometheus(f"http://{dead}")))

    assert (stage, says) == (
        Stage.READY,
        f"Prometheus at http://{dead} does not answer: [Errno 111] Connection refused.",
    )


def test_alert_that_is_active_already(fire: Fire) -> None:
    lane = fire.lanes["gemini-2"]
    lane.simulator.schedule("gemini.key_invalid")
    active = f'ALERTS{{alertname="LLMAuthFailing",job="{lane.name}"}}'
    try:
        assert until(lambda: fire.prometheus.query(active))
        stage, says, advice = stopped_at(last_of(lane, prometheus=fire.prometheus, service=lane.name))
    finally:
        lane.simulator.reset()

    assert (stage, says) == (Stage.READY, "LLMAuthFailing is active already for gemini-2 calling gcp.gemini.")
    assert "wait until it has resolved" in advice


def test_page_that_nobody_serves(fire: Fire) -> None:
    dead = f"http://127.0.0.1:{free_port()}/metrics"
    stage, says, _ = stopped_at(
        last_of(fire.lanes["gemini-3"], prometheus=fire.prometheus, service="x", metrics_url=dead)
    )

    assert stage is Stage.EXPOSED
    assert says.startswith("the metrics page at http://127.0.0.1:")


def test_application_without_instrumentation(fire: Fire) -> None:
    """Prometheus' own page stands for one that has metrics, and none of ours."""
    page = f"{fire.servers.prometheus_url}/metrics"
    stage, says, advice = stopped_at(
        last_of(fire.lanes["gemini-3"], prometheus=fire.prometheus, service="x", metrics_url=page)
    )

    assert (stage, says) == (Stage.EXPOSED, f"{page} has no triage_calls_total.")
    assert "opentelemetry-instrument" in advice


def test_page_of_another_process(fire: Fire) -> None:
    page = fire.lanes["gigachat-2"].page
    region = plan("region", "gemini")
    stage, says, _ = stopped_at(
        last_of(fire.lanes["gemini-3"], plan=region, prometheus=fire.prometheus, service="x", metrics_url=page)
    )

    assert stage is Stage.EXPOSED
    assert says.startswith(f"{page} counts calls, but none of class region: ")


@pytest.fixture
def idle() -> Iterator[Simulator]:
    with Simulator(latency=0) as simulator:
        yield simulator


def test_application_that_calls_elsewhere(fire: Fire, idle: Simulator) -> None:
    lane = fire.lanes["gemini-3"]
    stage, says, advice = stopped_at(
        last_of(lane, prometheus=fire.prometheus, service="x", app=None, simulator=idle, patience=0.5)
    )

    assert (stage, says) == (Stage.PRODUCED, f"No request has reached the simulator at {idle.url}.")
    assert "Point the application there" in advice


def test_application_that_has_ended(fire: Fire, idle: Simulator, tmp_path: Path) -> None:
    with Application([], idle, port=free_port(), log=tmp_path / "log", service="x") as app:
        pass
    stage, says, advice = stopped_at(
        last_of(fire.lanes["gemini-3"], prometheus=fire.prometheus, service="x", app=app, simulator=idle)
    )

    assert (stage, says) == (Stage.PRODUCED, "The drill's application ended.")
    assert advice.startswith("Its log ends with: exit status")
