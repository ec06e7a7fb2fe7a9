"""Honeycomb: a trigger for each alert, queries, and a board, over the spans of calls.

Each event is a span, so a share needs no second query: a failed call counts `1 - share`, every other one `-share`, and
their sum is the number of failures above the share. Sources: <https://docs.honeycomb.io/api/tag/Triggers>,
<https://docs.honeycomb.io/reference/derived-column-formula/functions/>
"""

from __future__ import annotations

import math
from typing import Any, Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts import Alert
from genai_triage.monitoring.backends import messages
from genai_triage.monitoring.backends.attributes import SCOPES, SERVICE, attribute
from genai_triage.monitoring.backends.conditions import Condition, Monitor, monitors
from genai_triage.monitoring.backends.pages import Page, as_json, code, table
from genai_triage.monitoring.options import Options
from genai_triage.telemetry import names

FOLDER: Final = "honeycomb"
MESSAGE: Final = 1023
"""Characters of a trigger's description."""
MINUTE: Final = 60
_DAY: Final = 86400
_WINDOWS_APART: Final = 4
"""A trigger looks back at most so many times the interval at which it runs."""
_MOST_TIMES: Final = 5
"""How often in a row a threshold may have to be reached, at most."""
_ROUNDING: Final = 0.001
"""Failures by which a sum of fractions may be off."""
_EXCESS: Final = "excess_failures"
_CALLS: Final = (
    {"column": "library.name", "op": "in", "value": [*SCOPES]},
    {"column": names.OPERATION_NAME, "op": "exists"},
    {"column": names.OPERATION_NAME, "op": "!=", "value": names.EXECUTE_TOOL},
)
"""Spans of calls: those of single requests, and of the application's own functions, are none."""
_FAILED: Final = {"column": names.CLASS, "op": "exists"}
_COLUMN_TYPES: Final = {
    names.CLASS: "string",
    names.CAUSE: "string",
    names.OWNER: "string",
    names.FIX: "string",
    names.ERROR_TYPE: "string",
    names.RETRIES: "integer",
    names.QUOTA_LIMIT: "float",
}
"""Columns that no span has before the first failure."""
_QUERIES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "failures-by-class-and-cause": (
        "Failures by class and cause",
        {
            "breakdowns": [names.CLASS, names.CAUSE, names.FIX, SERVICE, names.PROVIDER_NAME],
            "calculations": [{"op": "COUNT"}],
            "filters": [*_CALLS, _FAILED],
            "orders": [{"op": "COUNT", "order": "descending"}],
            "time_range": _DAY,
        },
    ),
    "failures-by-owner": (
        "Failures by owner",
        {
            "breakdowns": [names.OWNER],
            "calculations": [{"op": "COUNT"}],
            "filters": [*_CALLS, _FAILED],
            "time_range": _DAY,
        },
    ),
    "calls-by-outcome": (
        "Calls by outcome",
        {
            "breakdowns": [names.CLASS],
            "calculations": [{"op": "COUNT"}],
            "filters": [*_CALLS],
            "time_range": _DAY,
        },
    ),
    "quota-headroom": (
        "Quota headroom: requests by day",
        {
            "breakdowns": [SERVICE, names.PROVIDER_NAME, names.REQUEST_MODEL],
            "calculations": [{"op": "COUNT"}, {"op": "MIN", "column": names.QUOTA_LIMIT}],
            "filters": [*_CALLS],
            "time_range": _DAY,
        },
    ),
    "spans-of-a-cause": (
        "Spans of failures",
        {
            "breakdowns": ["trace.trace_id", names.CLASS, names.CAUSE, names.ERROR_TYPE, names.REQUEST_MODEL],
            "calculations": [{"op": "COUNT"}, {"op": "MAX", "column": "duration_ms"}],
            "filters": [*_CALLS, _FAILED],
            "time_range": 3600,
        },
    ),
}
"""Title and specification, by the name of the file."""


def artifacts(options: Options) -> dict[str, str]:
    """Returns a file for each trigger and query, Terraform's file and the page, by path."""
    return {
        f"{FOLDER}/README.md": _page(options),
        f"{FOLDER}/main.tf": _terraform(options),
        **{f"{FOLDER}/queries/{name}.json": as_json(found) for name, (_, found) in _QUERIES.items()},
        **{f"{FOLDER}/triggers/{one.uid}.json": as_json(trigger(one, options)) for one in monitors(options)},
    }


