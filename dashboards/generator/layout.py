"""A dashboard from its rows: where each panel stands, what all dashboards share, and the JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import prometheus
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.panels import FAILURE_CLASS, OVERVIEW, PROVIDER_HEALTH, Dashboard, panel_id
from generator import colours, links, promql
from generator.panel import MIN_STEP, Panel
from generator.variables import METRICS_SOURCE

TITLES: Final[dict[Dashboard, str]] = {
    OVERVIEW: "GenAI failures: overview",
    FAILURE_CLASS: "GenAI failures: one class",
    PROVIDER_HEALTH: "GenAI failures: provider health",
}
_WIDTH: Final = 24
_ONLY_A_TEXT: Final = re.compile(r'\{\s+("text": "(?:[^"\\]|\\.)*")\s+\}')
"""A value's mapping to a text: a cause is a line, not three."""
_SCHEMA_VERSION: Final = 38
"""Grafana 10's: newer ones read it and bring it up to date, an older one must not be given a newer one's."""


@dataclass(frozen=True, slots=True)
class Line:
    """Panels beside each other, each with its width, 24 in all."""

    height: int
    panels: tuple[tuple[int, Panel], ...]

    def __post_init__(self) -> None:
        if sum(width for width, _ in self.panels) != _WIDTH:
            raise ValueError(f"the line with {self.panels[0][1].title!r} is not {_WIDTH} wide")


@dataclass(frozen=True, slots=True)
class Row:
    """A row with a title; what it holds is loaded when it is opened, if it is collapsed."""

    key: str
    title: str
    lines: tuple[Line, ...]
    collapsed: bool = False


def text(
    uid: Dashboard,
    description: str,
    variables: Sequence[dashboard.VariableModel],
    top: Sequence[Line],
    rows: Sequence[Row],
) -> str:
    """Writes a dashboard's file: `top` without a row's title, then the rows."""
    board = (
        build.Dashboard(TITLES[uid])
        .uid(uid)
        .description(description)
        .tags(["genai", "llm", "genai-triage"])
        .readonly()
        .tooltip(dashboard.DashboardCursorSync.CROSSHAIR)
        .time("now-3h", "now")
        .timezone("browser")
        .refresh("1m")
        .annotations([_firing_alerts(), _versions()])
        .links([_dashboard_link(other) for other in TITLES if other != uid])
        .build()
    )
    board.templating = dashboard.DashboardDashboardTemplating(list(variables))
    board.panels = _placed(uid, top, rows)
    board.schema_version = _SCHEMA_VERSION
    document = json.loads(json.dumps(board, cls=JSONEncoder))
    for shown in (*document["links"], *document["annotations"]["list"]):
        # The library's default hides them in a menu that Grafana before 12 lacks.
        shown.pop("placement", None)
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _ONLY_A_TEXT.sub(r"{\1}", text) + "\n"


def _placed(uid: Dashboard, top: Sequence[Line], rows: Sequence[Row]) -> list[Any]:
    panels: list[Any] = []
    y = _place(top, 0, panels)
    for row in rows:
        header = dashboard.RowPanel(
            title=row.title,
            collapsed=row.collapsed,
            id_val=panel_id(uid, row.key),
            grid_pos=dashboard.GridPos(h=1, w=_WIDTH, x=0, y=y),
        )
        panels.append(header)
        if row.collapsed:
            header.panels = []
            # Opened, they stand right below the row; closed, they take no place.
            _place(row.lines, y + 1, header.panels)
            y += 1
        else:
            y = _place(row.lines, y + 1, panels)
    return panels


def _place(lines: Iterable[Line], y: int, panels: list[Any]) -> int:
    for line in lines:
        x = 0
        for width, panel in line.panels:
            panel.grid_pos = dashboard.GridPos(h=line.height, w=width, x=x, y=y)
            panels.append(panel)
            x += width
        y += line.height
    return y


def _firing_alerts() -> Any:
    """Marks where an alert was firing."""
    expr = promql.firing(("alertname", "severity", "owner", m.PROVIDER))
    return _annotation("Alerts", colours.BAD, expr, "{{alertname}}", f"{{{{{m.PROVIDER}}}}}, owner: {{{{owner}}}}")


def _versions() -> Any:
    """Marks where a service appeared in another version: what began then may be its own."""
    expr = promql.new_versions()
    return _annotation("New versions", colours.NEUTRAL, expr, "{{job}}", f"version {{{{{promql.VERSION}}}}}")


def _annotation(name: str, colour: str, expr: str, title: str, what: str) -> Any:
    target = prometheus.Dataquery().expr(expr).ref_id("A").range().interval(MIN_STEP)
    return (
        build.AnnotationQuery()
        .name(name)
        .datasource(METRICS_SOURCE)
        .enable(True)
        .icon_color(colour)
        .target(target.format(PromQueryFormat.TIME_SERIES))
        .expr(expr)
        .step(MIN_STEP)
        .title_format(title)
        .text_format(what)
    )


def _dashboard_link(uid: Dashboard) -> Any:
    return (
        build.DashboardLink(TITLES[uid])
        .type(dashboard.DashboardLinkType("link"))
        .url(links.to_board(uid))
        .icon("dashboard")
        .tooltip("With the same time and choices.")
        .include_vars(False)
        .keep_time(True)
        .target_blank(False)
    )
