"""A committed dashboard with an installation's options: data sources, addresses, group labels, language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.alerts.provider import SLO
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import (
    OF_ANY_MODEL,
    ROW_SERVICE,
    RUNBOOK,
    RUNBOOKS,
    SERVICE_FILTER,
    SERVICE_OR_NONE,
    SERVICE_PARAMETER,
    WHERE,
    row_parameter,
    variable_of,
)
from genai_triage.monitoring.playbooks import PLAYBOOKS
from genai_triage.monitoring.texts import say
from genai_triage.monitoring.traces_and_logs import narrowed
from genai_triage.taxonomy import CAUSES, FailureClass
from genai_triage.taxonomy.texts import ENGLISH

Json = dict[str, Any]
_GROUPED: Final = re.compile(rf"(?:(?<=\bby \()|(?<=\bon \())([^)]*\b){m.JOB}\b")
"""An aggregation by service, or a match on it."""
_SHOWN: Final = ("title", "description", "label", "tooltip", "noValue", "displayName", "text")
"""Keys of what a person reads."""
_SERVICES: Final = re.compile(rf"label_values\(([^{{}}]+), {m.JOB}\)")
"""The query of the variable `service`."""


def adapted(board: Json, options: Options) -> Json:
    """Returns a dashboard as it is exported."""
    if options.group_labels:
        _add_columns(board, options.group_labels)
        board = _rewritten(board, lambda text: _by_group(text, options.group_labels))
        _add_variables(board["templating"]["list"], options.group_labels)
    _choose_all(board["templating"]["list"], options)
    if options.runbooks_url is None:
        board = _without_runbooks(board)
    return board if options.language == ENGLISH else _spoken(board, options)


def _without_runbooks(board: Json) -> Json:
    """Takes out the links to runbooks, the column that is only there for them, and their address."""
    for panel in all_panels(board):
        overrides = panel.get("fieldConfig", {}).get("overrides", [])
        overrides[:] = [one for one in overrides if one["matcher"]["options"] != RUNBOOK]
        for one in overrides:
            one["properties"] = list(filter(_leads_somewhere, one["properties"]))
        by_id = {one["id"]: one["options"] for one in panel.get("transformations", ())}
        names = by_id.get("filterFieldsByName", {}).get("include", {}).get("names", [])
        if RUNBOOK in names:
            names.remove(RUNBOOK)
            by_id["organize"]["indexByName"] = {name: number for number, name in enumerate(names)}
    variables = board["templating"]["list"]
    variables[:] = [one for one in variables if one["name"] not in ("runbooks", "runbook_suffix")]
    return board


def _leads_somewhere(prop: Json) -> bool:
    """Takes the links to runbooks out of an override's property; tells whether anything is left of it."""
    if prop["id"] != "links":
        return True
    prop["value"] = [link for link in prop["value"] if not link["url"].startswith(RUNBOOKS)]
    return bool(prop["value"])


def _rewritten(node: Any, change: Callable[[str], str]) -> Any:
    """Changes every text of a document."""
    if isinstance(node, str):
        return change(node)
    if isinstance(node, list):
        return [_rewritten(one, change) for one in node]
    if isinstance(node, dict):
        return {key: _rewritten(one, change) for key, one in node.items()}
    return node


def _spoken(node: Any, options: Options) -> Any:
    """Returns a document whose texts are in the options' language."""
    if isinstance(node, list):
        return [_spoken(one, options) for one in node]
    if not isinstance(node, dict):
        return node
    # A property of an override has its text under `value`; a variable's choices are values, whatever they are called.
    shown = (*_SHOWN, "value") if node.get("id") == "displayName" else _SHOWN
    found = {
        key: one if key in ("current", "options") and "query" in node else _spoken(one, options)
        for key, one in node.items()
    }
    return found | {key: _said(found[key], options) for key in shown if isinstance(found.get(key), str)}


def _said(text: str, options: Options) -> str:
    """Translates a text: the taxonomy's has its translation there; what many descriptions end with has its own."""
    if text.endswith(f" {OF_ANY_MODEL}"):
        return f"{_said(text.removesuffix(f' {OF_ANY_MODEL}'), options)} {options.say(OF_ANY_MODEL)}"
    return _of_taxonomy(options.language).get(text) or (options.say(text) if text else text)


