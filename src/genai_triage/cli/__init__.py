"""The command `genai-triage`: a file for each subcommand."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from genai_triage._version import __version__
from genai_triage.cli import audit, doctor, drill, explain, export, run, simulate
from genai_triage.cli.arguments import CommandError, Commands, Parser

_BAD_INPUT = 2
_PIPE_CLOSED = 141
"""Of a program that SIGPIPE ends, as a shell reports it."""
_COMMANDS: tuple[Callable[[Commands], None], ...] = (
    run.add,
    doctor.add,
    explain.add,
    simulate.add,
    drill.add,
    audit.add,
    export.add,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command.

    Args:
        arguments: The words after the command's name; those of this process by default.

    Returns:
        The exit status: 0, 2 after one sentence on stderr about bad input, 141 where nobody reads the output any more,
        or what the command says of its own.
    """
    try:
        options = parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = options.run
        status = run(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        _discard_output()
        return _PIPE_CLOSED
    except CommandError as problem:
        print(f"genai-triage: {problem}", file=sys.stderr)
        return _BAD_INPUT


def parser() -> Parser:
    """Returns the command's parser, with every subcommand."""
    main_parser = Parser(prog="genai-triage", description="Diagnose failures of Gemini and GigaChat calls.")
    main_parser.add_argument("--version", action="version", version=f"genai-triage {__version__}")
    commands = main_parser.add_subparsers(title="commands", required=True, metavar="command", parser_class=Parser)
    for add in _COMMANDS:
        add(commands)
    return main_parser


def _discard_output() -> None:
    """Sends what is still to be written nowhere: Python would try again at its end, and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
