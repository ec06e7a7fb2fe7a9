"""Elastic's files have the structure of Kibana's rules and saved searches, and ask what the alerts ask."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from genai_triage.monitoring.backends.conditions import monitors
from genai_triage.monitoring.backends.elastic import FORMS, MESSAGE, Form, artifacts, rule, searches
from genai_triage.monitoring.options import Options, Thresholds
from genai_triage.monitoring.waits import Waits

FILES = artifacts(Options())
RULES = {path: json.loads(text) for path, text in FILES.items() if "/rules/" in path}
OTEL, APM = FORMS
OURS = '"genai_triage", "opentelemetry.instrumentation.google_genai", "opentelemetry.util.genai.handler"'
"""Scopes of the spans that stand for a call."""
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)


def of(uid: str, form: Form, options: Options | None = None) -> dict[str, Any]:
    options = options or Options()
    return rule(next(one for one in monitors(options) if one.uid == uid), form, options)


def query(uid: str, form: Form, options: Options | None = None) -> list[str]:
    return str(of(uid, form, options)["params"]["esqlQuery"]["esql"]).split(" | ")


TOGETHER = "services = VALUES(service.name), failures = SUM(failures), share = MAX(share)"


def test_a_share_and_a_count_are_both_asked_for() -> None:
    assert query("llm-timeouts-critical", OTEL) == [
        "FROM traces-*.otel-*",
        f"WHERE scope.name IN ({OURS}) AND "
        'attributes.gen_ai.operation.name IS NOT NULL AND attributes.gen_ai.operation.name != "execute_tool"',
        'EVAL failed = CASE(attributes.triage.class IN ("timeout"), 1, 0)',
        "EVAL ok = CASE(attributes.triage.class IS NULL, 1, 0)",
        "STATS failures = SUM(failed), succeeded = SUM(ok), calls = COUNT(*)"
        " BY service.name, attributes.gen_ai.provider.name",
        "EVAL share = TO_DOUBLE(failures) / calls",
        "WHERE failures >= 5 AND share >= 0.5",
        f"STATS {TOGETHER} BY attributes.gen_ai.provider.name",
    ]


def test_spans_of_apm_server_have_labels() -> None:
    assert query("llm-provider-outage-critical", APM) == [
        "FROM traces-apm*",
        f"WHERE service.framework.name IN ({OURS}) AND "
        'labels.gen_ai_operation_name IS NOT NULL AND labels.gen_ai_operation_name != "execute_tool"',
        'EVAL failed = CASE(labels.triage_class IN ("overloaded", "internal"), 1, 0)',
        "EVAL ok = CASE(labels.triage_class IS NULL, 1, 0)",
        "STATS failures = SUM(failed), succeeded = SUM(ok), calls = COUNT(*)"
        " BY service.name, labels.gen_ai_provider_name",
        "EVAL share = TO_DOUBLE(failures) / calls",
        "WHERE failures >= 10 AND share >= 0.2",
        f"STATS {TOGETHER} BY labels.gen_ai_provider_name",
    ]


@pytest.mark.parametrize(
    ("uid", "labels", "last"),
    [
        ("llm-resource-not-found-critical", ("namespace",), ["WHERE failures >= 5 AND share >= 0.5"]),
        ("llm-network-failing-critical", (), ['EVAL place = "any"', "STATS @ BY place"]),
        (
            "llm-network-failing-critical",
            ("namespace",),
            [
                "WHERE failures >= 5 AND share >= 0.5",
                "STATS @ BY resource.attributes.k8s.namespace.name",
            ],
        ),
    ],
)
def test_services_of_an_incident_are_one_row(uid: str, labels: tuple[str, ...], last: list[str]) -> None:
    found = query(uid, OTEL, Options(group_labels=labels))
    assert found[-len(last) :] == [line.replace("@", TOGETHER) for line in last]


@pytest.mark.parametrize(
    ("form", "failed"),
    [
        (OTEL, "attributes.triage.retries > 0 AND attributes.triage.class IS NULL"),
        (APM, "numeric_labels.triage_retries > 0 AND labels.triage_class IS NULL"),
    ],
)
def test_what_is_retried_is_a_call_that_succeeded_after_a_retry(form: Form, failed: str) -> None:
    assert query("llm-retries-hide-failures-warning", form)[2] == f"EVAL failed = CASE({failed}, 1, 0)"


def test_a_count_is_asked_for_as_the_user_chose() -> None:
    chosen = Options(thresholds=Thresholds(first_failures=3))
    assert query("llm-auth-failing-warning", OTEL, chosen)[-2] == "WHERE failures >= 3 AND share >= 0.001"


def test_that_no_call_succeeded_is_asked_for() -> None:
    assert query("llm-timeouts-critical-8h", OTEL)[-2] == "WHERE failures >= 3 AND succeeded == 0"


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        (OTEL, "resource.attributes.k8s.namespace.name, resource.attributes.deployment.environment.name"),
        (APM, "labels.k8s_namespace_name, labels.deployment_environment_name"),
    ],
)
def test_group_labels_are_fields_of_the_resource(form: Form, fields: str) -> None:
    chosen = Options(group_labels=("namespace", "deployment_environment_name"))
    assert query("llm-auth-failing-warning", form, chosen)[4].endswith(f", {fields}")


@pytest.mark.parametrize("path", RULES)
def test_a_rule_has_what_kibana_asks_of_rules_in_esql(path: str) -> None:
    """Source: `validateParams` of Kibana's `.es-query` rules: a time field, `>` and 0."""
    document = RULES[path]
    params = document["params"]
    assert (document["rule_type_id"], document["consumer"]) == (".es-query", "stackAlerts")
    assert (params["searchType"], params["timeField"]) == ("esqlQuery", "@timestamp")
    assert (params["thresholdComparator"], params["threshold"]) == (">", [0])
    assert (params["groupBy"], params["excludeHitsFromPreviousRun"]) == ("row", False)
    assert re.fullmatch(r"[1-9]\d*m", document["schedule"]["interval"])
    assert 1 <= document["alert_delay"]["active"] <= 10
    assert document["flapping"] == {"look_back_window": 20, "status_change_threshold": 3}
    assert 0 < len(document["artifacts"]["investigation_guide"]["blob"]) <= MESSAGE


