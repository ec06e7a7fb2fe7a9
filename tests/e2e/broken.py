"""Ways in which a monitoring stack is broken, each with the stage at which a drill must stop and what it must say."""

from __future__ import annotations

import json
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from genai_triage.monitoring.drill.local import prometheus_config, written_rules
from genai_triage.monitoring.drill.servers import alertmanager, free_port, prometheus
from genai_triage.monitoring.drill.stages import Stage
from genai_triage.monitoring.drill.webhook import Webhook
from genai_triage.monitoring.options import Options, Thresholds

CLASSES = ("auth", "permission", "billing")
"""One failure of these is enough for an alert."""
SERVICE = "broken"
NO_TARGET = "nothing is scraped"
Config = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """The servers' configurations, before and after something is broken in them."""

    prometheus: Config
    alertmanager: Config


@dataclass(frozen=True)
class Broken:
    """One way to be broken."""

    name: str
    stage: Stage
    says: str
    """Part of the diagnosis; `{alert}` and `{class}` stand for those of the drill."""
    advice: str
    """Part of the advice."""
    breaks: Callable[[Part], None] = lambda part: None
    thresholds: Thresholds = field(default_factory=Thresholds)
    patience: float = 4.0
    """Seconds; more where earlier stages take more."""
    silenced: bool = False


def _scrape_nothing(part: Part) -> None:
    part.prometheus["scrape_configs"] = []


def _scrape_badly(part: Part) -> None:
    part.prometheus["scrape_configs"][0]["scheme"] = "https"


def _drop_metrics(part: Part) -> None:
    rule = {"source_labels": ["__name__"], "regex": "triage_.*", "action": "drop"}
    part.prometheus["scrape_configs"][0]["metric_relabel_configs"] = [rule]


def _load_no_rules(part: Part) -> None:
    part.prometheus["rule_files"] = []


def _load_no_records(part: Part) -> None:
    part.prometheus["rule_files"] = [path for path in part.prometheus["rule_files"] if "recording" not in path]


def _send_nowhere(part: Part) -> None:
    part.prometheus["alerting"] = {}


def _route_nowhere(part: Part) -> None:
    part.alertmanager["route"] = {"receiver": "nowhere"}
    part.alertmanager["receivers"] = [{"name": "nowhere"}]


def _receiver_is_down(part: Part) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    part.alertmanager["receivers"][0]["webhook_configs"][0]["url"] = url


WAYS = (
    Broken(NO_TARGET, Stage.SCRAPED, "Prometheus has no target for http://127.0.0.1:", "Add to", _scrape_nothing),
    Broken("the scrape fails", Stage.SCRAPED, "Prometheus cannot scrape https://", "reachable", _scrape_badly),
    Broken("the metric is dropped", Stage.SCRAPED, "but has no new triage_calls_total", "relabel", _drop_metrics),
    Broken("no rules", Stage.PENDING, "has not loaded a rule named {alert}", "alerts.rules.yml", _load_no_rules),
    Broken("no records", Stage.PENDING, "the recording rule that they read", "recording.rules.yml", _load_no_records),
    Broken(
        "thresholds out of reach",
        Stage.PENDING,
        "{alert} is loaded, but its expression finds nothing yet ({class} ",
        "thresholds",
        thresholds=Thresholds(first_failures=1e6, total_calls=1e6, failed_run=1e6),
    ),
    Broken(
        "no Alertmanager",
        Stage.RECEIVED,
        "sends its alerts to no Alertmanager",
        "alertmanagers",
        _send_nowhere,
        patience=20,
    ),
    Broken(
        "a route to nowhere",
        Stage.DELIVERED,
        "routes it to nowhere, which sends nothing",
        "integration",
        _route_nowhere,
        patience=20,
    ),
    Broken(
        "the receiver is down",
        Stage.DELIVERED,
        "Alertmanager could not deliver: ",
        "credentials of hook",
        _receiver_is_down,
        patience=7,
    ),
    Broken("silenced", Stage.DELIVERED, "{alert} is silenced by", "Expire", silenced=True, patience=20),
)


@contextmanager
def stack(way: Broken, page: str, speed: int) -> Iterator[tuple[str, Webhook]]:
    """A Prometheus, an Alertmanager and a receiver of which something is broken; Prometheus' address."""
    with tempfile.TemporaryDirectory() as temporary, Webhook() as webhook:
        directory = Path(temporary)
        options = Options(speed=speed, thresholds=way.thresholds)
        files = written_rules(directory, options)
        receiver = {"name": "hook", "webhook_configs": [{"url": webhook.url}]}
        part = Part(
            prometheus_config({SERVICE: page}, files, "http://127.0.0.1:1", scrape="500ms"),
            {"route": {"receiver": "hook", "group_wait": "0s", "group_interval": "1s"}, "receivers": [receiver]},
        )
        way.breaks(part)
        with alertmanager(directory, part.alertmanager) as alertmanager_url:
            if way.silenced:
                _silence(alertmanager_url)
            for manager in part.prometheus["alerting"].get("alertmanagers", ()):
                manager["static_configs"][0]["targets"] = [alertmanager_url.partition("//")[2]]
            with prometheus(directory, part.prometheus) as url:
                yield url, webhook


def _silence(url: str) -> None:
    """Every alert, for the rest of the century."""
    silence: Mapping[str, Any] = {
        "matchers": [{"name": "alertname", "value": ".+", "isRegex": True}],
        "startsAt": "2020-01-01T00:00:00Z",
        "endsAt": "2099-01-01T00:00:00Z",
        "createdBy": "test",
        "comment": "test",
    }
    request = urllib.request.Request(f"{url}/api/v2/silences", json.dumps(silence).encode(), method="POST")
    request.add_header("content-type", "application/json")
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60).close()
