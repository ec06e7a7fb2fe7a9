"""Examples of calls that failed: what the provider said, from the logs, and the traces.

Neither reads the metrics: each panel asks the data source that is chosen at the top of the dashboard.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from grafana_foundation_sdk.builders import common as build
from grafana_foundation_sdk.builders import logs, loki, table, tempo
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models.tempo import SearchTableType

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.panels import CHOSEN_NAMES, FAILURE_CLASS, OVERVIEW
from genai_triage.telemetry import names
from generator.columns import Column, properties
from generator.panel import LOCAL_TIME, SECONDS, TEXT, About, Panel, class_shades, named
from generator.tables import arrange
from generator.variables import LOGS_SOURCE, TRACES_SOURCE

_MOST: Final = 50
_START: Final = "Start time"
_DURATION: Final = "Duration"
_SPAN: Final = "Span ID"
_TRACE: Final = "traceIdHidden"
"""What Grafana calls these columns of a search for spans; the link in a span's id needs the last."""


def messages() -> Panel:
    """Lists what the log events of the class say, newest first."""
    about = About(
        FAILURE_CLASS,
        "messages",
        "What was said, newest first",
        "The provider's own words, scrubbed, from the event that each call leaves that raised: service, provider and "
        "model, cause, message, request id. Open a line for the rest of it. A blocked or cut answer raises nothing and "
        "has no event: see the traces.",
        TEXT,
        "No events of this class, or no logs reach this data source",
    )
    builder = (
        logs.Panel()
        .show_time(True)
        .wrap_log_message(True)
        .enable_log_details(True)
        .sort_order(common.LogsSortOrder.DESCENDING)
        .dedup_strategy(common.LogsDedupStrategy.NONE)
    )
    query = loki.Dataquery().expr(_events()).query_type("range").max_lines(_MOST)
    return _finished(builder, about, query, LOGS_SOURCE)


def _events() -> str:
    """Selects the exceptions' events in LogQL, and shows of each what differs from call to call."""
    # Loki wants one matcher that an absent label does not meet: `.*` alone would.
    stream = f'{{service_name=~".+", service_name=~"{CHOSEN_NAMES}"}}'
    filters = (
        f'{m.CLASS}="${{class}}"',
        f'{m.PROVIDER}=~"${{provider:pipe}}"',
        f'{m.MODEL}=~"${{model:pipe}}"',
    )
    shown = ("service_name", m.PROVIDER, m.MODEL, m.CAUSE, *map(m.label, (names.EXCEPTION_MESSAGE, names.REQUEST_ID)))
    where, *more = (f"{{{{.{name}}}}}" for name in shown)
    line = f"{where} → {'  '.join(more)}"
    return " | ".join((stream, *filters, f"line_format `{line}`"))


def failed_calls() -> Panel:
    """Lists the last calls of the class, each with its trace."""
    about = About(
        FAILURE_CLASS,
        "examples",
        "The last calls that failed so",
        "One line for each call, from the traces: click a span for its whole trace. Sampling decides which calls "
        "have one.",
        TEXT,
        "No traces of this class, or no traces reach this data source",
    )
    columns = (
        Column(_START, "When", 160, unit=LOCAL_TIME),
        Column(names.CAUSE, "Cause", 220),
        Column(names.MESSAGE, "Message", wraps=True),
        Column(names.REQUEST_MODEL, "Model", 180),
        Column(_DURATION, "Duration", 112, unit="ns"),
    )
    query = f'{_spans()} && span.{names.CLASS}="${{class}}"}}'
    return _spans_table(about, query, columns)


def waited() -> Panel:
    """Lists the last calls that were sent more than once."""
    about = About(
        OVERVIEW,
        "waited",
        "Calls that were sent again",
        "From the traces: how often a request was sent again because the one before had failed, and how long the call "
        "waited in between. Metrics do not have it. Empty class: it succeeded in the end.",
        TEXT,
        "No call was sent again, or no traces reach this data source",
    )
    columns = (
        Column(_START, "When", 160, unit=LOCAL_TIME),
        Column(names.RETRIES, "Retries", 80),
        Column(names.BACKOFF, "Waited", 90, unit=SECONDS),
        Column(_DURATION, "Duration", 112, unit="ns"),
        Column(names.CLASS, "Class", 140, shades=class_shades()),
        Column(names.REQUEST_MODEL, "Model"),
    )
    return _spans_table(about, f"{_spans()} && span.{names.RETRIES} > 0}}", columns)


def _spans() -> str:
    """Begins a TraceQL filter with what is chosen at the top of the dashboard."""
    # A call without a model has no such attribute, which no expression matches, not even that of all models.
    model = f'("${{model:pipe}}" = ".*" || span.{names.REQUEST_MODEL} =~ "${{model:pipe}}")'
    service = f'resource.service.name =~ "{CHOSEN_NAMES}"'
    return f'{{{service} && span.{names.PROVIDER_NAME} =~ "${{provider:pipe}}" && {model}'


def _spans_table(about: About, traceql: str, columns: Sequence[Column]) -> Panel:
    """Lists spans with the attributes that the columns are named by."""
    columns = (*columns, Column(_SPAN, "Trace", 150), Column(_TRACE, _TRACE, hidden=True))
    attributes = [column.name for column in columns if "." in column.name]
    selected = ", ".join(f"span.{name}" for name in attributes)
    builder = table.Panel().show_header(True).cell_height(common.TableCellHeight.SM)
    builder.sort_by([build.TableSortByFieldState().display_name("When").desc(True)])
    for column in columns:
        builder.override_by_name(column.name, properties(column))
    arrange(builder, columns)
    query = tempo.Dataquery().query_type("traceql").query(f"{traceql} | select({selected})")
    query.limit(_MOST).spss(1).table_type(SearchTableType.SPANS)
    return _finished(builder, about, query, TRACES_SOURCE)


def _finished(builder: Any, about: About, query: Any, source: Any) -> Panel:
    builder.with_target(query.ref_id("A").datasource(source))
    return named(builder, about, source)