@pytest.mark.parametrize(
    ("uid", "window", "every", "runs"),
    [
        ("llm-auth-failing-warning", (5, "m"), "1m", 1),
        ("llm-timeouts-warning", (5, "m"), "1m", 6),
        ("llm-recitations-info", (1, "h"), "12m", 1),
        ("llm-provider-degraded-warning", (24, "h"), "15m", 5),
    ],
)
def test_windows_and_times_are_those_of_the_alert(uid: str, window: tuple[int, str], every: str, runs: int) -> None:
    found = of(uid, OTEL)
    assert (found["params"]["timeWindowSize"], found["params"]["timeWindowUnit"]) == window
    assert found["schedule"]["interval"] == every
    assert found["alert_delay"]["active"] == runs


def test_tags_say_severity_owner_and_class() -> None:
    assert RULES["elastic/otel/rules/llm-quota-exhausted-critical.json"]["tags"] == [
        "genai-triage",
        "severity:critical",
        "owner:account",
        "class:quota",
    ]


@every_form
def test_searches_are_saved_objects_with_their_query(form: Form) -> None:
    objects = [json.loads(line) for line in FILES[f"elastic/{form.name}/searches.ndjson"].splitlines()]
    asked = [json.loads(one["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"]) for one in objects]
    assert [one["query"]["esql"] for one in asked] == [text for _, _, text in searches(form)]
    assert {one["index"]["title"] for one in asked} == {form.index}
    assert {(one["type"], one["attributes"]["isTextBasedQuery"]) for one in objects} == {("search", True)}
    assert len({one["id"] for one in objects}) == len(objects) == 5


@every_form
def test_a_form_asks_only_for_its_own_fields(form: Form) -> None:
    texts = [text for path, text in FILES.items() if path.startswith(f"elastic/{form.name}/")]
    others = "labels." if form is OTEL else "attributes."
    queries = [line for text in texts for line in text.splitlines() if "esql" in line and "FROM " in line]
    assert queries
    assert not any(others in line for line in queries)


CALLS = {
    form.name: f'WHERE {form.scope} IN ({OURS}) AND {operation} IS NOT NULL AND {operation} != "execute_tool"'
    for form, operation in ((OTEL, "attributes.gen_ai.operation.name"), (APM, "labels.gen_ai_operation_name"))
}


