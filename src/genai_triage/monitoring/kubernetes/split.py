"""Divides a dashboard that is too large for one ConfigMap at its rows: what alerts lead to stays, the rest follows on a
second one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.boards import Json, all_panels
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import PANELS

_REST: Final = "-2"
"""Ends the uid of the second dashboard."""
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_EXPRESSION: Final = "expr"


def divided(board: Json, options: Options) -> tuple[Json, Json]:
    """Returns two dashboards of one: its first screen with the rows that alerts lead to, and its other rows.

    Each links to the other, with the same time and choices.
    """
    led_to = {PANELS[alert.dashboard][alert.panel] for alert in alerts(options) if alert.dashboard == board["uid"]}
    kept: list[list[Json]] = []
    rest: list[list[Json]] = []
    for section in _sections(board["panels"]):
        is_kept = not kept or any(panel["id"] in led_to for panel in all_panels({"panels": section}))
        (kept if is_kept else rest).append(section)
    second = {**board, "uid": f"{board['uid']}{_REST}", "title": f"{board['title']} (2)"}
    return _part(board, board, second, kept), _part(board, second, board, rest)


def _part(board: Json, part: Json, other: Json, sections: list[list[Json]]) -> Json:
    return {**part, "links": [*board["links"], _link(board, other)], "panels": _placed(sections)}


def single_quoted(node: Any) -> Any:
    """Writes the texts in PromQL with single quotes, for which JSON inside of JSON needs no marks."""
    if isinstance(node, list):
        return [single_quoted(one) for one in node]
    # LogQL knows no single quotes.
    if not isinstance(node, dict) or node.get("datasource", {}).get("type") == "loki":
        return node
    return {
        key: _QUOTED.sub(_requoted, one) if key == _EXPRESSION and isinstance(one, str) else single_quoted(one)
        for key, one in node.items()
    }


def _requoted(found: re.Match[str]) -> str:
    return found[0] if "'" in found[1] or '\\"' in found[1] else f"'{found[1]}'"


def _sections(panels: list[Json]) -> Iterator[list[Json]]:
    """Yields the panels before the first row, then each row with its panels, open or collapsed."""
    section: list[Json] = []
    for panel in panels:
        if panel["type"] == "row" and section:
            yield section
            section = []
        section.append(panel)
    yield section


def _placed(sections: list[list[Json]]) -> list[Json]:
    """Moves sections up to where the one before them ends."""
    placed: list[Json] = []
    top = 0
    for section in sections:
        shift = top - section[0]["gridPos"]["y"]
        placed.extend(_moved(panel, shift) for panel in section)
        top = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in section) + shift
    return placed


def _moved(panel: Json, shift: int) -> Json:
    place = panel["gridPos"]
    found = {**panel, "gridPos": {**place, "y": place["y"] + shift}}
    if "panels" in panel:
        found["panels"] = [_moved(one, shift) for one in panel["panels"]]
    return found


def _link(board: Json, to: Json) -> Json:
    """Returns a link to a dashboard as those between dashboards are."""
    like = next(link for link in board["links"] if link["url"].startswith("/d/"))
    return {**like, "title": to["title"], "url": f"/d/{to['uid']}?{like['url'].partition('?')[2]}"}
