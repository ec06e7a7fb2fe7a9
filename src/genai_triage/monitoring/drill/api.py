"""What a drill asks Prometheus, Alertmanager and the application's own metrics page."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

_TIMEOUT: Final = 10.0
"""Seconds that a server may be silent."""
_PATIENCE: Final = 60.0
"""Seconds that a whole answer may take."""
_MAX_ANSWER: Final = 64 * 1024 * 1024
"""Bytes; the metrics page of a large application has a tenth of it."""
_PIECE: Final = 256 * 1024
_LOCAL: Final = ("127.0.0.1", "localhost", "::1")


class ApiError(Exception):
    """A server that does not answer, or not as expected; the message is one clause."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One series of an instant query, or of a metrics page."""

    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Rule:
    """An alerting rule as Prometheus has loaded it."""

    name: str
    labels: Mapping[str, str]
    wait: float
    """Seconds of `for`."""
    interval: float
    """Seconds between two evaluations."""
    error: str
    """Of the last evaluation."""
    active: tuple[Mapping[str, Any], ...]
    """Pending and firing alerts: `labels`, `state`, `activeAt`."""


@dataclass(frozen=True, slots=True)
class Target:
    """What Prometheus scrapes."""

    url: str
    labels: Mapping[str, str]
    interval: float
    """Seconds."""
    error: str
    """Of the last scrape; empty if it went well."""
    scraped: bool
    """Whether it was ever scraped."""


class Prometheus:
    """The query API (v1) of Prometheus, Mimir, Thanos or VictoriaMetrics."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def query(self, expression: str) -> list[Sample]:
        """Returns an instant query's vector."""
        result = self._get("query", query=expression)["result"]
        return [Sample(one["metric"], float(one["value"][1])) for one in result]

    def rules(self) -> tuple[list[Rule], list[str]]:
        """Returns the alerting rules, and the names of the recording rules."""
        groups = self._get("rules")["groups"]
        alerting = [
            Rule(
                rule["name"],
                rule.get("labels", {}),
                float(rule.get("duration", 0)),
                float(group.get("interval", 60)),
                rule.get("lastError", ""),
                tuple(rule.get("alerts", ())),
            )
            for group in groups
            for rule in group["rules"]
            if rule["type"] == "alerting"
        ]
        return alerting, [rule["name"] for group in groups for rule in group["rules"] if rule["type"] == "recording"]

    def targets(self) -> list[Target]:
        return [
            Target(
                one["scrapeUrl"],
                one["labels"],
                _seconds(one.get("scrapeInterval", "1m")),
                one.get("lastError", ""),
                one.get("health") != "unknown",
            )
            for one in self._get("targets", state="active")["activeTargets"]
        ]

    def alertmanagers(self) -> list[str]:
        """Addresses of the Alertmanagers that it sends to."""
        active = self._get("alertmanagers")["activeAlertmanagers"]
        return [one["url"].partition("/api/")[0] for one in active]

    def _get(self, path: str, **query: str) -> Any:
        answer = _json(f"{self.url}/api/v1/{path}?{urlencode(query)}", "Prometheus")
        if not isinstance(answer, dict) or answer.get("status") != "success":
            raise ApiError(f"Prometheus at {_shown(self.url)} does not answer /api/v1/{path} as Prometheus does")
        return answer["data"]


