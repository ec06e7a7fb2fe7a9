"""The command `genai-triage drill`: starts whoever takes part, and writes a line for each stage."""

from __future__ import annotations

import argparse
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

from genai_triage.monitoring.drill.api import Prometheus
from genai_triage.monitoring.drill.application import Application, installed_provider
from genai_triage.monitoring.drill.local import SPEED, stack
from genai_triage.monitoring.drill.plan import DrillError, Plan, expected, listing, plan
from genai_triage.monitoring.drill.run import Drill
from genai_triage.monitoring.drill.servers import ServerError, free_port, require_servers
from genai_triage.monitoring.drill.stages import Passed, Result, Stage, Stuck
from genai_triage.monitoring.drill.subject import Setting
from genai_triage.monitoring.drill.webhook import Webhook
from genai_triage.monitoring.options import Options
from genai_triage.simulator import Simulator

SERVICE: Final = "genai-triage-drill"
"""Service and job of the drill's own application."""
METRICS_PAGE: Final = "http://127.0.0.1:9464/metrics"
"""Where the exporter of OpenTelemetry's Python SDK has its page by default."""
_SILENCE: Final = 5.0
"""Seconds of waiting before a stage says what it waits for."""
_ARRIVED, _STOPPED = 0, 1


def run(options: argparse.Namespace) -> int:
    """Holds the drill.

    Returns:
        0 if the alert arrived, 1 if it stopped at a stage.

    Raises:
        DrillError: If the drill cannot be held.
    """
    provider = options.provider or installed_provider()
    if options.list:
        print(listing(provider, Options()))
        return _ARRIVED
    if options.failure is None:
        raise DrillError("Name a class, e.g. genai-triage drill quota; --list names them all.")
    made = plan(options.failure, provider)
    if options.app and not made.by_service:
        raise DrillError(f"{made.cause.id} is the application's own doing; no service brings it about, so drop --app.")
    try:
        with _ended_in_order(), ExitStack() as held:
            setting = _setting(options, made, held)
            # Closed before the servers stop, whatever interrupts it: the failure ends with the drill.
            results = held.enter_context(closing(Drill(setting, _Watch()).run()))
            return _report(results, setting)
    except ServerError as problem:
        raise DrillError(f"{problem} Give --prometheus the address of a running one.") from problem


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Lets a supervisor's SIGTERM stop the servers too, as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


def _setting(options: argparse.Namespace, made: Plan, held: ExitStack) -> Setting:
    """Starts whoever takes part and is not there yet."""
    is_local = options.prometheus is None
    if is_local:
        require_servers()
    directory = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="genai-triage-drill-")))
    simulator = _listening(held, lambda: Simulator(port=options.port if options.app else 0, latency=0))
    page = options.metrics_url or ("" if options.app and not is_local else METRICS_PAGE)
    app = None
    if options.app:
        print(directions(simulator, page))
    else:
        port = free_port() if is_local else options.metrics_port
        page = f"http://{_reachable(options.metrics_host)}:{port}/metrics"
        log = directory / "application.log"
        app = Application(
            [made.provider],
            simulator,
            host=options.metrics_host,
            port=port,
            log=log,
            service=SERVICE,
            otlp=options.otlp,
        )
        held.enter_context(app)
    # Scraped by somebody else's Prometheus, the job has whatever name it has there.
    service = options.service or (SERVICE if is_local or options.otlp else "")
    webhook: Webhook | None = None
    if is_local:
        webhook = _listening(held, lambda: Webhook(port=options.webhook_port or 0))
        servers = held.enter_context(stack(directory, webhook, {service: page}))
        prometheus, alertmanager = servers.prometheus_url, servers.alertmanager_url
        print(f"Started Prometheus and Alertmanager; every duration of the rules is divided by {SPEED}.")
    else:
        if options.webhook_port:
            webhook = _listening(held, lambda: Webhook("0.0.0.0", options.webhook_port))
        prometheus, alertmanager = options.prometheus, options.alertmanager or ""
    return Setting(
        plan=made,
        simulator=simulator,
        prometheus=Prometheus(prometheus),
        app=app,
        metrics_url=page,
        pushes=bool(options.otlp),
        service=service,
        alertmanager_url=alertmanager,
        webhook=webhook,
        patience=options.patience,
    )


_Server = TypeVar("_Server", Simulator, Webhook)


def _listening(held: ExitStack, make: Callable[[], _Server]) -> _Server:
    try:
        return held.enter_context(make())
    except OSError as problem:
        raise DrillError(f"Cannot listen on the port that was asked for: {problem.strerror}.") from problem


def directions(simulator: Simulator, page: str) -> str:
    """Says what the user's own application needs for the time of the drill."""
    where = f" (its metrics page is expected at {page})" if page else ""
    return f"""\
Start your application with these settings{where}, and let it make calls:
  export GOOGLE_GEMINI_BASE_URL={simulator.gemini_url}
  export GIGACHAT_BASE_URL={simulator.gigachat_url} GIGACHAT_AUTH_URL={simulator.oauth_url}
Raw HTTP calls, made without an SDK, go to {simulator.url} and need one more (or =gigachat):
  export GENAI_TRIAGE_HOSTS={urlsplit(simulator.url).netloc}=gemini
"""


def _report(results: Iterator[Result], setting: Setting) -> int:
    """Prints a line for each stage as it ends."""
    made = setting.plan
    alerts = " or ".join(dict.fromkeys(alert.name for alert in expected(made.failure_class, Options())))
    print(f"Drill of {made.failure_class}: {made.provider} fails with {made.cause.id}, {alerts} must arrive.")
    last: Result | None = None
    for last in results:
        print(_line(last), flush=True)
    assert last is not None
    if isinstance(last.outcome, Stuck):
        print(f"\nIt stopped at: {last.stage.value}. {last.outcome.says}\n{last.outcome.advice}")
        return _STOPPED
    labels = last.outcome.labels if isinstance(last.outcome, Passed) and last.outcome.labels else {}
    print(f"\n{labels.get('alertname', 'The alert')} arrived.")
    return _ARRIVED


def _line(result: Result) -> str:
    if result.outcome is None:
        return f"  --    {result.stage.value:<21}          not looked at: no --metrics-url"
    mark = "STOP" if result.stopped else "ok"
    return f"  {mark:<5} {result.stage.value:<21} {result.seconds:>5.1f} s  {result.outcome.says}"


class _Watch:
    """Says what a stage waits for, once it takes long, and again when that changes."""

    def __init__(self) -> None:
        self._said = ""

    def __call__(self, stage: Stage, stuck: Stuck, seconds: float) -> None:
        if seconds >= _SILENCE and stuck.says != self._said:
            self._said = stuck.says
            print(f"  ...   {stage.value:<21} {seconds:>5.0f} s  {stuck.says}", flush=True)


def _reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host
