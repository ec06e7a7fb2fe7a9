"""Asks the real promtool which alerts fire: when first, in how many episodes, until when."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from genai_triage.monitoring.options import Options
from tests.monitoring.traffic.scenes import END, Scene
from tests.support.programs import program
from tests.support.promtool import Expected, Unit, document, write_rules

_FIRING = 'ALERTS{alertstate="firing"}'
_SUM, _MIN, _MAX = (f"{how} by (job, alertname, severity)" for how in ("sum", "min", "max"))
_RECORDED = {
    "measured_begins": f"{_SUM} ({_FIRING}) unless {_SUM} ({_FIRING} offset 1m)",
    "measured_minute": f"{_SUM} (0 * {_FIRING}) + time() / 60",
}
"""Recorded, because promtool keeps a subquery over hours of many alerts in no memory."""
_ASKED = {
    "episodes": "sum_over_time(measured_begins[{end}m])",
    "first": "min_over_time(measured_minute[{end}m])",
    "last": "max_over_time(measured_minute[{end}m])",
}


@dataclass(frozen=True, order=True)
class Fired:
    """An alert of a service: minutes of the first and last evaluation in which it fires, and how often it began."""

    first: int
    last: int
    name: str
    severity: str
    episodes: int


def measure(
    folder: Path,
    scenes: Mapping[str, Scene],
    *,
    names: Iterable[str] = (),
    end: int = END,
    every: int = 60,
    interval: int = 60,
) -> dict[str, tuple[Fired, ...]]:
    """Evaluates the rules over the scenes, each of which is a service.

    Args:
        names: Only these alerts; without any, all.
        end: Last minute that is looked at.
        every: Seconds between evaluations.
        interval: Seconds between samples.
    """
    series = {
        name: values
        for job, scene in scenes.items()
        for one in scene
        for name, values in one.series(job, 60 // interval)
    }
    asked = [Expected(f"{end}m", expr.format(end=end)) for expr in _ASKED.values()]
    options = Options()
    chosen = [f'ALERTS{{alertname="{name}"}}' for name in names] or [_FIRING]
    read = tuple(Expected(f"{end}m", expr) for expr in chosen)
    paths = [*write_rules(folder, [Unit(series, read)], options), "measured.yml"]
    records = [{"record": name, "expr": expr} for name, expr in _RECORDED.items()]
    (folder / paths[-1]).write_text(json.dumps({"groups": [{"name": "measured", "rules": records}]}))
    file = folder / "tests.yml"
    file.write_text(json.dumps(document(paths, [Unit(series, tuple(asked))], options, every=every, interval=interval)))
    done = subprocess.run(
        [program("promtool"), "test", "rules", file.name],
        cwd=folder,
        env={**os.environ, "GOGC": "400"},
        capture_output=True,
        text=True,
    )
    printed = done.stdout + done.stderr
    assert "got:" in printed or done.returncode == 0, printed
    answers = dict(zip(_ASKED, _answers(printed), strict=False))
    return {job: tuple(sorted(_fired(job, answers))) for job in scenes}


def _answers(printed: str) -> list[dict[tuple[str, str, str], int]]:
    """Reads what promtool got instead of nothing."""
    found = []
    for line in re.findall(r"got: (.*)", printed):
        pairs = re.findall(r"(\{[^}]*\}) (\S+?)(?:,|$)", line)
        found.append({_labels(text): round(float(value)) for text, value in pairs})
    return found


def _labels(text: str) -> tuple[str, str, str]:
    labels = dict(re.findall(r'(\w+)="([^"]*)"', text))
    return labels.get("job", ""), labels["alertname"], labels["severity"]


def _fired(job: str, answers: Mapping[str, Mapping[tuple[str, str, str], int]]) -> list[Fired]:
    return [
        Fired(answers["first"][key], answers["last"][key], key[1], key[2], episodes)
        for key, episodes in answers.get("episodes", {}).items()
        if key[0] == job
    ]
