"""What is more than a request and its answer: Live sessions, jobs, and functions of the application's."""

from __future__ import annotations

from typing import Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.panels import OVERVIEW
from genai_triage.telemetry import names
from generator import promql
from generator.columns import Column
from generator.panel import COUNT, SECONDS, About, Panel, Query, class_shades, lines
from generator.parts import BY_MODEL, BY_PROVIDER, NO_MODEL
from generator.tables import ranking, rows

_SESSION: Final = f'{m.OPERATION}="{names.REALTIME}"'
_NO_SESSIONS: Final = "No sessions"
_ENDED_WELL: Final = f'{m.CLASS}=""'
_FEW: Final = 5
"""Sessions: fewer do not fill the axis."""
_FUNCTION: Final = (m.TOOL,)


def sessions_open() -> Panel:
    about = About(
        OVERVIEW,
        "sessions_open",
        "Open sessions",
        "Live sessions that are open, by model. A provider limits how many may be open at once.",
        COUNT,
        _NO_SESSIONS,
    )
    opened = f"sum by ({m.PROVIDER}, {m.MODEL}) ({promql.select(m.SESSIONS_OPEN)})"
    return lines(about, Query(opened, BY_MODEL), most=_FEW)


def sessions_ended() -> Panel:
    """Counts how sessions ended: well, or with which cause."""
    about = About(
        OVERVIEW,
        "sessions_ended",
        "How sessions ended",
        "Live sessions that are over, by what ended them: ok is a close that the application or the service meant.",
        COUNT,
        "No session has ended",
    )
    labels = (m.CLASS, m.CAUSE, m.MODEL)
    durations = (m.OPERATION_DURATION, m.INFERENCE_DURATION)
    well = (promql.select(one, _SESSION, _ENDED_WELL, suffix="_count") for one in durations)
    good = f'label_replace({promql.count(labels, *well)} > 0, "{m.CLASS}", "{names.OK}", "", "")'
    bad = f"{promql.count(labels, promql.select(m.FAILURES, _SESSION))} > 0"
    return ranking(
        about,
        Query(f"{good} or {bad}"),
        (
            Column(m.CLASS, "How", 110, shades=class_shades()),
            Column(m.CAUSE, "Cause", 190, wraps=True),
            Column(m.MODEL, "Model", 120, wraps=True),
        ),
        Column("Value", "Sessions", bar=True),
    )


def jobs_oldest() -> Panel:
    about = About(
        OVERVIEW,
        "jobs_oldest",
        "Oldest unfinished job",
        "How long ago the oldest batch, tuning or other job that is not finished was first heard of, by provider. A "
        "line that rises for days is a job that hangs, or one of which nobody asks what became of it."
        f"{NO_MODEL}",
        SECONDS,
        "No unfinished job",
    )
    return lines(about, Query(f"max by ({m.PROVIDER}) ({promql.select(m.JOBS_OLDEST)})", BY_PROVIDER))


def functions() -> Panel:
    """Lists the functions that automatic function calling ran."""
    about = About(
        OVERVIEW,
        "functions",
        "Functions that models called",
        "Automatic function calling: how often each function of the application ran, raised, and how long it took. A "
        "function that raises is the application's own failure, and no failed call."
        f"{NO_MODEL}",
        COUNT,
        "No function was called",
    )
    ran = promql.count(_FUNCTION, promql.select(m.TOOL_DURATION, suffix="_count"))
    raised = promql.count(_FUNCTION, promql.select(m.TOOL_DURATION, f'{m.ERROR_TYPE}!=""', suffix="_count"))
    buckets = promql.roughly(promql.select(m.TOOL_DURATION, suffix="_bucket"))
    slow = f"histogram_quantile(0.95, {promql.total(('le', *_FUNCTION), buckets)})"
    return rows(
        about,
        (Query(f"{ran} > 0"), Query(f"{raised} > 0 or 0 * ({ran} > 0)"), Query(f"{slow} >= 0 or 0 * ({ran} > 0)")),
        (
            Column(m.TOOL, "Function", wraps=True),
            Column("Value #A", "Calls", 110, unit=COUNT),
            Column("Value #B", "Raised", 116, unit=COUNT),
            Column("Value #C", "p95", 80, unit=SECONDS),
        ),
        sort=(("Raised", True), ("Calls", True)),
    )
