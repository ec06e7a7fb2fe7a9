"""Runs the real `promtool` over our rule files: the same evaluation as in Prometheus, on samples given by hand."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from genai_triage.monitoring import metrics, rules
from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.translation import translated
from tests.support.programs import program
from tests.support.yaml_files import read_yaml

JOB, PROVIDER, MODEL = "shop", "gcp.gemini", "gemini-2.5-flash"
COARSE = 300
"""Seconds between evaluations of what takes a day."""
ONE_IN_TEN_MINUTES = " ".join(f"{count}x9" for count in range(12))
"""Samples of a counter, for two hours."""
Series = Mapping[str, str]
"""Samples a minute apart, in promtool's notation, by series."""
FIRED: set[tuple[str, str]] = set()
"""Alerts (name, severity) that some test brings about."""
_EITHER = {metrics.SERVICE, metrics.JOB}
"""Labels by one of which a service is called."""
Test = TypeVar("Test", bound=Callable[..., None])


def fires(*alerts: tuple[str, str]) -> Callable[[Test], Test]:
    """Marks a test that brings these alerts (name, severity) about, on samples given by hand."""
    FIRED.update(alerts)
    return lambda test: test


def calls(failure_class: str, owner: str, *, instance: str = "a", provider: str = PROVIDER, job: str = JOB) -> str:
    """A series of the counter of calls."""
    return series("triage_calls_total", instance, provider, job, triage_class=failure_class, triage_owner=owner)


def ok(*, instance: str = "a", provider: str = PROVIDER, job: str = JOB) -> str:
    return calls("ok", "none", instance=instance, provider=provider, job=job)


def failures(failure_class: str, owner: str, cause: str) -> str:
    """A series of the counter of failures."""
    more = {"gen_ai_operation_name": "chat", "gen_ai_request_model": MODEL, "triage_cause": cause}
    return series("triage_failures_total", triage_class=failure_class, triage_owner=owner, **more)


def attempts(outcome: str) -> str:
    return series("triage_attempts_total", triage_class=outcome, triage_transport="httpx")


def series(metric: str, instance: str = "a", provider: str = PROVIDER, job: str = JOB, **labels: str) -> str:
    every = {"job": job, "instance": instance, "gen_ai_provider_name": provider, **labels}
    return f"{metric}{{{','.join(f'{name}={quoted(value)}' for name, value in every.items())}}}"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass(frozen=True)
class Expected:
    """What an expression gives at a time: a value by its labels."""

    at: str
    expr: str
    samples: tuple[tuple[str, float], ...] = ()
    alert: tuple[str, str, str] | None = None
    """Name, severity and job of an alert that fires then: its labels are those that its row declares."""


@dataclass(frozen=True)
class Notified:
    """The alerts of a name that fire at a time, with everything a person reads."""

    at: str
    name: str
    alerts: tuple[Mapping[str, Mapping[str, str]], ...] = ()
    """Each with `exp_labels` and `exp_annotations`."""


@dataclass(frozen=True)
class Unit:
    """A test of promtool's."""

    series: Series
    expected: tuple[Expected, ...] = ()
    notified: tuple[Notified, ...] = ()


def firing(at: str, name: str, severity: str, owner: str | None = None, *, job: str = JOB) -> Expected:
    """That an alert fires, once, for a service; with `owner=None` that it does not fire."""
    chosen = f'alertstate="firing",alertname="{name}",severity="{severity}",job="{job}"'
    found = f'{{alertname="{name}",severity="{severity}",owner="{owner}",job="{job}"}}'
    expr = f"sum by (alertname, severity, owner, job) (ALERTS{{{chosen}}})"
    return Expected(at, expr) if owner is None else Expected(at, expr, ((found, 1),), (name, severity, job))


