"""Honeycomb's files fit models of its API and the rules for queries of triggers, and ask what the alerts ask."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import hcl2
import pytest
from honeycomb._generated_models import Query, TriggerWithInlineQuery
from pydantic import BaseModel, ValidationError

from genai_triage.monitoring.backends.attributes import SCOPES
from genai_triage.monitoring.backends.conditions import monitors
from genai_triage.monitoring.backends.honeycomb import artifacts, frequency, trigger
from genai_triage.monitoring.options import Options, Thresholds
from genai_triage.monitoring.waits import Waits
from genai_triage.taxonomy.texts import LANGUAGES

FILES = artifacts(Options())
TRIGGERS = {path: json.loads(text) for path, text in FILES.items() if "/triggers/" in path}
QUERIES = {path: json.loads(text) for path, text in FILES.items() if "/queries/" in path}


def problems(document: dict[str, Any], model: type[BaseModel]) -> list[str]:
    """What the API's model refuses of a document, or does not know."""
    try:
        parsed = model.model_validate(document)
    except ValidationError as refused:
        return [str(refused)]
    kept = json.loads(parsed.model_dump_json(exclude_unset=True))
    return [] if kept == document else [f"{kept} is all that is known of {document}"]


@pytest.mark.parametrize("path", TRIGGERS)
def test_a_trigger_fits_the_schema(path: str) -> None:
    assert problems(TRIGGERS[path], TriggerWithInlineQuery) == []
    assert problems(TRIGGERS[path]["query"], Query) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trigger_fits_the_schema_in_every_language(language: str) -> None:
    for path, text in artifacts(Options(language=language)).items():
        if "/triggers/" in path:
            assert problems(json.loads(text), TriggerWithInlineQuery) == []


@pytest.mark.parametrize("path", QUERIES)
def test_a_query_fits_the_schema(path: str) -> None:
    assert problems(QUERIES[path], Query) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("name", "n" * 121), ("description", "d" * 1024), ("alert_type", "always"), ("every", 1), ("threshold", 1)],
)
def test_the_schema_refuses_a_trigger_with_a_fault(key: str, value: object) -> None:
    document = {**deepcopy(next(iter(TRIGGERS.values()))), key: value}
    assert problems(document, TriggerWithInlineQuery)


def test_the_schema_refuses_a_query_with_a_fault() -> None:
    document = next(iter(QUERIES.values()))
    for key, value in (("calculations", [{"op": "TOTAL"}]), ("filters", [{"column": "a", "op": "is"}]), ("group", [])):
        assert problems({**document, key: value}, Query)


@pytest.mark.parametrize("path", TRIGGERS)
def test_a_query_of_a_trigger_follows_the_rules_for_them(path: str) -> None:
    """One calculation, no order and no limit; it looks back a day at most, and four intervals at most."""
    document = TRIGGERS[path]
    query = document["query"]
    assert len(query["calculations"]) == 1
    assert not {"orders", "limit", "start_time", "end_time", "havings"} & set(query)
    assert query["time_range"] <= min(86400, 4 * document["frequency"])
    assert document["frequency"] % 60 == 0
    assert 60 <= document["frequency"] <= 86400
    assert 1 <= document["threshold"]["exceeded_limit"] <= 5


@pytest.mark.parametrize(("window", "every"), [(60, 60), (300, 120), (3600, 900), (86400, 21600)])
def test_a_trigger_runs_as_seldom_as_its_window_allows(window: int, every: int) -> None:
    assert frequency(window) == every


def of(uid: str, options: Options) -> dict[str, Any]:
    return trigger(next(one for one in monitors(options) if one.uid == uid), options)


