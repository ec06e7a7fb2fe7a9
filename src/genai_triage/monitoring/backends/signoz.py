"""SigNoz: a rule for each alert, a dashboard, and a page.

OTLP's names stay as they are, with their dots. Rules are of the schema `v2alpha1`, the dashboard is of version 2.
Source: <https://github.com/SigNoz/signoz/blob/main/docs/api/openapi.yml>
"""

from __future__ import annotations

from typing import Any, Final

from genai_triage.monitoring.alerts import Alert, runbook_link
from genai_triage.monitoring.backends import messages
from genai_triage.monitoring.backends import signoz_dashboard as dashboard
from genai_triage.monitoring.backends.attributes import SERVICE, attribute
from genai_triage.monitoring.backends.conditions import Condition, Monitor, monitors
from genai_triage.monitoring.backends.grouping import incident
from genai_triage.monitoring.backends.pages import AT_ONCE, Page, as_json, code, ends, one_incident, table
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import HOUR
from genai_triage.telemetry import names

FOLDER: Final = "signoz"
MESSAGE: Final = 4000
"""Characters of a description: chat tools that it is passed on to cut longer ones."""
_STEP: Final = 60
"""Seconds between two points: counters are exported once a minute."""


def artifacts(options: Options) -> dict[str, str]:
    """Returns a file for each rule, the dashboard and the page, by path."""
    return {
        f"{FOLDER}/README.md": _page(options),
        f"{FOLDER}/dashboard.json": as_json(dashboard.document(options)),
        **{f"{FOLDER}/rules/{one.uid}.json": as_json(rule(one, options)) for one in monitors(options)},
    }


def rule(asked: Monitor, options: Options) -> dict[str, Any]:
    """Returns a rule, as `POST /api/v2/rules` takes it."""
    alert, found = asked.alert, asked.condition
    runbook = runbook_link(alert.page, options)
    service = "/".join(f"{{{{${key}}}}}" for key in (*_group(options)[2:], SERVICE))
    variables = messages.Variables(service, f"{{{{${names.PROVIDER_NAME}}}}}")
    told = incident(alert, options)
    selected, queries = _queries(found, options)
    threshold: dict[str, Any] = {
        "name": alert.severity,
        "target": found.excess,
        "recoveryTarget": found.recovery,
        "op": "above_or_equal",
        "matchType": "in_total",
        "channels": [],
    }
    return {
        "alert": asked.name,
        "alertType": "METRIC_BASED_ALERT",
        "ruleType": "threshold_rule",
        "schemaVersion": "v2alpha1",
        "version": "v5",
        "condition": {
            "compositeQuery": {"queryType": "builder", "panelType": "graph", "queries": queries},
            "selectedQueryName": selected,
            "thresholds": {"kind": "basic", "spec": [threshold]},
        },
        "evaluation": {"kind": "rolling", "spec": {"evalWindow": _time(found.window), "frequency": "1m"}},
        "labels": _labels(alert),
        "annotations": {
            "summary": messages.title(asked, variables, options),
            "description": messages.text(asked, variables, options, MESSAGE),
            **({"runbook_url": runbook} if runbook else {}),
        },
        # Routing policies choose the channels, by labels.
        "notificationSettings": {
            "groupBy": list(_group(options) if told is None else told),
            "usePolicy": True,
            "renotify": {"enabled": False, "interval": "4h", "alertStates": []},
        },
    }


def _group(options: Options) -> tuple[str, ...]:
    keys = (SERVICE, names.PROVIDER_NAME, *(attribute(label) for label in options.group_labels))
    return tuple(dict.fromkeys(keys))


def _queries(found: Condition, options: Options) -> tuple[str, list[dict[str, Any]]]:
    """Returns the name of what is compared, and the queries: the failures above the share of the calls."""
    failed = _count("A", found, _failures(found), options)
    outweighed = _count("B", found, f"{names.CLASS} = '{names.OK}'" if found.none_succeeds else "", options)
    formula = {"type": "builder_formula", "spec": {"name": "F1", "expression": f"A - {found.weight:.7g} * B"}}
    return "F1", [_builder({**failed, "disabled": True}), _builder({**outweighed, "disabled": True}), formula]


def _builder(spec: dict[str, Any]) -> dict[str, Any]:
    return {"type": "builder_query", "spec": spec}


