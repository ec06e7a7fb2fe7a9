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


def panel_queries(name: str) -> list[tuple[Any, ...]]:
    """Metric, aggregations over time, space and for a number, filter, keys and legend of each query of a panel."""
    (query,) = DASHBOARD["spec"]["panels"][name]["spec"]["queries"]
    plugin = query["spec"]["plugin"]
    specs = [one["spec"] for one in plugin["spec"].get("queries", ())] or [plugin["spec"]]
    return [
        (
            one["name"],
            *(one["aggregations"][0][key] for key in ("metricName", "timeAggregation", "spaceAggregation", "reduceTo")),
            one["filter"]["expression"],
            [(key["name"], key["fieldContext"]) for key in one["groupBy"]],
            one["legend"],
        )
        if "aggregations" in one
        else (one["name"], one["expression"], one["legend"])
        for one in specs
    ]


CHOSEN = "service.name IN $service AND gen_ai.provider.name IN $provider"
OF_A_DAY = (
    "(triage.quota.id ILIKE '%perday%' OR triage.quota.id ILIKE '%per_day%') AND triage.quota.id NOT ILIKE '%token%'"
)
CLASS, OWNER, CAUSE = (f"triage.{name}" for name in ("class", "owner", "cause"))
BY_MODEL = [("service.name", "resource"), ("gen_ai.provider.name", "attribute"), ("gen_ai.request.model", "attribute")]
SUMMED = ("increase", "sum", "sum", CHOSEN)


@pytest.mark.parametrize(
    ("name", "kinds", "expected"),
    [
        (
            "by-class",
            ("BarChartPanel", "time_series"),
            [("A", "triage.failures", *SUMMED, [(CLASS, "attribute")], "{{triage.class}}")],
        ),
        (
            "by-owner",
            ("PieChartPanel", "scalar"),
            [("A", "triage.failures", *SUMMED, [(OWNER, "attribute")], "{{triage.owner}}")],
        ),
        (
            "by-cause",
            ("TablePanel", "scalar"),
            [
                (
                    "A",
                    "triage.failures",
                    *SUMMED,
                    [*BY_MODEL[:2], (CLASS, "attribute"), (CAUSE, "attribute"), (OWNER, "attribute")],
                    "{{service.name}} {{gen_ai.provider.name}} {{triage.class}} {{triage.cause}} {{triage.owner}}",
                )
            ],
        ),
        (
            "outcomes",
            ("BarChartPanel", "time_series"),
            [("A", "triage.calls", *SUMMED, [(CLASS, "attribute")], "{{triage.class}}")],
        ),
        (
            "attempts",
            ("BarChartPanel", "time_series"),
            [("A", "triage.attempts", *SUMMED, [(CLASS, "attribute")], "{{triage.class}}")],
        ),
        (
            "balance",
            ("TimeSeriesPanel", "time_series"),
            [
                (
                    *("A", "triage.balance", "latest", "min", "last", CHOSEN, [BY_MODEL[0], BY_MODEL[2]]),
                    "{{service.name}} {{gen_ai.request.model}}",
                )
            ],
        ),
        (
            "headroom",
            ("TablePanel", "scalar"),
            [
                ("A", "gen_ai.client.operation.duration.count", *SUMMED, BY_MODEL, "used in a day"),
                *(
                    [
                        (
                            "B",
                            "triage.quota.limit",
                            "latest",
                            "min",
                            "last",
                            f"{CHOSEN} AND {OF_A_DAY}",
                            BY_MODEL,
                            "limit",
                        )
                    ]
                ),
                ("F1", "100 * (1 - A / B)", "left, %"),
            ],
        ),
    ],
)
def test_a_panel_asks_what_its_title_says(name: str, kinds: tuple[str, str], expected: list[Any]) -> None:
    spec = DASHBOARD["spec"]["panels"][name]["spec"]
    assert (spec["plugin"]["kind"], spec["queries"][0]["kind"]) == (f"signoz/{kinds[0]}", kinds[1])
    assert panel_queries(name) == expected


