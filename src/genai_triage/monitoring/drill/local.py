"""A monitoring stack of the drill's own: the exported rules and routes on real servers, many times as fast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from genai_triage.monitoring import alertmanager as routes
from genai_triage.monitoring import notifications, rules
from genai_triage.monitoring.drill.servers import alertmanager, prometheus
from genai_triage.monitoring.drill.webhook import Webhook
from genai_triage.monitoring.options import Options

SPEED: Final = 60
"""Divides the durations of rules and routes: an hour is a minute."""
PLACE: Final = "drill"
"""What each group label says of the drill's application."""
_DEFAULTS: Final = Options()


@dataclass(frozen=True, slots=True)
class Stack:
    """Addresses of the running servers."""

    prometheus_url: str
    alertmanager_url: str
    options: Options
    """Those that the rules were written with."""


@contextmanager
def stack(
    directory: Path,
    webhook: Webhook,
    targets: Mapping[str, str],
    *,
    options: Options = _DEFAULTS,
    speed: int = SPEED,
    scrape: str = "1s",
    storage: Path | None = None,
) -> Iterator[Stack]:
    """Runs Prometheus and Alertmanager.

    Args:
        directory: For configurations, data and logs.
        webhook: Gets every notification; its path is the receiver's name.
        targets: Metrics pages by the name of their job.
        options: Of the rules.
        speed: Divides every duration of the rules and routes.
        scrape: Time between scrapes.
        storage: Data that Prometheus starts with.

    Raises:
        ServerError: If one is not installed or does not start.
    """
    options = replace(options, speed=speed, webhooks_url=webhook.url)
    places = dict.fromkeys(options.group_labels, PLACE)
    (directory / notifications.FILE).write_text(notifications.templates(options), encoding="utf-8")
    with alertmanager(directory, _with_messages(routes.configuration(options), webhook)) as alertmanager_url:
        files = written_rules(directory, options)
        config = prometheus_config(targets, files, alertmanager_url, scrape=scrape, labels=places)
        with prometheus(directory, config, storage=storage) as prometheus_url:
            yield Stack(prometheus_url, alertmanager_url, options)


def _with_messages(config: dict[str, Any], webhook: Webhook) -> dict[str, Any]:
    """Lets every receiver have a message as in Slack too, which its templates write."""
    receivers = [
        {
            **one,
            "slack_configs": [
                {
                    "api_url": f"{webhook.url}messages/{one['name']}",
                    "channel": "#drill",
                    "title": f'{{{{ template "{notifications.TITLE}" . }}}}',
                    "text": f'{{{{ template "{notifications.TEXT}" . }}}}',
                }
            ],
        }
        for one in config["receivers"]
    ]
    return {**config, "receivers": receivers}


def written_rules(directory: Path, options: Options) -> list[str]:
    """Writes the rule files that Prometheus loads, and returns their paths."""
    texts = rules.artifacts(options)
    paths = [directory / Path(name).name for name in (rules.RECORDS, rules.ALERTS)]
    for path, name in zip(paths, (rules.RECORDS, rules.ALERTS), strict=True):
        path.write_text(texts[name], encoding="utf-8")
    return [str(path) for path in paths]


def prometheus_config(
    targets: Mapping[str, str],
    rule_files: list[str],
    alertmanager_url: str,
    *,
    scrape: str = "1s",
    labels: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Builds a configuration that scrapes the targets, evaluates the rules and sends to Alertmanager, if any."""
    jobs = [
        {
            "job_name": job,
            "metrics_path": urlsplit(page).path,
            "static_configs": [{"targets": [urlsplit(page).netloc], "labels": dict(labels or {})}],
        }
        for job, page in targets.items()
    ]
    managers = [{"static_configs": [{"targets": [urlsplit(alertmanager_url).netloc]}]}] if alertmanager_url else []
    return {
        "global": {"scrape_interval": scrape, "scrape_timeout": scrape, "evaluation_interval": "1s"},
        "rule_files": rule_files,
        "scrape_configs": jobs,
        "alerting": {"alertmanagers": managers},
    }
