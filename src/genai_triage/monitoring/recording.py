"""Recording rules: what happened in five minutes, summed over instances, so that months stay fast to draw.

Standard PromQL only. Every count is taken for each series first and summed afterwards: a sum of counters would
fall with every instance that leaves, and look like a burst of failures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.metrics import Metric
from genai_triage.monitoring.options import Options
from genai_triage.taxonomy.model import Owner
from genai_triage.telemetry import names

GROUP: Final = (m.JOB, m.SERVICE, m.PROVIDER)
"""What alerts and records are for: a service (by both of its labels, one may be absent) and a provider."""
WINDOW: Final = 300
"""Seconds that a recorded count looks back."""
LOOKBACK: Final = 3600
"""Seconds of a scrape gap, or of a silence, after which an old counter looks like a new one."""
BURN_WINDOWS: Final = (300, 1800, 3600, 7200, 21600, 86400, 259200)
HOUR: Final = 3600


def group(options: Options) -> tuple[str, ...]:
    """Returns what alerts and records are for, with the further labels that the options tell services apart by."""
    return (*GROUP, *options.group_labels)


def without_credential(labels: Iterable[str]) -> tuple[str, ...]:
    """Returns the labels that targets and every metric have."""
    return tuple(one for one in labels if one != m.CREDENTIAL)


@dataclass(frozen=True, slots=True)
class Record:
    """One recording rule."""

    name: str
    expr: str


def counted(selector: str, window: int, options: Options) -> str:
    """Counts how often a counter was incremented in `window` seconds, for each of its series.

    A series that was not there before counts from 0, so a failure that its first sample shows is seen; a series that
    was there, even before a gap of up to `LOOKBACK` seconds, counts by `increase`.
    """
    time, lookback = options.time(window), options.time(LOOKBACK)
    born = f"max_over_time({selector}[{time}]) unless max_over_time({selector}[{lookback}] offset {time})"
    return f"({born}) or increase({selector}[{time}])"


def by(labels: Iterable[str], expr: str) -> str:
    return f"sum by ({', '.join(labels)}) ({expr})"


def recorded(what: str, options: Options) -> str:
    """Names the record of a count in five minutes: `calls`, `failures`, `attempts`, `operations`, `tokens`,
    `duration`, `all_calls` or `provider_failures`."""
    return f"triage:{what}:increase{options.time(WINDOW)}"


def burn(window: int, options: Options) -> str:
    """Names the record of the share of calls that the provider failed."""
    return f"triage:provider_failures:ratio{options.time(window)}"


def success_share(options: Options) -> str:
    """Names the record of the share of calls that succeeded in five minutes."""
    return f"triage:success:ratio{options.time(WINDOW)}"


def class_share(options: Options) -> str:
    """Names the record of each class's share of an hour's calls."""
    return f"triage:class:ratio{options.time(HOUR)}"


def total(expr: str, window: int, options: Options) -> str:
    """Adds up the events of `window` seconds: every fifth minute's value of a record of five minutes."""
    if window == WINDOW:
        return expr
    return f"sum_over_time({expr}[{options.time(window)}:{options.time(WINDOW)}])"


def records(options: Options) -> tuple[Record, ...]:
    """Returns every recording rule, each after those that it reads."""
    calls, all_calls = recorded("calls", options), recorded("all_calls", options)
    return (
        _counted("calls", m.CALLS, (m.CLASS, m.OWNER), options),
        _counted("failures", m.FAILURES, (m.OPERATION, m.MODEL, m.CLASS, m.CAUSE, m.OWNER), options),
        _counted("attempts", m.ATTEMPTS, (m.CLASS,), options),
        Record(recorded("operations", options), by((*group(options), m.MODEL), _operations(options))),
        Record(recorded("duration", options), by((*group(options), m.MODEL, "le"), _buckets(options))),
        Record(recorded("tokens", options), by((*group(options), m.MODEL, m.TOKEN_TYPE), _tokens(options))),
        Record(all_calls, by(group(options), calls)),
        Record(
            recorded("provider_failures", options),
            by(group(options), f'{calls}{{{m.OWNER}="{Owner.PROVIDER.value}"}}') + f" or 0 * {all_calls}",
        ),
        Record(
            success_share(options),
            f'({by(group(options), f"""{calls}{{{m.CLASS}="{names.OK}"}}""")} or 0 * {all_calls}) / ({all_calls} > 0)',
        ),
        *(_burn(window, options) for window in BURN_WINDOWS),
        Record(
            class_share(options),
            f"{by((*group(options), m.CLASS), total(calls, HOUR, options))}"
            f" / on ({', '.join(group(options))}) group_left () ({total(all_calls, HOUR, options)} > 0)",
        ),
    )


def _counted(what: str, metric: Metric, labels: tuple[str, ...], options: Options) -> Record:
    return Record(recorded(what, options), by((*group(options), *labels), counted(metric.name, WINDOW, options)))


_DURATIONS: Final = (m.OPERATION_DURATION.name, m.INFERENCE_DURATION.name)
"""Under the name of either convention; an operation is recorded under one of them."""


def _operations(options: Options) -> str:
    return " or ".join(f"({counted(f'{name}_count', WINDOW, options)})" for name in _DURATIONS)


def _buckets(options: Options) -> str:
    return " or ".join(f"increase({name}_bucket[{options.time(WINDOW)}])" for name in _DURATIONS)


def _tokens(options: Options) -> str:
    window = options.time(WINDOW)
    old = f"increase({m.TOKEN_USAGE.name}_sum[{window}])"
    new = (
        f'label_replace(increase({metric.name}[{window}]), "{m.TOKEN_TYPE}", "{kind}", "", "")'
        for metric, kind in ((m.INPUT_USAGE, "input"), (m.OUTPUT_USAGE, "output"))
    )
    return " or ".join((old, *new))


def _burn(window: int, options: Options) -> Record:
    failed = total(recorded("provider_failures", options), window, options)
    return Record(burn(window, options), f"{failed} / ({total(recorded('all_calls', options), window, options)} > 0)")
