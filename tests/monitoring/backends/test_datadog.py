"""Datadog's files fit the models of its own client, and ask what the alerts ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from datadog_api_client.configuration import Configuration
from datadog_api_client.model_utils import ModelNormal, OpenApiModel, UnparsedObject, validate_and_convert_types
from datadog_api_client.v1.model.dashboard import Dashboard
from datadog_api_client.v1.model.monitor import Monitor

from genai_triage.monitoring.backends import datadog
from genai_triage.monitoring.backends.conditions import monitors
from genai_triage.monitoring.backends.datadog import MESSAGE, artifacts, monitor
from genai_triage.monitoring.options import Options, Thresholds
from genai_triage.taxonomy.texts import LANGUAGES

FILES = artifacts(Options())
MONITORS = {path: json.loads(text) for path, text in FILES.items() if "/monitors/" in path}
DASHBOARD = json.loads(FILES["datadog/dashboard.json"])


def problems(document: Any, model: type[OpenApiModel]) -> list[str]:
    """What Datadog's client does not know of a document, or refuses."""
    try:
        parsed = validate_and_convert_types(document, (model,), ["document"], True, True, Configuration())
    except Exception as refused:
        return [str(refused)]
    return list(_unknown(parsed, ""))


def _unknown(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, UnparsedObject):
        yield f"{path} is of no known form"
    elif isinstance(node, OpenApiModel):
        if getattr(node, "_unparsed", False):
            yield f"{path} has a value that is not known"
        for chosen in getattr(node, "_composed_instances", ()):
            yield from _unknown(chosen, path)
        for name, one in getattr(node, "_data_store", {}).items():
            if isinstance(node, ModelNormal) and name not in type(node).attribute_map:
                yield f"{path}/{name} is not known"
            yield from _unknown(one, f"{path}/{name}")
    elif isinstance(node, list):
        for number, one in enumerate(node):
            yield from _unknown(one, f"{path}/{number}")


@pytest.mark.parametrize("path", MONITORS)
def test_a_monitor_fits_the_schema(path: str) -> None:
    assert problems(MONITORS[path], Monitor) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dashboard_fits_the_schema(language: str) -> None:
    assert problems(json.loads(artifacts(Options(language=language))["datadog/dashboard.json"]), Dashboard) == []


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("type",), "metrics"),
        (("priority",), "high"),
        (("prio",), 1),
        (("options", "thresholds", "critical"), "1"),
        (("options", "renotify"), 1),
    ],
)
def test_the_schema_refuses_a_monitor_with_a_fault(keys: tuple[str, ...], value: object) -> None:
    document = deepcopy(next(iter(MONITORS.values())))
    place = document
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    assert problems(document, Monitor)


def test_the_schema_refuses_a_dashboard_with_a_fault() -> None:
    for keys, value in (((0, "title_"), "x"), ((0, "type"), "series"), ((3, "requests"), [{"formula": 1}])):
        document = deepcopy(DASHBOARD)
        document["widgets"][keys[0]]["definition"][keys[1]] = value
        assert problems(document, Dashboard)


def query_of(uid: str, options: Options) -> str:
    found = next(one for one in monitors(options) if one.uid == uid)
    return str(monitor(found, options)["query"])


@pytest.mark.parametrize(
    ("uid", "query"),
    [
        (
            "llm-auth-failing-warning",
            "sum(last_5m):sum:triage.calls{triage.class:auth} by {service,gen_ai.provider.name}.as_count()"
            " - 0.001 * sum:triage.calls{*} by {service,gen_ai.provider.name}.as_count() >= 0.01",
        ),
        (
            "llm-timeouts-critical",
            "sum(last_5m):sum:triage.calls{triage.class:timeout} by {service,gen_ai.provider.name}.as_count()"
            " - 0.5 * sum:triage.calls{*} by {service,gen_ai.provider.name}.as_count() >= 2.01",
        ),
        (
            "llm-provider-outage-critical",
            "sum(last_5m):sum:triage.calls{triage.class IN (overloaded,internal)}"
            " by {service,gen_ai.provider.name}.as_count()"
            " - 0.2 * sum:triage.calls{*} by {service,gen_ai.provider.name}.as_count() >= 7.21",
        ),
        (
            "llm-recitations-info",
            "sum(last_1h):sum:triage.calls{triage.class:recitation} by {service,gen_ai.provider.name}.as_count()"
            " - 0.2 * sum:triage.calls{*} by {service,gen_ai.provider.name}.as_count() >= 7.21",
        ),
        (
            "llm-timeouts-critical-8h",
            "sum(last_8h):sum:triage.calls{triage.class:timeout} by {service,gen_ai.provider.name}.as_count()"
            " - 1000000 * sum:triage.calls{*} by {service,gen_ai.provider.name}.as_count()"
            " + 1000000 * sum:triage.calls{!triage.class:ok} by {service,gen_ai.provider.name}.as_count() >= 3",
        ),
        (
            "llm-retries-hide-failures-warning",
            "sum(last_5m):sum:triage.attempts{!triage.class:ok} by {service,gen_ai.provider.name}.as_count()"
            " - 0.2 * sum:triage.attempts{*} by {service,gen_ai.provider.name}.as_count() >= 7.21",
        ),
    ],
)
def test_a_monitor_asks_what_the_alert_asks(uid: str, query: str) -> None:
    assert query_of(uid, Options()) == query


