"""What a user can choose when the files of monitoring are written."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Final, Literal
from urllib.parse import urlsplit

Format = Literal["prometheus", "mimir", "grafana"]
FORMATS: Final[tuple[Format, ...]] = ("prometheus", "mimir", "grafana")
"""Who evaluates the alerts: Prometheus (also Thanos, VictoriaMetrics), Mimir's ruler, or Grafana."""

_UNSAFE = re.compile(r"[\s{}\"'$]")
"""What templates, or files that are read with variables, would take for their own."""
_UNITS = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))


class OptionError(ValueError):
    """An option that cannot be followed; the message is one sentence."""


def _share(default: float, about: str) -> float:
    return field(default=default, metadata={"about": about, "least": 0.0, "most": 1.0})


def _number(default: float, about: str) -> float:
    return field(default=default, metadata={"about": about, "least": 1.0, "most": float("inf")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When alerts fire. Shares are of all calls of a service to a provider, 0 to 1."""

    first_failures: float = _number(1, "failures in 5 minutes of a class that does not heal by itself")
    total_share: float = _share(0.5, "share from which such a class is critical, where one failure is only a warning")
    total_calls: float = _number(5, "calls in 5 minutes below which that share says nothing")
    failure_share: float = _share(0.05, "share of failures of one class that is a warning")
    failure_count: float = _number(5, "failures below which that share says nothing")
    outage_share: float = _share(0.2, "share of overloaded and internal that is an outage of the provider")
    outage_calls: float = _number(10, "calls in 5 minutes below which that share says nothing")
    slo: float = _share(0.99, "share of calls that a provider must not fail")
    slo_calls: float = _number(20, "calls in the long window below which the error budget is not judged")
    slo_failures: float = _number(5, "failures in the long window below which the error budget is not judged")
    quota_share: float = _share(0.8, "used share of a daily limit")
    balance_hours: float = _number(24, "hours within which the balance would be used up")
    balance_share: float = _share(0.05, "share left of the week's highest balance")
    safety_factor: float = _number(3, "how many times yesterday's share of blocks is a spike")
    safety_share: float = _share(0.05, "share of blocks that is never a spike below it")
    safety_count: float = _number(10, "blocks in an hour below which there is no spike")
    notice_share: float = _share(0.2, "share of one class, in an hour, that is worth a note")
    notice_count: float = _number(10, "failures in an hour below which that share says nothing")
    retries_share: float = _share(0.2, "share of failed attempts")
    retries_count: float = _number(10, "failed attempts in 5 minutes below which that share says nothing")

    @classmethod
    def parse(cls, pairs: Iterable[str]) -> Thresholds:
        """Read `name=number` pairs.

        Raises:
            OptionError: If a name is unknown or a number does not fit.
        """
        known = {one.name: one for one in fields(cls)}
        values: dict[str, float] = {}
        for pair in pairs:
            name, _, text = pair.partition("=")
            if name not in known:
                raise OptionError(f"There is no threshold {name!r}; there are {', '.join(known)}.")
            values[name] = _in_range(name, text, known[name])
        return cls(**values)


def _in_range(name: str, text: str, known: dataclasses.Field[float]) -> float:
    least, most = known.metadata["least"], known.metadata["most"]
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    is_share = most == 1.0
    if not (least < value < most if is_share else least <= value < most):
        wanted = "a number between 0 and 1" if is_share else "a number from 1 up"
        raise OptionError(f"{name} must be {wanted}, not {text!r}.")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of everything that is written.

    Raises:
        OptionError: If an address is no http(s) URL, a name is empty, or the suffix is no part of an address.
    """

    datasource_uid: str = "prometheus"
    traces_uid: str = "tempo"
    logs_uid: str = "loki"
    folder: str = "GenAI"
    dashboards_url: str = "https://grafana.example.com"
    """Address of Grafana."""
    runbooks_url: str = "https://runbooks.example.com/genai-triage"
    """Address of the folder with the runbooks: `{runbooks_url}/{page}.md` is one of them."""
    runbook_suffix: str = ".md"
    webhooks_url: str = "https://hooks.example.com/genai-triage"
    """Where the Alertmanager example sends: `{webhooks_url}/{receiver}`."""
    dashboards_path: str = "/var/lib/grafana/dashboards/genai-triage"
    """Folder on Grafana's host with the dashboards' files."""
    thresholds: Thresholds = Thresholds()
    speed: int = 1
    """Divides every duration of the rules: a drill that would take an hour takes a minute at 60."""

    def __post_init__(self) -> None:
        for name in ("dashboards_url", "runbooks_url", "webhooks_url"):
            _check_url(name, getattr(self, name))
        for name in ("datasource_uid", "traces_uid", "logs_uid", "folder", "dashboards_path"):
            if not getattr(self, name).strip():
                raise OptionError(f"{name} must not be empty.")
        if _UNSAFE.search(self.runbook_suffix):
            raise OptionError("runbook_suffix must have no space, quote, brace or dollar sign.")

    def time(self, seconds: int) -> str:
        """A duration as PromQL writes it, at this speed: `5m`, `90s`; never below a second."""
        left = max(1, round(seconds / self.speed))
        size, unit = next((size, unit) for size, unit in _UNITS if left % size == 0)
        return f"{left // size}{unit}"


def _check_url(name: str, text: str) -> None:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.netloc) and not _UNSAFE.search(text)
    except ValueError:
        good = False
    if not good:
        raise OptionError(f"{name} must be an http or https URL, not {text!r}.")
