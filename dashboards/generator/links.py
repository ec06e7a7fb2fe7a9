"""Where a click leads: another dashboard, the traces, the logs, the runbook."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.panels import FAILURE_CLASS, PROVIDER_HEALTH, SERVICE_PARAMETER
from genai_triage.telemetry import names

_TIME: Final = "${__url_time_range}"
_SCOPE: Final = f"{SERVICE_PARAMETER}&${{provider:queryparam}}"
_SOURCES: Final = "${datasource:queryparam}&${traces:queryparam}&${logs:queryparam}"

Link = dict[str, Any]


def field(label: str) -> str:
    """Refers to the value that a table's row has under a label."""
    return f"${{__data.fields.{label}}}"


def series(label: str) -> str:
    """Refers to the value that a drawn series has under a label."""
    return f"${{__field.labels.{label}}}"


def link(title: str, url: str, *, new_tab: bool = False) -> Link:
    return {"title": title, "url": url, "targetBlank": new_tab}


def to_class(failure_class: str) -> Link:
    """Leads to the dashboard of one class; `failure_class` is a reference to the value that was clicked."""
    url = f"/d/{FAILURE_CLASS}?var-class={failure_class}&{_SCOPE}&{_SOURCES}&{_TIME}"
    return link("What is behind this class", url)


def to_board(uid: str) -> str:
    """Returns the address of a dashboard, with the same choices; without the class, which not all have in common."""
    return f"/d/{uid}?{_SCOPE}&${{model:queryparam}}&{_SOURCES}"


def to_provider(provider: str) -> Link:
    url = f"/d/{PROVIDER_HEALTH}?var-provider={provider}&{SERVICE_PARAMETER}&{_SOURCES}&{_TIME}"
    return link("Provider health", url)


def to_runbook(failure_class: str) -> Link:
    return link("Runbook", f"${{runbooks:raw}}/{failure_class}${{runbook_suffix:raw}}", new_tab=True)


def to_traces(failure_class: str, cause: str | None = None) -> Link:
    """Leads to the traces of the failed calls, in the traces data source."""
    terms = [
        'resource.service.name=~"${service:pipe}"',
        f'span.{names.CLASS}="{failure_class}"',
        *([] if cause is None else [f'span.{names.CAUSE}="{cause}"']),
    ]
    query = {"queryType": "traceql", "tableType": "traces", "limit": 20, "query": f"{{{' && '.join(terms)}}}"}
    return link("Traces", _explore("traces", "tempo", query), new_tab=True)


def to_logs(failure_class: str) -> Link:
    """Leads to the exceptions' log events, in the logs data source."""
    service = 'service_name=~".+", service_name=~"${service:pipe}"'
    query = {"expr": f'{{{service}}} | {m.CLASS}="{failure_class}"', "queryType": "range"}
    return link("Logs", _explore("logs", "loki", query), new_tab=True)


def _explore(variable: str, kind: str, query: dict[str, Any]) -> str:
    source = f"${{{variable}}}"
    pane = {
        "datasource": source,
        "queries": [{"refId": "A", "datasource": {"type": kind, "uid": source}, **query}],
        "range": {"from": "${__from}", "to": "${__to}"},
    }
    return f"/explore?schemaVersion=1&panes={_encoded(json.dumps({'a': pane}, separators=(',', ':')))}"


def _encoded(text: str) -> str:
    """Percent-encodes all but the references that Grafana replaces."""
    parts = []
    while text:
        plain, mark, rest = text.partition("${")
        parts.append(quote(plain, safe=""))
        if not mark:
            break
        name, _, text = rest.partition("}")
        parts.append(f"${{{name}}}")
    return "".join(parts)
