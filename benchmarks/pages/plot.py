"""docs/performance.svg: the costs as bars. Needs matplotlib, which the environment `bench` has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks import goals

SHOWN: Final = (
    "success",
    "gigachat-success",
    "raw-success",
    "quota",
    "quota-new",
    "small-400",
    "gigachat-failure",
    "raw-failure",
)


def draw(costs: Mapping[str, Any], path: Path) -> None:
    """Draws the floor and ours of each row, and its goal as a line."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "genai-triage", "font.size": 9})
    from matplotlib import pyplot

    counts = costs["thousand_instructions"]
    names = [name for name in SHOWN if name in counts]
    figure, axes = pyplot.subplots(figsize=(8, 4.2))
    places = list(range(len(names)))
    floors = [counts[name].get("floor", 0) for name in names]
    axes.barh([place - 0.2 for place in places], floors, 0.38, color="#b8bcc8", label="floor: OpenTelemetry's SDK")
    axes.barh(
        [place + 0.2 for place in places], [counts[name]["ours"] for name in names], 0.38, color="#3f51b5", label="ours"
    )
    for place, name in zip(places, names, strict=True):
        if goal := goals.most(name, counts):
            axes.plot([goal, goal], [place - 0.42, place + 0.42], color="#d32f2f", label="goal" if place == 0 else None)
    axes.set_yticks(places, [costs["titles"][name] for name in names])
    axes.invert_yaxis()
    axes.set_xlabel("thousand instructions of one call, over the bare SDK")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
