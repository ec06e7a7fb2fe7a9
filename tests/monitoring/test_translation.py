"""Files under the names of each translation strategy: nothing but names changes, and none is left behind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_args

import promql_parser as parser
import pytest
import yaml

from genai_triage.monitoring import metrics as m
from genai_triage.monitoring.metrics import METRICS, STRATEGIES, Strategy
from genai_triage.monitoring.options import OptionError, Options
from genai_triage.monitoring.render import artifacts
from genai_triage.monitoring.translation import translated, translated_query
from tests.support.boards import replaced
from tests.support.yaml_files import read_yaml

DEFAULT, WITHOUT, SUFFIXES, NONE = get_args(Strategy)
OTHERS = (WITHOUT, SUFFIXES, NONE)
DOTTED = (SUFFIXES, NONE)

NAMES = {
    "triage_calls_total": ("triage_calls", "triage.calls_total", "triage.calls"),
    "triage_failures_total": ("triage_failures", "triage.failures_total", "triage.failures"),
    "triage_attempts_total": ("triage_attempts", "triage.attempts_total", "triage.attempts"),
    "triage_retry_after_seconds": ("triage_retry_after", "triage.retry_after_seconds", "triage.retry_after"),
    "triage_quota_limit": ("triage_quota_limit", "triage.quota.limit", "triage.quota.limit"),
    "triage_balance": ("triage_balance", "triage.balance", "triage.balance"),
    "triage_sessions_open": ("triage_sessions_open", "triage.sessions.open", "triage.sessions.open"),
    "triage_jobs_oldest_seconds": ("triage_jobs_oldest", "triage.jobs.oldest_seconds", "triage.jobs.oldest"),
    "gen_ai_execute_tool_duration_seconds": (
        "gen_ai_execute_tool_duration",
        "gen_ai.execute_tool.duration_seconds",
        "gen_ai.execute_tool.duration",
    ),
    "gen_ai_client_operation_duration_seconds": (
        "gen_ai_client_operation_duration",
        "gen_ai.client.operation.duration_seconds",
        "gen_ai.client.operation.duration",
    ),
    "gen_ai_client_inference_duration_seconds": (
        "gen_ai_client_inference_duration",
        "gen_ai.client.inference.duration_seconds",
        "gen_ai.client.inference.duration",
    ),
    "gen_ai_client_operation_time_to_first_chunk_seconds": (
        "gen_ai_client_operation_time_to_first_chunk",
        "gen_ai.client.operation.time_to_first_chunk_seconds",
        "gen_ai.client.operation.time_to_first_chunk",
    ),
    "gen_ai_client_inference_time_to_first_chunk_seconds": (
        "gen_ai_client_inference_time_to_first_chunk",
        "gen_ai.client.inference.time_to_first_chunk_seconds",
        "gen_ai.client.inference.time_to_first_chunk",
    ),
    "gen_ai_client_operation_time_per_output_chunk_seconds": (
        "gen_ai_client_operation_time_per_output_chunk",
        "gen_ai.client.operation.time_per_output_chunk_seconds",
        "gen_ai.client.operation.time_per_output_chunk",
    ),
    "gen_ai_client_inference_time_per_output_chunk_seconds": (
        "gen_ai_client_inference_time_per_output_chunk",
        "gen_ai.client.inference.time_per_output_chunk_seconds",
        "gen_ai.client.inference.time_per_output_chunk",
    ),
    "gen_ai_client_token_usage": (
        "gen_ai_client_token_usage",
        "gen_ai.client.token.usage",
        "gen_ai.client.token.usage",
    ),
    "gen_ai_client_inference_operation_input_tokens": (
        "gen_ai_client_inference_operation_input_tokens",
        "gen_ai.client.inference.operation.input_tokens",
        "gen_ai.client.inference.operation.input_tokens",
    ),
    "gen_ai_client_inference_operation_output_tokens": (
        "gen_ai_client_inference_operation_output_tokens",
        "gen_ai.client.inference.operation.output_tokens",
        "gen_ai.client.inference.operation.output_tokens",
    ),
    "gen_ai_client_inference_usage_input_tokens_total": (
        "gen_ai_client_inference_usage_input_tokens",
        "gen_ai.client.inference.usage.input_tokens_total",
        "gen_ai.client.inference.usage.input_tokens",
    ),
    "gen_ai_client_inference_usage_output_tokens_total": (
        "gen_ai_client_inference_usage_output_tokens",
        "gen_ai.client.inference.usage.output_tokens_total",
        "gen_ai.client.inference.usage.output_tokens",
    ),
}
"""By the name of the default strategy, those of the others, as the translator of Prometheus and the collector makes
them; of a histogram, without `_bucket`, `_sum`, `_count`."""
LABELS = {
    "gen_ai_provider_name": "gen_ai.provider.name",
    "gen_ai_operation_name": "gen_ai.operation.name",
    "gen_ai_request_model": "gen_ai.request.model",
    "gen_ai_token_type": "gen_ai.token.type",
    "gen_ai_tool_name": "gen_ai.tool.name",
    "triage_class": "triage.class",
    "triage_cause": "triage.cause",
    "triage_owner": "triage.owner",
    "triage_transport": "triage.transport",
    "triage_quota_id": "triage.quota.id",
    "triage_answered_by": "triage.answered_by",
    "triage_quota_window": "triage.quota.window",
    "triage_credential": "triage.credential",
    "error_type": "error.type",
    "service_name": "service.name",
    "service_version": "service.version",
}


def names(strategy: Strategy) -> dict[str, str]:
    """Every name of a series or a label that is another under a strategy, by its default."""
    column = OTHERS.index(strategy)
    series = {
        f"{name}{part}": f"{found[column]}{part}"
        for name, found in NAMES.items()
        for part in ("", "_bucket", "_sum", "_count")
    }
    return {old: new for old, new in (series | (LABELS if strategy in DOTTED else {})).items() if old != new}


@cache
def exported(strategy: Strategy) -> dict[str, str]:
    return artifacts(Options(names=strategy, group_labels=("namespace",)))


@cache
def documents(strategy: Strategy) -> dict[str, Any]:
    """Every file as what reads it sees it."""
    read: dict[str, Callable[[str], Any]] = {".json": json.loads, ".yml": read_yaml, ".md": str, ".tmpl": str}
    return {path: read[path[path.rindex(".") :]](text) for path, text in exported(strategy).items()}


def pairs(old: Any, new: Any, key: str = "") -> Iterator[tuple[str, str, str]]:
    """The key, the text and the translated text of everything that reads Prometheus."""
    assert type(old) is type(new)
    if isinstance(old, dict):
        if isinstance(source := old.get("datasource"), dict) and source.get("type") in ("loki", "tempo"):
            assert old == new
            return
        assert len(old) == len(new)
        for one, other in zip(old, new, strict=True):
            yield "key", one, other
            yield from pairs(old[one], new[other], one)
    elif isinstance(old, list):
        for one, other in zip(old, new, strict=True):
            yield from pairs(one, other, key)
    elif isinstance(old, str):
        yield key, old, new


@cache
def all_pairs(strategy: Strategy) -> list[tuple[str, str, str]]:
    old, new = documents(DEFAULT), documents(strategy)
    assert list(old) == list(new)
    return [found for path in old for found in pairs(old[path], new[path], path)]


_QUERY = re.compile(r"query \(printf `([^`]*)`|```promql\n(.*?)```", re.DOTALL)


def queries(key: str, text: str) -> list[str]:
    """The expressions in a text: it is one, or a template or a page that has some."""
    if key in ("expr", "expression") and not text.isalnum():
        return [text]
    found = (one[1] or one[2] for one in _QUERY.finditer(text))
    return [part for one in found for part in re.split(r"(?m)^#.*$", one) if part.strip()]


class _Any(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "1m" if name.startswith("__") else "1"


def described(expr: str, new_names: dict[str, str]) -> list[Any]:
    """Everything that an expression is made of, with other names."""
    chosen = expr.replace("%%", "%").replace("%[1]s,", "").replace(",%[2]s", "").replace("%[2]s,", "")
    chosen = chosen.replace("%[1]s", "").replace("%[2]s", "")
    return list(_described(parser.parse(replaced(chosen, _Any())), new_names))


def _described(node: Any, new_names: dict[str, str]) -> Iterator[Any]:
    def named(name: str) -> str:
        return new_names.get(name, name)

    def in_regex(value: str) -> str:
        return "|".join(named(one).replace(".", "[.]") if one in new_names else one for one in value.split("|"))

    def of_name(matcher: Any) -> str:
        return in_regex(matcher.value) if "Re" in str(matcher.op) else named(matcher.value)

    if isinstance(node, parser.VectorSelector):
        matchers = [
            (named(one.name), str(one.op), of_name(one) if one.name == "__name__" else one.value)
            for one in node.matchers.matchers
        ]
        name = [("__name__", "MatchOp.Equal", named(node.name))] if node.name else []
        yield sorted([*matchers, *name]), str(node.offset)
    elif isinstance(node, parser.StringLiteral):
        yield named(node.val)
    elif isinstance(node, parser.NumberLiteral):
        yield node.val
    elif isinstance(node, parser.AggregateExpr):
        labels = node.modifier and [str(node.modifier.type), *map(named, node.modifier.labels)]
        yield str(node.op), labels
        yield from _described(node.expr, new_names)
        yield from _described(node.param, new_names) if node.param is not None else ()
    elif isinstance(node, parser.BinaryExpr):
        yield str(node.op), [named(one) for one in re.findall(r"[\w.]+", str(node.modifier))] if node.modifier else None
        yield from _described(node.lhs, new_names)
        yield from _described(node.rhs, new_names)
    elif isinstance(node, parser.Call):
        yield node.func.name
        for one in node.args:
            yield from _described(one, new_names)
    elif isinstance(node, parser.MatrixSelector):
        yield str(node.range)
        yield from _described(node.vector_selector, new_names)
    else:
        yield type(node).__name__, str(getattr(node, "range", "")), str(getattr(node, "step", ""))
        yield from _described(node.expr, new_names)


def test_names_of_all_metrics_are_written_out() -> None:
    assert {metric.name: tuple(metric.named(one) for one in OTHERS) for metric in METRICS} == NAMES


def test_names_of_all_labels_are_written_out() -> None:
    assert m.ATTRIBUTES == LABELS
    assert {label for metric in METRICS for label in metric.labels} < set(LABELS)


@pytest.mark.parametrize(
    "strategy", [NONE, *(pytest.param(strategy, marks=pytest.mark.exhaustive) for strategy in (WITHOUT, SUFFIXES))]
)
def test_every_expression_differs_in_nothing_but_names(strategy: Strategy) -> None:
    checked = 0
    for key, old, new in all_pairs(strategy):
        for before, after in zip(queries(key, old), queries(key, new), strict=True):
            assert described(after, {}) == described(before, names(strategy)), before
            checked += 1
    assert checked > 1000


@pytest.mark.parametrize("strategy", OTHERS)
def test_no_default_name_is_left_where_prometheus_is_read(strategy: Strategy) -> None:
    word = re.compile(rf"(?<![\w:])({'|'.join(names(strategy))})(?![\w:])")
    # LogQL in a runbook, and a command that asks a Python application itself.
    other = re.compile(r"```text\n.*?```|`curl [^`]*`", re.DOTALL)
    left = [new for _, _, new in all_pairs(strategy) if word.search(other.sub("", new))]
    assert left == []


@pytest.mark.parametrize("strategy", DOTTED)
def test_templates_links_and_matchers_differ_in_nothing_but_names(strategy: Strategy) -> None:
    old_names = {new: old for old, new in names(strategy).items()}

    def back(found: re.Match[str]) -> str:
        return found[0] if found[2] not in old_names else (f"{found[1]}." if found[1] else "") + old_names[found[2]]

    forms = (
        r'\(index ((?:\$\w*)?\.\w*Labels|\$+\w+) "([\w.]+)"\)',
        r'(__data\.fields|__field\.labels)\["([\w.]+)"\]',
        r'()"([\w.]+)"',
        r"(?<=\{\{)()([\w.]+)(?=\}\})",
    )
    for key, old, new in all_pairs(strategy):
        if key not in ("expr", "expression", "query", "qryType", "regex") and not key.endswith(".md"):
            text = _QUERY.sub("", new)
            for form in forms:
                text = re.sub(form, back, text)
            assert old_names.get(text, text) == _QUERY.sub("", old)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("triage_calls_total", '{"triage.calls"}'),
        ("triage_calls_total[5m]", '{"triage.calls"}[5m]'),
        ("triage_calls_total{}", '{"triage.calls"}'),
        ('triage_calls_total{triage_class="auth"}', '{"triage.calls", "triage.class"="auth"}'),
        ('{__name__="triage_calls_total"}', '{__name__="triage.calls"}'),
        ('{__name__=~"triage_calls_total|up"}', '{__name__=~"triage[.]calls|up"}'),
        ("sum by (job, triage_class) (x)", 'sum by (job, "triage.class") (x)'),
        ("a / on (triage_class) group_left (error_type) b", 'a / on ("triage.class") group_left ("error.type") b'),
        (
            'label_replace(x, "triage_class", "$1", "error_type", "(.*)")',
            'label_replace(x, "triage.class", "$1", "error.type", "(.*)")',
        ),
        ("triage:calls:increase5m", "triage:calls:increase5m"),
        ("triage_class", "triage.class"),
        ("{{ $labels.triage_class }}", '{{ (index $labels "triage.class") }}'),
        ("{{ $$labels.triage_class }}", '{{ (index $$labels "triage.class") }}'),
        ("{{ with .Labels.triage_class }}", '{{ with (index .Labels "triage.class") }}'),
        ("{{ with .CommonLabels.triage_class }}", '{{ with (index .CommonLabels "triage.class") }}'),
        ("{{ $.GroupLabels.triage_class }}", '{{ (index $.GroupLabels "triage.class") }}'),
        ("{{ $of.triage_class }}", '{{ (index $of "triage.class") }}'),
        ("p95 {{triage_class}}", "p95 {{triage.class}}"),
        ("/d/x?var-class=${__data.fields.triage_class}&a", '/d/x?var-class=${__data.fields["triage.class"]}&a'),
        ("${__field.labels.triage_class}", '${__field.labels["triage.class"]}'),
        ('triage_owner="account"', '"triage.owner"="account"'),
        ("my_triage_class_x and triage_calls_totals", "my_triage_class_x and triage_calls_totals"),
    ],
)
def test_a_name_is_written_as_its_place_asks_for(text: str, expected: str) -> None:
    assert translated_query(text, NONE) == expected


@pytest.mark.parametrize("text", ["triage_calls_total{}", "triage_class", "{{triage_class}}"])
def test_the_default_strategy_changes_nothing(text: str) -> None:
    assert translated_query(text, DEFAULT) == text


def test_without_suffixes_only_metrics_differ() -> None:
    assert (
        translated_query('sum by (triage_class) (increase(triage_calls_total{triage_owner="x"}[5m]))', WITHOUT)
        == 'sum by (triage_class) (increase(triage_calls{triage_owner="x"}[5m]))'
    )


@pytest.mark.parametrize("path", exported(DEFAULT))
def test_a_file_that_is_read_and_written_again_is_the_same(path: str) -> None:
    """Were no name another, the translation would change no byte."""
    text = exported(DEFAULT)[path]
    back = translated(path, text, WITHOUT)
    for old, new in sorted(names(WITHOUT).items(), key=lambda found: -len(found[0])):
        back = re.sub(rf"(?<![\w:]){new}(?![\w:])", old, back)
    assert back == text


def test_a_file_inside_a_file_is_translated_as_what_it_is() -> None:
    inside = {
        "board.json": '{"expr":"triage_calls_total"}',
        "rules.yml": "expr: triage_calls_total\n",
        "page.md": "`triage_class`",
    }
    found = yaml.safe_load(translated("map.yaml", yaml.safe_dump({"kind": "ConfigMap", "data": inside}), NONE))
    assert found["data"] == {
        "board.json": '{"expr":"{\\"triage.calls\\"}"}',
        "rules.yml": "expr: '{\"triage.calls\"}'\n",
        "page.md": "`triage.class`",
    }


def test_variables_ask_in_a_way_that_every_grafana_has() -> None:
    variables = documents(NONE)["grafana/genai-triage-overview.json"]["templating"]["list"]
    asked = {
        one["name"]: (one["query"]["qryType"], one["query"]["query"], one["regex"])
        for one in variables
        if one["type"] == "query"
    }
    durations = "gen_ai[.]client[.]operation[.]duration_count|gen_ai[.]client[.]inference[.]duration_count"
    where = 'job=~"$service",namespace=~"$namespace"'
    or_none = 'job=~"|$service",namespace=~"|$namespace"'
    calls = f'{{"triage.calls", {where}}}'
    operations = f'{{__name__=~"{durations}",{where},"gen_ai.provider.name"=~"$provider"}}'

    def values(label: str, selector: str) -> tuple[int, str, str]:
        return 3, f'query_result(count by ("{label}") (last_over_time({selector}[$__range])))', r'/="(.*)"\}/'

    assert asked == {
        "namespace": (1, 'label_values({__name__="triage.calls"}, namespace)', ""),
        "service": (1, 'label_values({__name__="triage.calls", namespace=~"$namespace"}, job)', ""),
        "names": (1, f'label_values({{__name__="triage.calls", {where}}}, job)', r"/([^\/]+)$/"),
        "target_names": values("service.name", f'{{__name__=~"target_info|triage[.]calls",{or_none}}}'),
        "provider": values("gen_ai.provider.name", calls),
        "model": values("gen_ai.request.model", operations),
    }


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_recorded_names_stay(strategy: Strategy) -> None:
    groups = documents(strategy)["rules/prometheus/recording.rules.yml"]["groups"]
    found = [rule["record"] for rule in groups[0]["rules"]]
    assert found == [
        rule["record"] for rule in documents(DEFAULT)["rules/prometheus/recording.rules.yml"]["groups"][0]["rules"]
    ]
    assert "triage:calls:increase5m" in found


def test_alertmanager_matches_and_groups_by_the_same_labels() -> None:
    found = documents(NONE)["alertmanager/alertmanager.yml"]
    assert found["route"]["group_by"] == ["alertname", "job", "service.name", "gen_ai.provider.name", "namespace"]


def test_a_group_label_may_have_dots() -> None:
    labels = ("k8s.namespace.name", "cluster")
    files = artifacts(Options(names=NONE, group_labels=labels, dashboards_url="https://grafana.test"))
    rules = yaml.safe_load(files["rules/prometheus/recording.rules.yml"])["groups"][0]["rules"]
    group = 'job, "service.name", "gen_ai.provider.name", "k8s.namespace.name", cluster'
    assert {rule["record"]: rule["expr"] for rule in rules}["triage:all_calls:increase5m"] == (
        f"sum by ({group}) (triage:calls:increase5m)"
    )
    board = json.loads(files["grafana/genai-triage-overview.json"])
    asked = {one["name"]: one["query"]["query"] for one in board["templating"]["list"] if one["type"] == "query"}
    assert (
        asked["k8s_namespace_name"]
        == 'query_result(count by ("k8s.namespace.name") (last_over_time({"triage.calls"}[$__range])))'
    )
    alert = yaml.safe_load(files["rules/prometheus/alerts.rules.yml"])["groups"][0]["rules"][0]
    assert (
        '{{ with (index $labels "k8s.namespace.name") }}&var-k8s_namespace_name={{'
        in alert["annotations"]["dashboard_url"]
    )


@pytest.mark.parametrize("text", ["${k8s_namespace_name}", "$k8s_namespace_name", "${k8s_namespace_name:queryparam}"])
def test_a_variable_keeps_its_name(text: str) -> None:
    assert translated("x.md", f"`{text}`", NONE, ("k8s.namespace.name",)) == f"`{text}`"


def test_an_unknown_strategy_is_refused() -> None:
    with pytest.raises(OptionError, match="names must be one of UnderscoreEscapingWithSuffixes"):
        Options(names="Dots")  # type: ignore[arg-type]
