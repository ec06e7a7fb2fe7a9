"""Wherever an expression, a legend or a link of a dashboard is about a service, group labels are added to it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from genai_triage.monitoring import provisioning
from genai_triage.monitoring.boards import adapted, all_panels
from genai_triage.monitoring.options import Options


def _adapted(expr: str, *labels: str) -> str:
    variables = [{"name": "service", "query": {"query": "label_values(x, job)"}, "type": "query"}]
    board = {"panels": [{"targets": [{"expr": expr}]}], "templating": {"list": variables}}
    found = adapted(board, Options(group_labels=labels, runbooks_url="https://books.test"))
    return str(found["panels"][0]["targets"][0]["expr"])


@pytest.mark.parametrize(
    ("label", "chosen"),
    [("namespace", 'namespace=~"$namespace"'), ("triage_credential", 'triage_credential=~"|$triage_credential"')],
)
def test_a_panel_is_narrowed_by_a_label_and_keeps_what_has_no_credential(label: str, chosen: str) -> None:
    """Not every metric has the credential: what lacks it belongs to any."""
    assert (
        _adapted('sum by (job) (x{job=~"$service"})', label) == f'sum by (job, {label}) (x{{job=~"$service",{chosen}}})'
    )


def test_an_alert_without_the_label_is_listed_too() -> None:
    assert _adapted('x{job=~"|$service"}', "namespace") == 'x{job=~"|$service",namespace=~"|$namespace"}'


SERVICE: dict[str, Any] = {
    "name": "service",
    "label": "Service",
    "description": "Of the calls.",
    "type": "query",
    "query": {"query": "label_values(triage_calls_total, job)", "refId": "variable-service"},
    "regex": "/(.*)/",
    "multi": True,
}


def test_a_label_has_a_variable_like_that_of_the_service_with_words_of_its_own() -> None:
    variables = [{"name": "datasource", "type": "datasource"}, deepcopy(SERVICE)]
    board = {"panels": [], "templating": {"list": variables}}
    found = adapted(board, Options(group_labels=("k8s_namespace_name", "team", "class")))["templating"]["list"]
    assert [one["name"] for one in found] == ["datasource", "k8s_namespace_name", "team", "group_class", "service"]
    expected = {
        "k8s_namespace_name": ("K8s namespace name", "triage_calls_total"),
        "team": ("Team", 'triage_calls_total{k8s_namespace_name=~"$k8s_namespace_name"}'),
        "class": ("Class", 'triage_calls_total{k8s_namespace_name=~"$k8s_namespace_name",team=~"$team"}'),
    }
    for one, (label, (title, selector)) in zip(found[1:4], expected.items(), strict=True):
        assert one == {
            **SERVICE,
            "name": one["name"],
            "label": title,
            "description": f"The label {label}.",
            "query": {"query": f"label_values({selector}, {label})", "refId": f"variable-{one['name']}"},
            "regex": "",
        }


def test_a_column_of_a_label_is_called_like_its_variable() -> None:
    board = json.loads(
        provisioning.artifacts(Options(group_labels=("k8s_namespace_name",)))["grafana/genai-triage-class.json"]
    )
    overrides = [one for panel in all_panels(board) for one in panel.get("fieldConfig", {}).get("overrides", ())]
    columns = [one for one in overrides if one["matcher"]["options"] == "k8s_namespace_name"]
    assert columns
    for one in columns:
        assert one == {
            "matcher": {"id": "byName", "options": "k8s_namespace_name"},
            "properties": [{"id": "displayName", "value": "K8s namespace name"}],
        }


@pytest.mark.parametrize("label", ["namespace", "class"])
def test_a_legend_has_a_space_between_a_label_and_the_service(label: str) -> None:
    assert _adapted("{{job}} {{model}}", label) == f"{{{{{label}}}}} {{{{job}}}} {{{{model}}}}"


def test_what_a_variable_chooses_from_is_no_text() -> None:
    """Its values are those of labels, whatever they are called; its own words are read."""
    ru = Options(language="ru")
    title = "Failures by class"
    variable = {
        "name": "kind",
        "type": "custom",
        "label": title,
        "query": title,
        "current": {"text": title, "value": title},
        "options": [{"text": title, "value": title}],
    }
    panel = {"title": title, "options": {"text": title}, "current": {"text": title}}
    found = adapted({"panels": [panel], "templating": {"list": [variable]}}, ru)
    assert ru.say(title) != title
    assert found["templating"]["list"] == [{**variable, "label": ru.say(title)}]
    assert found["panels"] == [
        {"title": ru.say(title), "options": {"text": ru.say(title)}, "current": {"text": ru.say(title)}}
    ]


@pytest.mark.parametrize(
    ("properties", "left"),
    [
        ([{"id": "links", "value": [{"url": "${runbooks:raw}/x"}]}], []),
        (
            [{"id": "links", "value": [{"url": "${runbooks:raw}/x"}, {"url": "/d/x?to=${runbooks:raw}/"}]}],
            [{"id": "links", "value": [{"url": "/d/x?to=${runbooks:raw}/"}]}],
        ),
        ([{"id": "unit", "value": "s"}], [{"id": "unit", "value": "s"}]),
    ],
)
def test_only_links_to_runbooks_are_taken_away(properties: list[Any], left: list[Any]) -> None:
    overrides = [{"matcher": {"options": "cause"}, "properties": properties}]
    board = {"panels": [{"fieldConfig": {"overrides": overrides}}], "templating": {"list": []}}
    (panel,) = adapted(board, Options())["panels"]
    assert [one["properties"] for one in panel["fieldConfig"]["overrides"]] == [left]
