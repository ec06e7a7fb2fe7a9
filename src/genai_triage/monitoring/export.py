"""The command `genai-triage export`: writes dashboards, rules, provisioning, Alertmanager example and runbooks."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from genai_triage.monitoring.alerts import THRESHOLDS
from genai_triage.monitoring.backends import WRITERS
from genai_triage.monitoring.flags import FLAGS
from genai_triage.monitoring.options import FORMATS, OptionError, Options

_EXAMPLE: Final = ".example.com"
_USES: Final[dict[str, str]] = {
    "rules/prometheus": "Prometheus, Thanos, VictoriaMetrics: list both files under rule_files.",
    "rules/mimir": "Mimir: mimirtool rules load {to}/rules/mimir/genai-triage.yml",
    "alertmanager": "Alertmanager: copy routes and inhibitions, and name your receivers.",
    "grafana": "Grafana: copy the dashboards to {options.dashboards_path}, or import them.",
    "provisioning": "Grafana: copy what is inside to its provisioning folder.",
    "prometheus-operator": "Kubernetes: kubectl apply --server-side -k {to}",
    "grafana-sidecar": "Kubernetes: the dashboards as ConfigMaps; applied with the above.",
    "grafana-operator": "Kubernetes: instead, kubectl apply -k {to}/grafana-operator and -k {to}/prometheus-operator",
    **{backend: f"{{to}}/{backend}/README.md says how to send, import and read." for backend in WRITERS},
    "runbooks": "Publish them under {options.runbooks_url}.",
}
"""What each folder is for."""


class ExportError(Exception):
    """Files that cannot be written; the message is one sentence."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command, with the defaults of the options."""
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.epilog = "thresholds:\n" + "\n".join(_thresholds())
    command.add_argument("directory", type=Path, metavar="DIR", help="folder to write to; it is made if need be")
    command.add_argument("--format", choices=FORMATS, help="only what this one needs to evaluate the alerts")
    command.add_argument("--force", action="store_true", help="write over files that differ")
    for one in FLAGS:
        words = {"choices": one.choices} if one.choices else {"metavar": one.metavar}
        if one.is_repeated:
            command.add_argument(one.flag, dest=one.option, help=one.about, action="append", **words)
        else:
            about = f"{one.about} (default: {getattr(Options(), one.option)})"
            command.add_argument(one.flag, dest=one.option, help=about, **words)


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
    given = {one: getattr(arguments, one.option) for one in FLAGS}
    try:
        return Options(**{one.option: one.read(text) for one, text in given.items() if text is not None})
    except OptionError as problem:
        name, _, rest = str(problem).partition(" ")
        flags = {one.option: one.flag for one in FLAGS}
        raise ExportError(f"{flags.get(name, name)} {rest}") from problem


def _refuse_to_overwrite(texts: Mapping[Path, str]) -> None:
    for path, text in texts.items():
        if path.exists() and path.read_bytes() != text.encode():
            raise ExportError(f"{path} exists and differs; nothing was written. Give --force to write over it.")


def _tell(folder: Path, paths: list[Path], options: Options) -> None:
    print(f"{len(paths)} files in {folder}")
    for part, use in _USES.items():
        if any(path.is_relative_to(folder / part) for path in paths):
            print(f"  {part:<19} {use.format(to=folder, options=options)}")
    for flag, url in (("--grafana-url", options.dashboards_url), ("--runbooks-url", options.runbooks_url)):
        if _EXAMPLE in url:
            print(f"Alerts link to {url}: give {flag} to link to yours.")


def _thresholds() -> Iterator[str]:
    for one in THRESHOLDS.values():
        yield f"  {one.name:<16} {one.default!s:>5}  {one.about}"
