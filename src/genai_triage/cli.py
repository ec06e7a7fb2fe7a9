"""The command `genai-triage`: one subcommand for each thing to do."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from genai_triage.monitoring.drill.arguments import add_arguments as add_drill_arguments
from genai_triage.monitoring.export import add_arguments as add_export_arguments

_BAD_INPUT = 2
_INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""


class CommandError(Exception):
    """Input that a command cannot work with; the message is one sentence for the user."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The words after the command's name; those of this process by default.

    Returns:
        The exit status: 0, 2 after one sentence on stderr about bad input, or what the command says of its own.
    """
    parser = _Parser(prog="genai-triage", description="Diagnose failures of Gemini and GigaChat calls.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="command", parser_class=_Parser)
    for add in _COMMANDS:
        add(commands)
    try:
        options = parser.parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except CommandError as problem:
        print(f"genai-triage: {problem}", file=sys.stderr)
        return _BAD_INPUT


class _Parser(argparse.ArgumentParser):
    """A parser that reports a bad argument in one line."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise CommandError(message)


def _add_simulate(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser("simulate", help="stand in for both services on a local port")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    command.add_argument("--port", type=_port, default=8080, help="0 takes a free one (default: %(default)s)")
    command.add_argument("--grpc-port", type=_port, help="of gRPC; by default a free one, if grpcio is installed")
    command.add_argument("--latency", type=_not_negative, default=1.0, help="factor on 5-30 ms (default: %(default)s)")
    command.add_argument("--stall", type=_not_negative, default=60.0, help="seconds of a stall (default: %(default)s)")
    command.add_argument("--token-life", type=_not_negative, default=1800.0, help="seconds (default: %(default)s)")
    command.add_argument("--seed", type=int, default=0, help="of texts and times (default: %(default)s)")
    command.add_argument(
        "--schedule",
        action="append",
        default=[],
        metavar="CAUSE[:NAME=VALUE,...]",
        help="fail by a plan, e.g. gemini.requests_per_day:after=10; may be given several times",
    )
    command.add_argument("--list", action="store_true", help="list the causes and how to ask for each, then end")
    command.set_defaults(run=_simulate)


def _simulate(options: argparse.Namespace) -> int:
    try:
        from genai_triage.simulator import Schedule, ScheduleError, Simulator, hints
    except ModuleNotFoundError as missing:
        raise CommandError(f"{missing.name} is not installed; install genai-triage[simulator].") from missing
    from genai_triage.taxonomy import CAUSES

    if options.list:
        print(hints.list_of(CAUSES.values()))
        return 0
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
            raise CommandError(f"{missing.name} is not installed; install genai-triage[simulator].") from missing
        return None
    return 0 if chosen is None else chosen


@contextmanager
def _end_asked_for() -> Iterator[threading.Event]:
    """An event that is set by Ctrl-C, or by the end that a supervisor asks for."""
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    previous = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _add_drill(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser("drill", help="bring a failure about and follow its alert to the receiver")
    add_drill_arguments(command, _port, _not_negative)
    command.set_defaults(run=_drill)


def _drill(options: argparse.Namespace) -> int:
    try:
        from genai_triage.monitoring.drill.command import run
        from genai_triage.monitoring.drill.plan import DrillError
    except ModuleNotFoundError as missing:
        raise CommandError(f"{missing.name} is not installed; install genai-triage[drill].") from missing

    try:
        return run(options)
    except DrillError as problem:
        raise CommandError(str(problem)) from problem
    except KeyboardInterrupt:
        return _INTERRUPTED


def _add_export(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser("export", help="write dashboards, rules, provisioning and an Alertmanager example")
    add_export_arguments(command)
    command.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    from genai_triage.monitoring.export import ExportError, run

    try:
        return run(options)
    except ExportError as problem:
        raise CommandError(str(problem)) from problem
    except ModuleNotFoundError as missing:
        raise CommandError(f"{missing.name} is not installed; install genai-triage[monitoring].") from missing


def _port(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port between 0 and 65535")
    return number


def _not_negative(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 up")
    return number


_COMMANDS: tuple[Callable[[argparse._SubParsersAction[_Parser]], None], ...] = (_add_simulate, _add_drill, _add_export)


if __name__ == "__main__":
    sys.exit(main())