def test_all_calls_are_looked_at() -> None:
    found = of("llm-auth-failing-warning", Options(thresholds=Thresholds(first_failures=3)))
    assert found["query"] == {
        "breakdowns": ["service.name", "gen_ai.provider.name"],
        "time_range": 300,
        "calculated_fields": [
            {"name": "excess_failures", "expression": 'IF(IN($triage.class, "auth"), 0.999, -0.001)'}
        ],
        "calculations": [{"op": "SUM", "column": "excess_failures"}],
        "filters": [
            {"column": "library.name", "op": "in", "value": list(SCOPES)},
            {"column": "gen_ai.operation.name", "op": "exists"},
            {"column": "gen_ai.operation.name", "op": "!=", "value": "execute_tool"},
        ],
    }
    assert found["threshold"] == {"op": ">=", "value": 2.007, "exceeded_limit": 1}


@pytest.mark.parametrize(
    ("uid", "expression", "threshold", "times"),
    [
        ("llm-timeouts-warning", 'IF(IN($triage.class, "timeout"), 0.95, -0.05)', 3.809, 3),
        ("llm-provider-outage-critical", 'IF(IN($triage.class, "overloaded", "internal"), 0.8, -0.2)', 7.209, 2),
        (
            "llm-retries-hide-failures-warning",
            "IF(AND(EXISTS($triage.retries), NOT(EXISTS($triage.class))), 0.8, -0.2)",
            7.209,
            3,
        ),
    ],
)
def test_a_share_is_a_sum_of_weights(uid: str, expression: str, threshold: float, times: int) -> None:
    found = of(uid, Options())
    assert found["query"]["calculated_fields"] == [{"name": "excess_failures", "expression": expression}]
    assert found["query"]["calculations"] == [{"op": "SUM", "column": "excess_failures"}]
    assert found["threshold"] == {"op": ">=", "value": threshold, "exceeded_limit": times}


def test_a_success_outweighs_all_failures_where_none_may_be() -> None:
    found = of("llm-timeouts-critical-1h", Options())
    assert found["query"]["calculated_fields"] == [
        {
            "name": "excess_failures",
            "expression": 'IF(IN($triage.class, "timeout"), 1, IF(EXISTS($triage.class), 0, -1000000))',
        }
    ]
    assert (found["query"]["time_range"], found["threshold"]["value"], found["frequency"]) == (3600, 3, 900)


def test_group_labels_are_breakdowns() -> None:
    found = of("llm-timeouts-warning", Options(group_labels=("namespace", "deployment_environment_name")))
    assert found["query"]["breakdowns"] == [
        "service.name",
        "gen_ai.provider.name",
        "k8s.namespace.name",
        "deployment.environment.name",
    ]


def test_tags_say_severity_owner_and_class() -> None:
    assert TRIGGERS["honeycomb/triggers/llm-rate-limited-critical.json"]["tags"] == [
        {"key": "source", "value": "genai-triage"},
        {"key": "severity", "value": "critical"},
        {"key": "owner", "value": "caller"},
        {"key": "class", "value": "rate-limit"},
    ]


def test_terraforms_file_makes_all_of_them() -> None:
    document = hcl2.loads(FILES["honeycomb/main.tf"])
    resources = {name.strip('"') for resource in document["resource"] for name in resource}
    assert resources == {
        "honeycombio_trigger",
        "honeycombio_query",
        "honeycombio_query_annotation",
        "honeycombio_flexible_board",
    }
    for path in QUERIES:
        assert f'"{path.removeprefix("honeycomb/queries/").removesuffix(".json")}" = "' in FILES["honeycomb/main.tf"]


def test_every_column_of_ours_is_made_before_it_is_asked_for() -> None:
    page = FILES["honeycomb/README.md"]
    asked = {
        column
        for document in (*QUERIES.values(), *(one["query"] for one in TRIGGERS.values()))
        for column in _columns(document)
        if column.startswith("triage.")
    }
    assert asked
    assert [column for column in sorted(asked) if f" {column}:" not in page] == []


def _columns(query: dict[str, Any]) -> set[str]:
    named = {one["column"] for key in ("filters", "calculations") for one in query[key] if "column" in one}
    return named | set(query["breakdowns"])