@pytest.mark.parametrize(
    ("form", "name", "then"),
    [
        (
            OTEL,
            "failures-by-class-and-cause",
            " AND attributes.triage.class IS NOT NULL | STATS failures = COUNT(*) BY service.name,"
            " attributes.gen_ai.provider.name, attributes.triage.class, attributes.triage.cause,"
            " attributes.triage.owner, attributes.triage.fix | SORT failures DESC",
        ),
        (
            OTEL,
            "failures-by-owner",
            " AND attributes.triage.class IS NOT NULL | STATS failures = COUNT(*) BY attributes.triage.owner"
            " | SORT failures DESC",
        ),
        (
            APM,
            "calls-by-outcome",
            ' | EVAL outcome = COALESCE(labels.triage_class, "ok") | STATS calls = COUNT(*) BY outcome'
            " | SORT calls DESC",
        ),
        *(
            (
                form,
                "quota-headroom",
                " AND @timestamp > NOW() - 1 day | STATS used = COUNT(*),"
                f" daily_limit = MIN({limit}) BY service.name, {model}"
                " | WHERE daily_limit IS NOT NULL | EVAL left_percent = 100 * (1 - TO_DOUBLE(used) / daily_limit)"
                " | SORT left_percent",
            )
            for form, limit, model in (
                (
                    OTEL,
                    "attributes.triage.quota.limit",
                    "attributes.gen_ai.provider.name, attributes.gen_ai.request.model",
                ),
                (APM, "numeric_labels.triage_quota_limit", "labels.gen_ai_provider_name, labels.gen_ai_request_model"),
            )
        ),
        (
            OTEL,
            "spans-of-failures",
            " AND attributes.triage.class IS NOT NULL | EVAL duration_ms = duration / 1000000"
            " | KEEP @timestamp, trace_id, service.name, duration_ms, attributes.triage.class, attributes.triage.cause,"
            " attributes.triage.owner, attributes.triage.fix, attributes.gen_ai.request.model"
            " | SORT @timestamp DESC | LIMIT 100",
        ),
        (
            APM,
            "spans-of-failures",
            " AND labels.triage_class IS NOT NULL"
            " | EVAL duration_ms = COALESCE(span.duration.us, transaction.duration.us) / 1000"
            " | KEEP @timestamp, trace.id, service.name, duration_ms, labels.triage_class, labels.triage_cause,"
            " labels.triage_owner, labels.triage_fix, labels.gen_ai_request_model"
            " | SORT @timestamp DESC | LIMIT 100",
        ),
    ],
)
def test_a_search_asks_what_its_name_says(form: Form, name: str, then: str) -> None:
    found = {named: text for named, _, text in searches(form)}
    assert found[name] == f"FROM {form.index} | {CALLS[form.name]}{then}"


def test_a_long_window_is_looked_at_every_quarter_of_an_hour() -> None:
    found = of("llm-timeouts-critical-8h", OTEL)
    assert (found["params"]["timeWindowSize"], found["params"]["timeWindowUnit"]) == (8, "h")
    assert (found["schedule"]["interval"], found["alert_delay"]["active"]) == ("15m", 1)


def test_a_long_time_for_which_it_must_hold_is_ten_runs_at_most() -> None:
    chosen = Options(waits=Waits((("LLMTimeouts", 7200),)))
    assert of("llm-timeouts-warning", OTEL, chosen)["alert_delay"] == {"active": 10}


@pytest.mark.parametrize(
    ("uid", "begins"),
    [
        ("llm-resource-not-found-warning", "≥ 5% of the calls of `service.name` to `attributes.gen_ai.provider.name` "),
        ("llm-rate-limited-warning", "≥ 5% of the calls of `services` to `attributes.gen_ai.provider.name` "),
    ],
)
def test_a_guide_names_the_column_of_the_services(uid: str, begins: str) -> None:
    assert of(uid, OTEL)["artifacts"]["investigation_guide"]["blob"].startswith(begins)


def test_titles_of_searches_are_in_the_language() -> None:
    spoken = artifacts(Options(language="ru"))["elastic/otel/searches.ndjson"].splitlines()
    titles = [json.loads(line)["attributes"]["title"] for line in spoken]
    assert titles[1] == "genai-triage: " + Options(language="ru").say("Failures by owner")
    assert not {*titles} & {
        json.loads(line)["attributes"]["title"] for line in FILES["elastic/otel/searches.ndjson"].splitlines()
    }


def test_two_labels_of_one_attribute_are_one_key() -> None:
    chosen = Options(group_labels=("cluster", "k8s_cluster_name"))
    assert query("llm-resource-not-found-critical", OTEL, chosen)[4].endswith(
        " BY service.name, attributes.gen_ai.provider.name, resource.attributes.k8s.cluster.name"
    )
