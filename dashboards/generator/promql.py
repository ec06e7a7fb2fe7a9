"""The expressions of the panels, built from the metric catalogue.

Counts see the first failure of a new series, which `increase()` alone does not, because it needs a sample before it;
and a gap in the samples is no failure. Windows are Grafana's, so that any range is right (`$__range`, `$__interval`,
`$__rate_interval`), and no query reads a sample more often over a long range than over a short one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring import recording
from genai_triage.monitoring.alerts import SEVERITIES
from genai_triage.monitoring.metrics import Metric
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import SERVICE_FILTER, SERVICE_NAME, SERVICE_OR_NONE, WHERE
from genai_triage.taxonomy import Owner
from genai_triage.telemetry import names

NONE: Final = "none"
"""The value of a label that says: there were calls, and nothing to list."""
NO_CALLS: Final = "no_calls"
"""The value of a label that says: there is telemetry, and no call."""
OTHERS: Final = "others"
"""The value of a label that stands for all that are not shown one by one."""

RANGE: Final = "$__range"
STEP: Final = "$__interval"
WINDOW: Final = "$__rate_interval"
MINUTE: Final = "1m"
LOOKBACK: Final = Options().time(recording.LOOKBACK)
"""How long a counter may be silent before it is taken for a new one, as by the rules, and a failure for another."""

PROVIDER_FILTER: Final = f'{m.PROVIDER}=~"$provider"'
MODEL_FILTER: Final = f'{m.MODEL}=~"$model"'
CLASS_FILTER: Final = f'{m.CLASS}=~"$class"'
IS_OK: Final = f'{m.CLASS}="{names.OK}"'

ALERTS: Final = "ALERTS"
GRAFANA_ALERTS: Final = "GRAFANA_ALERTS"
TARGET_INFO: Final = "target_info"
VERSION: Final = m.label("service.version")
VERSIONS: Final = f'{{__name__=~"{TARGET_INFO}|{m.CALLS.name}",{SERVICE_FILTER},{VERSION}!=""}}'
"""Selects the versions of the chosen services: VictoriaMetrics makes no `target_info` of OTLP, but has the resource's
attributes as labels of each series."""

_FILTER_OF: Final = {m.PROVIDER: PROVIDER_FILTER, m.MODEL: MODEL_FILTER}


def select(metric: Metric, *matchers: str, suffix: str = "") -> str:
    """Selects a metric of the chosen services, and of the chosen providers and models where it has those labels."""
    chosen = [SERVICE_FILTER, *(text for label, text in _FILTER_OF.items() if label in metric.labels), *matchers]
    return f"{metric.name}{suffix}{{{','.join(chosen)}}}"


def all_calls() -> tuple[str, str]:
    """Selects all calls, of any model: successes, and failures, whose counter has no series of what never failed."""
    return select(m.CALLS, IS_OK), of_any_model(m.FAILURES)


def of_any_model(metric: Metric, *matchers: str) -> str:
    """Selects a metric as those are selected that are not split by model, to be compared with them."""
    return record(metric.name, (m.PROVIDER,), *matchers)


def record(name: str, labels: Iterable[str], *matchers: str) -> str:
    """Selects a recorded series of the chosen services, providers and, where it has that label, models."""
    chosen = [SERVICE_FILTER, *(text for label, text in _FILTER_OF.items() if label in labels), *matchers]
    return f"{name}{{{','.join(chosen)}}}"


def total(labels: Iterable[str], expr: str) -> str:
    names_of = ", ".join(labels)
    return f"sum by ({names_of}) ({expr})" if names_of else f"sum({expr})"


def counted(*selectors: str) -> str:
    """Counts counters' increments in the range, series by series: exactly, but where one was reset within.

    `increase()` extrapolates, which makes 18 events 19 in a short range, so that it is only taken for those.
    """
    return " or ".join(
        f"({_more(one, RANGE, RANGE)}) unless (resets({one}[{RANGE}]) > 0) or increase({one}[{RANGE}])"
        for one in selectors
    )


def count(labels: Iterable[str], *selectors: str) -> str:
    """Counts whole events in the range."""
    return f"round({total(labels, counted(*selectors))})"


def events(labels: Iterable[str], *selectors: str) -> str:
    """Counts whole events in each step, over time; they add up to all of them, whatever the samples' distance."""
    return total(labels, " or ".join(_more(one, WINDOW, STEP) for one in selectors))


