"""Every file that an operator is given, as text by its path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from genai_triage.operations import alertmanager, rules, runbooks
from genai_triage.operations.options import Options

Format = Literal["prometheus", "mimir", "grafana"]
FORMATS: tuple[Format, ...] = ("prometheus", "mimir", "grafana")
"""Who evaluates the rules: Prometheus (also Thanos, VictoriaMetrics), Mimir's ruler, or Grafana."""

Artifacts = dict[str, str]
"""Text by path, relative to the folder that is exported to, with `/` between parts."""

_PARTS: tuple[Callable[[Options], Artifacts], ...] = (rules.artifacts, alertmanager.artifacts, runbooks.artifacts)
"""One function for each kind of file. A path's first part says for whom: `prometheus/`, `mimir/`, `grafana/` …"""


def artifacts(options: Options) -> Artifacts:
    """Every file, for every format."""
    return {path: text for part in _PARTS for path, text in part(options).items()}


_OWN: dict[Format, tuple[str, ...]] = {
    "prometheus": ("prometheus/", "alertmanager/"),
    "mimir": ("mimir/", "alertmanager/"),
    "grafana": ("grafana/alerting/", "prometheus/recording.rules.yml"),
}
"""Paths that begin so serve only the formats that list them; all others serve every format."""


def artifacts_for(options: Options, wanted: Format) -> Artifacts:
    """The files of one format, and those that serve all."""
    claimed = tuple(prefix for prefixes in _OWN.values() for prefix in prefixes)
    return {
        path: text
        for path, text in artifacts(options).items()
        if path.startswith(_OWN[wanted]) or not path.startswith(claimed)
    }
