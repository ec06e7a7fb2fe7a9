"""Writes docs/performance.md, its plot and docs/scale.md from the numbers in benchmarks/measured/."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from benchmarks import baseline
from benchmarks.__main__ import TITLES
from benchmarks.machine import machine
from benchmarks.pages import performance, plot, scale
from benchmarks.table import ratio

_ROOT: Final = Path(__file__).parents[2]
MEASURED: Final = _ROOT / "benchmarks" / "measured"
_DOCS: Final = _ROOT / "docs"


def main() -> int:
    costs, limit = _costs(), _read("scale")
    goes = MEASURED / "where-it-goes.md"
    text = performance.page(costs, _read("peers"), limit, goes.read_text("utf-8") if goes.exists() else "")
    (_DOCS / "performance.md").write_text(text, encoding="utf-8")
    plot.draw(costs, _DOCS / "performance.svg")
    found = [json.loads(path.read_text("utf-8")) for path in sorted(MEASURED.glob("prometheus-*.json"))]
    (_DOCS / "scale.md").write_text(scale.page(found), encoding="utf-8")
    return 0


def _costs() -> dict[str, Any]:
    """Returns the counts of the baseline, which CI holds, and with them what only `make bench` has measured."""
    known, (_, held) = _read("costs"), baseline.load()
    counts = {**known.get("thousand_instructions", {}), **held}
    return {
        "machine": known.get("machine") or machine(),
        "titles": TITLES,
        "thousand_instructions": {name: counts[name] for name in TITLES if name in counts},
        "microseconds": known.get("microseconds", {}),
        "ratio_to_floor": {name: ratio(row) for name, row in counts.items()},
    }


def _read(name: str) -> Any:
    """Returns what was measured; empty if nothing was."""
    path = MEASURED / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


if __name__ == "__main__":
    sys.exit(main())
