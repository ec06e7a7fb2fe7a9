"""The dashboards as ConfigMaps and as objects of the Grafana Operator are those that are exported as files."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from typing import Any

import pytest

from genai_triage.monitoring import provisioning
from genai_triage.monitoring.kubernetes import dashboards
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.translation import translated
from tests.monitoring.kubernetes.test_schemas import objects
from tests.support.yaml_files import read_yaml

OPTIONS = Options(
    folder="LLM",
    datasource_uid="mimir-1",
    names="NoTranslation",
    grafana_labels=(("grafana", "main"), ("env", "prod")),
)
OBJECTS = objects(OPTIONS)
FILES = {
    path.removeprefix("grafana/").removesuffix(".json"): json.loads(translated(path, text, OPTIONS.names))
    for path, text in provisioning.artifacts(OPTIONS).items()
    if path.endswith(".json")
}


assert "gen_ai.client.operation.duration" in json.dumps(FILES)


def of_kind(kind: str) -> dict[str, Any]:
    return {one["metadata"]["name"]: one for one in OBJECTS.values() if one["kind"] == kind}


@pytest.mark.parametrize(("name", "config_map"), of_kind("ConfigMap").items())
def test_the_sidecar_finds_a_dashboard_in_its_folder(name: str, config_map: dict[str, Any]) -> None:
    assert config_map["metadata"]["labels"]["grafana_dashboard"] == "1"
    assert config_map["metadata"]["annotations"]["grafana_folder"] == "LLM"
    ((file, text),) = config_map["data"].items()
    assert (file, json.loads(text)) == (f"{name}.json", FILES[name])
    assert text == json.dumps(FILES[name], separators=(",", ":"), ensure_ascii=False) + "\n"


@pytest.mark.parametrize(("name", "dashboard"), of_kind("GrafanaDashboard").items())
def test_the_grafana_operator_finds_a_dashboard_in_its_folder(name: str, dashboard: dict[str, Any]) -> None:
    packed = dashboard["spec"]["gzipJson"]
    assert json.loads(gzip.decompress(b64decode(packed, validate=True))) == FILES[name]
    assert dashboard["spec"] == {
        "gzipJson": packed,
        "instanceSelector": {"matchLabels": {"grafana": "main", "env": "prod"}},
        "allowCrossNamespaceImport": True,
        "folder": "LLM",
    }


def test_every_dashboard_is_there_in_both_ways() -> None:
    assert set(of_kind("ConfigMap")) == set(of_kind("GrafanaDashboard")) == set(FILES)


def test_the_same_options_give_the_same_bytes() -> None:
    again = dashboards.artifacts(OPTIONS)
    assert {path: read_yaml(text) for path, text in again.items() if path in OBJECTS}.items() <= OBJECTS.items()
