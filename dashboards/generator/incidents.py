"""What fails, an incident a row: how grave, whose, where, how often, since when, what to do, and where to look."""

from __future__ import annotations

from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.boards import plain
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import FAILURE_CLASS, RUNBOOK, SERVICE_NAME, WHERE
from genai_triage.monitoring.recording import recorded
from genai_triage.taxonomy import CAUSES, Owner
from generator import colours, links, promql
from generator.columns import Column
from generator.panel import AGO, COUNT, About, Panel, Query, class_shades, owner_shades
from generator.promql import NO_CALLS, NONE
from generator.tables import NO_FAILURE, rows

NO_CALL: Final = "No calls in this range"
STATES: Final = {NONE: NO_FAILURE, NO_CALLS: NO_CALL}
"""What a table says that has nothing to list, by the value of its column."""
BEFORE: Final = {"0": "", "1": "before this range"}
"""What is said of a time of onset that is none."""
NEVER: Final = {"0": ""}
FIX: Final = "fix"
TRACES: Final = "traces"
LOGS: Final = "logs"
PAGE: Final = "page"
_NO_SEVERITY: Final = "0"
_SEVERITY_WORDS: Final = {**{str(rank): severity for severity, rank in promql.RANKS.items()}, _NO_SEVERITY: ""}
_SEVERITY_SHADES: Final = {
    **{str(rank): colours.SEVERITIES[severity] for severity, rank in promql.RANKS.items()},
    _NO_SEVERITY: colours.NO_COLOUR,
}
_DEFAULTS: Final = Options()


def fix_texts() -> dict[str, str]:
    """Says what to do about each cause, from the taxonomy, or why there is nothing to do."""
    return {**{cause.id: plain(cause.fix) for cause in CAUSES.values()}, **STATES}


def severity(name: str) -> Column:
    return Column(name, "Severity", 84, texts=_SEVERITY_WORDS, shades=_SEVERITY_SHADES, pill=True)


def clicks(failure_class: str, cause: str | None, scope: links.Scope) -> tuple[Column, ...]:
    """Returns a column for each place to look at, to be clicked."""
    return (
        Column(RUNBOOK, "Runbook", 72, word="Runbook", links=(links.to_runbook(failure_class),)),
        Column(TRACES, "Traces", 64, word="Traces", links=(links.to_traces(failure_class, cause, scope),)),
        Column(LOGS, "Logs", 48, word="Logs", links=(links.to_logs(failure_class, scope),)),
    )


def failure_table(about: About, calls: str, *matchers: str) -> Panel:
    """Lists class × cause × service × provider × model: how grave, how often, since when, what to do, and links."""
    labels = (m.CLASS, m.CAUSE, m.OWNER, m.JOB, m.PROVIDER, m.MODEL)
    selector = promql.select(m.FAILURES, promql.CLASS_FILTER, *matchers)
    found = (
        f"{promql.count(labels, selector)} > 0",
        promql.onset(labels, selector),
        promql.last_time(labels, selector),
        promql.severity_of(labels, selector),
    )
    first, since, last, rank = (_columns(one) for one in found)
    queries = (
        promql.or_state(first, FIX, calls, listed=promql.any_of((), selector)),
        promql.beside(since, FIX),
        promql.beside(last, FIX),
        promql.beside(rank, FIX),
    )
    here, cause = links.field(m.CLASS), links.field(m.CAUSE)
    return rows(
        about,
        tuple(Query(one) for one in queries),
        (
            severity("Value #D"),
            Column(m.CLASS, "Class", 132, shades=class_shades(), links=(links.to_class(here, links.ROW),)),
            Column(m.OWNER, "Whose", 74, shades=owner_shades()),
            Column(
                WHERE,
                "Where",
                158,
                links=(links.to_provider(links.field(m.PROVIDER), links.ROW),),
                wraps=True,
            ),
            Column("Value #A", "Failures", 82, unit=COUNT),
            Column("Value #B", "Since", 94, unit=AGO, texts=BEFORE, wraps=True),
            Column("Value #C", "Last seen", 100, unit=AGO, texts=NEVER, wraps=True),
            Column(FIX, "What to do", texts=fix_texts(), wraps=True),
            *clicks(here, cause, links.ROW),
            *hidden(m.CAUSE, m.JOB, m.PROVIDER, SERVICE_NAME, promql.CHOSEN_MODEL, promql.MODEL_SPANS),
        ),
        sort=(("Severity", True), ("Failures", True)),
    )


