"""The table of ways, in the documentation: what was found when each was last run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from genai_triage.monitoring.metrics import DEFAULT_STRATEGY
from scripts.paths.build import CACHE
from scripts.paths.ways import WAYS, Way

PAGE: Final = Path(__file__).parents[2] / "docs" / "pipelines.md"
_RESULTS: Final = CACHE / "results.json"
_MARKED: Final = re.compile(r"(?<=<!-- ways -->\n).*?(?=<!-- /ways -->)", re.DOTALL)
_SAID: Final = {
    "says so": "an alert says what is wrong",
    "silent": "**nothing, and nothing says so**",
    "wrong": "wrong numbers; an alert says so where calls are frequent",
}


def keep(found: Mapping[str, Mapping[str, Any]]) -> None:
    """Adds what was found to what was found before."""
    _RESULTS.write_text(json.dumps({**_kept(), **found}, indent=2), encoding="utf-8")


def write() -> None:
    """Writes the table."""
    text = PAGE.read_text("utf-8")
    PAGE.write_text(_MARKED.sub(lambda _: "\n".join(lines(WAYS, _kept())) + "\n", text), encoding="utf-8")


def _kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_RESULTS.read_text("utf-8")) if _RESULTS.exists() else {}
    return found


def lines(ways: Sequence[Way], kept: Mapping[str, Any]) -> Iterator[str]:
    """Yields the table's lines: a row for each way, with what was kept of its last run."""
    yield "| way | run with | export with | panels that show what they should | alerts that fired | set this |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for way in ways:
        names = "" if way.names == DEFAULT_STRATEGY else f"`--names {way.names}`"
        if way.key not in kept:
            yield f"| {way.how} | not run | {names} | | | {way.advice} |"
            continue
        found = kept[way.key]
        seen = f"{found['queries']} of {found['all_queries']} queries" if way.outcome == "works" else _SAID[way.outcome]
        yield f"| {way.how} | {way.versions} | {names} | {seen} | {found['alerts']} | {way.advice} |"
