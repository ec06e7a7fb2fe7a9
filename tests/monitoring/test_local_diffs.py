"""Generated files change where their source changes, and nowhere else: a reviewer can read the diff."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from genai_triage.monitoring import rules, runbooks
from genai_triage.monitoring.alerts import Alert, alerts
from genai_triage.monitoring.options import Options
from genai_triage.taxonomy import CAUSES, Cause, FailureClass
from genai_triage.taxonomy.texts import en as english

pytest.importorskip("grafana_foundation_sdk", reason="needs Python 3.11")

ROOT = Path(__file__).parents[2]
LINES_OF_A_CAUSE = 25  # of the provider's causes, three are those of the alert about many services
LINES_OF_AN_ALERT = 24

Texts = Mapping[str, str]


def script(folder: str, name: str) -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / folder))
        return importlib.import_module(name)


def generated() -> Texts:
    """Every generated file of the repository, by its path."""
    texts = {**script("dashboards", "generate").files(), **script("scripts", "generate_monitoring").files()}
    docs = script("scripts", "generate_taxonomy_docs")
    texts.update(docs.pages())
    return {str(path.relative_to(ROOT)): text for path, text in texts.items()}


def changes(before: Texts, after: Texts) -> list[str]:
    """The lines that a diff shows, each with its file and its sign."""
    changed = [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]
    return [f"{path} {line}" for path in changed for line in _diff(before.get(path, ""), after.get(path, ""))]


def _diff(before: str, after: str) -> Iterator[str]:
    old, new = before.splitlines(), after.splitlines()
    for kind, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (f"- {line.strip()}" for line in old[i:j])
            yield from (f"+ {line.strip()}" for line in new[k:n])


def shown(lines: list[str]) -> str:
    return "\n".join(line[:160] for line in lines[:60])


@pytest.fixture(scope="module")
def before() -> Texts:
    return generated()


@pytest.fixture
def made_up(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cause]:
    """A cause that somebody adds in the middle of the table of its class."""
    every = dict(CAUSES)
    rows = [cause for cause in every.values() if cause.failure_class is request.param]
    neighbour = rows[len(rows) // 2]
    cause = dataclasses.replace(neighbour, id=f"{neighbour.id}_made_up")
    monkeypatch.setitem(cast(dict[str, str], english.FIXES), cause.id, neighbour.fix)
    place = list(every).index(neighbour.id) + 1
    try:
        _fill([*list(every.values())[:place], cause, *list(every.values())[place:]])
        yield cause
    finally:
        _fill(every.values())


def _fill(rows: Iterable[Cause]) -> None:
    """The table is a dictionary that every module reads."""
    table = cast(dict[str, Cause], CAUSES)
    rows = list(rows)
    table.clear()
    table.update((row.id, row) for row in rows)


FEW = (FailureClass.QUOTA, FailureClass.CLIENT)
"""Of a vendor, and of the client."""


@pytest.mark.parametrize(
    "made_up",
    [pytest.param(one, marks=() if one in FEW else pytest.mark.exhaustive) for one in FailureClass],
    indirect=True,
    ids=str,
)
def test_a_new_cause_changes_its_own_lines_only(made_up: Cause, before: Texts) -> None:
    changed = changes(before, generated())

    assert any(made_up.id in line for line in changed)
    assert len(changed) <= LINES_OF_A_CAUSE, (
        f"One cause more changes {len(changed)} lines of the generated files, at most {LINES_OF_A_CAUSE} are wanted. "
        f"Does a row have a number, or a line name every cause?\n{shown(changed)}"
    )


CHANGED = [
    next(alert for alert in alerts(Options()) if (alert.name, alert.severity) == wanted)
    for wanted in (
        ("LLMAuthFailing", "warning"),
        ("LLMTimeouts", "critical"),
        ("LLMProviderDegraded", "critical"),
        ("LLMTruncatedAnswers", "info"),
        ("LLMTelemetryMissing", "warning"),
    )
]
"""One of each kind."""


@pytest.mark.parametrize(
    "alert",
    [pytest.param(one, marks=pytest.mark.exhaustive if at else ()) for at, one in enumerate(CHANGED)],
    ids=lambda alert: alert.uid,
)
def test_a_changed_alert_changes_its_own_lines_only(
    alert: Alert, before: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Condition, time and summary, for three evaluators and on the runbook."""
    other = dataclasses.replace(alert, wait=alert.wait + 7, summary=f"now {alert.summary}", expr=f"{alert.expr} > 7")
    rows = tuple(other if row == alert else row for row in alerts(Options()))
    for module in (rules, runbooks):
        monkeypatch.setattr(module, "alerts", lambda options: rows)
    changed = changes(before, generated())

    assert {line.partition(" ")[0] for line in changed} == {
        *(f"dashboards/{path}" for path in (rules.ALERTS, rules.MIMIR, rules.GRAFANA)),
        f"docs/runbooks/{alert.page}.md",
    }
    assert len(changed) <= LINES_OF_AN_ALERT, (
        f"A changed alert changes {len(changed)} lines of the generated files, at most {LINES_OF_AN_ALERT} are wanted."
        f"\n{shown(changed)}"
    )
