"""What completes an argument when Tab is pressed; each looks its words up when it is asked."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

Completer: TypeAlias = Callable[..., Iterable[str]]
"""Gets `prefix`, what was typed of the word, and more by name; source: argcomplete, "Specifying completers"."""
_ALERTS = "LLM"
"""What every alert's name begins with."""


def completed(command: argparse.ArgumentParser, argument: str, completer: Completer) -> None:
    """Has an argument of a command completed."""
    (action,) = (action for action in command._actions if action.dest == argument)
    setattr(action, "completer", completer)


def languages(**_: Any) -> Iterable[str]:
    """Returns the languages of texts."""
    from genai_triage.taxonomy.texts import LANGUAGES

    return LANGUAGES


def causes(**_: Any) -> Iterable[str]:
    """Returns every cause."""
    from genai_triage.taxonomy import CAUSES

    return CAUSES


def failures(prefix: str = "", **_: Any) -> Iterable[str]:
    """Returns every class; once something was typed, every cause too."""
    from genai_triage.taxonomy.model import FailureClass

    return [*FailureClass, *(causes() if prefix else ())]


def names_and_files(prefix: str = "", **_: Any) -> Iterable[str]:
    """Returns what `genai-triage explain` knows by name, and files."""
    from argcomplete.completers import FilesCompleter

    alerts = _alerts() if prefix.startswith(_ALERTS) else ()
    return [*failures(prefix), *alerts, *FilesCompleter()(prefix)]


def thresholds(**_: Any) -> Iterable[str]:
    """Returns the beginning of every threshold's `NAME=NUMBER`."""
    from genai_triage.monitoring.alerts import THRESHOLDS

    return [f"{name}=" for name in THRESHOLDS]


def waits(**_: Any) -> Iterable[str]:
    """Returns the beginning of every `ALERT=DURATION`."""
    return [f"{name}=" for name in _alerts()]


def _alerts() -> Iterable[str]:
    from genai_triage.monitoring.alerts import severities

    return severities()
