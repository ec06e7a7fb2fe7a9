"""Datadog: a monitor for each alert, a dashboard, and a page.

OTLP's dots stay in names of metrics and tags; only resource attributes that Datadog knows get its own names. Source:
<https://docs.datadoghq.com/opentelemetry/mapping/semantic_mapping/>
"""

from __future__ import annotations

from typing import Any, Final

from genai_triage.monitoring.alerts import Alert
from genai_triage.monitoring.backends import datadog_dashboard as dashboard
from genai_triage.monitoring.backends import messages
from genai_triage.monitoring.backends.attributes import attribute
from genai_triage.monitoring.backends.conditions import Condition, Monitor, monitors
from genai_triage.monitoring.backends.grouping import incident
from genai_triage.monitoring.backends.pages import AT_ONCE, Page, as_json, code, ends, one_incident, table
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import HOUR
from genai_triage.telemetry import names

FOLDER: Final = "datadog"
MESSAGE: Final = 4000
"""Characters of a message: chat tools that it is passed on to cut longer ones."""
_PRIORITIES: Final = {"critical": 1, "warning": 3, "info": 5}
_TAGS: Final = {
    "deployment.environment": "env",
    "deployment.environment.name": "env",
    "k8s.cluster.name": "kube_cluster_name",
    "k8s.namespace.name": "kube_namespace",
    "service.version": "version",
}
"""Datadog's own names of resource attributes."""
SERVICE: Final = "service"


def artifacts(options: Options) -> dict[str, str]:
    """Returns a file for each monitor, the dashboard and the page, by path."""
    return {
        f"{FOLDER}/README.md": _page(options),
        f"{FOLDER}/dashboard.json": as_json(dashboard.document(options)),
        **{f"{FOLDER}/monitors/{one.uid}.json": as_json(monitor(one, options)) for one in monitors(options)},
    }


def group(options: Options) -> tuple[str, ...]:
    """Returns the tags that tell alarms apart."""
    tags = (_tag(attribute(label)) for label in options.group_labels)
    return (*dict.fromkeys((SERVICE, names.PROVIDER_NAME, *tags)),)


def _tag(name: str) -> str:
    """Returns Datadog's name of an attribute."""
    return _TAGS.get(name, name)


def monitor(asked: Monitor, options: Options) -> dict[str, Any]:
    """Returns a monitor, as `POST /api/v1/monitor` takes it."""
    alert, found = asked.alert, asked.condition
    told = incident(alert, options)
    variables = messages.Variables(*_variables(told, options))
    return {
        "name": messages.title(asked, variables, options),
        "type": "query alert",
        "query": f"{query(found, options)} >= {found.excess:g}",
        "message": messages.text(asked, variables, options, MESSAGE),
        "tags": _tags(alert),
        "priority": _PRIORITIES[alert.severity],
        "options": {
            "thresholds": {"critical": found.excess, "critical_recovery": found.recovery},
            # A first failure is a new group of points, and counters that failed once are sparse.
            "new_group_delay": 0,
            "require_full_window": False,
            "notify_no_data": False,
            "timeout_h": 1,
            "include_tags": True,
            **({} if told is None else {"notify_by": [_tag(one) for one in told] or ["*"]}),
        },
    }


def query(found: Condition, options: Options) -> str:
    """Returns the left side of a condition: the failures above the share of the calls."""
    failed = _sum(found, _failures(found), options)
    calls = f"sum({_window(found.window)}):{failed} - {found.weight:.7g} * {_sum(found, '*', options)}"
    if not found.none_succeeds:
        return calls
    # A service without any success has no points of it, and a sum with what is missing is missing: so from all calls.
    return f"{calls} + {found.weight:.7g} * {_sum(found, f'!{names.CLASS}:{names.OK}', options)}"


def _sum(found: Condition, chosen: str, options: Options) -> str:
    return f"sum:{found.metric.otel}{{{chosen}}} by {{{','.join(group(options))}}}.as_count()"


def _failures(found: Condition) -> str:
    if not found.classes:
        return f"!{names.CLASS}:{names.OK}"
    if len(found.classes) == 1:
        return f"{names.CLASS}:{found.classes[0]}"
    return f"{names.CLASS} IN ({','.join(found.classes)})"


def _window(seconds: int) -> str:
    if seconds % (24 * HOUR) == 0:
        return f"last_{seconds // (24 * HOUR)}d"
    return f"last_{seconds // HOUR}h" if seconds % HOUR == 0 else f"last_{seconds // 60}m"


def _variable(tag: str) -> str:
    return f"{{{{[{tag}].name}}}}" if "." in tag else f"{{{{{tag}.name}}}}"


