"""One class: what it means and what to do, since when, which causes, where."""

from __future__ import annotations

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.boards import plain
from genai_triage.monitoring.panels import FAILURE_CLASS, RUNBOOK
from genai_triage.monitoring.playbooks import PLAYBOOKS
from genai_triage.taxonomy import FailureClass
from generator import colours, links, promql
from generator.answered import ANSWERED
from generator.columns import Column
from generator.examples import failed_calls, messages
from generator.incidents import BEFORE, FIX, LOGS, NEVER, TRACES, clicks, fix_texts
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
    cause_shades,
    class_shades,
    class_texts,
    label_of,
    lines,
    number,
    owner_shades,
    owner_texts,
    stacks,
)
from generator.parts import BY_PROVIDER, NO_MODEL, asked_to_wait, attempts, called, calls_over_time
from generator.promql import NONE
from generator.tables import NO_FAILURE, ranking, rows
from generator.variables import variables

_FAILURES = promql.select(m.FAILURES, promql.CLASS_FILTER)
_ATTEMPTS = promql.select(m.ATTEMPTS, promql.CLASS_FILTER)
_MEANING = "meaning"
_WHOSE = "whose"
_NOT_HERE = {"0": NO_FAILURE}
_CHOSEN = "${class}"
_TEXT_SIZE = 28


def failure_class() -> str:
    """Writes the dashboard's file."""
    return text(
        FAILURE_CLASS,
        "One class of failure: what it means, what to do, since when, which causes, which models and operations.",
        variables(one_class=True),
        (
            Line(5, ((24, _about()),)),
            Line(3, ((5, _count()), (5, _share()), (7, _first()), (7, _last()))),
            Line(8, ((24, _causes()),)),
        ),
        (
            Row("row_examples", "Examples", (Line(6, ((24, messages()),)), Line(6, ((24, failed_calls()),)))),
            Row("row_causes", "Since when", (Line(8, ((12, _failures()), (12, _causes_over_time()))),)),
            Row(
                "row_where",
                "Where",
                (
                    Line(8, ((8, _models()), (8, _operations()), (8, _services()))),
                    Line(
                        8, ((8, _attempts()), (8, _duration()), (8, asked_to_wait(FAILURE_CLASS, promql.CLASS_FILTER)))
                    ),
                    Line(8, ((12, _error_types()), (6, _windows()), (6, _transports()))),
                ),
            ),
        ),
    )


def _about() -> Panel:
    about = About(
        FAILURE_CLASS,
        "meaning",
        "What it means, and what to do",
        "From the taxonomy. The runbook has more: how to tell the causes apart, what to check first, when to escalate.",
        TEXT,
        "No class is chosen",
    )
    constant = f'label_replace(vector(1), "{m.CLASS}", "$class", "", "")'
    copies = tuple((name, m.CLASS) for name in (_MEANING, _WHOSE, FIX, RUNBOOK, TRACES, LOGS))
    fixes = {one: plain(PLAYBOOKS[one].fix) for one in FailureClass}
    return rows(
        about,
        (Query(promql.with_columns(constant, *copies)),),
        (
            Column(m.CLASS, "Class", 132, shades=class_shades()),
            Column(
                _WHOSE,
                "Usually whose",
                150,
                texts=class_texts({one: owner_texts()[one.owner] for one in FailureClass}),
                wraps=True,
            ),
            Column(
                _MEANING, "Meaning", texts=class_texts({one: plain(one.meaning) for one in FailureClass}), wraps=True
            ),
            Column(FIX, "What to do", texts=class_texts(fixes), wraps=True),
            *clicks(links.field(m.CLASS), None, links.CHOSEN),
        ),
    )


def _count() -> Panel:
    about = About(
        FAILURE_CLASS, "count", "Failures", "Calls that failed with this class in the range.", COUNT, NO_TELEMETRY
    )
    found = promql.or_no_calls(promql.or_zero(promql.count((), _FAILURES), called()), (), -1)
    return number(
        about,
        Query(found),
        decimals=0,
        steps=(Step(None, colours.GOOD), Step(1, colours.WARNING)),
        texts={"-1": "No calls"},
    )


def _share() -> Panel:
    about = About(
        FAILURE_CLASS,
        "share",
        "Share of calls",
        f"Of all calls of the chosen services and providers.{NO_MODEL}",
        PERCENT,
    )
    part = promql.total((), promql.counted(promql.of_any_model(m.FAILURES, promql.CLASS_FILTER)))
    whole = promql.total((), promql.counted(*promql.all_calls()))
    return number(
        about,
        Query(promql.ratio(part, whole)),
        decimals=2,
        steps=(Step(None, colours.GOOD), Step(1e-9, colours.WARNING), Step(0.05, colours.BAD)),
    )


