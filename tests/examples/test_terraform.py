"""The Terraform example: its syntax, its arguments, and that each field of an exported alert is handed over."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hcl2
import pytest

from genai_triage import cli
from genai_triage.monitoring import rules
from genai_triage.monitoring.options import Options
from genai_triage.taxonomy import Owner
from tests.support.yaml_files import read_yaml

EXAMPLE = Path(__file__).parents[2] / "examples" / "terraform"
README = (EXAMPLE / "README.md").read_text("utf-8")
GROUPS = read_yaml(rules.artifacts(Options())[rules.GRAFANA])["groups"]
RULES = [rule for group in GROUPS for rule in group["rules"]]
ARGUMENTS = {
    "grafana_folder": {"uid", "title", "parent_folder_uid", "prevent_destroy_if_not_empty"},
    "grafana_dashboard": {"config_json", "folder", "message", "overwrite"},
    "grafana_rule_group": {"name", "folder_uid", "interval_seconds", "disable_provenance", "rule"},
    "rule": {
        *("uid", "name", "condition", "for", "keep_firing_for", "missing_series_evals_to_resolve", "no_data_state"),
        *("exec_err_state", "is_paused", "annotations", "labels", "data", "notification_settings", "record"),
    },
    "data": {"ref_id", "datasource_uid", "model", "query_type", "relative_time_range"},
    "relative_time_range": {"from", "to"},
    "grafana_contact_point": {"name", "webhook", "slack", "pagerduty", "email"},
    "webhook": {"url", "headers", "max_alerts", "disable_resolve_message"},
    "grafana_notification_policy": {"contact_point", "group_by", "policy"},
    "policy": {"contact_point", "group_by", "continue", "repeat_interval", "matcher", "policy"},
    "matcher": {"label", "match", "value"},
}
"""Of the provider's resources and blocks, as far as they may be used here: from its documentation, version 4."""
META = {"for_each", "count", "dynamic", "iterator"}
"""What Terraform itself reads."""


def parsed(name: str) -> dict[str, Any]:
    with (EXAMPLE / name).open(encoding="utf-8") as file:
        return dict(hcl2.load(file))


FILES = {path.name: parsed(path.name) for path in EXAMPLE.glob("*.tf")}
RESOURCES = {
    kind.strip('"'): body
    for file in FILES.values()
    for resource in file.get("resource", ())
    for kind, named in resource.items()
    for body in named.values()
}


def blocks(kind: str, body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A block and those inside it, each with its name; a dynamic one is what it makes."""
    own = {key: value for key, value in body.items() if not key.startswith("__")}
    yield kind, own
    for name, inside in own.items():
        for one in inside if isinstance(inside, list) else ():
            if name == "dynamic":
                ((made, dynamic),) = ((key, value) for key, value in one.items() if not key.startswith("__"))
                for content in dynamic["content"]:
                    yield from blocks(made.strip('"'), content)
            elif isinstance(one, dict):
                yield from blocks(name, one)


BLOCKS = [one for kind, body in RESOURCES.items() for one in blocks(kind, body)]


def test_every_resource_is_read() -> None:
    assert set(RESOURCES) == {kind for kind in ARGUMENTS if kind.startswith("grafana_")}
    assert {kind for kind, _ in BLOCKS} == set(ARGUMENTS)


@pytest.mark.parametrize(("kind", "body"), BLOCKS, ids=[kind for kind, _ in BLOCKS])
def test_a_block_has_arguments_that_the_provider_knows(kind: str, body: dict[str, Any]) -> None:
    assert set(body) - META <= ARGUMENTS[kind]


def handed_over(kind: str, variable: str) -> set[str]:
    """Fields of an exported document that a block reads."""
    (body,) = (body for name, body in BLOCKS if name == kind)
    return set(re.findall(rf"\b{variable}\.value\.(\w+)", str(body)))


def test_every_field_of_a_rule_is_handed_over() -> None:
    exported = {field for rule in RULES for field in rule}
    # The two are in the annotations as well, which is how the API takes them.
    assert handed_over("rule", "rule") == exported - {"dashboardUid", "panelId"}


def test_every_field_of_a_query_is_handed_over() -> None:
    exported = {field for rule in RULES for query in rule["data"] for field in query}
    assert handed_over("data", "query") == exported


def test_a_field_that_not_every_rule_has_is_optional() -> None:
    (body,) = (body for kind, body in BLOCKS if kind == "rule")
    optional = set(re.findall(r"try\(rule\.value\.(\w+), null\)", str(body)))
    assert optional == {field for rule in RULES for field in rule if not all(field in one for one in RULES)}


def test_groups_are_evaluated_as_often_as_exported() -> None:
    assert {group["interval"] for group in GROUPS} == {"1m"}
    assert RESOURCES["grafana_rule_group"]["interval_seconds"] == 60


def test_only_labels_are_written_with_two_dollar_signs() -> None:
    assert any("$$" in text for rule in RULES for text in rule["labels"].values())
    assert not [text for rule in RULES for text in rule["annotations"].values() if "$$" in text]
    (body,) = (body for kind, body in BLOCKS if kind == "rule")
    assert 'replace(text, "$$", "$")' in body["labels"]


def test_every_owner_can_have_a_receiver() -> None:
    ((receivers,),) = [
        [one['"receivers"'] for one in file.get("variable", ()) if '"receivers"' in one]
        for name, file in FILES.items()
        if name == "variables.tf"
    ]
    named = re.findall(r"`(\w+)`", receivers["description"])
    assert named == ["pager", "others", *(owner.value for owner in Owner)]


def test_the_readmes_export_writes_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (command,) = re.findall(r"^\$ genai-triage (export .*)$", README.replace("\\\n", ""), re.M)
    assert cli.main(shlex.split(command)) == 0
    text = (EXAMPLE / "main.tf").read_text("utf-8")
    paths = re.findall(r'"\$\{local\.generated\}/([^"$]+)"', text)
    assert paths == ["provisioning/alerting/genai-triage.yml", "grafana"]
    assert all((tmp_path / "generated" / path).exists() for path in paths)
    assert len(list((tmp_path / "generated" / "grafana").glob("*.json"))) == 3


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:)([^)#]+)", README))
def test_a_linked_file_is_there(path: str) -> None:
    assert (EXAMPLE / path).is_file()
