"""`genai-triage simulate`: stands in for both services on a local port."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from genai_triage.cli.arguments import CommandError, Commands, missing_extra, not_negative, port
from genai_triage.cli.completers import causes, completed

_EXTRA = "simulator"

_EXAMPLES = """\
examples:
  genai-triage simulate
  genai-triage simulate --port 0 --schedule gemini.requests_per_day:after=10
  genai-triage simulate --list
"""


def add(commands: Commands, about: str) -> None:
    """Adds the command and its arguments."""
    command = commands.add_parser(
        "simulate",
        help=about,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    command.add_argument("--port", type=port, default=8080, help="0 takes a free one (default: %(default)s)")
    command.add_argument("--grpc-port", type=port, help="of gRPC; by default a free one, if grpcio is installed")
    command.add_argument("--latency", type=not_negative, default=1.0, help="factor on 5-30 ms (default: %(default)s)")
    command.add_argument("--stall", type=not_negative, default=60.0, help="seconds of a stall (default: %(default)s)")
    command.add_argument("--token-life", type=not_negative, default=1800.0, help="seconds (default: %(default)s)")
    command.add_argument("--seed", type=int, default=0, help="of texts and times (default: %(default)s)")
    command.add_argument(
        "--schedule",
        action="append",
        default=[],
        metavar="CAUSE[:NAME=VALUE,...]",
        help="fail by a plan, e.g. gemini.requests_per_day:after=10; may be given several times",
    )
    command.add_argument("--list", action="store_true", help="list the causes and how to ask for each, then end")
    command.add_argument("--json", action="store_true", help="the list as JSON, for programs")
    completed(command, "schedule", causes)
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from genai_triage.simulator import hints

    if options.list:
        from genai_triage.taxonomy import CAUSES

        print(hints.json_list_of(CAUSES.values()) if options.json else hints.list_of(CAUSES.values()))
        return 0
    try:
        from genai_triage.simulator import Schedule, ScheduleError, Simulator
    except ModuleNotFoundError as missing:
        raise missing_extra(missing, _EXTRA) from missing
    simulator = Simulator(
        host=options.host,
        port=options.port,
        latency=options.latency,
        stall=options.stall,
        token_life=options.token_life,
        seed=options.seed,
        grpc_port=_grpc_port(options.grpc_port),
    )
    try:
        for text in options.schedule:
            simulator.add(Schedule.parse(text))
        with _end_asked_for() as ended, simulator:
            print(hints.directions(simulator), "Stop with Ctrl-C.", sep="\n", flush=True)
            ended.wait()
    except ScheduleError as problem:
        raise CommandError(str(problem)) from problem
    except OSError as problem:
        address = problem.filename or f"{options.host}:{options.port}"
        raise CommandError(f"Cannot listen on {address}: {problem.strerror}.") from problem
    return 0


def _grpc_port(chosen: int | None) -> int | None:
    """The port for gRPC: 0 for a free one, None where gRPC cannot be served and nobody asks for it."""
    try:
        from genai_triage.simulator import rpc  # noqa: F401
    except ModuleNotFoundError as missing:
        if chosen is not None:
            raise missing_extra(missing, _EXTRA) from missing
        return None
    return 0 if chosen is None else chosen


@contextmanager
def _end_asked_for() -> Iterator[threading.Event]:
    """Gives an event that is set by Ctrl-C, or by the end that a supervisor asks for."""
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    previous = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
