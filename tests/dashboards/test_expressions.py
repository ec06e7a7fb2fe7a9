"""Every expression: it parses, and names no metric and no label that the library does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import promql_parser as parser
import pytest

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.metrics import Metric
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.recording import GROUP, LOOKBACK, records
from tests.support.boards import BOARDS, PANELS, replaced

EXPRESSIONS = [
    pytest.param(expr, id=f"{found.name} {number}") for found in PANELS for number, expr in enumerate(found.expressions)
]
OVER_TIME = [
    pytest.param(target["expr"], id=f"{found.name} {target['refId']}")
    for found in PANELS
    for target in found.panel["targets"]
    if target.get("range")
]
ANNOTATIONS = [
    pytest.param(one["expr"], id=f"{uid}/{one['name']}")
    for uid, board in BOARDS.items()
    for one in board["annotations"]["list"]
]
SUFFIXES = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
CATALOGUE: dict[str, Metric] = {
    f"{metric.name}{suffix}": metric for metric in m.METRICS for suffix in SUFFIXES[metric.kind]
}
RECORDS = {record.name for record in records(Options())}
OF_OTHERS: dict[str, set[str]] = {
    "ALERTS": {"alertname", "alertstate", "severity", "owner", *GROUP, m.CLASS},
    "GRAFANA_ALERTS": {"alertname", "alertstate", "severity", "owner", *GROUP, m.CLASS},
    "target_info": {m.JOB, "service_version"},
}
"""Metrics that are not the library's, with the labels that are used of them."""
OF_SCRAPES = {m.JOB, m.SERVICE, "le"}
TWINS = [
    (m.OPERATION_DURATION, m.INFERENCE_DURATION),
    (m.OPERATION_FIRST_CHUNK, m.INFERENCE_FIRST_CHUNK),
    (m.OPERATION_PER_CHUNK, m.INFERENCE_PER_CHUNK),
    (m.TOKEN_USAGE, m.INPUT_TOKENS),
    (m.TOKEN_USAGE, m.OUTPUT_TOKENS),
    (m.TOKEN_USAGE, m.INPUT_USAGE),
    (m.TOKEN_USAGE, m.OUTPUT_USAGE),
]
"""What is one metric under the old conventions and another under the latest."""
ONLY_LATEST = "Tokens of calls that raised"
"""The panel of what the older conventions do not tell."""
OF_A_DAY = {"1d", "25h:1h"}
"""What is used of a daily quota is counted from midnight, whatever the range."""
TIMES = {"__range": "3h", "__interval": "1m", "__rate_interval": "4m"}
KINDS = (
    parser.AggregateExpr,
    parser.BinaryExpr,
    parser.Call,
    parser.MatrixSelector,
    parser.ParenExpr,
    parser.SubqueryExpr,
    parser.UnaryExpr,
    parser.VectorSelector,
)


class Anything(dict[str, str]):
    """A value for any variable."""

    def __missing__(self, name: str) -> str:
        return TIMES.get(name, "1" if name == "slo" else "any")


def parsed(expr: str) -> Any:
    return parser.parse(replaced(expr, Anything()))


def nodes(node: Any) -> Iterator[Any]:
    """The node and all below."""
    yield node
    below = [getattr(node, name, None) for name in ("lhs", "rhs", "expr", "vector_selector")]
    for child in (*below, *(getattr(node, "args", None) or ())):
        if isinstance(child, KINDS):
            yield from nodes(child)


def selectors(expr: str) -> list[Any]:
    return [node for node in nodes(parsed(expr)) if isinstance(node, parser.VectorSelector)]


def names_of(selector: Any) -> set[str]:
    """Names of the metrics that a selector is for: one, or those of a matcher."""
    (matched,) = (
        [selector.name]
        if selector.name
        else (one.value for one in selector.matchers.matchers if one.name == "__name__")
    )
    return set(matched.split("|"))


def labels_of(name: str) -> set[str]:
    """Labels that a metric may have."""
    if name in OF_OTHERS:
        return OF_OTHERS[name]
    if name in RECORDS:
        return {*OF_SCRAPES, *(label for metric in m.METRICS for label in metric.labels)}
    return {*OF_SCRAPES, *CATALOGUE[name].labels}


def unknown(expr: str) -> list[str]:
    """What an expression names that is not there."""
    found: list[str] = []
    made = {node.args[1].val for node in nodes(parsed(expr)) if is_call(node, "label_replace")}
    known = set(made)
    for selector in selectors(expr):
        names = names_of(selector)
        if strange := names - {*CATALOGUE, *RECORDS, *OF_OTHERS}:
            found += strange
            continue
        there = set().union(*map(labels_of, names))
        found += [matcher.name for matcher in selector.matchers.matchers if matcher.name not in {*there, "__name__"}]
        known |= there
    for node in nodes(parsed(expr)):
        found += [label for label in used_labels(node) if label not in known]
    return found


def is_call(node: Any, name: str) -> bool:
    return isinstance(node, parser.Call) and node.func.name == name


def used_labels(node: Any) -> list[str]:
    """Labels that are aggregated by, or matched on."""
    if isinstance(node, parser.AggregateExpr):
        return list(node.modifier.labels) if node.modifier else []
    if isinstance(node, parser.BinaryExpr) and node.modifier and node.modifier.matching:
        return list(node.modifier.matching.labels)
    return []


@pytest.mark.parametrize("expr", [*EXPRESSIONS, *ANNOTATIONS])
def test_expression_names_only_what_there_is(expr: str) -> None:
    assert unknown(expr) == []


