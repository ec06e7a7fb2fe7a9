"""Measures what the metrics of many services, and the rules over them, cost a real Prometheus.

The series of an instance are those of a real page. Prometheus starts with an hour of every instance, and with three
days of records; each rule is asked for as a query, in seconds of processor time, and evaluated by Prometheus itself.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.dashboards.queries import cost
from benchmarks.machine import machine
from benchmarks.prometheus import history
from benchmarks.prometheus.page import by_metric, page
from genai_triage.monitoring.drill import servers
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.rules import ALERTS, RECORDS, artifacts, groups

_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_OWN: Final = 170.0
"""Seconds for which Prometheus evaluates the rules by itself: each group twice, at least."""
_ARGUMENTS: Final = ("--storage.tsdb.retention.time=10y", "--storage.tsdb.max-block-duration=96h")


def main(argv: Sequence[str] | None = None) -> int:
    options = _arguments(argv)
    template = page()
    told: dict[str, Any] = {
        "services": options.services,
        "instances": options.instances,
        "series_of_an_instance": len(template),
        "by_metric": by_metric(template),
        "machine": machine(),
    }
    end = int(time.time()) // history.SCRAPES * history.SCRAPES
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        data = history.make(folder, history.lines(template, options.services, options.instances, end))
        config = {"global": {"evaluation_interval": "60s"}, "rule_files": _rule_files(folder)}
        with servers.prometheus(folder, config, storage=data, arguments=_ARGUMENTS) as url:
            told["own"] = _own(url, _OWN)
            told["version"] = _json(url, "/api/v1/status/buildinfo")["data"]["version"].partition("+")[0]
            told["resident_mb"] = round(_metric(url, "process_resident_memory_bytes") / 2**20)
        with servers.prometheus(folder, {}, storage=data, arguments=_ARGUMENTS) as url:
            told["rules"] = list(_asked(url, end))
    print(as_text(told))
    if options.json:
        options.json.write_text(json.dumps(told, indent=2) + "\n")
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.prometheus", description=__doc__)
    parser.add_argument("--services", type=int, default=30)
    parser.add_argument("--instances", type=int, default=3, help="of each service")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there as well")
    return parser.parse_args(argv)


def _rule_files(folder: Path) -> list[str]:
    found = artifacts(Options())
    written = []
    for name in (RECORDS, ALERTS):
        path = folder / Path(name).name
        path.write_text(found[name], encoding="utf-8")
        written.append(str(path))
    return written


def _own(url: str, seconds: float) -> dict[str, float]:
    """Returns the least seconds that Prometheus says each group took, by its own clock."""
    least: dict[str, float] = {}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for group in _json(url, "/api/v1/rules")["data"]["groups"]:
            if group["evaluationTime"]:
                name = group["name"]
                least[name] = min(least.get(name, float("inf")), group["evaluationTime"])
        time.sleep(5)
    return least


def _asked(url: str, end: int) -> Iterator[dict[str, Any]]:
    """Asks for each rule's expression, as it is evaluated."""
    for group in groups(Options()):
        for rule in group["rules"]:
            found = cost(url, {"expr": rule["expr"], "instant": True}, {}, end, 0, 60)
            name = rule.get("record") or f"{rule['alert']} ({rule['labels']['severity']})"
            yield {
                "group": group["name"],
                "rule": name,
                "seconds": found.seconds,
                "samples": found.samples,
                "series": found.series,
            }


def _json(url: str, path: str) -> Any:
    with _DIRECT.open(f"{url}{path}", timeout=60) as answer:
        return json.load(answer)


def _metric(url: str, name: str) -> float:
    with _DIRECT.open(f"{url}/metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    return float(next(line.rpartition(" ")[2] for line in lines if line.startswith(f"{name} ")))


def as_text(told: dict[str, Any], most: int = 15) -> str:
    """The groups, then the dearest rules."""
    lines = [f"{told['series_of_an_instance']} series of an instance; {told['services']} × {told['instances']}"]
    for group, seconds in told["own"].items():
        asked = sum(rule["seconds"] for rule in told["rules"] if rule["group"] == group)
        lines.append(f"{group:45}{seconds:9.3f} s of its own, {asked:7.3f} s of processor time")
    dearest = sorted(told["rules"], key=lambda rule: -rule["seconds"])
    lines += [f"{rule['rule']:55}{rule['seconds']:9.3f} s{rule['samples']:12,} samples" for rule in dearest[:most]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
