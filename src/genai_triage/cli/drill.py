"""`genai-triage drill`: brings a failure about and follows its alert to the receiver."""

from __future__ import annotations

import argparse
import json

from genai_triage.cli.arguments import CommandError, Commands, missing_extra, not_negative, port
from genai_triage.cli.completers import completed, failures
from genai_triage.cli.terminal import fitted
from genai_triage.monitoring.drill.arguments import add_arguments
from genai_triage.monitoring.metrics import STRATEGIES
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


def add(commands: Commands, about: str) -> None:
    """Adds the command and its arguments."""
    command = commands.add_parser(
        "drill",
        help=about,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(command, port, not_negative, tuple(LANGUAGES), STRATEGIES)
    completed(command, "failure", failures)
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from genai_triage.monitoring.drill.plan import DrillError, named

    if options.list:
        return _list(options)
    try:
        if options.failure is not None:
            named(options.failure)  # who has mistyped it shall not first install something
        return _run_it(options)
    except DrillError as problem:
        raise CommandError(str(problem)) from problem
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run_it(options: argparse.Namespace) -> int:
    try:
        from genai_triage.monitoring.drill.command import run
    except ModuleNotFoundError as missing:
        raise missing_extra(missing, "drill") from missing
    return run(options)


def _list(options: argparse.Namespace) -> int:
    """Lists what can be drilled; needs no SDK, as it says so of one provider."""
    from genai_triage.monitoring.drill.plan import listing, rows_of
    from genai_triage.monitoring.options import Options
    from genai_triage.taxonomy.vendors import VENDORS

    provider, rules = options.provider or VENDORS[0].provider, Options()
    print(json.dumps(rows_of(provider, rules), indent=2) if options.json else fitted(listing(provider, rules)))
    return 0
