# PYTHON_ARGCOMPLETE_OK
"""The command `genai-triage`: a file for each subcommand, which is imported when it is asked for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Sequence
from importlib import import_module
from typing import Final

from genai_triage._version import __version__
from genai_triage.cli.arguments import CommandError, Help, Parser
from genai_triage.cli.terminal import tell

_BAD_INPUT = 2
_PIPE_CLOSED = 141
"""Of a program that SIGPIPE ends, as a shell reports it."""
_COMMANDS: Final = {
    "run": "run a program and show each failed call: what broke, whose it is, what to do",
    "doctor": "look for what is in the way of telemetry: packages, exporter, servers, rules",
    "explain": "say of a log, a traceback, an answer or a name what failed, whose it is and what to do",
    "simulate": "stand in for both services on a local port",
    "drill": "bring a failure about and follow its alert to the receiver",
    "audit": "run a program against the simulator and search its telemetry for prompts, answers and keys",
    "export": "write dashboards, rules, provisioning and an Alertmanager example",
    "completion": "print what makes a shell complete this command with Tab",
}
_EXAMPLES: Final = """\
examples:
  genai-triage run -- python app.py
  genai-triage explain app.log
  genai-triage doctor -- python app.py
  genai-triage export monitoring

`genai-triage COMMAND --help` says more of each, with examples.
"""
_TAB_PRESSED: Final = "_ARGCOMPLETE"
"""Set by the shell that asks for completions; source: argcomplete, shell_integration.py."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command.

    Args:
        arguments: The words after the command's name; those of this process by default.

    Returns:
        The exit status: 0, 2 after one sentence on stderr about bad input, 141 where nobody reads the output any more,
        or what the command says of its own.
    """
    words = sys.argv[1:] if arguments is None else arguments
    if _TAB_PRESSED in os.environ:
        from genai_triage.cli.completion import answer

        return answer(parser)
    try:
        if not words:
            raise CommandError(f"Name a command: {', '.join(_COMMANDS)}; genai-triage --help says what each does.")
        options = parser(words).parse_args(words)
        run: Callable[[argparse.Namespace], int] = options.run
        status = run(options)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        _discard_output()
        return _PIPE_CLOSED
    except CommandError as problem:
        tell(str(problem))
        return _BAD_INPUT


def parser(wanted: Collection[str] = tuple(_COMMANDS)) -> Parser:
    """Returns the command's parser, with the arguments of the subcommands that are wanted and the names of all."""
    main_parser = Parser(
        prog="genai-triage",
        description="Diagnose failures of Gemini and GigaChat calls.",
        epilog=_EXAMPLES,
        formatter_class=Help,
    )
    main_parser.add_argument("--version", action="version", version=f"genai-triage {__version__}")
    commands = main_parser.add_subparsers(title="commands", required=True, metavar="command", parser_class=Parser)
    for name, about in _COMMANDS.items():
        if name in wanted:
            import_module(f"genai_triage.cli.{name}").add(commands, about)
        else:
            commands.add_parser(name, help=about)
    return main_parser


def _discard_output() -> None:
    """Sends what is still to be written nowhere: Python would try again at its end, and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