CALLS = [
    {"column": "library.name", "op": "in", "value": list(SCOPES)},
    {"column": "gen_ai.operation.name", "op": "exists"},
    {"column": "gen_ai.operation.name", "op": "!=", "value": "execute_tool"},
]
FAILED = {"column": "triage.class", "op": "exists"}
COUNT = {"op": "COUNT"}


@pytest.mark.parametrize(
    ("name", "breakdowns", "calculations", "filters", "time_range"),
    [
        (
            "failures-by-class-and-cause",
            ["triage.class", "triage.cause", "triage.fix", "service.name", "gen_ai.provider.name"],
            [COUNT],
            [*CALLS, FAILED],
            86400,
        ),
        ("failures-by-owner", ["triage.owner"], [COUNT], [*CALLS, FAILED], 86400),
        ("calls-by-outcome", ["triage.class"], [COUNT], CALLS, 86400),
        (
            "quota-headroom",
            ["service.name", "gen_ai.provider.name", "gen_ai.request.model"],
            [COUNT, {"op": "MIN", "column": "triage.quota.limit"}],
            CALLS,
            86400,
        ),
        (
            "spans-of-a-cause",
            ["trace.trace_id", "triage.class", "triage.cause", "error.type", "gen_ai.request.model"],
            [COUNT, {"op": "MAX", "column": "duration_ms"}],
            [*CALLS, FAILED],
            3600,
        ),
    ],
)
def test_a_query_asks_what_its_name_says(
    name: str, breakdowns: list[str], calculations: list[Any], filters: list[Any], time_range: int
) -> None:
    found = QUERIES[f"honeycomb/queries/{name}.json"]
    orders = {"orders": [{"op": "COUNT", "order": "descending"}]} if name == "failures-by-class-and-cause" else {}
    assert found == {
        "breakdowns": breakdowns,
        "calculations": calculations,
        "filters": filters,
        "time_range": time_range,
        **orders,
    }


def test_a_trigger_tells_when_it_begins_and_ends() -> None:
    assert {one["alert_type"] for one in TRIGGERS.values()} == {"on_change"}


def test_a_long_time_for_which_it_must_hold_is_five_runs_at_most() -> None:
    chosen = Options(waits=Waits((("LLMTimeouts", 7200),)))
    assert of("llm-timeouts-warning", chosen)["threshold"]["exceeded_limit"] == 5


@pytest.mark.parametrize(
    ("uid", "owner"), [("llm-provider-outage-critical", "provider"), ("llm-auth-failing-critical", "account")]
)
def test_what_is_about_several_classes_has_no_tag_of_one(uid: str, owner: str) -> None:
    tags = {tag["key"]: tag["value"] for tag in TRIGGERS[f"honeycomb/triggers/{uid}.json"]["tags"]}
    assert tags["owner"] == owner
    assert ("class" in tags) is (owner == "account")


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("triage.class", "string"),
        ("triage.retries", "integer"),
        ("triage.quota.limit", "float"),
        ("error.type", "string"),
    ],
)
def test_a_column_is_made_with_the_type_of_its_attribute(column: str, kind: str) -> None:
    assert f" {column}:{kind}" in FILES["honeycomb/README.md"]


def test_titles_of_the_board_are_in_the_language() -> None:
    ru = Options(language="ru")
    text = artifacts(ru)["honeycomb/main.tf"]
    assert f'"failures-by-owner" = "{ru.say("Failures by owner")}"' in text
    assert f'name = "{ru.say("GenAI calls: what fails, whose it is, what to do")}"' in text
    assert "Failures by owner" not in text


def test_two_labels_of_one_attribute_are_one_breakdown() -> None:
    found = of("llm-timeouts-warning", Options(group_labels=("cluster", "k8s_cluster_name")))
    assert found["query"]["breakdowns"] == ["service.name", "gen_ai.provider.name", "k8s.cluster.name"]
