"""SigNoz's files have the structure of its rules and dashboards, and ask what the alerts ask."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.backends.conditions import monitors
from genai_triage.monitoring.backends.signoz import MESSAGE, artifacts, rule
from genai_triage.monitoring.options import Options, Thresholds
from tests.support.pages import OURS

FILES = artifacts(OURS)
RULES = {path: json.loads(text) for path, text in FILES.items() if "/rules/" in path}
DASHBOARD = json.loads(FILES["signoz/dashboard.json"])
SERVICE = {"name": "service.name", "fieldContext": "resource", "fieldDataType": "string"}
PROVIDER = {"name": "gen_ai.provider.name", "fieldContext": "attribute", "fieldDataType": "string"}


def of(uid: str, options: Options) -> dict[str, Any]:
    return rule(next(one for one in monitors(options) if one.uid == uid), options)


def queries(document: dict[str, Any]) -> dict[str, Any]:
    """The queries of a rule, by name."""
    return {one["spec"]["name"]: one for one in document["condition"]["compositeQuery"]["queries"]}


def test_a_count_is_a_query() -> None:
    found = of("llm-auth-failing-warning", Options(thresholds=Thresholds(first_failures=3)))
    asked = queries(found)
    assert asked["A"] == {
        "type": "builder_query",
        "spec": {
            "name": "A",
            "signal": "metrics",
            "stepInterval": 60,
            "aggregations": [{"metricName": "triage.calls", "timeAggregation": "increase", "spaceAggregation": "sum"}],
            "filter": {"expression": "triage.class IN ['auth']"},
            "groupBy": [SERVICE, PROVIDER],
            "disabled": True,
        },
    }
    assert asked["F1"]["spec"]["expression"] == "A - 0.001 * B"
    threshold = {"name": "warning", "target": 2.008, "recoveryTarget": 0.005, "op": "above_or_equal"}
    threshold |= {"matchType": "in_total", "channels": []}
    assert found["condition"]["thresholds"] == {"kind": "basic", "spec": [threshold]}
    assert found["evaluation"] == {"kind": "rolling", "spec": {"evalWindow": "5m", "frequency": "1m"}}


@pytest.mark.parametrize(
    ("uid", "metric", "failed", "formula", "target", "window"),
    [
        ("llm-timeouts-critical", "triage.calls", "triage.class IN ['timeout']", "A - 0.5 * B", 2.01, "5m"),
        (
            "llm-provider-outage-critical",
            "triage.calls",
            "triage.class IN ['overloaded', 'internal']",
            "A - 0.2 * B",
            7.21,
            "5m",
        ),
        ("llm-recitations-info", "triage.calls", "triage.class IN ['recitation']", "A - 0.2 * B", 7.21, "1h"),
        ("llm-retries-hide-failures-warning", "triage.attempts", "triage.class != 'ok'", "A - 0.2 * B", 7.21, "5m"),
    ],
)
def test_a_share_is_a_formula_of_two_queries(
    uid: str, metric: str, failed: str, formula: str, target: float, window: str
) -> None:
    found = of(uid, Options())
    asked = queries(found)
    assert found["condition"]["selectedQueryName"] == "F1"
    assert [asked[name]["spec"]["filter"]["expression"] for name in "AB"] == [failed, ""]
    assert [asked[name]["spec"]["aggregations"][0]["metricName"] for name in "AB"] == [metric, metric]
    assert [asked[name]["spec"]["disabled"] for name in "AB"] == [True, True]
    assert asked["F1"] == {"type": "builder_formula", "spec": {"name": "F1", "expression": formula}}
    assert found["condition"]["thresholds"]["spec"][0]["target"] == target
    assert found["evaluation"]["spec"]["evalWindow"] == window


def test_a_success_outweighs_all_failures_where_none_may_be() -> None:
    found = of("llm-timeouts-critical-8h", Options())
    asked = queries(found)
    assert asked["B"]["spec"]["filter"] == {"expression": "triage.class = 'ok'"}
    assert asked["F1"]["spec"]["expression"] == "A - 1000000 * B"
    assert found["evaluation"]["spec"]["evalWindow"] == "8h"


@pytest.mark.parametrize("path", RULES)
def test_a_rule_is_routed_by_policies_and_says_what_to_do(path: str) -> None:
    document = RULES[path]
    assert document["notificationSettings"]["usePolicy"] is True
    assert document["labels"]["severity"] == document["condition"]["thresholds"]["spec"][0]["name"]
    assert document["labels"]["owner"]
    assert document["labels"]["source"] == "genai-triage"
    assert 0 < len(document["annotations"]["description"]) <= MESSAGE
    assert document["annotations"]["runbook_url"] in document["annotations"]["description"]


def test_without_an_address_nothing_links_to_a_runbook() -> None:
    assert set(of("llm-timeouts-critical", Options())["annotations"]) == {"summary", "description"}


@pytest.mark.parametrize("path", RULES)
def test_a_text_asks_only_for_what_the_rule_knows(path: str) -> None:
    """Its templates take `$name` for a variable, with braces or without."""
    known = {"$service.name", "$gen_ai.provider.name", "$value"}
    for text in RULES[path]["annotations"].values():
        assert set(re.findall(r"\$[\w.]*", text)) <= known
        assert set(re.findall(r"\{\{(.*?)\}\}", text)) <= known


def test_group_labels_are_keys_and_in_the_title() -> None:
    found = of("llm-auth-failing-warning", Options(group_labels=("namespace",)))
    assert queries(found)["A"]["spec"]["groupBy"][2] == {**SERVICE, "name": "k8s.namespace.name"}
    assert found["annotations"]["summary"].startswith("{{$k8s.namespace.name}}/{{$service.name}} calling ")


@pytest.mark.parametrize(
    ("uid", "told"),
    [
        ("llm-auth-failing-critical", ["gen_ai.provider.name"]),
        ("llm-network-failing-critical", ["k8s.namespace.name"]),
        ("llm-resource-not-found-critical", ["service.name", "gen_ai.provider.name", "k8s.namespace.name"]),
    ],
)
def test_an_incident_is_told_once(uid: str, told: list[str]) -> None:
    assert of(uid, Options(group_labels=("namespace",)))["notificationSettings"]["groupBy"] == told


def test_every_panel_has_a_place_and_asks_for_a_metric_of_the_contract() -> None:
    spec = DASHBOARD["spec"]
    placed = [item["content"]["$ref"] for layout in spec["layouts"] for item in layout["spec"]["items"]]
    assert placed == [f"#/spec/panels/{name}" for name in spec["panels"]]
    known = {one.otel for one in m.METRICS} | {f"{one.otel}.count" for one in m.METRICS if one.kind == "histogram"}
    asked = set(re.findall(r'"metricName": "([^"]+)"', FILES["signoz/dashboard.json"]))
    assert asked <= known
    assert asked == {
        "triage.failures",
        "triage.calls",
        "triage.attempts",
        "triage.quota.limit",
        "triage.balance",
        "gen_ai.client.operation.duration.count",
    }


def test_places_do_not_overlap() -> None:
    (layout,) = DASHBOARD["spec"]["layouts"]
    cells = [
        (x, y)
        for item in layout["spec"]["items"]
        for x in range(item["x"], item["x"] + item["width"])
        for y in range(item["y"], item["y"] + item["height"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 12