def test_a_users_threshold_is_in_the_query() -> None:
    chosen = Options(thresholds=Thresholds(first_failures=3))
    assert query_of("llm-billing-blocked-warning", chosen).endswith(".as_count() >= 2.008")


def test_group_labels_are_datadogs_own_tags_where_it_has_them() -> None:
    chosen = Options(group_labels=("namespace", "deployment_environment_name", "service_namespace"))
    assert datadog.group(chosen) == (
        "service",
        "gen_ai.provider.name",
        "kube_namespace",
        "env",
        "service.namespace",
    )
    found = next(one for one in monitors(chosen) if one.uid == "llm-resource-not-found-critical-1h")
    assert monitor(found, chosen)["name"] == (
        "{{kube_namespace.name}}/{{env.name}}/{{[service.namespace].name}}/{{service.name}} calling "
        "{{[gen_ai.provider.name].name}}: ≥ 3 of the calls ask for a model or resource that is not there. "
        "No call has succeeded in 1 h."
    )


PROVIDER = "{{[gen_ai.provider.name].name}}"


@pytest.mark.parametrize(
    ("uid", "labels", "told", "title"),
    [
        (
            "llm-auth-failing-critical",
            (),
            ["gen_ai.provider.name"],
            f"a service calling {PROVIDER}",
        ),
        (
            "llm-auth-failing-critical",
            ("triage_credential",),
            ["gen_ai.provider.name", "triage.credential"],
            f"a service calling {PROVIDER}",
        ),
        (
            "llm-rate-limited-critical",
            (),
            ["gen_ai.provider.name"],
            f"a service calling {PROVIDER}",
        ),
        ("llm-network-failing-critical", (), ["*"], "a service calling a provider"),
        ("llm-network-failing-critical", ("namespace",), ["kube_namespace"], "a service calling a provider"),
        ("llm-resource-not-found-critical", (), None, "{{service.name}} calling " + PROVIDER),
    ],
)
def test_an_incident_is_told_once(uid: str, labels: tuple[str, ...], told: list[str] | None, title: str) -> None:
    chosen = Options(group_labels=labels)
    found = monitor(next(one for one in monitors(chosen) if one.uid == uid), chosen)
    assert found["options"].get("notify_by") == told
    assert found["name"].startswith(f"{title}: ")
    assert set(told or ()) <= {"*", *datadog.group(chosen)}


@pytest.mark.parametrize("path", MONITORS)
def test_the_threshold_is_the_number_of_the_query(path: str) -> None:
    document = MONITORS[path]
    number = document["query"].rpartition(" >= ")[2]
    thresholds = document["options"]["thresholds"]
    assert f"{thresholds['critical']:g}" == number
    assert 0 < thresholds["critical_recovery"] < thresholds["critical"]


def test_tags_route_by_severity_owner_and_class() -> None:
    assert MONITORS["datadog/monitors/llm-quota-exhausted-critical.json"]["tags"] == [
        "source:genai-triage",
        "alert:LLMQuotaExhausted",
        "severity:critical",
        "owner:account",
        "class:quota",
    ]
    assert {
        (one["priority"], tag) for one in MONITORS.values() for tag in one["tags"] if tag.startswith("severity:")
    } == {(1, "severity:critical"), (3, "severity:warning"), (5, "severity:info")}


@pytest.mark.parametrize("path", MONITORS)
def test_a_message_is_bounded(path: str) -> None:
    assert 0 < len(MONITORS[path]["message"]) <= MESSAGE


def test_a_monitor_tells_of_the_first_failure_and_not_of_silence() -> None:
    """A first failure is a new group, and a counter that failed once is sparse."""
    assert MONITORS["datadog/monitors/llm-resource-not-found-critical.json"]["options"] == {
        "thresholds": {"critical": 2.01, "critical_recovery": 0.005},
        "new_group_delay": 0,
        "require_full_window": False,
        "notify_no_data": False,
        "timeout_h": 1,
        "include_tags": True,
    }


@pytest.mark.parametrize(
    ("label", "tag"),
    [
        ("deployment_environment", "env"),
        ("deployment_environment_name", "env"),
        ("k8s_cluster_name", "kube_cluster_name"),
        ("cluster", "kube_cluster_name"),
        ("k8s_namespace_name", "kube_namespace"),
        ("service_version", "version"),
        ("host_name", "host.name"),
        ("team", "team"),
    ],
)
def test_a_group_label_is_datadogs_own_tag_where_it_has_one(label: str, tag: str) -> None:
    assert datadog.group(Options(group_labels=(label,))) == ("service", "gen_ai.provider.name", tag)


def test_two_labels_of_one_tag_are_one() -> None:
    chosen = Options(group_labels=("deployment_environment", "deployment_environment_name"))
    assert datadog.group(chosen) == ("service", "gen_ai.provider.name", "env")


@pytest.mark.parametrize(
    ("seconds", "window"), [(300, "5m"), (3600, "1h"), (28800, "8h"), (86400, "1d"), (5400, "90m")]
)
def test_a_window_is_written_in_its_largest_unit(seconds: int, window: str) -> None:
    (found, *_) = (one.condition for one in monitors(Options()))
    assert datadog.query(replace(found, window=seconds), Options()).startswith(f"sum(last_{window}):")
