"""The command `genai-triage export`: writes dashboards, rules, provisioning, Alertmanager example and runbooks."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from genai_triage.operations.options import Options, Thresholds

FORMATS: Final = ("prometheus", "mimir", "grafana")
_EXAMPLE: Final = ".example.com"
_USES: Final = {
    "rules/prometheus": "Prometheus, Thanos, VictoriaMetrics: list both files under rule_files.",
    "rules/mimir": "Mimir: mimirtool rules load {to}/rules/mimir/genai-triage.yml",
    "alertmanager": "Alertmanager: copy routes and inhibitions, and name your receivers.",
    "grafana": "Grafana: copy the dashboards to {options.dashboards_path}, or import them.",
    "provisioning": "Grafana: copy what is inside to its provisioning folder.",
    "runbooks": "Publish them under {options.runbooks_url}.",
}
"""What each folder is for."""


class ExportError(Exception):
    """Files that cannot be written; the message is one sentence."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The arguments of the command, with the defaults of the options."""
    defaults = Options()
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.epilog = "thresholds:\n" + "\n".join(_thresholds())
    command.add_argument("folder", type=Path, metavar="DIR", help="folder to write to; it is made if need be")
    command.add_argument("--format", choices=FORMATS, help="only what this one needs to evaluate the alerts")
    command.add_argument("--force", action="store_true", help="write over files that differ")
    for flag, name, about in (
        ("--datasource-uid", "datasource_uid", "Grafana's data source for metrics"),
        ("--traces-uid", "traces_uid", "Grafana's data source for traces"),
        ("--logs-uid", "logs_uid", "Grafana's data source for logs"),
        ("--folder", "folder", "Grafana's folder for dashboards and alerts"),
        ("--dashboards-path", "dashboards_path", "where the dashboards' files lie on Grafana's host"),
        ("--grafana-url", "dashboards_url", "Grafana's address, for links in alerts"),
        ("--runbooks-url", "runbooks_url", "address of the folder with the runbooks"),
        ("--runbook-suffix", "runbook_suffix", "ending of a runbook's address"),
        ("--webhooks-url", "webhooks_url", "where the Alertmanager example sends"),
    ):
        default = getattr(defaults, name)
        command.add_argument(flag, dest=f"option_{name}", default=default, help=f"{about} (default: {default})")
    command.add_argument(
        "--threshold", action="append", default=[], metavar="NAME=NUMBER", help="may be given several times, see below"
    )


def run(arguments: argparse.Namespace) -> int:
    """Writes the files and says what each folder is for.

    Raises:
        OptionError: If an option cannot be followed.
        ExportError: If a file is in the way or cannot be written.
    """
    from genai_triage.operations.render import artifacts

    chosen = {name: getattr(arguments, f"option_{name}") for name in _chosen(arguments)}
    options = Options(**chosen, thresholds=Thresholds.parse(arguments.threshold))
    texts = {arguments.folder / path: text for path, text in artifacts(options, arguments.format).items()}
    try:
        if not arguments.force:
            _refuse_to_overwrite(texts)
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise ExportError(f"Cannot write {problem.filename}: {problem.strerror}.") from problem
    _tell(arguments.folder, list(texts), options)
    return 0


def _chosen(arguments: argparse.Namespace) -> Iterator[str]:
    return (one.name for one in dataclasses.fields(Options) if hasattr(arguments, f"option_{one.name}"))


def _refuse_to_overwrite(texts: dict[Path, str]) -> None:
    for path, text in texts.items():
        if path.exists() and path.read_bytes() != text.encode():
            raise ExportError(f"{path} exists and differs; nothing was written. Give --force to write over it.")


def _tell(folder: Path, paths: list[Path], options: Options) -> None:
    print(f"{len(paths)} files in {folder}")
    for part, use in _USES.items():
        if any(path.is_relative_to(folder / part) for path in paths):
            print(f"  {part:<17} {use.format(to=folder, options=options)}")
    for flag, url in (("--grafana-url", options.dashboards_url), ("--runbooks-url", options.runbooks_url)):
        if _EXAMPLE in url:
            print(f"Alerts link to {url}: give {flag} to link to yours.")


def _thresholds() -> Iterator[str]:
    for one in dataclasses.fields(Thresholds):
        yield f"  {one.name:<16} {one.default!s:>5}  {one.metadata['about']}"
