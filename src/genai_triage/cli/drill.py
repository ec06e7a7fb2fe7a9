"""`genai-triage drill`: brings a failure about and follows its alert to the receiver."""

from __future__ import annotations

import argparse

from genai_triage.cli.arguments import CommandError, Commands, missing_extra, not_negative, port
from genai_triage.monitoring.drill.arguments import add_arguments
from genai_triage.taxonomy.texts import LANGUAGES

_INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""

_EXAMPLES = """\
examples:
  genai-triage drill quota
  genai-triage drill --list
  genai-triage drill auth --provider gigachat
  genai-triage drill quota --prometheus http://localhost:9090 --app
"""


def add(commands: Commands) -> None:
    """Adds the command and its arguments."""
    command = commands.add_parser(
        "drill",
        help="bring a failure about and follow its alert to the receiver",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(command, port, not_negative, tuple(LANGUAGES))
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    try:
        from genai_triage.monitoring.drill.command import run
        from genai_triage.monitoring.drill.plan import DrillError
    except ModuleNotFoundError as missing:
        raise missing_extra(missing, "drill") from missing
    try:
        return run(options)
    except DrillError as problem:
        raise CommandError(str(problem)) from problem
    except KeyboardInterrupt:
        return _INTERRUPTED
