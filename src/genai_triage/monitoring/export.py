"""The command `genai-triage export`: writes dashboards, rules, provisioning, Alertmanager example and runbooks."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from genai_triage.monitoring.alerts import THRESHOLDS
from genai_triage.monitoring.options import FORMATS, OptionError, Options, Thresholds, parse_labels
from genai_triage.taxonomy.texts import ENGLISH, LANGUAGES

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


_FLAGS: Final = {
    "datasource_uid": ("--datasource-uid", "Grafana's data source for metrics"),
    "traces_uid": ("--traces-uid", "Grafana's data source for traces"),
    "logs_uid": ("--logs-uid", "Grafana's data source for logs"),
    "folder": ("--folder", "Grafana's folder for dashboards and alerts"),
    "dashboards_path": ("--dashboards-path", "where the dashboards' files lie on Grafana's host"),
    "dashboards_url": ("--grafana-url", "Grafana's address, for links in alerts"),
    "runbooks_url": ("--runbooks-url", "address of the folder with the runbooks"),
    "runbook_suffix": ("--runbook-suffix", "ending of a runbook's address"),
    "webhooks_url": ("--webhooks-url", "where the Alertmanager example sends"),
}
"""Flag, and what it is, by the option's name."""
_GROUP_LABEL: Final = "--group-label"


class ExportError(Exception):
    """Files that cannot be written; the message is one sentence."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command, with the defaults of the options."""
    defaults = Options()
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.epilog = "thresholds:\n" + "\n".join(_thresholds())
    command.add_argument("directory", type=Path, metavar="DIR", help="folder to write to; it is made if need be")
    command.add_argument("--format", choices=FORMATS, help="only what this one needs to evaluate the alerts")
    command.add_argument(
        "--language",
        choices=LANGUAGES,
        default=ENGLISH,
        help="of what people read: dashboards, alerts, runbooks (default: %(default)s)",
    )
    command.add_argument(
        _GROUP_LABEL,
        action="append",
        default=[],
        metavar="NAME[,NAME]",
        help="labels beside job that tell services apart, such as namespace,cluster; may be given several times",
    )
    command.add_argument("--force", action="store_true", help="write over files that differ")
    for name, (flag, about) in _FLAGS.items():
        default = getattr(defaults, name)
        command.add_argument(flag, dest=name, metavar="TEXT", default=default, help=f"{about} (default: {default})")
    command.add_argument(
        "--threshold", action="append", default=[], metavar="NAME=NUMBER", help="may be given several times, see below"
    )


def run(arguments: argparse.Namespace) -> int:
    """Writes the files and says what each folder is for.

    Raises:
        ExportError: If an option cannot be followed, a file is in the way or cannot be written.
    """
    from genai_triage.monitoring.render import artifacts

    options = _options(arguments)
    texts = {arguments.directory / path: text for path, text in artifacts(options, arguments.format).items()}
    try:
        if not arguments.force:
            _refuse_to_overwrite(texts)
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise ExportError(f"Cannot write {problem.filename}: {problem.strerror}.") from problem
    _tell(arguments.directory, list(texts), options)
    return 0


def _options(arguments: argparse.Namespace) -> Options:
    chosen = {name: getattr(arguments, name) for name in _FLAGS}
    try:
        thresholds = Thresholds.parse(arguments.threshold, THRESHOLDS)
        labels = parse_labels(arguments.group_label)
        return Options(**chosen, thresholds=thresholds, group_labels=labels, language=arguments.language)
    except OptionError as problem:
        name, _, rest = str(problem).partition(" ")
        flags = {"group_labels": _GROUP_LABEL} | {name: flag for name, (flag, _) in _FLAGS.items()}
        flag = flags.get(name, name)
        raise ExportError(f"{flag} {rest}") from problem


def _refuse_to_overwrite(texts: Mapping[Path, str]) -> None:
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
    for one in THRESHOLDS.values():
        yield f"  {one.name:<16} {one.default!s:>5}  {one.about}"
