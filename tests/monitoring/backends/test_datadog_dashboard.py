"""Datadog's dashboard asks each of its questions of the metric, tags and time that answer it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from genai_triage.monitoring.backends.datadog import artifacts
from genai_triage.monitoring.options import Options

DASHBOARD = json.loads(artifacts(Options())["datadog/dashboard.json"])
WIDGETS = {one["definition"]["title"]: one["definition"] for one in DASHBOARD["widgets"]}
CHOSEN = "{$service,$provider,$env}"
OF_A_MODEL = "by {service,gen_ai.provider.name,gen_ai.request.model}"


@pytest.mark.parametrize(
    ("title", "kind", "query"),
    [
        ("Failures by class", "bars", f"sum:triage.failures{CHOSEN} by {{triage.class}}.as_count()"),
        ("Calls by outcome", "bars", f"sum:triage.calls{CHOSEN} by {{triage.class}}.as_count()"),
        ("Requests on the wire by outcome", "bars", f"sum:triage.attempts{CHOSEN} by {{triage.class}}.as_count()"),
        ("Prepaid tokens left", "line", f"min:triage.balance{CHOSEN} by {{service,gen_ai.request.model}}"),
    ],
)
def test_what_changes_with_time_is_drawn(title: str, kind: str, query: str) -> None:
    (request,) = WIDGETS[title]["requests"]
    assert (WIDGETS[title]["type"], request["response_format"], request["display_type"]) == (
        "timeseries",
        "timeseries",
        kind,
    )
    assert request["queries"] == [{"name": "q1", "data_source": "metrics", "query": query}]
    assert request["formulas"] == [{"formula": "q1"}]


USED = f"count:gen_ai.client.operation.duration{CHOSEN} {OF_A_MODEL}.as_count()"
LIMIT = (
    "min:triage.quota.limit{$service AND $provider AND $env AND"
    " (triage.quota.id:*perday* OR triage.quota.id:*per_day*) AND NOT triage.quota.id:*token*} " + OF_A_MODEL
)


@pytest.mark.parametrize(
    ("title", "kind", "queries", "formulas"),
    [
        (
            "Failures by owner",
            "toplist",
            [(f"sum:triage.failures{CHOSEN} by {{triage.owner}}.as_count()", "sum")],
            [{"formula": "q1"}],
        ),
        (
            "Failures by class and cause",
            "query_table",
            [
                (
                    f"sum:triage.failures{CHOSEN}"
                    " by {service,gen_ai.provider.name,triage.class,triage.cause,triage.owner}.as_count()",
                    "sum",
                )
            ],
            [{"formula": "q1", "alias": "failures", "limit": {"count": 100, "order": "desc"}}],
        ),
        (
            "Quota headroom: requests by day",
            "query_table",
            [(USED, "sum"), (LIMIT, "last")],
            [
                {"formula": "q2", "alias": "limit"},
                {"formula": "q1", "alias": "used in a day"},
                {"formula": "100 * (1 - q1 / q2)", "alias": "left, %"},
            ],
        ),
    ],
)
def test_what_is_counted_is_a_number(
    title: str, kind: str, queries: list[tuple[str, str]], formulas: list[dict[str, Any]]
) -> None:
    (request,) = WIDGETS[title]["requests"]
    assert (WIDGETS[title]["type"], request["response_format"]) == (kind, "scalar")
    assert request["queries"] == [
        {"name": f"q{at}", "data_source": "metrics", "query": query, "aggregator": aggregator}
        for at, (query, aggregator) in enumerate(queries, 1)
    ]
    assert request["formulas"] == formulas


def test_the_headroom_is_that_of_a_day_whatever_time_is_chosen() -> None:
    assert {title: one["time"] for title, one in WIDGETS.items() if "time" in one} == {
        "Quota headroom: requests by day": {"live_span": "1d"}
    }


def test_failed_spans_stand_with_their_cause_and_fix() -> None:
    (request,) = WIDGETS["Spans of failures"]["requests"]
    assert request["query"] == {
        "data_source": "trace_stream",
        "query_string": "@triage.class:* $service $env",
        "indexes": [],
    }
    assert [one["field"] for one in request["columns"]] == [
        *("timestamp", "service", "resource_name", "@triage.class", "@triage.cause", "@triage.fix")
    ]


def test_it_is_narrowed_by_service_provider_and_environment() -> None:
    assert DASHBOARD["template_variables"] == [
        {"name": name, "prefix": prefix, "defaults": ["*"]}
        for name, prefix in (("service", "service"), ("provider", "gen_ai.provider.name"), ("env", "env"))
    ]


def test_the_page_names_the_same_queries_and_the_spans_of_a_cause() -> None:
    page = artifacts(Options())["datadog/README.md"]
    asked = [one["query"] for widget in WIDGETS.values() for request in widget["requests"] for one in queries(request)]
    assert len(asked) == 8
    assert [query for query in asked if f"`{query}`" not in page] == []
    assert "`@triage.class:* @triage.cause:gemini.requests_per_day service:shop`" in page


def queries(request: dict[str, Any]) -> list[dict[str, Any]]:
    return request.get("queries") or []


@pytest.mark.parametrize("language", ["ru", "pt"])
def test_titles_and_columns_are_in_the_language(language: str) -> None:
    options = Options(language=language)
    spoken = json.loads(artifacts(options)["datadog/dashboard.json"])
    assert [one["definition"]["title"] for one in spoken["widgets"]] == [options.say(title) for title in WIDGETS]
    aliases = [
        [one.get("alias") for widget in board["widgets"] for one in formulas(widget["definition"])]
        for board in (DASHBOARD, spoken)
    ]
    assert aliases[1] == [alias and options.say(alias) for alias in aliases[0]]
    assert [spoken[key] for key in ("title", "description")] == [
        options.say(DASHBOARD[key]) for key in ("title", "description")
    ]


def formulas(widget: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for request in widget["requests"] for one in request.get("formulas", ())]
