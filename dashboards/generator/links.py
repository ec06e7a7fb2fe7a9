"""Where a click leads: another dashboard, the traces, the logs, the runbook.

An address must survive Grafana's sanitizer, of which some versions decode it once: no `&`, `+`, `#`, `%` or backslash
stands inside an encoded query.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.panels import (
    CHOSEN_NAMES,
    FAILURE_CLASS,
    PROVIDER_HEALTH,
    ROW_SERVICE,
    RUNBOOKS,
    SERVICE_NAME,
    SERVICE_PARAMETER,
)
from genai_triage.telemetry import names
from generator.promql import CHOSEN_MODEL, MODEL_SPANS

_TIME: Final = "${__url_time_range}"
_SOURCES: Final = "${datasource:queryparam}&${traces:queryparam}&${logs:queryparam}"

Link = dict[str, Any]


def field(label: str) -> str:
    """Refers to the value that a table's row has under a label."""
    return f"${{__data.fields.{label}}}"


def series(label: str) -> str:
    """Refers to the value that a drawn series has under a label."""
    return f"${{__field.labels.{label}}}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which service, provider and model a link is about."""

    service: str
    """Parameter of another dashboard's address."""
    provider: str
    """Parameter of another dashboard's address."""
    model: str
    """Parameter of another dashboard's address."""
    spans: str
    """Further steps of a TraceQL query, `|` before each."""
    services: str
    """Regular expression of the services' names."""


CHOSEN: Final = Scope(SERVICE_PARAMETER, "${provider:queryparam}", "${model:queryparam}", "", CHOSEN_NAMES)
"""What is chosen at the top of the dashboard."""
ROW: Final = Scope(
    ROW_SERVICE,
    f"var-provider={field(m.PROVIDER)}",
    f"var-model={field(CHOSEN_MODEL)}",
    f" | {{span.{names.PROVIDER_NAME} = `{field(m.PROVIDER)}`}}{field(MODEL_SPANS)}",
    field(SERVICE_NAME),
)
"""What a table's row is about."""
SERIES: Final = Scope(
    f"var-service={series(m.JOB)}",
    f"var-provider={series(m.PROVIDER)}",
    CHOSEN.model,
    f" | {{span.{names.PROVIDER_NAME} = `{series(m.PROVIDER)}`}}",
    series(SERVICE_NAME),
)
"""What a drawn series of a service and a provider is about."""
ROW_PROVIDER: Final = Scope(
    SERVICE_PARAMETER,
    ROW.provider,
    CHOSEN.model,
    f" | {{span.{names.PROVIDER_NAME} = `{field(m.PROVIDER)}`}}",
    CHOSEN.services,
)
"""What is chosen, but for the provider, which is the row's."""
ROW_MODEL: Final = replace(ROW_PROVIDER, model=ROW.model)
"""What is chosen, but for the provider and the model, which are the row's."""


def link(title: str, url: str, *, new_tab: bool = False) -> Link:
    return {"title": title, "url": url, "targetBlank": new_tab}


def to_class(failure_class: str, scope: Scope = CHOSEN) -> Link:
    """Leads to the dashboard of one class; `failure_class` is a reference to the value that was clicked."""
    chosen = f"{scope.service}&{scope.provider}&{scope.model}"
    url = f"/d/{FAILURE_CLASS}?var-class={failure_class}&{chosen}&{_SOURCES}&{_TIME}"
    return link("What is behind this class", url)


def to_board(uid: str) -> str:
    """Returns the address of a dashboard, with the same choices; without the class, which not all have in common."""
    return f"/d/{uid}?{CHOSEN.service}&{CHOSEN.provider}&{CHOSEN.model}&{_SOURCES}"


def to_provider(provider: str, scope: Scope = CHOSEN) -> Link:
    url = f"/d/{PROVIDER_HEALTH}?var-provider={provider}&{scope.service}&{scope.model}&{_SOURCES}&{_TIME}"
    return link("Provider health", url)


def to_runbook(failure_class: str) -> Link:
    return link("Runbook", f"{RUNBOOKS}{failure_class}${{runbook_suffix:raw}}", new_tab=True)


def to_traces(failure_class: str, cause: str | None = None, scope: Scope = CHOSEN) -> Link:
    """Leads to the traces of the failed calls, in the traces data source."""
    # A step after another keeps the spans that it matches, as `&&` within one would.
    steps = [
        f"{{resource.service.name =~ `{scope.services}`}}",
        f"{{span.{names.CLASS} = `{failure_class}`}}",
        *([] if cause is None else [f"{{span.{names.CAUSE} = `{cause}`}}"]),
    ]
    traceql = f"{' | '.join(steps)}{scope.spans}"
    query = {"queryType": "traceql", "tableType": "traces", "limit": 20, "query": traceql}
    return link("Traces", _explore("traces", "tempo", query), new_tab=True)


def to_logs(failure_class: str, scope: Scope = CHOSEN) -> Link:
    """Leads to the exceptions' log events, in the logs data source."""
    # Loki wants one matcher that an absent label does not meet: `.*` alone would.
    service = f"service_name=~`..*`, service_name=~`{scope.services}`"
    query = {"expr": f"{{{service}}} | {m.CLASS}=`{failure_class}`", "queryType": "range"}
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
