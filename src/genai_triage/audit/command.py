"""Runs a program in an audit and searches what it exported."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from genai_triage.audit import program
from genai_triage.audit.collector import SIGNALS, Collector
from genai_triage.audit.needles import Needle, canary_needles, environment_needles
from genai_triage.audit.report import Report
from genai_triage.audit.search import OWN_LOG, search, search_log
from genai_triage.simulator import Simulator
from genai_triage.simulator.canaries import Canaries

_STALL = 60.0
_NOT_REDIRECTED = (
    "{} starts without the instrumentation, so its requests would reach the vendors; "
    "install genai-triage[drill] beside it, and leave out options of Python such as -I."
)


class AuditError(Exception):
    """What keeps an audit from being made; the message is one sentence for the user."""


def audit(command: Sequence[str]) -> Report:
    """Runs the command and returns what is found.

    Raises:
        AuditError: If there is no command, or it cannot be run.
    """
    _check(command)
    canaries = Canaries.random()
    needles = (*canary_needles(canaries), *environment_needles(os.environ))
    simulator = Simulator(latency=0, stall=_STALL, grpc_port=_grpc_port(), canaries=canaries)
    with tempfile.TemporaryDirectory() as folder, simulator, Collector() as collector:
        log = Path(folder) / "own.log"
        environ = program.environment(os.environ, simulator, collector.url, log)
        if not program.is_redirected(command, environ):
            raise AuditError(_NOT_REDIRECTED.format(command[0]))
        status = program.run(command, environ)
        return _report(status, simulator, collector, log.read_bytes() if log.exists() else b"", needles)


def _check(command: Sequence[str]) -> None:
    if not command:
        raise AuditError("Name the program to run, e.g. genai-triage audit -- python app.py.")
    if program.launcher() is None:
        raise AuditError('opentelemetry-instrument is not installed; type: pip install "genai-triage[drill]"')
    if shutil.which(command[0], path=program.search_path(os.environ)) is None:
        raise AuditError(f"There is no program {command[0]}.")


def _grpc_port() -> int | None:
    """Any free one; None where gRPC cannot be served: then a program's gRPC to a vendor is refused."""
    try:
        from genai_triage.simulator import rpc  # noqa: F401
    except ModuleNotFoundError:
        return None
    return 0


def _report(status: int, simulator: Simulator, collector: Collector, log: bytes, needles: Sequence[Needle]) -> Report:
    bodies = {signal: collector.bodies(signal) for signal in SIGNALS}
    records = simulator.requests
    return Report(
        program_status=status,
        requests=records[-1].number if records else 0,
        refused=sum(record.cause.endswith(".canary") for record in records),
        searched={**{signal: sum(map(len, kept)) for signal, kept in bodies.items()}, OWN_LOG: len(log)},
        needles=needles,
        findings=[
            *(finding for signal, kept in bodies.items() for finding in search(signal, kept, needles)),
            *search_log(log, needles),
        ],
    )