@pytest.mark.parametrize(
    ("expr", "found"),
    [
        ("sum(triage_cals_total)", "triage_cals_total"),
        ('triage_calls_total{trige_class="auth"}', "trige_class"),
        ("sum by (triage_cause) (triage_calls_total)", "triage_cause"),
        ("triage_calls_total / on (modell) triage_attempts_total", "modell"),
        ("triage:calls:increase7m", "triage:calls:increase7m"),
    ],
)
def test_name_that_is_not_there_is_found(expr: str, found: str) -> None:
    assert unknown(expr) == [found]


SHOWN = {selector.name for found in PANELS for expr in found.expressions for selector in selectors(expr)}


@pytest.mark.parametrize("metric", m.METRICS, ids=lambda metric: metric.otel)
def test_every_metric_of_the_catalogue_is_shown(metric: Metric) -> None:
    assert SHOWN & {f"{metric.name}{suffix}" for suffix in SUFFIXES[metric.kind]}


@pytest.mark.parametrize("metric", m.METRICS, ids=lambda metric: metric.otel)
def test_metric_has_the_same_name_on_every_pipeline(metric: Metric) -> None:
    """Exporters differ in what they make of units without braces, and of words that look like a suffix."""
    assert metric.unit == "s" or re.fullmatch(r"\{\w+\}", metric.unit)
    assert not {"total", "ratio", "seconds", "milliseconds", "bytes", "info"} & set(re.split(r"[._]", metric.otel))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", label) for label in metric.labels)


@pytest.mark.parametrize("expr", [one for one in EXPRESSIONS if ONLY_LATEST not in str(one.id)])
def test_both_conventions_are_read(expr: str) -> None:
    named = {CATALOGUE[selector.name] for selector in selectors(expr) if selector.name in CATALOGUE}

    for old, new in TWINS:
        assert (old in named) >= (new in named)
        if old in named:
            assert named & {twin for its, twin in TWINS if its is old}


@pytest.mark.parametrize("expr", [*EXPRESSIONS, *ANNOTATIONS])
def test_every_window_is_grafanas_or_how_far_back_a_counter_is_looked_for(expr: str) -> None:
    windows = set(re.findall(r"\[([^\]]*)\]", expr))
    offsets = set(re.findall(r"offset (\S+?)[) ]", expr))

    of_grafana = {"$__range", "$__rate_interval", "$__range:$__interval", "$__interval:1m"}
    assert windows <= {*of_grafana, *OF_A_DAY, Options().time(LOOKBACK)}
    assert offsets <= {"$__range", "$__interval", "1m"}


@pytest.mark.parametrize("expr", [*OVER_TIME, *ANNOTATIONS])
def test_no_step_reads_the_whole_range(expr: str) -> None:
    """Else the cost grows with the square of the range; what is read at its end is read once."""
    once = re.sub(r"\[\$__range\] @ end\(\)|\[\w+\] @ end\(\) offset \$__range", "", expr)

    assert "$__range" not in once


@pytest.mark.parametrize("expr", EXPRESSIONS)
def test_no_step_of_a_subquery_looks_a_series_up_anew(expr: str) -> None:
    """As Prometheus 2.42 does for `timestamp(selector)`, for a selector that is no part of an expression."""
    assert re.findall(r"timestamp\([a-z_]+\{[^}]*\}\)\[", expr) == []


@pytest.mark.parametrize("expr", EXPRESSIONS)
def test_no_step_of_a_subquery_reads_the_whole_range(expr: str) -> None:
    subqueries = [node for node in nodes(parsed(expr)) if isinstance(node, parser.SubqueryExpr)]
    inside = [one for query in subqueries for one in nodes(query.expr) if isinstance(one, parser.MatrixSelector)]

    assert [one for one in inside if f"[{TIMES['__range']}]" in str(one)] == []


@pytest.mark.parametrize("expr", EXPRESSIONS)
def test_rate_is_taken_over_the_rate_interval(expr: str) -> None:
    assert set(re.findall(r"\bi?rate\([^\[]*\[([^\]]*)\]", expr)) <= {"$__rate_interval"}


@pytest.mark.parametrize("expr", EXPRESSIONS)
def test_every_selector_is_narrowed_to_the_chosen_services(expr: str) -> None:
    for selector in re.findall(r"[a-zA-Z_:]\w*\{([^}]*)\}", expr):
        assert re.search(r'(^|,)job=~"(\|)?\$service"', selector)


@pytest.mark.parametrize("expr", EXPRESSIONS)
def test_no_counter_is_drawn_as_it_is(expr: str) -> None:
    """Its value since the start of a process says nothing."""
    times = re.sub(r"timestamp\([a-z_]+\{[^}]*\}\)", "", expr)
    bare = re.sub(r"timestamp\(.*?\[\$__(?:range:\$__interval|interval:1m)\]", "", times)
    bare = re.sub(r"timestamp\(\(.*? offset 1m\)\)\)", "", bare)
    counters = "|".join(metric.name for metric in m.METRICS if metric.kind == "counter")

    assert re.findall(rf"(?:{counters})\{{[^}}]*\}}(?!\[)", bare) == []


@pytest.mark.parametrize("expr", EXPRESSIONS)
def test_counters_are_counted_before_they_are_summed(expr: str) -> None:
    assert not [
        node
        for node in nodes(parsed(expr))
        if isinstance(node, parser.Call) and node.func.name in ("rate", "increase", "resets")
        for argument in node.args
        if not isinstance(argument, parser.MatrixSelector)
    ]


def test_substitution_leaves_regular_expressions_alone() -> None:
    assert replaced('a{job=~"$service"} $1', {"service": "x"}) == 'a{job=~"x"} $1'