def trigger(asked: Monitor, options: Options) -> dict[str, Any]:
    """Returns a trigger over all datasets, as `POST /1/triggers/__all__` takes it."""
    alert, found = asked.alert, asked.condition
    every = frequency(found.window)
    times = min(1 + alert.wait // every, _MOST_TIMES)
    variables = messages.Variables(f"`{SERVICE}`", f"`{names.PROVIDER_NAME}`")
    return {
        "name": asked.name,
        "description": messages.text(asked, variables, options, MESSAGE),
        "query": query(found, options),
        "threshold": {"op": ">=", "value": _threshold(found), "exceeded_limit": times},
        "frequency": every,
        "alert_type": "on_change",
        "tags": [{"key": key, "value": value} for key, value in _tags(alert).items()],
    }


def query(found: Condition, options: Options) -> dict[str, Any]:
    """Returns what a trigger compares: the failures above the share of the calls."""
    breakdowns = [SERVICE, names.PROVIDER_NAME, *(attribute(label) for label in options.group_labels)]
    asked: dict[str, Any] = {"breakdowns": list(dict.fromkeys(breakdowns)), "time_range": found.window}
    return {
        **asked,
        "calculated_fields": [{"name": _EXCESS, "expression": _weight(found)}],
        "calculations": [{"op": "SUM", "column": _EXCESS}],
        "filters": [*_CALLS],
    }


def _threshold(found: Condition) -> float:
    """Returns the number to compare with: of a sum of fractions, a bit less than it should be."""
    return found.excess if found.share is None else round(found.excess - _ROUNDING, 6)


def _weight(found: Condition) -> str:
    """Returns what a call counts: a failure, a success or another failure."""
    if found.none_succeeds:
        return f"IF({_failed(found)}, 1, IF(EXISTS(${names.CLASS}), 0, -{found.weight:.7g}))"
    return f"IF({_failed(found)}, {1 - found.weight:.6g}, {-found.weight:.6g})"


def _failed(found: Condition) -> str:
    """Returns the expression that tells failed calls; of requests, calls that succeeded only after a retry."""
    if found.metric is m.ATTEMPTS:
        return f"AND(EXISTS(${names.RETRIES}), NOT(EXISTS(${names.CLASS})))"
    values = ", ".join(f'"{member}"' for member in found.classes)
    return f"IN(${names.CLASS}, {values})"


def frequency(window: int) -> int:
    """Returns how often a trigger runs that looks back so many seconds: whole minutes, as seldom as is allowed."""
    return math.ceil(window / _WINDOWS_APART / MINUTE) * MINUTE


def _tags(alert: Alert) -> dict[str, str]:
    """Values of tags have small letters, digits, `-` and `/` only."""
    found = {"source": "genai-triage", "severity": alert.severity, "owner": messages.owner(alert).value}
    if len(alert.classes) == 1:
        found["class"] = alert.classes[0].value.replace("_", "-")
    return found


def _terraform(options: Options) -> str:
    titles = "\n".join(f'    "{name}" = "{options.say(title)}"' for name, (title, _) in _QUERIES.items())
    return _MAIN.replace("@titles@", titles).replace("@board@", options.say(_BOARD))


_BOARD: Final = "GenAI calls: what fails, whose it is, what to do"
_MAIN: Final = """\
terraform {
  required_providers {
    honeycombio = { source = "honeycombio/honeycombio" }
  }
}

variable "recipients" {
  description = "IDs of the recipients to notify, by severity"
  type        = map(list(string))
  default     = { critical = [], warning = [], info = [] }
}

locals {
  triggers = {
    for name in fileset(path.module, "triggers/*.json") : name => jsondecode(file("${path.module}/${name}"))
  }
  titles = {
@titles@
  }
}

resource "honeycombio_trigger" "genai" {
  for_each    = local.triggers
  name        = each.value.name
  description = each.value.description
  query_json  = jsonencode(each.value.query)
  frequency   = each.value.frequency
  alert_type  = each.value.alert_type
  tags        = { for tag in each.value.tags : tag.key => tag.value }
  threshold {
    op             = each.value.threshold.op
    value          = each.value.threshold.value
    exceeded_limit = each.value.threshold.exceeded_limit
  }
  dynamic "recipient" {
    for_each = var.recipients[one([for tag in each.value.tags : tag.value if tag.key == "severity"])]
    content {
      id = recipient.value
    }
  }
}

resource "honeycombio_query" "genai" {
  for_each   = local.titles
  query_json = file("${path.module}/queries/${each.key}.json")
}

resource "honeycombio_query_annotation" "genai" {
  for_each = local.titles
  query_id = honeycombio_query.genai[each.key].id
  name     = each.value
}

resource "honeycombio_flexible_board" "genai" {
  name = "@board@"
  dynamic "panel" {
    for_each = local.titles
    content {
      type = "query"
      query_panel {
        query_id            = honeycombio_query.genai[panel.key].id
        query_annotation_id = honeycombio_query_annotation.genai[panel.key].id
        query_style         = "combo"
      }
    }
  }
}
"""
_SEND: Final = """\
export OTEL_EXPORTER_OTLP_ENDPOINT=https://api.honeycomb.io   # in the EU: https://api.eu1.honeycomb.io
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_HEADERS="x-honeycomb-team=…"
opentelemetry-instrument python app.py"""
_IMPORT: Final = """\
post() {
  curl --fail-with-body -sS -X POST "$HONEYCOMB_API/1/$1/__all__" -H "X-Honeycomb-Team: $HONEYCOMB_API_KEY" \\
    -H "Content-Type: application/json" --data-binary "@$2"
}
for file in triggers/*.json; do post triggers "$file"; done
for file in queries/*.json; do post queries "$file"; done"""
_COLUMNS: Final = f"""\
export HONEYCOMB_API=https://api.honeycomb.io HONEYCOMB_API_KEY=… DATASET=shop
for column in {" ".join(f"{name}:{kind}" for name, kind in _COLUMN_TYPES.items())}; do
  curl -sS -X POST "$HONEYCOMB_API/1/columns/$DATASET" -H "X-Honeycomb-Team: $HONEYCOMB_API_KEY" \\
    -H "Content-Type: application/json" -d "{{\\"key_name\\": \\"${{column%:*}}\\", \\"type\\": \\"${{column#*:}}\\"}}"
done"""
_RECIPIENTS: Final = """sed -i '1s/{/{ "recipients": [{"id": "…"}],/' triggers/*-critical.json"""
_TERRAFORM: Final = """\
terraform init && terraform apply -var 'recipients={critical=["…"], warning=[], info=[]}'"""


def _page(options: Options) -> str:
    return Page(
        title="Honeycomb",
        send=f"{code(_SEND)}\n\n{options.say(_SAMPLING)}",
        imported=_import(options),
        names=table(("OTLP", "here"), _names(options), options),
        queries=_queries(options),
        differs=(options.say(_SPANS), options.say(_ENDS)),
        checked=_CHECKED,
    ).text(options)


_SAMPLING: Final = (
    "Triggers count spans of calls. What a sampler in the SDK drops is not counted: keep all spans of calls, or sample "
    "where Honeycomb is told the rate (Refinery), which it then counts in."
)
_ENDS: Final = (
    "Honeycomb has no threshold for the end: a trigger is over with the first run below its number. It is one for all "
    "services: one incident is one notification, which lists them."
)
_SPANS: Final = (
    "Spans are counted, not metrics; what is retried is counted by calls that succeeded only after a retry. A trigger "
    "runs every two minutes where the rule is evaluated every minute."
)


def _import(options: Options) -> str:
    columns = options.say(
        "Honeycomb refuses queries about columns that it has not seen, and these come with the first failure. Make "
        "them in the dataset of any service that calls; what is there already is answered with a conflict and left "
        "alone:"
    )
    board = options.say("With Terraform they are replaced when applied again, and the board is made too:")
    notified = options.say("The triggers name nobody to notify. Add your recipients before the import:")
    without = options.say("Without Terraform:")
    return "\n\n".join(
        (columns, code(_COLUMNS), board, code(_TERRAFORM), notified, code(_RECIPIENTS), without, code(_IMPORT))
    )


def _names(options: Options) -> list[tuple[str, ...]]:
    return [
        ("`otel.scope.name`", "`library.name`"),
        ("`service.name`", options.say("the dataset, and a column; triggers and queries look at all datasets")),
        (options.say("attributes of spans"), "`triage.class`, `triage.cause`, `error.type`, `gen_ai.provider.name`"),
        (options.say("a span's duration"), "`duration_ms`"),
        (options.say("metrics"), options.say("a dataset of their own; nothing here asks it")),
    ]


def _queries(options: Options) -> str:
    rows = [(options.say(title), f"`queries/{name}.json`") for name, (title, _) in _QUERIES.items()]
    return table(("what", "query"), rows, options)


_CHECKED: Final = (
    "Checked by tests: every trigger and query against models that are generated from the schema of "
    "Honeycomb's API (of the package `honeycomb-api`, which is not Honeycomb's own): names, types, lengths, "
    "enumerated values; the rules for queries of triggers; and that `main.tf` can be parsed.",
    "Only read, in the documentation and in Honeycomb's Terraform provider: functions of calculated fields, "
    "and what Terraform makes of `main.tf`. Nothing was run in a Honeycomb account.",
)
