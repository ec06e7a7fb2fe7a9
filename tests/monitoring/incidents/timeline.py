"""Which alerts fire when, by Prometheus' own `promtool`, and that told to a real Alertmanager at its pace."""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from genai_triage.monitoring.options import Options
from tests.support.fleet import Incident, samples
from tests.support.programs import program
from tests.support.promtool import Expected, Unit, document, write_rules

Labels = dict[str, str]
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def firing(folder: Path, incidents: Sequence[Incident], end: int, options: Options) -> list[list[Labels]]:
    """The alerts that fire in each minute."""
    # An incident at a time: promtool has memory for few series.
    asks = tuple(Expected(f"{minute}m", 'ALERTS{alertstate="firing"}') for minute in range(end + 1))
    units = [Unit(samples([one], end), asks) for one in incidents]
    asked = document(write_rules(folder, units, options), units, options)
    (folder / "tests.yml").write_text(json.dumps(asked), encoding="utf-8")
    command = [program("promtool"), "test", "rules", "tests.yml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    printed = done.stdout + done.stderr
    found: list[list[Labels]] = [[] for _ in range(end + 1)]
    for at, got in re.findall(r"time: (\S+),\s+exp:.*\n\s+got:(.*)", printed):
        found[_seconds(at) // 60] += [_labels(text) for text in re.findall(r"\{[^}]*\}", got)]
    assert any(found), printed
    return found


def _seconds(text: str) -> int:
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([smhd])", text))


def _labels(text: str) -> Labels:
    found = dict(re.findall(r'(\w+)="([^"]*)"', text))
    return {name: value for name, value in found.items() if name != "alertstate"}


def faster(node: Any, speed: int) -> Any:
    """Divides the times of Alertmanager's routes, exactly."""
    if isinstance(node, list):
        return [faster(one, speed) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: f"{1000 * _seconds(one) // speed}ms" if key.endswith(("_wait", "_interval")) else faster(one, speed)
        for key, one in node.items()
    }


def post(url: str, alerts: Iterable[Labels], *, ended: bool = False) -> None:
    end = {"endsAt": datetime.now(timezone.utc).isoformat()} if ended else {}
    body = json.dumps([{"labels": one, **end} for one in alerts]).encode()
    request = urllib.request.Request(f"{url}/api/v2/alerts", body, {"Content-Type": "application/json"})
    with _direct.open(request, timeout=10):
        pass


def replay(url: str, minutes: Sequence[list[Labels]], speed: int) -> None:
    """Tells Alertmanager each minute what fires and what does no longer, as Prometheus does."""
    first = next(number for number, found in enumerate(minutes) if found)
    began, before = time.monotonic(), list[Labels]()
    for number, found in enumerate(minutes[first:]):
        _until(began + number * 60 / speed)
        if ended := [one for one in before if one not in found]:
            post(url, ended, ended=True)
        if found:
            post(url, found)
        before = found
    _until(began + len(minutes[first:]) * 60 / speed)


def _until(moment: float) -> None:
    threading.Event().wait(max(0.0, moment - time.monotonic()))