def _count(name: str, found: Condition, chosen: str, options: Options) -> dict[str, Any]:
    """Counts by step; the rule adds the steps of its window up."""
    keys = _group(options)
    return {
        "name": name,
        "signal": "metrics",
        "stepInterval": _STEP,
        "aggregations": [
            {"metricName": found.metric.otel, "timeAggregation": "increase", "spaceAggregation": "sum"},
        ],
        "filter": {"expression": chosen},
        "groupBy": [dashboard.key(one) for one in keys],
    }


def _failures(found: Condition) -> str:
    if not found.classes:
        return f"{names.CLASS} != '{names.OK}'"
    return f"{names.CLASS} IN [{', '.join(repr(str(member)) for member in found.classes)}]"


def _time(seconds: int) -> str:
    return f"{seconds // HOUR}h" if seconds % HOUR == 0 else f"{seconds // 60}m"


def _labels(alert: Alert) -> dict[str, str]:
    found = {"source": "genai-triage", "severity": alert.severity, "owner": messages.owner(alert).value}
    return found | ({"class": alert.classes[0].value} if len(alert.classes) == 1 else {})


_SEND: Final = """\
export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318   # SigNoz or a collector
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
# SigNoz Cloud: OTEL_EXPORTER_OTLP_ENDPOINT=https://ingest.….signoz.cloud:443
#               OTEL_EXPORTER_OTLP_HEADERS="signoz-ingestion-key=…"
export OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta
opentelemetry-instrument python app.py"""
_IMPORT: Final = """\
export SIGNOZ_URL=http://localhost:8080 SIGNOZ_API_KEY=…
post() {
  curl --fail-with-body -sS -X POST "$SIGNOZ_URL/api/v2/$1" -H "SigNoz-Api-Key: $SIGNOZ_API_KEY" \\
    -H "Content-Type: application/json" --data-binary "@$2"
}
post dashboards dashboard.json
for file in rules/*.json; do post rules "$file"; done"""


def _page(options: Options) -> str:
    return Page(
        title="SigNoz",
        send=_send(options),
        imported=_import(options),
        names=table(("OTLP", "here"), _names(options), options),
        queries=_asked(options),
        differs=(options.say(AT_ONCE), ends("recoveryTarget", options), one_incident("groupBy", options)),
        checked=_CHECKED,
    ).text(options)


def _send(options: Options) -> str:
    why = options.say(
        "SigNoz takes both temporalities. Of cumulative counters it cannot count the first point of a series, the "
        "first failure of a process; delta temporality loses none."
    )
    return f"{code(_SEND)}\n\n{why}"


def _import(options: Options) -> str:
    notified = options.say(
        "The rules name no channel: routing policies choose it by labels (Alerts → Configuration → Routing Policies), "
        'as in `severity == "critical" && owner == "account"`. Without a policy nobody is notified.'
    )
    again = options.say("Imported again, they are there twice: delete the older ones first.")
    return f"{code(_IMPORT)}\n\n{notified}\n\n{again}"


def _names(options: Options) -> list[tuple[str, ...]]:
    return [
        (
            "`triage.calls`, `triage.failures`, `triage.attempts`",
            options.say("the same; in the query builder with Increase, then Sum"),
        ),
        (f"`{names.OPERATION_DURATION}`", f"`{names.OPERATION_DURATION}.count`, `.sum`, `.bucket`"),
        ("`service.name`", options.say("a resource attribute of the same name")),
        (options.say("attributes of spans"), options.say("the same")),
    ]


def _asked(options: Options) -> str:
    rows = [(options.say(one.title), f"`{one.metric}`", f"`{', '.join(one.keys)}`") for one in dashboard.QUERIES]
    spans = options.say("In Traces, the spans of one cause: {query}", query=f"`{dashboard.SPANS_OF_A_CAUSE}`")
    return f"{table(('what', 'metric', 'grouped by'), rows, options)}\n\n{spans}"


_CHECKED: Final = (
    "Checked once, when this was written, against SigNoz's own code of August 2026: every rule passed its "
    "validation, rules and dashboard its API's schema. No package has either, so no test repeats it; tests "
    "hold the structure.",
    "Only read: how SigNoz evaluates formulas and adds up a window, and routing policies. Nothing was run in a SigNoz.",
)