def calling(*selectors: str) -> str:
    """Returns a number above 0 in each step in which a counter has grown, over time: cheaper than its events."""
    return " or ".join(f"({_growth(one)})" for one in selectors)


def _growth(selector: str) -> str:
    """Returns by how much all counters together have grown in a step, if they have."""
    now, before = f"sum(last_over_time({selector}[{WINDOW}]))", f"sum({_before(selector, STEP)})"
    return f"{now} - ({before} or 0 * {now}) > 0"


def roughly(selector: str, at: str = "") -> str:
    """Counts a counter's increments in the range as `increase` does, but sees the first ones of a new series.

    Args:
        at: The range of which step is read, if not of each.
    """
    ranged = f"{selector}[{RANGE}]{at}"
    return f"(last_over_time({ranged}) unless {_before(selector, RANGE, at)}) or increase({ranged})"


def any_of(labels: Iterable[str], *selectors: str) -> str:
    """Counts the series that had an event in the range: cheaper than their events."""
    grown = (_grown(f"last_over_time({one}[{RANGE}])", _before(one, RANGE)) for one in selectors)
    return f"{_counting(labels)} ({' or '.join(f'({one})' for one in grown)})"


def _counting(labels: Iterable[str]) -> str:
    names_of = ", ".join(labels)
    return f"count by ({names_of})" if names_of else "count"


def _before(selector: str, ago: str, at: str = "") -> str:
    """Returns the last value that a counter had some time ago."""
    return f"last_over_time({selector}[{LOOKBACK}]{at} offset {ago})"


def _more(selector: str, window: str, ago: str) -> str:
    """Returns what a counter has more than some time ago; one that was not there, or was reset, counts from 0.

    Args:
        window: How far back its last sample may be.
    """
    now = f"last_over_time({selector}[{window}])"
    return f"({now} - {_before(selector, ago)} >= 0) or {now}"


def _grown(now: str, before: str) -> str:
    """Selects the counters that had an event; one that was not there before had, unless it was started at 0."""
    return f"({now} > 0) unless ({now} == {before})"


def latest(labels: Iterable[str], selector: str) -> str:
    """Returns the last value of a gauge in the range, even if its process is gone."""
    return f"max by ({', '.join(labels)}) (last_over_time({selector}[{RANGE}]))"


def _times(function: str, selector: str) -> str:
    """Finds the first or last time (Unix seconds) at which each counter had grown: by the steps, and in the last
    one, which has not ended, by the minute and now."""
    grown = _grown(f"last_over_time({selector}[{WINDOW}])", _before(selector, STEP))
    lately = _grown(selector, _before(selector, MINUTE))
    return (
        f"{function}(timestamp({grown})[{RANGE}:{STEP}])"
        f' or label_replace({function}(timestamp({lately})[{STEP}:{MINUTE}]), "when", "lately", "", "")'
        f' or label_replace(timestamp({lately}), "when", "now", "", "")'
    )


def first_time(labels: Iterable[str], selector: str) -> str:
    """Returns milliseconds since 1970 of the first event in the range."""
    return f"1000 * min by ({', '.join(labels)}) ({_times('min_over_time', selector)})"


def onset(labels: Iterable[str], selector: str) -> str:
    """Returns the time of the first event in the range, or 1 if there was one in the hour before it as well."""
    before = f"max by ({', '.join(labels)}) (increase({selector}[{LOOKBACK}] offset {RANGE}) > 0)"
    return f"(0 * {before} + 1) or {first_time(labels, selector)}"


def last_time(labels: Iterable[str], selector: str) -> str:
    """Returns milliseconds since 1970 of the last event in the range."""
    return f"1000 * max by ({', '.join(labels)}) ({_times('max_over_time', selector)})"


def last_sample(labels: Iterable[str], selector: str) -> str:
    """Returns milliseconds since 1970 of the last sample in the range; up to a step early for a series that ended."""
    # Prometheus decodes a series anew in every step of a subquery over `timestamp(selector)`, not over an expression.
    there = f"timestamp({selector} >= 0)"
    found = (
        f"timestamp({selector})",
        f"max_over_time({there}[{STEP}:{MINUTE}])",
        f"max_over_time({there}[{RANGE}:{STEP}])",
    )
    return f"1000 * max by ({', '.join(labels)}) ({' or '.join(found)})"


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


