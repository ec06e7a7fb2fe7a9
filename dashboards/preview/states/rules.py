"""The exported rules, evaluated over a history as Prometheus would have evaluated them minute by minute."""

from __future__ import annotations

import json
import re
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlencode

import yaml

from genai_triage.monitoring.drill import servers
from preview.states.exported import Series

_FOLDER: Final = Path(__file__).parents[2] / "rules" / "prometheus"
RECORDS, ALERTS = FILES = (_FOLDER / "recording.rules.yml", _FOLDER / "alerts.rules.yml")
STEP: Final = 60
COARSE: Final = 300
"""Seconds between evaluations of a history of more than a day, which would take minutes otherwise."""
_DAY: Final = 86400
_MOST: Final = 10_000
"""Prometheus answers at most 11,000 points of a series."""
_LABEL: Final = re.compile(r"\{\{ \$labels\.(\w+) \}\}")
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
Points = dict[Series, list[tuple[float, float]]]
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Times:
    """When the rules are evaluated."""

    start: float
    end: float
    step: float


def evaluated(data: Path, start: float, end: float) -> Iterator[Points]:
    """Yields the records, those that read others later, then the alerts; each must be in `data` before the next."""
    records, alerts = _rules(RECORDS), _rules(ALERTS)
    times = Times(start, end, STEP if end - start <= _DAY else COARSE)
    while records:
        names = {rule["record"] for rule in records}
        ready = [rule for rule in records if not any(_reads(rule["expr"], name) for name in names - {rule["record"]})]
        with serving(data) as url:
            yield _recorded(url, ready, times)
        records = [rule for rule in records if rule not in ready]
    with serving(data) as url:
        yield _alerting(url, alerts, times)


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Runs Prometheus over the data; yields its address."""
    with TemporaryDirectory(prefix="looks-") as folder, servers.prometheus(Path(folder), {}, storage=data) as url:
        yield url


def _rules(path: Path) -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(path.read_text("utf-8"))["groups"] for rule in group["rules"]]


def _reads(expr: str, name: str) -> bool:
    return re.search(rf"(?<![\w:]){re.escape(name)}(?![\w:])", expr) is not None


def _recorded(url: str, rules: list[dict[str, Any]], times: Times) -> Points:
    found: Points = {}
    for rule in rules:
        for labels, points in _ranged(url, rule["expr"], times):
            labels = {**labels, **rule.get("labels", {})}
            found[rule["record"], tuple(sorted(labels.items()))] = points
    return found


def _alerting(url: str, rules: list[dict[str, Any]], times: Times) -> Points:
    found: Points = defaultdict(list)
    for rule in rules:
        wait, keep = _seconds(rule.get("for", "0s")), _seconds(rule.get("keep_firing_for", "0s"))
        for labels, points in _ranged(url, rule["expr"], times):
            known = {**labels, **_own(rule, labels), "alertname": rule["alert"]}
            for at, state, since in _states([at for at, _ in points], wait, keep, times):
                found["ALERTS", tuple(sorted({**known, "alertstate": state}.items()))].append((at, 1))
                found["ALERTS_FOR_STATE", tuple(sorted(known.items()))].append((at, since))
    return {series: sorted(points) for series, points in found.items()}


def _own(rule: dict[str, Any], labels: dict[str, str]) -> dict[str, str]:
    """The labels that a rule adds; some take their text from the series."""
    return {name: _LABEL.sub(lambda one: labels.get(one[1], ""), text) for name, text in rule["labels"].items()}


def _states(active: list[float], wait: float, keep: float, times: Times) -> Iterator[tuple[float, str, float]]:
    """When an alert is pending and when it fires, from the times at which its expression holds."""
    holds = set(active)
    since, kept, at = None, 0.0, active[0]
    while at <= times.end:
        if at in holds:
            since = at if since is None else since
            fires = at - since >= wait
            kept = at + keep if fires else kept
            yield at, "firing" if fires else "pending", since
        elif since is not None and at < kept:
            yield at, "firing", since
        else:
            since, kept = None, 0.0
        at += times.step


def _seconds(text: str) -> float:
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([smhd])", text))


def _ranged(url: str, expr: str, times: Times) -> list[tuple[dict[str, str], list[tuple[float, float]]]]:
    """Every series of an expression, without the name."""
    found: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = defaultdict(list)
    start = times.start
    while start <= times.end:
        until = min(times.end, start + _MOST * times.step)
        asked = urlencode({"query": expr, "start": start, "end": until, "step": times.step, "timeout": "100s"}).encode()
        with _direct.open(f"{url}/api/v1/query_range", asked, timeout=120) as answer:
            for one in json.load(answer)["data"]["result"]:
                labels = {name: text for name, text in one["metric"].items() if name != "__name__"}
                found[tuple(labels.items())] += [(at, float(value)) for at, value in one["values"]]
        start = until + times.step
    return [(dict(labels), points) for labels, points in found.items()]
