"""One monitoring stack for all: real Prometheus and Alertmanager, real applications under `opentelemetry-instrument`.

Every duration of the rules is divided by `SPEED`. Several lanes, each an application with a simulator of its own, go
through their classes at the same time; the tests look at what came of it.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring import rules
from genai_triage.monitoring.drill.api import Prometheus
from genai_triage.monitoring.drill.application import Application
from genai_triage.monitoring.drill.local import Stack, stack
from genai_triage.monitoring.drill.plan import Plan, expected, plan
from genai_triage.monitoring.drill.run import Drill
from genai_triage.monitoring.drill.servers import free_port
from genai_triage.monitoring.drill.stages import Result, Stage
from genai_triage.monitoring.drill.subject import Setting
from genai_triage.monitoring.drill.webhook import Notification, Webhook
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import HOUR, WINDOW, recorded
from genai_triage.simulator import Simulator
from tests.support.pages import OURS
from tests.support.programs import needs, program

from . import broken
from .broken import Broken

SPEED = 100
DEADLINE = 180.0
"""Seconds; none of it is waited if the condition holds earlier."""
HIDDEN = "retries"
"""Not a class: the SDK repairs every other request."""
OWN_APP = "own-app"
"""Job of the application that is drilled with `--app`."""
LANES: dict[str, tuple[str, ...]] = {
    # An outage silences time limits and unusable answers of the same provider, so those go elsewhere. Notes look at
    # the share of an hour, so they come early.
    "gigachat-1": ("overloaded", "auth", "rate_limit", "too_large", "unsupported"),
    "gigachat-2": ("truncated", "internal", "billing", "not_found", "network"),
    "gemini-1": ("recitation", "quota", "permission", "timeout", HIDDEN),
    "gemini-2": ("safety", "region", "invalid_request", "malformed_output"),
    "gemini-3": ("cancelled", "client", "unclassified"),
}
BROKEN: dict[str, slice] = {
    "gigachat-1": slice(0, 2),
    "gigachat-2": slice(2, 4),
    "gemini-1": slice(4, 5),
    "gemini-2": slice(5, 7),
    "gemini-3": slice(7, 10),
}
"""Which of the broken stacks a lane goes through at its end: more where its own classes take less."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.timeout(1200))
            item.add_marker(needs("prometheus", "alertmanager", "promtool"))


@dataclass
class Lane:
    """An application, its simulator, and what its drills came to."""

    name: str
    simulator: Simulator
    app: Application
    page: str
    results: dict[str, list[Result]] = field(default_factory=dict)
    arrived: dict[str, Notification | None] = field(default_factory=dict)
    """By class: the notification of its most severe alert."""
    explained: set[str] = field(default_factory=set)
    """Classes of which every alert fired, with the cause and its fix in its description."""

    @property
    def provider(self) -> str:
        return self.name.partition("-")[0]