def test_failed_spans_stand_with_their_cause_and_fix_the_latest_first() -> None:
    spec = DASHBOARD["spec"]["panels"]["spans"]["spec"]
    shown = ["timestamp", "service.name", "name", "duration_nano", "triage.class", "triage.cause", "triage.fix"]
    assert spec["plugin"]["spec"] == {"selectFields": [{"name": one, "signal": "traces"} for one in shown]}
    assert spec["queries"][0]["spec"]["plugin"]["spec"] == {
        "name": "A",
        "signal": "traces",
        "filter": {"expression": "triage.class EXISTS AND service.name IN $service"},
        "order": [{"key": {"name": "timestamp"}, "direction": "desc"}],
        "limit": 50,
    }


def test_a_dashboard_looks_at_a_day_of_any_services_and_providers() -> None:
    spec = DASHBOARD["spec"]
    assert spec["duration"] == "24h"
    assert [
        (one["spec"]["name"], one["spec"]["plugin"]["spec"], one["spec"]["allowAllValue"], one["spec"]["allowMultiple"])
        for one in spec["variables"]
    ] == [
        ("service", {"name": "service.name", "signal": "metrics"}, True, True),
        ("provider", {"name": "gen_ai.provider.name", "signal": "metrics"}, True, True),
    ]


def test_panels_stand_two_in_a_row() -> None:
    (layout,) = DASHBOARD["spec"]["layouts"]
    found = [(one["x"], one["y"], one["width"], one["height"]) for one in layout["spec"]["items"]]
    assert found == [(x, y, 6, 8) for y in (0, 8, 16, 24) for x in (0, 6)]


def test_a_rule_is_about_counters_and_told_once() -> None:
    found = of("llm-resource-not-found-critical", Options())
    assert {key: found[key] for key in ("alertType", "ruleType", "schemaVersion", "version")} == {
        "alertType": "METRIC_BASED_ALERT",
        "ruleType": "threshold_rule",
        "schemaVersion": "v2alpha1",
        "version": "v5",
    }
    assert found["notificationSettings"] == {
        "groupBy": ["service.name", "gen_ai.provider.name"],
        "usePolicy": True,
        "renotify": {"enabled": False, "interval": "4h", "alertStates": []},
    }
    assert of("llm-network-failing-critical", Options())["notificationSettings"]["groupBy"] == []


@pytest.mark.parametrize(
    ("uid", "labels"),
    [
        ("llm-rate-limited-critical", {"severity": "critical", "owner": "caller", "class": "rate_limit"}),
        ("llm-provider-outage-critical", {"severity": "critical", "owner": "provider"}),
        ("llm-retries-hide-failures-warning", {"severity": "warning", "owner": "caller"}),
    ],
)
def test_labels_say_severity_owner_and_the_one_class(uid: str, labels: dict[str, str]) -> None:
    assert of(uid, Options())["labels"] == {"source": "genai-triage", **labels}


def test_two_labels_of_one_attribute_are_one_key() -> None:
    found = of("llm-timeouts-warning", Options(group_labels=("cluster", "k8s_cluster_name")))
    keys = [one["name"] for one in queries(found)["A"]["spec"]["groupBy"]]
    assert keys == ["service.name", "gen_ai.provider.name", "k8s.cluster.name"]


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_titles_are_in_the_language(language: str) -> None:
    options = Options(language=language)
    spoken = json.loads(artifacts(options)["signoz/dashboard.json"])["spec"]
    english = DASHBOARD["spec"]
    for name, panel in english["panels"].items():
        title = panel["spec"]["display"]["name"]
        assert spoken["panels"][name]["spec"]["display"] == {"name": options.say(title)}
    assert spoken["display"] == {key: options.say(text) for key, text in english["display"].items()}
