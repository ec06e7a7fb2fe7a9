"""Runs the user's program, instrumented, its telemetry and its requests sent to us."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from genai_triage.audit import variables
from genai_triage.simulator import Simulator
from genai_triage.taxonomy.vendors import SERVICES
from genai_triage.telemetry import sdk_switches

_LAUNCHER: Final = "opentelemetry-instrument"
_OURS: Final = ("OTEL_EXPORTER_OTLP", "OTEL_PYTHON_EXPORTER_OTLP")
"""How variables begin that would send telemetry elsewhere, or with the user's credentials."""
_IN_THE_WAY: Final = frozenset(
    {sdk_switches.SDK_DISABLED, "OTEL_CONFIG_FILE", "OTEL_EXPERIMENTAL_CONFIG_FILE", "OTEL_TRACES_SAMPLER_ARG"}
)
_SETTINGS: Final = {
    "OTEL_TRACES_EXPORTER": "otlp",
    "OTEL_METRICS_EXPORTER": "otlp",
    "OTEL_LOGS_EXPORTER": "otlp",
    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
    "OTEL_TRACES_SAMPLER": "always_on",
    # A program that is killed has exported most of what it recorded.
    "OTEL_BSP_SCHEDULE_DELAY": "200",
    "OTEL_BLRP_SCHEDULE_DELAY": "200",
    "OTEL_METRIC_EXPORT_INTERVAL": "1000",
}
_OPTIONS: Final = re.compile(r"-[bBdEIOPqRsSuv]+")
"""Of Python, without a value; some keep it from loading anything before the program."""
_TRIAL: Final = "import sys; sys.exit('genai_triage.audit.redirect' not in sys.modules)"
_LONGEST_LINE: Final = 512


def launcher() -> str | None:
    """Returns the path of `opentelemetry-instrument`; None if it is not installed."""
    beside = Path(sys.executable).with_name(_LAUNCHER)
    return str(beside) if beside.exists() else shutil.which(_LAUNCHER)


def environment(environ: Mapping[str, str], simulator: Simulator, collector: str, log: Path) -> dict[str, str]:
    """Returns the program's environment."""
    kept = {name: value for name, value in environ.items() if not name.startswith(_OURS) and name not in _IN_THE_WAY}
    direct = ["127.0.0.1", "localhost", *(host for service in SERVICES for host in service.hosts)]
    return {
        **kept,
        **_SETTINGS,
        sdk_switches.DISABLED_INSTRUMENTATIONS: _without_ours(sdk_switches.disabled_instrumentations(environ)),
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector,
        variables.SIMULATOR: simulator.url,
        variables.RPC: simulator.grpc_target,
        variables.LOG: str(log),
        "PATH": search_path(environ),
        # What is not sent to the simulator is refused by name, which a proxy would not ask for.
        **{name: ",".join(filter(None, [environ.get(name, ""), *direct])) for name in ("NO_PROXY", "no_proxy")},
    }


def search_path(environ: Mapping[str, str]) -> str:
    """Returns a PATH on which `python` is the one that has this package: any other would not be instrumented."""
    return os.pathsep.join(filter(None, [str(Path(sys.executable).parent), environ.get("PATH", "")]))


def run(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Runs the program to its end; its streams are ours, and the signals that we get reach it.

    Returns:
        Its exit status; negative, the signal that ended it.

    Raises:
        OSError: If it cannot be started.
    """
    process = subprocess.Popen([str(launcher()), *command], env=dict(environ))
    with _passing_signals(process):
        return process.wait()


def is_redirected(command: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Tries whether the program's interpreter loads what redirects requests; True for a program that is no Python.

    Another environment's Python has it not, and some options switch it off: then the vendors would be called.
    """
    interpreter = _interpreter(command, environ["PATH"])
    if interpreter is None:
        return True
    silent = {f"OTEL_{signal}_EXPORTER": "none" for signal in ("TRACES", "METRICS", "LOGS")}
    words = [str(launcher()), *interpreter, "-c", _TRIAL]
    return subprocess.run(words, env={**environ, **silent}, capture_output=True, check=False).returncode == 0


def _interpreter(command: Sequence[str], path: str) -> list[str] | None:
    """The program's Python and its options, from the command or from the first line of a script."""
    found = Path(shutil.which(command[0], path=path) or command[0])
    if found.name.startswith("python"):
        return [str(found), *itertools.takewhile(_OPTIONS.fullmatch, command[1:])]
    with found.open("rb") as script:
        first = script.readline(_LONGEST_LINE).decode("utf-8", "replace")
    words = first[2:].split() if first.startswith("#!") else []
    if words and Path(words[0]).name == "env":
        words = words[1:]
    return words if words and Path(words[0]).name.startswith("python") else None


@contextmanager
def _passing_signals(process: subprocess.Popen[bytes]) -> Iterator[None]:
    def pass_on(number: int, frame: FrameType | None) -> None:
        # A terminal sends Ctrl-C to both of us.
        if number != signal.SIGINT or not _is_at_a_terminal():
            process.send_signal(number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    previous = {number: signal.signal(number, pass_on) for number in numbers}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _is_at_a_terminal() -> bool:
    try:
        return os.isatty(0)
    except OSError:
        return False


def _without_ours(disabled: frozenset[str]) -> str:
    """The instrumentations that are off, but never ours: they send the requests elsewhere."""
    return ",".join(sorted(word for word in disabled if word and word != "*" and not word.startswith("triage_")))
