"""What the subcommands share: how arguments are read and how bad input is told."""

from __future__ import annotations

import argparse
from typing import Any, TypeAlias

from genai_triage.cli.terminal import fitted


class CommandError(Exception):
    """Input that a command cannot work with; the message is one sentence for the user."""


class Parser(argparse.ArgumentParser):
    """A parser that reports a bad argument in one line."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Raises the message as a `CommandError`."""
        raise CommandError(message)

    def format_help(self) -> str:
        """Returns the help; lines of examples and tables are wrapped too where it goes to a terminal."""
        return fitted(super().format_help())


class Help(argparse.RawDescriptionHelpFormatter):
    """Lists the commands below their title, without a line that says `command`."""

    def __init__(self, prog: str, **given: Any) -> None:
        super().__init__(prog, **given)
        self._action_max_length = 14  # as long as the longest command and its indentation

    def _format_action(self, action: argparse.Action) -> str:
        text = super()._format_action(action)
        return text.partition("\n")[2] if isinstance(action, argparse._SubParsersAction) else text


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def add_program(command: argparse.ArgumentParser) -> None:
    """Adds the argument for a program, which takes all that is left of the line."""
    command.add_argument("program", nargs=argparse.REMAINDER, help="the program and its arguments, e.g. python app.py")


def program_of(options: argparse.Namespace) -> list[str]:
    """Returns the words of the program, without the dashes before it."""
    words: list[str] = options.program
    return words[1:] if words[:1] == ["--"] else words


def port(text: str) -> int:
    """Reads a port from 0 to 65535.

    Raises:
        argparse.ArgumentTypeError: If the text is no such number.
    """
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port between 0 and 65535")
    return number


def not_negative(text: str) -> float:
    """Reads a finite number from 0 up.

    Raises:
        argparse.ArgumentTypeError: If the text is no such number.
    """
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 up")
    return number


def missing_extra(missing: ModuleNotFoundError, extra: str) -> CommandError:
    """Names the extra to install for a package that is not there."""
    return CommandError(f'{missing.name} is not installed; type: pip install "genai-triage[{extra}]"')
