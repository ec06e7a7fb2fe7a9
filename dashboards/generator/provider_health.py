"""Provider health: only what the provider must answer for, against what it owes you."""

from __future__ import annotations

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.provider import SLO
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import PROVIDER_HEALTH
from genai_triage.monitoring.recording import burn
from genai_triage.taxonomy import CAUSES, FailureClass, Owner
from generator import colours, links, promql
from generator.columns import Column
from generator.incidents import failure_table
from generator.layout import Line, Row, text
from generator.panel import (
    AGO,
    COUNT,
    NO_TELEMETRY,
    PERCENT,
    SECONDS,
    TEXT,
    About,
    Panel,
    Query,
    Step,
    class_shades,
    lines,
    number,
    stacks,
)
from generator.parts import (
    BY_CLASS,
    BY_PROVIDER,
    NO_MODEL,
    asked_to_wait,
    attempts,
    called,
    calls_over_time,
    class_links,
    first_chunk,
    latency_heatmap,
    quantiles,
)
from generator.promql import NONE
from generator.tables import NO_FAILURE, last_times, ranking
from generator.variables import variables

_DEFAULTS = Options()
_IS_PROVIDER = f'{m.OWNER}="{Owner.PROVIDER.value}"'
_FAULTS = promql.of_any_model(m.FAILURES, _IS_PROVIDER, promql.CLASS_FILTER)
_FAILURES = promql.select(m.FAILURES, _IS_PROVIDER, promql.CLASS_FILTER)
_BY = (m.PROVIDER,)
_MODEL = (m.PROVIDER, m.MODEL)
_CLASSES = tuple(
    member
    for member in FailureClass
    if any(cause.failure_class is member and cause.owner is Owner.PROVIDER for cause in CAUSES.values())
)
"""Classes that can be the provider's."""
_SLO = "$slo"
_HOUR, _DAY = 3600, 86400
_BURNS = (("5m", 300), ("1h", _HOUR), ("6h", 6 * _HOUR), ("3d", 3 * _DAY))
_NO_CALLS_VALUE = -(10**9)
_NO_CALLS = {str(_NO_CALLS_VALUE): "No calls"}
_NO_RULES = "No calls, or the recording rules are not loaded"


def provider_health() -> str:
    """Writes the dashboard's file."""
    return text(
        PROVIDER_HEALTH,
        "What Google or Sber must answer for: only failures whose owner is the provider, against the objective.",
        variables(one_class=False, classes=_CLASSES),
        (
            Line(5, ((5, _availability()), (5, _budget()), (5, _failed_called()), (4, _owed()), (5, _last_failure()))),
            Line(8, ((24, _causes()),)),
        ),
        (
            Row(
                "row_failures",
                "Since when",
                (
                    Line(8, ((12, _failures()), (12, _burn()))),
                    Line(
                        8, ((8, _attempts()), (8, _models()), (8, asked_to_wait(PROVIDER_HEALTH, promql.CLASS_FILTER)))
                    ),
                ),
            ),
            Row(
                "row_latency",
                "Latency",
                (
                    Line(
                        8,
                        (
                            (9, latency_heatmap(PROVIDER_HEALTH)),
                            (8, _p95()),
                            (7, first_chunk(PROVIDER_HEALTH, _BY, BY_PROVIDER)),
                        ),
                    ),
                ),
            ),
            Row("row_months", "Over months, from the recording rules", (Line(8, ((24, _months()),)),), collapsed=True),
        ),
    )


def _share() -> str:
    """Returns the share of the range's calls that the provider failed."""
    return promql.ratio(
        promql.total(_BY, promql.counted(_FAULTS)), promql.total(_BY, promql.counted(*promql.all_calls()))
    )


def _availability() -> Panel:
    about = About(
        PROVIDER_HEALTH,
        "availability",
        "Availability",
        "Share of calls that the provider did not fail: failures of other owners (a bad key, a blocked prompt, your "
        f"network) do not count against it.{NO_MODEL}",
        PERCENT,
        NO_TELEMETRY,
    )
    slo = _DEFAULTS.thresholds[SLO]
    steps = (Step(None, colours.BAD), Step(slo, colours.WARNING), Step(1, colours.GOOD))
    return number(
        about, _or_no_calls(f"1 - {_share()}"), decimals=3, steps=steps, texts=_NO_CALLS, below_each_other=True
    )


def _or_no_calls(expr: str) -> Query:
    """Returns what a provider has, or a number that says that there was no call to it."""
    return Query(promql.or_no_calls(expr, _BY, _NO_CALLS_VALUE), BY_PROVIDER)


def _budget() -> Panel:
    about = About(
        PROVIDER_HEALTH,
        "budget",
        "Error budget left",
        "How much of the failures that the objective allows in the range is left; negative if it is overdrawn. The "
        f"objective is the hidden variable slo, 99 % unless exported with another.{NO_MODEL}",
        PERCENT,
        NO_TELEMETRY,
    )
    steps = (Step(None, colours.BAD), Step(0, colours.WARNING), Step(0.5, colours.NEUTRAL), Step(1, colours.GOOD))
    left = f"1 - ({_share()}) / (1 - {_SLO})"
    return number(about, _or_no_calls(left), decimals=1, steps=steps, texts=_NO_CALLS, below_each_other=True)


