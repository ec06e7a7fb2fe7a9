"""Rules and scraped pods as objects of the Prometheus Operator."""

from __future__ import annotations

import gzip
import json
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from genai_triage.monitoring import kubernetes, rules
from genai_triage.monitoring.kubernetes import prometheus_operator
from genai_triage.monitoring.kubernetes.objects import applied_size
from genai_triage.monitoring.metrics import Strategy
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.translation import translated_query
from tests.monitoring.kubernetes.test_schemas import objects
from tests.support.pages import OURS
from tests.support.programs import program
from tests.support.yaml_files import read_yaml


def groups(options: Options) -> list[dict[str, Any]]:
    """The groups of all objects."""
    found = [one for one in objects(options).values() if one["kind"] == "PrometheusRule"]
    return [group for one in found for group in one["spec"]["groups"]]


def test_the_rules_are_those_of_prometheus() -> None:
    texts = rules.artifacts(Options())
    expected = [group for path in (rules.RECORDS, rules.ALERTS) for group in read_yaml(texts[path])["groups"]]
    assert groups(Options()) == expected


def test_promtool_accepts_them(tmp_path: Path) -> None:
    file = tmp_path / "rules.yml"
    file.write_text(json.dumps({"groups": groups(Options())}), encoding="utf-8")
    done = subprocess.run([program("promtool"), "check", "rules", str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_group_that_is_too_large_is_split_without_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prometheus_operator, "MAX_BYTES", 60_000)
    texts = prometheus_operator.artifacts(OURS)
    found = [read_yaml(text) for path, text in texts.items() if "/rules-" in path]
    assert len(found) > len(rules.groups(Options()))
    assert max(map(applied_size, found)) <= 60_000
    named = {one["metadata"]["name"]: [group["name"] for group in one["spec"]["groups"]] for one in found}
    assert named["genai-triage-critical-part2"] == ["genai-triage.critical.part2"]
    parts = [group for one in found for group in one["spec"]["groups"]]
    assert [rule for group in parts for rule in group["rules"]] == [
        rule for group in rules.groups(OURS) for rule in group["rules"]
    ]


def test_a_pod_is_scraped_as_the_service_that_its_label_names() -> None:
    (monitor,) = (one for one in objects(Options()).values() if one["kind"] == "PodMonitor")
    assert monitor["spec"] == {
        "selector": {"matchLabels": {"genai-triage/metrics": "true"}},
        "namespaceSelector": {"any": True},
        "jobLabel": "app.kubernetes.io/name",
        "podMetricsEndpoints": [{"port": "metrics"}],
    }


def test_group_labels_that_the_operator_does_not_set_are_copied_from_the_pod() -> None:
    options = Options(group_labels=("namespace", "team", "container"))
    (monitor,) = (one for one in objects(options).values() if one["kind"] == "PodMonitor")
    assert monitor["spec"]["podTargetLabels"] == ["team"]


def test_the_rules_have_the_names_of_the_pipeline() -> None:
    strategy: Strategy = "NoTranslation"
    expected = [translated_query(one, strategy) for one in expressions(rules.groups(Options()))]
    assert expressions(groups(Options(names=strategy))) == expected
    assert expected[1].startswith('sum by (job, "service.name", "gen_ai.provider.name"')


def expressions(found: list[dict[str, Any]]) -> list[str]:
    return [rule["expr"] for group in found for rule in group["rules"]]


def test_a_rule_that_is_too_large_by_itself_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No object is without a rule."""
    monkeypatch.setattr(prometheus_operator, "MAX_BYTES", 1)
    parts = [
        [rule["expr"] for rule in part["rules"]]
        for group in rules.groups(Options())
        for part in prometheus_operator._parts(group, Options())
    ]
    assert parts == [[rule["expr"]] for group in rules.groups(Options()) for rule in group["rules"]]


def test_labels_with_dots_have_them_in_rules_and_dashboards() -> None:
    found = kubernetes.artifacts(Options(names="NoTranslation", group_labels=("k8s.namespace.name",)))
    for path in ("prometheus-operator/rules-critical.yaml", "grafana-sidecar/genai-triage-provider.yaml"):
        assert "k8s.namespace.name" in found[path]
        assert "by (job, k8s_namespace_name" not in found[path]
    (rule, *_) = read_yaml(found["prometheus-operator/rules-records.yaml"])["spec"]["groups"][0]["rules"][1:]
    assert '"k8s.namespace.name"' in rule["expr"]
    board = read_yaml(found["grafana-operator/genai-triage-provider.yaml"])["spec"]["gzipJson"]
    assert 'by (job, \\"k8s.namespace.name\\"' in gzip.decompress(b64decode(board)).decode()