def fired(at: str, *names: tuple[str, str], job: str = JOB) -> Expected:
    """Exactly these alerts (name, severity) of a service fired at any time until then."""
    firing = f'ALERTS{{alertstate="firing",job="{job}"}}'
    expr = f"group by (alertname, severity) (max_over_time({firing}[{at}]))"
    return Expected(at, expr, tuple((f'{{alertname="{name}",severity="{severity}"}}', 1) for name, severity in names))


def quiet(name: str, severity: str, until: str, samples: Series) -> Unit:
    """An alert does not fire at any time until then."""
    chosen = f'alertstate="firing",alertname="{name}",severity="{severity}",job="{JOB}"'
    return Unit(samples, (Expected(until, f"max_over_time(ALERTS{{{chosen}}}[{until}])"),))


def none_fires(
    name: str, severity: str, until: str, cases: Mapping[str, Series], beside: Mapping[str, str] | None = None
) -> Unit:
    """The same for each case, which is about a service of its own; `beside` are further samples of each."""
    return apart({case: quiet(name, severity, until, {**(beside or {}), **found}) for case, found in cases.items()})


def merged(units: Iterable[Unit]) -> Unit:
    """One test of several, which promtool runs faster; their series must differ, so each has a job of its own."""
    found = list(units)
    return Unit(
        {name: values for unit in found for name, values in unit.series.items()},
        tuple(one for unit in found for one in unit.expected),
        tuple(one for unit in found for one in unit.notified),
    )


def apart(units: Mapping[str, Unit]) -> Unit:
    """One test of several about our service: each is about another service, called like its key."""
    return merged(_of_job(unit, name) for name, unit in units.items())


def _of_job(unit: Unit, job: str) -> Unit:
    def moved(text: str) -> str:
        return text.replace(f'job="{JOB}"', f'job="{job}"')

    return Unit(
        {moved(name): values for name, values in unit.series.items()},
        tuple(
            Expected(
                one.at,
                moved(one.expr),
                tuple((moved(labels), value) for labels, value in one.samples),
                one.alert and (*one.alert[:2], job if one.alert[2] == JOB else one.alert[2]),
            )
            for one in unit.expected
        ),
    )


@lru_cache
def _groups(options: Options, path: str) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = read_yaml(_rendered(options)[path])["groups"]
    return groups


@lru_cache
def _rendered(options: Options) -> dict[str, str]:
    found = rules.artifacts(options).items()
    return {path: translated(path, text, options.names, options.dotted_labels) for path, text in found}


def write_rules(folder: Path, units: list[Unit], options: Options) -> list[str]:
    """Writes what the tests ask about: alerts by their names if each names one, and the records that are read."""
    exprs = [one.expr for unit in units for one in unit.expected]
    named = {name for expr in exprs for name in re.findall(r'alertname="(\w+)"', expr)}
    named |= {one.name for unit in units for one in unit.notified}
    alerts, records = _groups(options, rules.ALERTS), _groups(options, rules.RECORDS)
    if all("alertname=" in expr for expr in exprs if "ALERTS" in expr):
        alerts = _chosen(alerts, lambda rule: rule["alert"] in named)
        asked = [rule["expr"] + str(rule["annotations"]) for group in alerts for rule in group["rules"]]
        read = " ".join((*exprs, *asked))
        for rule in reversed([rule for group in records for rule in group["rules"]]):
            read += f" {rule['expr']}" if _reads(read, rule["record"]) else ""
        records = _chosen(records, lambda rule: _reads(read, rule["record"]))
    if not any(unit.notified for unit in units):
        alerts = _without_texts(alerts)
    for path, groups in ((rules.RECORDS, records), (rules.ALERTS, alerts)):
        (folder / Path(path).name).write_text(json.dumps({"groups": groups}), encoding="utf-8")
    return [Path(path).name for path in (rules.RECORDS, rules.ALERTS)]


