"""Where an alert leads: its dashboard, the traces of its failures, and its page of the runbook."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.model import Alert
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import FAILURE_CLASS, variable_of
from genai_triage.monitoring.traces_and_logs import resource_attributes
from genai_triage.telemetry import names

QUOTED: Final = 'urlquery | reReplaceAll "[+]" "%20"'
"""Ends a template that writes a value into an address. `+` is a space to some readers of addresses only."""
_WITHOUT_NAMESPACE: Final = 'reReplaceAll ".*/" ""'
"""Of `job`: OTLP writes the service's namespace before its name, which traces have alone."""
_IN_JSON: Final = r'reReplaceAll `(["\\])` `\$1`'
_IN_TRACEQL: Final = f'reReplaceAll "`" "" | {_IN_JSON}'
"""Of a text between backticks, in which a query in JSON has no further signs of its own."""

Json = dict[str, object]


def dashboard_link(alert: Alert, options: Options, grafana: str, start: str) -> str:
    """Returns the template of the address of an alert's dashboard, about its own service and provider.

    Args:
        grafana: The template of Grafana's address.
        start: The template of where its time begins, in milliseconds.
    """
    given = [f"var-datasource={quote(options.datasource_uid, safe='')}", _given("service", m.JOB)]
    given += [_given(variable_of(name), name) for name in options.group_labels]
    given += [_given("provider", m.PROVIDER)] if alert.names_provider else []
    given += [_given("model", m.MODEL)] if m.MODEL in alert.series else []
    if alert.dashboard == FAILURE_CLASS:
        several = len(alert.classes) > 1
        given += [_given("class", m.CLASS) if several else f"&var-class={quote(alert.classes[0].value)}"]
    return f"{grafana.rstrip('/')}/d/{alert.dashboard}?{''.join(given)}&from={start}&to=now"


def _given(variable: str, label: str) -> str:
    """Chooses a variable's value by a label of the series, where it has that label."""
    return f"{{{{ with $labels.{label} }}}}&var-{variable}={{{{ . | {QUOTED} }}}}{{{{ end }}}}"


def traces_link(alert: Alert, options: Options, grafana: str, start: str, cause: str) -> str:
    """Returns the template of the address of the traces of an alert's failures, in Grafana's Explore.

    Args:
        grafana: The template of Grafana's address.
        cause: The template of the cause that they have, if one does; empty text stands for any.
    """
    service = (
        f"{{{{ with $labels.{m.SERVICE} }}}}{{{{ . | {_IN_JSON} | {QUOTED} }}}}{{{{ else }}}}"
        f"{{{{ $labels.{m.JOB} | {_WITHOUT_NAMESPACE} | {_IN_JSON} | {QUOTED} }}}}{{{{ end }}}}"
    )
    marks = {"@service@": service, "@cause@": cause, "@start@": start, "@class@": f"{{{{ $labels.{m.CLASS} }}}}"}
    several = len(alert.classes) > 1
    classes = ["@class@"] if several and m.CLASS in alert.series else list(map(str, alert.classes))
    filters = [
        *([] if alert.every_service else [_filter("service-name", "service.name", "resource", "=", ["@service@"])]),
        _filter("class", names.CLASS, "span", "=~" if len(classes) > 1 else "=", classes),
        _filter("cause", names.CAUSE, "span", "=~", ["@cause@"]),
    ]
    narrowing = [name for name in alert.group(options) if name in options.group_labels and resource_attributes(name)]
    source = {"type": "tempo", "uid": options.traces_uid}
    query = {"refId": "A", "datasource": source, **_asked(filters, narrowing)}
    pane = {"datasource": options.traces_uid, "queries": [query], "range": {"from": "@start@", "to": "now"}}
    panes = quote(json.dumps({"a": pane}, separators=(",", ":")), safe="@")
    marks |= {f"@{label}@": _place(label) for label in narrowing}
    for mark, template in marks.items():
        panes = panes.replace(mark, template)
    return f"{grafana.rstrip('/')}/explore?schemaVersion=1&panes={panes}"


def _asked(filters: list[Json], narrowing: list[str]) -> Json:
    """Returns what is asked for: by filters, as not every reader of addresses leaves the signs of a query alone.

    No filters say that one attribute or another has a value, which a group label needs.
    """
    if not narrowing:
        return {"queryType": "traceqlSearch", "limit": 20, "filters": filters}
    steps = " | ".join(
        f"{{{one['scope']}.{one['tag']} {one['operator']} `{_either(one['value'])}`}}" for one in filters
    )
    return {"queryType": "traceql", "limit": 20, "query": steps + "".join(f"@{label}@" for label in narrowing)}


def _either(values: object) -> str:
    return "|".join(values) if isinstance(values, list) else str(values)


def _place(label: str) -> str:
    """Returns the template of a further step of a query, where the series has the group label."""
    either = " || ".join(f"resource.{name} = `@value@`" for name in resource_attributes(label))
    step = quote(f" | {{{either}}}", safe="@").replace("@value@", f"{{{{ . | {_IN_TRACEQL} | {QUOTED} }}}}")
    return f"{{{{ with $labels.{label} }}}}{step}{{{{ end }}}}"


def _filter(name: str, tag: str, scope: str, operator: str, value: list[str]) -> Json:
    return {"id": name, "tag": tag, "scope": scope, "operator": operator, "value": value, "valueType": "string"}


def runbook_link(page: str, options: Options) -> str | None:
    """Returns the address of a page of the runbook, which may be a template; None where the runbooks have none."""
    if options.runbooks_url is None:
        return None
    return f"{options.runbooks_url.rstrip('/')}/{page}{options.runbook_suffix}"
