"""The committed dashboards, read as Grafana reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "dashboards" / "grafana"
BOARDS: dict[str, dict[str, Any]] = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}


@dataclass(frozen=True)
class Found:
    """A panel on its dashboard."""

    board: str
    panel: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.board}/{self.panel['title']}"

    def __str__(self) -> str:
        return self.name

    @property
    def defaults(self) -> dict[str, Any]:
        found: dict[str, Any] = self.panel["fieldConfig"]["defaults"]
        return found

    @property
    def reads_metrics(self) -> bool:
        return bool(self.panel["datasource"]["type"] == "prometheus")

    @property
    def expressions(self) -> list[str]:
        return [target["expr"] for target in self.panel["targets"]]


def all_panels(board: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Panels and rows, those inside collapsed rows too."""
    for panel in board["panels"]:
        yield panel
        yield from panel.get("panels", ())


ALL_PANELS = [
    Found(uid, panel) for uid, board in BOARDS.items() for panel in all_panels(board) if panel["type"] != "row"
]
PANELS = [found for found in ALL_PANELS if found.reads_metrics]
"""Those that read the metrics."""
EXAMPLES = [found for found in ALL_PANELS if found not in PANELS]
"""Those that read logs or traces."""


def panel(board: str, title: str) -> Found:
    (found,) = (one for one in ALL_PANELS if one.board == board and one.panel["title"] == title)
    return found


def replaced(text: str, values: Mapping[str, str]) -> str:
    """The text with `$name` and `${name}` replaced, as Grafana does before it asks the data source."""
    return re.sub(r"\$\{([a-z_]\w*)\}|\$([a-z_]\w*)", lambda found: values[found[1] or found[2]], text)
