"""`genai-triage doctor`: says what is in the way of telemetry, and what to do."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from typing import Final
from urllib.parse import urlsplit

from genai_triage.cli.arguments import CommandError, Commands, add_program, program_of

_WIDEST: Final = 120
_USAGE: Final = """\
genai-triage doctor [-h] [--json] [--prometheus URL] [--alertmanager URL]
                           [-- PROGRAM [ARGUMENT ...]]"""
_EXAMPLES = """\
examples:
  genai-triage doctor
  genai-triage doctor -- gunicorn -w 4 app:app
  genai-triage doctor --prometheus http://localhost:9090
  genai-triage doctor --json -- python app.py

The program is not run: its interpreter is asked what is installed for it, and
makes one call, of its own, to a server on this machine that answers with a
failure. The span of that failure is sent to where OTEL_* say, as service
genai-triage-doctor; an OTLP endpoint over HTTP gets an empty request for each
signal, too. Nothing else is sent. The exit status is 0 if nothing must be
mended, 1 if something must, 2 for bad input.
"""


def add(commands: Commands, about: str) -> None:
    """Adds the command and its arguments."""
    command = commands.add_parser(
        "doctor",
        help=about,
        usage=_USAGE,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--json", action="store_true", help="print the report as one JSON object, for programs")
    command.add_argument("--prometheus", type=_url, metavar="URL", help="ask it for our series and rules")
    command.add_argument("--alertmanager", type=_url, metavar="URL", help="ask it whether it is ready")
    add_program(command)
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from genai_triage.doctor.examination import examine
    from genai_triage.doctor.model import as_json
    from genai_triage.doctor.target import TargetError
    from genai_triage.doctor.text import as_text

    try:
        report = examine(
            program_of(options), os.environ, prometheus=options.prometheus, alertmanager=options.alertmanager
        )
    except TargetError as problem:
        raise CommandError(str(problem)) from problem
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    print(as_json(report) if options.json else as_text(report, width, is_coloured=is_coloured))
    return report.status


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise argparse.ArgumentTypeError("it is not an http or https URL")
    return text