def with_service(expr: str) -> str:
    """Adds the service's name, as traces have it, as a label."""
    return _replaced(expr, SERVICE_NAME, "$1", m.JOB, "(?:.*/)?(.+)")


def with_chosen_model(expr: str) -> str:
    """Adds the model, as the dashboards' variable has it, as a label."""
    return _replaced(_replaced(expr, CHOSEN_MODEL, "All", m.MODEL, ""), CHOSEN_MODEL, "$1", m.MODEL, "(.+)")


def where(expr: str) -> str:
    """Adds what a row is about as columns: in words, and as its links name it.

    Each column has a value in every row: a link shows a reference to a column that no row has as it stands.
    """
    replaced = (
        (WHERE, "$1", m.JOB, "(.+)"),
        (WHERE, "$1 → $2", _PATH, "(.+)\\n(.+)\\n"),
        (WHERE, "$1 → $2 ($3)", _PATH, "(.+)\\n(.+)\\n(.+)"),
        (MODEL_SPANS, " | {}", m.MODEL, ""),
        (MODEL_SPANS, f" | {{span.{names.REQUEST_MODEL} = `$1`}}", m.MODEL, "(.+)"),
    )
    expr = with_chosen_model(with_service(expr))
    expr = f'label_join({expr}, "{_PATH}", "\\n", "{m.JOB}", "{m.PROVIDER}", "{m.MODEL}")'
    for one in replaced:
        expr = _replaced(expr, *one)
    return expr


def _replaced(expr: str, column: str, value: str, label: str, pattern: str) -> str:
    return f'label_replace({expr}, "{column}", "{value}", "{label}", "{pattern}")'


CHOSEN_MODEL: Final = "chosen_model"
"""Column: the model as a dashboard's variable names it."""
MODEL_SPANS: Final = "model_spans"
"""Column: a further step of a TraceQL query that keeps the spans of the model."""
_PATH: Final = "path"


def or_none(rows: str, label: str, calls: str, value: int = 0, *, listed: str = "") -> str:
    """Returns `rows`, or one row named `none` if there was a call and nothing to list; nothing without a call.

    Args:
        listed: Something that is there if there are rows, and cheaper.
    """
    return f"{rows} or ({_none(label, calls, value)} unless on () ({listed or rows}))"


def beside_none(rows: str, label: str, calls: str) -> str:
    """Returns `rows` over time, and a row named `none` of 0 wherever there was a call."""
    return f"{rows} or {_none(label, calls)}"


def _none(label: str, calls: str, value: int = 0) -> str:
    return f'label_replace(0 * ({calls} > 0){f" + {value}" if value else ""}, "{label}", "{NONE}", "", "")'


def or_state(rows: str, label: str, calls: str, *, listed: str = "") -> str:
    """Returns `rows`, or one row that says why there are none: `none` failed, `no_calls` were made.

    Nothing is returned where the range has no telemetry at all.

    Args:
        calls: Something above 0 if there was a call.
        listed: Something that is there if there are rows, and cheaper.
    """
    state = f'0 * count_values("{label}", clamp_max({calls} or {_there((), 0)}, 1))'
    for word, value in ((NO_CALLS, 0), (NONE, 1)):
        state = _replaced(state, label, word, label, f"{value}")
    return f"{rows} or ({state} unless on () ({listed or rows}))"


def beside(rows: str, label: str) -> str:
    """Adds rows that join those of `or_state`, so that a table has this column even where it has nothing to show."""
    return " or ".join((rows, *(_state(label, word) for word in (NONE, NO_CALLS))))


def _state(label: str, word: str) -> str:
    """Returns a row named by a word, if there is telemetry in the range."""
    return f'label_replace({_there((), 0)}, "{label}", "{word}", "", "")'


def or_no_calls(expr: str, labels: Iterable[str], value: int) -> str:
    """Returns what `expr` has for each value of labels, or a number that says that there is telemetry and no call."""
    return f"{expr} or ({_there(tuple(labels), value)})"


