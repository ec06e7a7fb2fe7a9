"""Elastic: a Kibana rule for each alert and saved searches, in ES|QL over the spans of calls, for both forms of spans.

Spans sent to EDOT or to the managed OTLP endpoint keep OTLP's names; those sent to APM Server become documents of APM,
whose unknown attributes are labels. ES|QL refuses a field that no document has, so each form has files of its own.
Sources: <https://www.elastic.co/docs/reference/opentelemetry/data-streams>,
<https://www.elastic.co/docs/api/doc/kibana/operation/operation-post-alerting-rule-id>
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts import Alert
from genai_triage.monitoring.backends import messages
from genai_triage.monitoring.backends.attributes import SCOPES, SERVICE, attribute
from genai_triage.monitoring.backends.conditions import Condition, Monitor, monitors
from genai_triage.monitoring.backends.grouping import incident
from genai_triage.monitoring.backends.pages import Page, as_json, code, one_incident, table
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import HOUR
from genai_triage.telemetry import names

FOLDER: Final = "elastic"
MESSAGE: Final = 1000
"""Characters of a rule's investigation guide."""
_RUNS: Final = 5
"""How often a rule runs in its window, at least."""
_MOST_MINUTES: Final = 15
"""Between two runs, however long the window is."""
_MOST_RUNS: Final = 10
"""After how many runs in a row an alert is told, at most."""
_LOOKS_BACK: Final = 20
"""Runs in which an alert that comes and goes is one."""
_CHANGES: Final = 3
"""It has come, gone, and come again."""
_ANY: Final = "any"
"""Place of what no label tells apart."""
_SERVICES: Final = "services"
"""Column of the services that are in an incident together."""


@dataclass(frozen=True, slots=True)
class Form:
    """How spans are stored."""

    name: str
    index: str
    prefix: str
    """Before the name of a span's attribute."""
    separator: str
    """Between the parts of its name."""
    resource: str
    """Before the name of a resource's attribute."""
    duration: str
    """Expression of a span's duration in milliseconds."""
    scope: str
    """Field of the name of a span's scope."""

    def span(self, name: str) -> str:
        """Returns the field of an attribute of a span."""
        return self.prefix + name.replace(".", self.separator)

    def of_resource(self, name: str) -> str:
        """Returns the field of an attribute of the resource; the service's own name is a field of both forms."""
        return name if name == SERVICE else self.resource + name.replace(".", self.separator)


FORMS: Final = (
    Form("otel", "traces-*.otel-*", "attributes.", ".", "resource.attributes.", "duration / 1000000", "scope.name"),
    Form(
        "apm",
        "traces-apm*",
        "labels.",
        "_",
        "labels.",
        "COALESCE(span.duration.us, transaction.duration.us) / 1000",
        "service.framework.name",
    ),
)
"""Spans of EDOT or the managed endpoint, and of APM Server."""


def artifacts(options: Options) -> dict[str, str]:
    """Returns, for each form, a file for each rule and one with the searches, and the page, by path."""
    found = {f"{FOLDER}/README.md": _page(options)}
    for form in FORMS:
        found[f"{FOLDER}/{form.name}/searches.ndjson"] = _searches(form, options)
        for one in monitors(options):
            found[f"{FOLDER}/{form.name}/rules/{one.uid}.json"] = as_json(rule(one, form, options))
    return found


