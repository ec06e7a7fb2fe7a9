"""`genai-triage audit`: runs a program against the simulator and searches its telemetry for what must not be there."""

from __future__ import annotations

import argparse
import sys

from genai_triage.cli.arguments import CommandError, Commands, add_program, missing_extra, program_of

_EXAMPLES = """\
examples:
  genai-triage audit -- python app.py
  genai-triage audit --json -- python -m app
"""


def add(commands: Commands, about: str) -> None:
    """Adds the command and its arguments."""
    command = commands.add_parser(
        "audit",
        help=about,
        usage="genai-triage audit [-h] [--json] -- PROGRAM [ARGUMENT ...]",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--json", action="store_true", help="print the result as one line of JSON, the last of all")
    add_program(command)
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    try:
        from genai_triage.audit.command import AuditError, audit
        from genai_triage.audit.report import as_json, as_table
    except ModuleNotFoundError as missing:
        raise missing_extra(missing, "drill") from missing
    try:
        report = audit(program_of(options))
    except AuditError as problem:
        raise CommandError(str(problem)) from problem
    except OSError as problem:
        raise CommandError(f"The audit cannot run: {problem.strerror}.") from problem
    sys.stdout.flush()
    print(as_json(report) if options.json else f"\ngenai-triage audit\n{as_table(report)}", flush=True)
    return report.status
