"""Datadog's dashboard: failures by class, owner and cause, quota headroom, balance, and the spans that failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.options import Options
from genai_triage.telemetry import names

Json = dict[str, Any]
_CHOSEN: Final = "$service,$provider,$env"
_OF_A_DAY: Final = f"({names.QUOTA_ID}:*perday* OR {names.QUOTA_ID}:*per_day*)"
"""Values of tags are in lower case."""
_OF_REQUESTS: Final = f"NOT {names.QUOTA_ID}:*token*"
SPANS: Final = f"@{names.CLASS}:*"
SPANS_OF_A_CAUSE: Final = f"{SPANS} @{names.CAUSE}:gemini.requests_per_day service:shop"


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and the query that answers it."""

    title: str
    text: str
    aggregator: str = "sum"


def _count(metric: m.Metric, *tags: str) -> str:
    return f"sum:{metric.otel}{{{_CHOSEN}}} by {{{','.join(tags)}}}.as_count()"


BY_CLASS: Final = Query("Failures by class", _count(m.FAILURES, names.CLASS))
BY_OWNER: Final = Query("Failures by owner", _count(m.FAILURES, names.OWNER))
BY_CAUSE: Final = Query(
    "Failures by class and cause",
    _count(m.FAILURES, "service", names.PROVIDER_NAME, names.CLASS, names.CAUSE, names.OWNER),
)
OUTCOMES: Final = Query("Calls by outcome", _count(m.CALLS, names.CLASS))
ATTEMPTS: Final = Query("Requests on the wire by outcome", _count(m.ATTEMPTS, names.CLASS))
_PER_MODEL: Final = f"by {{service,{names.PROVIDER_NAME},{names.REQUEST_MODEL}}}"
LIMIT: Final = Query(
    "Limit of requests by day, as the provider stated it",
    f"min:{m.QUOTA_LIMIT.otel}{{{_CHOSEN.replace(',', ' AND ')} AND {_OF_A_DAY} AND {_OF_REQUESTS}}} {_PER_MODEL}",
    "last",
)
USED: Final = Query(
    "Requests in the last day", f"count:{m.OPERATION_DURATION.otel}{{{_CHOSEN}}} {_PER_MODEL}.as_count()"
)
BALANCE: Final = Query(
    "Prepaid tokens left", f"min:{m.BALANCE.otel}{{{_CHOSEN}}} by {{service,{names.REQUEST_MODEL}}}", "last"
)
QUERIES: Final = (BY_CLASS, BY_OWNER, BY_CAUSE, OUTCOMES, ATTEMPTS, LIMIT, USED, BALANCE)
"""What the dashboard asks."""


def document(options: Options) -> Json:
    """Returns the dashboard, as `POST /api/v1/dashboard` takes it."""
    widgets = (
        _bars(BY_CLASS, options),
        _top(BY_OWNER, options),
        _bars(OUTCOMES, options),
        _table(BY_CAUSE, options),
        _headroom(options),
        _bars(ATTEMPTS, options),
        _line(BALANCE, options),
        _spans(options),
    )
    return {
        "title": options.say("GenAI calls: what fails, whose it is, what to do"),
        "description": options.say("Failures of Gemini and GigaChat calls, classified by genai-triage."),
        "layout_type": "ordered",
        "template_variables": [
            {"name": "service", "prefix": "service", "defaults": ["*"]},
            {"name": "provider", "prefix": names.PROVIDER_NAME, "defaults": ["*"]},
            {"name": "env", "prefix": "env", "defaults": ["*"]},
        ],
        "widgets": [{"definition": widget} for widget in widgets],
    }


def _asked(*queries: Query) -> list[Json]:
    return [
        {"name": f"q{number}", "data_source": "metrics", "query": one.text, "aggregator": one.aggregator}
        for number, one in enumerate(queries, 1)
    ]


def _series(query: Query, shape: str, options: Options) -> Json:
    asked = [{"name": "q1", "data_source": "metrics", "query": query.text}]
    request = {"response_format": "timeseries", "queries": asked, "formulas": [{"formula": "q1"}]}
    return {
        "type": "timeseries",
        "title": options.say(query.title),
        "requests": [{**request, "display_type": shape}],
        "show_legend": True,
    }


def _bars(query: Query, options: Options) -> Json:
    return _series(query, "bars", options)


def _line(query: Query, options: Options) -> Json:
    return _series(query, "line", options)


def _top(query: Query, options: Options) -> Json:
    request = {"response_format": "scalar", "queries": _asked(query), "formulas": [{"formula": "q1"}]}
    return {"type": "toplist", "title": options.say(query.title), "requests": [request]}


def _table(query: Query, options: Options) -> Json:
    formula = {"formula": "q1", "alias": options.say("failures"), "limit": {"count": 100, "order": "desc"}}
    request = {"response_format": "scalar", "queries": _asked(query), "formulas": [formula]}
    return {"type": "query_table", "title": options.say(query.title), "requests": [request]}


def _headroom(options: Options) -> Json:
    formulas = [
        {"formula": "q2", "alias": options.say("limit")},
        {"formula": "q1", "alias": options.say("used in a day")},
        {"formula": "100 * (1 - q1 / q2)", "alias": options.say("left, %")},
    ]
    request = {"response_format": "scalar", "queries": _asked(USED, LIMIT), "formulas": formulas}
    title = options.say("Quota headroom: requests by day")
    return {"type": "query_table", "title": title, "time": {"live_span": "1d"}, "requests": [request]}


def _spans(options: Options) -> Json:
    columns = ("timestamp", "service", "resource_name", f"@{names.CLASS}", f"@{names.CAUSE}", f"@{names.FIX}")
    request = {
        "response_format": "event_list",
        "query": {"data_source": "trace_stream", "query_string": f"{SPANS} $service $env", "indexes": []},
        "columns": [{"field": column, "width": "auto"} for column in columns],
    }
    return {"type": "list_stream", "title": options.say("Spans of failures"), "requests": [request]}