def hidden(*names: str) -> tuple[Column, ...]:
    """Returns columns that are only there for the links of others."""
    return tuple(Column(name, name, hidden=True) for name in names)


def _columns(expr: str) -> str:
    return promql.where(
        promql.with_columns(expr, (FIX, m.CAUSE), (RUNBOOK, m.CLASS), (TRACES, m.CLASS), (LOGS, m.CLASS))
    )


def firing_table(about: About) -> Panel:
    """Lists firing alerts, the gravest first."""
    evaluated = f"count({promql.record(recorded('all_calls', _DEFAULTS), (m.PROVIDER,))})"
    found = promql.where(_with_pages(_with_classes()))
    here = links.field(m.CLASS)
    return rows(
        about,
        (Query(promql.or_none(found, WHERE, evaluated)),),
        (
            severity("Value"),
            Column("alertname", "Alert", 172, links=(links.to_runbook(links.field(PAGE)),)),
            Column(m.CLASS, "Class", 132, shades=class_shades(), links=(links.to_class(here, links.ROW),)),
            Column("owner", "Whose", 74, shades=owner_shades()),
            Column(WHERE, "Where", texts={NONE: "None is firing"}, wraps=True),
            *hidden(PAGE, m.JOB, m.PROVIDER, SERVICE_NAME, promql.CHOSEN_MODEL),
        ),
        sort=(("Severity", True),),
    )


def _with_classes() -> str:
    """Finds firing alerts; one that is about the provider as a whole gets the class of which most calls failed."""
    here = f"{m.JOB}, {m.PROVIDER}"
    labels = ("alertname", "owner", m.JOB, m.PROVIDER, m.CLASS)
    is_provider = f'owner="{Owner.PROVIDER.value}"'
    failed = promql.record(recorded("calls", _DEFAULTS), (m.PROVIDER,), f'{m.OWNER}="{Owner.PROVIDER.value}"')
    each = f"sum by ({here}, {m.CLASS}) (sum_over_time({failed}[{promql.LOOKBACK}]))"
    worst = f"0 * topk by ({here}) (1, {each} > 0)"
    whole = promql.ranked(labels[:-1], is_provider, f'{m.CLASS}=""')
    named = f"({whole}) + on ({here}) group_left ({m.CLASS}) ({worst})"
    return f"({named}) or (({promql.ranked(labels)}) unless on (alertname, {here}) ({named}))"


def _with_pages(found: str) -> str:
    """Adds each alert's page, as a label: its class, but for alerts that are about more or less than one class."""
    found = promql.with_columns(found, (PAGE, m.CLASS))
    others = {alert.name: alert.page for alert in alerts(_DEFAULTS) if alert.dashboard != FAILURE_CLASS}
    for alert in alerts(_DEFAULTS):
        if alert.dashboard != FAILURE_CLASS and len(alert.classes) == 1:
            # Its series has no class, but it is about one.
            found = f'label_replace({found}, "{m.CLASS}", "{alert.classes[0]}", "alertname", "{alert.name}( .+)?")'
    for page in dict.fromkeys(others.values()):
        named = "|".join(name for name, its in others.items() if its == page)
        # Grafana's own are named with their severity: `LLMTelemetryMissing (warning)`.
        found = f'label_replace({found}, "{PAGE}", "{page}", "alertname", "({named})( .+)?")'
    return found
