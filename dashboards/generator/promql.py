"""The expressions of the panels, built from the metric catalogue.

Counts see the first failure of a new series, which `increase()` alone does not, because it needs a sample before it;
and a gap in the samples is no failure. Every window is Grafana's, so that any range is right: `$__range`,
`$__interval` or `$__rate_interval`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.metrics import Metric
from genai_triage.monitoring.panels import SERVICE_FILTER, SERVICE_OR_NONE
from genai_triage.telemetry import names

RANGE: Final = "$__range"
STEP: Final = "$__interval"
WINDOW: Final = "$__rate_interval"

PROVIDER_FILTER: Final = f'{m.PROVIDER}=~"$provider"'
MODEL_FILTER: Final = f'{m.MODEL}=~"$model"'
CLASS_FILTER: Final = f'{m.CLASS}=~"$class"'
IS_OK: Final = f'{m.CLASS}="{names.OK}"'

ALERTS: Final = "ALERTS"
GRAFANA_ALERTS: Final = "GRAFANA_ALERTS"
TARGET_INFO: Final = "target_info"
VERSION: Final = m.label("service.version")

_FILTER_OF: Final = {m.PROVIDER: PROVIDER_FILTER, m.MODEL: MODEL_FILTER}


def select(metric: Metric, *matchers: str, suffix: str = "") -> str:
    """Selects a metric of the chosen services, and of the chosen providers and models where it has those labels."""
    chosen = [SERVICE_FILTER, *(text for label, text in _FILTER_OF.items() if label in metric.labels), *matchers]
    return f"{metric.name}{suffix}{{{','.join(chosen)}}}"


def record(name: str, labels: Iterable[str], *matchers: str) -> str:
    """Selects a recorded series of the chosen services, providers and, where it has that label, models."""
    chosen = [SERVICE_FILTER, *(text for label, text in _FILTER_OF.items() if label in labels), *matchers]
    return f"{name}{{{','.join(chosen)}}}"


def total(labels: Iterable[str], expr: str) -> str:
    names_of = ", ".join(labels)
    return f"sum by ({names_of}) ({expr})" if names_of else f"sum({expr})"


def counted(selector: str) -> str:
    """Counts a counter's increments in the range, series by series: exactly, but where it was reset within.

    `increase()` extrapolates, which makes 18 events 19 in a short range, so that it is only taken for those.
    """
    return (
        f"({_more(selector, RANGE, RANGE)}) unless (resets({selector}[{RANGE}]) > 0) or increase({selector}[{RANGE}])"
    )


def count(labels: Iterable[str], *selectors: str) -> str:
    """Counts whole events in the range."""
    return f"round({total(labels, ' or '.join(counted(one) for one in selectors))})"


def events(labels: Iterable[str], selector: str) -> str:
    """Counts whole events in each step, over time; they add up to all of them, whatever the samples' distance."""
    return total(labels, _more(selector, WINDOW, STEP))


def _more(selector: str, window: str, ago: str) -> str:
    """Returns what a counter has more than some time ago; one that was not there, or was reset, counts from 0.

    Args:
        window: How far back its last sample may be.
        ago: Some time ago; the sample before that may be as far back as the range is long.
    """
    now, before = f"last_over_time({selector}[{window}])", f"last_over_time({selector}[{RANGE}] offset {ago})"
    return f"({now} - {before} >= 0) or {now}"


def latest(labels: Iterable[str], selector: str) -> str:
    """Returns the last value of a gauge in the range, even if its process is gone."""
    return f"max by ({', '.join(labels)}) (last_over_time({selector}[{RANGE}]))"


def changed(selector: str) -> str:
    """Finds the times (Unix seconds) of the steps at which a counter had grown, within a subquery over the range.

    One that was not there before had, unless it was started at 0.
    """
    before = f"last_over_time({selector}[{RANGE}] offset {STEP})"
    return f"timestamp(({selector} > 0) unless ({selector} == {before}))[{RANGE}:{STEP}]"


def first_time(labels: Iterable[str], selector: str) -> str:
    """Returns milliseconds since 1970 of the first event in the range."""
    return f"1000 * min by ({', '.join(labels)}) (min_over_time({changed(selector)}))"


def last_time(labels: Iterable[str], selector: str) -> str:
    """Returns milliseconds since 1970 of the last event in the range."""
    return f"1000 * max by ({', '.join(labels)}) (max_over_time({changed(selector)}))"


def ratio(part: str, whole: str) -> str:
    """Divides `part` by `whole`; nothing where nothing was called, 0 where nothing of it is `part`."""
    return f"({part} or 0 * {whole}) / ({whole} > 0)"


def either(old: str, new: str) -> str:
    """Reads the metric under the name of either convention; an operation is recorded under one of them."""
    return f"{old} or {new}"


def rates(old: Metric, new: Metric, suffix: str, *matchers: str) -> str:
    """Reads the rates of a histogram that has two names."""
    return either(*(f"rate({select(one, *matchers, suffix=suffix)}[{WINDOW}])" for one in (old, new)))


def quantile(share: float, labels: Iterable[str], buckets: str) -> str:
    return f"histogram_quantile({share:g}, {total(('le', *labels), buckets)})"


def with_columns(expr: str, *columns: tuple[str, str]) -> str:
    """Copies labels into further columns of a table: (column, label it copies)."""
    for column, label in columns:
        expr = f'label_replace({expr}, "{column}", "$1", "{label}", "(.*)")'
    return expr


def or_none(rows: str, label: str, calls: str, value: int = 0) -> str:
    """Returns `rows`, or one row named `none` if there was a call and nothing to list; nothing without a call."""
    none = f'label_replace(0 * ({calls} > 0){f" + {value}" if value else ""}, "{label}", "none", "", "")'
    return f"{rows} or ({none} unless on () ({rows}))"


def known(expr: str, calls: str) -> str:
    """Returns `expr`, but nothing where nothing was called."""
    return f"({expr}) and on () ({calls} > 0)"


def moment(expr: str, calls: str) -> str:
    """Returns a time, or 0 if there was a call and no such time; nothing without a call."""
    return f"{expr} or 0 * ({calls} > 0)"


_PREFIX: Final = "LLM"
"""How the name of every alert of ours begins."""


def firing(labels: Iterable[str]) -> str:
    """Finds firing alerts: those of Prometheus, or Grafana's own where it writes its state history to Prometheus.

    An alert that is about no provider (telemetry missing) has no such label and is always among them.
    """
    matchers = ",".join(
        (
            f'alertname=~"{_PREFIX}.+"',
            'alertstate="firing"',
            SERVICE_OR_NONE,
            f'{m.PROVIDER}=~"|$provider"',
        )
    )
    return f"max by ({', '.join(labels)}) ({ALERTS}{{{matchers}}} or {GRAFANA_ALERTS}{{{matchers}}})"


def new_versions() -> str:
    """Finds versions of the services that were not there a step before."""
    labels = f"{m.JOB}, {VERSION}"
    selector = f'{TARGET_INFO}{{{SERVICE_FILTER},{VERSION}!=""}}'
    before = f"last_over_time({selector}[{RANGE}] offset {STEP})"
    return f"count by ({labels}) ({selector}) unless count by ({labels}) ({before})"