@lru_cache(maxsize=2)
def _of_taxonomy(language: str) -> Mapping[str, str]:
    """Fixes and meanings in a language, by the English ones, as cells show them."""
    fixes = {plain(cause.fix): plain(cause.fix_in(language)) for cause in CAUSES.values()}
    fixes |= {plain(playbook.fix): plain(say(playbook.fix, language)) for playbook in PLAYBOOKS.values()}
    return fixes | {plain(member.meaning): plain(member.meaning_in(language)) for member in FailureClass}


def plain(text: str) -> str:
    """Leaves out the marks of code, which a table's cell shows as they are."""
    return text.replace("`", "")


def _by_group(text: str, labels: tuple[str, ...]) -> str:
    """Adds group labels wherever an expression, a legend or a link is about a service."""
    # Not every metric has the credential: what lacks it belongs to any.
    begins = {m.CREDENTIAL: "|"}
    chosen = "".join(f',{name}=~"{begins.get(name, "")}${variable_of(name)}"' for name in labels)
    or_none = "".join(f',{name}=~"|${variable_of(name)}"' for name in labels)
    passed = "".join(f"&${{{variable_of(name)}:queryparam}}" for name in labels)
    of_row = "".join(f"&{row_parameter(name)}" for name in labels)
    shown = "".join(f"{{{{{name}}}}} " for name in labels)
    text = _SERVICES.sub(rf"label_values(\1{{{chosen[1:]}}}, {m.JOB})", text)
    text = _GROUPED.sub(rf"\1{', '.join((m.JOB, *labels))}", text)
    for old, new in (
        (SERVICE_FILTER, SERVICE_FILTER + chosen),
        (SERVICE_OR_NONE, SERVICE_OR_NONE + or_none),
        (SERVICE_PARAMETER, SERVICE_PARAMETER + passed),
        (ROW_SERVICE, ROW_SERVICE + of_row),
        (f"{{{{{m.JOB}}}}}", f"{shown}{{{{{m.JOB}}}}}"),
    ):
        text = text.replace(old, new)
    return narrowed(text, labels)


def _add_columns(board: Json, labels: tuple[str, ...]) -> None:
    """Shows group labels beside the service in tables that have a column for it."""
    for panel in all_panels(board):
        by_id = {one["id"]: one["options"] for one in panel.get("transformations", ())}
        names = by_id.get("filterFieldsByName", {}).get("include", {}).get("names", [])
        if m.JOB not in names:
            continue
        place = names.index(WHERE if WHERE in names else m.JOB)
        names[place:place] = labels
        by_id["organize"]["indexByName"] = {name: number for number, name in enumerate(names)}
        panel["fieldConfig"]["overrides"][place:place] = [_column(name) for name in labels]


def _column(label: str) -> Json:
    properties = [{"id": "displayName", "value": _title(label)}]
    return {"matcher": {"id": "byName", "options": label}, "properties": properties}


def all_panels(board: Json) -> list[Json]:
    """Lists the panels, those inside collapsed rows too."""
    return [one for panel in board["panels"] for one in (panel, *panel.get("panels", ()))]


def _add_variables(variables: list[Json], labels: tuple[str, ...]) -> None:
    """Adds a variable for each group label before `service`, each narrowed by those before it."""
    place = next(number for number, one in enumerate(variables) if one["name"] == "service")
    pattern = variables[place]
    chosen: list[str] = []
    for number, label in enumerate(labels):
        selector = f"{m.CALLS.name}{{{','.join(chosen)}}}" if chosen else m.CALLS.name
        name = variable_of(label)
        query = {"query": f"label_values({selector}, {label})", "refId": f"variable-{name}"}
        more = {"name": name, "label": _title(label), "description": f"The label {label}.", "regex": ""}
        variables.insert(place + number, {**pattern, **more, "query": {**pattern["query"], **query}})
        chosen.append(f'{label}=~"${name}"')


def _title(label: str) -> str:
    return label.replace("_", " ").capitalize()


def _choose_all(variables: list[Json], options: Options) -> None:
    chosen: Mapping[str, str] = {
        "datasource": options.datasource_uid,
        "traces": options.traces_uid,
        "logs": options.logs_uid,
        "runbooks": (options.runbooks_url or "").rstrip("/"),
        "runbook_suffix": options.runbook_suffix,
        "slo": f"{options.thresholds[SLO]:g}",
    }
    for variable in variables:
        if variable["name"] in chosen:
            _choose(variable, chosen[variable["name"]])


def _choose(variable: Json, value: str) -> None:
    """Makes a value the variable's only or first choice."""
    variable["current"] = {"selected": True, "text": value, "value": value}
    if variable["type"] == "constant":
        variable["query"] = value