def _first() -> Panel:
    about = About(
        FAILURE_CLASS,
        "first",
        "Onset",
        "The first failure in the range, unless there was one in the hour before it as well: then choose a longer one. "
        "Compare it with deployments, rotated secrets and the provider's status page.",
        AGO,
    )
    since = f"({promql.onset((), _FAILURES)}) and on () ({promql.any_of((), _FAILURES)})"
    return number(
        about, Query(promql.or_zero(since, called())), texts={**_NOT_HERE, "1": "Before this range"}, size=_TEXT_SIZE
    )


def _last() -> Panel:
    about = About(FAILURE_CLASS, "last", "Last seen", "The last failure in the range: is it still going on?", AGO)
    return number(
        about, Query(promql.or_zero(promql.last_time((), _FAILURES), called())), texts=_NOT_HERE, size=_TEXT_SIZE
    )


def _causes() -> Panel:
    about = About(
        FAILURE_CLASS,
        "causes",
        "Causes, and what to do about each",
        "Most first. Click a cause for its traces. Owners differ where one class has several: a timeout can be the "
        "provider's or the caller's own.",
        TEXT,
        NO_TELEMETRY,
    )
    labels = (m.CAUSE, m.OWNER, m.ANSWERED_BY, m.PROVIDER)
    found = (
        f"{promql.count(labels, _FAILURES)} > 0",
        promql.onset(labels, _FAILURES),
        promql.last_time(labels, _FAILURES),
    )
    first, *more = (promql.with_columns(one, (FIX, m.CAUSE)) for one in found)
    traces = links.to_traces(_CHOSEN, links.field(m.CAUSE), links.ROW_PROVIDER)
    return rows(
        about,
        (
            Query(promql.or_state(first, FIX, called(), listed=promql.any_of((), _FAILURES))),
            *(Query(promql.beside(one, FIX)) for one in more),
        ),
        (
            Column(m.CAUSE, "Cause", 250, links=(traces,)),
            Column(m.OWNER, "Whose", 76, shades=owner_shades()),
            Column(m.ANSWERED_BY, "Who answered", 120, texts=ANSWERED, wraps=True),
            Column(
                m.PROVIDER, "Provider", 104, links=(links.to_provider(links.field(m.PROVIDER), links.ROW_PROVIDER),)
            ),
            Column("Value #A", "Failures", 84, unit=COUNT),
            Column("Value #B", "Since", 100, unit=AGO, texts=BEFORE, wraps=True),
            Column("Value #C", "Last seen", 100, unit=AGO, texts=NEVER, wraps=True),
            Column(FIX, "What to do", texts=fix_texts(), wraps=True),
        ),
        sort=(("Failures", True),),
    )


def _failures() -> Panel:
    about = About(
        FAILURE_CLASS,
        "failures",
        "Failures by service and provider",
        "Failed calls in each step. All services at once point at the provider or the account, one at that service.",
        COUNT,
    )
    labels = (m.JOB, m.PROVIDER)
    failed = promql.beside_none(f"{promql.events(labels, _FAILURES)} > 0", m.JOB, calls_over_time())
    named = promql.with_service(failed)
    return stacks(
        about,
        Query(named, f"{label_of(m.JOB)} {BY_PROVIDER}"),
        hues=colours.PROVIDERS,
        ranked=True,
        links=_links(links.SERIES),
    )


def _causes_over_time() -> Panel:
    about = About(
        FAILURE_CLASS,
        "causes_over_time",
        "Failures by cause",
        "Failed calls in each step. Two causes that begin together are often one.",
        COUNT,
    )
    series = promql.largest(f"({promql.events((m.CAUSE,), _FAILURES)} > 0)", m.CAUSE, _FAILURES)
    failed = promql.beside_none(series, m.CAUSE, calls_over_time())
    traces = links.to_traces(_CHOSEN, links.series(m.CAUSE))
    return stacks(about, Query(failed, label_of(m.CAUSE)), shades=cause_shades(), ranked=True, links=(traces,))


def _links(scope: links.Scope) -> tuple[links.Link, ...]:
    return (links.to_traces(_CHOSEN, None, scope), links.to_logs(_CHOSEN, scope), links.to_runbook(_CHOSEN))