def _failed_called() -> Panel:
    about = About(
        PROVIDER_HEALTH,
        "failed_calls",
        "Calls that the provider failed",
        "In the range, after the SDK's retries.",
        COUNT,
    )
    found = promql.or_zero(promql.count(_BY, _FAILURES), called(m.PROVIDER))
    steps = (Step(None, colours.GOOD), Step(1, colours.WARNING))
    return number(about, Query(found, BY_PROVIDER), decimals=0, steps=steps, below_each_other=True)


def _owed() -> Panel:
    about = About(
        PROVIDER_HEALTH,
        "owed",
        "Calls owed",
        f"Failed calls beyond what the objective allows: what a claim for a credit can name.{NO_MODEL}",
        COUNT,
    )
    allowed = f"(1 - {_SLO}) * {promql.count(_BY, *promql.all_calls())}"
    failed = promql.or_zero(promql.count(_BY, _FAULTS), called(m.PROVIDER))
    found = f"ceil(clamp_min(({failed}) - {allowed}, 0)) and on ({m.PROVIDER}) ({called(m.PROVIDER)})"
    steps = (Step(None, colours.GOOD), Step(1, colours.BAD))
    return number(about, Query(found, BY_PROVIDER), decimals=0, steps=steps, below_each_other=True)


def _last_failure() -> Panel:
    about = About(PROVIDER_HEALTH, "last_failure", "Last failure", "Is it still going on?", AGO, NO_TELEMETRY)
    last = promql.or_zero(promql.last_time(_BY, _FAILURES), called(m.PROVIDER))
    return last_times(about, Query(last), Column(m.PROVIDER, "Provider", 90), latest_first=True)


def _causes() -> Panel:
    about = About(
        PROVIDER_HEALTH,
        "causes",
        "What the provider failed",
        "One line for each class, cause, service and model. The traces' response ids are evidence for its support.",
        TEXT,
        NO_TELEMETRY,
    )
    return failure_table(about, called(), _IS_PROVIDER)


def _failures() -> Panel:
    about = About(
        PROVIDER_HEALTH,
        "failures",
        "Calls that the provider failed, by class",
        "In each step. Compare with the provider's status page.",
        COUNT,
    )
    series = f"({promql.events((m.CLASS,), _FAILURES)} > 0)"
    failed = promql.beside_none(series, m.CLASS, calls_over_time())
    return stacks(about, Query(failed, BY_CLASS), shades=class_shades(), links=class_links(links.series(m.CLASS)))


def _burn() -> Panel:
    about = About(
        PROVIDER_HEALTH,
        "burn",
        "How fast the error budget burns",
        "1 spends exactly what the objective allows. Lines: 14.4 over 1 h spends 2 % of a month's budget, 6 over 6 h "
        f"spends 5 %: both page. From the recording rules, the highest of the chosen services.{NO_MODEL}",
        "suffix:×",
        _NO_RULES,
    )
    found = (
        Query(
            f"max by ({m.PROVIDER}) ({promql.record(burn(window, _DEFAULTS), _BY)}) / (1 - {_SLO})",
            f"{name} {BY_PROVIDER}",
        )
        for name, window in _BURNS
    )
    steps = (Step(None, colours.NEUTRAL), Step(6, colours.WARNING), Step(14.4, colours.BAD))
    return lines(about, *found, hues=colours.PROVIDERS, steps=steps)


def _attempts() -> Panel:
    description = "Bars: requests on the wire that the provider failed. Line: calls that it failed."
    return attempts(PROVIDER_HEALTH, description, _FAULTS)


def _models() -> Panel:
    about = About(
        PROVIDER_HEALTH,
        "models",
        "By model",
        "Calls that the provider failed. If it is one model, another one may be the way round.",
        COUNT,
    )
    failed = promql.or_none(f"{promql.count(_MODEL, _FAILURES)} > 0", m.MODEL, called())
    columns = (Column(m.PROVIDER, "Provider", 100), Column(m.MODEL, "Model", 190, texts={NONE: NO_FAILURE}))
    return ranking(about, Query(failed), columns, Column("Value", "Failures"))


def _p95() -> Panel:
    about = About(
        PROVIDER_HEALTH,
        "p95",
        "Duration of successful calls",
        "Half are faster than p50, 95 of 100 than p95. Slower at the same size of prompts is the provider's.",
        SECONDS,
    )
    return quantiles(about, _BY, BY_PROVIDER, 0.5, 0.95)


def _months() -> Panel:
    about = About(
        PROVIDER_HEALTH,
        "availability_recorded",
        "Availability over a day",
        "Share of the last 24 hours' calls that the provider did not fail, the lowest of the chosen services, from the "
        f"recording rules. The dashed line is the objective's default.{NO_MODEL}",
        PERCENT,
        _NO_RULES,
    )
    share = promql.record(burn(_DAY, _DEFAULTS), _BY)
    available = f"1 - max by ({m.PROVIDER}) (max_over_time({share}[{promql.WINDOW}]))"
    steps = (Step(None, colours.BAD), Step(_DEFAULTS.thresholds[SLO], colours.WARNING))
    return lines(about, Query(available, BY_PROVIDER), hues=colours.PROVIDERS, steps=steps, most=1)
