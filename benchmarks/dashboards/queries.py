"""What a panel's queries cost Prometheus."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_PATIENCE: Final = 120
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an answer, or all answers of a panel, took."""

    wall: float
    """Seconds until it was there."""
    cpu: float
    """Seconds of processor time that Prometheus used, those of its garbage collector on other cores included."""
    samples: int
    """Samples that were read, as often as each was."""
    series: int
    """Series in the answer."""

    @property
    def seconds(self) -> float:
        """What it takes where nothing else runs: a query is evaluated on one core, and waits on a busy machine."""
        return min(self.wall, self.cpu)

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.wall + other.wall,
            self.cpu + other.cpu,
            self.samples + other.samples,
            self.series + other.series,
        )


NOTHING: Final = Cost(0, 0, 0, 0)


def replaced(text: str, values: Mapping[str, str]) -> str:
    """Replaces `$name` and `${name}`, as Grafana does."""
    return re.sub(r"\$\{([a-z_]\w*)\}|\$([a-z_]\w*)", lambda found: values[found[1] or found[2]], text)


def cost(url: str, target: Mapping[str, Any], values: Mapping[str, str], end: int, seconds: int, step: int) -> Cost:
    """Asks a panel's query twice and returns the better run."""
    asked = {"query": replaced(target["expr"], values), "timeout": f"{_PATIENCE}s", "stats": "all"}
    if target.get("instant"):
        path, times = "query", {"time": end}
    else:
        path = "query_range"
        times = {"start": (end - seconds) // step * step, "end": end // step * step, "step": step}
    runs = (_ask(url, path, {**asked, **times}) for _ in range(2))
    return min(runs, key=lambda run: run.seconds)


def _ask(url: str, path: str, parameters: Mapping[str, Any]) -> Cost:
    before, began = _processor_time(url), time.perf_counter()
    request = urllib.request.Request(f"{url}/api/v1/{path}", urlencode(parameters).encode())
    try:
        with _DIRECT.open(request, timeout=_PATIENCE) as answer:
            data = json.load(answer)["data"]
    except urllib.error.HTTPError as refused:
        raise RuntimeError(f"{json.load(refused)['error']} in {parameters['query']}") from None
    wall = time.perf_counter() - began
    samples = data["stats"]["samples"]["totalQueryableSamples"]
    return Cost(wall, _processor_time(url) - before, samples, len(data["result"]))


def _processor_time(url: str) -> float:
    """Reads how many seconds of processor time Prometheus has used."""
    with _DIRECT.open(f"{url}/metrics", timeout=_PATIENCE) as answer:
        found = re.search(r"^process_cpu_seconds_total (\S+)$", answer.read().decode(), re.MULTILINE)
    assert found is not None
    return float(found[1])
