"""`genai-triage run`: runs a program and shows the failures of its calls."""

from __future__ import annotations

import argparse
import os

from genai_triage.cli.arguments import CommandError, Commands, add_program, program_of
from genai_triage.telemetry.sdk_switches import SDK_DISABLED, is_sdk_disabled

_USAGE = """\
genai-triage run [-h] [--console] [--json] [--file FILE]
                        -- PROGRAM [ARGUMENT ...]"""
_EXAMPLES = """\
examples:
  genai-triage run -- python app.py
  genai-triage run -- uvicorn app:app
  genai-triage run --json --file failures.jsonl -- python -m app
  GENAI_TRIAGE_LANGUAGE=ru genai-triage run -- python app.py

Each failed call is a block on stderr, further ones by the same cause are a
line each. A summary follows when the program ends, unless a signal or
os._exit ends it; each process of a server counts its own calls.
Where OTEL_TRACES_EXPORTER, OTEL_METRICS_EXPORTER, OTEL_LOGS_EXPORTER or
OTEL_EXPORTER_OTLP_ENDPOINT say where to export to, spans, metrics and events
go there instead, and --console shows failures too. Where nothing does,
OpenTelemetry is not set up: a program that does so itself keeps what it has.
The program's output, exit status and signals are its own; 127 if there is no
such program, 126 if it cannot be started. NO_COLOR turns colours off,
FORCE_COLOR on.
"""


def add(commands: Commands, about: str) -> None:
    """Adds the command and its arguments."""
    command = commands.add_parser(
        "run",
        help=about,
        usage=_USAGE,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--console", action="store_true", help="show failures here whatever is exported")
    command.add_argument("--json", action="store_true", help="one JSON object a line: each failure, and the summary")
    command.add_argument("--file", metavar="FILE", help="append them to a file instead of writing to stderr")
    add_program(command)
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from genai_triage.cli.terminal import tell
    from genai_triage.launch.program import LaunchError, blind, environment, take_place

    words = program_of(options)
    if not words:
        raise CommandError("Name the program to run, e.g. genai-triage run -- python app.py")
    if options.file:
        _check(options.file)
    is_asked_for = options.console or options.json or options.file
    console = ("json" if options.json else "1") if is_asked_for else None
    env, sentences = environment(os.environ, console=console, file=options.file)
    for sentence in _switched_off() or (*sentences, *blind(words)):
        tell(sentence)
    try:
        take_place(words, env)
    except LaunchError as problem:
        tell(str(problem))
        return problem.status


def _switched_off() -> list[str]:
    """Returns a sentence if OpenTelemetry is off, which nothing here goes against."""
    if not is_sdk_disabled(os.environ):
        return []
    return [f"{SDK_DISABLED} is set, so nothing is observed. Type: unset {SDK_DISABLED}"]


def _check(path: str) -> None:
    try:
        with open(path, "a", encoding="utf-8"):
            return
    except OSError as problem:
        raise CommandError(f"{path} cannot be written: {problem.strerror}.") from problem