def _chosen(groups: list[dict[str, Any]], wanted: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    return [{**group, "rules": [rule for rule in group["rules"] if wanted(rule)]} for group in groups]


def _without_texts(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Nobody reads them in these tests, and to write them takes most of the evaluation of an alert that fires."""
    return [
        {
            **group,
            "rules": [{key: value for key, value in rule.items() if key != "annotations"} for rule in group["rules"]],
        }
        for group in groups
    ]


def _reads(text: str, record: str) -> bool:
    return re.search(rf"{re.escape(record)}(?!\w)", text) is not None


def check(folder: Path, units: Iterable[Unit], options: Options | None = None, *, every: int = 60) -> None:
    """Runs promtool on the tests; fails with what it prints.

    Args:
        every: Seconds between evaluations of the rules, at full speed.
    """
    done = _run(folder, list(units), options or Options(), every)
    assert done.returncode == 0, done.stdout + done.stderr


def answers(folder: Path, samples: Series, asked: Expected, *holds: Expected) -> list[dict[str, str]]:
    """The labels of each series that an expression, of which nothing is expected, has; all of `holds` must hold."""
    done = _run(folder, [Unit(samples, (asked, *holds))], Options(), 60)
    (got,) = re.findall(r"got: ?(.*)", done.stdout + done.stderr)
    return [dict(re.findall(r'(\w+)="([^"]*)"', labels)) for labels in re.findall(r"\{[^}]*\}", got)]


def _run(folder: Path, units: list[Unit], options: Options, every: int) -> subprocess.CompletedProcess[str]:
    asked = document(write_rules(folder, units, options), units, options, every=every)
    file = folder / "tests.yml"
    file.write_text(json.dumps(asked), encoding="utf-8")
    command = [program("promtool"), "test", "rules", file.name]
    seldom = {**os.environ, "GOGC": "400"}  # it ends soon: a tenth of its time is the collection of its garbage
    return subprocess.run(command, cwd=folder, env=seldom, capture_output=True, text=True)


def document(
    rule_files: list[str], units: Iterable[Unit], options: Options, *, every: int = 60, interval: int = 60
) -> dict[str, Any]:
    """What promtool is asked; `every` and `interval` are the seconds between evaluations, and between samples."""
    return {
        "rule_files": rule_files,
        "evaluation_interval": options.time(every),
        "group_eval_order": [
            *("genai-triage.records", "genai-triage.records.2"),
            *(f"genai-triage.{name}" for name in ("critical", "warning", "info")),
            "measured",
        ],
        "tests": [_test(unit, options, interval) for unit in units],
    }


def _undeclared(fires: Expected, options: Options) -> Iterator[Expected]:
    """That an alert that fires has the labels of its row's `group` and `series`, and no other of the catalogue."""
    if fires.alert is None:
        return
    name, severity, job = fires.alert
    (row,) = (one for one in alerts(options) if (one.name, one.severity) == (name, severity))
    declared = {*row.group(options), *row.series}
    others = sorted({label for metric in metrics.METRICS for label in metric.labels} - declared)
    chosen = f'alertstate="firing",alertname="{name}",severity="{severity}",job="{job}"'
    needed = declared - _EITHER - (set() if row.names_provider else {metrics.PROVIDER})
    as_declared = [f'{label}=""' for label in others] + [f'{label}!=""' for label in sorted(needed)]
    yield Expected(fires.at, f"ALERTS{{{chosen}}} unless ALERTS{{{','.join([chosen, *as_declared])}}}")


def _test(unit: Unit, options: Options, interval: int) -> dict[str, Any]:
    return {
        "interval": options.time(interval),
        "input_series": [{"series": name, "values": values} for name, values in unit.series.items()],
        "promql_expr_test": [
            {
                "expr": one.expr,
                "eval_time": one.at,
                "exp_samples": [{"labels": labels, "value": value} for labels, value in one.samples],
            }
            for fires in unit.expected
            for one in (fires, *_undeclared(fires, options))
        ],
        "alert_rule_test": [
            {"alertname": one.name, "eval_time": one.at, "exp_alerts": [dict(alert) for alert in one.alerts]}
            for one in unit.notified
        ],
    }
