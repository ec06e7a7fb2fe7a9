"""The command `genai-triage export`: writes dashboards, rules, provisioning, Alertmanager example and runbooks."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from genai_triage.monitoring.alerts import THRESHOLDS, alerts, severities
from genai_triage.monitoring.flags import FLAGS
from genai_triage.monitoring.options import FORMATS, OptionError, Options
from genai_triage.wrapping import any_of

_FOR: Final = """\
alerts, and how long their condition must hold (`--for LLMRateLimited=10m`,
`--for LLMRateLimited/critical=2m`; a single failure is seen for 5 minutes, so
a longer time needs more than one):"""


class ExportError(Exception):
    """Files that cannot be written; the message is one sentence."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command, with the defaults of the options."""
    command.epilog = "\n".join(("thresholds:", *_thresholds(), "", _FOR, *_waits()))
    command.add_argument("directory", type=Path, metavar="DIR", help="folder to write to; it is made if need be")
    formats = f"only what this one needs to evaluate the alerts: {any_of(FORMATS)}"
    command.add_argument("--format", choices=FORMATS, metavar="FORMAT", help=formats)
    command.add_argument("--json", action="store_true", help="say what was written as JSON, for programs")
    command.add_argument("--force", action="store_true", help="write over files that differ")
    for one in FLAGS:
        metavar = one.metavar or (None if one.choices else "TEXT")
        words: dict[str, Any] = {"choices": one.choices or None, "metavar": metavar}
        if one.is_repeated:
            command.add_argument(one.flag, dest=one.option, help=one.about, action="append", **words)
        else:
            about = f"{one.about} (default: {getattr(Options(), one.option) or 'none'})"
            command.add_argument(one.flag, dest=one.option, help=about, **words)


def run(arguments: argparse.Namespace) -> int:
    """Writes the files and says what each folder is for.

    Raises:
        ExportError: If an option cannot be followed, a file is in the way or cannot be written.
    """
    from genai_triage.monitoring.render import artifacts
    from genai_triage.monitoring.summary import Summary

    options = _options(arguments)
    texts = artifacts(options, arguments.format)
    files = {arguments.directory / path: text for path, text in texts.items()}
    try:
        if not arguments.force:
            _refuse_to_overwrite(files)
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise ExportError(f"Cannot write {problem.filename}: {problem.strerror}.") from problem
    summary = Summary(arguments.directory, list(texts), options, arguments.format)
    print(json.dumps(summary.document(), indent=2) if arguments.json else "\n".join(summary.lines()))
    return 0


def _options(arguments: argparse.Namespace) -> Options:
    given = {one: getattr(arguments, one.option) for one in FLAGS}
    try:
        chosen = {one.option: one.read(text) for one, text in given.items() if text is not None}
        return Options(**{"runbook_suffix": f".{chosen.get('runbooks_format', 'md')}", **chosen})
    except OptionError as problem:
        name, _, rest = str(problem).partition(" ")
        flags = {one.option: one.flag for one in FLAGS}
        raise ExportError(f"{flags.get(name, name)} {rest}") from problem


def _refuse_to_overwrite(texts: Mapping[Path, str]) -> None:
    for path, text in texts.items():
        if path.exists() and path.read_bytes() != text.encode():
            raise ExportError(f"{path} exists and differs; nothing was written. Give --force to write over it.")


def _thresholds() -> Iterator[str]:
    width = max(map(len, THRESHOLDS))
    for one in THRESHOLDS.values():
        yield f"  {one.name:<{width}} {one.default!s:>5}  {one.about}"


def _waits() -> Iterator[str]:
    options = Options()
    times = {(one.name, one.severity): options.time(one.wait) if one.wait else "0s" for one in alerts(options)}
    for name, found in severities().items():
        yield f"  {name:<26} {', '.join(f'{times[name, severity]} {severity}' for severity in found)}"
