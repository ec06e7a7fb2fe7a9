"""`genai-triage export`: writes dashboards, rules, provisioning and an Alertmanager example."""

from __future__ import annotations

import argparse

from genai_triage.cli.arguments import CommandError, Commands, missing_extra
from genai_triage.cli.completers import completed, thresholds, waits
from genai_triage.monitoring.export import add_arguments

_EXAMPLES = """\
examples:
  genai-triage export monitoring
  genai-triage export monitoring --grafana-url https://grafana.internal
  genai-triage export monitoring --format prometheus --runbooks-format html
  genai-triage export monitoring --language ru --for LLMRateLimited=10m
  genai-triage export monitoring --threshold failure_share=0.1
  genai-triage export k8s --format kubernetes --namespace monitoring
"""


def add(commands: Commands, about: str) -> None:
    """Adds the command and its arguments."""
    command = commands.add_parser("export", help=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(command)
    command.epilog = f"{_EXAMPLES}\n{command.epilog}"
    completed(command, "thresholds", thresholds)
    completed(command, "waits", waits)
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from genai_triage.monitoring.export import ExportError, run

    try:
        return run(options)
    except ExportError as problem:
        raise CommandError(str(problem)) from problem
    except ModuleNotFoundError as missing:
        raise missing_extra(missing, "monitoring") from missing
