"""`genai-triage export`: writes dashboards, rules, provisioning and an Alertmanager example."""

from __future__ import annotations

import argparse

from genai_triage.cli.arguments import CommandError, Commands, missing_extra
from genai_triage.monitoring.export import add_arguments


def add(commands: Commands) -> None:
    """Adds the command and its arguments."""
    command = commands.add_parser("export", help="write dashboards, rules, provisioning and an Alertmanager example")
    add_arguments(command)
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from genai_triage.monitoring.export import ExportError, run

    try:
        return run(options)
    except ExportError as problem:
        raise CommandError(str(problem)) from problem
    except ModuleNotFoundError as missing:
        raise missing_extra(missing, "monitoring") from missing