def _variables(told: tuple[str, ...] | None, options: Options) -> tuple[str, str]:
    """Returns how texts name the service and the provider: a notification knows only what it is grouped by."""
    if told is None:
        return _service(options), _variable(names.PROVIDER_NAME)
    provider = _variable(names.PROVIDER_NAME) if names.PROVIDER_NAME in told else options.say("a provider")
    return options.say("a service"), provider


def _service(options: Options) -> str:
    return "/".join(_variable(tag) for tag in (*group(options)[2:], SERVICE))


def _tags(alert: Alert) -> list[str]:
    """Tags of ours have no dots, so that a notification rule can be typed."""
    classes = [f"class:{member}" for member in alert.classes]
    owner = f"owner:{messages.owner(alert)}"
    return ["source:genai-triage", f"alert:{alert.name}", f"severity:{alert.severity}", owner, *classes]


_SEND: Final = """\
export OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta
export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318   # the Datadog Agent or a collector
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
opentelemetry-instrument python app.py"""
_IMPORT: Final = """\
export DD_SITE=datadoghq.com DD_API_KEY=… DD_APP_KEY=…
post() {
  curl --fail-with-body -sS -X POST "https://api.$DD_SITE/api/v1/$1" -H "Content-Type: application/json" \\
    -H "DD-API-KEY: $DD_API_KEY" -H "DD-APPLICATION-KEY: $DD_APP_KEY" --data-binary "@$2"
}
post dashboard dashboard.json
for file in monitors/*.json; do post monitor/validate "$file" && post monitor "$file"; done"""

_TERRAFORM: Final = """\
terraform {
  required_providers {
    datadog = { source = "DataDog/datadog" }
  }
}
resource "datadog_monitor_json" "genai" {
  for_each = fileset(path.module, "monitors/*.json")
  monitor  = file("${path.module}/${each.value}")
}
resource "datadog_dashboard_json" "genai" {
  dashboard = file("${path.module}/dashboard.json")
}"""


def _page(options: Options) -> str:
    return Page(
        title="Datadog",
        send=_send(options),
        imported=_import(options),
        names=table(("OTLP", "here"), _names(options), options),
        queries=_queries(options),
        differs=(options.say(AT_ONCE), ends("critical_recovery", options), one_incident("notify_by", options)),
        checked=_CHECKED,
    ).text(options)


def _send(options: Options) -> str:
    why = options.say(
        "Datadog turns cumulative counters into counts by itself, but leaves out the first point of each series: the "
        "first failure of a process. Delta temporality loses none."
    )
    return f"{code(_SEND)}\n\n{why}"


def _import(options: Options) -> str:
    notified = options.say(
        "The monitors name nobody to notify. Route them by their tags with notification rules (`severity:critical`, "
        "`owner:account`, …), or add a handle to every message before the import:"
    )
    handle = 'sed -i \'s/"message": "/&@slack-llm /\' monitors/*.json'
    again = options.say("Imported again, they are there twice. With Terraform they are replaced:")
    parts = (code(_IMPORT), notified, code(handle), again, code(_TERRAFORM, "hcl"))
    return "\n\n".join(parts)


def _names(options: Options) -> list[tuple[str, ...]]:
    rows = [
        ("`triage.calls`, `triage.failures`, `triage.attempts`", options.say("counts; ask with `.as_count()`")),
        ("`triage.quota.limit`, `triage.balance`", options.say("gauges")),
        (f"`{names.OPERATION_DURATION}`", options.say("a distribution; `count:` counts operations")),
        ("`service.name`, `deployment.environment.name`", "`service`, `env`"),
        ("`triage.class`, `gen_ai.provider.name`", options.say("tags of the same name, values in lower case")),
        (options.say("attributes of spans"), "`@triage.class`, `@triage.cause`, `@error.type`"),
    ]
    return [tuple(row) for row in rows]


def _queries(options: Options) -> str:
    rows = [(options.say(one.title), f"`{one.text}`") for one in dashboard.QUERIES]
    traces = options.say("In Traces, the spans of one cause: {query}", query=f"`{dashboard.SPANS_OF_A_CAUSE}`")
    return f"{table(('what', 'query'), rows, options)}\n\n{traces}"


_CHECKED: Final = (
    "Checked by tests: every monitor and the dashboard against the models of `datadog-api-client`, Datadog's "
    "own client, which are generated from its API's schema: names, types and enumerated values.",
    "Checked by `monitor/validate` during your import: the syntax of the queries.",
    "Only read in Datadog's documentation: how OTLP names become tags, `.as_count()` in monitors, template "
    "variables of tags with dots, and columns of the list of spans. Nothing was run in a Datadog account.",
)
