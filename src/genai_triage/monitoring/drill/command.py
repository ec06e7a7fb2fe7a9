"""The command `genai-triage drill`: starts whoever takes part, and writes a line for each stage."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar
from urllib.parse import urlsplit

from genai_triage.monitoring.drill.api import Prometheus
from genai_triage.monitoring.drill.application import Application, installed_provider
from genai_triage.monitoring.drill.local import SPEED, stack
from genai_triage.monitoring.drill.page_text import lines as page_lines
from genai_triage.monitoring.drill.plan import DrillError, Plan, expected, plan
from genai_triage.monitoring.drill.run import Drill
from genai_triage.monitoring.drill.servers import ServerError, free_port, require_servers
from genai_triage.monitoring.drill.stages import Passed, Result, Stage, Stuck
from genai_triage.monitoring.drill.subject import Setting
from genai_triage.monitoring.drill.webhook import Webhook
from genai_triage.monitoring.metrics import DEFAULT_STRATEGY
from genai_triage.monitoring.options import OptionError, Options, parse_labels
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
    if options.failure is None:
        raise DrillError("Name a class, e.g. genai-triage drill quota; --list names them all.")
    made = plan(options.failure, provider)
    if options.app and not made.by_service:
        raise DrillError(f"{made.cause.id} is the application's own doing; no service brings it about, so drop --app.")
    try:
        with _ended_in_order(), ExitStack() as held:
            setting = _setting(options, made, held)
            # Closed before the servers stop, whatever interrupts it: the failure ends with the drill.
            out = _told(options)
            going_on = held.enter_context(closing(Drill(setting, _Watch(out)).run()))
            results = list(_shown(going_on, setting, out))
    except ServerError as problem:
        raise DrillError(f"{problem} Give --prometheus the address of a running one.") from problem
    if options.json:
        print(json.dumps(document(results, made), indent=2))
    return _STOPPED if _decisive(results).stopped else _ARRIVED


def _decisive(results: Sequence[Result]) -> Result:
    """Returns how it ended for the alert."""
    return [result for result in results if result.stage is not Stage.OVER][-1]


def _told(options: argparse.Namespace) -> TextIO:
    """Returns where it is told what happens."""
    return sys.stderr if options.json else sys.stdout


def document(results: Sequence[Result], made: Plan) -> dict[str, Any]:
    """Returns what became of a drill, for programs: each stage that was reached, and the page if one was sent."""
    last = _decisive(results).outcome
    page, message = (last.page, last.message) if isinstance(last, Passed) else (None, None)
    return {
        "class": made.failure_class.value,
        "cause": made.cause.id,
        "provider": made.provider,
        "alerts": _alerts(made),
        "arrived": not _decisive(results).stopped,
        "stages": [_stage(result) for result in results],
        "page": None if page is None else asdict(page),
        "message": None if message is None else {"title": message.title, "text": message.text},
    }


def _stage(result: Result) -> dict[str, Any]:
    outcome = result.outcome
    return {
        "stage": result.stage.value,
        "state": "not looked at" if outcome is None else "stopped" if result.stopped else "reached",
        "seconds": round(result.seconds, 1),
        "says": outcome.says if outcome is not None else None,
        "advice": outcome.advice if isinstance(outcome, Stuck) else None,
    }


def _alerts(made: Plan) -> list[str]:
    return list(dict.fromkeys(alert.name for alert in expected(made.failure_class, Options())))


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


def _rules(options: argparse.Namespace) -> Options:
    """Returns the options that the rules are, or were, exported with."""
    try:
        labels = parse_labels(options.group_label or ())
        return Options(group_labels=labels, language=options.language, names=options.names)
    except OptionError as problem:
        raise DrillError(f"--{str(problem).replace('group_labels', 'group-label')}") from problem


def _setting(options: argparse.Namespace, made: Plan, held: ExitStack) -> Setting:
    """Starts whoever takes part and is not there yet."""
    is_local, rules = options.prometheus is None, _rules(options)
    if is_local and rules.names != DEFAULT_STRATEGY:
        raise DrillError("--names is for --prometheus: the drill's own servers have the names of the exporter's page.")
    if is_local:
        require_servers()
    directory = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="genai-triage-drill-")))
    simulator = _listening(held, lambda: Simulator(port=options.port if options.app else 0, latency=0))
    page = options.metrics_url or ("" if options.app and not is_local else METRICS_PAGE)
    app = None
    if options.app:
        print(directions(simulator, page), file=_told(options))
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
        servers = held.enter_context(stack(directory, webhook, {service: page}, options=rules))
        prometheus, alertmanager = servers.prometheus_url, servers.alertmanager_url
        print(
            f"Started Prometheus and Alertmanager; every duration of the rules is divided by {SPEED}.",
            file=_told(options),
        )
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
        is_local=is_local,
        rules=rules,
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


def _shown(results: Iterator[Result], setting: Setting, out: TextIO) -> Iterator[Result]:
    """Prints a line for each stage as it ends, then how it ended."""
    made, last = setting.plan, None
    alerts = " or ".join(_alerts(made))
    print(f"Drill of {made.failure_class}: {made.provider} fails with {made.cause.id}, {alerts} must arrive.", file=out)
    seen = []
    for last in results:
        print(_line(last), file=out, flush=True)
        seen.append(last)
        yield last
    assert last is not None
    over = last.outcome.advice if last.stage is Stage.OVER and isinstance(last.outcome, Stuck) else ""
    print("", *_end(_decisive(seen)), *([over] if over else []), sep="\n", file=out)


def _end(last: Result) -> Iterator[str]:
    if isinstance(last.outcome, Stuck):
        yield f"It stopped at: {last.stage.value}. {last.outcome.says}"
        yield last.outcome.advice
    elif last.outcome is not None:
        if last.outcome.page is not None:
            yield from page_lines(last.outcome.page, last.outcome.message)
            yield ""
        yield f"{(last.outcome.labels or {}).get('alertname', 'The alert')} arrived."


def _line(result: Result) -> str:
    if result.outcome is None:
        return f"  --    {result.stage.value:<21}          not looked at: no --metrics-url"
    mark = "STOP" if result.stopped else "ok"
    return f"  {mark:<5} {result.stage.value:<21} {result.seconds:>5.1f} s  {result.outcome.says}"


class _Watch:
    """Says what a stage waits for, once it takes long, and again when that changes."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._said = ""
        self._out = out or sys.stdout

    def __call__(self, stage: Stage, stuck: Stuck, seconds: float) -> None:
        if seconds >= _SILENCE and stuck.says != self._said:
            self._said = stuck.says
            print(f"  ...   {stage.value:<21} {seconds:>5.0f} s  {stuck.says}", file=self._out, flush=True)


def _reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host
