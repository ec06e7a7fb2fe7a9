"""What a way shows: of every panel's query the labels, of every variable the values, and which alerts fire."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import yaml

from genai_triage.monitoring import rules
from genai_triage.monitoring.metrics import ATTRIBUTES, DEFAULT_STRATEGY, Strategy
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import records
from genai_triage.monitoring.render import artifacts
from scripts.paths.ways import Running
from tests.support.boards import all_panels, replaced

BY_DEFAULT: Final = "ExportedByDefault"
"""The alert about other names as it is without `--names`, for a way that needs `--names`."""
RENAMED: Final = "LLMTelemetryRenamed"
SAYS: Final = frozenset({RENAMED, "LLMTelemetryMerged", "LLMTelemetryDropped", "LLMTelemetryRestarting"})
"""Alerts that say why nothing else is right."""
_STEP: Final = 10
"""Seconds between the points of a panel over time."""
_RATE: Final = "1m"
"""What rates are taken over: deltas that are converted have samples only when there are calls, here in each round."""
_LABELS: Final = {name: label for label, name in ATTRIBUTES.items()}
_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_BROKEN: Final = ("<error", "<no value>", "error expanding")
"""What a template that cannot be filled in leaves."""


_artifacts: Final = lru_cache(artifacts)


@dataclass
class Findings:
    """What was found, with the names of the default strategy."""

    queries: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """Labels of the answer by panel and query; None: no answer."""
    variables: dict[str, frozenset[str]] = field(default_factory=dict)
    alerts: frozenset[tuple[str, str]] = frozenset()
    """Name and severity of those that fire."""
    seen: frozenset[tuple[str, str]] = frozenset()
    """The same, with those whose condition was met for a while."""
    problems: list[str] = field(default_factory=list)


def fast_rules(folder: Path, names: Strategy, speed: int) -> tuple[Path, ...]:
    """Writes the rules with seconds for minutes, but under the names that dashboards read."""
    folder.mkdir(parents=True, exist_ok=True)
    fast, slow = Options(speed=speed, names=names), Options()
    recorded = {quick.name: record.name for quick, record in zip(records(fast), records(slow), strict=True)}
    texts = {path: _artifacts(fast)[path] for path in (rules.RECORDS, rules.ALERTS)}
    if names != DEFAULT_STRATEGY:
        texts["default.yml"] = _of_default(_artifacts(Options(speed=speed))[rules.ALERTS])
    return tuple(_written(folder / Path(path).name, text, recorded) for path, text in texts.items())


def _of_default(text: str) -> str:
    """Keeps the alert about other names, under a name of its own."""
    found = [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"] if rule["alert"] == RENAMED]
    return yaml.safe_dump({"groups": [{"name": "default", "rules": [{**rule, "alert": BY_DEFAULT} for rule in found]}]})


def _written(path: Path, text: str, recorded: dict[str, str]) -> Path:
    document = yaml.safe_load(re.sub(r"triage:\w+:\w+", lambda found: recorded[found[0]], text))
    for rule in (rule for group in document["groups"] for rule in group["rules"] if "alert" in rule):
        rule["keep_firing_for"] = "1h"  # what fired is still there when it is looked for
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def findings(at: Running, names: Strategy, since: float) -> Findings:
    """Asks everything that dashboards and rules ask."""
    found = Findings()
    for path, text in _artifacts(Options(names=names)).items():
        if path.startswith("grafana/"):
            _ask_board(at, json.loads(text), since, found)
    found.alerts = frozenset(_alerts(at, found))
    span = f"{int(time.time() - since) + 1}s"
    ever = f'group by (alertname, severity) (last_over_time(ALERTS{{alertname=~"LLM.+"}}[{span}]))'
    answer = _ask(f"{at.data}/api/v1/query", query=ever, time=time.time())
    found.seen = frozenset((one["metric"]["alertname"], one["metric"]["severity"]) for one in answer["result"])
    return found


def _ask_board(at: Running, board: dict[str, Any], since: float, found: Findings) -> None:
    now = time.time()
    chosen = {"__range": f"{int(now - since) + 1}s", "__interval": f"{_STEP}s", "__rate_interval": _RATE}
    for variable in board["templating"]["list"]:
        value = (variable.get("current") or {}).get("value", "")
        chosen[variable["name"]] = variable.get("allValue", ".*") if value == ["$__all"] else str(value)
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            found.variables[variable["name"]] = frozenset(_values(at, variable, chosen, since))
    for panel in all_panels(board):
        if panel.get("datasource", {}).get("type") == "prometheus":
            for target in panel["targets"]:
                name = f"{board['uid']}/{panel['title']} {target['refId']}"
                found.queries[name] = _labels(at, target, chosen, since, found)


def _labels(
    at: Running, target: dict[str, Any], chosen: dict[str, str], since: float, found: Findings
) -> frozenset[str] | None:
    """Returns the labels of a panel's answer."""
    expr, now = replaced(target["expr"], chosen), time.time()
    try:
        if target.get("instant"):
            answer = _ask(f"{at.data}/api/v1/query", query=expr, time=now)
        else:
            answer = _ask(f"{at.data}/api/v1/query_range", query=expr, start=since, end=now, step=_STEP)
    except urllib.error.HTTPError as refused:
        found.problems.append(f"{refused.read().decode()[:300]} in {expr[:300]}")
        return None
    if not answer["result"]:
        return None
    if answer["resultType"] == "scalar":
        return frozenset()
    return frozenset(_LABELS.get(label, label) for series in answer["result"] for label in series["metric"])


def _values(at: Running, variable: dict[str, Any], chosen: dict[str, str], since: float) -> Iterator[str]:
    """Yields the values of a variable, as Grafana asks for them."""
    query = replaced(variable["query"]["query"], chosen)
    pattern = re.compile(variable["regex"].strip("/") or "(.+)")
    if query.startswith("label_values("):
        selector, _, label = query[len("label_values(") : -1].rpartition(", ")
        url = f"{at.data}/api/v1/label/{quote(label)}/values"
        texts = _ask(url, get=True, **{"match[]": selector, "start": since, "end": time.time()})
    else:
        answer = _ask(f"{at.data}/api/v1/query", query=query[len("query_result(") : -1], time=time.time())
        pairs = [pair for series in answer["result"] for pair in series["metric"].items()]
        texts = [f'{{{label}="{value}"}} 1 1' for label, value in pairs]
    for text in texts:
        if found := pattern.search(text):
            yield found[1]
        elif variable["name"] == "service":
            yield text


def _alerts(at: Running, found: Findings) -> Iterator[tuple[str, str]]:
    """Yields the alerts that fire, and notes the rules that do not work and the texts that are not filled in."""
    for group in _ask(f"{at.rules}/api/v1/rules", get=True)["groups"]:
        for rule in group["rules"]:
            if rule.get("lastError"):
                found.problems.append(f"{rule['name']}: {rule['lastError'][:300]}")
            for alert in rule.get("alerts") or ():
                if alert["state"] == "firing":
                    yield rule["name"], alert["labels"].get("severity", "")
                    texts = [text for text in alert["annotations"].values() if any(mark in text for mark in _BROKEN)]
                    found.problems += [f"{rule['name']}: {text[:300]}" for text in texts]


def _ask(url: str, *, get: bool = False, **parameters: Any) -> Any:
    body = urlencode(parameters)
    request = urllib.request.Request(f"{url}?{body}") if get else urllib.request.Request(url, body.encode())
    with _DIRECT.open(request, timeout=60) as answer:
        return json.load(answer)["data"]
