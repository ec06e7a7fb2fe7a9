"""Grafana's notification policies are Alertmanager's routes, in a file that Grafana's provisioning reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from genai_triage.monitoring import alertmanager, grafana_policies, notifications
from genai_triage.monitoring.options import Options
from tests.support.yaml_files import read_yaml

OPTIONS = Options(group_labels=("namespace", "triage_credential"), webhooks_url="https://hooks.test/llm/")
ROUTE = {
    *("receiver", "group_by", "object_matchers", "continue", "routes"),
    *("group_wait", "group_interval", "repeat_interval"),
}
"""What of a policy's keys is used here; by Grafana's source, it reads them so."""


def document(options: Options = OPTIONS) -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(grafana_policies.artifacts(options)[grafana_policies.PATH])
    return found


def policies(policy: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A policy and all below it."""
    yield policy
    for one in policy.get("routes", ()):
        yield from policies(one)


ROOT = document()["policies"][0]
BELOW = [one for one in policies(ROOT) if one is not ROOT]


def as_alertmanagers(policy: dict[str, Any]) -> dict[str, Any]:
    """A policy as a route of Alertmanager's."""
    found = {key: value for key, value in policy.items() if key not in ("object_matchers", "routes", "receiver")}
    found["matchers"] = [f'{name}{kind}"{value}"' for name, kind, value in policy["object_matchers"]]
    if "receiver" in policy:
        found["receiver"] = policy["receiver"].removeprefix("genai-triage-")
    return {**found, **({"routes": list(map(as_alertmanagers, policy["routes"]))} if "routes" in policy else {})}


def test_the_policies_are_alertmanagers_routes() -> None:
    plain = alertmanager.configuration(OPTIONS)["route"]
    ours = {key: value for key, value in plain.items() if key not in ("routes", "receiver")} | plain["routes"][0]

    assert [as_alertmanagers(one) for one in ROOT["routes"]] == [ours]


def test_what_is_not_ours_goes_where_it_did() -> None:
    assert (ROOT["receiver"], ROOT["group_by"]) == ("grafana-default-email", ["grafana_folder", "alertname"])
    assert ROOT["routes"][0]["object_matchers"] == [["alertname", "=~", "LLM.+"]]
    assert "object_matchers" not in ROOT  # Grafana takes no root policy that has some.


@pytest.mark.parametrize("policy", BELOW, ids=lambda one: one["object_matchers"][0][2][:40])
def test_a_policy_has_keys_that_grafana_reads(policy: dict[str, Any]) -> None:
    assert set(policy) <= ROUTE
    assert all(len(one) == 3 and one[1] in ("=", "=~", "!=", "!~") for one in policy["object_matchers"])


def test_every_contact_point_is_there_and_used() -> None:
    points = {one["name"]: one["receivers"] for one in document()["contactPoints"]}

    assert {one["receiver"] for one in BELOW if "receiver" in one} == set(points)
    for name, (receiver,) in points.items():
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", receiver["uid"])
        short = name.removeprefix("genai-triage-")
        assert receiver["settings"] == {
            "url": f"https://hooks.test/llm/{short}",
            "title": '{{ template "genai-triage.title" . }}',
            "message": '{{ template "genai-triage.text" . }}',
        }
        assert receiver["disableResolveMessage"] == (short not in ("pager", "others"))


def test_its_templates_are_alertmanagers() -> None:
    assert document()["templates"] == [
        {"orgId": 1, "name": "genai-triage-texts", "template": notifications.templates(OPTIONS)}
    ]


@pytest.mark.parametrize(
    ("options", "variables"), [(OPTIONS, set()), (Options(), {"${GENAI_TRIAGE_WEBHOOKS}"})], ids=["given", "none"]
)
def test_grafana_replaces_no_more_than_the_address(options: Options, variables: set[str]) -> None:
    """It takes `$NAME` in policies and contact points for a variable of its environment."""
    found = document(options)
    text = str({key: found[key] for key in ("policies", "contactPoints")})

    assert set(re.findall(r"\$\{?\w*\}?", text)) == variables


def test_the_file_says_what_it_replaces() -> None:
    head = grafana_policies.artifacts(Options())[grafana_policies.PATH].partition("apiVersion")[0]
    assert "# It REPLACES the whole tree of notification policies" in head
    assert "GENAI_TRIAGE_WEBHOOKS" in head
