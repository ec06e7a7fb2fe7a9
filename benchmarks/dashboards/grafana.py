"""What Grafana asks for a panel: the values of its variables, and the step that fits the panel's width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

SCREEN: Final = 1366
"""Pixels of a laptop's width."""
COLUMNS: Final = 24
ANNOTATION_POINTS: Final = 100
"""What Grafana asks for, however wide the dashboard is."""
_LEAST: Final = 60
"""Seconds: the panels' own `interval`."""
_STEPS: Final = (
    (90, 60),
    (210, 120),
    (450, 300),
    (750, 600),
    (1050, 900),
    (1500, 1200),
    (2700, 1800),
    (5400, 3600),
    (9000, 7200),
    (16200, 10800),
    (32400, 21600),
    (86400, 43200),
    (604800, 86400),
)
"""To what an interval below so many seconds is rounded (`roundInterval` of @grafana/data)."""


def points_of(panel: Mapping[str, Any]) -> int:
    """Returns how many points a panel asks for: its own number, else one for each pixel of its width."""
    return int(panel.get("maxDataPoints") or 0) or SCREEN * int(panel["gridPos"]["w"]) // COLUMNS


def step_of(seconds: int, points: int) -> int:
    """Returns the step for a range of so many seconds."""
    return next(step for below, step in _STEPS if seconds / points < below)


def values(board: Mapping[str, Any], seconds: int, step: int) -> dict[str, str]:
    """Returns what each variable is replaced by on opening the dashboard with a range of so many seconds."""
    found = {
        "__range": f"{seconds}s",
        "__range_s": f"{seconds}",
        "__interval": f"{step}s",
        "__rate_interval": f"{max(step + _LEAST, 4 * _LEAST)}s",
    }
    for variable in board["templating"]["list"]:
        value = (variable.get("current") or {}).get("value", "")
        found[variable["name"]] = variable.get("allValue", ".*") if value == ["$__all"] else str(value)
    return found


def panels(board: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields all panels that ask Prometheus, those of collapsed rows too."""
    for panel in board["panels"]:
        for one in (panel, *panel.get("panels", ())):
            if one.get("targets") and one["datasource"]["type"] == "prometheus":
                yield one
