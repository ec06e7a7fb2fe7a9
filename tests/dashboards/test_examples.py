"""Panels that read logs and traces: they ask the chosen source, and name only what the library records."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("google.genai")

from google import genai
from google.genai import types

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.panels import FAILURE_CLASS, OVERVIEW
from genai_triage.simulator import Simulator
from genai_triage.telemetry import names
from tests.support.boards import EXAMPLES, Found, panel
from tests.support.recorded import Recorded

MESSAGES = "What was said, newest first"
FAILED = "The last calls that failed so"
SENT_AGAIN = "Calls that were sent again"
OF_SOME = {"service_name", m.label(names.REQUEST_ID)}
"""Labels of the stream of logs itself, and of answers that have an id."""


def target(found: Found) -> dict[str, str]:
    (only,) = found.panel["targets"]
    return dict(only)


@pytest.mark.parametrize("found", EXAMPLES, ids=str)
def test_example_comes_from_the_chosen_source(found: Found) -> None:
    kind = found.panel["datasource"]["type"]
    source = {"type": kind, "uid": {"loki": "${logs}", "tempo": "${traces}"}[kind]}

    assert [one["datasource"] for one in (found.panel, target(found))] == [source] * 2


@pytest.mark.parametrize("title", [MESSAGES, FAILED])
def test_examples_of_a_class_are_narrowed_to_what_is_chosen(title: str) -> None:
    asked = target(panel(FAILURE_CLASS, title))
    text = asked.get("expr") or asked["query"]

    assert set(re.findall(r"\$\{(\w+)", text)) == {"names", "target_names", "service", "provider", "model", "class"}


@pytest.fixture
def event(running_simulator: Simulator, telemetry: Recorded) -> set[str]:
    """Labels that a log line has of a call that raised, as Loki makes them of the event's attributes."""
    ask(running_simulator, "fail-gemini.model_overloaded")
    (record,) = telemetry.events
    return {m.label(name) for name in record.attributes or {}}


def ask(simulator: Simulator, model: str) -> None:
    retries = types.HttpRetryOptions(attempts=2, initial_delay=0.01, max_delay=0.01, jitter=0)
    options = types.HttpOptions(base_url=simulator.gemini_url, retry_options=retries)
    client = genai.Client(api_key="any", http_options=options)
    with pytest.raises(genai.errors.APIError):
        client.models.generate_content(model=model, contents="Hello")


def test_labels_that_the_logs_are_asked_for_are_those_of_the_event(event: set[str]) -> None:
    expr = target(panel(FAILURE_CLASS, MESSAGES))["expr"]
    filtered, shown = re.findall(r"(\w+)=", expr.partition("line_format")[0]), re.findall(r"\.(\w+)\b", expr)

    assert {*filtered, *(name for name in shown if "_" in name)} - OF_SOME <= event
    assert {m.CLASS, m.CAUSE, m.label(names.EXCEPTION_MESSAGE)} <= {*filtered, *shown}


@pytest.mark.parametrize(
    ("board", "title", "wanted"),
    [
        (FAILURE_CLASS, FAILED, {names.CLASS, names.CAUSE, names.MESSAGE}),
        (OVERVIEW, SENT_AGAIN, {names.RETRIES, names.BACKOFF}),
    ],
)
def test_attributes_that_the_traces_are_asked_for_are_those_of_the_span(
    board: str, title: str, wanted: set[str], running_simulator: Simulator, telemetry: Recorded
) -> None:
    ask(running_simulator, "fail-gemini.model_overloaded")
    asked = set(re.findall(r"span\.([a-z_.]*[a-z_])", target(panel(board, title))["query"]))

    assert wanted <= asked <= set(telemetry.attributes)


@pytest.mark.parametrize("found", [one for one in EXAMPLES if one.panel["type"] == "table"], ids=str)
def test_columns_are_what_is_selected_and_keep_what_the_link_to_the_trace_needs(found: Found) -> None:
    by_id = {one["id"]: one["options"] for one in found.panel["transformations"]}
    columns = by_id["filterFieldsByName"]["include"]["names"]
    (selected,) = re.findall(r"select\((.*)\)", target(found)["query"])

    assert [name for name in columns if "." in name] == re.findall(r"span\.([\w.]+)", selected)
    assert {"Span ID", "traceIdHidden"} <= set(columns)
    assert list(by_id["organize"]["indexByName"]) == columns


def test_slowest_failures_lead_to_a_trace_each() -> None:
    found = panel(FAILURE_CLASS, "Duration of these failures")

    assert [one.get("exemplar", False) for one in found.panel["targets"]] == [False, True]