def _there(labels: tuple[str, ...], value: int) -> str:
    """Returns a number wherever there is telemetry in the range: each process starts to count successes at 0."""
    successes, _ = all_calls()
    return f"0 * {_counting(labels)} (last_over_time({successes}[{RANGE}])) + {value}"


def largest(series: str, label: str, selector: str, most: int = 6) -> str:
    """Keeps the series of the values of a label that grew most in the range, and adds the rest up as `others`.

    Args:
        series: Their events, over time.
        selector: Of the counter; it is read once for the whole range.
    """
    grown = total((label,), roughly(selector, " @ end()"))
    chosen = f"topk({most}, {grown})"
    shown = (
        f'label_replace({chosen}, "{_SHOWN}", "$1", "{label}", "(.*)")'
        f' or label_replace({grown} unless on ({label}) {chosen}, "{_SHOWN}", "{OTHERS}", "", "")'
    )
    found = total((_SHOWN,), f"{series} * on ({label}) group_left ({_SHOWN}) (0 * ({shown}) + 1)")
    return f'label_replace({found}, "{label}", "$1", "{_SHOWN}", "(.*)")'


_SHOWN: Final = "shown"


def known(expr: str, calls: str) -> str:
    """Returns `expr`, but nothing where nothing was called."""
    return f"({expr}) and on () ({calls} > 0)"


def or_zero(expr: str, calls: str) -> str:
    """Returns a count or a time, or 0 if there was a call and no such event; nothing without a call."""
    return f"{expr} or 0 * ({calls} > 0)"


_PREFIX: Final = "LLM"
"""How the name of every alert of ours begins."""


def firing(labels: Iterable[str], *matchers: str) -> str:
    """Finds firing alerts: those of Prometheus, or Grafana's own where it writes its state history to Prometheus.

    An alert that is about no provider (telemetry missing) has no such label and is always among them.
    """
    chosen = ",".join(
        (
            f'alertname=~"{_PREFIX}.+"',
            'alertstate="firing"',
            SERVICE_OR_NONE,
            f'{m.PROVIDER}=~"|$provider"',
            *matchers,
        )
    )
    return f"max by ({', '.join(labels)}) ({ALERTS}{{{chosen}}} or {GRAFANA_ALERTS}{{{chosen}}})"


def ranked(labels: Iterable[str], *matchers: str) -> str:
    """Finds firing alerts with the rank of their severity: the gravest has the highest, none is 0."""
    labels = tuple(labels)
    return " or ".join(
        f"""0 * {firing(labels, f'severity="{severity}"', *matchers)} + {RANKS[severity]}""" for severity in SEVERITIES
    )


RANKS: Final = {severity: len(SEVERITIES) - place for place, severity in enumerate(SEVERITIES)}
"""Rank of a severity."""


def severity_of(labels: Iterable[str], selector: str) -> str:
    """Returns for each row of failures the rank of the gravest firing alert about it, if there is one.

    An alert is about a row of its service and provider if it names the row's class, or names none and the provider is
    who must act, as the row's owner is.

    Args:
        labels: Of a row: with service, provider, class and owner.
        selector: Of the failures' counter.
    """
    here = f"{m.JOB}, {m.PROVIDER}"
    # What has not failed within the hour has no alert.
    lately = f"max by ({', '.join(labels)}) (last_over_time({selector}[{LOOKBACK}]))"
    provider = f'label_replace(vector(1), "{m.OWNER}", "{Owner.PROVIDER.value}", "", "")'
    whole = ranked((m.JOB, m.PROVIDER), f'owner="{Owner.PROVIDER.value}"', f'{m.CLASS}=""')
    named = ranked((m.JOB, m.PROVIDER, m.CLASS))
    of_provider = f"0 * ({lately} and on ({m.OWNER}) {provider}) + on ({here}) group_left () ({whole})"
    of_class = f"0 * {lately} + on ({here}, {m.CLASS}) group_left () ({named})"
    both = f'label_replace({of_provider}, "about", "provider", "", "") or ({of_class})'
    return f"max by ({', '.join(labels)}) ({both})"


def new_versions() -> str:
    """Finds versions of the services that were not there a step before."""
    labels = f"{m.JOB}, {VERSION}"
    return f"count by ({labels}) ({VERSIONS}) unless count by ({labels}) ({_before(VERSIONS, STEP)})"
