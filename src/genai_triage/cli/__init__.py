"""The command `genai-triage`: a file for each subcommand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from genai_triage.cli import audit, drill, export, simulate
from genai_triage.cli.arguments import CommandError, Commands, Parser

_BAD_INPUT = 2
_COMMANDS: tuple[Callable[[Commands], None], ...] = (simulate.add, drill.add, audit.add, export.add)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command.

    Args:
        arguments: The words after the command's name; those of this process by default.

    Returns:
        The exit status: 0, 2 after one sentence on stderr about bad input, or what the command says of its own.
    """
    parser = Parser(prog="genai-triage", description="Diagnose failures of Gemini and GigaChat calls.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="command", parser_class=Parser)
    for add in _COMMANDS:
        add(commands)
    try:
        options = parser.parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = options.run
        return run(options)
    except CommandError as problem:
        print(f"genai-triage: {problem}", file=sys.stderr)
        return _BAD_INPUT