@dataclass
class Fire:
    """Everything that runs."""

    lanes: dict[str, Lane]
    servers: Stack
    webhook: Webhook
    own_page: str
    """Metrics page of the job `OWN_APP`, an application of the user's."""
    commands: dict[str, subprocess.CompletedProcess[str]] = field(default_factory=dict)
    """What `genai-triage drill` ended with: `local` with servers of its own, `own` for an application of the user's."""
    broken: dict[str, tuple[str, Result]] = field(default_factory=dict)
    """The class that was drilled and where it stopped, by what was broken."""

    @property
    def prometheus(self) -> Prometheus:
        return Prometheus(self.servers.prometheus_url)

    def lane_of(self, failure_class: str) -> Lane:
        (name,) = [name for name, classes in LANES.items() if failure_class in classes]
        return self.lanes[name]

    def drill(self, lane: Lane, failure_class: str) -> None:
        """Hold one drill, and keep the failure up until the most severe alert has arrived too."""
        made = plan(failure_class, lane.provider)
        worst = expected(made.failure_class, Options())[0]
        drill = Drill(
            Setting(
                plan=made,
                simulator=lane.simulator,
                app=lane.app,
                metrics_url=lane.page,
                prometheus=self.prometheus,
                service=lane.name,
                webhook=self.webhook,
                patience=DEADLINE,
            )
        )

        def is_worst(one: Notification) -> bool:
            return (one.name, one.labels["severity"], one.labels[m.JOB]) == (worst.name, worst.severity, lane.name)

        found = lane.results.setdefault(failure_class, [])
        for result in drill.run():
            found.append(result)
            if result.stage is Stage.DELIVERED and not result.stopped:
                lane.arrived[failure_class] = self.webhook.wait(is_worst, DEADLINE)
                if until(lambda: self.is_explained(made, lane)):
                    lane.explained.add(failure_class)

    def is_explained(self, made: Plan, lane: Lane) -> bool:
        """Whether every alert of the class fires and tells the cause."""
        says = f"Cause {made.cause.id}: {made.cause.fix}"
        firing = {
            (rule.name, rule.labels["severity"])
            for rule in self.prometheus.rules()[0]
            for alert in rule.active
            if alert["labels"][m.JOB] == lane.name
            and alert["state"] == "firing"
            and says in alert["annotations"]["description"]
        }
        return firing >= {(alert.name, alert.severity) for alert in expected(made.failure_class, Options())}

    def hide_failures(self, lane: Lane) -> None:
        """Every other request fails, and the SDK asks again: calls succeed."""
        lane.simulator.schedule("gemini.model_overloaded", every=2, endpoint="*")
        lane.app.manner(lane.provider, "persistent")
        try:
            lane.arrived[HIDDEN] = self.webhook.wait(lambda one: one.name == "LLMRetriesHideFailures", DEADLINE)
        finally:
            lane.simulator.reset()
            lane.app.manner(lane.provider, "ask")

    def break_something(self, lane: Lane, ways: Sequence[Broken]) -> None:
        """Hold drills with other servers, of which one is broken."""
        fresh = [name for name in broken.CLASSES if name not in LANES[lane.name]]
        with ExitStack() as held:
            started = [(way, *held.enter_context(broken.stack(way, lane.page, SPEED))) for way in ways]
            for failure_class, (way, url, webhook) in zip(fresh, started, strict=False):
                # Prometheus looks for its targets every five seconds.
                if way.name != broken.NO_TARGET:
                    until(partial(is_scraped, url))
                setting = Setting(
                    plan=plan(failure_class, lane.provider),
                    simulator=lane.simulator,
                    app=lane.app,
                    metrics_url=lane.page,
                    prometheus=Prometheus(url),
                    service=broken.SERVICE,
                    webhook=webhook,
                    patience=way.patience,
                )
                last = [result for result in Drill(setting).run() if result.stage is not Stage.OVER][-1]
                self.broken[way.name] = failure_class, last

    def run_command(self, name: str, *arguments: str) -> None:
        command = [str(Path(sys.executable).with_name("genai-triage")), "drill", *arguments]
        self.commands[name] = subprocess.run(
            command, capture_output=True, encoding="utf-8", timeout=2 * DEADLINE, check=False
        )

    def drill_own_application(self, log: Path) -> None:
        """The user's side of `--app`: an application that is pointed at the simulator of the command."""
        port, page = free_port(), urlsplit(self.own_page)
        url = f"http://127.0.0.1:{port}"
        simulator: Any = SimpleNamespace(gemini_url=url, gigachat_url=f"{url}/api/v1", oauth_url=f"{url}/api/v2/oauth")
        arguments = ["--prometheus", self.servers.prometheus_url, "--metrics-url", self.own_page, "--service", OWN_APP]
        with Application(["gemini"], simulator, port=page.port or 0, log=log, service=OWN_APP):
            self.run_command("own", "region", "--app", "--port", str(port), *arguments)

    def go_through(self, lane: Lane) -> None:
        for failure_class in LANES[lane.name]:
            if failure_class == HIDDEN:
                self.hide_failures(lane)
            else:
                self.drill(lane, failure_class)
        self.break_something(lane, list(broken.WAYS)[BROKEN[lane.name]])