def rule(asked: Monitor, form: Form, options: Options) -> dict[str, Any]:
    """Returns a rule, as `POST /api/alerting/rule/{id}` takes it."""
    alert, found = asked.alert, asked.condition
    told = incident(alert, options)
    minutes = min(found.window // _RUNS // 60, _MOST_MINUTES)
    size, unit = (found.window // HOUR, "h") if found.window % HOUR == 0 else (found.window // 60, "m")
    variables = messages.Variables(f"`{SERVICE if told is None else _SERVICES}`", f"`{form.span(names.PROVIDER_NAME)}`")
    return {
        "name": asked.name,
        "rule_type_id": ".es-query",
        "consumer": "stackAlerts",
        "enabled": True,
        "tags": _tags(alert),
        "schedule": {"interval": f"{minutes}m"},
        "flapping": {"look_back_window": _LOOKS_BACK, "status_change_threshold": _CHANGES},
        "alert_delay": {"active": min(1 + alert.wait // (60 * minutes), _MOST_RUNS)},
        "params": {
            "searchType": "esqlQuery",
            "esqlQuery": {"esql": query(found, form, options, told)},
            "timeField": "@timestamp",
            "timeWindowSize": size,
            "timeWindowUnit": unit,
            "size": 100,
            "threshold": [0],
            "thresholdComparator": ">",
            "groupBy": "row",
            "excludeHitsFromPreviousRun": False,
        },
        "artifacts": {
            "investigation_guide": {"blob": messages.text(asked, variables, options, MESSAGE)},
        },
        "actions": [],
    }


def query(found: Condition, form: Form, options: Options, incident: tuple[str, ...] | None = None) -> str:
    """Returns the services and providers of which the condition holds; the rule adds the window.

    Args:
        incident: Attributes by which services are put together into one row.
    """
    keys = [form.of_resource(SERVICE), form.span(names.PROVIDER_NAME)]
    keys += [form.of_resource(attribute(label)) for label in options.group_labels]
    asked = [f"failures >= {found.count:g}"]
    asked += [f"share >= {found.share:.6g}"] if found.share is not None else []
    asked += ["succeeded == 0"] if found.none_succeeds else []
    succeeded = f"CASE({form.span(names.CLASS)} IS NULL, 1, 0)"
    lines = (
        f"FROM {form.index}",
        f"WHERE {_calls(form)}",
        f"EVAL failed = CASE({_failed(found, form)}, 1, 0)",
        f"EVAL ok = {succeeded}",
        f"STATS failures = SUM(failed), succeeded = SUM(ok), calls = COUNT(*) BY {', '.join(dict.fromkeys(keys))}",
        "EVAL share = TO_DOUBLE(failures) / calls",
        f"WHERE {' AND '.join(asked)}",
        *([] if incident is None else [_together(incident, form)]),
    )
    return " | ".join(lines)


def _together(incident: tuple[str, ...], form: Form) -> str:
    """Puts the services of an incident together."""
    keys = [form.span(one) if one == names.PROVIDER_NAME else form.of_resource(one) for one in incident]
    found = f"{_SERVICES} = VALUES({SERVICE}), failures = SUM(failures), share = MAX(share)"
    # Without a key, an alert is another one with each number that it tells.
    return f"STATS {found} BY {', '.join(keys)}" if keys else f'EVAL place = "{_ANY}" | STATS {found} BY place'


def _calls(form: Form) -> str:
    """Chooses spans of calls: those of single requests, and of the application's own functions, are none."""
    operation = form.span(names.OPERATION_NAME)
    scopes = ", ".join(f'"{scope}"' for scope in SCOPES)
    return f'{form.scope} IN ({scopes}) AND {operation} IS NOT NULL AND {operation} != "{names.EXECUTE_TOOL}"'


def _failed(found: Condition, form: Form) -> str:
    """Returns the condition of a failed call; of requests, of a call that succeeded only after a retry."""
    if found.metric is m.ATTEMPTS:
        return f"{_number(names.RETRIES, form)} > 0 AND {form.span(names.CLASS)} IS NULL"
    values = ", ".join(f'"{member}"' for member in found.classes)
    return f"{form.span(names.CLASS)} IN ({values})"


def _number(name: str, form: Form) -> str:
    """Returns the field of an attribute that is a number: APM keeps such labels apart."""
    field = form.span(name)
    return f"numeric_{field}" if form.prefix == "labels." else field


def _tags(alert: Alert) -> list[str]:
    classes = [f"class:{member}" for member in alert.classes]
    return ["genai-triage", f"severity:{alert.severity}", f"owner:{messages.owner(alert)}", *classes]


def searches(form: Form) -> Iterator[tuple[str, str, str]]:
    """Yields the name, the title in English and the query of each saved search."""
    kept, calls = form.span, _calls(form)
    failed = f"{kept(names.CLASS)} IS NOT NULL"
    start = f"FROM {form.index} | WHERE {calls}"
    causes = ", ".join((SERVICE, *map(kept, (names.PROVIDER_NAME, names.CLASS, names.CAUSE, names.OWNER, names.FIX))))
    yield (
        "failures-by-class-and-cause",
        "Failures by class and cause",
        f"{start} AND {failed} | STATS failures = COUNT(*) BY {causes} | SORT failures DESC",
    )
    yield (
        "failures-by-owner",
        "Failures by owner",
        f"{start} AND {failed} | STATS failures = COUNT(*) BY {kept(names.OWNER)} | SORT failures DESC",
    )
    yield (
        "calls-by-outcome",
        "Calls by outcome",
        f'{start} | EVAL outcome = COALESCE({kept(names.CLASS)}, "{names.OK}") | STATS calls = COUNT(*) BY outcome'
        " | SORT calls DESC",
    )
    yield (
        "quota-headroom",
        "Quota headroom: requests by day",
        f"{start} AND @timestamp > NOW() - 1 day"
        f" | STATS used = COUNT(*), daily_limit = MIN({_number(names.QUOTA_LIMIT, form)})"
        f" BY {SERVICE}, {kept(names.PROVIDER_NAME)}, {kept(names.REQUEST_MODEL)}"
        " | WHERE daily_limit IS NOT NULL | EVAL left_percent = 100 * (1 - TO_DOUBLE(used) / daily_limit)"
        " | SORT left_percent",
    )
    shown = ", ".join(map(kept, (names.CLASS, names.CAUSE, names.OWNER, names.FIX, names.REQUEST_MODEL)))
    yield (
        "spans-of-failures",
        "Spans of failures",
        f"{start} AND {failed} | EVAL duration_ms = {form.duration}"
        f" | KEEP @timestamp, trace{'_' if form.name == 'otel' else '.'}id, {SERVICE}, duration_ms, {shown}"
        " | SORT @timestamp DESC | LIMIT 100",
    )


def _searches(form: Form, options: Options) -> str:
    """Returns the searches as saved objects, a line each."""
    lines = (
        json.dumps(_saved(f"genai-triage-{form.name}-{name}", f"genai-triage: {options.say(title)}", text, form))
        for name, title, text in searches(form)
    )
    return "\n".join(lines) + "\n"


def _saved(uid: str, title: str, text: str, form: Form) -> dict[str, Any]:
    view = {
        "title": form.index,
        "name": form.index,
        "timeFieldName": "@timestamp",
        "type": "esql",
        "sourceFilters": [],
        "fieldFormats": {},
        "runtimeFieldMap": {},
        "allowNoIndex": False,
        "allowHidden": False,
    }
    source = json.dumps({"query": {"esql": text}, "index": view, "filter": []})
    return {
        "id": uid,
        "type": "search",
        "attributes": {
            "title": title,
            "description": "",
            "columns": [],
            "sort": [],
            "grid": {},
            "hideChart": False,
            "isTextBasedQuery": True,
            "usesAdHocDataView": False,
            "timeRestore": False,
            "kibanaSavedObjectMeta": {"searchSourceJSON": source},
        },
        "references": [],
        "managed": False,
        "typeMigrationVersion": "10.2.0",
    }


_SEND: Final = """\
export OTEL_EXPORTER_OTLP_ENDPOINT=https://….ingest.….elastic.cloud:443   # or EDOT's collector, or APM Server
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_HEADERS="Authorization=ApiKey …"
export OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta
opentelemetry-instrument python app.py"""
_FIRST: Final = """\
opentelemetry-instrument python -c 'from google import genai
genai.Client(api_key="wrong").models.generate_content(model="gemini-2.5-flash", contents="Hello")'"""
_IMPORT: Final = """\
export KIBANA_URL=https://….kb.….elastic.cloud KIBANA_API_KEY=…
FORM=otel   # or apm: see above
kibana() { curl --fail-with-body -sS -H "Authorization: ApiKey $KIBANA_API_KEY" -H "kbn-xsrf: true" "$@"; }
kibana -F "file=@$FORM/searches.ndjson" "$KIBANA_URL/api/saved_objects/_import?overwrite=true"
for file in $FORM/rules/*.json; do
  kibana -H "Content-Type: application/json" --data-binary "@$file" \\
    "$KIBANA_URL/api/alerting/rule/genai-triage-$(basename "$file" .json)"
done"""
_NOTIFY: Final = (
    """sed -i 's|"actions": \\[\\]|"actions": [{"group": "query matched", "id": "…", "frequency": {"summary": false, """
    """"notify_when": "onActionGroupChange", "throttle": null}, "params": {"message": """
    """"{{rule.name}}: {{context.message}}"}}]|' otel/rules/*-critical.json"""
)


def _page(options: Options) -> str:
    return Page(
        title="Elastic",
        send=f"{code(_SEND)}\n\n{options.say(_SAMPLED)}",
        imported=_import(options),
        names=table(("OTLP", "in `otel/`", "in `apm/`"), _names(options), options),
        queries=_queries(options),
        differs=(options.say(_SPANS), options.say(_ENDS), one_incident("STATS services = …", options)),
        checked=_CHECKED,
        one_number=False,
    ).text(options)


_SAMPLED: Final = (
    "Rules count spans of calls: what a sampler drops is not counted, so keep all spans of calls. Metrics may be sent "
    "too, as delta; nothing here asks them."
)
_ENDS: Final = (
    "Kibana has no threshold for the end: an alert is over with the first run that does not find it. One that has "
    "come, gone and come again in twenty runs is held (`flapping`)."
)
_SPANS: Final = (
    "Spans are counted, not metrics; what is retried is counted by calls that succeeded only after a retry. Shares and "
    "counts are both asked for, as they stand in the rule for Prometheus."
)


def _import(options: Options) -> str:
    forms = options.say(
        "`otel/` is for EDOT and the managed OTLP endpoint (data streams `traces-*.otel-*`), `apm/` for APM Server "
        "(`traces-apm*`). Take one. Kibana 8.19, 9.1 or later: older ones know neither an alert for each row nor "
        "investigation guides."
    )
    first = options.say(
        "ES|QL refuses fields that no document has, and these come with the first failure. Until then rules report an "
        "unknown column. A call with a wrong key is enough:"
    )
    notified = options.say(
        "The rules have no action and notify nobody. Add your connector (its id; the message is of a chat or log "
        "connector) before the import:"
    )
    again = options.say("A rule that is there already is answered with a conflict: delete it first.")
    return "\n\n".join((forms, first, code(_FIRST), notified, code(_NOTIFY), code(_IMPORT), again))


def _names(options: Options) -> Iterator[tuple[str, ...]]:
    otel, apm = FORMS
    yield "`service.name`", f"`{SERVICE}`", f"`{SERVICE}`"
    for name in (names.CLASS, names.PROVIDER_NAME, names.ERROR_TYPE):
        yield f"`{name}`", f"`{otel.span(name)}`", f"`{apm.span(name)}`"
    yield f"`{names.RETRIES}`", f"`{_number(names.RETRIES, otel)}`", f"`{_number(names.RETRIES, apm)}`"
    yield "`otel.scope.name`", f"`{otel.scope}`", f"`{apm.scope}`"
    yield options.say("a span's duration"), "`duration`", "`span.duration.us`, `transaction.duration.us`"


def _queries(options: Options) -> str:
    return "\n\n".join(
        f"{options.say(title)}:\n\n{code(text.replace(' | ', chr(10) + '| '), 'sql')}"
        for _, title, text in searches(FORMS[0])
    )


_CHECKED: Final = (
    "Checked once, when this was written: every query was parsed by the grammar of Elasticsearch 9.1. No "
    "package with a licence that suits has it, so no test repeats it; tests hold the structure of rules and "
    "searches.",
    "Only read, in Kibana's and Elastic's documentation and source: parameters of rules, the form of saved "
    "searches, and how OTLP's names are stored. Nothing was run in Elasticsearch or Kibana.",
)