class Alertmanager:
    """Alertmanager's API (v2)."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def alerts(self) -> list[Mapping[str, Any]]:
        """Returns the active alerts with `labels`, `receivers` and `status`."""
        found = _json(f"{self.url}/api/v2/alerts", "Alertmanager")
        return list(found)

    def config(self) -> str:
        """Returns the loaded configuration, secrets left out."""
        return str(_json(f"{self.url}/api/v2/status", "Alertmanager")["config"]["original"])

    def sent(self) -> tuple[float, float]:
        """Returns how often it has tried to notify a receiver since its start, and how many of those tries failed."""
        prefix = "alertmanager_notification_requests_"
        samples = metrics_page(f"{self.url}/metrics", (prefix,))
        names = (f"{prefix}total", f"{prefix}failed_total")
        sent, failed = (sum(sample.value for found, sample in samples if found == name) for name in names)
        return sent, failed


def metrics_page(url: str, prefixes: tuple[str, ...]) -> list[tuple[str, Sample]]:
    """Reads the samples of a metrics page whose names begin so, with their names.

    Raises:
        ApiError: If nobody answers, or with something else.
    """
    from prometheus_client.parser import text_string_to_metric_families

    text = _read(url, "the metrics page").decode("utf-8", "replace")
    wanted = "\n".join(_about(text.splitlines(), prefixes)) + "\n"
    try:
        families = list(text_string_to_metric_families(wanted))
    except ValueError as problem:
        raise ApiError(f"{_shown(url)} is no metrics page") from problem
    return [(one.name, Sample(one.labels, one.value)) for family in families for one in family.samples]


def _about(lines: Iterable[str], prefixes: tuple[str, ...]) -> Iterable[str]:
    """Keeps only these metrics: the page of a large application is large."""
    for line in lines:
        name = line.split(" ", 3)[2] if line.startswith(("# HELP ", "# TYPE ")) else line
        if name.startswith(prefixes):
            yield line


def _json(url: str, whom: str) -> Any:
    try:
        return json.loads(_read(url, whom))
    except (ValueError, RecursionError) as problem:
        raise ApiError(f"{whom} at {_shown(url)} answers something other than JSON") from problem


def _read(url: str, whom: str) -> bytes:
    parts = urlsplit(url)
    request = urllib.request.Request(urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))
    if parts.username is not None:
        known = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        secret = base64.b64encode(known.encode()).decode("ascii")
        request.add_header("authorization", f"Basic {secret}")
    # What is on this machine is reached without the proxies of the environment.
    end = time.monotonic() + _PATIENCE
    handlers = [urllib.request.ProxyHandler({})] if parts.hostname in _LOCAL else []
    try:
        with urllib.request.build_opener(_Redirects, *handlers).open(request, timeout=_TIMEOUT) as answer:
            return _bounded(answer, f"{whom} at {_shown(url)}", end)
    except urllib.error.HTTPError as problem:
        raise ApiError(f"{whom} at {_shown(url)} answers HTTP {problem.code}") from problem
    except (OSError, ValueError, HTTPException) as problem:
        reason = getattr(problem, "reason", problem)
        raise ApiError(f"{whom} at {_shown(url)} does not answer: {reason}") from problem


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but sends the password to nobody else: urllib sends it on wherever it is led."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """Makes the next request; the credentials stay with the origin that they were given for."""
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request is not None and _origin(request.full_url) != _origin(req.full_url):
            request.remove_header("Authorization")
        return request


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _bounded(answer: Any, who: str, end: float) -> bytes:
    """Reads an answer whole, within bounds of size and time.

    Args:
        end: When it must have come to its end, by the monotonic clock.

    Raises:
        ApiError: If it goes beyond them.
    """
    data = bytearray()
    while piece := answer.read1(_PIECE):
        data += piece
        if len(data) > _MAX_ANSWER:
            raise ApiError(f"{who} answers with more than {_MAX_ANSWER >> 20} MiB")
        if time.monotonic() > end:
            raise ApiError(f"{who} has not come to the end of its answer in {_PATIENCE:.0f} s")
    return bytes(data)


def _shown(url: str) -> str:
    """Shows scheme, host and port: no password, no query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _seconds(text: str) -> float:
    """Reads a duration as Prometheus writes it: `15s`, `1m30s`, `500ms`."""
    total, number = 0.0, ""
    units = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}
    unit = ""
    for mark in [*text, ""]:
        if unit and (mark.isdigit() or not mark):
            total, number, unit = total + float(number) * units.get(unit, 0), "", ""
        if mark.isdigit() or mark == ".":
            number += mark
        else:
            unit += mark
    return total
