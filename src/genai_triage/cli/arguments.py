"""What the subcommands share: how arguments are read and how bad input is told."""

from __future__ import annotations

import argparse
from typing import TypeAlias


class CommandError(Exception):
    """Input that a command cannot work with; the message is one sentence for the user."""


class Parser(argparse.ArgumentParser):
    """A parser that reports a bad argument in one line."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Raises the message as a `CommandError`."""
        raise CommandError(message)


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


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
