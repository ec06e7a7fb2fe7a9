"""The flags of `genai-triage export`: a row for each option that it sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from genai_triage.monitoring.alerts import THRESHOLDS, severities
from genai_triage.monitoring.metrics import STRATEGIES
from genai_triage.monitoring.options import RUNBOOKS, OptionError, Thresholds, parse_labels, parse_pairs
from genai_triage.monitoring.waits import WaitError, Waits
from genai_triage.taxonomy.texts import LANGUAGES
from genai_triage.wrapping import any_of


@dataclass(frozen=True, slots=True)
class Flag:
    """How an option is given on the command line."""

    option: str
    """The field of `Options`; its default is the flag's."""
    flag: str
    about: str
    metavar: str | None = None
    """What stands for its value in the help; None: its choices, or TEXT."""
    choices: tuple[str, ...] = ()
    """All that it may be; empty: `Options` says what it may not be."""
    read: Callable[[Any], Any] = str
    """Makes the option's value of the text, or of the texts of a repeated flag; may raise `OptionError`."""
    is_repeated: bool = False
    """Whether it may be given several times."""


def _thresholds(pairs: Iterable[str]) -> Thresholds:
    return Thresholds.parse(pairs, THRESHOLDS)


def _waits(pairs: Iterable[str]) -> Waits:
    try:
        return Waits.parse(pairs, severities())
    except WaitError as problem:
        raise OptionError(str(problem)) from problem


FLAGS: Final = (
    Flag("language", "--language", "of what people read: dashboards, alerts, runbooks", choices=tuple(LANGUAGES)),
    Flag(
        "group_labels",
        "--group-label",
        "labels beside job that tell services apart, such as namespace,cluster; may be given several times",
        metavar="NAME[,NAME]",
        read=parse_labels,
        is_repeated=True,
    ),
    Flag(
        "names",
        "--names",
        f"how your pipeline translates OpenTelemetry's names: {any_of(STRATEGIES)}",
        metavar="SCHEME",
        choices=STRATEGIES,
    ),
    Flag("datasource_uid", "--datasource-uid", "Grafana's data source for metrics"),
    Flag("traces_uid", "--traces-uid", "Grafana's data source for traces"),
    Flag("logs_uid", "--logs-uid", "Grafana's data source for logs"),
    Flag("folder", "--folder", "Grafana's folder for dashboards and alerts"),
    Flag("dashboards_path", "--dashboards-path", "where the dashboards' files lie on Grafana's host"),
    Flag("dashboards_url", "--grafana-url", "Grafana's address, for links in alerts", metavar="URL"),
    Flag("runbooks_url", "--runbooks-url", "address of the folder with the runbooks", metavar="URL"),
    Flag(
        "runbooks_format", "--runbooks-format", "html for pages that a browser shows, md for Markdown", choices=RUNBOOKS
    ),
    Flag("runbook_suffix", "--runbook-suffix", "ending of a runbook's address, .html where they are HTML"),
    Flag("webhooks_url", "--webhooks-url", "where the Alertmanager example sends", metavar="URL"),
    Flag("namespace", "--namespace", "Kubernetes: of the objects"),
    Flag(
        "object_labels",
        "--label",
        "Kubernetes: a label of the objects, by which the Prometheus Operator selects them; may be given several times"
        " (default: release=kube-prometheus-stack)",
        metavar="KEY=VALUE",
        read=partial(parse_pairs, "object_labels"),
        is_repeated=True,
    ),
    Flag(
        "grafana_labels",
        "--grafana-label",
        "Kubernetes: a label of the Grafana object that the Grafana Operator gives the dashboards to; may be given"
        " several times (default: dashboards=grafana)",
        metavar="KEY=VALUE",
        read=partial(parse_pairs, "grafana_labels"),
        is_repeated=True,
    ),
    Flag(
        "thresholds",
        "--threshold",
        "may be given several times, see below",
        metavar="NAME=NUMBER",
        read=_thresholds,
        is_repeated=True,
    ),
    Flag(
        "waits",
        "--for",
        "how long an alert's condition must hold before it fires; may be given several times, see below",
        metavar="ALERT=DURATION",
        read=_waits,
        is_repeated=True,
    ),
)
