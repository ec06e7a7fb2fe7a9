"""A real Prometheus and Alertmanager for tests (Debian's packages), and questions to them."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from genai_triage.monitoring.drill import servers
from tests.support.programs import program

Series = tuple[dict[str, str], list[tuple[float, float]]]
"""Labels, and (time, value) of each sample."""

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def prometheus(directory: Path, config: Mapping[str, Any]) -> Iterator[str]:
    """Runs Prometheus; yields its address when it answers."""
    program("prometheus")
    with servers.prometheus(directory, config) as url:
        yield url


@contextmanager
def alertmanager(directory: Path, config: Mapping[str, Any]) -> Iterator[str]:
    """Runs Alertmanager; yields its address when it answers."""
    program("alertmanager")
    with servers.alertmanager(directory, config) as url:
        yield url


def instant(url: str, expr: str, at: float) -> list[Series]:
    """An instant query's result; a constant is a series without labels.

    Raises:
        AssertionError: If Prometheus refuses the query.
    """
    data = _ask(f"{url}/api/v1/query", query=expr, time=at)
    found = [{"metric": {}, "value": data["result"]}] if data["resultType"] == "scalar" else data["result"]
    return [(one["metric"], [(one["value"][0], float(one["value"][1]))]) for one in found]


def ranged(url: str, expr: str, start: float, end: float, step: float) -> list[Series]:
    """A range query's result.

    Raises:
        AssertionError: If Prometheus refuses the query.
    """
    data = _ask(f"{url}/api/v1/query_range", query=expr, start=start, end=end, step=step)
    return [(one["metric"], [(when, float(value)) for when, value in one["values"]]) for one in data["result"]]


def _ask(url: str, **parameters: Any) -> Any:
    request = urllib.request.Request(url, urlencode(parameters).encode())
    try:
        with _direct.open(request, timeout=60) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as refused:
        raise AssertionError(f"{json.load(refused)['error']} in {parameters['query']}") from None


def wait_for(found: Callable[[], Any], what: str, seconds: float = 120) -> Any:
    """The first true result of `found`; fails after the time."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < deadline:
        if result := found():
            return result
        pause.wait(0.1)
    return pytest.fail(f"{what} did not come within {seconds:g} s")