def until(condition: Callable[[], object], seconds: float = DEADLINE) -> bool:
    """Whether a condition comes to hold in time."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause.wait(0.2)
    return True


def is_scraped(url: str) -> bool:
    return any(one.scraped for one in Prometheus(url).targets())


@contextmanager
def lane(name: str, directory: Path) -> Iterator[Lane]:
    port = free_port()
    with (
        Simulator(latency=0) as simulator,
        Application([name.partition("-")[0]], simulator, port=port, log=directory / f"{name}.log", service=name) as app,
    ):
        yield Lane(name, simulator, app, f"http://127.0.0.1:{port}/metrics")


@contextmanager
def running_lanes(directory: Path) -> Iterator[dict[str, Lane]]:
    """Every lane; they end all at once, because each takes a second."""
    stacks = {name: ExitStack() for name in LANES}
    try:
        yield {name: held.enter_context(lane(name, directory)) for name, held in stacks.items()}
    finally:
        with ThreadPoolExecutor(len(stacks)) as pool:
            list(pool.map(ExitStack.close, stacks.values()))


def backfill(directory: Path, options: Options) -> Path:
    """Yesterday, at the speed of the rules, of three services that no application here could be in a minute.

    One reported calls for half a day and fell silent; the balance of another fell to a hundredth; of a third the
    provider failed a twentieth of the calls, too few for an outage.
    """
    now = time.time()
    step = WINDOW / SPEED
    # Silence begins once Prometheus no longer takes the last sample for the present: after five minutes, at any speed.
    silent_from = now - 310
    every, failed = recorded("all_calls", options), recorded("provider_failures", options)
    gone, leaking = (f'{{{m.JOB}="{name}",{m.PROVIDER}="gcp.gemini"}}' for name in ("gone", "leaking"))
    moments = [now - 5 - step * number for number in reversed(range(24 * HOUR // WINDOW))]
    lines = [f"# TYPE {every} gauge"]
    lines += [f"{every}{gone} 5 {moment:.3f}" for moment in moments if moment < silent_from]
    lines += [f"{every}{leaking} 100 {moment:.3f}" for moment in moments]
    lines += [f"# TYPE {failed} gauge", *(f"{failed}{leaking} 5 {moment:.3f}" for moment in moments)]
    balance = f'{m.BALANCE.name}{{{m.JOB}="prepaid",{m.PROVIDER}="gigachat",{m.MODEL}="GigaChat-2"}}'
    lines += [f"# TYPE {m.BALANCE.name} gauge", f"{balance} 1000000 {now - 900:.3f}", f"{balance} 10000 {now - 5:.3f}"]
    source, blocks = directory / "yesterday.om", directory / "prometheus"
    source.write_text("\n".join([*lines, "# EOF", ""]), encoding="utf-8")
    command = [program("promtool"), "tsdb", "create-blocks-from", "openmetrics", str(source), str(blocks)]
    subprocess.run(command, check=True, capture_output=True)
    return blocks


@pytest.fixture(scope="package")
def fire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fire]:
    """The stack, with every lane gone through; it ends with the tests of this folder, for it is never at rest."""
    directory = tmp_path_factory.mktemp("e2e")
    with ExitStack() as held:
        # Nearly every stack has the same rules.
        patch = held.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(rules, "artifacts", cache(rules.artifacts))
        lanes = held.enter_context(running_lanes(directory))
        webhook = held.enter_context(Webhook())
        own_page = f"http://127.0.0.1:{free_port()}/metrics"
        targets = {**{one.name: one.page for one in lanes.values()}, OWN_APP: own_page}
        storage = backfill(directory, Options(speed=SPEED))
        servers = held.enter_context(
            stack(directory, webhook, targets, options=OURS, speed=SPEED, scrape="500ms", storage=storage)
        )
        burning = Fire(lanes, servers, webhook, own_page)
        with ThreadPoolExecutor(len(lanes) + 2) as pool:
            commands = [
                pool.submit(burning.run_command, "local", "quota"),
                pool.submit(burning.drill_own_application, directory / "own.log"),
            ]
            list(pool.map(burning.go_through, lanes.values()))
            for command in commands:
                command.result()
        yield burning
