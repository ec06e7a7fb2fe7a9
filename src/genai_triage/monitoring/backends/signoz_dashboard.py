"""SigNoz's dashboard: failures by class, owner and cause, quota headroom, balance, and the spans that failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.backends.attributes import SERVICE
from genai_triage.monitoring.options import Options
from genai_triage.telemetry import names

Json = dict[str, Any]
_CHOSEN: Final = f"{SERVICE} IN $service AND {names.PROVIDER_NAME} IN $provider"
_WIDTH: Final = 6
_HEIGHT: Final = 8
SPANS: Final = f"{names.CLASS} EXISTS"
SPANS_OF_A_CAUSE: Final = f"{names.CAUSE} = 'gemini.requests_per_day' AND {SERVICE} = 'shop'"


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and what answers it."""

    title: str
    metric: str
    keys: tuple[str, ...]
    time: str = "increase"
    space: str = "sum"
    reduce: str = "sum"
    where: str = ""


_PER_MODEL: Final = (SERVICE, names.PROVIDER_NAME, names.REQUEST_MODEL)
BY_CLASS: Final = Query("Failures by class", m.FAILURES.otel, (names.CLASS,))
BY_OWNER: Final = Query("Failures by owner", m.FAILURES.otel, (names.OWNER,))
BY_CAUSE: Final = Query(
    "Failures by class and cause",
    m.FAILURES.otel,
    (SERVICE, names.PROVIDER_NAME, names.CLASS, names.CAUSE, names.OWNER),
)
OUTCOMES: Final = Query("Calls by outcome", m.CALLS.otel, (names.CLASS,))
ATTEMPTS: Final = Query("Requests on the wire by outcome", m.ATTEMPTS.otel, (names.CLASS,))
USED: Final = Query("Requests in the last day", f"{m.OPERATION_DURATION.otel}.count", _PER_MODEL)
LIMIT: Final = Query(
    "Limit of requests by day, as the provider stated it",
    m.QUOTA_LIMIT.otel,
    _PER_MODEL,
    "latest",
    "min",
    "last",
    f"({names.QUOTA_ID} ILIKE '%perday%' OR {names.QUOTA_ID} ILIKE '%per_day%')"
    f" AND {names.QUOTA_ID} NOT ILIKE '%token%'",
)
BALANCE: Final = Query("Prepaid tokens left", m.BALANCE.otel, (SERVICE, names.REQUEST_MODEL), "latest", "min", "last")
QUERIES: Final = (BY_CLASS, BY_OWNER, BY_CAUSE, OUTCOMES, ATTEMPTS, USED, LIMIT, BALANCE)
"""What the dashboard asks."""


def key(name: str) -> Json:
    """Returns a key to group by; what the service says of itself is an attribute of the resource."""
    of_metric = name.startswith((names.OURS, "gen_ai."))
    return {"name": name, "fieldContext": "attribute" if of_metric else "resource", "fieldDataType": "string"}


def document(options: Options) -> Json:
    """Returns the dashboard, as `POST /api/v2/dashboards` takes it."""
    panels = dict(_panels(options))
    return {
        "schemaVersion": "v6",
        "name": "genai-triage",
        "tags": [{"key": "generator", "value": "genai-triage"}],
        "spec": {
            "display": {
                "name": options.say("GenAI calls: what fails, whose it is, what to do"),
                "description": options.say("Failures of Gemini and GigaChat calls, classified by genai-triage."),
            },
            "duration": "24h",
            "variables": [_variable("service", SERVICE), _variable("provider", names.PROVIDER_NAME)],
            "panels": panels,
            "layouts": [{"kind": "Grid", "spec": {"items": list(_placed(panels))}}],
        },
    }


def _panels(options: Options) -> Iterator[tuple[str, Json]]:
    yield "by-class", _panel("BarChartPanel", "time_series", options.say(BY_CLASS.title), _builder(_spec(BY_CLASS)))
    yield "by-owner", _panel("PieChartPanel", "scalar", options.say(BY_OWNER.title), _builder(_spec(BY_OWNER)))
    yield "by-cause", _panel("TablePanel", "scalar", options.say(BY_CAUSE.title), _builder(_spec(BY_CAUSE)))
    yield "outcomes", _panel("BarChartPanel", "time_series", options.say(OUTCOMES.title), _builder(_spec(OUTCOMES)))
    yield "headroom", _panel("TablePanel", "scalar", options.say("Quota headroom: requests by day"), _headroom(options))
    yield "attempts", _panel("BarChartPanel", "time_series", options.say(ATTEMPTS.title), _builder(_spec(ATTEMPTS)))
    yield "balance", _panel("TimeSeriesPanel", "time_series", options.say(BALANCE.title), _builder(_spec(BALANCE)))
    yield "spans", _spans(options)


def _spec(query: Query, name: str = "A") -> Json:
    return {
        "name": name,
        "signal": "metrics",
        "aggregations": [
            {
                "metricName": query.metric,
                "timeAggregation": query.time,
                "spaceAggregation": query.space,
                "reduceTo": query.reduce,
            }
        ],
        "filter": {"expression": " AND ".join(filter(None, (_CHOSEN, query.where)))},
        "groupBy": [key(one) for one in query.keys],
        "legend": " ".join(f"{{{{{one}}}}}" for one in query.keys),
    }


def _builder(spec: Json) -> Json:
    return {"kind": "signoz/BuilderQuery", "spec": spec}


def _headroom(options: Options) -> Json:
    left = {"name": "F1", "expression": "100 * (1 - A / B)", "legend": options.say("left, %")}
    queries = [
        {"type": "builder_query", "spec": {**_spec(USED), "legend": options.say("used in a day")}},
        {"type": "builder_query", "spec": {**_spec(LIMIT, "B"), "legend": options.say("limit")}},
        {"type": "builder_formula", "spec": left},
    ]
    return {"kind": "signoz/CompositeQuery", "spec": {"queries": queries}}


def _panel(plugin: str, kind: str, title: str, query: Json, spec: Json | None = None) -> Json:
    return {
        "kind": "Panel",
        "spec": {
            "display": {"name": title},
            "plugin": {"kind": f"signoz/{plugin}", "spec": spec or {}},
            "queries": [{"kind": kind, "spec": {"plugin": query}}],
        },
    }


def _spans(options: Options) -> Json:
    shown = ("timestamp", SERVICE, "name", "duration_nano", names.CLASS, names.CAUSE, names.FIX)
    query = {
        "name": "A",
        "signal": "traces",
        "filter": {"expression": f"{SPANS} AND {SERVICE} IN $service"},
        "order": [{"key": {"name": "timestamp"}, "direction": "desc"}],
        "limit": 50,
    }
    fields = [{"name": one, "signal": "traces"} for one in shown]
    return _panel("ListPanel", "raw", options.say("Spans of failures"), _builder(query), {"selectFields": fields})


def _variable(name: str, attribute: str) -> Json:
    return {
        "kind": "ListVariable",
        "spec": {
            "name": name,
            "display": {"name": name},
            "allowAllValue": True,
            "allowMultiple": True,
            "sort": "alphabetical-asc",
            "plugin": {"kind": "signoz/DynamicVariable", "spec": {"name": attribute, "signal": "metrics"}},
        },
    }


def _placed(panels: Json) -> Iterator[Json]:
    """Places two panels in a row."""
    for number, name in enumerate(panels):
        place = {"x": number % 2 * _WIDTH, "y": number // 2 * _HEIGHT, "width": _WIDTH, "height": _HEIGHT}
        yield {**place, "content": {"$ref": f"#/spec/panels/{name}"}}
