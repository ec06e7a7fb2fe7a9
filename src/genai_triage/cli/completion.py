"""`genai-triage completion`: has a shell complete the command, and answers it when Tab is pressed."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Collection

from genai_triage.cli.arguments import Commands, Parser, missing_extra

_SHELLS = ("bash", "zsh", "fish")
_NOTHING = 1
"""The exit status that a shell takes for no completions."""
_EXAMPLES = """\
examples:
  genai-triage completion bash

Needs argcomplete, in the environment of this command:
  pip install "genai-triage[completion]"

To complete in every shell, add a line to its file of settings:
  bash  ~/.bashrc                    eval "$(genai-triage completion bash)"
  zsh   ~/.zshrc, after compinit     eval "$(genai-triage completion zsh)"
  fish  ~/.config/fish/config.fish   genai-triage completion fish | source
"""


def add(commands: Commands, about: str) -> None:
    """Adds the command and its arguments."""
    command = commands.add_parser(
        "completion", help=about, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.add_argument("shell", choices=_SHELLS, help="the shell that is to complete")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    try:
        from argcomplete.shell_integration import shellcode
    except ModuleNotFoundError as missing:
        raise missing_extra(missing, "completion") from missing
    print(shellcode(["genai-triage"], shell=options.shell))
    return 0


def answer(parser: Callable[[Collection[str]], Parser]) -> int:
    """Tells the shell what the line that is being typed can go on with, and ends the process.

    Args:
        parser: Makes a parser that knows the arguments of the commands that are among these words.

    Returns:
        1 where argcomplete is not installed, so that nothing completes.
    """
    try:
        from argcomplete import autocomplete
    except ModuleNotFoundError:
        return _NOTHING
    autocomplete(parser(os.environ.get("COMP_LINE", "").split()))
    return _NOTHING
