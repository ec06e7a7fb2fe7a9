"""The variables at the top of every dashboard."""

from __future__ import annotations

from typing import Final

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models.common import DataSourceRef
from grafana_foundation_sdk.models.dashboard import (
    VariableHide,
    VariableModel,
    VariableOption,
    VariableRefresh,
    VariableSort,
)

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.provider import SLO
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import SERVICE_FILTER, SERVICE_NAMES, SERVICE_OR_NONE, TARGET_NAMES
from genai_triage.taxonomy import FailureClass
from generator import promql

METRICS_SOURCE: Final = DataSourceRef(type_val="prometheus", uid="${datasource}")
TRACES_SOURCE: Final = DataSourceRef(type_val="tempo", uid="${traces}")
LOGS_SOURCE: Final = DataSourceRef(type_val="loki", uid="${logs}")
_DEFAULTS: Final = Options()
_ALL: Final = ".*"
"""Matches series that lack the label as well."""
_AFTER_THE_NAMESPACE: Final = r"/([^\/]+)$/"


def variables(*, one_class: bool, classes: tuple[FailureClass, ...] = tuple(FailureClass)) -> list[VariableModel]:
    """Returns all variables; `one_class`: exactly one class is chosen, else any number."""
    calls = m.CALLS.name
    durations = f"{m.OPERATION_DURATION.name}_count|{m.INFERENCE_DURATION.name}_count"
    named = f'{{__name__=~"{promql.TARGET_INFO}|{calls}",{SERVICE_OR_NONE}}}'
    where = f"{SERVICE_FILTER},{promql.PROVIDER_FILTER}"
    return [
        _source("datasource", "Data source", "prometheus", "Prometheus, Mimir, Thanos or VictoriaMetrics."),
        _source("traces", "Traces", "tempo", "Where links to traces lead."),
        _source("logs", "Logs", "loki", "Where links to logs lead."),
        _labels(
            "service",
            "Service",
            f"label_values({calls}, {m.JOB})",
            "The service that calls: the label job, into which OTLP writes its namespace too.",
        ),
        _labels(
            "provider",
            "Provider",
            f"label_values({calls}{{{SERVICE_FILTER}}}, {m.PROVIDER})",
            "Whom it calls: gcp.gemini, gcp.vertex_ai, gigachat.",
        ),
        _labels(
            "model",
            "Model",
            f'label_values({{__name__=~"{durations}",{where}}}, {m.MODEL})',
            "The model asked for. Counts of calls, attempts and waiting times are not split by model.",
        ),
        _classes(one_class, classes),
        _hidden(SERVICE_NAMES, f"label_values({calls}{{{SERVICE_FILTER}}}, {m.JOB})", _AFTER_THE_NAMESPACE),
        # A scrape has the service's own name in `target_info` alone, which may lack group labels.
        _hidden(TARGET_NAMES, f"label_values({named}, {m.SERVICE})", ""),
        _constant("runbooks", _DEFAULTS.runbooks_url or ""),
        _constant("runbook_suffix", _DEFAULTS.runbook_suffix),
        _constant("slo", f"{_DEFAULTS.thresholds[SLO]:g}"),
    ]


def _source(name: str, label: str, kind: str, about: str) -> VariableModel:
    variable: VariableModel = build.DatasourceVariable(name).label(label).type(kind).description(about).build()
    return variable


def _labels(name: str, label: str, query: str, about: str) -> VariableModel:
    builder = _asked(name, query).label(label).description(about).all_value(_ALL).regex("")
    variable: VariableModel = builder.build()
    return variable


def _hidden(name: str, query: str, pattern: str) -> VariableModel:
    """Makes a variable that is not shown, whose value is all that its query finds."""
    builder = _asked(name, query).regex(pattern).hide(VariableHide.HIDE_VARIABLE)
    variable: VariableModel = builder.build()
    variable.skip_url_sync = True
    return variable


def _asked(name: str, query: str) -> build.QueryVariable:
    builder: build.QueryVariable = (
        build.QueryVariable(name)
        .datasource(METRICS_SOURCE)
        .query({"qryType": 1, "query": query, "refId": f"variable-{name}"})
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .current(VariableOption(selected=True, text=["All"], value=["$__all"]))
    )
    return builder


def _classes(one_class: bool, classes: tuple[FailureClass, ...]) -> VariableModel:
    builder = (
        build.CustomVariable("class")
        .label("Class")
        .description("The kind of failure, from the taxonomy.")
        .values(",".join(member.value for member in classes))
        .multi(not one_class)
        .include_all(not one_class)
    )
    if one_class:
        first = classes[0].value
        builder.current(VariableOption(selected=True, text=first, value=first))
    else:
        builder.current(VariableOption(selected=True, text=["All"], value=["$__all"]))
        # Every class by name: a matcher for anything would take successful calls for failures.
        builder.all_value("|".join(member.value for member in classes))
    variable: VariableModel = builder.build()
    return variable


def _constant(name: str, value: str) -> VariableModel:
    """Makes a variable that is not shown: an installation writes its own value in."""
    variable: VariableModel = build.ConstantVariable(name).value(value).build()
    variable.current = VariableOption(selected=True, text=value, value=value)
    variable.hide = VariableHide.HIDE_VARIABLE
    return variable
