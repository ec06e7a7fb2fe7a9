"""The dashboards and their panels: the ids that alerts, links and bookmarks rely on.

An id, once published, stays; a new panel gets a new one. Ids are unique on their dashboard, rows included.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from genai_triage.monitoring import metrics as m

Dashboard = Literal["genai-triage-overview", "genai-triage-class", "genai-triage-provider"]
"""Uid of a dashboard."""

OVERVIEW: Final = "genai-triage-overview"
FAILURE_CLASS: Final = "genai-triage-class"
PROVIDER_HEALTH: Final = "genai-triage-provider"

PANELS: Final[Mapping[Dashboard, Mapping[str, int]]] = {
    OVERVIEW: {
        "success": 1,
        "firing": 2,
        "owners": 3,
        "failures": 4,
        "last_seen": 5,
        "classes": 6,
        "attempts": 7,
        "quota_limits": 8,
        "retry_after": 9,
        "balance": 10,
        "latency": 11,
        "p95": 12,
        "first_chunk": 13,
        "tokens": 14,
        "calls": 15,
        "owners_over_time": 16,
        "models": 17,
        "per_chunk": 19,
        "tokens_per_call": 20,
        "success_recorded": 21,
        "classes_recorded": 22,
        "last_failure": 23,
        "new_causes": 30,
        "answered_by": 31,
        "failed_time": 32,
        "failed_requests": 33,
        "failed_tokens": 34,
        "waited": 35,
        "sessions_open": 36,
        "sessions_ended": 37,
        "jobs_oldest": 38,
        "functions": 39,
        "row_failures": 102,
        "row_quota": 103,
        "row_latency": 104,
        "row_tokens": 105,
        "row_telemetry": 106,
        "row_months": 107,
        "row_new": 108,
        "row_cost": 109,
        "row_sessions": 110,
    },
    FAILURE_CLASS: {
        "meaning": 1,
        "count": 2,
        "share": 3,
        "first": 4,
        "last": 5,
        "failures": 6,
        "causes": 7,
        "models": 8,
        "operations": 9,
        "causes_over_time": 10,
        "attempts": 11,
        "retry_after": 12,
        "services": 13,
        "error_types": 14,
        "windows": 15,
        "duration": 16,
        "transports": 17,
        "messages": 18,
        "examples": 19,
        "row_causes": 102,
        "row_where": 103,
        "row_examples": 104,
    },
    PROVIDER_HEALTH: {
        "availability": 1,
        "budget": 2,
        "failed_calls": 3,
        "last_failure": 4,
        "burn": 5,
        "failures": 6,
        "attempts": 7,
        "causes": 8,
        "models": 9,
        "latency": 10,
        "p95": 11,
        "first_chunk": 12,
        "owed": 13,
        "retry_after": 14,
        "availability_recorded": 15,
        "row_failures": 102,
        "row_latency": 103,
        "row_months": 104,
    },
}
"""Panel ids by dashboard and key. `failures` of a class is what its alerts show."""


SERVICE_NAMES: Final = "names"
"""Variable that nobody sees: the jobs of the chosen services without a namespace, as traces and logs are named."""
TARGET_NAMES: Final = "target_names"
"""Variable that nobody sees: what the targets of the chosen services call themselves, where a job has another name."""
CHOSEN_NAMES: Final = f"${{{SERVICE_NAMES}:pipe}}|${{{TARGET_NAMES}:pipe}}|${{service:pipe}}"
"""Regular expression of the chosen services' names in traces and logs; of all services it leaves out none."""
VARIABLES: Final = (
    "datasource",
    "traces",
    "logs",
    "service",
    "provider",
    "model",
    "class",
    SERVICE_NAMES,
    TARGET_NAMES,
    "runbooks",
    "runbook_suffix",
    "slo",
)
"""Variables of every dashboard."""

# The OTLP receiver writes the service's namespace into `job` too: `prod/shop` is one service, `staging/shop` another.
SERVICE_FILTER: Final = f'{m.JOB}=~"$service"'
SERVICE_OR_NONE: Final = f'{m.JOB}=~"|$service"'
"""The same, for alerts, of which some have no such label."""
SERVICE_PARAMETER: Final = "${service:queryparam}"
"""Takes the chosen services along to another dashboard."""
SERVICE_NAME: Final = "service_of_row"
"""Column of tables: the same of the row's service."""
WHERE: Final = "where"
"""Column of tables: service → provider (model), in words."""
RUNBOOK: Final = "runbook"
"""Column of tables: to be clicked."""
RUNBOOKS: Final = "${runbooks:raw}/"
"""What a link to a runbook begins with."""
ROW_SERVICE: Final = f"var-service=${{__data.fields.{m.JOB}}}"
"""Takes the service of a table's row along to another dashboard."""


OF_ANY_MODEL: Final = "Models are not told apart here: what is counted does not have them."
"""Ends the description of a panel that the choice of a model does not reach."""


def row_parameter(label: str) -> str:
    """Takes the value of a group label of a table's row along to another dashboard."""
    return f"var-{variable_of(label)}=${{__data.fields.{label}}}"


def variable_of(label: str) -> str:
    """Returns the name of the dashboards' variable that chooses by a group label."""
    return f"group_{label}" if label in VARIABLES else label


def panel_id(dashboard: Dashboard, key: str) -> int:
    """Returns the id of a panel.

    Raises:
        LookupError: If the dashboard has none of that key; the message lists those that it has.
    """
    panels = PANELS[dashboard]
    if key not in panels:
        raise LookupError(f"{dashboard} has no panel {key!r}; it has {', '.join(panels)}.")
    return panels[key]
