"""The AlertmanagerConfig routes and mutes as the Alertmanager example does, after what the operator makes of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from genai_triage.monitoring import alertmanager
from genai_triage.monitoring.alerts import alerts
from genai_triage.monitoring.kubernetes import routing
from genai_triage.monitoring.options import Options
from genai_triage.taxonomy import Owner
from tests.monitoring.test_alertmanager import amtool
from tests.support.yaml_files import read_yaml

OPTIONS = Options(group_labels=("namespace",), webhooks_url="https://hooks.test/llm")
CONFIG = routing.alertmanager_config(OPTIONS)
PLAIN = alertmanager.configuration(OPTIONS)
PREFIX = "monitoring/genai-triage/"
NAMES = {"sourceMatch": "source_matchers", "targetMatch": "target_matchers"}
"""Alertmanager's name of a field of the operator's, where it is not only spelt otherwise."""


def as_the_operator_makes_it(spec: dict[str, Any]) -> dict[str, Any]:
    """What Alertmanager runs: the route beside those of other configurations, names with the object's before them.

    As `AddAlertmanagerConfigs` of the operator's pkg/alertmanager/amcfg.go, without a matcher for the namespace.
    """
    ours = {**_plain(spec["route"]), "continue": True}
    receivers = [_plain(one) for one in spec["receivers"]]
    return {
        "route": {"receiver": "null", "routes": [ours, {"matchers": ['severity="none"'], "receiver": "null"}]},
        "inhibit_rules": [_plain(one) for one in spec["inhibitRules"]],
        "receivers": [{"name": "null"}, *({**one, "name": PREFIX + one["name"]} for one in receivers)],
    }


def _plain(node: Any, key: str = "") -> Any:
    if isinstance(node, dict) and "matchType" in node:
        return f"{node['name']}{node['matchType']}{json.dumps(node['value'])}"
    if isinstance(node, dict):
        return {NAMES.get(name, _snake(name)): _plain(one, name) for name, one in node.items()}
    if isinstance(node, list):
        return [_plain(one) for one in node]
    return PREFIX + node if key == "receiver" else node


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Alertmanager's configuration, plain and through the operator."""
    folder = tmp_path_factory.mktemp("alertmanager")
    found = (folder / "plain.yml", folder / "operator.yml")
    for file, document in zip(found, (PLAIN, as_the_operator_makes_it(CONFIG["spec"])), strict=True):
        file.write_text(json.dumps(document), encoding="utf-8")
    return found


def test_amtool_accepts_it(files: tuple[Path, Path]) -> None:
    assert "SUCCESS" in amtool("check-config", str(files[1]))


def receivers(file: Path, **labels: str) -> list[str]:
    pairs = (f"{name}={value}" for name, value in labels.items())
    told = amtool("config", "routes", "test", f"--config.file={file}", *pairs).split(",")
    return [name.removeprefix(PREFIX) for name in told if name != "null"]


@pytest.mark.parametrize("owner", Owner, ids=str)
@pytest.mark.parametrize("severity", ["critical", "warning", "info"])
def test_an_owner_is_told_of_the_same_alerts(owner: Owner, severity: str, files: tuple[Path, Path]) -> None:
    labels = {"alertname": "LLMTimeouts", "owner": owner.value, "severity": severity}
    plain, ours = (receivers(file, **labels) for file in files)
    assert ours == plain != []


def test_whoever_pays_is_told_of_the_same_alerts(files: tuple[Path, Path]) -> None:
    for name, classes in {(alert.name, alert.tells_of) for alert in alerts(OPTIONS) if alert.tells}:
        of = {"alertname": name, "owner": "account", "severity": "warning", "triage_class": "".join(classes)}
        plain, ours = (receivers(file, **of) for file in files)
        assert ours == plain
        assert set(ours) == {"finance", "owner-account"}


def test_alerts_of_others_are_left_to_other_configurations(files: tuple[Path, Path]) -> None:
    assert receivers(files[1], alertname="NodeDown", owner="account", severity="critical") == []


def test_it_groups_waits_and_mutes_alike() -> None:
    found = as_the_operator_makes_it(CONFIG["spec"])
    assert found["inhibit_rules"] == PLAIN["inhibit_rules"]
    ours = found["route"]["routes"][0]
    assert _settings(ours) == _settings({**PLAIN["route"], **PLAIN["route"]["routes"][0]})
    assert {one["name"]: one["webhook_configs"] for one in found["receivers"][1:]} == {
        PREFIX + one["name"]: one["webhook_configs"] for one in PLAIN["receivers"]
    }


def _settings(route: dict[str, Any]) -> Any:
    """When and how a route and those below it tell, in order."""
    own = {key: value for key, value in route.items() if key.startswith(("group_", "repeat_"))}
    return own, [_settings(one) for one in route.get("routes", ())]


def test_a_root_with_routes_of_others_is_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {"route": {"receiver": "others", "routes": [{"matchers": ['a="\\"b\\\\"'], "receiver": "others"}]}}
    monkeypatch.setattr(alertmanager, "configuration", lambda options: {**plain, "inhibit_rules": [], "receivers": []})
    assert routing.alertmanager_config(OPTIONS)["spec"]["route"] == {
        "receiver": "others",
        "routes": [{"matchers": [{"name": "a", "matchType": "=", "value": '"b\\'}], "receiver": "others"}],
        "matchers": [{"name": "alertname", "matchType": "=~", "value": "LLM.+"}],
    }


def test_without_receivers_of_ones_own_the_file_says_so() -> None:
    assert "its receivers send nothing. Give --webhooks-url" in routing.comment(Options())


def test_the_file_says_which_strategy_alertmanager_needs() -> None:
    said = routing.comment(Options(namespace="observability", webhooks_url="https://hooks.test"))
    assert 'adds namespace="observability" to what these routes match' in said
    assert "OnNamespaceExceptForAlertmanagerNamespace" in said
    assert "kustomization.yaml" not in said


def test_it_is_the_one_that_is_written() -> None:
    from genai_triage.monitoring import kubernetes

    text = kubernetes.artifacts(OPTIONS)["prometheus-operator/alertmanagerconfig.yaml"]
    assert read_yaml(text) == CONFIG
