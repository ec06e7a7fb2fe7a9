"""Every object against the schema that its operator publishes: a field that the API server would drop is an error."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest

from genai_triage.monitoring import kubernetes
from genai_triage.monitoring.options import Options
from tests.support.crds import needs_go, problems
from tests.support.yaml_files import read_yaml

pytestmark = [needs_go, pytest.mark.timeout(600)]

CHOSEN = Options(
    group_labels=("namespace", "team"),
    namespace="observability",
    object_labels=(("prometheus", "main"), ("example.com/role", "")),
    grafana_labels=(("grafana", "main"), ("env", "prod")),
    webhooks_url="https://hooks.test/llm",
    language="ru",
)


@cache
def objects(options: Options) -> dict[str, Any]:
    """The exported objects by path; to write them takes a second."""
    texts = kubernetes.artifacts(options)
    return {path: read_yaml(text) for path, text in texts.items() if not path.endswith("kustomization.yaml")}


PLAIN = objects(Options())


@pytest.mark.parametrize("path", PLAIN)
def test_every_object_fits_its_schema(path: str) -> None:
    assert problems(PLAIN[path]) == []


@pytest.mark.parametrize(("path", "document"), objects(CHOSEN).items())
def test_every_object_fits_its_schema_whatever_is_chosen(path: str, document: dict[str, Any]) -> None:
    assert problems(document) == []


OF_A_KIND = {document["kind"]: document for document in objects(CHOSEN).values()}


def test_there_is_an_object_of_every_kind() -> None:
    assert set(OF_A_KIND) == {"PrometheusRule", "PodMonitor", "AlertmanagerConfig", "ConfigMap", "GrafanaDashboard"}


@pytest.mark.parametrize(
    ("kind", "place", "key"),
    [
        ("PrometheusRule", ("spec", "groups", 0, "rules", 0), "keepFiringFor"),
        ("PrometheusRule", ("metadata",), "label"),
        ("PodMonitor", ("spec", "podMetricsEndpoints", 0), "honor_labels"),
        ("PodMonitor", ("spec", "namespaceSelector"), "all"),
        ("AlertmanagerConfig", ("spec", "route"), "group_by"),
        ("AlertmanagerConfig", ("spec", "route", "routes", 0), "group_wait"),
        ("AlertmanagerConfig", ("spec", "route", "routes", 3, "routes", 0), "Receiver"),
        ("AlertmanagerConfig", ("spec", "inhibitRules", 0), "sourceMatchers"),
        ("AlertmanagerConfig", ("spec", "receivers", 0, "webhookConfigs", 0), "send_resolved"),
        ("GrafanaDashboard", ("spec",), "gzipjson"),
        ("ConfigMap", (), "Data"),
    ],
)
def test_a_field_that_no_schema_knows_is_found(kind: str, place: tuple[str | int, ...], key: str) -> None:
    document = copy.deepcopy(OF_A_KIND[kind])
    node: Any = document
    for step in place:
        node = node[step]
    node[key] = "any"
    where = ".".join(map(str, place))
    assert problems(document) == [
        f"{where}: Additional properties are not allowed ('{key}' was unexpected)",
    ]


def test_two_groups_of_a_name_are_found() -> None:
    document = copy.deepcopy(OF_A_KIND["PrometheusRule"])
    document["spec"]["groups"] *= 2
    assert problems(document) == ["spec.groups: two items with the same name"]


def test_a_rule_of_the_schema_is_kept() -> None:
    document = copy.deepcopy(OF_A_KIND["GrafanaDashboard"])
    document["spec"]["folderUID"] = "genai"
    assert problems(document) == ["spec: folder field cannot be set when folderUID or folderRef is already declared"]