def _counted_by(key: str, title: str, description: str, *columns: Column, selector: str = _FAILURES) -> Panel:
    """Lists how often each value of labels of the failures' counter was met."""
    counted = promql.count([column.name for column in columns], selector)
    failed = promql.or_none(f"{counted} > 0", columns[-1].name, called())
    return ranking(
        About(FAILURE_CLASS, key, title, description, COUNT), Query(failed), columns, Column("Value", "Failures")
    )


_NOT_ONE = {NONE: NO_FAILURE}
_NOTHING_RAISED = "nothing_raised"
"""Instead of an error's type, which a table without one would have no column for."""


def _models() -> Panel:
    about = "The model that was asked for; empty where the operation has none."
    provider = Column(m.PROVIDER, "Provider", 100)
    return _counted_by("models", "By model", about, provider, Column(m.MODEL, "Model", 190, texts=_NOT_ONE))


def _operations() -> Panel:
    about = "What was asked for: chat, generate_content, embeddings …"
    return _counted_by("operations", "By operation", about, Column(m.OPERATION, "Operation", texts=_NOT_ONE))


def _services() -> Panel:
    about = "The services that met it: the label job."
    return _counted_by("services", "By service", about, Column(m.JOB, "Service", texts=_NOT_ONE))


def _windows() -> Panel:
    about = "Over which time the limit counts, where the failure was a limit: minute and day need different answers."
    limited = promql.select(m.FAILURES, promql.CLASS_FILTER, f'{m.QUOTA_WINDOW}!=""')
    window = Column(m.QUOTA_WINDOW, "Window", texts={NONE: "No limit in this range"})
    return _counted_by("windows", "By window of the limit", about, window, selector=limited)


def _attempts() -> Panel:
    description = "Bars: requests on the wire that failed with this class. Line: calls that did."
    return attempts(FAILURE_CLASS, description, promql.of_any_model(m.FAILURES, promql.CLASS_FILTER))


def _duration() -> Panel:
    about = About(
        FAILURE_CLASS,
        "duration",
        "Duration of these failures",
        "How long a call took until it failed, with all its retries. Milliseconds are a refusal, a round number of "
        "seconds is somebody's time limit. Points are calls with a trace, where the data source keeps exemplars.",
        SECONDS,
        "No call failed so",
    )
    buckets = promql.rates(m.OPERATION_DURATION, m.INFERENCE_DURATION, "_bucket", promql.CLASS_FILTER)
    queries = (
        Query(promql.quantile(share, (m.PROVIDER,), buckets), f"p{share * 100:g} {BY_PROVIDER}", exemplars=is_highest)
        for share, is_highest in ((0.5, False), (0.95, True))
    )
    return lines(about, *queries, hues=colours.PROVIDERS)


def _error_types() -> Panel:
    about = About(
        FAILURE_CLASS,
        "error_types",
        "What the provider or the SDK calls it",
        "error.type: the provider's own code, else the exception's name; empty if nothing was raised, as with a "
        "blocked or cut answer.",
        COUNT,
    )
    selectors = tuple(
        promql.select(one, promql.CLASS_FILTER, suffix="_count") for one in (m.OPERATION_DURATION, m.INFERENCE_DURATION)
    )
    counted = f"{promql.count((m.PROVIDER, m.ERROR_TYPE), *selectors)} > 0"
    named = f'label_replace({counted}, "{m.ERROR_TYPE}", "{_NOTHING_RAISED}", "{m.ERROR_TYPE}", "")'
    failed = promql.or_none(named, m.ERROR_TYPE, called(), listed=counted)
    return ranking(
        about,
        Query(failed),
        (
            Column(m.PROVIDER, "Provider", 100),
            Column(m.ERROR_TYPE, "Error type", texts={**_NOT_ONE, _NOTHING_RAISED: "None: nothing was raised"}),
        ),
        Column("Value", "Failures", 180),
    )


def _transports() -> Panel:
    about = About(
        FAILURE_CLASS,
        "transports",
        "Attempts by transport",
        f"The HTTP or RPC library whose requests failed so. A class that never reached the wire has none.{NO_MODEL}",
        COUNT,
    )
    failed = promql.or_none(f"{promql.count((m.TRANSPORT,), _ATTEMPTS)} > 0", m.TRANSPORT, called())
    transport = Column(m.TRANSPORT, "Transport", texts={NONE: "No attempt failed so"})
    return ranking(about, Query(failed), (transport,), Column("Value", "Attempts"))
