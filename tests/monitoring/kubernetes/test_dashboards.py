"""The dashboards as ConfigMaps and as objects of the Grafana Operator are those that are exported as files."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from typing import Any

import promql_parser
import pytest

from genai_triage.monitoring import provisioning
from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.kubernetes import dashboards
from genai_triage.monitoring.kubernetes.split import single_quoted
from genai_triage.monitoring.options import Options
from genai_triage.monitoring.panels import OVERVIEW, PANELS
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


def board_of(name: str) -> dict[str, Any]:
    ((_, text),) = of_kind("ConfigMap")[name]["data"].items()
    board: dict[str, Any] = json.loads(text)
    return board


def ids(panels: list[dict[str, Any]]) -> list[int]:
    return [one["id"] for panel in panels for one in (panel, *panel.get("panels", ()))]


def in_order(panels: list[dict[str, Any]]) -> list[Any]:
    """Panels by id, wherever they stand."""
    found = [{**one, "gridPos": None, "panels": in_order(one.get("panels", []))} for one in panels]
    return sorted((double_quoted(one) for one in found), key=lambda one: one["id"])


def double_quoted(node: Any) -> Any:
    """A dashboard with its queries' texts in double quotes."""
    if isinstance(node, list):
        return [double_quoted(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {key: one.replace("'", '"') if key == "expr" else double_quoted(one) for key, one in node.items()}


def parsed(query: str) -> str:
    """A query as a parser writes it, with variables of Grafana's that a parser does not know replaced."""
    plain = re.sub(r"\$\{?\w+(?::\w+)?\}?", "1", re.sub(r"\$__\w+|\$\{__\w+\}", "5m", query))
    return str(promql_parser.parse(plain).prettify())


@pytest.mark.parametrize(("name", "config_map"), of_kind("ConfigMap").items())
def test_the_sidecar_finds_a_dashboard_in_its_folder(name: str, config_map: dict[str, Any]) -> None:
    assert config_map["metadata"]["labels"]["grafana_dashboard"] == "1"
    assert config_map["metadata"]["annotations"]["grafana_folder"] == "LLM"
    ((file, text),) = config_map["data"].items()
    board = json.loads(text)
    assert (file, board["uid"]) == (f"{name}.json", name)
    assert text == json.dumps(board, separators=(",", ":"), ensure_ascii=False) + "\n"


def test_a_dashboard_that_fits_is_the_one_that_is_exported() -> None:
    for name in set(of_kind("ConfigMap")) & {"genai-triage-provider", "genai-triage-class"}:
        assert double_quoted(board_of(name)) == FILES[name]


def test_a_dashboard_that_does_not_fit_is_two_with_all_its_panels() -> None:
    whole, first, second = FILES[OVERVIEW], board_of(OVERVIEW), board_of(f"{OVERVIEW}-2")
    assert in_order(first["panels"] + second["panels"]) == in_order(whole["panels"])
    assert first["panels"][:4] == [single_quoted(one) for one in whole["panels"][:4]]
    of_alerts = {PANELS[alert.dashboard][alert.panel] for alert in alerts(OPTIONS) if alert.dashboard == OVERVIEW}
    assert of_alerts <= set(ids(first["panels"]))
    assert not of_alerts & set(ids(second["panels"]))


def test_the_two_lead_to_each_other_and_to_the_others() -> None:
    links = {name: board_of(name)["links"] for name in (OVERVIEW, f"{OVERVIEW}-2")}
    chosen = FILES[OVERVIEW]["links"][0]["url"].partition("?")[2]
    for name, other in ((OVERVIEW, f"{OVERVIEW}-2"), (f"{OVERVIEW}-2", OVERVIEW)):
        assert links[name][:-1] == FILES[OVERVIEW]["links"]
        assert links[name][-1]["url"] == f"/d/{other}?{chosen}"
        assert links[name][-1]["title"] == board_of(other)["title"]


def test_no_panel_lies_on_another() -> None:
    for name in (OVERVIEW, f"{OVERVIEW}-2"):
        places = [panel["gridPos"] for panel in board_of(name)["panels"]]
        cells = [
            (x, y)
            for one in places
            for x in range(one["x"], one["x"] + one["w"])
            for y in range(one["y"], one["y"] + one["h"])
        ]
        assert len(cells) == len(set(cells))
        assert {y for _, y in cells} == set(range(max(y for _, y in cells) + 1))


def test_queries_in_single_quotes_mean_the_same() -> None:
    def queries(node: Any) -> list[str]:
        if isinstance(node, list):
            return [one for item in node for one in queries(item)]
        if not isinstance(node, dict):
            return []
        own = [node["expr"]] if "expr" in node else []
        return [*own, *(one for item in node.values() for one in queries(item))]

    for name in ("genai-triage-provider", OVERVIEW):
        for whole, small in zip(queries(FILES[name]), queries(single_quoted(FILES[name])), strict=True):
            assert '"' not in small
            assert parsed(small) == parsed(whole)


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
    assert set(of_kind("GrafanaDashboard")) == set(FILES)
    assert set(of_kind("ConfigMap")) == {*FILES, f"{OVERVIEW}-2"}


def test_the_same_options_give_the_same_bytes() -> None:
    again = dashboards.artifacts(OPTIONS)
    assert {path: read_yaml(text) for path, text in again.items() if path in OBJECTS}.items() <= OBJECTS.items()
